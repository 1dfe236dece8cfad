"""The names of a module while its body is evaluated, in one branch and in others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flake8_importstyle.exports.body.growing import Growing, merged, written_out
from flake8_importstyle.exports.definitions import Definition, is_same
from flake8_importstyle.exports.evaluation.constants import UNKNOWN, NotConstant, Partial
from flake8_importstyle.exports.evaluation.sizes import Sizes
from flake8_importstyle.syntax.branching import Branching, Changes
from flake8_importstyle.syntax.budget import Budget

# Keep at most this many lines that may bind a name: no reader needs more.
_MOST_LINES = 100


class Names(Branching[Definition]):
    """Names and their definitions."""

    def __init__(self, budget: Budget, sizes: Sizes) -> None:
        super().__init__(budget)
        self._sizes = sizes

    def __getitem__(self, name: str) -> Definition:
        return self._known[name]

    def merged(
        self, ways: Sequence[Changes[Definition]], before: Changes[Definition] | None = None
    ) -> Changes[Definition]:
        """Merge the changes of branches of which one was taken, all of which start here.

        ``before``: what was different where they started.
        """
        return {name: self._joined(ends) for name, ends in self.on_each(ways, before)}

    def either(self, old: Definition, new: Definition) -> Definition:
        """Merge the definition of a name with one that may have replaced it."""
        # The name is bound for sure if it was before.
        joined = self._joined([old, new._replace(is_definite=True)])
        assert joined is not None
        return joined

    def _joined(self, definitions: Sequence[Definition | None]) -> Definition | None:
        """Merge the definitions of a name at the ends of several branches."""
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
            is_definite=len(found) == len(definitions) and all(each.is_definite for each in found),
            value=self._joined_values([each.value for each in found]),
            is_module=kinds.pop() if agree and len(kinds) == 1 else None,
            others=tuple(sorted(lines)[:_MOST_LINES]),
        )

    def _joined_values(self, values: Sequence[Any]) -> Any:
        """Merge values of which one is right; lists become a ``Partial``."""
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
            every = {item for part in parts for item in (*part.items, *part.possible)}
        except (NotConstant, TypeError):
            return UNKNOWN
        items = tuple(item for item in parts[0].items if item in sure)
        return Partial(items, frozenset(every - sure))

    def written_out(self, value: Any) -> Any:
        """Return a growing list as a plain one, which is paid for; any other value as it is."""
        if isinstance(value, Growing):
            self._budget.spend(value.size)
        return written_out(value)
