"""``importstyle-baseline``: writes a baseline of all findings, or shrinks an existing one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flake8.violation import Violation

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.checker.selection import CODE_PREFIX
from flake8_importstyle.formatters.repairing import Examined, Repairing
from flake8_importstyle.formatters.shrinking import update
from flake8_importstyle.formatters.writing import LeftAlone
from flake8_importstyle.options.baseline import Baseline, Subject
from flake8_importstyle.resolver.files import short_path
from flake8_importstyle.rules.reports import stale


class BaselineFormatter(Repairing):
    """Writes the baseline, and prints the findings that it does not list.

    An existing baseline only shrinks: other findings are new, and stay reported. Its lines about
    files that this run does not check stay, unless the files no longer exist.
    """

    def plan(self, filename: str, violations: list[Violation]) -> None:
        """Record the findings of a file. Raises ``LeftAlone``."""
        if self.is_listed(filename) or any(_is_ours(each) for each in violations):
            self.examine(filename, violations)

    def carry_out(self) -> None:
        """Write the file, and print how it has changed and which findings it does not list."""
        baseline = ImportStyleChecker.settings.baseline
        assert baseline is not None
        files = {
            name: Counter[Subject]() for name in baseline.entries if not baseline.is_there(name)
        }
        for filename, examined in self.examined.items():
            files[baseline.name(filename)] = self.to_be_listed(baseline, filename, examined)
        try:
            self.new_baseline = update(baseline, files)
        except LeftAlone as reason:
            self.say(f"{short_path(baseline.path)}: left alone: {reason}")
            return
        new = self.new_baseline.baseline
        if self.new_baseline.has_changes:
            self.write_baseline()
            if ImportStyleChecker.settings.baseline is new:
                fewer = baseline.total - new.total
                change = f", {fewer} fewer than before" if fewer > 0 else ""
                self.say(f"{_count(new.total, 'finding')} listed{change}")
        beyond = sum((_found(each) - new.of(name)).total() for name, each in self.examined.items())
        if beyond and not baseline.is_missing:
            self.say(
                f"{_count(beyond, 'new finding')} not listed: repair what is new, or delete"
                f" {short_path(baseline.path)} and run this again to list everything"
            )

    def to_be_listed(
        self, baseline: Baseline, filename: str, examined: Examined
    ) -> Counter[Subject]:
        """Return the findings of a file to list: those found now, and those this run cannot know.

        If there is a baseline already, only findings that it lists are kept.
        """
        source, left = examined
        settings = ImportStyleChecker.settings
        rules = self.judge.active_rules(source, ImportStyleChecker.rules)
        found, listed = _found(examined), baseline.of(filename)
        unknown = listed - stale(source, rules, left, settings)
        return (found if baseline.is_missing else found & listed) | unknown

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return the findings that the baseline does not list."""
        if filename not in self.examined:
            return violations
        rest = [each for each in violations if not _is_ours(each)]
        found = self.not_listed(self.examined[filename])
        return [*rest, *self.violations_of(filename, found)]


def _found(examined: Examined) -> Counter[Subject]:
    return Counter((each.code, each.finding.about) for each in examined.left)


def _count(count: int, what: str) -> str:
    return f"{count} {what} is" if count == 1 else f"{count} {what}s are"


def _is_ours(error: Violation) -> bool:
    return error.code.startswith(CODE_PREFIX)
