"""Output of commands: lines, tables and pages, fitted to the terminal's width and colours.

Output that does not go to a terminal is for programs, and its lines are not wrapped.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from flake8_importstyle.syntax.escapes import one_line

# Longer lines of prose are hard to read.
_WIDEST = 88
# A terminal that does not say how wide it is, and the narrowest one that anything is fitted to.
_USUAL_WIDTH, _NARROWEST = 80, 20
# Make no column of a table narrower than this.
_NARROWEST_COLUMN = 8
# https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters
BOLD, DIM, CYAN = "1", "2", "36"
COLOR_CHOICES = ("auto", "always", "never")
_FENCE = "```"
_LINK = re.compile(r"\[([^]]*)\]\((https?:[^)]*)\)|\[([^]]*)\]\([^)]*\)")
_ITEM = re.compile(r"(?=[-*] )")
_ASCII = str.maketrans({"←": "<-", "→": "->", "…": "..."})


class Fault(Exception):
    """An error that the user sees as one line."""


def printable(text: str, encoding: str | None) -> str:
    """Return a text with replacements for characters that ``encoding`` lacks."""
    encoding = encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_ASCII)
    return text.encode(encoding, "backslashreplace").decode(encoding)


def say(text: str) -> None:
    """Print one line to standard error."""
    print(f"importstyle: {one_line(text)}", file=sys.stderr)


def add_color(parser: ArgumentParser) -> None:
    """Add the option for colour, as flake8 has it."""
    parser.add_argument(
        "--color",
        choices=COLOR_CHOICES,
        default="auto",
        help="whether to use colour; by default, on a terminal, unless NO_COLOR is set",
    )


def color_by_environment() -> str:
    """Return the choice of colour in the environment, as a value of the option; mostly ``auto``.

    See https://no-color.org and https://force-color.org; editors have dumb terminals.
    """
    if os.environ.get("NO_COLOR"):
        return "never"
    if os.environ.get("FORCE_COLOR"):
        return "always"
    return "never" if os.environ.get("TERM") == "dumb" else "auto"


def _has_color(choice: str, stream: TextIO) -> bool:
    choice = color_by_environment() if choice == "auto" else choice
    # The old Windows console prints escape sequences literally; Windows Terminal interprets them.
    is_able = os.name != "nt" or "WT_SESSION" in os.environ
    return choice == "always" or (choice == "auto" and is_able and stream.isatty())


def columns_of(stream: TextIO) -> int | None:
    """Return how many columns a terminal has; None if the stream is not a terminal."""
    if not stream.isatty():
        return None
    given = os.environ.get("COLUMNS", "")
    try:
        found = int(given) if given.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        found = 0
    return max(found or _USUAL_WIDTH, _NARROWEST)


class Terminal:
    """Standard output."""

    def __init__(self, color: str = "auto") -> None:
        self.stream = sys.stdout
        self.width = columns_of(self.stream)
        self.has_color = _has_color(color, self.stream)

    def write(self, text: str) -> None:
        """Write a text and a line end."""
        self.stream.write(f"{printable(text, self.stream.encoding)}\n")

    def line(self, head: str, text: str = "", indent: str = "") -> None:
        """Write one line, with its head in bold; wrapped lines are indented further."""
        head = indent + printable(one_line(head), self.stream.encoding)
        text = head + printable(one_line(text), self.stream.encoding)
        room = self.width or sys.maxsize
        first, *rest = _parts(text, room)
        self.write(self.painted(first[: len(head)], BOLD) + first[len(head) :])
        further = f"{indent}    "
        # Wrap the rest again: it has less room.
        for part in _parts(" ".join(rest), room - len(further)) if rest else ():
            self.write(further + part)

    def table(self, rows: Iterable[Sequence[str]], styles: Sequence[str] = ()) -> None:
        """Write a table; ``styles``: the styles of the first columns."""
        encoding = self.stream.encoding
        cells = [[printable(one_line(cell), encoding) for cell in row] for row in rows]
        for line in columns(cells, self.width, styles if self.has_color else ()):
            self.write(line)

    def page(self, markdown: str) -> None:
        """Write a page in Markdown as plain text."""
        width = min(self.width or _WIDEST, _WIDEST)
        lines = printable(markdown.rstrip(), self.stream.encoding).splitlines()
        *shown, _ = _plain(lines, width)
        for line, style in shown:
            self.write(self.painted(line, style))

    def painted(self, text: str, style: str) -> str:
        """Return a text in a style, if the terminal has colours."""
        return _painted(text, style) if self.has_color else text


def _painted(text: str, style: str) -> str:
    return f"\033[{style}m{text}\033[0m" if style and text else text


def columns(
    rows: Iterable[Sequence[str]], room: int | None = None, styles: Sequence[str] = ()
) -> Iterator[str]:
    """Yield the lines of a table, with aligned columns.

    A row takes one line if it fits into ``room``; otherwise long cells are wrapped.
    """
    rows = [list(map(one_line, row)) for row in rows]
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    if room is not None:
        widths = _fitted(widths, room - 2 * (len(widths) - 1))
    styles = (*styles, *[""] * (len(widths) - len(styles)))
    for row in rows:
        wrapped = [_parts(cell, wide) for cell, wide in zip(row, widths, strict=True)]
        for line in range(max(map(len, wrapped))):
            texts = [parts[line] if line < len(parts) else "" for parts in wrapped]
            last = max((index for index, text in enumerate(texts) if text), default=0)
            yield "  ".join(
                _painted(text, style) + " " * (widths[index] - width(text) if index < last else 0)
                for index, (text, style) in enumerate(zip(texts, styles, strict=True))
                if index <= last
            )


def _fitted(widths: Sequence[int], room: int) -> list[int]:
    """Return column widths that fit into ``room``: the widest columns are made narrower."""
    widest = max(widths)
    while widest > _NARROWEST_COLUMN and sum(min(each, widest) for each in widths) > room:
        widest -= 1
    return [min(each, widest) for each in widths]


def _parts(text: str, room: int) -> list[str]:
    """Split a text into parts that fit into ``room``, at spaces where possible."""
    parts = []
    text, start = text.rstrip(), 0
    while (end := _fitting(text, start, room)) < len(text):
        space = text.rfind(" ", start, end + 1)
        at = space if text[start : max(space, start)].strip() else end
        parts.append(text[start:at].rstrip())
        start = at
        while text[start] == " ":
            start += 1
    return [*parts, text[start:]]


def _fitting(text: str, start: int, room: int) -> int:
    """Return the end of the part of a text that fits into ``room``; at least one character fits."""
    if text.isascii():
        return max(min(start + room, len(text)), min(start + 1, len(text)))
    used = 0
    for index in range(start, len(text)):
        used += width(text[index])
        if used > room:
            return max(index, start + 1)
    return len(text)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)  # A shortcut: nearly all texts are ASCII, and tables may be long.
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "FW" else 1
        for each in text
    )


def _plain(lines: list[str], room: int) -> Iterator[tuple[str, str]]:
    """Yield the lines of a Markdown page as plain text, each with its style."""
    paragraph: list[str] = []
    is_code = False
    for line in [*lines, ""]:
        is_fence = line.startswith(_FENCE)
        if is_code:
            if not is_fence:
                yield f"    {line}".rstrip(), CYAN
        elif line and not is_fence and not line.startswith("#"):
            if _ITEM.match(line):
                yield from _wrapped(paragraph, room)
                paragraph = []
            paragraph.append(line)
            continue
        else:
            yield from _wrapped(paragraph, room)
            paragraph = []
            if not is_fence:
                heading = line.lstrip("# ")
                yield heading.upper() if line.startswith("## ") else heading, BOLD
        is_code ^= is_fence


def _wrapped(paragraph: list[str], room: int) -> Iterator[tuple[str, str]]:
    text = " ".join(map(str.strip, paragraph))
    text = _LINK.sub(lambda link: link[3] or f"{link[1]} ({link[2]})", text)
    indent = "  " if _ITEM.match(text) else ""
    for line in textwrap.wrap(
        text, room, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ):
        yield line, ""
