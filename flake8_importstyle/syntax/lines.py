"""The lines of a text, and their positions in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def lines_at(positions: Iterable[int], text: str) -> list[int]:
    """Return the line, from 1, of each position in a text; the positions must be sorted."""
    lines = []
    line, passed = 1, 0
    for position in positions:
        line += text.count("\n", passed, position)
        passed = position
        lines.append(line)
    return lines


def has_plain_lines(text: str) -> bool:
    """Tell whether all lines of a text end with line feeds.

    A bare carriage return ends a line as well for Python, but not for everything here.
    """
    return "\r" not in text or text.count("\r") == text.count("\r\n")
