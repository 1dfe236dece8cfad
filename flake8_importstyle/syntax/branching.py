"""What is known by name on ways that part and meet again.

Nothing is copied where ways part: what is kept of each is what it changes. So the cost of branches
is that of what stands in them, however much is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, TypeAlias, TypeVar

from flake8_importstyle.syntax.budget import Budget

T = TypeVar("T")

Changes: TypeAlias = Mapping[str, T | None]
"""What is known otherwise on some way, by names; None for names of which nothing is known."""


class Branching(Generic[T]):
    """What is known of names, on the way that is taken now."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._known: dict[str, T] = {}
        self._parted: list[dict[str, T | None]] = []
        """What has changed since each of the ways around began, with what it was before."""

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def get(self, name: str) -> T | None:
        """Return what is known of a name, or None."""
        return self._known.get(name)

    def all(self) -> Mapping[str, T]:
        """Return what is known of all names, which is paid for."""
        self._budget.spend(len(self._known))
        return self._known

    def put(self, name: str, known: T | None) -> None:
        """Know something of a name from here on; what asks for this has been paid for."""
        if self._parted:
            self._remember(name)
        if known is None:
            self._known.pop(name, None)
        else:
            self._known[name] = known

    def change(self, changes: Changes[T]) -> None:
        """Know all that a way has changed."""
        self._budget.spend(len(changes))
        for name, known in changes.items():
            self.put(name, known)

    def part(self) -> int:
        """Begin a way that another may be taken instead of; return the number of those around."""
        self._parted.append({})
        return len(self._parted) - 1

    def take_back(self) -> Changes[T]:
        """End the innermost way as if it had not been taken; return what it has changed."""
        before = self._parted.pop()
        self._budget.spend(len(before))
        changes = {name: self._known.get(name) for name in before}
        for name, known in before.items():
            if known is None:
                self._known.pop(name, None)
            else:
                self._known[name] = known
        return changes

    def keep(self) -> Changes[T]:
        """End the innermost way and stay at its end; return what it has changed, as it was."""
        before = self._parted.pop()
        self._budget.spend(len(before))
        if self._parted:
            around = self._parted[-1]
            for name, known in before.items():
                around.setdefault(name, known)
        return before

    def since(self, way: int, until: int | None = None) -> Changes[T]:
        """Return what has changed from where a way around began, to where an inner one did."""
        names = {name for changed in self._parted[way:until] for name in changed}
        self._budget.spend(len(names))
        return {name: self.at(name, until) for name in names}

    def at(self, name: str, way: int | None) -> T | None:
        """Return what was known of a name where a way around began; None for now."""
        if way is not None:
            for changed in self._parted[way:]:
                self._budget.spend()
                if name in changed:
                    return changed[name]
        return self._known.get(name)

    def on_each(
        self, ways: Sequence[Changes[T]], before: Changes[T] | None = None
    ) -> Iterator[tuple[str, list[T | None]]]:
        """Yield what is known of names at the ends of ways of which one is taken.

        What is the same everywhere is left out, and what stays as it was stands there once.
        ``before``: what was different where the ways began, which else is here.
        """
        changed: dict[str, list[tuple[int, T | None]]] = {}
        for index, way in enumerate(ways):
            self._budget.spend(len(way))
            for name, known in way.items():
                changed.setdefault(name, []).append((index, known))
        for name, found in changed.items():
            ends = [known for _, known in found]
            if len(found) < len(ways):
                # In the order of the ways.
                place = next(
                    (place for place, (index, _) in enumerate(found) if place < index), len(found)
                )
                is_other = before is not None and name in before
                ends.insert(place, before[name] if before and is_other else self._known.get(name))
            yield name, ends

    def _remember(self, name: str) -> None:
        changed = self._parted[-1]
        if name not in changed:
            changed[name] = self._known.get(name)
