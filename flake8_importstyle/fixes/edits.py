"""Edits: spans in, text out. Nothing here knows a rule, or Python.

All positions are numbers of characters from the start of a text.
"""

from __future__ import annotations

import enum
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """One span of a text, and what is to stand there instead."""

    start: int
    end: int
    text: str


class Applicability(enum.Enum):
    """How sure it is that the program does the same after a fix."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    """Only a person can tell; made where the user asks for such fixes."""
    DISPLAY_ONLY = "display-only"
    """There are no edits, only the reason for that."""

    @staticmethod
    def safe_if(is_safe: bool) -> Applicability:
        return Applicability.SAFE if is_safe else Applicability.UNSAFE


class Group(NamedTuple):
    """Fixes of which only so many may be made at a time."""

    key: Hashable
    most: int


class Fix(NamedTuple):
    """Edits that belong together: all of them are made, or none."""

    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.SAFE
    group: Group | None = None
    """The other fixes with which it cannot be made at a time; None: no matter."""
    reason: str = ""
    """Why it is not safe, or why there are no edits, in words; empty if there is nothing to say."""
    gone: frozenset[str] = frozenset()
    """Names that the module no longer has afterwards, which nobody else takes from it."""

    @property
    def is_safe(self) -> bool:
        return self.applicability is Applicability.SAFE


def unrepaired(reason: str) -> Fix:
    """Return what stands for a repair where there is none, for a reason."""
    return Fix((), Applicability.DISPLAY_ONLY, reason=reason)


def single_edit_fix(edit: Edit | None, *, is_safe: bool = True, reason: str = "") -> Fix | None:
    """Return the fix that consists of one edit; None if there is no such edit.

    ``reason``: why it is not safe.
    """
    if edit is None:
        return None
    return Fix((edit,), Applicability.safe_if(is_safe), reason="" if is_safe else reason)


def combined(fixes: Iterable[Fix]) -> list[Edit]:
    """Return the edits of as many fixes as can be made together, in the order of the text.

    Of fixes that touch the same place the first one wins; one that says the same as another, or
    does not change anything, counts as made.
    """
    taken: list[Edit] = []
    groups: Counter[Group] = Counter()
    for fix in fixes:
        edits = [edit for edit in fix.edits if not _is_in(taken, edit)]
        if any(_touches(taken, edit) for edit in edits):
            continue
        if fix.group is not None:
            if groups[fix.group] >= fix.group.most:
                continue
            groups[fix.group] += 1
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
