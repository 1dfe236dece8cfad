"""Listings: where each imported name of a file comes from."""

from __future__ import annotations

import ast
import os
from collections.abc import Collection, Iterator
from typing import NamedTuple

from flake8_importstyle.exports.origins import ReexportChain, Step, follow
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.modules import location, reference, resolve, roots
from flake8_importstyle.resolver.search_path import shown
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.stars.changed_lists import changed_by, changer
from flake8_importstyle.stars.uses import StarUses, star_uses
from flake8_importstyle.syntax.budget import TOO_LARGE
from flake8_importstyle.syntax.imports import module_text, opening, spelled
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import, end

STAR = "*"
_NO_PACKAGE = "the file's own package is not known"
# So many names are listed that star imports bind and nobody takes; the largest modules that people
# write have some thousands.
_MOST_LISTED = 30_000


class Origin(NamedTuple):
    """Where one name comes from."""

    name: str
    """As the file writes it: ``a.b`` for ``import a.b``; ``*`` for a star import itself."""
    line: int
    """Where the file imports it, from 1."""
    column: int
    """In characters, from 1."""
    statement: str
    """As if it imported nothing else."""
    is_star: bool
    """Whether a star import brings it, or it is one."""
    definition: Step | None
    """Where it was made; None if that is not known."""
    way: list[Step]
    """The modules that it came through, from the one that the statement names."""
    reason: str
    """Why the definition or its line is not known, or may be another; empty for most."""

    @property
    def bound(self) -> str:
        """The name that is bound: ``a`` for ``import a.b``."""
        return self.name.partition(".")[0]


class Listing(NamedTuple):
    """The origins that were asked for."""

    origins: list[Origin]
    missing: list[str]
    """The names that were asked for and that the file does not import."""


def listing(
    source: SourceFile, names: Collection[str] = (), *, everything: bool = False
) -> Listing:
    """Return the origins of a file's imported names, in the order of the text.

    ``names``: which; all if there are none. Of a star import those that the file takes from it,
    or with ``everything`` all that it binds, or those of ``names``.
    """
    tracer = _Tracer(source, frozenset(names), everything)
    origins = sorted(tracer.origins(), key=lambda origin: (origin.line, origin.column))
    found = {name for origin in origins for name in (origin.name, origin.bound)}
    return Listing(origins, [name for name in dict.fromkeys(names) if name not in found])


def place_of(source: SourceFile, name: str) -> int | None:
    """Return the first line on which a file binds a name, at its top if it does so there."""
    scopes = source.fact(analyse).scopes
    top = scopes[source.tree].bindings.get(name)
    found = top or [each for scope in scopes.values() for each in scope.bindings.get(name, ())]
    # A definition binds its name where it ends.
    starts = {end(each): each.lineno for each, _ in source.outline.definitions if each.name == name}
    lines = (starts.get(binding.position, binding.position[0]) for binding in found)
    return min(lines, default=None)


def incomplete_stars(source: SourceFile) -> list[tuple[int, str]]:
    """Return the star imports that may bind more names than is known: the line, and why."""
    found = source.fact(star_uses) if source.stars else []
    return [
        (star.statement.lineno, star.wildcard.incomplete)
        for star in found
        if star.wildcard.incomplete
    ]


def name_counts(source: SourceFile) -> dict[tuple[int, int], tuple[int, int]]:
    """Return how many names a file takes from each star import, and how many that is known to bind.

    By the line and column of its ``Origin``. Star imports that are not fully known are left out.
    """
    return {
        (star.statement.lineno, source.column(star.statement) + 1): (
            len(star.names),
            len(star.wildcard.names),
        )
        for star in (source.fact(star_uses) if source.stars else ())
        if not star.wildcard.incomplete
    }


def _package(source: SourceFile) -> str:
    """Return the package of which a file's relative imports start.

    Without an ``__init__`` file it may still be a namespace package under one of the roots.
    """
    place = location(source)
    if place is None or place.package:
        return place.package if place is not None else ""
    above = [os.path.relpath(place.root, root) for root in roots(source)]
    names = [path.split(os.sep) for path in above if path != os.curdir]
    inside = sorted((parts for parts in names if all(map(str.isidentifier, parts))), key=len)
    return ".".join(inside[0]) if inside else ""


class _Tracer:
    """Follows the names of one file."""

    def __init__(self, source: SourceFile, names: frozenset[str], everything: bool) -> None:
        self.source = source
        self.names = names
        self.everything = everything
        self.package = _package(source)
        self.ways: dict[tuple[bool, str, str | None], ReexportChain] = {}
        self.untaken = 0
        """How many names are listed by now that nobody takes."""
        self.near = resolver(roots(source))
        self.far = self.near
        place = location(source)
        if place is not None and not place.is_whole:
            # Packages around may not be known, so what is above may be no import root.
            others = (each for each in roots(source) if each != place.root)
            self.far = resolver((*others, place.root))

    def origins(self) -> Iterator[Origin]:
        for imported in self.source.imported_names:
            is_whole = not imported.is_from and imported.alias.asname is None
            name = imported.target if is_whole else imported.name
            if self.wants(name, imported.name):
                way = self.way(imported.statement, imported.alias)
                yield self.origin(name, imported.statement, imported.alias, way)
        for star in self.source.fact(star_uses) if self.source.stars else ():
            yield from self.star(star)

    def wants(self, *names: str) -> bool:
        return not self.names or not self.names.isdisjoint(names)

    def star(self, star: StarUses) -> Iterator[Origin]:
        """Yield what is known of a star import, and the names wanted of those it binds."""
        taken = [name for name in star.names if self.wants(name)]
        others = self.untaken_names(star)
        unlisted = TOO_LARGE if self.untaken + len(others) > _MOST_LISTED else ""
        if not unlisted:
            taken += others
            self.untaken += len(others)
        if self.names and not taken:
            return
        statement = star.statement
        (alias,) = statement.names
        way = self.follow(statement, None)
        changed = self.who_changes_list(star)
        incomplete = star.wildcard.incomplete or changed or unlisted
        yield self.origin(STAR, statement, alias, way, incomplete=incomplete)
        for name in taken:
            way = self.follow(statement, name)
            incomplete = star.incomplete or changed
            if not (incomplete or star.wildcard.names[name].is_definite):
                incomplete = "the star import may not bind it"
            yield self.origin(name, statement, alias, way, incomplete=incomplete)

    def who_changes_list(self, star: StarUses) -> str:
        """Say which module may change the list that a star import goes by; empty if none does."""
        named = reference(self.source, module_text(star.statement))
        if named is None or not star.wildcard.is_listed:
            return ""
        other = changer(self.source, named.module)
        return changed_by(f"'{shown(other)}'") if other else ""

    def untaken_names(self, star: StarUses) -> list[str]:
        """Return the names wanted that a star import binds, beyond those that are taken from it."""
        if self.names:
            return sorted(self.names.intersection(star.wildcard.names).difference(star.names))
        return sorted(star.wildcard.names.keys() - set(star.names)) if self.everything else []

    def way(self, statement: Import, alias: ast.alias) -> ReexportChain:
        if isinstance(statement, ast.ImportFrom):
            return self.follow(statement, alias.name)
        return follow(self.far, alias.name, None)

    def follow(self, statement: ast.ImportFrom, name: str | None) -> ReexportChain:
        text = module_text(statement)
        module = resolve(text, self.package)
        if module is None:
            return ReexportChain([Step(text, name, None, 0, False)], _NO_PACKAGE)
        question = statement.level > 0, module, name
        if question not in self.ways:
            self.ways[question] = follow(self.near if statement.level else self.far, module, name)
        return self.ways[question]

    def origin(
        self,
        name: str,
        statement: Import,
        alias: ast.alias,
        way: ReexportChain,
        *,
        incomplete: str = "",
    ) -> Origin:
        note = next((step for step in way.steps if step.note), way.steps[-1])
        reason = way.end or incomplete or note.note
        if reason == note.note and note is not way.steps[-1]:
            reason = f"{reason} in {note.module}"
        is_star = alias.name == STAR
        at = statement if is_star else alias
        return Origin(
            name=name,
            line=at.lineno,
            column=self.source.column(at) + 1,
            statement=opening(statement) + spelled(alias),
            is_star=is_star,
            definition=None if way.end else way.steps[-1],
            way=way.steps,
            reason=reason,
        )
