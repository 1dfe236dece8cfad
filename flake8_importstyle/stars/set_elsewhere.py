"""Find names that another module sets from outside, as by ``module.name = …``.

Any module that has been loaded may do so. The search covers all modules of the project that a file
loads, directly or indirectly, and the packages that contain them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from flake8_importstyle.exports.functions import READING, is_namespace, is_of_module, modules_in
from flake8_importstyle.exports.module_exports import parsed
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.modules import Reference, reference
from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.imports import bound_name, imported_modules
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import SourceFile

ANY = "*"
"""Stands for a name that cannot be determined, so possibly for all names."""


def loaded_by(source: SourceFile) -> Iterator[Reference]:
    """Yield the modules that a file's imports load, or may load if a name is a submodule."""
    for statement, _ in source.imports:
        for module in imported_modules(statement):
            named = reference(source, module)
            if named is not None:
                yield named
                is_from = isinstance(statement, ast.ImportFrom)
                for alias in statement.names if is_from else ():
                    yield named._replace(module=f"{named.module}.{alias.name}")


def set_elsewhere(loaded: Iterable[Reference], names: set[str]) -> set[str]:
    """Return which of the names some module may set in another one when ``loaded`` are imported."""
    found: set[str] = set()
    seen: set[str] = set()
    for each in loaded:
        if each.module.partition(".")[0] in sys.stdlib_module_names:
            continue
        known = resolver(each.folders)
        for module in known.order.all_loaded(each.module):
            place = known.find(module)
            file = place.file if place is not None and place.has_source else None
            if place is None or file is None or file in seen or known.leads_out(place):
                continue
            seen.add(file)
            tree = parsed(file)
            found |= _set_in(tree, names) if tree is not None else names
            if found >= names:
                return names
    return found


def _set_in(tree: ast.Module, names: set[str]) -> set[str]:
    """Return which of the names a module's code may set in other modules."""
    nodes = nodes_in(tree)
    imported = (
        bound_name(alias)
        for node in nodes
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    )
    modules = modules_in(nodes, imported)
    found: set[str] = set()
    for node in nodes:
        name = _name_set(node, modules)
        if name is ANY:
            return names
        found |= names & {name}
    return found


def _name_set(node: ast.AST, modules: set[str]) -> str:
    """Return the name that an expression sets in a module: ``ANY`` if unknown, empty if none.

    ``modules``: variables that may hold a module.
    """
    key: ast.expr | None = None
    if isinstance(node, ast.Attribute):
        is_set = isinstance(node.ctx, ast.Store) and is_of_module(node.value, modules)
        name = ANY if node.attr == "__all__" else node.attr
        return name if is_set else ""
    if isinstance(node, ast.Subscript):
        owner = node.value
        if isinstance(node.ctx, ast.Store) and _is_namespace(owner, modules):
            key = node.slice
    elif isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr not in READING:
            owner = function.value
            is_list = dotted_end(owner) == "__all__" and is_of_module(owner, modules)
            return ANY if is_list or _is_namespace(owner, modules) else ""
        if dotted_end(function) == "setattr" and len(node.args) > 1:
            key = node.args[1] if is_of_module(node.args[0], modules) else None
    if key is None:
        return ""
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ANY


def _is_namespace(node: ast.expr, modules: set[str]) -> bool:
    """Tell whether an expression is the namespace dictionary of a module."""
    is_one = (
        dotted_end(node) == "__dict__" if not isinstance(node, ast.Call) else is_namespace(node)
    )
    return is_one and is_of_module(node, modules)
