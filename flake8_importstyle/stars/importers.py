"""Find importers: who uses the star-imported names of a file from outside.

A star import binds its names for other files, too: any file can import them from there, and tools
such as test runners may read them. The project's files are read, never imported; users in other
projects cannot be seen.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from typing import NamedTuple

from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.resolver.modules import location
from flake8_importstyle.resolver.search_path import real_path
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
# The number of names that a message gives as examples.
_SHOWN = 3
_NO_FILE = "there is no file that others could import"


class ImportedThrough(NamedTuple):
    """The star-imported names of a file that are used from outside."""

    names: frozenset[str]
    importers: Mapping[str, frozenset[str]]
    """The names that each importer uses: a file, as its path in the project, or a test runner."""
    incomplete: tuple[str, ...]
    """Why more names may be used, in words; if there is a reason, no list of names is safe."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Who uses which names, in words."""
        return tuple(_sentence(who, names) for who, names in self.importers.items())


def imported_through(source: SourceFile) -> ImportedThrough:
    """Return what importers take through a file; call it as ``source.fact(imported_through)``."""
    own = source.fact(_direct)
    takes = {who: set(names) for who, names in own.takes.items()}
    around = project(source) if own.stars else None
    if around is not None:
        for file, found in _StarImporters(source, around).taken().items():
            takes.setdefault(around.name_of(file), set()).update(found)
    # Importers may also take names that the file does not get from its star imports.
    everything = source.fact(given)
    asked = everything if own.is_open else everything & set().union(*takes.values())
    names = set().union(*reexported(source, asked))
    importers = {who: frozenset(found & names) for who, found in takes.items() if found & names}
    return ImportedThrough(frozenset(names), importers, tuple(own.incomplete))


class Taken(enum.Enum):
    """Whether an importer takes a name from a file."""

    NO = enum.auto()
    PERHAPS = enum.auto()
    YES = enum.auto()


def taken(source: SourceFile, names: frozenset[str], *, is_new: bool = False) -> Taken:
    """Return whether an importer takes any of the names from a file, however they are bound.

    ``is_new``: the file does not bind the names yet, so only explicit uses count.
    """
    if location(source) is None:
        return Taken.NO  # There is no file yet.
    around = project(source)
    if around is None or around.unreadable or read_by_tools(source):
        return Taken.PERHAPS
    found = Evidence()
    ModuleSearch(around, source, found, names).run(until_taken=True)
    if names & found.names:
        return Taken.YES
    return Taken.PERHAPS if found.stars or (found.incomplete and not is_new) else Taken.NO


def is_passed_on(source: SourceFile, star: StarUses) -> bool:
    """Tell whether an importer takes a name that comes from this star import.

    This is fast if one does: the search ends at the first name that is taken.
    """
    return bool(
        reexported_by(source, star, source.fact(_first_taken))
        or reexported_by(source, star, source.fact(imported_through).names)
    )


def may_be_safe(source: SourceFile) -> bool:
    """Tell whether nothing in the file itself rules out a safe fix.

    This is fast; ``imported_through`` may read the whole project.
    """
    return not read_by_tools(source) and not source.fact(collected).names


def given(source: SourceFile) -> frozenset[str]:
    """Return all known names that the star imports of a file bind."""
    return frozenset(name for star in source.fact(star_uses) for name in star.wildcard.names)


def _direct(source: SourceFile) -> Evidence:
    """Return who takes names from a file, and which files star-import it."""
    found, search = source.fact(_search)
    if search is not None:
        search.run()
    return found


def _first_taken(source: SourceFile) -> frozenset[str]:
    """Return some star-imported names of a file that importers take; empty if there are none."""
    found, search = source.fact(_search)
    if search is not None:
        search.run(until_taken=True)
    return source.fact(given) & found.names


def _search(source: SourceFile) -> tuple[Evidence, ModuleSearch | None]:
    """Return the search of the project for users of a file, and the evidence that it adds to.

    There is no search if the file has no project that can be searched.
    """
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
        return found, None
    for file in around.unreadable:
        found.incomplete[f"{around.name_of(file)} cannot be read"] = False
    # If a star import is incomplete, importers may take names that are not known here.
    is_known = not any(star.wildcard.incomplete for star in source.fact(star_uses))
    wanted = source.fact(given) if is_known else None
    return found, ModuleSearch(around, source, found, wanted)


class _StarImporters:
    """The files that star-import a file, directly or through each other.

    Each re-exports the names that its own importers take. The files may star-import each other in
    a cycle, so the names are propagated until nothing changes.
    """

    def __init__(self, source: SourceFile, project: Project) -> None:
        self._first = real_path(source.filename)
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
        """Return the names that each file gets by star-importing the first, to use or re-export."""
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
        """Return the names that ``other`` takes from ``file`` by its star import on a line."""
        consumer = self._sources[other]
        names = set(self._sources[file].fact(given))
        found: set[str] = set()
        for star in consumer.fact(star_uses):
            if star.statement.lineno != line:
                continue
            # Another import there may give the same object, but not that which the file had before.
            found |= star.seen
            passes_all = _may_pass_all(consumer) or consumer.fact(_direct).is_open
            if star.wildcard.incomplete:
                # The names of this star import are not all known, so any may come from `file`.
                found |= names if passes_all else self._taken[other] | words(consumer.text)
            elif passes_all:
                found |= star.wildcard.names.keys()
            else:
                found |= set(reexported_by(consumer, star, self._taken[other]))
        return found & names


def _may_pass_all(source: SourceFile) -> bool:
    """Tell whether a file may use or re-export any name that its star imports bind.

    Facades do: packages, and modules that only import.
    """
    is_dynamic = source.fact(reads_dynamically) or not exports_are_known(source)
    return source.is_for_others or is_dynamic


@remembered
def _with_stars(project: Project, file: str, search: Search) -> SourceFile:
    """Return a source file that has star imports; it is kept, as such files are few."""
    source = source_of(project.texts[file], file, search=search)
    assert source is not None  # It was read before.
    return source


def _sentence(who: str, names: Collection[str]) -> str:
    """Return a sentence that says who uses which names."""
    first = sorted(names)[:_SHOWN]
    more = len(names) - len(first)
    listed = ", ".join(f"'{name}'" for name in first) + (f" and {more} more" if more else "")
    return f"{who} uses {listed} from this module"
