"""Edits of a text, and fixes made of them. Nothing here depends on rules, or on Python syntax.

All positions are offsets in characters from the start of the text.
"""

from __future__ import annotations

import enum
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """A span of a text, and its replacement."""

    start: int
    end: int
    text: str


class Applicability(enum.Enum):
    """Whether a fix preserves the behaviour of the program."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    """It may change the behaviour, so it is applied only if the user enables unsafe fixes."""
    DISPLAY_ONLY = "display-only"
    """There are no edits, only the reason why."""

    @staticmethod
    def safe_if(is_safe: bool) -> Applicability:
        return Applicability.SAFE if is_safe else Applicability.UNSAFE


class Group(NamedTuple):
    """A set of fixes of which only a limited number may be applied in one round."""

    key: Hashable
    most: int


class Fix(NamedTuple):
    """Edits that belong together: either all of them are applied, or none."""

    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.SAFE
    group: Group | None = None
    """The group that limits how many such fixes are applied in one round, if any."""
    reason: str = ""
    """Why it is not safe, or why there are no edits, in words; may be empty."""
    gone: frozenset[str] = frozenset()
    """Names that the module no longer binds afterwards, and that nothing imports from it."""

    @property
    def is_safe(self) -> bool:
        return self.applicability is Applicability.SAFE


def unrepaired(reason: str) -> Fix:
    """Return a fix without edits, which tells why a finding cannot be fixed."""
    return Fix((), Applicability.DISPLAY_ONLY, reason=reason)


def single_edit_fix(edit: Edit | None, *, is_safe: bool = True, reason: str = "") -> Fix | None:
    """Return a fix that consists of one edit; None if the edit is None.

    ``reason``: why it is not safe; ignored if it is.
    """
    if edit is None:
        return None
    return Fix((edit,), Applicability.safe_if(is_safe), reason="" if is_safe else reason)


def combined(fixes: Iterable[Fix]) -> list[Edit]:
    """Return the edits of as many fixes as can be applied together, sorted by position.

    If fixes touch the same place, the first one wins. Identical edits are applied once.
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
    """Tell whether an edit overlaps or adjoins one of the taken edits."""
    index = bisect_left(taken, edit)
    around = taken[max(0, index - 1) : index + 1]
    return any(edit.start <= other.end and other.start <= edit.end for other in around)


def moved(positions: Iterable[int], history: Iterable[Sequence[Edit]]) -> dict[int, int]:
    """Return where positions are after lists of sorted edits, without those that are replaced.

    Where a replaced span begins, its replacement begins.
    """
    now = {each: each for each in sorted(positions)}
    for edits in history:
        index = shift = 0
        for position, at in [*now.items()]:
            while index < len(edits) and edits[index].end <= at:
                edit = edits[index]
                shift += len(edit.text) - (edit.end - edit.start)
                index += 1
            if index < len(edits) and edits[index].start < at:
                del now[position]
            else:
                now[position] = at + shift
    return now


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits applied, which must be sorted and must not overlap."""
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (text[position : edit.start], edit.text)
        position = edit.end
    return "".join((*parts, text[position:]))
