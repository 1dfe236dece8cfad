"""Reaching definitions: what each read of a name of the module may see.

The statements that run when the module is loaded, class bodies included, are gone through in the
order in which they run, with all their branches. Whatever may raise an exception in a ``try`` may
do so at any statement. Code that runs later sees the names as they are at the end of the module; if
anything is called before, what calls it may see the names as they are then.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from flake8_importstyle.semantic.deferred import may_run_before, outermost_function
from flake8_importstyle.semantic.scopes import Read
from flake8_importstyle.syntax.control_flow import (
    LOOPS,
    SURE_EXITS,
    TRY,
    WITH,
    can_complete,
    matches_all,
    swallows_errors,
)
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import FUNCTIONS, Position, Suite, end, start


class Event(NamedTuple):
    """Something that gives a name of the module a meaning, or takes it away."""

    position: Position
    suite: Suite
    star: int | None
    """Which star import it is; None if it is none."""
    is_sure: bool
    """Whether it does so whenever its statement runs."""


Sight: TypeAlias = frozenset[Event | None]
"""What a name may stand for; None if it is not bound in the module, so perhaps a builtin."""
_State: TypeAlias = Mapping[str, Sight]
_Item: TypeAlias = tuple[Position, str, Event | Read]

_NOTHING: Sight = frozenset({None})


class Reached:
    """What is known once the module has been gone through."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.at_end: _State = {}
        """What the names stand for at the end."""
        self.replaced: dict[tuple[str, Event], Sight] = {}
        """What each name may have stood for where an event gave it another meaning."""
        self._seen: dict[Read, Sight] = {}
        self._changes: dict[str, list[tuple[Position, Sight]]] = {}

    def see(self, read: Read, sight: Sight) -> None:
        self._seen[read] = self._seen.get(read, frozenset()) | sight

    def change(self, name: str, event: Event, old: Sight) -> None:
        self.replaced[name, event] = self.replaced.get((name, event), frozenset()) | old
        self._changes.setdefault(name, []).append((event.position, old))

    def sight(self, read: Read) -> Sight:
        """Return what a read may see; nothing at all if it is never reached."""
        function = outermost_function(read)
        is_later = function is not None or read.is_deferred
        if not is_later and not read.is_late:
            return self._seen.get(read, frozenset())
        found = self.end_of(read.name)
        if not is_later:
            found |= self._seen.get(read, frozenset())
        for position, old in self._changes.get(read.name, ()):
            if not old <= found and may_run_before(self.source, read, function, position):
                found |= old
        return found

    def end_of(self, name: str) -> Sight:
        """Return what a name may stand for at the end."""
        return self.at_end.get(name, _NOTHING)


def reach(
    source: SourceFile, events: Mapping[str, Iterable[Event]], reads: Mapping[str, Iterable[Read]]
) -> Reached:
    """Go through a module; ``events`` and ``reads`` are those of the names that matter."""
    walk = _Walk(source)
    for name, found in events.items():
        for event in found:
            walk.items_of(event.suite).append((event.position, name, event))
    for name, uses in reads.items():
        for read in uses:
            if outermost_function(read) is None and not read.is_deferred:
                walk.items_of(read.suite).append((read.position, name, read))
    return walk.run()


class _Loop:
    """A loop that is being gone through."""

    def __init__(self) -> None:
        self.left: list[_State] = []
        self.repeated: list[_State] = []


class _Guard:
    """What the names may stand for where an exception leaves a suite."""

    def __init__(self) -> None:
        self.state: _State | None = None
        self.last: _State | None = None

    def watch(self, state: _State | None) -> None:
        if state is not self.last:
            self.last = state
            self.state = _merged([self.state, state])


class _Walk:
    """A module being gone through; ``state`` is None where nothing is reached."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.reached = Reached(source)
        self.state: _State | None = {}
        self.items: dict[Suite, list[_Item]] = {}
        self.suites: dict[ast.AST, list[Suite]] = {}
        self.loops: list[_Loop] = []
        self.guards: list[_Guard] = []
        self.exits: list[_State] = []
        for suite in source.outline.suites:
            if not isinstance(suite.statement, FUNCTIONS):
                self.suites.setdefault(suite.statement, []).append(suite)

    def items_of(self, suite: Suite) -> list[_Item]:
        return self.items.setdefault(suite, [])

    def run(self) -> Reached:
        for items in self.items.values():
            items.sort(key=lambda item: item[0])
        (module,) = self.suites[self.source.tree]
        self.suite(module)
        # A program that always ends by `sys.exit(main())` calls its functions there.
        self.reached.at_end = _merged([self.state]) or _merged(self.exits) or {}
        return self.reached

    def suite(self, suite: Suite) -> None:
        done: Position = (0, 0)
        for statement in suite.body:
            for guard in self.guards:
                guard.watch(self.state)
            done = self.statement(statement, suite, done)
        self.items_between(suite, done, (2**31, 0))

    def statement(self, node: ast.stmt, suite: Suite, after: Position) -> Position:
        """Go through a statement, and return from where on the next one's items stand."""
        line, column = end(node)
        before = line, column + 1
        if node in self.suites:
            self.items_between(suite, after, _opening(node))
            after = _opening(node) if isinstance(node, ast.ClassDef) else before
            inner = self.suites[node]
            if isinstance(node, ast.If):
                self.if_(inner)
            elif isinstance(node, LOOPS):
                self.loop(node, suite, inner)
            elif isinstance(node, WITH):
                self.with_(node, inner)
            elif isinstance(node, TRY):
                self.try_(inner)
            elif isinstance(node, ast.Match):
                self.match(node, inner)
            else:
                self.suite(inner[0])
        self.items_between(suite, after, before)
        self.leave(node)
        return before

    def leave(self, node: ast.stmt) -> None:
        """Follow a statement after which the next one is not reached."""
        if self.state is None:
            return
        if isinstance(node, ast.Break):
            self.loops[-1].left.append(self.state)
        elif isinstance(node, ast.Continue):
            self.loops[-1].repeated.append(self.state)
        elif isinstance(node, (ast.Raise, ast.Expr)) and not can_complete([node], SURE_EXITS):
            self.exits.append(self.state)
        else:
            return
        self.state = None

    def items_between(self, suite: Suite, after: Position, before: Position) -> None:
        """Let happen what stands in a suite itself from one position to another."""
        items = self.items.get(suite)
        if not items:
            return
        first = bisect_left(items, after, key=_position)
        last = bisect_left(items, before, first, key=_position)
        if first == last or self.state is None:
            return
        changed: dict[str, Sight] = {}
        for _, name, what in items[first:last]:
            old = changed.get(name, self.state.get(name, _NOTHING))
            if isinstance(what, Read):
                self.reached.see(what, old)
            else:
                self.reached.change(name, what, old)
                changed[name] = frozenset({what}) if what.is_sure else old | {what}
        if changed:
            self.state = {**self.state, **changed}

    def branches(self, suites: Iterable[Suite], *others: _State | None) -> None:
        """Go through suites of which one is taken; ``others``: the states of other ways."""
        before, ends = self.state, [*others]
        for suite in suites:
            self.state = before
            self.suite(suite)
            ends.append(self.state)
        self.state = _merged(ends)

    def if_(self, suites: list[Suite]) -> None:
        ends = []
        body, *others = suites
        # A chain of `elif` is a nest of statements.
        while others:
            before = self.state
            self.suite(body)
            ends.append(self.state)
            self.state = before
            (alternative,) = others
            (inner, *rest) = alternative.body
            if rest or not isinstance(inner, ast.If):
                self.suite(alternative)
                break
            self.items_between(alternative, (0, 0), _opening(inner))
            body, *others = self.suites[inner]
        else:
            ends.append(self.state)
            self.suite(body)
        self.state = _merged([*ends, self.state])

    def loop(
        self, node: ast.For | ast.AsyncFor | ast.While, around: Suite, suites: list[Suite]
    ) -> None:
        body, *otherwise = suites
        loop = _Loop()
        self.loops.append(loop)
        entry = self.state
        while True:
            self.state = entry
            # The target of a `for` gets its value here, the test of a `while` was looked at.
            self.items_between(around, _opening(node), start(body.body[0]))
            self.suite(body)
            again = _merged([entry, self.state, *loop.repeated])
            if again == entry:
                break
            entry = again
            if isinstance(node, ast.While):
                self.state = entry
                self.items_between(around, start(node), _opening(node))
        self.loops.pop()
        self.state = None if isinstance(node, ast.While) and _is_true(node.test) else entry
        for suite in otherwise:
            self.suite(suite)
        self.state = _merged([self.state, *loop.left])

    def with_(self, node: ast.With | ast.AsyncWith, suites: list[Suite]) -> None:
        if not swallows_errors(node):
            self.suite(suites[0])
            return
        guard = self.guarded(suites[:1])
        self.state = _merged([self.state, guard.state])

    def guarded(self, suites: Iterable[Suite]) -> _Guard:
        """Go through suites, one after the other, that an exception may leave anywhere."""
        guard = _Guard()
        self.guards.append(guard)
        for suite in suites:
            self.suite(suite)
        self.guards.pop()
        return guard

    def try_(self, suites: list[Suite]) -> None:
        everywhere = _Guard()
        self.guards.append(everywhere)
        handlers = [each for each in suites if isinstance(each.clause, ast.ExceptHandler)]
        guard = self.guarded(each for each in suites if each.clause == "body")
        for suite in suites:
            if suite.clause == "orelse":
                self.suite(suite)
        completed, self.state = self.state, guard.state
        self.branches(handlers, completed)
        self.guards.pop()
        for suite in suites:
            if suite.clause == "finalbody":
                completed = self.state
                self.state = _merged([completed, everywhere.state])
                self.suite(suite)
                self.state = completed
                self.suite(suite)

    def match(self, node: ast.Match, suites: list[Suite]) -> None:
        missed = None if matches_all(node.cases[-1]) else self.state
        self.branches(suites, missed)


def _is_true(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


def _position(item: _Item) -> Position:
    return item[0]


def _opening(node: ast.stmt) -> Position:
    """Return where the head of a compound statement ends, or before that of its first clause."""
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return end(node.iter)
    if isinstance(node, ast.Match):
        return start(node.cases[0].pattern)
    return start(node.body[0])  # type: ignore[attr-defined]


def _merged(states: Iterable[_State | None]) -> _State | None:
    """Join the states at the ends of several ways of which one was taken."""
    merged: _State | None = None
    for state in states:
        if merged is None or state is merged:
            merged = state
        elif state is not None:
            merged = {
                name: merged.get(name, _NOTHING) | state.get(name, _NOTHING)
                for name in {**merged, **state}
            }
    return merged
