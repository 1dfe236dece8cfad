"""Listings: where each imported name of a file comes from."""

from __future__ import annotations

import ast
import os
from collections.abc import Collection, Iterator
from typing import NamedTuple

from flake8_importstyle.exports.origins import ReexportChain, Step, follow
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.files import relative_path
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
# List at most this many unused names of star imports; the largest real modules have a few thousand.
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
    """The requested origins."""

    origins: list[Origin]
    missing: list[str]
    """The requested names that the file does not import."""


def listing(
    source: SourceFile, names: Collection[str] = (), *, everything: bool = False
) -> Listing:
    """Return the origins of a file's imported names, in source order.

    ``names``: the names to list; empty for all. Of a star import, list the names that the file
    uses, or with ``everything`` all that it binds, or those in ``names``.
    """
    tracer = _Tracer(source, frozenset(names), everything)
    origins = sorted(tracer.origins(), key=lambda origin: (origin.line, origin.column))
    found = {name for origin in origins for name in (origin.name, origin.bound)}
    return Listing(origins, [name for name in dict.fromkeys(names) if name not in found])


def place_of(source: SourceFile, name: str) -> int | None:
    """Return the first line that binds a name, preferably at module level; None if none does."""
    scopes = source.fact(analyse).scopes
    top = scopes[source.tree].bindings.get(name)
    found = top or [each for scope in scopes.values() for each in scope.bindings.get(name, ())]
    # A definition binds its name where it ends.
    starts = {end(each): each.lineno for each, _ in source.outline.definitions if each.name == name}
    lines = (starts.get(binding.position, binding.position[0]) for binding in found)
    return min(lines, default=None)


def incomplete_stars(source: SourceFile) -> list[tuple[int, str]]:
    """Return the line of each star import that may bind unknown names, and the reason."""
    found = source.fact(star_uses) if source.stars else []
    return [
        (star.statement.lineno, star.wildcard.incomplete)
        for star in found
        if star.wildcard.incomplete
    ]


def name_counts(source: SourceFile) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each star import how many names the file uses, and how many it binds.

    The keys are the line and column of its ``Origin``. Incomplete star imports are left out.
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
    """Return the package in which a file's relative imports start.

    Without an ``__init__`` file, it may be a namespace package in one of the import roots.
    """
    place = location(source)
    if place is None or place.package:
        return place.package if place is not None else ""
    above = [relative_path(place.root, root) for root in roots(source)]
    names = [path.split(os.sep) for path in above if path != os.curdir]
    inside = sorted((parts for parts in names if all(map(str.isidentifier, parts))), key=len)
    return ".".join(inside[0]) if inside else ""


class _Tracer:
    """Finds the origins of the names in one file."""

    def __init__(self, source: SourceFile, names: frozenset[str], everything: bool) -> None:
        self.source = source
        self.names = names
        self.everything = everything
        self.package = _package(source)
        self.ways: dict[tuple[bool, str, str | None], ReexportChain] = {}
        self.untaken = 0
        """How many unused names have been listed so far."""
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
        """Yield the origin of a star import itself, and of the requested names that it binds."""
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
        """Return a note on which module may change a star's ``__all__``; empty if none does."""
        named = reference(self.source, module_text(star.statement))
        if named is None or not star.wildcard.is_listed:
            return ""
        other = changer(self.source, named.module)
        return changed_by(f"'{shown(other)}'") if other else ""

    def untaken_names(self, star: StarUses) -> list[str]:
        """Return the requested names that a star import binds, but the file does not use."""
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
