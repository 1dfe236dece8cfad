"""Importers: what others take of the names that the star imports of a file give it.

A star import gives its names not only to the file in which it stands: whoever imports from that
file may get them there, and so may tools that read the names of some files. The other files of the
project are read, never imported. What cannot be seen are other projects.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import NamedTuple

from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.resolver.modules import location
from flake8_importstyle.stars.collectors import collected
from flake8_importstyle.stars.flow import exports_are_known
from flake8_importstyle.stars.frameworks import read_by_tools
from flake8_importstyle.stars.namespaces import reads_dynamically
from flake8_importstyle.stars.project.files import Project, project
from flake8_importstyle.stars.project.mentions import words
from flake8_importstyle.stars.project.module_search import Evidence, ModuleSearch
from flake8_importstyle.stars.uses import StarUses, reexported, reexported_by, star_uses
from flake8_importstyle.syntax.parsing import source_of
from flake8_importstyle.syntax.source import Search, SourceFile

_TOO_LARGE = "the project is too large to search completely"
# So many names are shown as an example.
_SHOWN = 3
_NO_FILE = "there is no file that others could import"


class ImportedThrough(NamedTuple):
    """What others take of the names that a file's star imports give it."""

    names: frozenset[str]
    importers: Mapping[str, frozenset[str]]
    """Who takes which of them: files, as paths in the project, and test runners."""
    incomplete: tuple[str, ...]
    """Why others may take more, in words; no repair is safe then, whatever it lists."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Who takes which of them, in words."""
        return tuple(_sentence(who, names) for who, names in self.importers.items())


def imported_through(source: SourceFile) -> ImportedThrough:
    """Return what others take through a file; ask by ``source.fact(imported_through)``."""
    own = source.fact(_direct)
    takes = {who: set(names) for who, names in own.takes.items()}
    around = project(source) if own.stars else None
    if around is not None:
        for file, found in _Consumers(source, around).taken().items():
            takes.setdefault(around.name_of(file), set()).update(found)
    # The others are those that the file has from elsewhere.
    everything = source.fact(given)
    asked = everything if own.is_open else everything & set().union(*takes.values())
    names = set().union(*reexported(source, asked))
    importers = {who: frozenset(found & names) for who, found in takes.items() if found & names}
    return ImportedThrough(frozenset(names), importers, tuple(own.incomplete))


def may_be_taken(source: SourceFile, names: frozenset[str], *, is_new: bool = False) -> bool:
    """Tell whether others may take some names from a file, of whatever kind they are.

    ``is_new``: the file does not have them yet, so nobody needs them who does not say so.
    """
    if location(source) is None:
        return False  # There is no file yet.
    around = project(source)
    if around is None or around.unreadable or read_by_tools(source):
        return True
    found = Evidence()
    ModuleSearch(around, source, found, names).run(until_taken=True)
    return bool(names & found.names or found.stars or (found.incomplete and not is_new))


def is_passed_on(source: SourceFile, star: StarUses) -> bool:
    """Tell whether others take names that one of a file's star imports gives it.

    This costs little if somebody does so, and then says it.
    """
    return bool(
        reexported_by(source, star, source.fact(_first_taken))
        or reexported_by(source, star, source.fact(imported_through).names)
    )


def may_be_safe(source: SourceFile) -> bool:
    """Tell whether nothing in the file itself rules out that a repair is safe.

    This costs little; ``taken`` may read the whole project.
    """
    return not read_by_tools(source) and not source.fact(collected).names


def given(source: SourceFile) -> frozenset[str]:
    """Return all names that the star imports of a file give it, as far as they are known."""
    return frozenset(name for star in source.fact(star_uses) for name in star.wildcard.names)


def _direct(source: SourceFile) -> Evidence:
    """Return who takes names from a file, other than by star imports."""
    return _looked_for(source, until_taken=False)


def _first_taken(source: SourceFile) -> frozenset[str]:
    """Return some of the names that the star imports of a file give it and others take."""
    return source.fact(given) & _looked_for(source, until_taken=True).names


def _looked_for(source: SourceFile, *, until_taken: bool) -> Evidence:
    found = Evidence()
    tools = read_by_tools(source)
    if tools:
        found.incomplete[tools] = True
    tests = source.fact(collected)
    found.take("a test runner", tests.names)
    if tests.incomplete:
        found.incomplete[tests.incomplete] = False
    around = project(source) if location(source) is not None else None
    if around is None:
        found.incomplete[_NO_FILE if location(source) is None else _TOO_LARGE] = False
        return found
    for file in around.unreadable:
        found.incomplete[f"{around.name_of(file)} cannot be read"] = False
    # Of what a star gives that is not all known, others may take what nobody can name here.
    is_known = not any(star.wildcard.incomplete for star in source.fact(star_uses))
    asked = source.fact(given) if is_known else None
    ModuleSearch(around, source, found, asked).run(until_taken=until_taken)
    return found


class _Consumers:
    """The files that take all names of a file by a star, and those that do so of these, and so on.

    Each passes on what others take from it. They may star each other in circles, so what goes
    through each is added up until nothing more comes.
    """

    def __init__(self, source: SourceFile, project: Project) -> None:
        self._first = os.path.realpath(source.filename)
        self._sources = {self._first: source}
        self._taken: dict[str, set[str]] = {}
        order = [self._first]
        for file in order:  # It grows.
            direct = self._sources[file].fact(_direct)
            self._taken[file] = direct.names
            for other, _ in direct.stars:
                if other not in self._sources:
                    self._sources[other] = _with_stars(project, other, source.search)
                    order.append(other)
        while True:
            grown = [file for file in reversed(order) if self._grows(file)]
            if not grown:
                break

    def taken(self) -> dict[str, set[str]]:
        """Return what each file takes from the first by a star, for itself or for others."""
        found: dict[str, set[str]] = {}
        for file, line in self._sources[self._first].fact(_direct).stars:
            found.setdefault(file, set()).update(self._through(self._first, file, line))
        return found

    def _grows(self, file: str) -> bool:
        taken = self._taken[file]
        before = len(taken)
        for other, line in self._sources[file].fact(_direct).stars:
            taken |= self._through(file, other, line)
        return len(taken) > before

    def _through(self, file: str, other: str, line: int) -> set[str]:
        """Return what another file takes from one by the star import on a line."""
        consumer = self._sources[other]
        names = set(self._sources[file].fact(given))
        found: set[str] = set()
        for star in consumer.fact(star_uses):
            if star.statement.lineno != line:
                continue
            found |= set(star.names)
            passes_all = _passes_all(consumer) or consumer.fact(_direct).is_open
            if star.wildcard.incomplete:
                # What it gives there is not all known, from where flake8 was started.
                found |= names if passes_all else self._taken[other] | words(consumer.text)
            elif passes_all:
                found |= star.wildcard.names.keys()
            else:
                found |= set(reexported_by(consumer, star, self._taken[other]))
        return found & names


def _passes_all(source: SourceFile) -> bool:
    """Tell whether a file may pass on, or use, any name that its star imports give it.

    A package gives them to whoever imports it, and so does a module that does nothing else.
    """
    is_dynamic = source.fact(reads_dynamically) or not exports_are_known(source)
    return source.is_for_others or is_dynamic


@remembered
def _with_stars(project: Project, file: str, search: Search) -> SourceFile:
    """Return a file with star imports, of which there are few, to be asked again and again."""
    source = source_of(project.texts[file], file, search=search)
    assert source is not None  # It was read before.
    return source


def _sentence(who: str, names: Collection[str]) -> str:
    """Say who takes which names."""
    first = sorted(names)[:_SHOWN]
    more = len(names) - len(first)
    listed = ", ".join(f"'{name}'" for name in first) + (f" and {more} more" if more else "")
    return f"{who} uses {listed} from this module"
