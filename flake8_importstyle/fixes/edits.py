"""Edits: spans in, text out. Nothing here knows a rule, or Python.

All positions are numbers of characters from the start of a text.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """One span of a text, and what is to stand there instead."""

    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """Edits that belong together: all of them are made, or none."""

    edits: tuple[Edit, ...]
    is_safe: bool = True
    """Whether the program surely does the same afterwards."""
    alone_in: Hashable = None
    """Of the fixes with the same value here only one may be made at a time; None: no matter."""
    reason: str = ""
    """Why it is not safe, or why there are no edits, in words; empty if there is nothing to say."""


def only(edit: Edit | None, *, is_safe: bool = True) -> Fix | None:
    """Return the repair that consists of one edit, if there is that edit."""
    return None if edit is None else Fix((edit,), is_safe)


def combined(fixes: Iterable[Fix]) -> list[Edit]:
    """Return the edits of as many fixes as can be made together, in the order of the text.

    Of fixes that touch the same place the first one wins; one that says the same as another, or
    does not change anything, counts as made.
    """
    taken: list[Edit] = []
    alone: set[Hashable] = set()
    for fix in fixes:
        edits = [edit for edit in fix.edits if not _is_in(taken, edit)]
        if fix.alone_in in alone or any(_touches(taken, edit) for edit in edits):
            continue
        if fix.alone_in is not None:
            alone.add(fix.alone_in)
        for edit in edits:
            insort(taken, edit)
    return taken


def _is_in(taken: list[Edit], edit: Edit) -> bool:
    index = bisect_left(taken, edit)
    return taken[index : index + 1] == [edit]


def _touches(taken: list[Edit], edit: Edit) -> bool:
    """Tell whether a span overlaps one of those that are taken, or begins or ends with it."""
    index = bisect_left(taken, edit)
    around = taken[max(0, index - 1) : index + 1]
    return any(edit.start <= other.end and other.start <= edit.end for other in around)


def moved(position: int, edits: Sequence[Edit]) -> int | None:
    """Return where what stands at a position is once edits are made; None if one replaces it."""
    shift = 0
    for edit in edits:
        if edit.start > position:
            break
        if position < edit.end:
            return None
        shift += len(edit.text) - (edit.end - edit.start)
    return position + shift


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits made, which are sorted and do not overlap."""
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (text[position : edit.start], edit.text)
        position = edit.end
    return "".join((*parts, text[position:]))
