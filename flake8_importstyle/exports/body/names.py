"""The names of a module while its body is gone through, on one way and on others.

Ways that part and meet again copy nothing: what is kept of each way is what it changes. So the cost
of branches is that of what stands in them, however many names there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flake8_importstyle.exports.body.growing import Growing, merged, written_out
from flake8_importstyle.exports.constants import UNKNOWN, NotConstant, Partial
from flake8_importstyle.exports.definitions import Bound, is_same
from flake8_importstyle.exports.sizes import Sizes
from flake8_importstyle.syntax.budget import Budget

Changes = Mapping[str, Bound | None]
"""What names are bound to that are bound otherwise on some way; None for those that are gone."""

# A reader is told of no more lines that may bind a name.
_MOST_LINES = 100


class Names:
    """Names with what they are bound to."""

    def __init__(self, budget: Budget, sizes: Sizes) -> None:
        self._budget = budget
        self._sizes = sizes
        self._bound: dict[str, Bound] = {}
        self._parted: list[dict[str, Bound | None]] = []
        """What has changed since each of the ways around began, with what it was before."""

    def __getitem__(self, name: str) -> Bound:
        return self._bound[name]

    def __contains__(self, name: str) -> bool:
        return name in self._bound

    def __iter__(self) -> Iterator[str]:
        return iter(self._bound)

    def __len__(self) -> int:
        return len(self._bound)

    def get(self, name: str) -> Bound | None:
        """Return what a name is bound to, or None."""
        return self._bound.get(name)

    def all(self) -> Mapping[str, Bound]:
        """Return all names, each of which is paid for."""
        self._budget.spend(len(self._bound))
        return self._bound

    def bind(self, name: str, definition: Bound) -> None:
        """Bind a name; what asks for this has been paid for."""
        if self._parted:
            self._remember(name)
        self._bound[name] = definition

    def remove(self, name: str) -> None:
        """Remove a name, if it is there."""
        if self._parted:
            self._remember(name)
        self._bound.pop(name, None)

    def _remember(self, name: str) -> None:
        changed = self._parted[-1]
        if name not in changed:
            changed[name] = self._bound.get(name)

    def part(self) -> int:
        """Begin a way that another may be taken instead of; return the number of those around."""
        self._parted.append({})
        return len(self._parted) - 1

    def since(self, way: int, until: int | None = None) -> Changes:
        """Return what has changed from where a way around began, to where an inner one did."""
        names = {name for changed in self._parted[way:until] for name in changed}
        after = self._parted[until:] if until is not None else []
        self._budget.spend(len(names) * (1 + len(after)))
        changes = {}
        for name in names:
            later = (changed[name] for changed in after if name in changed)
            changes[name] = next(later, self._bound.get(name))
        return changes

    def take_back(self) -> Changes:
        """End the innermost way as if it had not been taken; return what it has changed."""
        before = self._parted.pop()
        self._budget.spend(len(before))
        changes = {name: self._bound.get(name) for name in before}
        self._put(before)
        return changes

    def keep(self) -> Changes:
        """End the innermost way and stay at its end; return what it has changed, as it was."""
        before = self._parted.pop()
        self._budget.spend(len(before))
        if self._parted:
            around = self._parted[-1]
            for name, definition in before.items():
                around.setdefault(name, definition)
        return before

    def change(self, changes: Changes) -> None:
        """Change names as a way does."""
        self._budget.spend(len(changes))
        if self._parted:
            for name in changes:
                self._remember(name)
        self._put(changes)

    def _put(self, changes: Changes) -> None:
        for name, definition in changes.items():
            if definition is None:
                self._bound.pop(name, None)
            else:
                self._bound[name] = definition

    def merged(self, ways: Sequence[Changes], before: Changes | None = None) -> Changes:
        """Join ways of which one was taken, all from here on.

        ``before``: what was different where they began.
        """
        found: dict[str, list[tuple[int, Bound | None]]] = {}
        for index, way in enumerate(ways):
            self._budget.spend(len(way))
            for name, definition in way.items():
                found.setdefault(name, []).append((index, definition))
        changes = {}
        for name, changed in found.items():
            definitions = [definition for _, definition in changed]
            if len(changed) < len(ways):
                # Where it stays as it was, among the others.
                place = next(
                    (place for place, (index, _) in enumerate(changed) if place < index),
                    len(changed),
                )
                old = before[name] if before and name in before else self._bound.get(name)
                definitions.insert(place, old)
            changes[name] = self._joined(definitions)
        return changes

    def _joined(self, definitions: Sequence[Bound | None]) -> Bound | None:
        """Join what a name is bound to at the ends of several ways."""
        found = [each for each in definitions if each is not None]
        if not found:
            return None
        first = found[0]
        if len(found) == len(definitions) and all(each is first for each in found):
            return first
        self._budget.spend(len(found))
        agree = all(each.target == first.target for each in found)
        kinds = {each.is_module for each in found}
        lines = {line for each in found for line in (each.line, *each.others)} - {first.line}
        return first._replace(
            target=first.target if agree else None,
            is_sure=len(found) == len(definitions) and all(each.is_sure for each in found),
            value=self._joined_values([each.value for each in found]),
            is_module=kinds.pop() if agree and len(kinds) == 1 else None,
            others=tuple(sorted(lines)[:_MOST_LINES]),
        )

    def _joined_values(self, values: Sequence[Any]) -> Any:
        """Join values of which one was taken; of lists: what is in all, and what is in some."""
        first = values[0]
        if all(each is first for each in values):
            return first
        try:
            grown = merged(values)
            if grown is not None:
                self._budget.spend(len(values) + len(grown.items) + len(grown.possible))
                return grown
            values = [self.written_out(each) for each in values]
            self._sizes.look_at(*values)
            if all(is_same(each, values[0]) for each in values):
                return values[0]
            if not all(isinstance(each, (list, tuple, Partial)) for each in values):
                return UNKNOWN
            parts = [Partial.of(value) for value in values]
            sure = set.intersection(*(set(part.items) for part in parts))
            every = {item for part in parts for item in (*part.items, *part.doubtful)}
        except (NotConstant, TypeError):
            return UNKNOWN
        items = tuple(item for item in parts[0].items if item in sure)
        return Partial(items, frozenset(every - sure))

    def written_out(self, value: Any) -> Any:
        """Return a value with all its items in one place, which is paid for."""
        if isinstance(value, Growing):
            self._budget.spend(value.size)
        return written_out(value)
