r"""Cases in Markdown: a fence with Python, its expectations, and the heading above.

A line of the source that ends in ``# IMP002`` has that finding, in any column; ``# IMP002:22``
names the column, from 1. A fence of ``text`` right below lists the messages, each with or without
``line:column:`` in front. After the fence's ``python`` may stand ``filename="…"``, ``options="…"``,
in which ``\n`` is a new line, ``since="3.12"``, and ``fails="…"``, why the repaired text of a case
does not do the same as the case yet. A fence of ``python`` with ``fixed="safe"`` or
``fixed="unsafe"`` below a case is its source after such repairs, without the marks; where these
differ by the version of Python, that of the latest ``since`` counts.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

FENCE = re.compile(r"^```(\w*)(.*)\n((?:.*\n)*?)^```$", re.MULTILINE)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
FIXED = re.compile(r' fixed="(?P<kind>safe|unsafe)"(?: since="(?P<since>[\d.]+)")?')
MARKS = re.compile(r"#((?: IMP\d{3}(?::\d+)?)+)$")


class Case(NamedTuple):
    """One snippet, and what is expected of it."""

    name: str
    source: str
    filename: str
    options: str
    since: tuple[int, ...]
    fails: str
    messages: list[str]
    fixed: dict[str, str]
    """What it is after the safe repairs, and after the unsafe ones too, as far as that is said."""
    end: int
    """Where in the text its last fence ends."""

    @property
    def unmarked(self) -> str:
        """The source without the marks."""
        return "".join(
            MARKS.sub("", line.rstrip("\n")).rstrip() + "\n" if MARKS.search(line) else line
            for line in self.source.splitlines(True)
        )

    @property
    def marks(self) -> list[tuple[int, int | None, str]]:
        """The expected findings: line, column or None, code."""
        marks = []
        for number, line in enumerate(self.source.splitlines(), 1):
            match = MARKS.search(line)
            for mark in match[1].split() if match else ():
                code, _, column = mark.partition(":")
                marks.append((number, int(column) if column else None, code))
        return marks


def _fixed(fences: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Yield the fences that say what becomes of the case above them."""
    for fence in fences:
        match = FIXED.fullmatch(fence[2])
        if match is not None:
            yield fence, match
        elif fence[1] != "text":
            break


def _version(text: str | None) -> tuple[int, ...]:
    return tuple(map(int, (text or "3.0").split(".")))


def cases(text: str) -> Iterator[Case]:
    """Yield the cases of a Markdown text."""
    fences = list(FENCE.finditer(text))
    for number, (fence, following) in enumerate(zip_longest(fences, fences[1:]), 1):
        language, info, source = fence.groups()
        if language != "python" or "fixed=" in info:
            continue
        headings = HEADING.findall(FENCE.sub("", text[: fence.start()]))
        attributes = dict(word.split("=", 1) for word in shlex.split(info))
        fixed = list(_fixed(fences[number:]))
        messages: list[str] = []
        last = fence
        if (
            following
            and following[1] == "text"
            and not text[fence.end() : following.start()].strip()
        ):
            messages = following[3].splitlines()
            last = following
        yield Case(
            name=f"{number} {headings[-1] if headings else ''}",
            source=source,
            filename=attributes.pop("filename", "example.py"),
            options=attributes.pop("options", "").replace("\\n", "\n"),
            since=_version(attributes.pop("since", None)),
            fails=attributes.pop("fails", ""),
            messages=messages,
            fixed={
                match["kind"]: each[3]
                for each, match in fixed
                if _version(match["since"]) <= sys.version_info
            },
            end=fixed[-1][0].end() if fixed else last.end(),
        )
        assert not attributes, f"unknown: {attributes}"
