"""Repairs: from the findings of a file to the text without them.

A repair may make room for another: a statement that was split has names to be sorted out. So the
rules run again over the new text until nothing is left to repair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from flake8_importstyle.fixes.edits import Edit, applied, combined
from flake8_importstyle.fixes.star_writer import outdated_comments
from flake8_importstyle.formatters.guard import changed_reads, objections
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import LOG, REVIEWS, Rule
from flake8_importstyle.rules.reports import Kind, Report, reports
from flake8_importstyle.syntax.budget import TOO_LARGE
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile

# No file has needed more, besides one for each finding; should a repair undo another, it ends here.
_MOST_ROUNDS = 100
# A round costs what the file has of imports, and mostly halves what is left to repair. In all its
# trials a file of a hundred imports has two hundred rounds, and one of thousands twenty.
_MOST_WORK = 20_000
_LEAST_ROUNDS = 20
# So often a file is repaired anew to find out which repairs did harm; those not cleared by then are
# not made.
_MOST_TRIALS = 40

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
    source: SourceFile
    """The new text, parsed."""
    history: list[list[Edit]] = field(default_factory=list)
    """The edits of each round; those of a later one are for a text that nobody has seen."""
    made: dict[Kind, bool] = field(default_factory=dict)
    """What was repaired, in that order, and whether each of these repairs is a safe one."""
    gone: set[str] = field(default_factory=set)
    """Names that the text no longer has on purpose."""
    refused: dict[Kind, str] = field(default_factory=dict)
    """What was not repaired because of what would have come of it."""

    @property
    def rounds(self) -> int:
        """How often edits were made."""
        return len(self.history)

    @property
    def edits(self) -> Sequence[Edit]:
        """The edits of the first round, which are for the old text."""
        return self.history[0] if self.history else ()

    def is_repaired(self, settings: Settings) -> list[bool]:
        """Tell of each of ``reported`` whether its repair was made."""
        still = Counter(each.kind for each in self.left)
        answers = [each.fix(settings) is not None for each in self.reported]
        # What has no repair is surely still there; of the others, as many as are left.
        for answer in (False, True):
            for index, each in enumerate(self.reported):
                if answers[index] is answer and still[each.kind]:
                    still[each.kind] -= 1
                    answers[index] = False
        return answers


def repair(source: SourceFile, rules: Sequence[Rule], settings: Settings, keep: Filter) -> Repaired:
    """Repair what rules report of a file, and ``keep`` leaves.

    A repair is not made if, because of it, the file would be worse than before; see ``guard``.
    """
    repairs = _Repairs(source, rules, settings, keep)
    result = more = repairs.cleared()
    while more.refused and more.rounds and not repairs.is_spent:
        # Where some are out of the way, others of the same kind may do.
        repairs = _Repairs(result.source, rules, settings, keep, repairs.work)
        more = repairs.cleared()
        result.refused = more.refused
        if not more.rounds:
            break
        result.text, result.source, result.left = more.text, more.source, more.left
        result.history += more.history
        result.gone |= more.gone
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
        work: int | None = None,
    ) -> None:
        self.source = source
        self.rules = rules
        self.settings = settings
        self.keep = keep
        most = _MOST_WORK + _LEAST_ROUNDS * len(source.imports)
        self.work = work if work is not None else most
        self.found = self.reports(source)

    @property
    def is_spent(self) -> bool:
        """Whether no more can be tried."""
        return self.work < 0

    def reports(self, source: SourceFile) -> list[Report]:
        self.work -= len(source.imports)
        return self.keep(source, reports(source, self.rules, self.settings))

    def made(self, allowed: Collection[Kind] | None = None) -> Repaired:
        """Return the file after its repairs; of ``allowed`` kinds only, if these are given."""
        source = self.source
        result = Repaired(source.text, self.found, self.found, source)
        seen = {source.text}
        while result.rounds < _MOST_ROUNDS + len(self.found) and not self.is_spent:
            fixes = [
                (each.kind, fix)
                for each in result.left
                if allowed is None or each.kind in allowed
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

    def is_changed(self, result: Repaired, edits: list[Edit], text: str) -> bool:
        """Go on with the text that edits make of the last one; tell whether that is Python."""
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
        """Return the file after those repairs against which nothing speaks."""
        result = self.made()
        reason = self.objection(result)
        if not reason:
            return result
        pending, cleared = _halves([*result.made]), self.made(())
        refused = {} if pending else dict.fromkeys(result.made, reason)
        for _ in range(_MOST_TRIALS):
            if not pending or self.is_spent:
                break
            tried = pending.pop(0)
            attempt = self.made((*cleared.made, *tried))
            reason = TOO_LARGE if self.is_spent else self.objection(attempt)
            if not reason:
                cleared = attempt
            elif len(tried) == 1 or self.is_spent:
                refused.update(dict.fromkeys(tried, reason))
            else:
                pending[:0] = _halves(tried)
        refused.update((each, reason) for rest in pending for each in rest)
        cleared.refused = refused
        return cleared

    def objection(self, result: Repaired) -> str:
        """Return what speaks against a repaired text; empty if nothing does."""
        if not result.rounds:
            return ""
        # That a comment excuses nothing any more is no fault of a repair.
        old, new = (
            [(each.code, each.message) for each in reports if each.code not in REVIEWS]
            for reports in (self.found, result.left)
        )
        found = objections(self.source, result.source, old, new, self.settings.builtins)
        reason = next(found, "")
        if not reason and all(result.made.values()):
            reason = next(
                changed_reads(self.source, result.source, result.history, result.gone), ""
            )
        return reason


def _halves(kinds: list[Kind]) -> list[list[Kind]]:
    """Divide what is not one thing only."""
    half = len(kinds) // 2
    return [kinds[:half], kinds[half:]] if half else []
