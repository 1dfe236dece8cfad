"""Loops: what their iterations bind, and how ``break`` and ``continue`` leave them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import Definition
from flake8_importstyle.exports.evaluation.constants import THING, UNKNOWN
from flake8_importstyle.syntax.branching import Changes
from flake8_importstyle.syntax.nodes import nodes_in

_JUMPS = (ast.Break, ast.Continue)
# Unroll loops over known values until this many statements have run; evaluate later loops once.
_MOST_STATEMENTS = 2_000
_STEPS_OF_TURN = 3
# Several parts look at each node of a loop in each iteration.
_STEPS_OF_NODE = 2


class _Loop(NamedTuple):
    """A loop that is being evaluated."""

    way: int
    """The branch in which the loop is evaluated."""
    left: list[Changes[Definition]]
    """The changes since its start on each path to a ``break``."""
    turns: list[tuple[int, list[Changes[Definition]]]]
    """The branch of each running iteration, and the changes in it on each path to ``continue``."""


class Loops:
    """Evaluates loops; ``suite``: evaluates statements."""

    def __init__(self, state: State, suite: Callable[[list[ast.stmt]], None]) -> None:
        self._state = state
        self._suite = suite
        self._around: list[_Loop | None] = []
        """The enclosing loops; None for one without ``break`` and ``continue``."""
        self._known: dict[ast.stmt, tuple[int, bool]] = {}
        self._statements = 0

    def has_room(self, statements: int) -> bool:
        """Tell whether ``statements`` more may be evaluated in loops over known values."""
        return self._statements + statements <= _MOST_STATEMENTS

    def pay(self, node: ast.stmt, statements: int) -> None:
        """Pay for an iteration of a loop, which evaluates ``statements`` statements."""
        self._statements += statements
        size, _ = self._look_at(node)
        self._state.budget.spend(_STEPS_OF_TURN + _STEPS_OF_NODE * size)

    def follow(self, node: ast.For | ast.AsyncFor | ast.While, turns: Callable[[], None]) -> None:
        """Evaluate a loop; ``turns``: evaluates its iterations, but not its ``else``."""
        state = self._state
        _, has_jumps = self._look_at(node)
        if not has_jumps:
            self._around.append(None)
            try:
                turns()
            finally:
                self._around.pop()
            self._suite(node.orelse)
            return
        loop = _Loop(state.names.part(), [], [])
        self._around.append(loop)
        try:
            try:
                turns()
            finally:
                self._around.pop()
            self._suite(node.orelse)
            ends = [*loop.left, *([] if state.is_dead else [state.names.since(loop.way)])]
        finally:
            before = state.names.keep()
        state.is_dead = not ends
        if ends:
            state.names.change(state.names.merged(ends, before))

    def _look_at(self, node: ast.stmt) -> tuple[int, bool]:
        """Return how many nodes a loop has, and whether any is a ``break`` or ``continue``.

        It may be that of an inner loop.
        """
        if node not in self._known:
            nodes = nodes_in(node)
            self._state.budget.spend(len(nodes))
            self._known[node] = len(nodes), any(isinstance(each, _JUMPS) for each in nodes)
        return self._known[node]

    def turn(self, body: list[ast.stmt]) -> None:
        """Evaluate one iteration of the innermost loop.

        The state is dead afterwards if no path reaches the next iteration.
        """
        state, loop = self._state, self._around[-1]
        if loop is None:
            self._suite(body)
            state.is_dead = False  # An exception that is raised is not the end of the module.
            return
        way, gone_on = state.names.part(), list[Changes[Definition]]()
        loop.turns.append((way, gone_on))
        try:
            self._suite(body)
            ends = [*gone_on, *([] if state.is_dead else [state.names.since(way)])]
        finally:
            loop.turns.pop()
            before = state.names.keep()
        state.is_dead = not ends
        if ends:
            state.names.change(state.names.merged(ends, before))

    def leave(self) -> None:
        """Evaluate ``break``."""
        loop = self._around[-1] if self._around else None
        if loop is not None:
            loop.left.append(self._state.names.since(loop.way))

    def go_on(self) -> None:
        """Evaluate ``continue``."""
        loop = self._around[-1] if self._around else None
        if loop is not None:
            way, gone_on = loop.turns[-1]
            gone_on.append(self._state.names.since(way))

    def jumps(self) -> list[int]:
        """Return how many ``break`` and ``continue`` paths the innermost loop has so far."""
        return [len(ways) for ways in self._ways_out()]

    def leave_through(self, before: list[int], final: Callable[[], None]) -> None:
        """Evaluate a ``finally`` clause, also for the jumps since ``before``, from ``jumps()``."""
        names = self._state.names
        way = names.part()
        try:
            final()
            changes = names.since(way)
        finally:
            names.keep()
        for ways, count in zip(self._ways_out(), before, strict=True):
            ways[count:] = [{**each, **changes} for each in ways[count:]]

    def _ways_out(self) -> list[list[Changes[Definition]]]:
        loop = self._around[-1] if self._around else None
        return [loop.left, *(ended for _, ended in loop.turns[-1:])] if loop is not None else []

    def forget_values(self) -> None:
        """Forget the values of names that the loop has bound, as later iterations may differ."""
        names = self._state.names
        loop = self._around[-1]
        if loop is None:
            return
        for name in names.since(loop.way):
            known = names.get(name)
            if known is not None and known.value is not THING:
                self._state.bind(name, known._replace(value=UNKNOWN))
