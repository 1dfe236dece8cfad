"""A formatter for editors: ``importstyle-json`` prints the repairs as edits, and makes none.

Findings that the baseline lists are left out, as an editor does not show them: nobody would see why
an edit touches them, and the baseline would not shrink with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from flake8.violation import Violation

from flake8_importstyle.fixes.edits import Edit
from flake8_importstyle.formatters.repairing import Examined, Plan, Repairing
from flake8_importstyle.rules.reports import Report
from flake8_importstyle.syntax.parsing import decoded
from flake8_importstyle.syntax.source import SourceFile


class JsonFormatter(Repairing):
    """Prints a list with an object for each file that has findings, as ``described`` says."""

    def after_init(self) -> None:
        """Start with no files."""
        super().after_init()
        self.found: dict[str, list[Report]] = {}

    def plan(self, filename: str, violations: list[Violation]) -> None:
        """Plan the repair of a file, and keep the description of its findings."""
        found = self.proposals(filename, violations)
        if not found:
            return
        reviewed = self.read_again(filename)
        repaired = self.repaired(reviewed, self.reported)
        self.keep(filename, reviewed, repaired)
        refused = self.refused[filename]
        self.found[filename] = [
            each.without_repair(refused[each.kind]) if each.kind in refused else each
            for each in found
        ]

    def reported(self, source: SourceFile, found: list[Report]) -> list[Report]:
        """Return the findings in a file that flake8 reports."""
        return self.not_listed(Examined(source, self.not_ignored(source, found)))

    def carry_out(self) -> None:
        """Print the findings and their repairs."""
        files = [
            described(filename, found, self.plans.get(filename))
            for filename, found in self.found.items()
        ]
        self._write(json.dumps(files))
        self.left_count = sum(map(len, self.violations.values()))

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return nothing: the editor has the other findings from another run."""
        return ()


def described(filename: str, found: Iterable[Report], plan: Plan | None) -> dict[str, object]:
    """Return the object for a file, with its findings and how they can be repaired.

    ``path``: the path as given to flake8. ``edits``: those that make all repairs that the settings
    allow. ``findings``: each has a ``line`` and ``column`` from 1, a ``code``, a ``message``, the
    ``edits`` for it alone, their ``applicability`` (``safe``, ``unsafe``, or null if there are no
    edits), and the ``reason`` for that, or null. An edit replaces the text from ``start`` to
    ``end`` with ``text``; both count characters from the start, without a byte order mark.
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
    """Return one edit that turns a text into another, leaving their common start and end alone."""
    most = min(len(old), len(new))
    start = next((index for index in range(most) if old[index] != new[index]), most)
    most -= start
    end = next((index for index in range(most) if old[-1 - index] != new[-1 - index]), most)
    return Edit(start, len(old) - end, new[start : len(new) - end])


def _edits(edits: Iterable[Edit]) -> list[dict[str, object]]:
    return [edit._asdict() for edit in edits]
