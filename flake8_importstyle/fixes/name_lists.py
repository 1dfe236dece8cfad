"""Write the list of names in a ``from`` statement, on one line or on several."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flake8_importstyle.options.import_sorter import ImportSorter, Wrapping
from flake8_importstyle.syntax.comments import is_for_tools_alone

_LINE_END = re.compile("[\r\n]")


class Piece(NamedTuple):
    """The text for one name, with the comments that belong to it."""

    text: str
    above: tuple[str, ...] = ()
    """Comments on lines of their own."""
    beside: str = ""
    """The comment at the end of its line."""
    below: tuple[str, ...] = ()
    """Comments below the last name."""

    @property
    def has_comments(self) -> bool:
        """Whether there is any comment."""
        return bool(self.above or self.beside or self.below)


class Layout(NamedTuple):
    """The place of a list, and its formatting."""

    sorter: ImportSorter
    before: str
    """The text before it on its first line."""
    inner: str
    """The indentation of lines with names."""
    indentation: str
    """The indentation of the line with the closing parenthesis."""
    longest: int
    """The maximum length of a line."""
    newline: str
    spans_lines: bool
    """Whether the original list was on several lines."""


def with_comments(
    names: Sequence[str],
    spans: Sequence[tuple[int, int]],
    comments: Iterable[tuple[int, str]],
    text: str,
) -> list[Piece]:
    """Return names together with the comments between them.

    A comment on a line of its own belongs to the name below, and one at the end of a line to the
    last name on that line. ``spans``: the start and end of each name in the text; ``comments``: the
    start and text of each comment.
    """
    ends = [end for _, end in spans]
    above: list[list[str]] = [[] for _ in names]
    beside = [""] * len(names)
    below: list[str] = []
    for start, comment in comments:
        index = bisect_right(ends, start)
        if index and not _LINE_END.search(text, ends[index - 1], start):
            beside[index - 1] = comment
        else:
            (above[index] if index < len(names) else below).append(comment)
    pieces = list(map(Piece, names, map(tuple, above), beside))
    pieces[-1] = pieces[-1]._replace(below=tuple(below))
    return pieces


def name_list(layout: Layout, pieces: Sequence[Piece], comment: str) -> str:
    """Return the text of a list of names, followed by a comment.

    It is on one line if it fits, has no comments between the names, and was not on several lines
    before. Otherwise it is in parentheses, with one name per line unless the file fills its lines.
    A comment for tools then moves to the first line, where most of them look for it.
    """
    sorter = layout.sorter
    names = ", ".join(piece.text for piece in pieces)
    behind = f"  {comment}" if comment else ""
    has_comments = any(piece.has_comments for piece in pieces)
    is_long = len(layout.before + names + behind) > layout.longest
    fills = sorter.wrapping is not Wrapping.ONE_A_LINE and not (
        has_comments or comment or "\t" in layout.before
    )
    if not (has_comments or is_long or (layout.spans_lines and not fills)):
        return names + behind
    if fills:
        return _filled(layout, [piece.text for piece in pieces])
    # The trailing comma of lists that fill their lines does not apply to lists with one per line.
    ends_with_comma = sorter.ends_with_comma or sorter.wrapping is not Wrapping.ONE_A_LINE
    is_for_tools = is_for_tools_alone(comment)
    inner = layout.inner
    lines = [f"({behind if is_for_tools else ''}"]
    for piece in pieces:
        lines += (inner + each for each in piece.above)
        comma = "," if ends_with_comma or piece is not pieces[-1] else ""
        lines.append(f"{inner}{piece.text}{comma}{'  ' if piece.beside else ''}{piece.beside}")
        lines += (inner + each for each in piece.below)
    lines.append(f"{layout.indentation}){'' if is_for_tools else behind}")
    return layout.newline.join(lines)


def _filled(layout: Layout, names: Sequence[str]) -> str:
    """Return names in parentheses, with as many per line as fit."""
    is_below = layout.sorter.wrapping is Wrapping.GRID_BELOW
    if not is_below and len(names) == 1:
        return _continued(layout, names[0])
    margin = layout.inner if is_below else " " * (len(layout.before) + 1)
    lines: list[str] = []
    for name in names:
        if lines and len(f"{lines[-1]} {name},") <= layout.longest:
            lines[-1] += f" {name},"
        else:
            lines.append(f"{margin}{name},")
    if not (layout.sorter.ends_with_comma and is_below):
        lines[-1] = lines[-1][:-1]
    if is_below:
        return layout.newline.join(("(", *lines, f"{layout.indentation})"))
    return f"({layout.newline.join(lines)[len(margin) :]})"


def _continued(layout: Layout, name: str) -> str:
    """Return a single name on a line of its own, as isort continues lines without parentheses."""
    line = f"{layout.inner}{name}"
    if len(line) > layout.longest:
        line = line.replace(" as ", f" as \\{layout.newline}{layout.inner}")
    return f"\\{layout.newline}{line}"
