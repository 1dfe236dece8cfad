"""Repairs: from the findings of a file to the text without them.

A repair may make room for another: a statement that was split has names to be sorted out. So the
rules run again over the new text until nothing is left to repair.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flake8_importstyle.fixes.edits import Edit, Fix, applied, combined
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import LOG, Finding, Rule, findings
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile

# No file has needed more, besides one for each finding; should a repair undo another, it ends here.
_MOST_ROUNDS = 100


class Report(NamedTuple):
    """A finding as it is reported, and how to repair it."""

    line: int
    """From 1."""
    column: int
    """In characters, from 0."""
    code: str
    message: str
    finding: Finding

    def fix(self, settings: Settings) -> Fix | None:
        """Return its repair; None if there is none, or none that the settings allow."""
        fix = self.proposal()
        if fix is None or not fix.edits:
            return None
        return fix if fix.is_safe or settings.unsafe_fixes else None

    def proposal(self) -> Fix | None:
        """Return its repair, safe or not, or one without edits that says why there is none."""
        if self.finding.fix is None:
            return None
        try:
            return self.finding.fix()
        except Exception:  # noqa: BLE001
            LOG.exception("%s cannot be repaired", self.code)
            return None


Filter = Callable[[SourceFile, list[Report]], list[Report]]
"""Leaves of the reports those that the user is to see."""


@dataclass
class Repaired:
    """What became of a text."""

    text: str
    reported: list[Report]
    """What was reported of the old text."""
    left: list[Report]
    """What is reported of the new text."""
    rounds: int = 0
    """How often edits were made; those of a later round are for a text that nobody has seen."""
    edits: Sequence[Edit] = ()
    """Those of the first round, which are for the old text."""

    def is_repaired(self, settings: Settings) -> list[bool]:
        """Tell of each of ``reported`` whether its repair was made."""
        still = Counter(map(_kind, self.left))
        answers = [each.fix(settings) is not None for each in self.reported]
        # What has no repair is surely still there; of the others, as many as are left.
        for answer in (False, True):
            for index, each in enumerate(self.reported):
                if answers[index] is answer and still[_kind(each)]:
                    still[_kind(each)] -= 1
                    answers[index] = False
        return answers


def _kind(report: Report) -> tuple[str, str]:
    """Return what stays the same of a report when lines move."""
    return report.code, re.sub(r"\d+", "", report.message)


def reports(source: SourceFile, rules: Iterable[Rule], settings: Settings) -> list[Report]:
    """Return what is reported of a file, in the order of the text."""
    found = [
        Report(finding.at.lineno, source.column(finding.at), rule.code, finding.message, finding)
        for rule, finding in findings(source, rules, settings)
    ]
    return sorted(found, key=lambda each: each[:4])


def repair(source: SourceFile, rules: Sequence[Rule], settings: Settings, keep: Filter) -> Repaired:
    """Repair what rules report of a file, and ``keep`` leaves."""
    found = keep(source, reports(source, rules, settings))
    result = Repaired(source.text, found, found)
    seen = {source.text}
    while result.rounds < _MOST_ROUNDS + len(found):
        fixes = [fix for fix in (each.fix(settings) for each in result.left) if fix is not None]
        edits = combined(fixes)
        text = applied(result.text, edits)
        if text in seen:
            break
        new = parsed(text, source.filename, is_alone=source.is_alone, search=source.search)
        if new is None:
            LOG.error("a repair of %s would not be Python, so it is left out", source.filename)
            break
        seen.add(text)
        result.text = text
        if not result.rounds:
            result.edits = edits
        result.rounds += 1
        result.left = keep(new, reports(new, rules, settings))
    return result
