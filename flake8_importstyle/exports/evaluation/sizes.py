"""How large values are, and what that costs.

A value is paid for when it is made, and again when it is compared or hashed, which looks at all of
it. What it holds several times is there once, but looked at each time: forty lists of which each
holds the one before twice take no room, and comparing two such would never end. So the weight of a
value counts what it holds as often as that is held, and no value may be heavier than what people
write by hand.
"""

from __future__ import annotations

from typing import Any

from flake8_importstyle.exports.evaluation.constants import NotConstant, Partial
from flake8_importstyle.syntax.budget import Budget

HEAVIEST = 100_000
"""No value weighs more. Of what people write, tables of characters come nearest."""
MOST_ITEMS = 20_000
"""No value has more items, or characters: an ``__all__`` or a list of words does not."""
# Hashing goes down into tuples by Python's own stack, and looks not where that ends.
_DEEPEST = 100
_MOST_BITS = 4_096
# So many characters of a text, or bits of a number, weigh one.
_UNIT = 64
_CONTAINERS = (list, tuple, set, frozenset, dict, Partial)
_SIZED = (str, bytes, list, tuple, set, frozenset, dict, range)


class Sizes:
    """Knows the weights of values, each of which is worked out once."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        # The weight and the depth, with the value, so that no other gets its place in memory.
        self._known: dict[int, tuple[Any, int, int]] = {}

    def weight(self, value: Any) -> int:
        """Return what it takes to look at all of a value; raises ``NotConstant`` for too much."""
        if isinstance(value, _CONTAINERS):
            known = self._known.get(id(value))
            return known[1] if known is not None else self._weigh(value)
        if isinstance(value, (str, bytes)):
            return 1 + len(value) // _UNIT
        if isinstance(value, int):
            return 1 + value.bit_length() // _UNIT
        return 1

    def depth(self, container: Any) -> int:
        """Return how deep containers are within each other; 1 for one that holds none."""
        self.weight(container)
        return self._known[id(container)][2]

    def _weigh(self, container: Any) -> int:
        """Weigh a container after what it holds; without a stack, as it may be deep."""
        pending = [container]
        while pending:
            value = pending[-1]
            if id(value) in self._known:
                pending.pop()
                continue
            items = parts(value)
            self._budget.spend(1 + len(items))
            inner = [each for each in items if isinstance(each, _CONTAINERS)]
            unknown = [each for each in inner if id(each) not in self._known]
            if unknown:
                pending += unknown
                continue
            weight = 1 + sum(map(self.weight, items))
            depth = 1 + max((self._known[id(each)][2] for each in inner), default=0)
            if weight > HEAVIEST or depth > _DEEPEST:
                raise NotConstant
            self._known[id(value)] = value, weight, depth
            pending.pop()
        return self._known[id(container)][1]

    def look_at(self, *values: Any) -> None:
        """Pay for looking at all of some values, as comparing and hashing do."""
        self._budget.spend(sum(map(self.weight, values)))

    def made(self, value: Any) -> Any:
        """Pay for a value that has been made and return it; raises ``NotConstant`` if too large."""
        if isinstance(value, int) and value.bit_length() > _MOST_BITS:
            raise NotConstant
        self._budget.spend(self.weight(value))
        return value

    def checked(self, value: Any) -> Any:
        """Return a value that has no more items than what people write by hand."""
        if isinstance(value, _SIZED) and len(value) > MOST_ITEMS:
            raise NotConstant
        return value

    def make(self, items: int) -> None:
        """Pay for a value of so many items or characters before it is made."""
        if items > HEAVIEST:
            raise NotConstant
        self._budget.spend(items // _UNIT)


def parts(value: Any) -> Any:
    """Return what a container holds, keys included."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, Partial):
        return [*value.items, *value.possible]
    return value
