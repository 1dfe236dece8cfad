"""Namespaces: the names that a module has once it has run, found without running it.

The body of a module is gone through statement by statement, as Python would do it: a name is bound
for sure, or perhaps, or gone again. What this interpreter and platform decide, as tests of
``sys.version_info``, is decided as they would. See
https://docs.python.org/3/reference/executionmodel.html and
https://docs.python.org/3/reference/simple_stmts.html#the-import-statement.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from flake8_importstyle.constants import (
    ANSWERS,
    FUNCTIONS,
    THING,
    UNKNOWN,
    NotConstant,
    Partial,
    evaluate,
)
from flake8_importstyle.flow import dotted_end, mentions, swallows_errors
from flake8_importstyle.modules import resolve
from flake8_importstyle.source import bound_name, is_future, module_text

# A loop over known values is gone through so many times in all, and otherwise once.
_MOST_STEPS = 2_000
_DEEPEST = 60

_LITERALS = (
    *(ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Lambda),
    *(ast.UnaryOp, ast.Compare, ast.ListComp, ast.DictComp, ast.SetComp),
)
# Calls of other functions may return a module, as `importlib.import_module` does.
_CONSTRUCTOR = re.compile(
    r"_*[A-Z]\w*|attrgetter|compile|dict|frozenset|getLogger|itemgetter|list|namedtuple|object"
    r"|partial|set|tuple|type"
)
_ABOUT_MODULES = re.compile("import|lazy|load|module|proxy", re.IGNORECASE)

_REMARKABLE = re.compile(rb"\b(?:__all__|global|globals|modules)\b")
# Methods that change no item.
_READING = frozenset(
    ("copy", "count", "get", "index", "items", "join", "keys", "reverse", "sort", "values")
)
# What every module has from the start.
_MODULE_NAMES = ("__doc__", "__file__", "__loader__", "__name__", "__package__", "__spec__")

WRITES = "it writes its names by other means than statements"
REPLACES = "it replaces itself in 'sys.modules'"
DYNAMIC = "its '__all__' is computed"


class Target(NamedTuple):
    """What a name is taken from."""

    module: str
    name: str | None
    """None for the module itself."""


class Bound(NamedTuple):
    """What a name is bound to."""

    line: int
    """From 1; 0 if no line binds it, or it cannot be seen."""
    target: Target | None = None
    """None for what the module makes itself."""
    is_sure: bool = True
    """Whether every run of the module binds it."""
    value: Any = UNKNOWN
    """What it holds, where that is a constant, or surely something."""
    is_module: bool | None = None
    """Whether it is a module, as far as this can be told without its target."""
    others: tuple[int, ...] = ()
    """The lines that may bind it instead."""


class Namespace(NamedTuple):
    """The names of a module after it has run."""

    names: Mapping[str, Bound]
    doubt: str
    """Why there may be more names than these; empty if there are none."""
    loads: Mapping[str, int]
    """The modules that it imports, in their order, each with the line that does so first."""
    packages: tuple[str, ...] = ()
    """Packages whose loaded submodules a star import has bound as well."""
    exporters: frozenset[str] = frozenset()
    """The functions that have to do with the ``__all__`` of some module."""
    needs: tuple[str, ...] = ()
    """The modules without which it cannot be imported, as far as that is sure."""
    gifts: tuple[tuple[Target, Bound], ...] = ()
    """The names that it gives to other modules, as ``module.name = …`` does."""


class Star(NamedTuple):
    """What a star import binds."""

    names: Mapping[str, Bound]
    doubt: str
    """Why there may be other names; empty if there are none."""
    packages: tuple[str, ...] = ()
    """Packages without ``__all__``: those of their submodules that are loaded are bound as well."""


class Surroundings(Protocol):
    """What a module asks about others; the part of the resolver that is needed here."""

    def exists(self, module: str) -> bool | None:
        """Tell whether a module can be imported; None if that cannot be seen."""

    def has(self, module: str, name: str) -> bool | None:
        """Tell whether a module has a name; None if that cannot be seen."""

    def works(self, module: str) -> bool | None:
        """Tell whether importing a module succeeds; None if that cannot be seen."""

    def constant(self, module: str, name: str) -> Any:
        """Return what a name of a module holds, where that is a constant."""

    def star(self, module: str, user: str = "") -> Star:
        """Return what a star import of a module binds in the module ``user``."""

    def is_module(self, module: str, name: str) -> bool | None:
        """Tell whether a name of a module is a module; None if that cannot be seen."""

    def extends_all(self, module: str, name: str) -> bool:
        """Tell whether a decorator adds what it decorates to ``__all__``."""


class _Failure(Exception):
    """The code being gone through raises an exception here."""

    def __init__(self, *names: str) -> None:
        self.names = (*names, "Exception", "BaseException")


_IMPORT_FAILS = ("ImportError", "ModuleNotFoundError")


def run(
    tree: ast.Module,
    module: str,
    package: str,
    around: Surroundings,
    *,
    is_stub: bool = False,
    text: bytes = b"",
) -> Namespace:
    """Go through the body of ``module``, which is in ``package`` or is it.

    ``text``: what the tree comes from, if that is at hand; it saves time.
    """
    return Run(tree, module, package, around, is_stub=is_stub, text=text).finish()


class Run:
    """One module being gone through."""

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
        self.functions: dict[str, _Function] = {}
        self.remarkable = _remarkable_lines(text)
        self.bases: dict[str, list[str]] = {}
        """The names of the bases of each class."""
        self.steps = 0
        self.branching = 0
        self.depth = 0

    def finish(self) -> Namespace:
        try:
            self.suite(self.tree.body)
        except _Failure:
            self.doubt = self.doubt or "it raises an exception"
        if any(each.changes_all for each in self.functions.values()):
            # Another module may call it, even if this one does not.
            self.forget_value("__all__")
        for name in {name for each in self.functions.values() for name in each.binds}:
            if name in self.names:
                self.names[name] = self.names[name]._replace(is_module=None)
        lazy = self.functions.get("__getattr__")
        if (
            lazy is not None
            and not lazy.calls.isdisjoint(("getattr", "import_module"))
            and not self.refuses(lazy.node)
        ):
            self.doubt = self.doubt or "its '__getattr__' may know more"
        return Namespace(
            self.names,
            self.doubt,
            self.loads,
            tuple(self.packages),
            frozenset(name for name, each in self.functions.items() if each.mentions_all),
            tuple(self.needs),
            tuple(self.gifts.items()),
        )

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
                test = evaluate(node.test, look)
                if test is UNKNOWN:
                    return False
                pending += reversed(node.body if test else node.orelse)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                asked[node.targets[0].id] = evaluate(node.value, look)
            elif not isinstance(node, (ast.AnnAssign, ast.Expr, ast.Import, ast.ImportFrom)):
                return isinstance(node, ast.Raise)
        return False

    def suite(self, body: list[ast.stmt]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.doubt = self.doubt or "it is nested too deep"
        else:
            for statement in body:
                if self.is_dead:
                    break
                self.statement(statement)
        self.depth -= 1

    def statement(self, node: ast.stmt) -> None:
        visit = getattr(self, f"visit_{type(node).__name__}", None)
        if visit is not None:
            visit(node)
        else:
            for expression in ast.iter_child_nodes(node):
                self.effects(expression)

    # What a statement binds

    def bind(self, name: str, bound: Bound) -> None:
        self.names[name] = bound

    def assign(self, target: ast.expr, value: Any, source: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            # Another name for a module is as good as the module itself.
            same = self.names.get(source.id) if isinstance(source, ast.Name) else None
            module = same.target if same and same.target and same.target.name is None else None
            is_module = False if source is not None and is_plain(source, self.bases) else None
            self.bind(target.id, Bound(target.lineno, module, True, value, is_module))
        elif isinstance(target, (ast.Tuple, ast.List)):
            values: list[Any] = [UNKNOWN] * len(target.elts)
            if isinstance(value, (tuple, list)) and len(value) == len(values):
                values = list(value)
            for each, item in zip(target.elts, values, strict=True):
                self.assign(each, item, None)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, UNKNOWN, None)
        elif isinstance(target, ast.Subscript):
            self.assign_item(target)
        elif isinstance(target, ast.Attribute):
            given = self.attribute(target)
            if given is not None:
                origin = Target(self.module, source.id) if isinstance(source, ast.Name) else None
                self.gifts[given] = Bound(0, origin, value=value)

    def assign_item(self, target: ast.Subscript) -> None:
        """Follow ``globals()["name"] = …``, ``sys.modules[__name__] = …`` and ``names[0] = …``."""
        key = self.value(target.slice)
        if _is_globals(target.value):
            if isinstance(key, str):
                self.bind(key, Bound(target.lineno))
            else:
                self.doubt = self.doubt or WRITES
        elif dotted_end(target.value) == "modules" and mentions(target.slice, "__name__"):
            self.doubt = self.doubt or REPLACES
        elif isinstance(target.value, ast.Name):
            self.forget_value(target.value.id)

    def forget_value(self, name: str) -> None:
        bound = self.names.get(name)
        if bound is not None:
            self.give(name, UNKNOWN)

    def give(self, name: str, value: Any) -> None:
        """Change what a name holds, for all names that hold the same."""
        old = self.names[name].value
        if isinstance(old, (list, set, dict)):
            for each, bound in self.names.items():
                if bound.value is old:
                    self.names[each] = bound._replace(value=value)
        else:
            self.names[name] = self.names[name]._replace(value=value)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.effects(node.value)
        value = self.value(node.value)
        self.check(node.value)
        for target in node.targets:
            self.assign(target, value, node.value)
        if _is_globals(node.value):
            self.doubt = self.doubt or WRITES

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.effects(node.value)
            self.check(node.value)
            self.assign(node.target, self.value(node.value), node.value)
        elif self.is_stub and isinstance(node.target, ast.Name):
            self.bind(node.target.id, Bound(node.lineno))

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.effects(node.value)
        if isinstance(node.target, ast.Name):
            name = node.target.id
            load = ast.Name(name, ast.Load())
            value = self.value(ast.BinOp(load, node.op, node.value))
            if name not in self.names:
                self.bind(name, Bound(node.lineno))
            self.give(name, value)

    def visit_TypeAlias(self, node: Any) -> None:  # pragma: >=3.12 cover
        self.bind(node.name.id, Bound(node.lineno))

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for each in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if each is not None:
                self.effects(each)
        self.call_all(node.decorator_list)
        function = _Function(node, is_plain=self.is_unremarkable(node))
        self.functions[node.name] = function
        # Another module may call it, even if this one does not.
        self.doubt = self.doubt or (WRITES if function.writes else "")
        value = UNKNOWN if node.decorator_list else THING
        self.bind(node.name, Bound(node.lineno, value=value, is_module=False))
        self.export(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def is_unremarkable(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        """Tell whether nothing in the text of a function has to do with the module's names."""
        lines = self.remarkable
        if lines is None:
            return False
        first = bisect_left(lines, node.lineno)
        return first == len(lines) or lines[first] > (node.end_lineno or node.lineno)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for each in (*node.decorator_list, *node.bases, *(word.value for word in node.keywords)):
            self.effects(each)
        self.call_all(node.decorator_list)
        self.bases[node.name] = [dotted_end(base) or "" for base in node.bases]
        value = UNKNOWN if node.decorator_list or node.keywords else THING
        self.bind(node.name, Bound(node.lineno, value=value, is_module=False))
        self.export(node)

    def export(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Follow decorators that add a name to ``__all__``, or write others."""
        for each in node.decorator_list:
            bound = self.names.get(each.id) if isinstance(each, ast.Name) else None
            target = bound.target if bound is not None else None
            if target is None or target.name is None:
                continue
            if self.around.extends_all(target.module, target.name):
                listed = self.names.get("__all__", Bound(node.lineno, value=[]))
                known = isinstance(listed.value, list)
                value = [*listed.value, node.name] if known else UNKNOWN
                self.bind("__all__", listed._replace(value=value))

    def visit_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            for each in ast.walk(target):
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Del):
                    self.delete(each.id)
                elif isinstance(each, ast.Subscript) and _is_globals(each.value):
                    key = self.value(each.slice)
                    if isinstance(key, str):
                        self.delete(key)
                    else:
                        self.doubt = self.doubt or WRITES
                elif (
                    isinstance(each, ast.Subscript)
                    and dotted_end(each.value) == "modules"
                    and _is_same(self.value(each.slice), self.module)
                ):
                    self.doubt = self.doubt or REPLACES

    def delete(self, name: str) -> None:
        if name not in self.names and self.expects("NameError"):
            raise _Failure("NameError")
        self.names.pop(name, None)

    # Imports

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.load(alias.name, node.lineno)
            module = alias.name if alias.asname else alias.name.partition(".")[0]
            is_private = self.is_stub and alias.asname != alias.name
            if not is_private:
                target = Target(module, None)
                self.bind(bound_name(alias), Bound(alias.lineno, target, value=THING))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if is_future(node):
            for alias in node.names:
                self.bind(bound_name(alias), Bound(node.lineno, Target("__future__", alias.name)))
            return
        module = resolve(module_text(node), self.package)
        if module is None:
            module = module_text(node)
        self.load(module, node.lineno)
        for alias in node.names:
            if alias.name == "*":
                self.star(module, node)
            else:
                self.take(module, alias)

    def take(self, module: str, alias: ast.alias) -> None:
        """Follow ``from module import name``."""
        if self.is_stub and alias.asname != alias.name:
            return
        if self.expects(*_IMPORT_FAILS) and self.around.has(module, alias.name) is False:
            raise _Failure(*_IMPORT_FAILS)
        target = Target(module, alias.name)
        if module == self.module:
            own = self.names.get(alias.name)
            if own is None and self.module != self.package:
                own = Bound(alias.lineno)
            if own is not None:
                self.bind(bound_name(alias), own._replace(is_sure=True))
                return
            self.load(f"{module}.{alias.name}", alias.lineno)
            target = Target(f"{module}.{alias.name}", None)
        self.bind(bound_name(alias), Bound(alias.lineno, target))

    def star(self, module: str, node: ast.ImportFrom) -> None:
        names, doubt, packages = self.around.star(module, self.module)
        self.packages.update(dict.fromkeys(packages))
        for name, bound in names.items():
            if bound.target == (self.module, name) and name in self.names:
                continue  # It comes back to where it was taken from.
            if bound.is_sure or name not in self.names:
                target = Target(module, name)
                self.bind(name, Bound(node.lineno, target, is_sure=bound.is_sure))
        if doubt:
            self.doubt = self.doubt or f"its star import of '{module}' is not fully known: {doubt}"

    def load(self, module: str, line: int) -> None:
        """Follow the loading of a module, and of the packages around it."""
        if not self.expects(*_IMPORT_FAILS):
            if not self.branching:
                self.needs[module] = None
        elif self.around.exists(module) is False:
            raise _Failure(*_IMPORT_FAILS)
        parts = module.split(".")
        for count in range(1, len(parts) + 1):
            name = ".".join(parts[:count])
            if name not in self.loads:
                self.loads[name] = line
                package, _, last = name.rpartition(".")
                # A package gets its submodules as attributes.
                exists = self.around.exists(name) if package == self.module else False
                if exists is not False:
                    is_sure = exists is True
                    self.bind(last, Bound(0, Target(name, None), is_sure, THING))

    def expects(self, *exceptions: str) -> bool:
        return any(not handled.isdisjoint(exceptions) for handled in self.expected)

    # Branches

    def branches(self, *branches: Callable[[], None]) -> None:
        """Go through several ways of which one is taken."""
        before, ends = self.names, []
        self.branching += 1
        for branch in branches:
            self.names = dict(before)
            try:
                branch()
            except _Failure:
                self.is_dead = True
            if not self.is_dead:
                ends.append(self.names)
            self.is_dead = False
        self.branching -= 1
        self.is_dead = not ends
        self.names = _merged(ends) if ends else before

    def visit_If(self, node: ast.If) -> None:
        self.effects(node.test)
        test = self.value(node.test)
        if test is UNKNOWN:
            self.branches(lambda: self.suite(node.body), lambda: self.suite(node.orelse))
        else:
            self.suite(node.body if test else node.orelse)

    def visit_Match(self, node: ast.Match) -> None:
        self.effects(node.subject)

        def case(each: ast.match_case) -> None:
            for part in ast.walk(each.pattern):
                for name in (getattr(part, "name", None), getattr(part, "rest", None)):
                    if isinstance(name, str):
                        self.bind(name, Bound(node.lineno))
            self.suite(each.body)

        self.branches(lambda: None, *(lambda each=each: case(each) for each in node.cases))

    def visit_While(self, node: ast.While) -> None:
        self.effects(node.test)
        test = self.value(node.test)
        if test is UNKNOWN:
            self.branches(lambda: self.loop_body(node.body), lambda: None)
        elif test:
            self.loop_body(node.body)
        self.suite(node.orelse)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.effects(node.iter)
        items = self.value(node.iter)
        if isinstance(items, Partial):
            items = UNKNOWN
        known = isinstance(items, (list, tuple, set, frozenset, dict, range, str))
        if known and self.steps + len(items) * len(node.body) <= _MOST_STEPS:
            for item in items:
                self.steps += len(node.body)
                self.assign(node.target, item, None)
                self.loop_body(node.body)
        else:

            def once() -> None:
                self.assign(node.target, UNKNOWN, None)
                self.loop_body(node.body)

            if known and items:
                once()
            else:
                self.branches(once, lambda: None)
        self.suite(node.orelse)

    visit_AsyncFor = visit_For

    def loop_body(self, body: list[ast.stmt]) -> None:
        self.suite(body)
        self.is_dead = False  # By `break` or `continue`, or the loop is not the end of it.

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.effects(item.context_expr)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, UNKNOWN, None)
        if not swallows_errors(node):
            self.suite(node.body)
            return
        self.expected.append(frozenset((*_IMPORT_FAILS, "AttributeError", "NameError")))
        try:
            self.suite(node.body)
        except _Failure:
            pass
        finally:
            self.expected.pop()
        self.is_dead = False

    visit_AsyncWith = visit_With

    def visit_Try(self, node: ast.Try) -> None:
        before = dict(self.names)
        handled = [_handled(each) for each in node.handlers]
        self.expected.append(frozenset().union(*handled))
        failure: _Failure | None = None
        try:
            self.suite(node.body)
        except _Failure as raised:
            failure = raised
        finally:
            self.expected.pop()
        if failure is not None:
            for handler, names in zip(node.handlers, handled, strict=True):
                if not names.isdisjoint(failure.names):
                    self.handler(handler)
                    break
            else:
                self.suite(node.finalbody)
                raise failure
        elif self.is_dead:
            # What it raises cannot be told: any handler may run.
            self.is_dead = False
            self.names = _merged([before, self.names])
            self.branches(*(lambda each=each: self.handler(each) for each in node.handlers))
        elif not node.handlers or self.is_safe(node.body, frozenset().union(*handled)):
            self.suite(node.orelse)
        else:
            after = self.names
            within = _merged([before, after])

            def complete() -> None:
                self.names = dict(after)
                self.suite(node.orelse)

            def fail(handler: ast.ExceptHandler) -> None:
                self.names = dict(within)
                self.handler(handler)

            self.branches(complete, *(lambda each=each: fail(each) for each in node.handlers))
        is_dead, self.is_dead = self.is_dead, False
        self.suite(node.finalbody)
        self.is_dead = self.is_dead or is_dead

    visit_TryStar = visit_Try

    def handler(self, node: ast.ExceptHandler) -> None:
        self.suite(node.body)
        if node.name is not None:
            self.names.pop(node.name, None)

    def is_safe(self, body: list[ast.stmt], handled: frozenset[str]) -> bool:
        """Tell whether none of the exceptions can come out of statements that have succeeded."""
        only_imports = handled <= {*_IMPORT_FAILS, "AttributeError", "NameError", "SyntaxError"}
        return all(
            isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Pass, ast.Global))
            or (isinstance(each, (ast.Import, ast.ImportFrom)) and self.is_there(each))
            or (isinstance(each, ast.Expr) and isinstance(each.value, (ast.Constant, ast.Name)))
            or (isinstance(each, ast.Expr) and self.is_appending(each.value))
            or (
                isinstance(each, ast.Assign)
                and (
                    isinstance(each.value, (ast.Constant, ast.Name, ast.Lambda))
                    or self.value(each.value) is not UNKNOWN
                    or self.is_attribute(each.value)
                )
            )
            or (only_imports and handled <= {*_IMPORT_FAILS} and not _has_import(each))
            for each in body
        )

    def is_appending(self, node: ast.expr) -> bool:
        """Tell whether this has added something to a known list."""
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("append", "extend")
            and isinstance(self.value(node.func.value), (list, Partial))
        )

    def is_there(self, node: ast.Import | ast.ImportFrom) -> bool:
        if isinstance(node, ast.Import):
            return all(self.around.works(alias.name) is True for alias in node.names)
        module = resolve(module_text(node), self.package)
        return module is not None and self.around.works(module) is True

    def is_attribute(self, node: ast.expr) -> bool:
        """Tell whether this is an attribute that a module surely has."""
        target = self.attribute(node)
        return target is not None and target.name is not None and self.has(target) is True

    def has(self, target: Target) -> bool | None:
        return self.around.has(target.module, target.name or "")

    def attribute(self, node: ast.expr) -> Target | None:
        """Return what ``module.name`` stands for."""
        module = self.module_of(node.value) if isinstance(node, ast.Attribute) else None
        return Target(module, node.attr) if module and isinstance(node, ast.Attribute) else None

    def visit_Raise(self, node: ast.Raise) -> None:
        if self.expected:
            name = (
                dotted_end(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
                if node.exc
                else None
            )
            raise _Failure(*([name] if name else _IMPORT_FAILS))
        self.is_dead = True

    def visit_Break(self, node: ast.Break | ast.Continue) -> None:
        self.is_dead = True

    visit_Continue = visit_Break

    # Expressions

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

    def check(self, node: ast.expr) -> None:
        """Raise what an expression raises, if a handler waits for that."""
        if isinstance(node, ast.Name):
            if self.expects("NameError") and not self.is_bound(node.id):
                raise _Failure("NameError")
        elif self.expects("AttributeError"):
            target = self.attribute(node)
            if target is not None and self.has(target) is False:
                raise _Failure("AttributeError")

    def is_bound(self, name: str) -> bool:
        return name in self.names or hasattr(builtins, name) or bool(self.doubt)

    def visit_Expr(self, node: ast.Expr) -> None:
        self.effects(node.value)
        self.check(node.value)
        call = node.value
        if not isinstance(call, ast.Call):
            return
        function = call.func
        if isinstance(function, ast.Name) and function.id in self.functions:
            for name in self.functions[function.id].surely_binds:
                self.bind(name, Bound(self.functions[function.id].node.lineno))
        elif isinstance(function, ast.Attribute):
            owner = function.value
            if isinstance(owner, ast.Name) and owner.id in self.names:
                self.change(owner.id, function.attr, call)
            elif _is_globals(owner):
                self.update(function.attr, call)

    def change(self, name: str, method: str, call: ast.Call) -> None:
        """Follow ``names.append("x")`` and the like."""
        old = self.names[name].value
        if old is UNKNOWN or old is THING or method in _READING:
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
        elif method in _READING:
            return
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            for name in names:
                self.bind(name, Bound(call.lineno))
        else:
            self.doubt = self.doubt or WRITES

    def effects(self, root: ast.AST) -> None:
        """Follow what an expression binds, and calls that may bind names."""
        for node in ast.walk(root):
            if isinstance(node, ast.NamedExpr):
                self.bind(node.target.id, Bound(node.lineno))
            elif isinstance(node, ast.Call):
                self.call(node)

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
            for each in arguments:
                if isinstance(each, ast.Name) and function.id not in FUNCTIONS:
                    self.forget_value(each.id)  # It may be filled there.
        elif isinstance(function, ast.Attribute) and function.attr in ("_convert", "_convert_"):
            self.doubt = self.doubt or WRITES
        is_own = isinstance(function, ast.Name) and function.id in self.names
        if any(map(_is_globals, arguments)) and (is_own or not _only_reads(function)):
            self.doubt = self.doubt or WRITES

    def execute(self, node: ast.Call) -> None:
        """Follow ``exec(code)``."""
        if len(node.args) > 1:
            return  # The names go elsewhere, or the namespace is seen to be given away.
        first = node.args[0] if node.args else None
        code = first.value if isinstance(first, ast.Constant) else UNKNOWN
        try:
            body = ast.parse(code).body if isinstance(code, str) else None
        except (SyntaxError, ValueError, RecursionError):
            body = None
        if body is None:
            self.doubt = self.doubt or "it runs code by 'exec'"
            return
        for statement in body:
            for each in ast.walk(statement):
                if hasattr(each, "lineno"):
                    each.lineno = node.lineno
        self.suite(body)

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


class _Function:
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
                self.writes |= _is_global(each.value) and not isinstance(each.ctx, ast.Load)
            elif isinstance(each, ast.Assign):
                self.writes |= _is_global(each.value)
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
        self.writes |= any(map(_is_global, arguments)) and not _only_reads(function)
        if isinstance(function, ast.Name):
            if function.id == "setattr" and node.args:
                self.writes |= mentions(node.args[0], "modules")
        elif isinstance(function, ast.Attribute):
            self.writes |= _is_global(function.value) and function.attr not in _READING
            self.changes_all |= dotted_end(function.value) == "__all__"


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


def _remarkable_lines(text: bytes) -> list[int] | None:
    """Return the lines with words for the names of modules; None if they cannot be told."""
    head = b"\n".join(text.split(b"\n", 2)[:2])
    if not text or b"\r" in text.replace(b"\r\n", b"") or b"coding" in head:
        return None
    return [text.count(b"\n", 0, each.start()) + 1 for each in _REMARKABLE.finditer(text)]


def is_plain(node: ast.expr, bases: Mapping[str, list[str]]) -> bool:
    """Tell whether an expression cannot have a module for its value.

    ``bases``: the names of the bases of each class of the file.
    """
    if isinstance(node, ast.Call):
        function = dotted_end(node.func) or ""
        seen, pending = {function}, [function]
        while pending:
            new = set(bases.get(pending.pop(), ())) - seen
            seen |= new
            pending += new
        return bool(_CONSTRUCTOR.fullmatch(function)) and not any(map(_ABOUT_MODULES.search, seen))
    if isinstance(node, ast.Subscript):
        # A type, as `Union[int, str]`; but `modules[name]` is a module.
        return (dotted_end(node.value) or "")[:1].isupper()
    return isinstance(node, _LITERALS)


def _only_reads(function: ast.expr) -> bool:
    """Tell whether a function, if it is Python's own, leaves its arguments alone."""
    return isinstance(function, ast.Name) and function.id in FUNCTIONS


def _is_globals(node: ast.AST) -> bool:
    """Tell whether an expression of the module gives the module's own names."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("globals", "locals", "vars") and not node.args
    return _is_global(node)


def _is_global(node: ast.AST) -> bool:
    """Tell whether an expression in a function gives the names of a module."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id == "globals"
    return isinstance(node, ast.Attribute) and node.attr == "__dict__" and mentions(node, "modules")


def _handled(handler: ast.ExceptHandler) -> frozenset[str]:
    """Return the names of the exceptions that a handler is for."""
    if handler.type is None:
        return frozenset({"BaseException"})
    parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return frozenset(dotted_end(each) or "Exception" for each in parts)


def _has_import(node: ast.stmt) -> bool:
    return any(isinstance(each, (ast.Import, ast.ImportFrom)) for each in ast.walk(node))


def _merged(ends: list[dict[str, Bound]]) -> dict[str, Bound]:
    """Join the names at the ends of several ways of which one was taken."""
    if len(ends) == 1:
        return ends[0]
    merged = {}
    for name in dict.fromkeys(name for end in ends for name in end):
        found = [end[name] for end in ends if name in end]
        first = found[0]
        if len(found) == len(ends) and all(each is first for each in found):
            merged[name] = first
            continue
        is_sure = len(found) == len(ends) and all(each.is_sure for each in found)
        value = first.value
        if not all(_is_same(each.value, value) for each in found):
            value = _merged_values([each.value for each in found])
        is_same = all(each.target == first.target for each in found)
        kinds = {each.is_module for each in found}
        lines = {line for each in found for line in (each.line, *each.others)} - {first.line}
        merged[name] = first._replace(
            target=first.target if is_same else None,
            is_sure=is_sure,
            value=value,
            is_module=kinds.pop() if is_same and len(kinds) == 1 else None,
            others=tuple(sorted(lines)),
        )
    return merged


def _is_same(one: Any, other: Any) -> bool:
    try:
        return one is other or bool(one == other)
    except NotConstant:
        return False


def _merged_values(values: list[Any]) -> Any:
    """Join sequences of which one was taken: what is in all, and what is in some."""
    if not all(isinstance(value, (list, tuple, Partial)) for value in values):
        return UNKNOWN
    try:
        parts = [Partial.of(value) for value in values]
        sure = set.intersection(*(set(part.items) for part in parts))
        every = {item for part in parts for item in (*part.items, *part.doubtful)}
    except (NotConstant, TypeError):
        return UNKNOWN
    return Partial(tuple(item for item in parts[0].items if item in sure), frozenset(every - sure))
