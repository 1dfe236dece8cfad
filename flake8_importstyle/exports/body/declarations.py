"""Functions and classes: what ``def`` and ``class`` statements of a module bind."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from flake8_importstyle.exports.body.effects import Effects
from flake8_importstyle.exports.body.growing import Growing
from flake8_importstyle.exports.body.own_module import OwnModule
from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import WRITES, Definition
from flake8_importstyle.exports.evaluation.constants import THING, UNKNOWN
from flake8_importstyle.exports.functions import Function, is_remarkable
from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.nodes import nodes_in

Declared: TypeAlias = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Declarations:
    """Binds functions and classes.

    ``follow``: evaluates statements. ``lines``: the lines with words for the names of modules; None
    for any line.
    """

    def __init__(
        self,
        state: State,
        effects: Effects,
        own: OwnModule,
        follow: Callable[[list[ast.stmt]], None],
        lines: list[int] | None,
    ) -> None:
        self._state = state
        self._effects = effects
        self._own = own
        self._suite = follow
        self._lines = lines

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Bind a function, and remember what calling it does."""
        for each in node.decorator_list:
            self._effects.follow(each)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self._effects.follow(default, is_kept=True)
        self._effects.decorate(node.decorator_list)
        function = Function(node, self._state.budget, self._lines)
        self._state.functions[node.name] = function
        self._state.has_binders |= bool(function.binds)
        if function.writes:
            # Another module may call it, even if this one does not.
            self._state.mark_incomplete(WRITES)
        self._define(node, UNKNOWN if node.decorator_list else THING)

    def class_(self, node: ast.ClassDef) -> None:
        """Bind a class, and evaluate what its body binds in the module."""
        for each in (*node.decorator_list, *node.bases, *(word.value for word in node.keywords)):
            self._effects.follow(each)
        self._effects.decorate(node.decorator_list)
        self._state.bases[node.name] = [dotted_end(base) or "" for base in node.bases]
        found = Function(node, self._state.budget, self._lines)
        self._state.functions[node.name] = found
        self._state.has_binders |= bool(found.binds)
        parents = (*node.bases, *(word.value for word in node.keywords))
        if any(map(self._effects.may_register, parents)):
            found.registers = True
            self._state.mark_incomplete(WRITES)
        if found.writes:
            self._state.mark_incomplete(WRITES)
        statements = list(_class_level(node.body))
        if any(map(self._effects.registers, _called_in(statements))):
            self._state.mark_incomplete(WRITES)
        if is_remarkable(node, self._lines):
            for statement in statements:
                self._own.follow_body(statement)
        if found.binds:
            self._class_body(node)
        self._define(node, UNKNOWN if node.decorator_list or node.keywords else THING)

    def _class_body(self, node: ast.ClassDef) -> None:
        """Evaluate a class body, keeping only what it binds to names declared ``global``."""
        state = self._state
        shared = {name for each in node.body if isinstance(each, ast.Global) for name in each.names}
        if not shared:
            return
        functions, bases = dict(state.functions), dict(state.bases)
        state.budget.spend(len(functions) + len(bases))
        state.names.part()
        try:
            self._suite(node.body)
        finally:
            changes = state.names.take_back()
            state.functions, state.bases = functions, bases
            state.names.change({name: each for name, each in changes.items() if name in shared})

    def _define(self, node: Declared, value: Any) -> None:
        state = self._state
        state.bind(node.name, Definition(node.lineno, value=value, is_module=False))
        for each in node.decorator_list:
            # It may add the name to `__all__`; that of its call would be forgotten already.
            if self._effects.extends_all(each):
                listed = state.names.get("__all__") or Definition(node.lineno, value=[])
                known = isinstance(listed.value, (list, Growing))
                names = Growing(listed.value, (node.name,)) if known else UNKNOWN
                state.bind("__all__", listed._replace(value=names))


def _class_level(body: Iterable[ast.stmt]) -> Iterator[ast.stmt | ast.expr]:
    """Yield what runs when a class is made: statements, and the decorators of its methods."""
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield from statement.decorator_list
        else:
            yield statement


def _called_in(statements: Iterable[ast.stmt | ast.expr]) -> Iterator[ast.expr]:
    """Yield what is called, or used as a decorator."""
    for statement in statements:
        if isinstance(statement, ast.expr):
            yield statement
        for node in nodes_in(statement):
            if isinstance(node, ast.Call):
                yield node.func
