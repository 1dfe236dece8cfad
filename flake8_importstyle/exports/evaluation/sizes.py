"""How large values are, and what that costs.

A value is paid for when it is made, and again when it is compared or hashed, which looks at all of
it. An item that it holds several times takes memory once, but is looked at each time: forty lists,
each holding the one before twice, take no room, yet comparing two of them would never end. So the
weight of a value counts each item as often as it is held, and no value may be heavier than what
people write themselves.
"""

from __future__ import annotations

from typing import Any

from flake8_importstyle.exports.evaluation.constants import NotConstant, Partial
from flake8_importstyle.syntax.budget import Budget

HEAVIEST = 100_000
"""Give up on heavier values. In real code, tables of characters come closest."""
MOST_ITEMS = 20_000
"""Give up on values with more items or characters: no real ``__all__`` has as many."""
# Give up on deeper containers: hashing nested tuples recurses in C without checking the stack.
_DEEPEST = 100
# Give up on larger numbers: no real constant has as many bits.
_MOST_BITS = 4_096
# This many characters of a text, or bits of a number, weigh one.
_UNIT = 64
_CONTAINERS = (list, tuple, set, frozenset, dict, Partial)
_SIZED = (str, bytes, list, tuple, set, frozenset, dict, range)


class Sizes:
    """Weighs values, each of them once, and makes a budget pay for them."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        # By id: the value, kept so that its id stays taken, its weight and its depth.
        self._known: dict[int, tuple[Any, int, int]] = {}

    def weight(self, value: Any) -> int:
        """Return the weight of a value; raises ``NotConstant`` if it is too heavy."""
        if isinstance(value, _CONTAINERS):
            known = self._known.get(id(value))
            return known[1] if known is not None else self._weigh(value)
        if isinstance(value, (str, bytes)):
            return 1 + len(value) // _UNIT
        if isinstance(value, int):
            return 1 + value.bit_length() // _UNIT
        return 1

    def depth(self, container: Any) -> int:
        """Return how deeply containers are nested; 1 for one that contains no other."""
        self.weight(container)
        return self._known[id(container)][2]

    def _weigh(self, container: Any) -> int:
        """Weigh a container, its inner ones first; without recursion, as it may be deep."""
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
        """Pay for looking at whole values, as comparing and hashing do."""
        self._budget.spend(sum(map(self.weight, values)))

    def made(self, value: Any) -> Any:
        """Return a value after paying for making it; raises ``NotConstant`` if it is too large."""
        if isinstance(value, int) and value.bit_length() > _MOST_BITS:
            raise NotConstant
        self._budget.spend(self.weight(value))
        return value

    def checked(self, value: Any) -> Any:
        """Return the value; raises ``NotConstant`` if it has more than ``MOST_ITEMS`` items."""
        if isinstance(value, _SIZED) and len(value) > MOST_ITEMS:
            raise NotConstant
        return value

    def make(self, items: int) -> None:
        """Pay in advance for a value of ``items`` items or characters."""
        if items > HEAVIEST:
            raise NotConstant
        self._budget.spend(items // _UNIT)


def parts(value: Any) -> Any:
    """Return the items of a container; of a dict, its keys and values."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, Partial):
        return [*value.items, *value.possible]
    return value
