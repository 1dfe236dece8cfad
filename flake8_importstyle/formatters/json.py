"""A formatter for editors: ``importstyle-json`` prints the repairs as edits, and makes none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from flake8.violation import Violation

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.fixes.edits import Edit
from flake8_importstyle.formatters.fix import Plan, Repairing
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.syntax.parsing import decoded


class JsonFormatter(Repairing):
    """Prints a list with an object for each file that can be repaired, as ``described`` says."""

    def carry_out(self) -> None:
        """Print what could be done."""
        settings = ImportStyleChecker.settings
        self._write(json.dumps([described(plan, settings) for plan in self.plans.values()]))

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return nothing: whoever reads this has the other findings from another run."""
        return ()


def described(plan: Plan, settings: Settings) -> dict[str, object]:
    """Return how a file can be repaired.

    ``path``: as flake8 has it. ``edits``: those that repair all. ``findings``: those that can be
    repaired, each with its ``line`` and ``column`` from 1, ``code``, ``message``, and the ``edits``
    for it alone. An edit puts ``text`` in place of what is between ``start`` and ``end``, numbers
    of characters from the start of the text, without a byte order mark.
    """
    findings = []
    for report in plan.repaired.reported:
        fix = report.fix(settings)
        if fix is not None:
            place = {"line": report.line, "column": report.column + 1}
            edits = _edits(sorted(fix.edits))
            findings.append(
                {**place, "code": report.code, "message": report.message, "edits": edits}
            )
    return {"path": plan.filename, "findings": findings, "edits": _edits(_all(plan))}


def _all(plan: Plan) -> Sequence[Edit]:
    if plan.repaired.rounds == 1:
        return plan.repaired.edits
    old = decoded(plan.before)
    return [] if old is None else [_change(old.text, plan.repaired.text)]


def _change(old: str, new: str) -> Edit:
    """Return the edit that makes one text of another and leaves what both begin and end with."""
    most = min(len(old), len(new))
    start = next((index for index in range(most) if old[index] != new[index]), most)
    most -= start
    end = next((index for index in range(most) if old[-1 - index] != new[-1 - index]), most)
    return Edit(start, len(old) - end, new[start : len(new) - end])


def _edits(edits: Iterable[Edit]) -> list[dict[str, object]]:
    return [edit._asdict() for edit in edits]
