"""Find how a file accesses its own names dynamically, as through ``globals()``.

Most uses of ``globals()`` and ``sys.modules`` do not depend on the order in which names were bound,
and some do not touch the names of the file at all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.scopes import (
    ALL_NAMES,
    LOCAL_NAMES,
    OWN_MODULE,
    SYS_MODULES,
    Read,
)
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Position, start

_NAMESPACES = frozenset(("globals", "locals", "vars"))


class DynamicAccess(NamedTuple):
    """How a file accesses its own module-level names without spelling them out."""

    asks: bool
    """It looks up single names, or only lists the names: ``"x" in globals()``, ``dir()``."""
    sets: bool
    """It sets single names: ``globals()[name] = value``."""
    does_more: bool
    """It uses the namespace in any other way, for example by iterating over it."""


def dynamic_access(source: SourceFile) -> DynamicAccess:
    """Return how a file accesses its names; call it as ``source.fact(dynamic_access)``."""
    reads = list(_dynamic_reads(source))
    if not reads:
        return DynamicAccess(asks=False, sets=False, does_more=False)
    asks: set[Position] = set()
    sets: set[Position] = set()
    for node in nodes_in(source.tree):
        found = _namespace_in(node)
        if found is not None:
            place, is_set = found
            (sets if is_set else asks).add(place)
    places = {read.position for read in reads}
    return DynamicAccess(
        asks=not asks.isdisjoint(places),
        sets=not sets.isdisjoint(places),
        does_more=not places <= asks | sets,
    )


def reads_dynamically(source: SourceFile) -> bool:
    """Tell whether the file may read names that are not spelled out in it."""
    return any(source.fact(dynamic_access))


def _dynamic_reads(source: SourceFile) -> Iterator[Read]:
    """Yield the expressions, such as ``globals()``, through which a file may access its names."""
    reads_of = source.fact(analyse).reads_of
    for name in (ALL_NAMES, OWN_MODULE):
        yield from reads_of.get(name, ())
    modules = reads_of.get(SYS_MODULES, ())
    if modules:
        harmless = {place for node in nodes_in(source.tree) for place in _membership(node)}
        yield from (read for read in modules if read.position not in harmless)
    # In a function, `locals()` does not include the names of the module.
    yield from (
        read
        for read in reads_of.get(LOCAL_NAMES, ())
        if not any(scope.is_function for scope in read.scope.outward())
    )


def _namespace_in(node: ast.AST) -> tuple[Position, bool] | None:
    """Return the position of a namespace that is used for a single name, and whether it is set.

    None if the node does not use a namespace, or not in this way.
    """
    owner, is_set = None, False
    if isinstance(node, ast.Compare):
        owner = _container(node)
    elif isinstance(node, ast.Subscript):
        owner, is_set = node.value, not isinstance(node.ctx, ast.Load)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value if node.func.attr == "get" else None
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dir":
        return start(node.func), False
    is_namespace = (
        isinstance(owner, ast.Call)
        and isinstance(owner.func, ast.Name)
        and owner.func.id in _NAMESPACES
        and not (owner.args or owner.keywords)
    )
    return (start(owner), is_set) if owner is not None and is_namespace else None


def _membership(node: ast.AST) -> Iterator[Position]:
    """Yield the position of the container if a node is nothing but an ``in`` test."""
    owner = _container(node) if isinstance(node, ast.Compare) else None
    if isinstance(owner, (ast.Name, ast.Attribute)):
        yield start(owner)


def _container(node: ast.Compare) -> ast.expr | None:
    """Return the container of a comparison that is nothing but an ``in`` or ``not in`` test."""
    is_membership = len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn))
    return node.comparators[0] if is_membership else None
