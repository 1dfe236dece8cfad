"""Reads: what each read of an imported name of the module may see, to be compared with another.

A repair that is safe leaves every read what it saw. So two texts of a file are compared by this:
the old one, in which a star gives a name, and the new one, in which an import does.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable
from typing import NamedTuple

from flake8_importstyle.exports.identity import chain_of, chain_through
from flake8_importstyle.exports.origins import Step
from flake8_importstyle.resolver.modules import absolute
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.parts import Event
from flake8_importstyle.semantic.reaching_definitions import reach
from flake8_importstyle.stars.flow import events_of, flow
from flake8_importstyle.stars.uses import imported_at
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Position

_OWN = "own"
END = -1
"""The position at which others read what a module has."""


class Place(NamedTuple):
    """Where a name is read."""

    name: str
    position: int
    """In characters from the start of the text; ``END`` for the end of the module."""


def reads_of_imports(
    source: SourceFile, names_before: Iterable[str] = ()
) -> dict[Place, frozenset[Hashable]]:
    """Return what each read may see of those names that imports bind in the module.

    ``names_before``: further names, those that imports did bind.

    The end of the module counts as a read of what is imported by name, for others. What is seen is
    an object's origin, ``_OWN`` for what the file makes itself, and None for nothing. Raises
    ``TooLarge`` if it takes too much to find out.
    """
    imported = {
        name
        for (name, _), each in source.fact(imported_at).items()
        if each.suite.scope is source.tree
    }
    wanted = imported.union(names_before)
    stars = source.fact(flow).stars if source.stars else []
    given = wanted.union(*(star.names for star in stars))
    reads = {
        name: reads for name, reads in source.fact(analyse).of_module().items() if name in given
    }
    events = events_of(source, stars, {*reads, *wanted})
    origins = {
        (name, event): _origin(source, name, event)
        for name, found in events.items()
        for event in (None, *found)
    }
    reached = reach(source, events, reads)
    seen: dict[Place, frozenset[Hashable]] = {}
    for name, uses in reads.items():
        for read in uses:
            place = Place(name, _characters(source, read.position))
            reaching = frozenset(origins[name, event] for event in reached.reaching(read))
            seen[place] = seen.get(place, frozenset()) | reaching
    for name in wanted:
        reaching = frozenset(origins[name, event] for event in reached.end_of(name))
        seen[Place(name, END)] = reaching
    return seen


def _characters(source: SourceFile, position: Position) -> int:
    line, column = position
    return source.places.position(line, source.characters(line, column))


def _deletions(source: SourceFile) -> set[tuple[str, Position]]:
    bindings = source.fact(analyse).scopes[source.tree].bindings
    return {
        (name, each.position)
        for name, found in bindings.items()
        for each in found
        if each.is_deletion
    }


def _origin(source: SourceFile, name: str, event: Event | None) -> Hashable:
    """Return where what an event binds a name to was made, or what it is asked for if unknown."""
    if event is None or (name, event.position) in source.fact(_deletions):
        return None
    if event.star is not None:
        statement, taken = source.stars[event.star][0], name
    else:
        owner = source.fact(imported_at).get((name, event.position))
        if owner is None:
            return _OWN
        if not isinstance(owner.statement, ast.ImportFrom):
            way = chain_of(source, owner) if not source.is_alone else []
            return _end(way) or (owner.origin, None)
        statement, taken = owner.statement, owner.alias.name
    module = module_text(statement)
    if source.is_alone:
        return module, taken
    return _end(chain_through(source, statement, taken)) or (
        absolute(source, module) or module,
        taken,
    )


def _end(way: list[Step]) -> Hashable:
    return (way[-1].file or way[-1].module, way[-1].name) if way else None
