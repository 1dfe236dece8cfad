"""Track the module that is being evaluated when its own code uses it as a value.

Code that has the module object, or its namespace, can bind names in it. The evaluator follows what
the module's own statements do with it. If the value is passed to code that is not followed, it
escapes, and the module may bind any name.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from flake8_importstyle.exports.body.evaluator import MODULES, NAMING_ITSELF, Evaluator
from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import WRITES
from flake8_importstyle.exports.functions import NAMESPACES, READING, is_globals, only_reads
from flake8_importstyle.syntax.control_flow import dotted_end, mentions
from flake8_importstyle.syntax.nodes import nodes_in

# Names by which a module can refer to its own name, and so find itself.
_NAMING = (*NAMING_ITSELF, "__module__")
_NAMESPACE_FUNCTIONS = frozenset(("globals", "locals", "vars"))
_SETTING = frozenset(("setattr", "delattr"))
# Builtins that give access to the namespace, even when they are called by another name.
_GIVING = _NAMESPACE_FUNCTIONS | {"exec"}
# An expression without any of these cannot give access to the module; most have none.
_HINTS = (
    NAMESPACES
    | _NAMESPACE_FUNCTIONS
    | frozenset(("__dict__", "__import__", "exec", "getmodule", "import_module", "modules"))
)
# The functions of the standard library only read their arguments, except in these modules, whose
# functions call others.
_CALLING = frozenset(("functools", "itertools", "operator", "types"))
# Methods that write to their owner, so that passing them on lets the owner escape.
_WRITING = frozenset(("__delattr__", "__setattr__"))
_DEFERRED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class OwnModule:
    """Finds expressions that may give the module itself, and marks it incomplete if it escapes."""

    def __init__(self, state: State, evaluator: Evaluator) -> None:
        self._state = state
        self._evaluator = evaluator

    def may_be(self, node: ast.expr) -> bool:
        """Tell whether the value of an expression may be the module itself."""
        if isinstance(node, ast.Name):
            return node.id in self._state.itself
        if isinstance(node, (ast.NamedExpr, ast.IfExp, ast.BoolOp)):
            return any(map(self.may_be, _passed_on(node)))
        if isinstance(node, ast.Attribute):
            return False
        known = self._evaluator.module_of(node)
        if known is not None:
            return known == self._state.module
        if isinstance(node, ast.Call):
            return self._may_return(node)
        if not isinstance(node, (ast.Subscript, ast.ListComp, ast.GeneratorExp)):
            return False
        return self.is_entry(node) or (mentions(node, "modules") and self._names_itself(node))

    def _may_return(self, node: ast.Call) -> bool:
        function = node.func
        if isinstance(function, ast.Name) and function.id in self._state.functions:
            called = self._state.functions[function.id]
            return called.gives_module and not isinstance(called.node, ast.ClassDef)
        if dotted_end(function) == "getmodule":
            return not any(map(self._evaluator.target, node.args))
        if isinstance(function, ast.Attribute) and self._is_modules(function.value):
            return function.attr not in ("items", "keys", "values")
        if self._evaluator.is_import_function(function):
            return any(self._names_itself(each) and not _adds_to(each) for each in node.args)
        return mentions(node, "modules") and self._names_itself(node)

    def is_entry(self, node: ast.expr) -> bool:
        """Tell whether an expression is an entry of ``sys.modules``."""
        return isinstance(node, ast.Subscript) and self._is_modules(node.value)

    def _names_itself(self, node: ast.expr) -> bool:
        """Tell whether an expression uses the name of the module."""
        return mentions(node, *_NAMING) or any(
            isinstance(each, ast.Constant) and each.value == self._state.module
            for each in nodes_in(node)
        )

    def _is_modules(self, node: ast.expr) -> bool:
        """Tell whether an expression is ``sys.modules``."""
        return self._evaluator.target(node) == MODULES

    def note_loop(self, items: ast.expr, target: ast.expr) -> None:
        """Record the variable of a loop over ``sys.modules.values()`` or ``.items()``."""
        nodes = nodes_in(items)
        self._state.budget.spend(2 * len(nodes))
        for each in nodes:
            if isinstance(each, ast.Attribute) and self._is_modules(each.value):
                last = target.elts[-1] if isinstance(target, ast.Tuple) else target
                if each.attr in ("items", "values") and isinstance(last, ast.Name):
                    self._state.itself.add(last.id)

    def may_be_namespace(self, node: ast.expr) -> bool:
        """Tell whether the value of an expression may be the namespace of the module itself."""
        if self._evaluator.is_own_namespace(node):
            return True
        if isinstance(node, (ast.NamedExpr, ast.IfExp, ast.BoolOp)):
            return any(map(self.may_be_namespace, _passed_on(node)))
        if isinstance(node, ast.Attribute):
            if node.attr in NAMESPACES:
                owner = self._evaluator.target(node.value)
                return owner is None or owner.module in ("inspect", "sys")
            return node.attr == "__dict__" and self.may_be(node.value)
        if not isinstance(node, ast.Call):
            return False
        name = self.builtin(node.func)
        if name in _NAMESPACE_FUNCTIONS and not node.args:
            return True
        if isinstance(node.func, ast.Name) and node.func.id in self._state.functions:
            called = self._state.functions[node.func.id]
            return called.gives_namespace and not isinstance(called.node, ast.ClassDef)
        return name == "vars" and self.may_be(node.args[0])

    def builtin(self, function: ast.expr) -> str:
        """Return the name of the builtin that an expression stands for; empty if it is not one."""
        if isinstance(function, ast.Name):
            return function.id if function.id not in self._state.names else ""
        target = self._evaluator.attribute(function)
        return (target.name or "") if target is not None and target.module == "builtins" else ""

    def follow(self, nodes: list[ast.AST], root: ast.AST, *, is_followed: bool) -> None:
        """Mark the module incomplete if it escapes in an expression.

        ``nodes``: all nodes of the expression. ``is_followed``: whether its value is followed.
        """
        itself = self._state.itself
        for node in nodes:
            name = (
                node.id
                if isinstance(node, ast.Name)
                else node.attr
                if isinstance(node, ast.Attribute)
                else ""
            )
            if name in _HINTS or name in itself:
                if self._escapes(root, is_followed=is_followed):
                    self._state.mark_incomplete(WRITES)
                return

    def _escapes(self, root: ast.AST, *, is_followed: bool) -> bool:
        pending = [(root, is_followed)]
        while pending:
            node, is_seen = pending.pop()
            self._state.budget.spend()
            if isinstance(node, ast.expr) and not is_seen and self._is_own(node):
                return True
            if isinstance(node, ast.Name) and self.builtin(node) in _GIVING:
                return True
            pending += self._parts(node, is_seen=is_seen)
        return False

    def _is_own(self, node: ast.expr) -> bool:
        return self.may_be(node) or self.may_be_namespace(node)

    def _parts(self, node: ast.AST, *, is_seen: bool) -> Iterator[tuple[ast.AST, bool]]:
        """Yield the children of a node, each with whether the use of its value is followed."""
        if isinstance(node, ast.Call):
            yield from self._parts_of_call(node)
        elif isinstance(node, ast.Attribute):
            is_read = node.attr not in _WRITING and (
                node.attr in READING or not self.may_be_namespace(node.value)
            )
            yield node.value, is_read
        elif isinstance(node, (ast.NamedExpr, ast.IfExp, ast.BoolOp)):
            passed = _passed_on(node)
            for each in ast.iter_child_nodes(node):
                is_passed = any(each is part for part in passed)
                is_bound = isinstance(node, ast.NamedExpr) and not self.may_be_namespace(node.value)
                yield each, not is_passed or (is_seen and (is_bound or len(passed) != 1))
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if key is not None:
                    yield key, False
                yield value, key is None
        else:
            is_read = isinstance(node, _READING_NODES)
            for each in ast.iter_child_nodes(node):
                yield each, is_read

    def _parts_of_call(self, node: ast.Call) -> Iterator[tuple[ast.AST, bool]]:
        function = node.func
        if isinstance(function, ast.Attribute):
            yield function.value, True  # Method calls are followed.
        elif not isinstance(function, ast.Name):
            yield function, True
        is_reading = self._only_reads(function)
        is_setting = self._is_setting(function)
        for place, each in enumerate(node.args):
            yield each, is_reading or (is_setting and place == 0)
        for word in node.keywords:
            yield word.value, is_reading or word.arg is None

    def _is_setting(self, function: ast.expr) -> bool:
        """Tell whether a function sets or deletes an attribute of its first argument."""
        return self.builtin(function) in _SETTING or dotted_end(function) in _WRITING

    def _only_reads(self, function: ast.expr) -> bool:
        """Tell whether a function only reads its arguments."""
        if isinstance(function, ast.Name) and function.id not in self._state.names:
            return only_reads(function)
        target = self._evaluator.target(function)
        owner = function
        while target is None and isinstance(owner, (ast.Attribute, ast.Call)):
            owner = owner.value if isinstance(owner, ast.Attribute) else owner.func
            target = self._evaluator.target(owner)
        if target is not None:
            top = target.module.partition(".")[0]
            return top in sys.stdlib_module_names and top not in _CALLING
        return isinstance(function, ast.Attribute) and (
            function.attr in READING or function.attr in ("format", "format_map")
        )

    def follow_deferred(self, tree: ast.Module) -> None:
        """Follow what functions and classes do with variables that hold the module."""
        pending: list[ast.AST] = [tree]
        while pending:
            node = pending.pop()
            self._state.budget.spend()
            if isinstance(node, _DEFERRED):
                self.follow_body(node)
            else:
                pending += ast.iter_child_nodes(node)

    def follow_body(self, root: ast.AST) -> None:
        """Mark the module incomplete if code may bind names in it, or lets it escape."""
        if any(map(self._writes, nodes_in(root))) or self._escapes(root, is_followed=True):
            self._state.mark_incomplete(WRITES)

    def _writes(self, node: ast.AST) -> bool:
        """Tell whether a node may change which names the module binds."""
        if isinstance(node, ast.Call):
            function = node.func
            is_setting = self._is_setting(function)
            if is_setting and any(map(self.may_be, node.args[:1])):
                return True
            return (
                isinstance(function, ast.Attribute)
                and function.attr not in READING
                and self.may_be_namespace(function.value)
            )
        if not isinstance(node, (ast.Attribute, ast.Subscript)) or isinstance(node.ctx, ast.Load):
            return False
        if isinstance(node, ast.Subscript):
            # A constant key binds a name just as a `global` statement would.
            is_certain = is_globals(node.value) and isinstance(node.slice, ast.Constant)
            return not is_certain and self.may_be_namespace(node.value)
        is_new = node.attr not in self._state.names or isinstance(node.ctx, ast.Del)
        return is_new and self.may_be(node.value)


# These nodes only read the values of their children, as a comparison does.
_READING_NODES = (
    *(ast.Compare, ast.UnaryOp, ast.BinOp, ast.FormattedValue, ast.JoinedStr, ast.comprehension),
    *(ast.Subscript, ast.Slice, ast.Expr, ast.If, ast.While, ast.Assert, ast.For, ast.Starred),
)


def _passed_on(node: ast.NamedExpr | ast.IfExp | ast.BoolOp) -> list[ast.expr]:
    """Return the parts of an expression that may be its value."""
    if isinstance(node, ast.NamedExpr):
        return [node.value]
    return node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]


def _adds_to(node: ast.expr) -> bool:
    """Tell whether a string is put together from others, as the name of a submodule may be."""
    return isinstance(node, (ast.BinOp, ast.JoinedStr)) or dotted_end(node) == "format"
