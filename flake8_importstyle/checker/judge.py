"""The judge: which findings flake8 reports, given its options and ``noqa`` comments."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator

from flake8.formatting.base import BaseFormatter
from flake8.processor import FileProcessor
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import Rule
from flake8_importstyle.rules.reports import Report, without_listed
from flake8_importstyle.syntax.source import SourceFile

_NOQA = re.compile("noqa", re.IGNORECASE)


class Judge:
    """Decides which findings flake8 reports, given its options and the comments in files."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.guide = StyleGuideManager(options, _Nobody())

    def left(self, source: SourceFile, found: Iterable[Report]) -> list[Report]:
        """Return the findings in a file that flake8 would report."""
        found = list(found)
        if not found:
            return []
        noqa_line = noqa_lines(FileProcessor(source.filename, self.options, list(source.lines)))
        return [
            each
            for each in found
            if self.guide.handle_error(
                each.code,
                source.filename,
                each.line,
                each.column,
                each.message,
                noqa_line(each.line),
            )
        ]

    def without_listed(
        self, source: SourceFile, left: list[Report], rules: Iterable[Rule], settings: Settings
    ) -> list[Report]:
        """Return what is to be reported of a file if flake8 leaves so much of the findings."""
        rules = list(self.active_rules(source, rules))
        before = without_listed(source, rules, left, settings)
        last = codes_of_last(rules)
        stale = [each for each in before if each.code in last]
        return [each for each in before if each.code not in last] + self.left(source, stale)

    def active_rules(self, source: SourceFile, rules: Iterable[Rule]) -> Iterator[Rule]:
        """Yield the rules of which flake8 may report findings in a file."""
        guide = self.guide.style_guide_for(source.filename)
        return (each for each in rules if guide.should_report_error(each.code) is Decision.Selected)


def codes_of_last(rules: Iterable[Rule]) -> set[str]:
    """Return the codes of the rules that review the findings that flake8 reports."""
    return {rule.code for rule in rules if rule.is_last}


def noqa_lines(processor: FileProcessor) -> Callable[[int], str | None]:
    """Return a function from a line, from 1, to the text in which flake8 looks for its ``noqa``.

    flake8 uses tokens to find out which lines belong together. Tokens take more memory than the
    tree, so they are made only if a line contains ``noqa``, or if the source is to be shown.
    """
    lines = processor.lines
    if processor.options.show_source or any(map(_NOQA.search, lines)):
        return processor.noqa_line_for
    return lambda number: lines[number - 1] if 0 < number <= len(lines) else None


class _Nobody(BaseFormatter):
    """A formatter that discards all findings."""

    def __init__(self) -> None:
        """Take no options: nothing is printed."""

    def handle(self, error: Violation) -> None:
        """Discard a finding."""
