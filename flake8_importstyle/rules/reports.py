"""Run rules on a file, and return their findings with codes and positions, as flake8 needs them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from flake8_importstyle.fixes.edits import Fix, unrepaired
from flake8_importstyle.options.baseline import Subject
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import LOG, Finding, Found, Rule, findings
from flake8_importstyle.syntax.escapes import one_line
from flake8_importstyle.syntax.source import SourceFile

Kind: TypeAlias = tuple[str, str]

# Line numbers in messages, which change when lines move.
_LINE = re.compile(r"\blines? \d+")


class Report(NamedTuple):
    """A finding as it is reported, with its position."""

    line: int
    """From 1."""
    column: int
    """In characters, from 0."""
    code: str
    message: str
    finding: Finding

    def fix(self, settings: Settings) -> Fix | None:
        """Return its fix; None if there is none, or none that the settings allow."""
        fix = self.proposal()
        if fix is None or not fix.edits:
            return None
        return fix if fix.is_safe or settings.unsafe_fixes else None

    def proposal(self) -> Fix | None:
        """Return its fix, safe or unsafe, or one without edits that tells why there is none."""
        if self.finding.fix is None:
            return None
        try:
            return self.finding.fix()
        except Exception:  # noqa: BLE001
            LOG.exception("%s cannot be repaired", self.code)
            return None

    @property
    def kind(self) -> Kind:
        """The code and message, in a form that stays the same when lines move."""
        return kind(self.code, self.message)

    def without_repair(self, reason: str) -> Report:
        """Return the same report without a fix, for a reason."""
        fix = unrepaired(reason)
        return self._replace(finding=self.finding._replace(fix=lambda: fix))


def kind(code: str, message: str) -> Kind:
    """Return a code and message in a form that stays the same when lines move."""
    return code, _LINE.sub("line", message)


def reports(source: SourceFile, rules: Iterable[Rule], settings: Settings) -> list[Report]:
    """Return the findings of rules in a file, in source order, before flake8 filters them."""
    rules = list(rules)
    found = _sorted(
        _report(source, rule.code, finding) for rule, finding in findings(source, rules, settings)
    )
    reviews = [each for each in rules if each.review is not None and not each.is_last]
    return _sorted((*found, *_reviewed(reviews, _found(source, rules, found), settings)))


def without_listed(
    source: SourceFile, rules: Iterable[Rule], left: list[Report], settings: Settings
) -> list[Report]:
    """Return the reports for a file without those in the baseline, and with its stale entries.

    ``left``: the findings that flake8 keeps. ``rules``: those that are active for this file.
    """
    from flake8_importstyle.rules.suppressions import listed_findings

    rules = list(rules)
    found = _found(source, rules, left)
    is_listed = listed_findings(found, settings)
    new = [each for each, is_old in zip(left, is_listed, strict=True) if not is_old]
    reviews = [each for each in rules if each.is_last]
    return _sorted((*new, *_reviewed(reviews, found, settings)))


def stale(
    source: SourceFile, rules: Iterable[Rule], left: Iterable[Report], settings: Settings
) -> Counter[Subject]:
    """Return the baseline entries for a file that no longer match a finding, with their counts."""
    from flake8_importstyle.rules.suppressions import stale_entries

    return stale_entries(_found(source, rules, left), settings)


def _found(source: SourceFile, rules: Iterable[Rule], found: Iterable[Report]) -> Found:
    return Found(
        source, {each.code for each in rules}, [(each.code, each.finding) for each in found]
    )


def _reviewed(rules: Iterable[Rule], found: Found, settings: Settings) -> Iterator[Report]:
    for rule in rules:
        assert rule.review is not None
        try:
            for finding in rule.review(found, settings):
                yield _report(found.source, rule.code, finding)
        except Exception:  # noqa: BLE001
            LOG.exception("%s failed on %s", rule.code, found.source.filename)


def _report(source: SourceFile, code: str, finding: Finding) -> Report:
    at = finding.at
    message = one_line(finding.message)
    return Report(at.lineno, source.column(at), code, message, finding)


def _sorted(found: Iterable[Report]) -> list[Report]:
    return sorted(found, key=lambda each: each[:4])
