"""Callees: what functions of a module would do to its names if they were called."""

from __future__ import annotations

import ast
from functools import cached_property

from flake8_importstyle.exports.evaluation import PURE_FUNCTIONS
from flake8_importstyle.syntax.control_flow import dotted_end, mentions

READING = frozenset(
    (
        *("copy", "count", "difference", "get", "index", "intersection", "items", "join", "keys"),
        *("reverse", "sort", "union", "values"),
    )
)
"""Methods that leave the items of their owner as they are."""
_KEEPING = READING | frozenset(("add", "append", "extend", "format", "insert", "update", "warn"))
_READERS = frozenset(PURE_FUNCTIONS) | frozenset(
    (
        *("all", "any", "callable", "dir", "filter", "getattr", "hasattr", "hash", "id"),
        *("isinstance", "issubclass", "iter", "map", "print", "repr", "sum", "type"),
    )
)


class Function:
    """What a function of the module would do to its names if it were called."""

    def __init__(self, node: ast.FunctionDef | ast.AsyncFunctionDef, *, is_plain: bool) -> None:
        self.node = node
        self.writes = False
        self.changes_all = False
        self.mentions_all = False
        """Whether it has to do with some module's ``__all__``."""
        self.binds: set[str] = set()
        self.surely_binds: list[str] = []
        """What it binds in every call, before it may return."""
        if not is_plain:
            self.read()

    @cached_property
    def calls(self) -> set[str]:
        """The last parts of the names of what it calls."""
        calls = (each for each in ast.walk(self.node) if isinstance(each, ast.Call))
        return {dotted_end(each.func) or "" for each in calls}

    def read(self) -> None:
        for each in ast.walk(self.node):
            if isinstance(each, ast.Global):
                self.binds.update(each.names)
            elif isinstance(each, ast.Subscript):
                self.writes |= is_global(each.value) and not isinstance(each.ctx, ast.Load)
            elif isinstance(each, ast.Assign):
                self.writes |= is_global(each.value)
            elif isinstance(each, ast.AugAssign):
                self.changes_all |= dotted_end(each.target) == "__all__"
            elif isinstance(each, ast.Call):
                self.call(each)
            elif isinstance(each, ast.Constant):
                self.mentions_all |= each.value == "__all__"
        # Calling a coroutine runs nothing, and a decorator may do anything.
        is_function = isinstance(self.node, ast.FunctionDef) and not self.node.decorator_list
        if self.binds and is_function:
            self.follow(self.node.body)

    def follow(self, body: list[ast.stmt]) -> None:
        found = []
        for each in body:
            inner = list(ast.walk(each))
            if any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in inner):
                return  # Calling a generator runs nothing either.
            if any(isinstance(part, (ast.Return, ast.Delete)) for part in inner):
                break
            if isinstance(each, ast.Assign):
                found += [part.id for part in each.targets if isinstance(part, ast.Name)]
        self.surely_binds = [name for name in found if name in self.binds]

    def call(self, node: ast.Call) -> None:
        function = node.func
        arguments = (*node.args, *(word.value for word in node.keywords))
        self.writes |= any(map(is_global, arguments)) and not only_reads(function)
        if isinstance(function, ast.Name):
            if function.id == "setattr" and node.args:
                self.writes |= mentions(node.args[0], "modules")
        elif isinstance(function, ast.Attribute):
            self.writes |= is_global(function.value) and function.attr not in READING
            self.changes_all |= dotted_end(function.value) == "__all__"


def holds(value: object, item: object) -> bool:
    """Tell whether a container has the very ``item`` in it."""
    items = value.values() if isinstance(value, dict) else value
    return isinstance(items, (list, tuple, type({}.values()))) and any(
        each is item or (isinstance(each, (dict, list, tuple)) and holds(each, item))
        for each in items
    )


def only_reads(function: ast.expr) -> bool:
    """Tell whether a function, if it is what its name says, leaves its arguments alone."""
    if isinstance(function, ast.Attribute):
        return function.attr in _KEEPING
    return isinstance(function, ast.Name) and function.id in _READERS


def is_globals(node: ast.AST) -> bool:
    """Tell whether an expression of the module gives the module's own names."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("globals", "locals", "vars") and not node.args
    return is_global(node)


def is_global(node: ast.AST) -> bool:
    """Tell whether an expression in a function gives the names of a module."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id == "globals"
    return isinstance(node, ast.Attribute) and node.attr == "__dict__" and mentions(node, "modules")
