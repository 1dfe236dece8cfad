"""Namespaces: the names that a module has once it has run, found without running it.

The body of a module is gone through statement by statement, as Python would do it: a name is bound
for sure, or perhaps, or gone again. What this interpreter and platform decide, as tests of
``sys.version_info``, is decided as they would. See
https://docs.python.org/3/reference/executionmodel.html and
https://docs.python.org/3/reference/simple_stmts.html#the-import-statement.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

from flake8_importstyle.exports.branches import Branches
from flake8_importstyle.exports.constants import THING, UNKNOWN
from flake8_importstyle.exports.definitions import (
    REPLACES,
    WRITES,
    Bound,
    Failure,
    Namespace,
    Surroundings,
    Target,
    is_same,
)
from flake8_importstyle.exports.functions import READING, Function, is_globals
from flake8_importstyle.syntax.control_flow import dotted_end, mentions

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


class Run(Branches):
    """One module being gone through."""

    def finish(self) -> Namespace:
        try:
            self.suite(self.tree.body)
        except Failure:
            self.doubt = self.doubt or "it raises an exception"
        if any(each.changes_all for each in self.functions.values()):
            # Another module may call it, even if this one does not.
            self.forget_value(ast.Name("__all__", ast.Load()))
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
        else:
            given = self.attribute(target)
            if given is not None:
                origin = Target(self.module, source.id) if isinstance(source, ast.Name) else None
                self.gifts[given] = Bound(0, origin, is_sure=not self.branching, value=value)

    def assign_item(self, target: ast.Subscript) -> None:
        """Follow ``globals()["name"] = …``, ``sys.modules[__name__] = …`` and ``names[0] = …``."""
        key = self.value(target.slice)
        if is_globals(target.value):
            if isinstance(key, str):
                self.bind(key, Bound(target.lineno))
            else:
                self.doubt = self.doubt or WRITES
        elif dotted_end(target.value) == "modules" and mentions(target.slice, "__name__"):
            self.doubt = self.doubt or REPLACES
        else:
            self.forget_value(target.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.effects(node.value)
        value = self.value(node.value)
        self.check(node.value)
        for target in node.targets:
            self.assign(target, value, node.value)
        if is_globals(node.value):
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
        else:
            self.forget_value(node.target)

    def visit_TypeAlias(self, node: Any) -> None:  # pragma: >=3.12 cover
        self.bind(node.name.id, Bound(node.lineno))

    def visit_Expr(self, node: ast.Expr) -> None:
        call = node.value
        self.effects(call, call)
        self.check(call)
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
            elif is_globals(owner):
                self.update(function.attr, call)
            elif function.attr not in READING:
                self.forget_value(owner)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for each in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if each is not None:
                self.effects(each)
        self.call_all(node.decorator_list)
        function = Function(node, is_plain=self.is_unremarkable(node))
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
                elif isinstance(each, ast.Subscript):
                    self.delete_item(each)

    def delete_item(self, target: ast.Subscript) -> None:
        key = self.value(target.slice)
        if is_globals(target.value):
            if isinstance(key, str):
                self.delete(key)
            else:
                self.doubt = self.doubt or WRITES
        elif dotted_end(target.value) == "modules" and is_same(key, self.module):
            self.doubt = self.doubt or REPLACES
        else:
            self.forget_value(target.value)

    def delete(self, name: str) -> None:
        if name not in self.names and self.expects("NameError"):
            raise Failure("NameError")
        self.names.pop(name, None)


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
