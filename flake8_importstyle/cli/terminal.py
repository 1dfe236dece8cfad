"""Text for a terminal: columns, and Markdown as plain text."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from flake8_importstyle.syntax.escapes import one_line

_WIDEST = 88
_FENCE = "```"
_LINK = re.compile(r"\[([^]]*)\]\((https?:[^)]*)\)|\[([^]]*)\]\([^)]*\)")
_ITEM = re.compile(r"(?=[-*] )")
_ASCII = str.maketrans({"←": "<-", "→": "->", "…": "..."})


def printable(text: str, encoding: str | None) -> str:
    """Return a text as a stream of that encoding can print it."""
    encoding = encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_ASCII)
    return text.encode(encoding, "backslashreplace").decode(encoding)


def columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a line for each row, with the cells of a column under each other."""
    rows = [list(map(one_line, row)) for row in rows]
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "FW" else 1
        for each in text
    )


def plain(markdown: str) -> str:
    """Return what a page in Markdown says, for reading in a terminal."""
    return "\n".join(_plain(markdown.splitlines())).rstrip()


def _plain(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    is_code = False
    for line in [*lines, ""]:
        is_fence = line.startswith(_FENCE)
        if is_code:
            if not is_fence:
                yield f"    {line}".rstrip()
        elif line and not is_fence and not line.startswith("#"):
            if _ITEM.match(line):
                yield from _wrapped(paragraph)
                paragraph = []
            paragraph.append(line)
            continue
        else:
            yield from _wrapped(paragraph)
            paragraph = []
            if not is_fence:
                yield line.lstrip("# ").upper() if line.startswith("## ") else line.lstrip("# ")
        is_code ^= is_fence


def _wrapped(paragraph: list[str]) -> Iterator[str]:
    text = " ".join(map(str.strip, paragraph))
    text = _LINK.sub(lambda link: link[3] or f"{link[1]} ({link[2]})", text)
    yield from textwrap.wrap(
        text,
        _WIDEST,
        subsequent_indent="  " if _ITEM.match(text) else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
