"""Hoisting: whether an import inside a function could move to the top of its file."""

from __future__ import annotations

import ast
import enum
import os
import sys
from collections.abc import Callable
from typing import NamedTuple

from flake8_importstyle.exports.foreign.load_graph import Edge, LoadGraph, load_graph
from flake8_importstyle.exports.origins import follow
from flake8_importstyle.exports.portability import has_everywhere, is_everywhere
from flake8_importstyle.exports.wildcard import Resolver, resolver
from flake8_importstyle.resolver.modules import absolute, location, roots
from flake8_importstyle.resolver.search_path import real_name
from flake8_importstyle.resolver.stdlib import is_in_library
from flake8_importstyle.syntax.imports import module_text, with_packages
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import


class Reason(enum.Enum):
    """Why a module can just as well be loaded at the top of a file."""

    LOADED = "loaded"
    """The imports at the top load it anyway."""
    STANDARD = "standard"
    """It is in the standard library."""
    PROJECT = "project"
    """It is in the project, has no side effects, and does not import the file, even indirectly."""


class Hoistable(NamedTuple):
    """A module that may be loaded at the top of a file."""

    reason: Reason
    loaded: frozenset[str]
    """The modules that would be loaded there because of it."""


class _Top(NamedTuple):
    """What is known about the top of a file."""

    graph: LoadGraph
    user: str
    """The file's own module; empty if unknown."""
    loaded: frozenset[str]
    """The modules that the imports at the top certainly load."""
    is_of_project: Callable[[str], bool]
    required: frozenset[str]
    """The modules that are certainly loaded by the time the file is."""
    known: dict[str, Hoistable | None]
    """The answers of ``_hoistable``, by module: a file may import it in each of its functions."""


def hoistable(source: SourceFile, statement: Import) -> list[Hoistable]:
    """Return the modules of an import, each with why it may be loaded at the top of the file.

    Empty if one of them may not be, or if that is unknown.
    """
    top = source.fact(_top)
    if top is None:
        return []
    found = []
    for module in _modules(source, statement, top):
        if module not in top.known:
            top.known[module] = _hoistable(module, top)
        each = top.known[module]
        if each is None:
            return []
        found.append(each)
    return found if _has_names(source, statement, top) else []


def closed_cycle(source: SourceFile, statement: Import) -> list[str]:
    """Return the import cycle that an import would close at the top of its file; empty if none.

    The cycle starts with the file's own module.
    """
    top = source.fact(_top)
    for module in _modules(source, statement, top) if top is not None else ():
        if top is not None and top.user and top.graph.neighbours(top.user)(module):
            cycle = top.graph.cycle(module, top.user)
            if cycle:
                return cycle
    return []


def last_import(source: SourceFile) -> ast.stmt | None:
    """Return the last import at the top of a file, before any function or class; None if none."""
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
    # A package that imports the file is still running when the file is loaded.
    running = [each for each in with_packages(user)[1:] if graph.leads_back(each, user)]
    named = [
        module
        for statement, suite in source.imports
        if suite.always_runs
        and suite.scope is source.tree
        and last is not None
        and statement.lineno <= last.lineno
        for module in _named(source, statement) or ()
    ]
    loaded = order.surely_loaded(*named, running=running)
    required = frozenset(order.surely_loaded(user) if user else ())
    return _Top(graph, user, frozenset(loaded), order.is_of_project, required, {})


def _own_module(source: SourceFile, graph: LoadGraph) -> str:
    """Return the full module name of a file; empty if unknown."""
    place = location(source)
    if place is None or not place.is_whole or not place.module:
        return ""
    found = graph.find(place.module)
    is_found = found is not None and found.file == os.path.abspath(source.filename)
    return place.module if is_found else ""


def _named(source: SourceFile, statement: Import) -> list[str] | None:
    """Return the absolute names of the modules in a statement; None if they are unknown."""
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    module = absolute(source, module_text(statement))
    return [module] if module is not None else None


def _submodules(statement: Import, module: str, top: _Top) -> list[str]:
    """Return the submodules that a ``from`` import takes from the package ``module``."""
    if isinstance(statement, ast.Import):
        return []
    names = [f"{module}.{alias.name}" for alias in statement.names]
    found = [(name, top.graph.find(name)) for name in names]
    return [name for name, each in found if each is not None and each.file is not None]


def _modules(source: SourceFile, statement: Import, top: _Top) -> list[str]:
    """Return the modules that a statement uses; empty if they are unknown."""
    found = []
    for module in _named(source, statement) or ():
        submodules = _submodules(statement, module, top)
        # `from package import submodule` uses no name of the package itself.
        is_used = len(submodules) < len(statement.names) or isinstance(statement, ast.Import)
        found += [module, *submodules] if is_used else submodules
    return found


def _has_names(source: SourceFile, statement: Import, top: _Top) -> bool:
    """Tell whether the module has every name that a statement imports, and never rebinds it.

    Nor may reading a name have an effect, as that of a deprecated one has.
    """
    if isinstance(statement, ast.Import):
        return True
    modules = resolver(roots(source))
    for module in _named(source, statement) or ():
        submodules = _submodules(statement, module, top)
        for alias in statement.names:
            if _is_marked(module, alias.name, top):
                return False
            if f"{module}.{alias.name}" not in submodules and (
                not has_everywhere(module, alias.name)
                or modules.has(module, alias.name) is not True
                or _may_change(modules, module, alias.name, top)
            ):
                return False
    return True


def _may_change(modules: Resolver, module: str, name: str, top: _Top) -> bool:
    """Tell whether a function may rebind a name, in its module or in one it is imported from.

    Or whether reading it there may have an effect.
    """
    return any(
        (exports is not None and step.name in exports.rebound)
        or _is_marked(step.module, step.name or "", top)
        for step in follow(modules, module, name).steps
        for exports in (modules.exports(step.module),)
    )


def _is_marked(module: str, name: str, top: _Top) -> bool:
    """Tell whether a module may have marked one of its names, for example as deprecated."""
    return not _is_everywhere(top, module) and name in top.graph.node(module).names_passed


def _hoistable(module: str, top: _Top) -> Hoistable | None:
    is_near = bool(top.user) and top.graph.neighbours(top.user)(module)
    if is_near and top.graph.leads_back(module, top.user):
        return None
    if not is_near and top.is_of_project(module):
        return None
    is_loaded = module in top.loaded
    if is_loaded or _is_everywhere(top, module):
        if is_near and top.graph.may_load_anything(module, top.user):
            return None  # It may be half loaded when the file is; `loads_with` asks that as well.
        if is_loaded:
            return Hoistable(Reason.LOADED, frozenset())
        return Hoistable(Reason.STANDARD, frozenset((module,)))
    loaded = top.graph.loads_with(module, top.user) if is_near else None
    if loaded is None:
        return None
    earlier = loaded.difference(top.loaded, with_packages(top.user))
    if any(top.graph.node(each).has_side_effects for each in earlier):
        return None
    # Of modules that import each other in functions, one at least must go on to do so.
    if top.graph.returns_late(earlier, top.user):
        return None
    for each in earlier:
        for edge in top.graph.outside(each):
            is_there = edge.module in top.required or _is_everywhere(top, edge.module)
            if not is_there or not _is_portable(edge):
                return None
            loaded = loaded | {edge.module}
    return Hoistable(Reason.PROJECT, frozenset(loaded))


def _is_portable(edge: Edge) -> bool:
    """Tell whether every name that an edge imports exists on all systems and Python versions."""
    statement = edge.statement
    return isinstance(statement, ast.Import) or all(
        has_everywhere(edge.module, alias.name) for alias in statement.names
    )


def _is_everywhere(top: _Top, module: str) -> bool:
    """Tell whether a module is in the standard library of all systems and Python versions."""
    first = module.partition(".")[0]
    if first not in sys.stdlib_module_names or first.startswith("_") or not is_everywhere(module):
        return False
    found = top.graph.find(module)
    return found is not None and is_in_library(real_name(module), found)
