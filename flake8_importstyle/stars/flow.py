"""Find what the star imports of a file bind, and which bindings reach each use of these names.

This module collects the binding events; ``semantic.reaching_definitions`` tells which reach a read.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Container, Iterable, Mapping
from typing import Any, NamedTuple

from flake8_importstyle.exports.body.visitor import exports_of
from flake8_importstyle.exports.definitions import Definition, Exports, Target, WildcardNames
from flake8_importstyle.exports.evaluation.constants import Partial
from flake8_importstyle.exports.module_exports import NOT_FOUND
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.modules import (
    Reference,
    is_ambiguous,
    loaded,
    reference,
    roots,
)
from flake8_importstyle.resolver.search_path import shown
from flake8_importstyle.semantic.mentions import mentioned
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.parts import Event, Reaching
from flake8_importstyle.semantic.reaching_definitions import Reached, budget_of, reach
from flake8_importstyle.semantic.scopes import (
    BUILTINS,
    Read,
)
from flake8_importstyle.stars.changed_lists import changed_by, changer, changes_above
from flake8_importstyle.stars.search_paths import may_be_another
from flake8_importstyle.syntax.budget import TOO_LARGE, TooLarge
from flake8_importstyle.syntax.escapes import utf8
from flake8_importstyle.syntax.imports import module_text, with_packages
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Position, start

# Names that Python itself looks up in a module.
_LOOKED_UP = (
    "__all__",
    "__dir__",
    "__getattr__",
    "__name__",
    "__package__",
    "__path__",
    "__spec__",
)
_BESIDE = "it may be the module of that name beside this file"
_ELSEWHERE = "it may be another module of that name, as this file changes 'sys.path'"


class Use(NamedTuple):
    """A use of a name that some star import may bind."""

    read: Read | None
    """None for the end of the module, where an importer or a name in a string may use it."""
    reaching: Reaching
    """The binding events that may reach the use."""


class Flow(NamedTuple):
    """The names that the star imports of a file bind, and the uses of these names."""

    stars: list[WildcardNames]
    """The names of each star import, in source order."""
    uses: dict[str, list[Use]]
    """The uses of each name that some star import binds."""
    reached: Reached
    events: dict[str, list[Event]]
    """The events that bind each of these names."""


def flow(source: SourceFile) -> Flow:
    """Return what the star imports of a file bind and which uses may see it."""
    names = source.fact(analyse)
    missing = dict.fromkeys(names.unbound())
    stars = [_star(source, statement, missing) for statement, _ in source.stars]
    given = {name for star in stars for name in star.names}
    reads = {name: reads for name, reads in names.module_reads.items() if name in given}
    used = (*exported_names(source), *sorted(source.fact(mentioned)), *_LOOKED_UP)
    later = [name for name in dict.fromkeys(used) if name in given]
    try:
        events = events_of(source, stars, {**reads, **dict.fromkeys(later)})
        return Flow(stars, *follow(source, events, reads, later), events)
    except TooLarge:
        unknown = [star._replace(incomplete=star.incomplete or TOO_LARGE) for star in stars]
        return Flow(unknown, {}, Reached.nothing(source), {})


def events_of(
    source: SourceFile, stars: list[WildcardNames], names: Iterable[str]
) -> dict[str, list[Event]]:
    """Return the events that may bind each name: the file's own statements and its star imports.

    Raises ``TooLarge`` if there are too many.
    """
    budget = source.fact(budget_of)
    bindings = source.fact(analyse).scopes[source.tree].bindings
    events = {
        name: [
            Event(each.position, each.suite, None, each.is_definite)
            for each in bindings.get(name, ())
        ]
        for name in names
    }
    for index, ((statement, suite), star) in enumerate(zip(source.stars, stars, strict=True)):
        given = events if star.incomplete else star.names.keys() & events.keys()
        budget.spend(len(star.names) + len(given))
        for name in given:
            definition = star.names.get(name)
            is_definite = definition is not None and definition.is_definite
            events[name].append(Event(start(statement), suite, index, is_definite))
    return events


def follow(
    source: SourceFile,
    events: Mapping[str, list[Event]],
    reads: Mapping[str, list[Read]],
    later: Iterable[str],
) -> tuple[dict[str, list[Use]], Reached]:
    """Return which events reach each use of the names in ``events``.

    ``later``: the names that are used at the end of the module. Raises ``TooLarge`` if the analysis
    exceeds its budget.
    """
    reached = reach(source, events, reads)
    uses = {
        name: [Use(read, reached.reaching(read)) for read in found] for name, found in reads.items()
    }
    for name in later:
        uses.setdefault(name, []).append(Use(None, reached.end_of(name)))
    return uses, reached


def _names_of(source: SourceFile, statement: ast.ImportFrom) -> Container[str]:
    named = reference(source, module_text(statement))
    if named is None:
        return ()
    return resolver(named.folders).wildcard_names(named.module, named.user).names


def _star(source: SourceFile, statement: ast.ImportFrom, missing: Collection[str]) -> WildcardNames:
    named = reference(source, module_text(statement))
    if named is None:
        return WildcardNames({}, NOT_FOUND)
    found = resolver(named.folders)
    star = found.wildcard_names(named.module, named.user)
    if not statement.level and not star.incomplete and is_ambiguous(source, named.module):
        return WildcardNames({}, _BESIDE)
    if not statement.level and not star.incomplete and may_be_another(source, named):
        star = star._replace(incomplete=_ELSEWHERE)
    # Finding the loaded submodules is expensive, and matters only for names that are read and not
    # bound yet.
    wanted = {
        name
        for package in star.packages
        for name in _submodules_read(source, named, package)
        if name not in star.names and (name in missing or _is_bound_before(source, statement, name))
    }
    if wanted:
        more = {
            **_loaded_by_others(source, statement, star.packages, wanted, missing),
            **_own_submodules(named.user, star.packages),
            **found.submodules(star.packages),
        }
        more = {name: definition for name, definition in more.items() if name in wanted}
        star = star._replace(names={**more, **star.names})
    if star.is_listed and not star.incomplete:
        unlisted = (name for name in missing if name not in star.names)
        star = star._replace(incomplete=_who_changes_list(source, statement, named, unlisted))
    # If the module is only half loaded, its list of names does not tell which are bound.
    return star._replace(incomplete=star.incomplete or star.unfinished)


def _who_changes_list(
    source: SourceFile, statement: ast.ImportFrom, named: Reference, unlisted: Iterable[str]
) -> str:
    """Return who may change a module's ``__all__`` before a star import; empty if nobody does.

    ``unlisted``: unbound names that the star import does not list. Searching all modules that the
    file loads is slow, so it is done only if the module defines one of these names.
    """
    if changes_above(source, statement, named.module):
        return changed_by("this file")
    exports = resolver(named.folders).exports(named.module)
    has_more = exports is not None and any(name in exports.names for name in unlisted)
    other = changer(source, named.module) if has_more else ""
    return changed_by(f"'{shown(other)}'") if other else ""


def star_reference(source: SourceFile, statement: ast.ImportFrom) -> Reference:
    """Return the module of a star import that is already known to be complete."""
    named = reference(source, module_text(statement))
    assert named is not None  # Otherwise the star import would be incomplete.
    return named


def _submodules_read(source: SourceFile, named: Reference, package: str) -> list[str]:
    """Return the names that the file reads and that submodules of a package have."""
    known = source.fact(_known_submodules)
    if (named.folders, package) not in known:
        find = resolver(named.folders).find
        known[named.folders, package] = [
            name
            for name in source.fact(analyse).reads_of
            if name[0] != "_" and find(f"{package}.{name}") is not None
        ]
    return known[named.folders, package]


def _known_submodules(source: SourceFile) -> dict[tuple[tuple[str, ...], str], list[str]]:
    return {}  # The cache of `_submodules_read`.


def _is_bound_before(source: SourceFile, statement: ast.ImportFrom, name: str) -> bool:
    """Tell whether a name has a meaning that a star import may replace."""
    bound = source.fact(analyse).scopes[source.tree].bindings.get(name)
    return bound[0].position < start(statement) if bound else name in BUILTINS


def _loaded_by_others(
    source: SourceFile,
    statement: ast.ImportFrom,
    packages: tuple[str, ...],
    names: set[str],
    missing: Collection[str],
) -> dict[str, Definition]:
    """Return submodules of packages that the file's earlier imports load.

    A submodule with a name in ``missing`` is included even if only another file can have loaded
    it, because nothing else would bind the name.
    """
    first = source.fact(_first_loads)
    found = {}
    for package in packages:
        for name in names:
            module = f"{package}.{name}"
            is_loaded = module in first and first[module] < start(statement)
            if is_loaded or name in missing:
                found[name] = Definition(0, Target(module, None), is_definite=is_loaded)
    return found


def _first_loads(source: SourceFile) -> dict[str, Position]:
    """Return where the file first loads each module for certain."""
    first: dict[str, Position] = {}
    for statement, suite in source.imports:
        for _, module in loaded(source, statement) if suite.always_runs else ():
            for whole in with_packages(module):
                first.setdefault(whole, start(statement))
    return first


def _own_submodules(user: str, packages: tuple[str, ...]) -> dict[str, Definition]:
    """Return the submodules of packages that are, or contain, the importing module ``user``.

    They are being loaded, but are bound in their package only after they have run to the end.
    """
    own = f"{user}."
    children = {
        package: own.removeprefix(f"{package}.").partition(".")[0]
        for package in packages
        if own.startswith(f"{package}.")
    }
    return {
        child: Definition(0, Target(f"{package}.{child}", None), is_definite=False)
        for package, child in children.items()
        if child
    }


def may_give(source: SourceFile, statement: ast.ImportFrom, name: str) -> bool:
    """Tell whether a star import may bind a name."""
    named = reference(source, module_text(statement))
    if source.is_stub or named is None:
        return True
    if not statement.level and is_ambiguous(source, named.module):
        return True
    found = resolver(named.folders)
    star = found.wildcard_names(named.module, named.user)
    # A package's submodules are among its names once any module has loaded them.
    return (
        bool(star.incomplete or star.unfinished)
        or name in star.names
        or any(found.find(f"{package}.{name}") is not None for package in star.packages)
    )


def binds(source: SourceFile, name: str) -> bool:
    """Tell whether the file binds a name, or one of its star imports is known to do so."""
    return name in source.fact(analyse).scopes[source.tree].bindings or any(
        name in _names_of(source, statement) for statement, _ in source.stars
    )


def exports_are_known(source: SourceFile) -> bool:
    """Tell whether the file has no ``__all__``, or one whose items are known."""
    return source.fact(_dunder_all) is not None


def exported_names(source: SourceFile) -> list[str]:
    """Return the names in the file's own ``__all__``."""
    return source.fact(_dunder_all) or []


def own_exports(source: SourceFile) -> Exports:
    """Return the names that the file itself has; call it as ``source.fact(own_exports)``."""
    own = _own_reference(source)
    return exports_of(
        source.tree, own.user, own.module, resolver(own.folders), text=utf8(source.text)
    )


def _own_list(source: SourceFile) -> Any:
    listed = source.fact(own_exports).names.get("__all__")
    if listed is None:
        return None
    target = listed.target
    if target is None or target.name is None or "__all__" in source.text:
        return listed.value
    # A star import gives it, and nothing here can change it.
    return resolver(_own_reference(source).folders).constant(target.module, target.name)


def _own_reference(source: SourceFile) -> Reference:
    return reference(source, ".") or Reference("", "", roots(source))


def _dunder_all(source: SourceFile) -> list[str] | None:
    """Return the names in the file's own ``__all__``; None if they are not known."""
    if not binds(source, "__all__"):
        return []
    value = _own_list(source)
    if isinstance(value, Partial):
        value = [*value.items, *value.possible]
    if not isinstance(value, (list, tuple, set, frozenset)):
        return None
    return [each for each in value if isinstance(each, str)]
