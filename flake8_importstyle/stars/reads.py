"""Reads: what each read of an imported name of the module may see, to be compared with another.

A repair that is safe leaves every read what it saw. So two texts of a file are compared by this:
the old one, in which a star gives a name, and the new one, in which an import does.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable
from typing import NamedTuple

from flake8_importstyle.exports.origins import chain
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.modules import absolute, roots
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.reaching_definitions import Event, reach
from flake8_importstyle.stars.uses import flow
from flake8_importstyle.syntax.imports import ImportedName, module_text
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Position, start

_OWN = "own"


class Place(NamedTuple):
    """Where a name is read."""

    name: str
    position: int
    """In characters from the start of the text; -1 for the end of the module."""


def reads_of_imports(
    source: SourceFile, names_before: Iterable[str] = ()
) -> dict[Place, frozenset[Hashable]]:
    """Return what each read may see of those names that imports bind in the module.

    ``names_before``: further names, those that imports did bind.

    The end of the module counts as a read of what is imported by name, for others. What is seen is
    an object's origin, ``_OWN`` for what the file makes itself, and None for nothing.
    """
    names = source.fact(analyse)
    scope = names.scopes[source.tree]
    imported = {
        (each.name, each.position): each
        for each in source.imported_names
        if each.suite.scope is source.tree
    }
    stars = source.fact(flow).stars if source.stars else []
    by_name = {*names_before, *(name for name, _ in imported)}
    given = by_name.union(*(star.names for star in stars))
    reads = {name: reads for name, reads in names.of_module().items() if name in given}
    events: dict[str, list[Event]] = {}
    origins: dict[tuple[str, Event | None], Hashable] = {}
    for name in {*reads, *by_name}:
        origins[name, None] = None
        for each in scope.bindings.get(name, ()):
            event = Event(each.position, each.suite, None, each.is_sure)
            events.setdefault(name, []).append(event)
            owner = imported.get((name, each.position))
            origins[name, event] = (
                _origin(source, owner) if owner else None if each.is_deletion else _OWN
            )
        for index, ((statement, suite), star) in enumerate(zip(source.stars, stars, strict=True)):
            if name in star.names or star.doubt:
                bound = star.names.get(name)
                is_sure = bound is not None and bound.is_sure
                event = Event(start(statement), suite, index, is_sure)
                events.setdefault(name, []).append(event)
                origins[name, event] = _taken(source, module_text(statement), name)
    reached = reach(source, events, reads)
    found: dict[Place, frozenset[Hashable]] = {}
    for name, uses in reads.items():
        for read in uses:
            place = Place(name, _characters(source, read.position))
            seen = frozenset(origins[name, event] for event in reached.sight(read))
            found[place] = found.get(place, frozenset()) | seen
    for name in by_name:
        seen = frozenset(origins[name, event] for event in reached.end_of(name))
        found[Place(name, -1)] = seen
    return found


def _characters(source: SourceFile, position: Position) -> int:
    line, column = position
    return source.places.position(line, source.characters(line, column))


def _origin(source: SourceFile, owner: ImportedName) -> Hashable:
    if isinstance(owner.statement, ast.ImportFrom):
        return _taken(source, module_text(owner.statement), owner.alias.name)
    return _taken(source, owner.origin, None)


def _taken(source: SourceFile, module: str, name: str | None) -> Hashable:
    """Return where what ``from module import name`` gives was made, or that module if unknown."""
    whole = absolute(source, module) if not source.is_alone else None
    if whole is None:
        return module, name
    way = chain(resolver(roots(source)), whole, name)
    return (way[-1].file or way[-1].module, way[-1].name) if way else (whole, name)
