"""Reaching definitions: which bindings of a module's name each read may see.

The statements that run when the module is loaded, including class bodies, are walked in execution
order, through every branch. Any statement in a ``try`` may raise an exception. Code in functions
sees the names as they are at the end of the module, or as they are at an earlier call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flake8_importstyle.semantic.deferred import may_run_before, outermost_function
from flake8_importstyle.semantic.module_walk import Item, ModuleWalk
from flake8_importstyle.semantic.parts import NOTHING, Event, Part, Reaching
from flake8_importstyle.semantic.scopes import Read
from flake8_importstyle.syntax.budget import Budget
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Position, Suite

# The budget of a file. Long files may take longer, as they do in other plugins.
_MOST_STEPS = 500_000
_STEPS_OF_LINE = 40


class Reached:
    """The result of a walk over a module."""

    def __init__(self, source: SourceFile, part: Part, budget: Budget) -> None:
        self.source = source
        self._budget = budget
        self.at_end: Mapping[str, Reaching] = {}
        """What may have bound each name at the end of the module."""
        if not part.is_dead:
            self.at_end = part.names.all()
        else:
            self.at_end = _merged(part, budget)
        self.replaced: dict[tuple[str, Event], Reaching] = {}
        """The earlier events that each event may replace."""
        self._seen: dict[Read, Reaching] = {}
        self._changes: dict[str, list[tuple[Position, Reaching]]] = {}
        budget.spend(len(part.seen) + len(part.replaced))
        for read, reaching in part.seen:
            self._seen[read] = self._seen.get(read, frozenset()) | reaching
        for name, event, old in part.replaced:
            self.replaced[name, event] = self.replaced.get((name, event), frozenset()) | old
            self._changes.setdefault(name, []).append((event.position, old))
        # A program may call its functions just before it ends, as in `sys.exit(main())`.
        for position, changes in part.exits:
            budget.spend(len(changes))
            for name, reached in changes.items():
                self._changes.setdefault(name, []).append((position, reached or NOTHING))

    @classmethod
    def nothing(cls, source: SourceFile) -> Reached:
        """Return the result for a module that has not been walked."""
        budget = Budget(0)
        return cls(source, Part(budget, NOTHING), budget)

    def reaching(self, read: Read) -> Reaching:
        """Return the events that may reach a read; an empty set if the read is never reached."""
        function = outermost_function(read)
        is_later = function is not None or read.is_deferred
        if not is_later and not read.is_late:
            return self._seen.get(read, frozenset())
        found = self.end_of(read.name)
        if not is_later:
            found |= self._seen.get(read, frozenset())
        changes = self._changes.get(read.name, ())
        self._budget.spend(len(changes) + len(found))
        for position, old in changes:
            if not old <= found and may_run_before(self.source, read, function, position):
                found |= old
        return found

    def end_of(self, name: str) -> Reaching:
        """Return what may have bound a name at the end of the module."""
        return self.at_end.get(name, NOTHING)


def reach(
    source: SourceFile, events: Mapping[str, Iterable[Event]], reads: Mapping[str, Iterable[Read]]
) -> Reached:
    """Find which of the ``events`` reach the ``reads``, both given by name.

    Raises ``TooLarge`` if the file's budget is used up.
    """
    items: dict[Suite, list[Item]] = {}
    for name, found in events.items():
        for event in found:
            items.setdefault(event.suite, []).append((event.position, name, event))
    for name, uses in reads.items():
        for read in uses:
            if outermost_function(read) is None and not read.is_deferred:
                items.setdefault(read.suite, []).append((read.position, name, read))
    budget = source.fact(budget_of)
    return Reached(source, ModuleWalk(source, items, budget).run(), budget)


def budget_of(source: SourceFile) -> Budget:
    """Return the budget for all questions about a file's own names."""
    return Budget(_MOST_STEPS + _STEPS_OF_LINE * len(source.lines))


def _merged(part: Part, budget: Budget) -> Mapping[str, Reaching]:
    """Return what may have bound each name at any of the exits of a program."""
    names = {name for _, changes in part.exits for name in changes}
    budget.spend(len(names) * len(part.exits))
    return {
        name: frozenset().union(*(changes.get(name) or NOTHING for _, changes in part.exits))
        for name in names
    }
