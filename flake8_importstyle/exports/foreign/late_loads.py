"""Late loads: imports in functions that may be called while modules are being loaded.

Calls are matched by name alone: a function counts as called if code that runs mentions its name
anywhere. This finds too many late loads rather than too few.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.foreign.sketches import package_of
from flake8_importstyle.resolver.files import LARGEST_MODULE, content
from flake8_importstyle.resolver.modules import resolve
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.parsing import tree_of

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Function(NamedTuple):
    """A function at the top of a module, or a method, including the functions nested in it."""

    name: str
    """The name whose mention may be a call: of a special method, that of its class."""
    mentioned: set[str]
    loaded: list[str]


class _Module(NamedTuple):
    """The names that a module mentions when it is loaded, and its functions."""

    mentioned: set[str]
    functions: list[_Function]


class LateLoads:
    """Finds the late loads of the modules that ``finder`` finds."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._modules: dict[str, _Module] = {}

    def may_lead_to(
        self, user: str, loaded: Iterable[str], load: Callable[[str], list[str]]
    ) -> bool:
        """Tell whether functions that run while the modules in ``loaded`` load may load ``user``.

        ``load`` loads one more module of the project, and returns the modules that are new.
        """
        live: set[str] = set()
        waiting: dict[str, list[_Function]] = {}
        pending = list(loaded)
        while pending:
            found = self._module(pending.pop())
            called = found.mentioned - live
            for function in found.functions:
                waiting.setdefault(function.name, []).append(function)
                if function.name in live:
                    called.add(function.name)
            while called:
                name = called.pop()
                live.add(name)
                for function in waiting.pop(name, ()):
                    called |= function.mentioned - live
                    for module in function.loaded:
                        new = load(module)
                        if user in new:
                            return True
                        pending += new
        return False

    def in_functions(self, module: str) -> Iterator[str]:
        """Yield the modules that the functions of a module import."""
        for function in self._module(module).functions:
            yield from function.loaded

    def _module(self, module: str) -> _Module:
        if module not in self._modules:
            self._modules[module] = self._read(module)
        return self._modules[module]

    def _read(self, module: str) -> _Module:
        found = self._finder.find(module)
        text = None
        if found is not None and found.file is not None and found.has_source:
            text = content(found.file, LARGEST_MODULE)
        tree = tree_of(text) if text is not None else None
        if tree is None:
            return _Module(set(), [])
        package = package_of(self._finder, module)
        functions = []
        mentioned: set[str] = set()
        pending: list[tuple[ast.AST, str]] = [(each, "") for each in tree.body]
        while pending:
            node, around = pending.pop()
            if isinstance(node, _FUNCTIONS):
                is_special = around and node.name.startswith("__") and node.name.endswith("__")
                functions.append(self._function(node, around if is_special else node.name, package))
                heads = (*node.decorator_list, node.args, node.returns)
                pending += [(each, around) for each in heads if each is not None]
                continue
            mentioned.update(_mentioned(node))
            inside = node.name if isinstance(node, ast.ClassDef) else around
            pending += [(each, inside) for each in ast.iter_child_nodes(node)]
        return _Module(mentioned, functions)

    def _function(
        self, function: ast.FunctionDef | ast.AsyncFunctionDef, name: str, package: str
    ) -> _Function:
        mentioned: set[str] = set()
        loaded: list[str] = []
        for statement in function.body:
            for node in nodes_in(statement):
                names = _mentioned(node)
                if names:
                    mentioned.update(names)
                    loaded += self._loaded(node, package)
        return _Function(name, mentioned, loaded)

    def _loaded(self, node: ast.AST, package: str) -> Iterator[str]:
        """Yield the modules that a node may load; nothing unless it is an import statement."""
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = resolve(module_text(node), package)
            if module is not None:
                yield module
                names = (f"{module}.{alias.name}" for alias in node.names)
                yield from (name for name in names if self._finder.find(name) is not None)


def _mentioned(node: ast.AST) -> tuple[str, ...]:
    """Return the names that a node itself mentions, without those of its child nodes."""

    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (node.attr,)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return tuple(alias.asname or alias.name for alias in node.names)
    return ()
