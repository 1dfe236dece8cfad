"""Parts of a module, and what names may stand for at one place of them."""

from __future__ import annotations

import ast
from typing import NamedTuple, TypeAlias

from flake8_importstyle.semantic.scopes import Read
from flake8_importstyle.syntax.branching import Branching, Changes
from flake8_importstyle.syntax.budget import Budget
from flake8_importstyle.syntax.suites import Position, Suite


class Event(NamedTuple):
    """Something that gives a name of the module a meaning, or takes it away."""

    position: Position
    suite: Suite
    star: int | None
    """Which star import it is; None if it is none."""
    is_definite: bool
    """Whether it does so whenever its statement runs."""


Reaching: TypeAlias = frozenset[Event | None]
"""What a name may stand for; None if it is not bound in the module, so perhaps a builtin."""

NOTHING: Reaching = frozenset({None})
_NOWHERE = ast.Module([], [])
ENTRY = Event((-1, -1), Suite([], _NOWHERE, _NOWHERE, "body", None), None, is_definite=False)
UNTOUCHED: Reaching = frozenset({ENTRY})
"""What a name stands for that nothing has changed since a part began."""


class Guard:
    """What the names may stand for where an exception leaves some statements."""

    def __init__(self, way: int, mark: int) -> None:
        self.way = way
        """The way that began with these statements."""
        self.mark = mark
        """How many changes have been looked at."""
        self.is_reached = False
        self.reaching_by_name: dict[str, Reaching] = {}
        """Those of names that have changed since the way began."""


class Part:
    """A part of the module, with what is found in it.

    ``default``: what names stand for where it begins.
    """

    def __init__(self, budget: Budget, default: Reaching) -> None:
        self.names: Branching[Reaching] = Branching(budget)
        self.default = default
        self.is_dead = False
        """Whether the place that has been come to is not reached."""
        self.seen: list[tuple[Read, Reaching]] = []
        self.replaced: list[tuple[str, Event, Reaching]] = []
        """What gives a name another meaning, and what it meant before."""
        self.left: list[Changes[Reaching]] = []
        """What has changed where the loop is left that this is the body of, or stands in."""
        self.repeated: list[Changes[Reaching]] = []
        """What has changed where that loop begins anew."""
        self.exits: list[tuple[Position, Changes[Reaching]]] = []
        """Where the program ends, and what has changed by then."""
        self.log: list[str] = []
        """The names that have changed, in that order."""
        self.head: Changes[Reaching] = {}
        """What has changed before its first statement."""
        self.guards: list[Guard] = []
        self.whole = self.begin_guard()

    def reaching(self, name: str) -> Reaching:
        """Return what a name may stand for here."""
        return self.names.get(name) or self.default

    def put(self, name: str, reaching: Reaching | None) -> None:
        """Let a name stand for something else from here on."""
        self.names.put(name, reaching)
        self.log.append(name)

    def change(self, changes: Changes[Reaching]) -> None:
        """Let names stand for what they do at the end of a way."""
        for name, reaching in changes.items():
            self.put(name, reaching)

    def guard(self, name: str, reaching: Reaching) -> None:
        """Remember that an exception may leave the innermost guarded statements with this."""
        guard = self.guards[-1]
        old = guard.reaching_by_name.get(name)
        if old is None:
            old = self.names.at(name, guard.way) or self.default
        guard.reaching_by_name[name] = old if reaching <= old else old | reaching

    def watch(self, head: Changes[Reaching] | None = None) -> None:
        """Remember that an exception may leave all guarded statements here.

        ``head``: what changes before.
        """
        if not self.is_dead:
            self._watch(head or {})

    def _watch(self, head: Changes[Reaching]) -> None:
        guard = self.guards[-1]
        if not guard.is_reached:
            guard.is_reached = True
            if len(self.guards) > 1:
                # What those around have not seen yet they see now.
                self.guards.pop()
                self._watch(head)
                self.guards.append(guard)
        pending = self.log[guard.mark :]
        for name in pending:
            if name not in head:
                self.guard(name, self.reaching(name))
        guard.mark = len(self.log)
        # What changes before is not seen here as it was, but may be where nothing changes it.
        self.log += [name for name in pending if name in head]
        for name, reaching in head.items():
            self.guard(name, reaching or self.default)

    def end_head(self) -> None:
        """Begin with the first statement of the part."""
        self.head = dict(self.names.all())
        self.guards.clear()
        self.whole = self.begin_guard()

    def begin_guard(self) -> Guard:
        """Begin with statements, on a way of their own, that an exception may leave."""
        guard = Guard(self.names.part(), len(self.log))
        self.guards.append(guard)
        return guard

    def end_guard(self) -> None:
        """End the innermost of such statements; their way goes on."""
        guard = self.guards.pop()
        for name, reaching in guard.reaching_by_name.items():
            self.guard(name, reaching)
