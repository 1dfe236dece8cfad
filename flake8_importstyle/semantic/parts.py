"""The state of a walk over part of a module: which events may have bound each name by then."""

from __future__ import annotations

import ast
from typing import NamedTuple, TypeAlias

from flake8_importstyle.semantic.scopes import Read
from flake8_importstyle.syntax.branching import Branching, Changes
from flake8_importstyle.syntax.budget import Budget
from flake8_importstyle.syntax.suites import Position, Suite


class Event(NamedTuple):
    """A place that binds or deletes a name of the module."""

    position: Position
    suite: Suite
    star: int | None
    """The index of the star import that binds the name; None if it is bound otherwise."""
    is_definite: bool
    """Whether the name is bound whenever the statement runs."""


Reaching: TypeAlias = frozenset[Event | None]
"""The events that may have bound a name; None if it may be unbound, so perhaps a builtin."""

NOTHING: Reaching = frozenset({None})
_NOWHERE = ast.Module([], [])
ENTRY = Event((-1, -1), Suite([], _NOWHERE, _NOWHERE, "body", None), None, is_definite=False)
UNTOUCHED: Reaching = frozenset({ENTRY})
"""The value of a name that nothing has changed since the part began."""


class Guard:
    """The state of the names in which an exception may leave some guarded statements."""

    def __init__(self, branch: int, mark: int) -> None:
        self.branch = branch
        """The branch that began with these statements."""
        self.mark = mark
        """How many entries of the part's log have been processed."""
        self.is_reached = False
        self.reaching_by_name: dict[str, Reaching] = {}
        """What may reach the handlers, for each name that has changed since the branch began."""


class Part:
    """The state of a walk over a part of the module, and what the walk has found.

    ``default``: what reaches the start of the part, for every name.
    """

    def __init__(self, budget: Budget, default: Reaching) -> None:
        self.names: Branching[Reaching] = Branching(budget)
        self.default = default
        self.is_dead = False
        """Whether the current place is unreachable."""
        self.seen: list[tuple[Read, Reaching]] = []
        """Each read, and the events that may reach it."""
        self.replaced: list[tuple[str, Event, Reaching]] = []
        """Each event, and the earlier events that it may replace."""
        self.left: list[Changes[Reaching]] = []
        """The changes at each ``break`` of the enclosing loop."""
        self.repeated: list[Changes[Reaching]] = []
        """The changes at each ``continue`` of the enclosing loop."""
        self.exits: list[tuple[Position, Changes[Reaching]]] = []
        """The places where the program ends, and the changes there."""
        self.log: list[str] = []
        """The changed names, in the order of their changes."""
        self.head: Changes[Reaching] = {}
        """The changes before its first statement."""
        self.guards: list[Guard] = []
        self.whole = self.begin_guard()

    def reaching(self, name: str) -> Reaching:
        """Return the events that may have bound a name at the current place."""
        return self.names.get(name) or self.default

    def put(self, name: str, reaching: Reaching | None) -> None:
        """Replace what may have bound a name, from here on."""
        self.names.put(name, reaching)
        self.log.append(name)

    def change(self, changes: Changes[Reaching]) -> None:
        """Apply the changes of a branch."""
        for name, reaching in changes.items():
            self.put(name, reaching)

    def guard(self, name: str, reaching: Reaching) -> None:
        """Record that an exception may leave the innermost guarded statements in this state."""
        guard = self.guards[-1]
        old = guard.reaching_by_name.get(name)
        if old is None:
            old = self.names.at(name, guard.branch) or self.default
        guard.reaching_by_name[name] = old if reaching <= old else old | reaching

    def watch(self, head: Changes[Reaching] | None = None) -> None:
        """Record that an exception may leave all guarded statements here.

        ``head``: changes that happen just before, in the head of a part.
        """
        if not self.is_dead:
            self._watch(head or {})

    def _watch(self, head: Changes[Reaching]) -> None:
        guard = self.guards[-1]
        if not guard.is_reached:
            guard.is_reached = True
            if len(self.guards) > 1:
                # The enclosing guards have not seen the changes before this one began.
                self.guards.pop()
                self._watch(head)
                self.guards.append(guard)
        pending = self.log[guard.mark :]
        for name in pending:
            if name not in head:
                self.guard(name, self.reaching(name))
        guard.mark = len(self.log)
        # The head hides these changes here; a later exception may still see them.
        self.log += [name for name in pending if name in head]
        for name, reaching in head.items():
            self.guard(name, reaching or self.default)

    def end_head(self) -> None:
        """Mark the end of the part's head: its first statement comes next."""
        self.head = dict(self.names.all())
        self.guards.clear()
        self.whole = self.begin_guard()

    def begin_guard(self) -> Guard:
        """Begin statements that an exception may leave, in a branch of their own."""
        guard = Guard(self.names.part(), len(self.log))
        self.guards.append(guard)
        return guard

    def end_guard(self) -> None:
        """End the innermost guarded statements; their branch stays open."""
        guard = self.guards.pop()
        for name, reaching in guard.reaching_by_name.items():
            self.guard(name, reaching)
