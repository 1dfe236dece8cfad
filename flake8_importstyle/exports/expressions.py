"""Expressions: what they are worth in a module, and what they do to its names."""

from __future__ import annotations

import ast
import builtins
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from flake8_importstyle.exports.constants import ANSWERS, THING, UNKNOWN, NotConstant, Partial
from flake8_importstyle.exports.definitions import (
    WRITES,
    Bound,
    Failure,
    Surroundings,
    Target,
    truth,
)
from flake8_importstyle.exports.evaluation import evaluate
from flake8_importstyle.exports.functions import (
    READING,
    Function,
    holds,
    is_globals,
    only_reads,
)
from flake8_importstyle.syntax.control_flow import dotted_end, mentions
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.skeleton import remarkable_lines

# What every module has from the start.
_MODULE_NAMES = ("__doc__", "__file__", "__loader__", "__name__", "__package__", "__spec__")


class Expressions(ABC):
    """The names of a module that is gone through, and the expressions in it."""

    def __init__(
        self,
        tree: ast.Module,
        module: str,
        package: str,
        around: Surroundings,
        *,
        is_stub: bool,
        text: bytes,
    ) -> None:
        self.tree = tree
        self.module = module
        self.package = package
        self.around = around
        self.is_stub = is_stub
        self.names: dict[str, Bound] = {}
        self.doubt = ""
        self.loads: dict[str, int] = {}
        self.packages: dict[str, None] = {}
        self.needs: dict[str, None] = {}
        self.gifts: dict[Target, Bound] = {}
        self.is_dead = False
        """Whether the statements that follow are not reached."""
        self.expected: list[frozenset[str]] = []
        """The exceptions that the ``try`` statements around have handlers for."""
        self.escaped: list[list[tuple[Failure, dict[str, Bound]]]] = []
        """What these statements raise on some ways, with the names that are bound by then."""
        self.functions: dict[str, Function] = {}
        self.remarkable = remarkable_lines(text)
        self.bases: dict[str, list[str]] = {}
        """The names of the bases of each class."""
        self.steps = 0
        self.branching = 0
        self.depth = 0

    @abstractmethod
    def suite(self, body: list[ast.stmt]) -> None:
        """Go through statements."""

    # What names are bound to

    def bind(self, name: str, bound: Bound) -> None:
        self.names[name] = bound

    def give(self, name: str, value: Any) -> None:
        """Change what a name holds, for all names that hold the same."""
        old = self.names[name].value
        if isinstance(old, (list, set, dict)):
            for each, bound in self.names.items():
                if bound.value is old:
                    self.names[each] = bound._replace(value=value)
                elif holds(bound.value, old):
                    self.names[each] = bound._replace(value=UNKNOWN)
        else:
            self.names[name] = self.names[name]._replace(value=value)

    def forget_value(self, node: ast.expr) -> None:
        """Forget what a name or ``name[0].attribute`` holds, which may be changed somewhere."""
        while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
            node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name) and node.id in self.names:
            held = self.names[node.id].value
            if isinstance(held, (dict, list, set, tuple, Partial)):
                self.give(node.id, UNKNOWN)

    def expects(self, *exceptions: str) -> bool:
        return any(not handled.isdisjoint(exceptions) for handled in self.expected)

    def is_bound(self, name: str) -> bool:
        return name in self.names or hasattr(builtins, name) or bool(self.doubt)

    # What expressions are worth

    def value(self, node: ast.expr) -> Any:
        return evaluate(node, self.look)

    def look(self, node: ast.expr) -> Any:
        found = self.found(node)
        if found is not UNKNOWN:
            return found
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(function, ast.Name) and function.id in self.names:
            return UNKNOWN  # It is not Python's own.
        raise NotConstant

    def found(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name):
            bound = self.names.get(node.id)
            if bound is not None:
                if bound.target is not None and bound.value is UNKNOWN and bound.target.name:
                    return self.around.constant(bound.target.module, bound.target.name)
                return bound.value if bound.is_sure else UNKNOWN
            return {"__name__": self.module, "__debug__": True}.get(node.id, UNKNOWN)
        if isinstance(node, ast.Attribute):
            if node.attr == "TYPE_CHECKING":
                return False
            target = self.attribute(node)
            if target is not None and target.name is not None:
                return self.around.constant(target.module, target.name)
            owner = self.value(node.value)
            if isinstance(owner, type(sys.version_info)) and node.attr in (
                "major",
                "minor",
                "micro",
            ):
                return getattr(owner, node.attr)
            return UNKNOWN
        if isinstance(node, ast.Call):
            function = self.target(node.func)
            if function is not None and not node.args:
                return ANSWERS.get((function.module, function.name or ""), UNKNOWN)
            if isinstance(node.func, ast.Name) and node.func.id not in self.names:
                return self.called(node, node.func.id)
        return UNKNOWN

    def called(self, node: ast.Call, function: str) -> Any:
        """Return what Python's functions that know about names give."""
        if function in ("dir", "globals", "locals", "vars") and not node.args:
            if self.doubt:
                return UNKNOWN
            names = {name: bound.value for name, bound in self.names.items() if bound.is_sure}
            names.update(dict.fromkeys(_MODULE_NAMES, UNKNOWN))
            doubtful = frozenset(self.names.keys() - names.keys())
            if doubtful:
                return Partial(tuple(sorted(names)), doubtful) if function == "dir" else UNKNOWN
            return sorted(names) if function == "dir" else names
        if function in ("getattr", "hasattr") and len(node.args) in (2, 3):
            module, name = self.module_of(node.args[0]), self.value(node.args[1])
            if module is not None and isinstance(name, str):
                answer = self.around.has(module, name)
                if function == "hasattr":
                    return UNKNOWN if answer is None else answer
                if answer is False and len(node.args) == 3:
                    return self.value(node.args[2])
        return UNKNOWN

    def module_of(self, node: ast.expr) -> str | None:
        """Return the module that a name or ``package.module`` stands for, if it surely does."""
        if isinstance(node, ast.Name):
            bound = self.names.get(node.id)
            target = bound.target if bound is not None else None
            return target.module if target is not None and target.name is None else None
        if isinstance(node, ast.Attribute):
            package = self.module_of(node.value)
            module = f"{package}.{node.attr}"
            if package is not None and module in self.loads:
                return module if self.around.is_module(package, node.attr) else None
        return None

    def target(self, node: ast.expr) -> Target | None:
        """Return what a name or ``module.name`` is taken from."""
        if isinstance(node, ast.Name):
            bound = self.names.get(node.id)
            return bound.target if bound is not None else None
        return self.attribute(node)

    def attribute(self, node: ast.expr) -> Target | None:
        """Return what ``module.name`` stands for."""
        module = self.module_of(node.value) if isinstance(node, ast.Attribute) else None
        return Target(module, node.attr) if module and isinstance(node, ast.Attribute) else None

    def has(self, target: Target) -> bool | None:
        return self.around.has(target.module, target.name or "")

    def is_attribute(self, node: ast.expr) -> bool:
        """Tell whether this is an attribute that a module surely has."""
        target = self.attribute(node)
        return target is not None and target.name is not None and self.has(target) is True

    # What expressions do

    def check(self, node: ast.expr) -> None:
        """Raise what an expression raises, if a handler waits for that."""
        if isinstance(node, ast.Name):
            if self.expects("NameError") and not self.is_bound(node.id):
                raise Failure("NameError")
        elif self.expects("AttributeError"):
            target = self.attribute(node)
            if target is not None and self.has(target) is False:
                raise Failure("AttributeError")

    def effects(self, root: ast.AST, followed: ast.AST | None = None) -> None:
        """Follow what an expression binds, and calls that may bind or change names.

        ``followed``: the call whose own change is followed elsewhere.
        """
        if isinstance(root, (ast.Constant, ast.Name)):
            return  # Most defaults of parameters are.
        for node in ast.walk(root):
            if isinstance(node, ast.NamedExpr):
                self.bind(node.target.id, Bound(node.lineno))
            elif isinstance(node, ast.Call):
                self.call(node)
                method = node.func.attr if isinstance(node.func, ast.Attribute) else None
                if method is not None and method not in READING and node is not followed:
                    self.forget_value(node.func)

    def call_all(self, decorators: Iterable[ast.expr]) -> None:
        for each in decorators:
            if isinstance(each, ast.Name):
                self.call_function(each.id)
            if dotted_end(each) in ("export", "global_enum") and isinstance(each, ast.Attribute):
                self.doubt = self.doubt or WRITES

    def call(self, node: ast.Call) -> None:
        function = node.func
        arguments = [*node.args, *(word.value for word in node.keywords)]
        if isinstance(function, ast.Name):
            if function.id == "exec":
                self.execute(node)
            elif function.id == "setattr" and node.args and mentions(node.args[0], "modules"):
                name = self.value(node.args[1]) if len(node.args) > 1 else UNKNOWN
                if isinstance(name, str):
                    self.bind(name, Bound(node.lineno))
                else:
                    self.doubt = self.doubt or WRITES
            self.call_function(function.id)
        if not only_reads(function):
            for each in arguments:
                self.forget_value(each)  # It may be filled there.
        if isinstance(function, ast.Attribute) and function.attr in ("_convert", "_convert_"):
            self.doubt = self.doubt or WRITES
        is_own = isinstance(function, ast.Name) and function.id in self.names
        if any(map(is_globals, arguments)) and (is_own or not only_reads(function)):
            self.doubt = self.doubt or WRITES

    def execute(self, node: ast.Call) -> None:
        """Follow ``exec(code)``."""
        if len(node.args) > 1:
            return  # The names go elsewhere, or the namespace is seen to be given away.
        first = node.args[0] if node.args else ast.Constant(None)
        # What is written whole may be longer than what is worth computing.
        code = first.value if isinstance(first, ast.Constant) else self.value(first)
        tree = tree_of(code) if isinstance(code, str) else None
        if tree is None:
            self.doubt = self.doubt or "it runs code by 'exec'"
            return
        for statement in tree.body:
            for each in ast.walk(statement):
                if hasattr(each, "lineno"):
                    each.lineno = node.lineno
        self.suite(tree.body)

    def call_function(self, name: str, seen: frozenset[str] = frozenset()) -> None:
        function = self.functions.get(name)
        if (
            function is None
            or name in seen
            or not any(each.binds for each in self.functions.values())
        ):
            return
        for each in function.binds:
            if each not in self.names:
                self.bind(each, Bound(function.node.lineno, is_sure=False))
        for each in function.calls:
            self.call_function(each, seen | {name})

    def change(self, name: str, method: str, call: ast.Call) -> None:
        """Follow ``names.append("x")`` and the like."""
        old = self.names[name].value
        if old is UNKNOWN or old is THING or method in READING:
            return
        new = UNKNOWN
        if isinstance(old, (list, Partial)) and len(call.args) == 1 and not call.keywords:
            with suppress(NotConstant):
                new = _changed(old, method, self.value(call.args[0]))
        self.give(name, new)

    def update(self, method: str, call: ast.Call) -> None:
        """Follow ``globals().update(…)``."""
        names: Any = UNKNOWN
        if method == "update" and len(call.args) <= 1:
            names = self.value(call.args[0]) if call.args else {}
            if isinstance(names, (dict, list)) and all(word.arg for word in call.keywords):
                names = [*names, *(word.arg for word in call.keywords)]
        elif method in ("setdefault", "__setitem__") and call.args:
            names = [self.value(call.args[0])]
        elif method in READING:
            return
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            for name in names:
                self.bind(name, Bound(call.lineno))
        else:
            self.doubt = self.doubt or WRITES

    def refuses(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        """Tell whether ``__getattr__`` has no ``__all__``, for which a star import asks it."""
        asked = {each.arg: "__all__" for each in function.args.args[:1]}

        def look(node: ast.expr) -> Any:
            return (
                asked[node.id]
                if isinstance(node, ast.Name) and node.id in asked
                else self.look(node)
            )

        pending = list(reversed(function.body))
        while pending:
            node = pending.pop()
            if isinstance(node, ast.If):
                test = truth(evaluate(node.test, look))
                if test is UNKNOWN:
                    return False
                pending += reversed(node.body if test else node.orelse)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                asked[node.targets[0].id] = evaluate(node.value, look)
            elif not isinstance(node, (ast.AnnAssign, ast.Expr, ast.Import, ast.ImportFrom)):
                return isinstance(node, ast.Raise)
        return False


def _changed(old: list[Any] | Partial, method: str, argument: Any) -> Any:
    """Return a list after one of its methods has been called."""
    part = Partial.of(old)
    items, doubtful = list(part.items), part.doubtful
    if method == "append":
        items.append(argument)
    elif method == "extend" and isinstance(argument, (list, tuple, set, dict, Partial)):
        more = Partial.of(argument)
        items.extend(more.items)
        doubtful |= more.doubtful
    elif method == "remove" and argument is not UNKNOWN and argument in items:
        items.remove(argument)
    else:
        raise NotConstant
    return Partial(tuple(items), doubtful) if doubtful else items
