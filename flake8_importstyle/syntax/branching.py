"""Branching: what is known about names in branches of a program that split and merge again.

Nothing is copied at a split: each branch only keeps what it changes. So a branch costs as much as
its own changes, however much is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, TypeAlias, TypeVar

from flake8_importstyle.syntax.budget import Budget

T = TypeVar("T")

Changes: TypeAlias = Mapping[str, T | None]
"""What a branch has changed, by name; None for names that are no longer known."""


class Branching(Generic[T]):
    """What is known about names at the current point of the current branch."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._known: dict[str, T] = {}
        self._parted: list[dict[str, T | None]] = []
        """For each open branch, outermost first, what its changes have replaced."""

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def get(self, name: str) -> T | None:
        """Return what is known about a name, or None."""
        return self._known.get(name)

    def all(self) -> Mapping[str, T]:
        """Return what is known about all names, which is paid for."""
        self._budget.spend(len(self._known))
        return self._known

    def put(self, name: str, known: T | None) -> None:
        """Set what is known about a name; None removes it. The caller has paid for it."""
        if self._parted:
            self._remember(name)
        if known is None:
            self._known.pop(name, None)
        else:
            self._known[name] = known

    def change(self, changes: Changes[T]) -> None:
        """Apply the changes of a branch."""
        self._budget.spend(len(changes))
        for name, known in changes.items():
            self.put(name, known)

    def part(self) -> int:
        """Start a branch; return the number of open branches around it, which identifies it."""
        self._parted.append({})
        return len(self._parted) - 1

    def take_back(self) -> Changes[T]:
        """End the innermost branch and undo its changes; return them."""
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
        """End the innermost branch and keep its changes; return what they have replaced."""
        before = self._parted.pop()
        self._budget.spend(len(before))
        if self._parted:
            around = self._parted[-1]
            for name, known in before.items():
                around.setdefault(name, known)
        return before

    def since(self, way: int, until: int | None = None) -> Changes[T]:
        """Return the changes from the start of branch ``way`` to that of ``until``, or to now."""
        names = {name for changed in self._parted[way:until] for name in changed}
        self._budget.spend(len(names))
        return {name: self.at(name, until) for name in names}

    def at(self, name: str, way: int | None) -> T | None:
        """Return what was known about a name at the start of an open branch; None for now."""
        if way is not None:
            for changed in self._parted[way:]:
                self._budget.spend()
                if name in changed:
                    return changed[name]
        return self._known.get(name)

    def on_each(
        self, ways: Sequence[Changes[T]], before: Changes[T] | None = None
    ) -> Iterator[tuple[str, list[T | None]]]:
        """Yield each changed name with what is known about it at the ends of several branches.

        Names that no branch changes are left out; for branches that do not change a name, its old
        value appears once. ``before``: what was different where the branches started, if not here.
        """
        changed: dict[str, list[tuple[int, T | None]]] = {}
        for index, way in enumerate(ways):
            self._budget.spend(len(way))
            for name, known in way.items():
                changed.setdefault(name, []).append((index, known))
        for name, found in changed.items():
            ends = [known for _, known in found]
            if len(found) < len(ways):
                # Keep the order of the branches.
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
