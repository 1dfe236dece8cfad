"""Collect how the expressions of one Python file use dotted names and strings.

The result does not depend on the module whose importers are searched for, so it is computed once.
The syntax tree is not kept, because a project has many files.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.stars.project.files import Project
from flake8_importstyle.stars.project.imported_modules import parsed_file
from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.nodes import nodes_in

# Functions whose second argument is the name of an attribute of the first.
_ATTRIBUTE_FUNCTIONS = frozenset(
    ("delattr", "getattr", "hasattr", "object", "patch_object", "setattr")
)
# Functions whose arguments are the names or files of modules.
_LOADERS = frozenset(
    (
        *("__import__", "exec_module", "execfile", "find_spec", "import_file", "import_from_path"),
        *("import_module", "import_object", "import_path", "importorskip", "loadTestsFromName"),
        *("load_module", "load_source", "module_from_spec", "run_module", "run_path", "runpy"),
        *("spec_from_file_location", "SourceFileLoader", "loadTestsFromNames", "reload"),
        "set_module",  # As in NumPy: `pickle` imports a class from the module that is set here.
    )
)
# Functions that run or load a file, given its path.
_RUNNERS = frozenset(
    ("exec", "execfile", "load_source", "run_path", "SourceFileLoader", "spec_from_file_location")
)
# Lists that name modules without loading them.
_LISTINGS = frozenset(("__all__", "packages", "py_modules"))
# `pickle` finds a class or function in the module that this attribute names.
_MODULE = "__module__"
# A string can only refer to a name of a module if it contains one of these.
_NAMING = re.compile(r"[.:]|\bimport\b")


class ExpressionUses(NamedTuple):
    """How the expressions of a file use dotted names and strings."""

    attributes: dict[str, set[str]]
    """The attributes that are accessed or set, by the dotted name of their owner."""
    values: set[str]
    """The dotted names that are used as values, not only for their attributes."""
    bound: set[str]
    """The names that are bound in any scope, except by imports."""
    loaded: set[str]
    """The strings that may be names of modules to load."""
    prefixes: set[str]
    """The constant prefixes of module names that are computed at run time."""
    computes_names: bool
    """Whether modules are loaded by names without a constant prefix."""
    runs_files: bool
    """Whether files are run or loaded by their paths."""
    strings: str
    """All strings that may refer to a name of a module, one per line."""


@remembered
def expression_uses(project: Project, file: str) -> ExpressionUses:
    """Return how the expressions of a file use names; empty if the file cannot be parsed."""
    source = parsed_file(project, file)
    found = _Visitor()
    for node in nodes_in(source.tree) if source is not None else ():
        visit = found.visitors.get(node.__class__)
        if visit is not None:
            visit(node)
    return ExpressionUses(
        found.attributes,
        found.values,
        found.bound,
        found.loaded,
        found.prefixes,
        found.computes_names,
        found.runs_files,
        "\n".join(found.strings),
    )


class _Visitor:
    """Collects the uses in a tree; each node must be visited after its parents."""

    def __init__(self) -> None:
        self.attributes: dict[str, set[str]] = {}
        self.values: set[str] = set()
        self.bound: set[str] = set()
        self.loaded: set[str] = set()
        self.prefixes: set[str] = set()
        self.computes_names = False
        self.runs_files = False
        self.strings: list[str] = []
        self._done: set[int] = set()
        """The ids of nodes that are already handled, or that use nothing."""
        self.visitors: dict[type[ast.AST], Callable[[Any], None]] = {
            ast.Attribute: self._attribute,
            ast.Name: self._name,
            ast.Constant: self._constant,
            ast.Call: self._call,
            ast.If: self._test,
            ast.IfExp: self._test,
            ast.While: self._test,
            ast.Compare: self._compare,
            ast.UnaryOp: self._unary,
            ast.List: self._display,
            ast.Set: self._display,
            ast.Tuple: self._display,
            ast.Subscript: self._subscript,
            ast.Dict: self._dictionary,
            ast.Assign: self._assign,
            ast.arg: self._argument,
            ast.ClassDef: self._named,
            ast.FunctionDef: self._named,
            ast.AsyncFunctionDef: self._named,
            ast.ExceptHandler: self._named,
        }

    def _name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.bound.add(node.id)
        elif id(node) not in self._done:
            self.values.add(node.id)

    def _named(self, node: Any) -> None:
        if node.name:
            self.bound.add(node.name)

    def _argument(self, node: ast.arg) -> None:
        self.bound.add(node.arg)

    def _constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and _NAMING.search(node.value):
            self.strings.append(node.value)

    # Testing whether a module is there does not use it.

    def _test(self, node: ast.If | ast.IfExp | ast.While) -> None:
        self._done.add(id(node.test))

    def _compare(self, node: ast.Compare) -> None:
        if isinstance(node.ops[0], (ast.Is, ast.IsNot)):
            self._done.add(id(node.left))

    def _unary(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._done.add(id(node.operand))

    def _display(self, node: ast.List | ast.Set | ast.Tuple) -> None:
        if id(node) not in self._done:
            self._load(*node.elts)

    def _subscript(self, node: ast.Subscript) -> None:
        if dotted_end(node.value) == "modules":
            self._load(node.slice)

    def _dictionary(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == _MODULE:
                self._load(value)

    def _assign(self, node: ast.Assign) -> None:
        names = set(map(dotted_end, node.targets))
        if not names.isdisjoint(("pytest_plugins", _MODULE)):
            self._load(node.value)
        if not _LISTINGS.isdisjoint(names):
            self._done.add(id(node.value))

    def _attribute(self, node: ast.Attribute) -> None:
        owner = dotted(node.value)
        if owner is not None:
            self.attributes.setdefault(owner, set()).add(node.attr)
            if id(node) not in self._done and isinstance(node.ctx, ast.Load):
                self.values.add(f"{owner}.{node.attr}")
            while isinstance(node.value, ast.Attribute):
                self._done.add(id(node.value))
                node = node.value
            self._done.add(id(node.value))

    def _call(self, node: ast.Call) -> None:
        function = dotted_end(node.func)
        self.runs_files = self.runs_files or function in _RUNNERS
        self._done.update(id(word.value) for word in node.keywords if word.arg in _LISTINGS)
        # `namedtuple("Point", "x y", module="main")`
        self._load(*(word.value for word in node.keywords if word.arg == "module"))
        if function in _LOADERS:
            self._load(*node.args, *(word.value for word in node.keywords))
            self._note_computed_name(node.args[:1])
        if function in _ATTRIBUTE_FUNCTIONS and len(node.args) > 1:
            owner, name = dotted(node.args[0]), node.args[1]
            if owner and isinstance(name, ast.Constant) and isinstance(name.value, str):
                self.attributes.setdefault(owner, set()).add(name.value)
                self._done.add(id(node.args[0]))

    def _note_computed_name(self, nodes: list[ast.expr]) -> None:
        """Record the constant prefix of a module name that is computed, or that it has none."""
        for node in nodes:
            # `f"pkg.{name}"`, `"pkg." + name`, `"pkg.%s" % name`, `"pkg.{}".format(name)`
            while not isinstance(node, (ast.Constant, ast.JoinedStr)):
                inner = next(ast.iter_child_nodes(node), None)
                if not isinstance(inner, ast.expr):
                    break
                node = inner
            first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                if first is not nodes[0]:
                    self.prefixes.add(re.split(r"[{%]", first.value)[0])
            else:
                self.computes_names = True

    def _load(self, *nodes: ast.expr) -> None:
        """Record the constant strings among some expressions as names of modules to load."""
        self.loaded |= {
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }


def dotted(node: ast.expr) -> str | None:
    """Return an expression as a dotted name; None if it is not one."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(parts))) if isinstance(node, ast.Name) else None
