"""Growing lists: values such as ``__all__`` that are appended to again and again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from flake8_importstyle.exports.evaluation.constants import UNKNOWN, NotConstant, Partial


class Growing:
    """A list as its earlier value and the items added since, so that adding copies nothing."""

    def __init__(
        self,
        before: Growing | list[Any] | Partial,
        items: tuple[Any, ...] = (),
        possible: frozenset[Any] = frozenset(),
    ) -> None:
        self.before = before
        self.items = items
        """The items added last."""
        self.possible = possible
        """The items that only some branches have added."""
        self.length: int = before.length + 1 if isinstance(before, Growing) else 1
        """How often items have been added in all."""
        known = size_of(before)
        self.size: int = known + len(items) + len(possible)
        """How many items the whole list has."""

    @cached_property
    def value(self) -> Any:
        """The whole list, a ``Partial`` one, or ``UNKNOWN``."""
        added: list[Growing] = []
        each: Any = self
        while isinstance(each, Growing):
            added.append(each)
            each = each.before
        first = Partial.of(each)
        items, possible = list(first.items), set(first.possible)
        for each in reversed(added):
            items += each.items
            possible |= each.possible
        if not possible:
            return items
        try:
            rest = frozenset(possible.difference(items))
        except (NotConstant, TypeError):
            return UNKNOWN
        return Partial(tuple(items), rest) if rest else items


def written_out(value: Any) -> Any:
    """Return a growing list as a plain one; any other value as it is."""
    return value.value if isinstance(value, Growing) else value


def size_of(value: Growing | list[Any] | Partial) -> int:
    """Return how many items a list has, possible ones included."""
    if isinstance(value, Growing):
        return value.size
    if isinstance(value, Partial):
        return len(value.items) + len(value.possible)
    return len(value)


def changed(old: Any, method: str, argument: Any) -> Any:
    """Return a list after one of its methods has been called; raises ``NotConstant``."""
    if method == "append":
        return Growing(old, (argument,))
    if method == "extend" and isinstance(argument, (list, tuple, set, dict, Partial)):
        more = Partial.of(argument)
        return Growing(old, more.items, more.possible)
    items = written_out(old)
    if method == "remove" and argument is not UNKNOWN:
        part = Partial.of(items)
        if argument in part.items:
            left = list(part.items)
            left.remove(argument)
            return Partial(tuple(left), part.possible) if part.possible else left
    raise NotConstant


def merged(values: Sequence[Any]) -> Growing | None:
    """Merge the values of a list after several branches; None if they have no common start."""
    ends = list(values)
    added: list[list[Growing]] = [[] for _ in ends]
    while any(each is not ends[0] for each in ends):
        # The longest list must have grown since they were the same one.
        longest = max(map(_length, ends))
        for index, end in enumerate(ends):
            if isinstance(end, Growing) and end.length == longest:
                added[index].append(end)
                ends[index] = end.before
        if not longest:
            return None
    every = [[item for each in reversed(way) for item in each.items] for way in added]
    possible = {item for way in added for each in way for item in each.possible}
    sure = set(every[0]).intersection(*every[1:])
    possible.update(*every)
    items = tuple(item for item in every[0] if item in sure)
    return Growing(ends[0], items, frozenset(possible - sure))


def _length(value: Any) -> int:
    return value.length if isinstance(value, Growing) else 0
