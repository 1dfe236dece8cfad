"""Find which objects each read of an imported name may see, to compare a file before and after.

A safe fix must not change what any read sees. This is computed for the old text, where a star
import binds a name, and for the new text, where an explicit import does; the two must agree.
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
"""The position that stands for the end of the module, where importers read its names."""


class Place(NamedTuple):
    """Where a name is read."""

    name: str
    position: int
    """In characters from the start of the text; ``END`` for the end of the module."""


def reads_of_imports(
    source: SourceFile, names_before: Iterable[str] = ()
) -> dict[Place, frozenset[Hashable]]:
    """Return which objects each read of an imported name may see.

    ``names_before``: more names to include, such as those that imports bound before a fix.

    The end of the module counts as a read of every name that is imported explicitly. An object is
    given by its origin, ``_OWN`` if the file itself defines it, and None if the name is unbound.
    Raises ``TooLarge`` if the analysis exceeds its budget.
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
        name: reads for name, reads in source.fact(analyse).module_reads.items() if name in given
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
            place = Place(name, _offset(source, read.position))
            reaching = frozenset(origins[name, event] for event in reached.reaching(read))
            seen[place] = seen.get(place, frozenset()) | reaching
    for name in wanted:
        reaching = frozenset(origins[name, event] for event in reached.end_of(name))
        seen[Place(name, END)] = reaching
    return seen


def _offset(source: SourceFile, position: Position) -> int:
    """Return a position as a number of characters from the start of the text."""
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
    """Return the origin of the object that an event binds a name to, or what the import asks for.

    None if the event deletes the name or there is no event.
    """
    if event is None or (name, event.position) in source.fact(_deletions):
        return None
    if event.star is not None:
        statement, taken = source.stars[event.star][0], name
    else:
        owner = source.fact(imported_at).get((name, event.position))
        if owner is None:
            return _OWN
        if not isinstance(owner.statement, ast.ImportFrom):
            chain = chain_of(source, owner) if not source.is_alone else []
            return _last_step(chain) or (owner.origin, None)
        statement, taken = owner.statement, owner.alias.name
    module = module_text(statement)
    if source.is_alone:
        return module, taken
    return _last_step(chain_through(source, statement, taken)) or (
        absolute(source, module) or module,
        taken,
    )


def _last_step(chain: list[Step]) -> Hashable:
    """Return where a chain of imports ends; None if it is empty."""
    return (chain[-1].file or chain[-1].module, chain[-1].name) if chain else None
