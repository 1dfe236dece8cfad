"""Rounds of repairs: from the findings in a file to the text without them.

A repair may make another possible: when a statement is split, its parts may have findings of their
own. So the rules run again over the new text until nothing is left to repair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from flake8_importstyle.fixes.edits import Edit, applied, combined
from flake8_importstyle.fixes.star_writer import outdated_comments
from flake8_importstyle.formatters.guard import changed_reads, objections, same_findings
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import LOG, REVIEWS, Rule
from flake8_importstyle.rules.reports import Kind, Report, reports
from flake8_importstyle.syntax.budget import TOO_LARGE
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile

# Stop after this many rounds plus one for each finding, in case repairs undo each other; no real
# file has needed more.
_MOST_ROUNDS = 100
# A round costs as much as the file has imports, and mostly halves what is left to repair. So all
# trials together may take two hundred rounds for a hundred imports, and twenty for thousands.
_MOST_WORK = 20_000
_LEAST_ROUNDS = 20
# Look for harmless repairs until this many trials in a row have failed.
_MOST_FAILURES = 40

Filter = Callable[[SourceFile, list[Report]], list[Report]]
"""Leaves of the reports those that the user is to see."""


@dataclass
class Repaired:
    """The result of repairing a text."""

    text: str
    reported: list[Report]
    """The reports on the old text."""
    left: list[Report]
    """The reports on the new text."""
    source: SourceFile
    """The new text, parsed."""
    history: list[list[Edit]] = field(default_factory=list)
    """The edits of each round; those of later rounds apply to an intermediate text."""
    made: dict[Kind, bool] = field(default_factory=dict)
    """What was repaired, in that order, and whether each of these repairs is a safe one."""
    gone: set[str] = field(default_factory=set)
    """Names that the text no longer has on purpose."""
    refused: dict[Kind, str] = field(default_factory=dict)
    """What was not repaired because the result would be worse, and why."""

    def copy(self) -> Repaired:
        """Return the same result, for more repairs."""
        return replace(
            self, history=[*self.history], made={**self.made}, gone={*self.gone}, refused={}
        )

    @property
    def rounds(self) -> int:
        """How many rounds of edits were made."""
        return len(self.history)

    @property
    def edits(self) -> Sequence[Edit]:
        """The edits of the first round, which are for the old text."""
        return self.history[0] if self.history else ()

    def is_repaired(self, settings: Settings) -> list[bool]:
        """Return for each of ``reported`` whether it was repaired."""
        still = Counter(each.kind for each in self.left)
        answers = [each.fix(settings) is not None for each in self.reported]
        # Findings without a repair are still there; of the others, as many as are left.
        for answer in (False, True):
            for index, each in enumerate(self.reported):
                if answers[index] is answer and still[each.kind]:
                    still[each.kind] -= 1
                    answers[index] = False
        return answers


def repair(source: SourceFile, rules: Sequence[Rule], settings: Settings, keep: Filter) -> Repaired:
    """Repair the findings of ``rules`` in a file that ``keep`` lets through.

    A repair is not made if it would make the file worse; see ``guard``.
    """
    result = _Repairs(source, rules, settings, keep).cleared()
    for (code, message), why in result.refused.items():
        LOG.info("%s: not repaired, %s: %s %s", source.filename, why, code, message)
    return result


class _Repairs:
    """The repairs of one file."""

    def __init__(
        self,
        source: SourceFile,
        rules: Sequence[Rule],
        settings: Settings,
        keep: Filter,
    ) -> None:
        self.source = source
        self.rules = rules
        self.settings = settings
        self.keep = keep
        self.work = _MOST_WORK + _LEAST_ROUNDS * len(source.imports)
        self.found = self.reports(source)
        self.kinds = {each.kind for each in self.found}

    @property
    def is_spent(self) -> bool:
        """Whether no trials are left."""
        return self.work < 0

    def reports(self, source: SourceFile) -> list[Report]:
        self.work -= len(source.imports)
        return self.keep(source, reports(source, self.rules, self.settings))

    def made(self, after: Repaired, allowed: Collection[Kind] | None = None) -> Repaired:
        """Return the file after more repairs; of what was found, only those of ``allowed`` kinds.

        What these lead to is repaired as well. It cannot be allowed or refused by itself, because
        its words may depend on what else is repaired.
        """
        source, result = self.source, after.copy()
        seen = {result.text}
        while result.rounds < _MOST_ROUNDS + len(self.found) and not self.is_spent:
            fixes = [
                (kind, fix)
                for kind, each in zip(self.kinds_left(result), result.left, strict=True)
                if allowed is None or kind in allowed or kind not in self.kinds
                if (fix := each.fix(self.settings)) is not None
            ]
            edits = combined(fix for _, fix in fixes)
            text = applied(result.text, edits)
            if text in seen or not self.is_changed(result, edits, text):
                break
            seen.add(text)
            for each, fix in fixes:
                result.made[each] = result.made.get(each, True) and fix.is_safe
                result.gone |= fix.gone
        if source.stars and not result.source.stars:
            edits = outdated_comments(result.source)
            if edits:
                self.is_changed(result, edits, applied(result.text, edits))
        return result

    def same(self, result: Repaired) -> dict[int, int]:
        """Return which findings that are left were there before: the indexes of both."""
        return same_findings(self.source, result.source, self.found, result.left, result.history)

    def kinds_left(self, result: Repaired) -> list[Kind]:
        """Return the kinds of the findings that are left; those from before keep theirs."""
        same = self.same(result)
        return [
            self.found[same[index]].kind if index in same else each.kind
            for index, each in enumerate(result.left)
        ]

    def is_changed(self, result: Repaired, edits: list[Edit], text: str) -> bool:
        """Apply edits to the last text and continue with the result, unless it is not valid Python.

        Tell whether it is.
        """
        source = self.source
        new = parsed(text, source.filename, is_alone=source.is_alone, search=source.search)
        if new is None:
            LOG.error(
                "a repair of %s would not be valid Python, so it is left out", source.filename
            )
            return False
        result.text, result.source = text, new
        result.history.append(edits)
        result.left = self.reports(new)
        return True

    def cleared(self) -> Repaired:
        """Return the file after all repairs to which there is no objection."""
        cleared = Repaired(self.source.text, self.found, self.found, self.source)
        result = self.made(cleared)
        reason = self.objection(result)
        if not reason:
            return result
        kinds = [each for each in result.made if each in self.kinds]
        allowed: set[Kind] = set()
        alone: list[Kind] = []
        refused, pending, failures = dict.fromkeys(kinds, reason), _halves(kinds), 0
        while pending and failures < _MOST_FAILURES and not self.is_spent:
            tried = pending.pop(0)
            attempt = self.made(cleared, allowed.union(tried))
            reason = TOO_LARGE if self.is_spent else self.objection(attempt)
            if not reason:
                cleared, failures = attempt, 0
                allowed.update(tried)
                # It may make those possible that were not before.
                pending += [[each] for each in alone]
                alone = []
                continue
            failures += 1
            refused.update(dict.fromkeys(tried, reason))
            pending[:0] = _halves(tried)
            alone += tried if len(tried) == 1 else ()
        cleared.refused = {each: why for each, why in refused.items() if each not in allowed}
        return cleared

    def objection(self, result: Repaired) -> str:
        """Return the objection to a repaired text; empty if there is none."""
        if not result.rounds:
            return ""
        same = self.same(result)
        # If a comment no longer excuses anything, that is not the fault of a repair.
        said, says = (
            [
                (each.code, each.message)
                for index, each in enumerate(reports)
                if index not in known and each.code not in REVIEWS
            ]
            for reports, known in ((self.found, {*same.values()}), (result.left, {*same}))
        )
        found = objections(self.source, result.source, said, says, self.settings.builtins)
        reason = next(found, "")
        if not reason and all(result.made.values()):
            reason = next(
                changed_reads(self.source, result.source, result.history, result.gone), ""
            )
        return reason


def _halves(kinds: list[Kind]) -> list[list[Kind]]:
    """Split a list of kinds in two; empty if it has only one."""
    half = len(kinds) // 2
    return [kinds[:half], kinds[half:]] if half else []
