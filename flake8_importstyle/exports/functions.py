"""Functions: how the functions of a module would change the names of modules if called."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cached_property

from flake8_importstyle.exports.evaluation.operations import PURE_FUNCTIONS
from flake8_importstyle.syntax.budget import Budget
from flake8_importstyle.syntax.control_flow import dotted_end, mentions
from flake8_importstyle.syntax.lines import have_any
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.suites import Definition, Import

READING = frozenset(
    (
        *("copy", "count", "difference", "get", "index", "intersection", "items", "join", "keys"),
        *("reverse", "sort", "union", "values"),
    )
)
"""Methods that neither add nor remove items of their owner."""
_IMPORTS = (ast.Import, ast.ImportFrom)
NAMESPACES = frozenset(("__globals__", "f_globals", "f_locals"))
"""Attributes of functions and frames that are the names of modules."""
_TEXTS = ("__doc__", "__file__", "__name__", "__package__")
_FINDING_MODULES = frozenset(("__import__", "getmodule", "import_module"))
_KEEPING = READING | frozenset(("add", "append", "extend", "format", "insert", "update", "warn"))
_READERS = frozenset(PURE_FUNCTIONS) | frozenset(
    (
        *("all", "any", "callable", "dir", "filter", "getattr", "hasattr", "hash", "id"),
        *("isinstance", "issubclass", "iter", "map", "print", "repr", "sum", "type"),
    )
)


class Function:
    """The effects that calling a function or class of the module has on names of modules.

    ``lines``: the lines with words for the names of modules; None for any line.
    """

    def __init__(
        self, node: Definition | ast.Lambda, budget: Budget, lines: list[int] | None
    ) -> None:
        self.node = node
        self._budget = budget
        self.writes = False
        """Whether it may bind any name in its own module, as through ``globals()``."""
        self.changes_all = False
        """Whether it may change the ``__all__`` of its own module."""
        self.mentions_all = False
        """Whether it uses the ``__all__`` of some module."""
        self.registers = False
        """Whether it may bind names in a module that it is given or looks up."""
        self.gives_module = False
        """Whether it returns a module that it looks for."""
        self.gives_namespace = False
        """Whether it returns the names of a module."""
        self.binds: set[str] = set()
        """The names of its own module that it may bind or delete."""
        self.deletes: set[str] = set()
        """The names in ``binds`` that it may delete."""
        self.surely_binds: list[str] = []
        """The names that every call binds, before any ``return``."""
        self.imports: list[Import] = []
        """The imports that every call runs, before any ``return``."""
        if is_remarkable(node, lines):
            self.read()
        # Calling a coroutine runs nothing, and a decorator may do anything.
        if isinstance(node, ast.FunctionDef) and not node.decorator_list:
            may_matter = self.binds or any(isinstance(each, _IMPORTS) for each in node.body)
            self.follow(node.body if may_matter else [])

    @cached_property
    def calls(self) -> set[str]:
        """The names of the functions and methods that it calls, without what is before a dot."""
        calls = (each for each in nodes_in(self.node) if isinstance(each, ast.Call))
        return {dotted_end(each.func) or "" for each in calls}

    def read(self) -> None:
        """Find out from all of its code what it may do."""
        nodes = nodes_in(self.node)
        self._budget.spend(len(nodes))
        modules = modules_in(nodes)
        deleted = set()
        for each in nodes:
            if isinstance(each, ast.Global):
                self.binds.update(each.names)
            elif isinstance(each, ast.Name):
                if isinstance(each.ctx, ast.Del):
                    deleted.add(each.id)
            elif isinstance(each, (ast.Subscript, ast.Attribute)):
                if not isinstance(each.ctx, ast.Load):
                    self.write(each, modules)
            elif isinstance(each, ast.Assign):
                self.writes |= is_global(each.value)
            elif isinstance(each, ast.Return) and each.value is not None:
                self.gives_namespace |= is_global(each.value)
                self.gives_module |= _is_module(each.value, modules)
            elif isinstance(each, ast.AugAssign):
                self.changes_all |= dotted_end(each.target) == "__all__"
            elif isinstance(each, ast.Call):
                self.call(each, modules)
            elif isinstance(each, ast.Constant):
                self.mentions_all |= each.value == "__all__"
        self.deletes |= deleted & self.binds

    def follow(self, body: list[ast.stmt]) -> None:
        """Find out from the statements of its body what every call does."""
        found = []
        imports: list[Import] = []
        for each in body:
            inner = nodes_in(each)
            if any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in inner):
                return  # Calling a generator runs nothing either.
            if any(isinstance(part, (ast.Return, ast.Delete)) for part in inner):
                break
            if isinstance(each, ast.Assign):
                found += [part.id for part in each.targets if isinstance(part, ast.Name)]
            elif isinstance(each, _IMPORTS):
                imports.append(each)
        self.surely_binds = [name for name in found if name in self.binds]
        self.imports = imports

    def write(self, target: ast.Subscript | ast.Attribute, modules: set[str]) -> None:
        """Note an assignment to ``owner[…]`` or ``owner.name``, or its deletion.

        ``modules``: the variables that may hold a module.
        """
        owner = target.value
        if isinstance(target, ast.Subscript) and is_global(owner):
            key = target.slice
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                self.binds.add(key.value)  # As `global` and an assignment would.
                self.deletes |= {key.value} if isinstance(target.ctx, ast.Del) else set()
            else:
                self.writes = True
        if is_of_module(owner, modules) and not is_global(owner):
            is_list = isinstance(target, ast.Attribute) and target.attr == "__all__"
            self.mentions_all |= is_list
            self.registers |= not is_list

    def call(self, node: ast.Call, modules: set[str]) -> None:
        """Note what a call may change; ``modules``: the variables that may hold a module."""
        function = node.func
        arguments = (*node.args, *(word.value for word in node.keywords))
        self.writes |= any(map(is_global, arguments)) and not only_reads(function)
        if isinstance(function, ast.Name):
            if function.id == "setattr" and node.args:
                is_own = mentions(node.args[0], "modules") and mentions(node.args[0], "__name__")
                self.writes |= is_own
                self.registers |= not is_own and is_of_module(node.args[0], modules)
        elif isinstance(function, ast.Attribute):
            owner = function.value
            self.writes |= is_global(owner) and function.attr not in READING
            self.changes_all |= dotted_end(owner) == "__all__" and isinstance(owner, ast.Name)
            if function.attr not in READING and is_of_module(owner, modules):
                is_list = dotted_end(owner) == "__all__"
                self.mentions_all |= is_list
                self.registers |= not is_list and not is_global(owner) and is_namespace(owner)


def is_remarkable(node: Definition | ast.Lambda, lines: list[int] | None) -> bool:
    """Tell whether any line of a function or class has a word for the names of modules."""
    return lines is None or have_any(lines, node.lineno, node.end_lineno or node.lineno)


def modules_in(nodes: Iterable[ast.AST], known: Iterable[str] = ()) -> set[str]:
    """Return the variables that code assigns a module to that it looks up, or its namespace.

    ``nodes``: those of the code, parents before children. ``known``: variables that are known to
    hold one.
    """
    found = set(known)
    for each in nodes:
        if isinstance(each, ast.Assign) and is_of_module(each.value, found):
            found.update(part.id for part in each.targets if isinstance(part, ast.Name))
        elif isinstance(each, ast.For) and isinstance(each.target, ast.Name):
            items = each.iter.elts if isinstance(each.iter, (ast.List, ast.Tuple)) else [each.iter]
            if any(is_of_module(item, found) for item in items):
                found.add(each.target.id)
    return found


def is_of_module(node: ast.AST, modules: set[str]) -> bool:
    """Tell whether an expression looks up a module by name, or is an attribute or item of one.

    ``modules``: variables that hold a module.
    """
    # `modules` alone may be any list of that name; only an item of it counts.
    is_inside = False
    if _is_text(node):
        return False
    while True:
        if isinstance(node, ast.Name):
            return node.id in modules or (is_inside and node.id == "modules")
        if isinstance(node, ast.Attribute):
            if node.attr in NAMESPACES or (is_inside and node.attr == "modules"):
                return True
            node = node.value
        elif isinstance(node, ast.Subscript):
            is_inside = True
            node = node.value
        elif isinstance(node, ast.Call):
            if dotted_end(node.func) in _FINDING_MODULES:
                # That of a certain name is not the one it was told.
                return not (node.args and isinstance(node.args[0], ast.Constant))
            is_inside = is_inside or dotted_end(node.func) == "get"
            is_asking = isinstance(node.func, ast.Name) and node.func.id in ("getattr", "vars")
            node = node.args[0] if is_asking and node.args else node.func
        else:
            return False


def _is_text(node: ast.AST) -> bool:
    """Tell whether an expression gives a text that a module has, as its name."""
    if isinstance(node, ast.Attribute):
        return node.attr in _TEXTS
    key = node.slice if isinstance(node, ast.Subscript) else None
    if isinstance(node, ast.Call) and dotted_end(node.func) == "get" and node.args:
        key = node.args[0]
    return isinstance(key, ast.Constant) and key.value in _TEXTS


def _is_module(node: ast.expr, modules: set[str]) -> bool:
    """Tell whether an expression gives a module that is looked for, rather than a part of it."""
    is_part = isinstance(node, ast.Attribute) or (
        isinstance(node, ast.Call) and dotted_end(node.func) in ("getattr", "vars")
    )
    return not is_part and is_of_module(node, modules)


def is_namespace(node: ast.AST) -> bool:
    """Tell whether an expression may be a module's namespace, as ``vars(module)`` is."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "vars"
    return dotted_end(node) in ("__dict__", "f_globals", "__globals__") or isinstance(
        node, ast.Name
    )


def only_reads(function: ast.expr) -> bool:
    """Tell whether a function leaves its arguments unchanged, judging by its name."""
    if isinstance(function, ast.Attribute):
        return function.attr in _KEEPING
    return isinstance(function, ast.Name) and function.id in _READERS


def is_globals(node: ast.AST) -> bool:
    """Tell whether an expression at module level is the module's own namespace."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("globals", "locals", "vars") and not node.args
    return is_global(node)


def is_global(node: ast.AST) -> bool:
    """Tell whether an expression in a function is a module's namespace, as ``globals()`` is."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id == "globals"
    return isinstance(node, ast.Attribute) and node.attr == "__dict__" and mentions(node, "modules")
