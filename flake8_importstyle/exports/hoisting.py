"""Hoisting: whether what a function imports could be imported at the top of its file."""

from __future__ import annotations

import ast
import enum
import os
import sys
from collections.abc import Callable
from typing import NamedTuple

from flake8_importstyle.exports.finder import real_name
from flake8_importstyle.exports.foreign.load_graph import Edge, LoadGraph, load_graph
from flake8_importstyle.exports.origins import follow
from flake8_importstyle.exports.portability import has_everywhere, is_everywhere
from flake8_importstyle.exports.wildcard import Resolver, resolver
from flake8_importstyle.resolver.modules import absolute, location, roots
from flake8_importstyle.resolver.stdlib import is_in_library
from flake8_importstyle.syntax.imports import module_text, with_packages
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import


class Reason(enum.Enum):
    """Why a module may as well be loaded at the top."""

    LOADED = "loaded"
    """The imports there load it anyway."""
    STANDARD = "standard"
    """It is in the standard library."""
    PROJECT = "project"
    """It is in the project; loading it does not lead back to the file, nor change anything else."""


class Hoistable(NamedTuple):
    """A module that may be loaded at the top."""

    reason: Reason
    loaded: frozenset[str]
    """All that is loaded then."""


class _Top(NamedTuple):
    """What is known of the top of a file."""

    graph: LoadGraph
    user: str
    """The file's own module; empty if that is not known, and nothing of the project."""
    loaded: frozenset[str]
    """What the imports at the top surely load."""
    is_of_project: Callable[[str], bool]
    required: frozenset[str]
    """The modules that are loaded anyway before the file has been."""


def hoistable(source: SourceFile, statement: Import) -> list[Hoistable]:
    """Return for each module of a statement why it may be loaded at the top of the file.

    Empty if one of them may not, or if that is not known.
    """
    top = source.fact(_top)
    found = []
    for module in _modules(source, statement, top) if top is not None else ():
        each = _hoistable(module, top) if top is not None else None
        if each is None:
            return []
        found.append(each)
    return found if top is not None and _has_names(source, statement, top) else []


def closed_cycle(source: SourceFile, statement: Import) -> list[str]:
    """Return the cycle that a statement would close at the top of its file; empty if it does not.

    It begins with the file's own module.
    """
    top = source.fact(_top)
    for module in _modules(source, statement, top) if top is not None else ():
        if top is not None and top.user and top.graph.neighbours(top.user)(module):
            cycle = top.graph.cycle(module, top.user)
            if cycle:
                return cycle
    return []


def last_import(source: SourceFile) -> ast.stmt | None:
    """Return the last import statement at the top, below which there is room for another one."""
    last = None
    for statement in source.tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            last = statement
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            break
    return last


def _top(source: SourceFile) -> _Top | None:
    folders = roots(source)
    if not folders:
        return None
    graph = load_graph(folders)
    user = _own_module(source, graph)
    order = resolver(folders).order
    last = last_import(source)
    # A package that loads the file is still being loaded when the file is.
    running = [each for each in with_packages(user)[1:] if user in graph.closure(each, user)]
    loaded: set[str] = set()
    for statement, suite in source.imports:
        if (
            suite.always_runs
            and suite.scope is source.tree
            and last is not None
            and statement.lineno <= last.lineno
        ):
            for module in _named(source, statement) or ():
                if module not in loaded:
                    loaded |= order.surely_loaded(module, running)
    required = frozenset(order.surely_loaded(user) if user else ())
    return _Top(graph, user, frozenset(loaded), order.is_of_project, required)


def _own_module(source: SourceFile, graph: LoadGraph) -> str:
    """Return the module that a file is; empty if that is not known as a whole."""
    place = location(source)
    if place is None or not place.is_whole or not place.module:
        return ""
    found = graph.find(place.module)
    is_found = found is not None and found.file == os.path.abspath(source.filename)
    return place.module if is_found else ""


def _named(source: SourceFile, statement: Import) -> list[str] | None:
    """Return the modules that a statement names; None if they are not known as a whole."""
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    module = absolute(source, module_text(statement))
    return [module] if module is not None else None


def _submodules(statement: Import, module: str, top: _Top) -> list[str]:
    """Return the modules that a statement takes from a package."""
    if isinstance(statement, ast.Import):
        return []
    names = [f"{module}.{alias.name}" for alias in statement.names]
    found = [(name, top.graph.find(name)) for name in names]
    return [name for name, each in found if each is not None and each.file is not None]


def _modules(source: SourceFile, statement: Import, top: _Top) -> list[str]:
    """Return the modules that are asked for something by a statement; empty if not known."""
    found = []
    for module in _named(source, statement) or ():
        submodules = _submodules(statement, module, top)
        # A package is asked for nothing if only its modules are taken from it.
        is_asked = len(submodules) < len(statement.names) or isinstance(statement, ast.Import)
        found += [module, *submodules] if is_asked else submodules
    return found


def _has_names(source: SourceFile, statement: Import, top: _Top) -> bool:
    """Tell whether a module has all that a statement takes from it, and the same at any time."""
    if isinstance(statement, ast.Import):
        return True
    modules = resolver(roots(source))
    for module in _named(source, statement) or ():
        submodules = _submodules(statement, module, top)
        for alias in statement.names:
            if f"{module}.{alias.name}" not in submodules and (
                not has_everywhere(module, alias.name)
                or modules.has(module, alias.name) is not True
                or _may_change(modules, module, alias.name)
            ):
                return False
    return True


def _may_change(modules: Resolver, module: str, name: str) -> bool:
    """Tell whether a function may bind a name anew, here or where it is from."""
    return any(
        exports is not None and step.name in exports.rebound
        for step in follow(modules, module, name).steps
        for exports in (modules.exports(step.module),)
    )


def _hoistable(module: str, top: _Top) -> Hoistable | None:
    is_near = bool(top.user) and top.graph.neighbours(top.user)(module)
    if is_near and top.user in top.graph.closure(module, top.user):
        return None
    if not is_near and top.is_of_project(module):
        return None
    if module in top.loaded:
        return Hoistable(Reason.LOADED, frozenset())
    if _is_everywhere(top, module):
        return Hoistable(Reason.STANDARD, frozenset((module,)))
    loaded = top.graph.loads_with(module, top.user) if is_near else None
    if loaded is None:
        return None
    earlier = loaded.difference(top.loaded, with_packages(top.user))
    if any(top.graph.node(each).has_side_effects for each in earlier):
        return None
    for each in earlier:
        for edge in top.graph.outside(each):
            is_there = edge.module in top.required or _is_everywhere(top, edge.module)
            if not is_there or not _is_portable(edge):
                return None
            loaded = loaded | {edge.module}
    return Hoistable(Reason.PROJECT, frozenset(loaded))


def _is_portable(edge: Edge) -> bool:
    """Tell whether what a module takes from the standard library is there everywhere."""
    statement = edge.statement
    return isinstance(statement, ast.Import) or all(
        has_everywhere(edge.module, alias.name) for alias in statement.names
    )


def _is_everywhere(top: _Top, module: str) -> bool:
    """Tell whether a module is in the standard library, wherever that is."""
    first = module.partition(".")[0]
    if first not in sys.stdlib_module_names or first.startswith("_") or not is_everywhere(module):
        return False
    found = top.graph.find(module)
    return found is not None and is_in_library(real_name(module), found)
