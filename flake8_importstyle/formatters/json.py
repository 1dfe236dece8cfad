"""A formatter for editors: ``importstyle-json`` prints the repairs as edits, and makes none.

What the baseline lists is not reported in an editor, so nothing is said of it here either, and no
edit touches it: nobody could see why, and the baseline would not shrink with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from flake8.violation import Violation

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.fixes.edits import Edit
from flake8_importstyle.formatters.repairing import Examined, Plan, Repairing
from flake8_importstyle.formatters.rounds import repair
from flake8_importstyle.rules.reports import Report
from flake8_importstyle.syntax.parsing import decoded
from flake8_importstyle.syntax.source import SourceFile


class JsonFormatter(Repairing):
    """Prints a list with an object for each file that has findings, as ``described`` says."""

    def after_init(self) -> None:
        """Start with nothing seen."""
        super().after_init()
        self.found: dict[str, list[Report]] = {}

    def plan(self, filename: str, violations: list[Violation]) -> None:
        """Plan the repair of a file, and keep what can be said of each finding."""
        found = self.proposals(filename, violations)
        if not found:
            return
        settings = ImportStyleChecker.settings
        reviewed = self.read_again(filename)
        repaired = repair(reviewed.source, ImportStyleChecker.rules, settings, self.reported)
        self.keep(filename, reviewed, repaired)
        refused = self.refused[filename]
        self.found[filename] = [
            each.without_repair(refused[each.kind]) if each.kind in refused else each
            for each in found
        ]

    def reported(self, source: SourceFile, found: list[Report]) -> list[Report]:
        """Return what flake8 reports of what is found in a file."""
        return self.not_listed(Examined(source, self.not_ignored(source, found)))

    def carry_out(self) -> None:
        """Print what was found, and what could be done."""
        files = [
            described(filename, found, self.plans.get(filename))
            for filename, found in self.found.items()
        ]
        self._write(json.dumps(files))

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return nothing: whoever reads this has the other findings from another run."""
        return ()


def described(filename: str, found: Iterable[Report], plan: Plan | None) -> dict[str, object]:
    """Return what is found in a file, and how it can be repaired.

    ``path``: as flake8 has it. ``edits``: those that repair all that the settings allow.
    ``findings``: each with its ``line`` and ``column`` from 1, ``code``, ``message``, the ``edits``
    for it alone, their ``applicability``, which is ``safe``, ``unsafe`` or null where there are
    none, and the ``reason`` for that, or null. An edit puts ``text`` in place of what is between
    ``start`` and ``end``, numbers of characters from the start of the text, without a byte order
    mark.
    """
    return {
        "path": filename,
        "findings": list(map(_finding, found)),
        "edits": _edits(_all(plan)) if plan is not None else [],
    }


def _finding(report: Report) -> dict[str, object]:
    fix = report.proposal()
    edits = sorted(fix.edits) if fix is not None else []
    return {
        "line": report.line,
        "column": report.column + 1,
        "code": report.code,
        "message": report.message,
        "applicability": fix.applicability.value if fix is not None else None,
        "reason": fix.reason or None if fix is not None else None,
        "edits": _edits(edits),
    }


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
