"""``importstyle-baseline``: has the baseline list what is found, so that it is not reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flake8.violation import Violation

from flake8_importstyle.checker import CODE_PREFIX, ImportStyleChecker
from flake8_importstyle.formatters.repairing import Examined, Repairing
from flake8_importstyle.formatters.shrinking import shown, update
from flake8_importstyle.formatters.writing import LeftAlone
from flake8_importstyle.options.baseline import Baseline, Subject
from flake8_importstyle.rules.reports import stale


class BaselineFormatter(Repairing):
    """Writes the baseline, and prints what other plugins report.

    What it lists of files that are not checked in this run stays, unless they are gone.
    """

    def plan(self, filename: str, violations: list[Violation]) -> None:
        """Look at what is found in a file. Raises ``LeftAlone``."""
        if self.is_listed(filename) or any(_is_ours(each) for each in violations):
            self.examine(filename, violations)

    def carry_out(self) -> None:
        """Write the file, and say how it differs from what it was."""
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
            self.say(f"{shown(baseline.path)}: left alone: {reason}")
            return
        if not self.new_baseline.has_changes:
            return
        new = self.new_baseline.baseline
        self.write_baseline()
        if ImportStyleChecker.settings.baseline is new:
            more, less = (
                sum(
                    (one.entries.get(name, Counter()) - other.entries.get(name, Counter())).total()
                    for name in {**baseline.entries, **new.entries}
                )
                for one, other in ((new, baseline), (baseline, new))
            )
            self.say(f"{new.total} findings are listed: {more} more, {less} fewer")

    def to_be_listed(
        self, baseline: Baseline, filename: str, examined: Examined
    ) -> Counter[Subject]:
        """Return what is to be listed of a file: what is found, and what cannot be known now."""
        source, left = examined
        settings = ImportStyleChecker.settings
        rules = self.judge.active(source, ImportStyleChecker.rules)
        unknown = baseline.of(filename) - stale(source, rules, left, settings)
        return Counter((each.code, each.finding.about) for each in left) | unknown

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return what is not listed now."""
        if filename not in self.examined:
            return violations
        rest = [each for each in violations if not _is_ours(each)]
        found = self.not_listed(self.examined[filename])
        return [*rest, *self.violations_of(filename, found)]


def _is_ours(error: Violation) -> bool:
    return error.code.startswith(CODE_PREFIX)
