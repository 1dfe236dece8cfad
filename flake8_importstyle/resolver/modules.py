"""Modules: which module a file is, and which modules it refers to.

All of it comes from the names of files: nothing is imported, and no file is opened. Results are
cached until ``files.forget`` is called.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

from flake8_importstyle.resolver.disk import without_links
from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.resolver.search_path import (
    as_on_disk,
    entries,
    find,
    has_any,
    is_package,
    part_of_name,
)
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.source import Search, SourceFile
from flake8_importstyle.syntax.suites import Import

# Entries that mark a folder as the top of a project, and subfolders that may contain its packages.
_MARKS = frozenset((".git", "pyproject.toml", "setup.cfg", "setup.py", "tox.ini"))
_SRC = "src"
_SOURCES = ("lib", "python", _SRC)


class Location(NamedTuple):
    """The place of a file among the packages whose ``__init__`` files are in the folders above."""

    root: str
    """The folder in which its top-level package or module is."""
    package: str
    """Its package, where relative imports start; empty if it is in none."""
    module: str
    """Its dotted name; an ``__init__`` file has its package's. Empty if no import can name it."""
    is_whole: bool
    """Whether the names are complete; if not, they may lack outer namespace packages."""


class Reference(NamedTuple):
    """A module that a file refers to, as the resolver for ``folders`` knows it."""

    module: str
    """Its dotted name, as seen from ``folders``; outer packages may be missing."""
    user: str
    """The dotted name of the file itself, as seen from ``folders``; empty if it has none."""
    folders: tuple[str, ...]


def location(source: SourceFile) -> Location | None:
    """Return the place of a file among packages; None if it does not exist.

    Text from standard input, for example, may have a filename but no file.
    """
    return source.fact(_location)


def absolute(source: SourceFile, name: str) -> str | None:
    """Return the absolute name of a module that a file refers to.

    None if ``name`` is relative and the full name of the file's package is unknown, or if it has
    more dots than the package has levels.
    """
    if not name.startswith("."):
        return name
    place = location(source)
    return resolve(name, place.package if place and place.is_whole else "")


def reference(source: SourceFile, name: str) -> Reference | None:
    """Return the module that a file refers to by an absolute or relative name.

    Unlike ``absolute``, this does not need the full name of the file's package: a relative name is
    looked up in the folder that its dots stand for. None if no other file may be read.
    """
    place, found = location(source), roots(source)
    if not name.startswith("."):
        return Reference(name, place.module if place else "", found) if found else None
    if place is None:
        return None
    root, package = place.root, place.package
    while (module := resolve(name, package)) is None or _is_hidden(root, package, found):
        # A namespace package, or a folder whose modules are run from elsewhere.
        parent, last = os.path.split(root)
        if parent == root:
            return None
        root, package = parent, f"{part_of_name(last)}.{package}".rstrip(".")
    if module in sys.builtin_module_names:
        return None  # A builtin module takes precedence over any folder.
    _, _, stem = place.module.rpartition(".")
    user = package if source.is_init else f"{package}.{stem}" if stem else ""
    return Reference(module, user, tuple(dict.fromkeys((root, *found))))


def _is_hidden(root: str, package: str, folders: tuple[str, ...]) -> bool:
    """Tell whether another module takes precedence over a namespace package in ``root``."""
    top, _, _ = package.partition(".")
    here = find(top, (root,))
    if here is None or not here.is_namespace:
        return False
    found = find(top, (root, *folders))
    return found is not None and not found.is_namespace


def is_ambiguous(source: SourceFile, name: str) -> bool:
    """Tell whether an absolute name means another module if the file is run as a script.

    Python then looks in the file's folder first, even if that is a package. A file with relative
    imports cannot be run like that.
    """
    place = location(source)
    if place is None or not place.package:
        return False
    if source.fact(_has_relative_imports):
        return False
    top = name.partition(".")[0]
    beside = find(top, (os.path.dirname(as_on_disk(os.path.abspath(source.filename))),))
    return beside is not None and bool(beside.file) and beside != find(top, roots(source))


def _has_relative_imports(source: SourceFile) -> bool:
    return any(getattr(each, "level", 0) for each, _ in source.imports)


def resolve(name: str, package: str) -> str | None:
    """Resolve a relative module name in ``package``; None if it has too many dots.

    https://docs.python.org/3/reference/import.html#package-relative-imports
    """
    path = name.lstrip(".")
    level = len(name) - len(path)
    if not level:
        return name
    around = package.split(".") if package else []
    if level > len(around):
        return None
    kept = around[: len(around) - level + 1]
    return ".".join([*kept, path] if path else kept)


def spellings(source: SourceFile, name: str) -> tuple[str, ...]:
    """Return a module name as written and, if it is relative and can be resolved, as absolute."""
    other = absolute(source, name)
    return (name,) if other in (name, None) else (name, other)


def loaded(source: SourceFile, statement: Import) -> Iterator[tuple[Import | ast.alias, str]]:
    """Yield the absolute names of the modules that an import may load, each with its node.

    For ``from a import b`` these are ``a``, with the statement as its node, and ``a.b``.
    """
    if isinstance(statement, ast.Import):
        yield from ((alias, alias.name) for alias in statement.names)
        return
    module = absolute(source, module_text(statement))
    if module is not None:
        yield statement, module
        for alias in statement.names:
            if alias.name != "*":
                yield alias, f"{module}.{alias.name}"


def roots(source: SourceFile) -> tuple[str, ...]:
    """Return the search path for a file's imports; the project's own folders come first."""
    return source.fact(_roots)


def project_roots(source: SourceFile) -> tuple[str, ...]:
    """Return the part of the search path that belongs to the file's own project."""
    return source.fact(_project_roots)


def installed_roots(source: SourceFile) -> tuple[str, ...]:
    """Return the part of the search path outside the project: standard library and packages."""
    source.asks_others = True
    return _installed(source.search)


def is_marked(folder: str) -> bool:
    """Tell whether a folder has an entry that marks the top of a project."""
    return has_any(folder, _MARKS)


def package_around(source: SourceFile) -> str | None:
    """Return the nearest package above a file's own, skipping folders without ``__init__`` files.

    Empty if there is none; None if the file does not exist.
    """
    source.asks_others = True
    place = location(source)
    return _package_around(place.root) if place is not None else None


def _roots(source: SourceFile) -> tuple[str, ...]:
    if source.is_alone:
        return ()
    return tuple(dict.fromkeys((*project_roots(source), *installed_roots(source))))


def _project_roots(source: SourceFile) -> tuple[str, ...]:
    source.asks_others = True
    place = location(source)
    if place is None:
        return _sources(source.search)
    around = () if source.search.sources else _project_around(place.root)
    return (place.root, *around, *_sources(source.search))


def _sources(search: Search) -> tuple[str, ...]:
    """Return the roots of the project that are the same for all files."""
    here = as_on_disk(os.getcwd())
    return search.sources or (here, os.path.join(here, _SRC))


@remembered
def _project_around(folder: str) -> tuple[str, ...]:
    """Return the roots of the project that contains a folder, wherever flake8 was started."""
    if is_marked(folder):
        return folder, os.path.join(folder, _SRC)
    parent = os.path.dirname(folder)
    return _project_around(parent) if parent != folder else ()


def _installed(search: Search) -> tuple[str, ...]:
    return search.environment or _search_path()


@remembered
def _packages(folder: str) -> tuple[str, str]:
    """Return the dotted name of the package that a folder is, after the root above it.

    If the folder is not a package, the root is the folder itself, and the name is empty.
    """
    parent, name = os.path.split(folder)
    if not is_package(folder) or not name.isidentifier():
        return folder, ""
    root, package = _packages(parent)
    return root, f"{package}.{name}" if package else name


@remembered
def _package_around(folder: str) -> str:
    _, package = _packages(folder)
    parent = os.path.dirname(folder)
    return package if package or parent == folder else _package_around(parent)


@remembered
def _search_path() -> tuple[str, ...]:
    return tuple(map(os.path.abspath, sys.path))


def _location(source: SourceFile) -> Location | None:
    if source.is_alone:
        return None
    folder, file = os.path.split(as_on_disk(os.path.abspath(source.filename)))
    if file not in entries(folder):
        return None
    root, package = _packages(folder)
    if package:
        root, package = _outer(folder, root, package, source.search.sources)
    is_whole = _is_root(root, (*_sources(source.search), *_installed(source.search)))
    if source.is_init:
        return Location(root, package, package, is_whole)
    stem, suffix = os.path.splitext(file)
    if suffix not in (".py", ".pyi") or not stem.isidentifier():
        stem = ""  # No import statement can name it.
    return Location(root, package, f"{package}.{stem}" if package and stem else stem, is_whole)


def _outer(folder: str, root: str, package: str, sources: tuple[str, ...]) -> tuple[str, str]:
    """Return the root and the dotted name of a package, given the configured source roots.

    Namespace packages below a source root are part of the name; folders above a source root are
    not, even with an ``__init__`` file.
    """
    if root not in sources:
        for source in sorted(sources, key=len, reverse=True):
            inside = _between(source, folder)
            if inside is not None and all(map(str.isidentifier, inside)):
                return source, ".".join(inside)
    return root, package


def _between(source: str, folder: str) -> list[str] | None:
    """Return the names of the folders on the path from ``source`` to ``folder``.

    None if ``folder`` is not inside ``source``.
    """
    for above, below in ((source, folder), (without_links(source), without_links(folder))):
        if above == below:
            return []
        if below.startswith(os.path.join(above, "")):
            return os.path.relpath(below, above).split(os.sep)
    return None


@remembered
def _is_root(folder: str, known: tuple[str, ...]) -> bool:
    """Tell whether a folder holds top-level modules, rather than those of a namespace package."""
    around = [folder]
    while around[-1] != os.path.dirname(around[-1]):
        around.append(os.path.dirname(around[-1]))
    first = next(
        (each for each in around if each in known or is_marked(each)),
        folder,
    )
    return first == folder or os.path.relpath(folder, first) in _SOURCES
