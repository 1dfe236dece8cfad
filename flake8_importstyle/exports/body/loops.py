"""Loops of a module: what their turns bind, and the ways out of them."""

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
# So many statements in all are gone through in loops over known values; in others, each once.
_MOST_STATEMENTS = 2_000
_STEPS_OF_TURN = 3


class _Loop(NamedTuple):
    """A loop that is being gone through."""

    way: int
    """That on which the whole of it is."""
    left: list[Changes[Definition]]
    """What has changed since it began, on each way to a ``break``."""
    turns: list[tuple[int, list[Changes[Definition]]]]
    """The way of the turn, and what has changed in it on each way to a ``continue``."""


class Loops:
    """Follows loops; ``suite``: goes through statements."""

    def __init__(self, state: State, suite: Callable[[list[ast.stmt]], None]) -> None:
        self._state = state
        self._suite = suite
        self._around: list[_Loop | None] = []
        """The loops around; None for those that nothing leaves before they end."""
        self._jumping: dict[ast.stmt, bool] = {}
        self._statements = 0

    def has_room(self, statements: int) -> bool:
        """Tell whether so many statements more may be gone through in loops over known values."""
        return self._statements + statements <= _MOST_STATEMENTS

    def pay(self, statements: int) -> None:
        """Pay for a turn of so many statements."""
        self._statements += statements
        self._state.budget.spend(_STEPS_OF_TURN)

    def follow(self, node: ast.For | ast.AsyncFor | ast.While, turns: Callable[[], None]) -> None:
        """Go through a loop; ``turns``: does so with its turns, but not with its ``else``."""
        state = self._state
        if not self._has_jumps(node):
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

    def _has_jumps(self, node: ast.stmt) -> bool:
        """Tell whether ``break`` or ``continue`` stand in a loop, perhaps in one within it."""
        if node not in self._jumping:
            nodes = nodes_in(node)
            self._state.budget.spend(len(nodes))
            self._jumping[node] = any(isinstance(each, _JUMPS) for each in nodes)
        return self._jumping[node]

    def turn(self, body: list[ast.stmt]) -> None:
        """Go through the body of the innermost loop; what follows is dead if that ends there."""
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
        """Follow ``break``."""
        loop = self._around[-1] if self._around else None
        if loop is not None:
            loop.left.append(self._state.names.since(loop.way))

    def go_on(self) -> None:
        """Follow ``continue``."""
        loop = self._around[-1] if self._around else None
        if loop is not None:
            way, gone_on = loop.turns[-1]
            gone_on.append(self._state.names.since(way))

    def jumps(self) -> list[int]:
        """Return how often the innermost loop has been left, and its turn been ended, so far."""
        return [len(ways) for ways in self._ways_out()]

    def leave_through(self, before: list[int], final: Callable[[], None]) -> None:
        """Go through what stands in ``finally``, which all jumps since ``before`` do as well."""
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
        """Forget what names hold that the turns so far have bound, as others may follow."""
        names = self._state.names
        loop = self._around[-1]
        if loop is None:
            return
        for name in names.since(loop.way):
            known = names.get(name)
            if known is not None and known.value is not THING:
                self._state.bind(name, known._replace(value=UNKNOWN))
