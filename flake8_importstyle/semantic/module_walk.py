"""Walk over all code that runs when a module is loaded, through every branch.

The body of a loop, or a ``finally`` clause, is reached on several paths. It is walked only once,
with the placeholder ``ENTRY`` for the unknown state at its start; the actual states are then filled
in for each path. Nested statements therefore cost no more than the same statements in sequence.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

from flake8_importstyle.semantic.parts import (
    ENTRY,
    NOTHING,
    UNTOUCHED,
    Event,
    Guard,
    Part,
    Reaching,
)
from flake8_importstyle.semantic.scopes import Read
from flake8_importstyle.syntax.branching import Changes
from flake8_importstyle.syntax.budget import Budget
from flake8_importstyle.syntax.control_flow import (
    LOOPS,
    SURE_EXITS,
    TRY,
    WITH,
    can_complete,
    matches_all,
    may_swallow_errors,
)
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import FUNCTIONS, Position, Suite, end, start

Item: TypeAlias = tuple[Position, str, Event | Read]

# The cost, in steps of the budget, of each statement, read or change.
_STEPS = 5
_END: Position = (2**31, 0)


class ModuleWalk:
    """Walks over a module, and finds which events may reach each read of some names.

    ``items``: the reads and events of these names that are directly in each suite.
    """

    def __init__(self, source: SourceFile, items: dict[Suite, list[Item]], budget: Budget) -> None:
        self.source = source
        self.items = items
        self.budget = budget
        self.suites: dict[ast.AST, list[Suite]] = {}
        self.part = Part(budget, NOTHING)
        for suite in source.outline.suites:
            if not isinstance(suite.statement, FUNCTIONS):
                self.suites.setdefault(suite.statement, []).append(suite)

    def run(self) -> Part:
        """Walk over the module, and return it as one part."""
        for items in self.items.values():
            items.sort(key=_position)
        (module,) = self.suites[self.source.tree]
        self.suite(module)
        return self.part

    def suite(self, suite: Suite) -> None:
        done: Position = (0, 0)
        for statement in suite.body:
            self.budget.spend(_STEPS)
            self.part.watch()
            done = self.statement(statement, suite, done)
        self.items_between(suite, done, _END)

    def statement(self, node: ast.stmt, suite: Suite, after: Position) -> Position:
        """Walk over a statement; return the position from which the next one's items start."""
        line, column = end(node)
        before = line, column + 1
        if node in self.suites:
            self.items_between(suite, after, _opening(node))
            after = _opening(node) if isinstance(node, ast.ClassDef) else before
            inner = self.suites[node]
            if self.part.is_dead:
                pass
            elif isinstance(node, ast.If):
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
        """Handle a statement after which the next one is not reached, if it is one."""
        part = self.part
        if part.is_dead:
            return
        if isinstance(node, ast.Break):
            part.left.append(dict(part.names.all()))
        elif isinstance(node, ast.Continue):
            part.repeated.append(dict(part.names.all()))
        elif isinstance(node, (ast.Raise, ast.Expr)) and not can_complete([node], SURE_EXITS):
            part.exits.append((end(node), dict(part.names.all())))
        else:
            return
        part.is_dead = True

    def items_between(self, suite: Suite, after: Position, before: Position) -> None:
        """Process the items that are directly in a suite, from one position to another."""
        items = self.items.get(suite)
        part = self.part
        if not items or part.is_dead:
            return
        first = bisect_left(items, after, key=_position)
        last = bisect_left(items, before, first, key=_position)
        for _, name, what in items[first:last]:
            old = part.reaching(name)
            self.budget.spend(_STEPS + len(old))
            if isinstance(what, Read):
                part.seen.append((what, old))
            else:
                part.replaced.append((name, what, old))
                new = frozenset({what})
                part.put(name, new if what.is_definite else old | new)

    def merged(
        self, ends: list[Changes[Reaching]], before: Changes[Reaching] | None = None
    ) -> dict[str, Reaching | None]:
        """Return the union of the changes of alternative branches.

        ``before``: changes that were made before they began.
        """
        found: dict[str, Reaching | None] = {}
        for name, reaching_by_name in self.part.names.on_each(ends, before):
            each = [reaching or self.part.default for reaching in reaching_by_name]
            self.budget.spend(sum(map(len, each)))
            found[name] = frozenset().union(*each)
        return found

    def join(self, ends: list[Changes[Reaching]], before: Changes[Reaching] | None = None) -> None:
        """Continue where alternative branches meet; the place is dead if no branch gets there."""
        self.part.is_dead = not ends
        self.part.change({**(before or {}), **self.merged(ends, before)})

    def branch(self, suite: Suite, entry: Changes[Reaching]) -> list[Changes[Reaching]]:
        """Walk over a suite and undo it; return its changes, or an empty list if it does not end.

        ``entry``: changes that apply at its start.
        """
        part = self.part
        part.names.part()
        part.change(entry)
        part.is_dead = False
        self.suite(suite)
        changes = part.names.take_back()
        return [] if part.is_dead else [changes]

    def match(self, node: ast.Match, suites: Iterable[Suite]) -> None:
        ends: list[Changes[Reaching]] = [] if matches_all(node.cases[-1]) else [{}]
        for suite in suites:
            ends += self.branch(suite, {})
        self.join(ends)

    def if_(self, suites: list[Suite]) -> None:
        part = self.part
        ends: list[Changes[Reaching]] = []
        around = part.names.part()
        body, *others = suites
        # A loop, not recursion: each `elif` is an `if` nested in the `else` of the one before.
        while True:
            tests = part.names.since(around)
            ends += ({**tests, **end} for end in self.branch(body, {}))
            part.is_dead = False
            if not others:
                break
            (alternative,) = others
            (inner, *rest) = alternative.body
            if rest or not isinstance(inner, ast.If):
                self.suite(alternative)
                break
            self.items_between(alternative, (0, 0), _opening(inner))
            body, *others = self.suites[inner]
        last = part.names.take_back()
        self.join([*ends, *([] if part.is_dead else [last])])

    def apart(self, suite: Suite, head: Callable[[], None] | None = None) -> Part:
        """Walk over a suite as a part of its own, for any state at its start.

        ``head``: processes the items before its first statement.
        """
        around, self.part = self.part, Part(self.budget, UNTOUCHED)
        if head is not None:
            head()
            self.part.end_head()
        self.suite(suite)
        part, self.part = self.part, around
        return part

    def filled(self, changes: Changes[Reaching]) -> dict[str, Reaching | None]:
        """Return the changes of a part, given the current state at its start."""
        self.budget.spend(len(changes))
        return {
            name: self.filled_in(name, reaching or UNTOUCHED) for name, reaching in changes.items()
        }

    def filled_in(self, name: str, reaching: Reaching) -> Reaching:
        """Return what may have bound a name in a part, given the current state at its start."""
        self.budget.spend(len(reaching))
        return (reaching - UNTOUCHED) | self.part.reaching(name) if ENTRY in reaching else reaching

    def take_over(self, part: Part) -> None:
        """Add the findings of a part that begins here to the current one, except its end state."""
        around = self.part
        around.watch(self.filled(part.head))
        for name, reaching in part.whole.reaching_by_name.items():
            around.guard(name, self.filled_in(name, reaching))
        around.seen += ((read, self.filled_in(read.name, reaching)) for read, reaching in part.seen)
        around.replaced += (
            (name, event, self.filled_in(name, reaching)) for name, event, reaching in part.replaced
        )
        ends = self.ends_from_here(changes for _, changes in part.exits)
        around.exits += zip((position for position, _ in part.exits), ends, strict=True)

    def ends_from_here(self, ends: Iterable[Changes[Reaching]]) -> list[Changes[Reaching]]:
        """Return all changes of the current part at each end of a part that begins here."""
        return [{**self.part.names.all(), **self.filled(changes)} for changes in ends]

    def loop(
        self, node: ast.For | ast.AsyncFor | ast.While, around: Suite, suites: list[Suite]
    ) -> None:
        body, *otherwise = suites
        part = self.part

        # Each turn binds the target of a `for`; the test of a `while` has been processed already.
        head = partial(self.items_between, around, _opening(node), start(body.body[0]))
        inner = self.apart(body, head)
        turns = [*([] if inner.is_dead else [inner.names.all()]), *inner.repeated]
        entry = self.loop_entry(turns)
        branch = part.names.part()
        part.change(entry)
        if entry and isinstance(node, ast.While):
            part.names.part()
            self.items_between(around, start(node), _opening(node))
            part.names.take_back()
        self.take_over(inner)
        begun = part.names.since(branch)
        ends: list[Changes[Reaching]] = [{**begun, **self.filled(left)} for left in inner.left]
        part.is_dead = isinstance(node, ast.While) and _is_true(node.test)
        for suite in otherwise:
            self.suite(suite)
        last = part.names.take_back()
        self.join([*([] if part.is_dead else [last]), *ends])

    def loop_entry(self, turns: list[Changes[Reaching]]) -> Changes[Reaching]:
        """Return the changes that may apply at the start of a turn, given those of other turns."""
        entry: dict[str, Reaching | None] = {}
        for changes in turns:
            for name, reaching in changes.items():
                old = entry.get(name) or self.part.reaching(name)
                new = (reaching or UNTOUCHED) - UNTOUCHED
                self.budget.spend(1 + len(new))
                if not new <= old:
                    entry[name] = old | new
        return entry

    def with_(self, node: ast.With | ast.AsyncWith, suites: list[Suite]) -> None:
        if not may_swallow_errors(node):
            self.suite(suites[0])
            return
        part = self.part
        guard = part.begin_guard()
        self.suite(suites[0])
        part.end_guard()
        ends = [] if part.is_dead else [part.names.since(guard.branch)]
        before = part.names.keep()
        self.join([*ends, *([guard.reaching_by_name] if guard.is_reached else [])], before)

    def try_(self, suites: list[Suite]) -> None:
        by_clause = {each.clause: each for each in suites}
        handlers = [each for each in suites if isinstance(each.clause, ast.ExceptHandler)]
        part = self.part
        everywhere = part.begin_guard()
        guard = part.begin_guard()
        self.suite(by_clause["body"])
        part.end_guard()
        if "orelse" in by_clause:
            self.suite(by_clause["orelse"])
        completed = part.names.take_back()
        ends = [] if part.is_dead else [completed]
        for handler in handlers if guard.is_reached else ():
            ends += self.branch(handler, guard.reaching_by_name)
        self.join(ends)
        part.end_guard()
        if "finalbody" in by_clause:
            self.finally_(by_clause["finalbody"], everywhere)
        else:
            part.names.keep()

    def finally_(self, suite: Suite, everywhere: Guard) -> None:
        """Walk over a ``finally`` clause, which runs however the guarded statements end."""
        part = self.part
        is_dead = part.is_dead
        ends = [] if is_dead else [part.names.since(everywhere.branch)]
        before = part.names.keep()
        inner = self.apart(suite)
        part.names.part()
        self.join(
            [*ends, *([everywhere.reaching_by_name] if everywhere.is_reached else [])], before
        )
        self.take_over(inner)
        part.left += self.ends_from_here(inner.left)
        part.repeated += self.ends_from_here(inner.repeated)
        part.names.take_back()
        part.is_dead = is_dead or inner.is_dead
        if not part.is_dead:
            part.change(self.filled(inner.names.all()))


def _is_true(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


def _position(item: Item) -> Position:
    return item[0]


def _opening(node: ast.stmt) -> Position:
    """Return a position between the head of a compound statement and its first suite."""
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return end(node.iter)
    if isinstance(node, ast.Match):
        return start(node.cases[0].pattern)
    return start(node.body[0])  # type: ignore[attr-defined]
