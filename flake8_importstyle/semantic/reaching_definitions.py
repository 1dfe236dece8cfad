"""Reaching definitions: what each read of a name of the module may see.

The statements that run when the module is loaded, class bodies included, are gone through in the
order in which they run, with all their branches. Whatever may raise an exception in a ``try`` may
do so at any statement. Code that runs later sees the names as they are at the end of the module; if
anything is called before, what calls it may see the names as they are then.
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

# The budget of a file: what is long may take as long as other plugins take for it.
_MOST_STEPS = 500_000
_STEPS_OF_LINE = 40


class Reached:
    """What is known once the module has been gone through."""

    def __init__(self, source: SourceFile, part: Part, budget: Budget) -> None:
        self.source = source
        self._budget = budget
        self.at_end: Mapping[str, Reaching] = {}
        """What the names stand for at the end."""
        if not part.is_dead:
            self.at_end = part.names.all()
        else:
            self.at_end = _merged(part, budget)
        self.replaced: dict[tuple[str, Event], Reaching] = {}
        """What each name may have stood for where an event gave it another meaning."""
        self._seen: dict[Read, Reaching] = {}
        self._changes: dict[str, list[tuple[Position, Reaching]]] = {}
        budget.spend(len(part.seen) + len(part.replaced))
        for read, reaching in part.seen:
            self._seen[read] = self._seen.get(read, frozenset()) | reaching
        for name, event, old in part.replaced:
            self.replaced[name, event] = self.replaced.get((name, event), frozenset()) | old
            self._changes.setdefault(name, []).append((event.position, old))
        # A program that ends by `sys.exit(main())` calls its functions before the end.
        for position, changes in part.exits:
            budget.spend(len(changes))
            for name, reached in changes.items():
                self._changes.setdefault(name, []).append((position, reached or NOTHING))

    @classmethod
    def nothing(cls, source: SourceFile) -> Reached:
        """Return what is known of a module that has not been gone through."""
        budget = Budget(0)
        return cls(source, Part(budget, NOTHING), budget)

    def reaching(self, read: Read) -> Reaching:
        """Return what a read may see; nothing at all if it is never reached."""
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
        """Return what a name may stand for at the end."""
        return self.at_end.get(name, NOTHING)


def reach(
    source: SourceFile, events: Mapping[str, Iterable[Event]], reads: Mapping[str, Iterable[Read]]
) -> Reached:
    """Go through a module; ``events`` and ``reads`` are those of the names that matter.

    Raises ``TooLarge`` if what has been gone through of the file is too much.
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
    """Return what may be spent on all that is asked about a file's own names."""
    return Budget(_MOST_STEPS + _STEPS_OF_LINE * len(source.lines))


def _merged(part: Part, budget: Budget) -> Mapping[str, Reaching]:
    """Return what names may stand for at one of the ends of a program."""
    names = {name for _, changes in part.exits for name in changes}
    budget.spend(len(names) * len(part.exits))
    return {
        name: frozenset().union(*(changes.get(name) or NOTHING for _, changes in part.exits))
        for name in names
    }
