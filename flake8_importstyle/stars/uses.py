"""Supplies: which names a file takes from which of its star imports.

A name is taken from a star import if that is what some read of it may see; ``reaching`` says what
each read may see.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from flake8_importstyle.exports.body.visitor import run
from flake8_importstyle.exports.constants import Partial
from flake8_importstyle.exports.definitions import Bound, Star, Target
from flake8_importstyle.exports.module_exports import NOT_FOUND
from flake8_importstyle.exports.wildcard import Resolver, resolver
from flake8_importstyle.resolver.modules import Location, absolute, location, roots
from flake8_importstyle.semantic.mentions import mentioned
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.reaching_definitions import Event, Reached, Sight, reach
from flake8_importstyle.semantic.scopes import BUILTINS, Read
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite, start


class Supply(NamedTuple):
    """What one star import gives to its file."""

    statement: ast.ImportFrom
    star: Star
    names: list[str]
    """The names that the file takes from it, in the order of the alphabet."""
    doubt: str
    """Why these may not be all, or not be from there; empty if they are."""


class Use(NamedTuple):
    """A use of a name that some star import may give."""

    read: Read | None
    """None for the end of the module, where others take the name or a text spells it."""
    sight: Sight
    """What it may see."""


class Flow(NamedTuple):
    """What the star imports of a file bind, and which of it is used."""

    stars: list[Star]
    """In the order of the text."""
    uses: dict[str, list[Use]]
    """The uses of each name that some star import gives."""
    reached: Reached


def supplies(source: SourceFile) -> list[Supply]:
    """Return what each star import of a file gives to it, in the order of the text."""
    stars, uses, _ = source.fact(flow)
    taken: list[set[str]] = [set() for _ in stars]
    for name, found in uses.items():
        for event in {event for use in found for event in use.sight}:
            if event is not None and event.star is not None and name in stars[event.star].names:
                taken[event.star].add(name)
    return [
        Supply(statement, star, sorted(names), doubt)
        for (statement, _), star, names, doubt in zip(
            source.stars, stars, taken, _doubts(source.stars, stars), strict=True
        )
    ]


def flow(source: SourceFile) -> Flow:
    """Find which names go from the star imports of a file to its reads of them."""
    found = resolver(roots(source))
    names = source.fact(analyse)
    missing = names.unbound()
    stars = [_star(source, found, statement, missing) for statement, _ in source.stars]
    given = {name for star in stars for name in star.names}
    reads = {name: reads for name, reads in names.of_module().items() if name in given}
    later = [
        name
        for name in (*_exported(source, found), *sorted(source.fact(mentioned)))
        if name in given
    ]
    bindings = names.scopes[source.tree].bindings
    events = {
        name: [
            Event(each.position, each.suite, None, each.is_sure) for each in bindings.get(name, ())
        ]
        for name in {*reads, *later}
    }
    for index, ((statement, suite), star) in enumerate(zip(source.stars, stars, strict=True)):
        for name in events if star.doubt else star.names.keys() & events.keys():
            bound = star.names.get(name)
            is_sure = bound is not None and bound.is_sure
            events[name].append(Event(start(statement), suite, index, is_sure))
    reached = reach(source, events, reads)
    uses = {
        name: [Use(read, reached.sight(read)) for read in found] for name, found in reads.items()
    }
    for name in later:
        uses.setdefault(name, []).append(Use(None, reached.end_of(name)))
    return Flow(stars, uses, reached)


def _star(
    source: SourceFile, found: Resolver, statement: ast.ImportFrom, missing: list[str]
) -> Star:
    module = absolute(source, module_text(statement))
    if module is None or source.is_alone:
        return Star({}, NOT_FOUND)
    place = location(source)
    star = found.star(module, place.module if place is not None else "")
    # Which submodules are loaded is much to find out, and matters only for names that are used,
    # and mean nothing else yet.
    wanted = {
        name
        for package in star.packages
        for name in _open_before(source, statement, missing)
        if name not in star.names and found.find(f"{package}.{name}") is not None
    }
    if wanted:
        loaded = {**_around(place, star.packages), **found.submodules(star.packages)}
        more = {name: bound for name, bound in loaded.items() if name in wanted}
        star = star._replace(names={**more, **star.names})
    return star


def _open_before(
    source: SourceFile, statement: ast.ImportFrom, missing: list[str]
) -> Iterator[str]:
    """Yield the names that a star import may give, or give another meaning."""
    yield from missing
    names = source.fact(analyse)
    bindings = names.scopes[source.tree].bindings
    for name in names.reads_of:
        bound = bindings.get(name)
        if bound[0].position < start(statement) if bound else name in BUILTINS:
            yield name


def _around(place: Location | None, packages: tuple[str, ...]) -> dict[str, Bound]:
    """Return the submodules of packages that the file itself is in.

    They are loaded before it, but given to the package only once they have run as a whole.
    """
    own = f"{place.module if place is not None else ''}."
    children = {
        package: own.removeprefix(f"{package}.").partition(".")[0]
        for package in packages
        if own.startswith(f"{package}.")
    }
    return {
        child: Bound(0, Target(f"{package}.{child}", None), is_sure=False)
        for package, child in children.items()
        if child
    }


def exports_are_known(source: SourceFile) -> bool:
    """Tell whether it can be seen what is in the file's own ``__all__``, if it has one."""
    return _listed(source, resolver(roots(source))) is not None


def _exported(source: SourceFile, found: Resolver) -> list[str]:
    """Return the names in the file's own ``__all__``."""
    return _listed(source, found) or []


def _listed(source: SourceFile, found: Resolver) -> list[str] | None:
    if "__all__" not in source.fact(analyse).scopes[source.tree].bindings:
        return []
    place = location(source)
    module, package = (place.module, place.package) if place is not None else ("", "")
    listed = run(source.tree, module, package, found, is_stub=False).names.get("__all__")
    value = listed.value if listed is not None else None
    if isinstance(value, Partial):
        value = [*value.items, *value.doubtful]
    if not isinstance(value, (list, tuple, set, frozenset)):
        return None
    return [each for each in value if isinstance(each, str)]


def _doubts(statements: list[tuple[ast.ImportFrom, Suite]], stars: list[Star]) -> list[str]:
    """Return of each star why its names may not be what the file takes from it."""
    doubts = []
    below = ""
    for (statement, _), star in zip(reversed(statements), reversed(stars), strict=True):
        doubts.append(star.doubt or below)
        if star.doubt:
            below = f"the star import on line {statement.lineno} may replace them"
    return doubts[::-1]
