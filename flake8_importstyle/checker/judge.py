"""What flake8 leaves of findings: by its options, and by comments."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator

from flake8.formatting.base import BaseFormatter
from flake8.processor import FileProcessor
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules import REVIEWS
from flake8_importstyle.rules.registry import Rule
from flake8_importstyle.rules.reports import Report, without_listed
from flake8_importstyle.syntax.source import SourceFile

_NOQA = re.compile("noqa", re.IGNORECASE)
LAST = {code for code, rule in REVIEWS.items() if rule.is_last}
"""The codes of what is said of findings after flake8 has left some out."""


class Judge:
    """What flake8 leaves of findings by its options, and by the comments in the files."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.guide = StyleGuideManager(options, _Nobody())

    def left(self, source: SourceFile, found: Iterable[Report]) -> list[Report]:
        """Return what flake8 would report of a file."""
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
        stale = [each for each in before if each.code in LAST]
        return [each for each in before if each.code not in LAST] + self.left(source, stale)

    def active_rules(self, source: SourceFile, rules: Iterable[Rule]) -> Iterator[Rule]:
        """Yield the rules whose findings in a file flake8 does not leave out altogether."""
        guide = self.guide.style_guide_for(source.filename)
        return (each for each in rules if guide.should_report_error(each.code) is Decision.Selected)


def noqa_lines(processor: FileProcessor) -> Callable[[int], str | None]:
    """Return what gives the text in which a ``noqa`` for a line would be; lines count from 1.

    flake8 knows by tokens which lines belong together. They take more memory than the tree, so they
    are made only where a line says ``noqa``, or the source is to be shown.
    """
    lines = processor.lines
    if processor.options.show_source or any(map(_NOQA.search, lines)):
        return processor.noqa_line_for
    return lambda number: lines[number - 1] if 0 < number <= len(lines) else None


class _Nobody(BaseFormatter):
    """Takes what is reported, and does nothing with it."""

    def __init__(self) -> None:
        """Take no options: nothing is printed."""

    def handle(self, error: Violation) -> None:
        """Leave it."""
