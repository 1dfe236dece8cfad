"""Modules: which module a file is, and which file a dotted name stands for.

All of it comes from the names of files. Nothing is imported, and no file is opened. What is seen is
remembered until ``files.forget`` is called.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES
from typing import NamedTuple

from flake8_importstyle.resolver.environments import is_installed
from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.source import Search, SourceFile
from flake8_importstyle.syntax.suites import Import

# In the order in which Python tries them.
_SUFFIXES = (*EXTENSION_SUFFIXES, *SOURCE_SUFFIXES)
# Compiled for whatever version and platform: ".cpython-312-darwin.so", ".cp312-win_amd64.pyd".
_COMPILED = re.compile(r"([^.]+)(?:\.[\w-]+)?\.(?:so|pyd)")
# What shows that a folder is the top of a project, and where in one the packages may be.
_PROJECT = frozenset((".git", "pyproject.toml", "setup.cfg", "setup.py"))
_SOURCES = ("lib", "python", "src")
# Stands for a dot within the name of a folder: no path has it, and no module.
_DOT = "\0"


class Location(NamedTuple):
    """Where a file stands among the packages: those whose ``__init__`` files are above it."""

    root: str
    """The folder from which its dotted name starts."""
    package: str
    """Its package, of which relative imports start; empty if it is in none."""
    module: str
    """Its dotted name; that of an ``__init__`` file is the package's, and others may have none."""
    is_whole: bool
    """Whether these names are whole: packages without an ``__init__`` file may be around."""


class Reference(NamedTuple):
    """A module that a file names, as the resolver for ``folders`` knows it."""

    module: str
    """Its dotted name, from one of the folders. It need not be the whole one."""
    user: str
    """That of the file itself, from the same folders; empty if it may have none."""
    folders: tuple[str, ...]


class Module(NamedTuple):
    """A module that was found."""

    file: str | None
    """None for a namespace package, for a module that is built into the interpreter, and for one
    of which there is only a stub."""
    folders: tuple[str, ...]
    """Where its submodules are; empty if it is no package."""
    stub: str | None = None
    """The stub that stands in for it, if it has no source."""
    is_foreign: bool = False
    """Whether it was compiled for another version of Python, as far as its name tells."""

    @property
    def has_source(self) -> bool:
        """Whether its file can be read as Python."""
        return self.file is not None and self.file.endswith(".py")

    @property
    def is_definite(self) -> bool:
        """Whether it can be imported; a stub alone does not show that."""
        return not self.is_foreign and (
            self.file is not None or self.stub is None or bool(self.folders)
        )


def location(source: SourceFile) -> Location | None:
    """Return where a file stands, or None if there is no such file.

    Standard input has only the name of a file, perhaps.
    """
    return source.fact(_location)


def absolute(source: SourceFile, name: str) -> str | None:
    """Return a dotted name without the dots in front of it.

    None if the file's package is not known as a whole, or too small for so many dots.
    """
    if not name.startswith("."):
        return name
    place = location(source)
    return resolve(name, place.package if place and place.is_whole else "")


def reference(source: SourceFile, name: str) -> Reference | None:
    """Return the module that a file names, with or without dots in front of the name.

    Unlike ``absolute``, this does not need the whole name of the file's package: what is relative
    is looked for in the folder that the dots stand for. None if no other file may be looked at.
    """
    place, found = location(source), roots(source)
    if not name.startswith("."):
        return Reference(name, place.module if place else "", found) if found else None
    if place is None:
        return None
    root, package = place.root, place.package
    while (module := resolve(name, package)) is None:
        # A namespace package, or a folder whose modules are run from elsewhere.
        parent, last = os.path.split(root)
        if parent == root:
            return None
        root, package = parent, f"{_part(last)}.{package}".rstrip(".")
    if module in sys.builtin_module_names:
        return None  # That wins over any folder.
    _, _, stem = place.module.rpartition(".")
    user = package if source.is_init else f"{package}.{stem}" if stem else ""
    return Reference(module, user, tuple(dict.fromkeys((root, *found))))


def _part(folder: str) -> str:
    """Return the name of any folder as a part of a dotted name."""
    return folder.replace(".", _DOT)


def shown(module: str) -> str:
    """Return a dotted name as it is shown to people."""
    return module.replace(_DOT, ".")


def resolve(name: str, package: str) -> str | None:
    """Return the dotted name that a relative one has in ``package``, if it has any.

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
    """Return a dotted name as it is written and, if that is relative, as ``absolute`` has it."""
    other = absolute(source, name)
    return (name,) if other in (name, None) else (name, other)


def loaded(source: SourceFile, statement: Import) -> Iterator[tuple[Import | ast.alias, str]]:
    """Yield the modules that a statement may load, each as ``absolute``, with the node for it.

    For ``from a import b`` these are ``a``, for which the statement stands, and ``a.b``.
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
    """Return the folders in which the file's imports are looked for, the nearest first."""
    return source.fact(_roots)


def project_roots(source: SourceFile) -> tuple[str, ...]:
    """Return the folders in which the modules of the file's own project are looked for."""
    return source.fact(_project_roots)


def installed_roots(source: SourceFile) -> tuple[str, ...]:
    """Return the folders in which all other modules are looked for."""
    return _installed(source.search)


def _roots(source: SourceFile) -> tuple[str, ...]:
    if source.is_alone:
        return ()
    return tuple(dict.fromkeys((*project_roots(source), *installed_roots(source))))


def _project_roots(source: SourceFile) -> tuple[str, ...]:
    place = location(source)
    return (*([place.root] if place else []), *_sources(source.search))


def _sources(search: Search) -> tuple[str, ...]:
    """Return the roots of the project that do not depend on the file."""
    here = os.getcwd()
    return search.sources or (here, os.path.join(here, "src"))


def _installed(search: Search) -> tuple[str, ...]:
    return search.environment or _search_path()


@remembered
def find(name: str, folders: tuple[str, ...]) -> Module | None:
    """Find the module of a dotted name, from the folders in which a top-level module may be.

    What has a source is told from that. A stub stands in for what is compiled, or not found:
    first the one beside it, then that of a ``NAME-stubs`` package, see
    https://typing.python.org/en/latest/spec/distributing.html
    """
    if name in sys.builtin_module_names:
        return Module(None, ())
    module = _walk(name.split("."), folders)
    if module is None or not (module.has_source or module.stub or module.file is None):
        top, *rest = name.split(".")
        around = tuple(
            os.path.join(folder, f"{top}-stubs")
            for folder in folders
            if f"{top}-stubs" in _entries(folder)
        )
        known = _walk(rest or ["__init__"], around) if around else None
        if known is not None and known.stub is not None:
            module = (module or Module(None, ()))._replace(stub=known.stub)
    return module


@remembered
def leads_out(file: str, folders: tuple[str, ...]) -> bool:
    """Tell whether a file in one of the folders is a link to something outside of all of them.

    In an environment everything may be links, as package managers and Bazel make them. A linted
    tree could have one to a file that is none of its business.
    """
    around = [folder for folder in folders if file.startswith(os.path.join(folder, ""))]
    if not around or is_installed(max(around, key=len)):
        return False
    real = os.path.join(_real_folder(os.path.dirname(file)), os.path.basename(file))
    if os.path.islink(real):
        real = os.path.realpath(real)
    return not any(real.startswith(os.path.join(_real_folder(each), "")) for each in folders)


@remembered
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)


def _walk(parts: list[str], folders: tuple[str, ...]) -> Module | None:
    module = None
    for part in parts:
        module = _find(part, folders)
        if module is None:
            return None
        folders = module.folders
    return module


def submodules(folder: str) -> frozenset[str]:
    """Return the names of the modules and packages in a folder; without namespace packages."""
    found = set()
    for entry in _entries(folder):
        name = entry.partition(".")[0]
        if name.isidentifier() and name != "__init__":
            module = _find(name, (folder,))
            if module is not None and module.file is not None:
                found.add(name)
    return frozenset(found)


def contents(folder: str) -> frozenset[str]:
    """Return the names of all that may be a module or package in a folder."""
    return frozenset(entry.partition(".")[0] for entry in _entries(folder))


def _find(name: str, folders: tuple[str, ...]) -> Module | None:
    portions = []
    stub = None
    entry = shown(name)
    for folder in folders:
        entries = _entries(folder)
        inner = os.path.join(folder, entry)
        is_folder = entry in entries
        if is_folder:
            module = _file(inner, "__init__", (inner,))
            if module is not None and module.file is not None:
                return module
            stub = stub or (module.stub if module is not None else None)
        module = _file(folder, name, ())
        if module is not None and module.file is not None:
            return module
        stub = stub or (module.stub if module is not None else None)
        if is_folder and os.path.isdir(inner):
            portions.append(inner)
    return Module(None, tuple(portions), stub) if portions or stub else None


def _file(folder: str, name: str, inside: tuple[str, ...]) -> Module | None:
    """Return the module whose file in a folder is called so; ``inside``: its submodules."""
    entries = _entries(folder)
    stub = os.path.join(folder, f"{name}.pyi") if f"{name}.pyi" in entries else None
    for suffix in _SUFFIXES:
        if name + suffix in entries:
            is_source = suffix in SOURCE_SUFFIXES
            file = os.path.join(folder, name + suffix)
            return Module(file, inside, None if is_source else stub)
    foreign = _compiled(folder).get(name)
    if foreign is not None:
        return Module(os.path.join(folder, foreign), inside, stub, is_foreign=True)
    return Module(None, (), stub) if stub is not None else None


@remembered
def _compiled(folder: str) -> dict[str, str]:
    """Return the files in a folder that are compiled for any version, by the modules' names."""
    found = map(_COMPILED.fullmatch, sorted(_entries(folder)))
    return {match[1]: match[0] for match in found if match is not None}


@remembered
def _entries(folder: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))
    except (OSError, ValueError):
        return frozenset()


@remembered
def _packages(folder: str) -> tuple[str, str]:
    """Return the root of the packages that a folder is in, and their dotted name."""
    parent, name = os.path.split(folder)
    is_package = not _entries(folder).isdisjoint(("__init__.py", "__init__.pyi"))
    if not is_package or not name.isidentifier():
        return folder, ""
    root, package = _packages(parent)
    return root, f"{package}.{name}" if package else name


@remembered
def package_around(folder: str) -> str:
    """Return the package in which a folder is, though not all between have ``__init__`` files."""
    _, package = _packages(folder)
    parent = os.path.dirname(folder)
    return package if package or parent == folder else package_around(parent)


@remembered
def _search_path() -> tuple[str, ...]:
    return tuple(map(os.path.abspath, sys.path))


def _location(source: SourceFile) -> Location | None:
    if source.is_alone:
        return None
    folder, file = os.path.split(os.path.abspath(source.filename))
    if file not in _entries(folder):
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
    """Return where the dotted name of a package starts if source roots are given, and that name.

    Namespace packages below a source root belong to it; what is around a source root does not,
    though it may have an ``__init__`` file.
    """
    if root not in sources:
        for source in sorted(sources, key=len, reverse=True):
            inside = _between(source, folder)
            if inside is not None and all(map(str.isidentifier, inside)):
                return source, ".".join(inside)
    return root, package


def _between(source: str, folder: str) -> list[str] | None:
    """Return the folders that lead from one to another; None if the other is not below it."""
    for above, below in ((source, folder), (os.path.realpath(source), os.path.realpath(folder))):
        if above == below:
            return []
        if below.startswith(os.path.join(above, "")):
            return os.path.relpath(below, above).split(os.sep)
    return None


@remembered
def _is_root(folder: str, known: tuple[str, ...]) -> bool:
    """Tell whether top-level modules are in a folder, rather than those of a namespace package."""
    around = [folder]
    while around[-1] != os.path.dirname(around[-1]):
        around.append(os.path.dirname(around[-1]))
    first = next(
        (each for each in around if each in known or not _PROJECT.isdisjoint(_entries(each))),
        folder,
    )
    return first == folder or os.path.relpath(folder, first) in _SOURCES
