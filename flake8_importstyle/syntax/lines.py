"""The lines of a text, and their positions in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import AnyStr


class Lines:
    """Converts lines and columns to positions in a text.

    ``lines``: the lines of the text with their line ends.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.starts = [0]
        for line in lines:
            self.starts.append(self.starts[-1] + len(line))

    def position(self, line: int, column: int) -> int:
        """Return the position of a line (from 1) and a column in characters (from 0)."""
        return self.starts[min(line, len(self.starts)) - 1] + column


def occurrences(word: AnyStr, text: AnyStr) -> Iterator[int]:
    """Yield the index of each occurrence of a word in a text; much faster than a pattern."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def matches(words: Iterable[AnyStr], pattern: re.Pattern[AnyStr], text: AnyStr) -> Iterator[int]:
    """Yield the index of each match of a pattern that can only match where one of ``words`` is.

    The result is sorted by word. Much faster than searching for the pattern.
    """
    for word in words:
        for at in occurrences(word, text):
            if pattern.match(text, at):
                yield at


def lines_at(positions: Iterable[int], text: str) -> list[int]:
    """Return the line, from 1, of each position in a text; the positions must be sorted."""
    lines = []
    line, passed = 1, 0
    for position in positions:
        line += text.count("\n", passed, position)
        passed = position
        lines.append(line)
    return lines


def have_any(lines: Sequence[int], first: int, last: int) -> bool:
    """Tell whether any of the sorted lines is one of those from ``first`` to ``last``."""
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= last


def has_plain_lines(text: str) -> bool:
    """Tell whether all lines of a text end with line feeds.

    A bare carriage return ends a line as well for Python, but not for everything here.
    """
    return "\r" not in text or text.count("\r") == text.count("\r\n")
