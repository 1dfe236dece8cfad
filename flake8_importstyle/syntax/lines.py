"""The lines of a text, and where in it they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import AnyStr


class Lines:
    """The lines of a text, to get from lines and columns to positions.

    ``lines``: each with its line end.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.starts = [0]
        for line in lines:
            self.starts.append(self.starts[-1] + len(line))

    def position(self, line: int, column: int) -> int:
        """Return the position of a line, from 1, and a column in characters, from 0."""
        return self.starts[min(line, len(self.starts)) - 1] + column


def occurrences(word: AnyStr, text: AnyStr) -> Iterator[int]:
    """Yield where a word begins in a text, from 0; much faster than a pattern is."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def lines_at(positions: Iterable[int], text: str) -> list[int]:
    """Return the lines, from 1, of positions in a text, which go from its start to its end."""
    lines = []
    line, passed = 1, 0
    for position in positions:
        line += text.count("\n", passed, position)
        passed = position
        lines.append(line)
    return lines


def has_plain_lines(text: str) -> bool:
    """Tell whether the lines of a text end with line feeds: Python heeds bare carriage returns."""
    return "\r" not in text or text.count("\r") == text.count("\r\n")
