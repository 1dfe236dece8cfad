"""Search path: finds the file or the folders of a module with a dotted name.

All of it comes from the names of files: no file is opened. Results are cached until
``files.forget`` is called.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Mapping
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES
from typing import NamedTuple

from flake8_importstyle.resolver import disk
from flake8_importstyle.resolver.environments import is_installed
from flake8_importstyle.resolver.files import remembered

# Suffixes of modules, in the order in which Python tries them.
_SUFFIXES = (*EXTENSION_SUFFIXES, *SOURCE_SUFFIXES)
# Files compiled for any version and platform: ".cpython-312-darwin.so", ".cp312-win_amd64.pyd".
_COMPILED = re.compile(r"([^.]+)(?:\.[\w-]+)?\.(?:so|pyd)")
_INITS = frozenset(("__init__.py", "__init__.pyi"))
_REAL_NAMES = {"os.path": os.path.__name__}
# Replaces a dot within the name of a folder: no path and no module name contains this character.
_DOT = "\0"


class Module(NamedTuple):
    """A module that was found."""

    file: str | None
    """None for a namespace package, a module that is built into the interpreter, and a module that
    only has a stub."""
    folders: tuple[str, ...]
    """The folders that contain its submodules; empty if it is not a package."""
    stub: str | None = None
    """The stub that stands in for it if it has no source."""
    is_foreign: bool = False
    """Whether it was compiled for another version of Python or platform, judging by its name."""

    @property
    def has_source(self) -> bool:
        """Whether its file is Python source."""
        return self.file is not None and self.file.endswith(".py")

    @property
    def is_namespace(self) -> bool:
        """Whether it is a namespace package: folders without any kind of ``__init__`` file."""
        return self.file is None and self.stub is None and bool(self.folders)

    @property
    def is_definite(self) -> bool:
        """Whether it can be imported; a stub alone does not show that."""
        return not self.is_foreign and (
            self.file is not None or self.stub is None or bool(self.folders)
        )


@remembered
def find(name: str, folders: tuple[str, ...]) -> Module | None:
    """Find a module by its dotted name; ``folders``: where top-level modules may be.

    A stub stands in for a module that is compiled or not found: first the one beside it, then that
    of a ``NAME-stubs`` package, see
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
            if f"{top}-stubs" in entries(folder)
        )
        known = _walk(rest or ["__init__"], around) if around else None
        if known is not None and known.stub is not None:
            module = (module or Module(None, ()))._replace(stub=known.stub)
    return module


def real_name(module: str) -> str:
    """Return the name of the module that implements another: ``posixpath`` for ``os.path``."""
    return _REAL_NAMES.get(module, module)


@remembered
def leads_out(file: str, folders: tuple[str, ...]) -> bool:
    """Tell whether a file in one of the folders is a link to a file outside all of them.

    Links in an environment are ignored: package managers and Bazel create them. In a linted project
    a link could point to a file that is none of its business.
    """
    around = [folder for folder in folders if file.startswith(os.path.join(folder, ""))]
    if not around or is_installed(max(around, key=len)):
        return False
    real = os.path.join(_real_folder(os.path.dirname(file)), os.path.basename(file))
    if disk.is_link(real):
        real = disk.without_links(real)
    return not any(real.startswith(os.path.join(_real_folder(each), "")) for each in folders)


@remembered
def _real_folder(folder: str) -> str:
    return disk.without_links(folder)


def _walk(parts: list[str], folders: tuple[str, ...]) -> Module | None:
    module = None
    for part in parts:
        module = _find(part, folders)
        if module is None:
            return None
        folders = module.folders
    return module


def submodules(folder: str) -> frozenset[str]:
    """Return the names of the modules and packages in a folder, except namespace packages."""
    found = set()
    for entry in entries(folder):
        name = entry.partition(".")[0]
        if name.isidentifier() and name != "__init__":
            module = _find(name, (folder,))
            if module is not None and module.file is not None:
                found.add(name)
    return frozenset(found)


def contents(folder: str) -> frozenset[str]:
    """Return the names that modules or packages in a folder could have, one for each entry."""
    return frozenset(entry.partition(".")[0] for entry in entries(folder))


def _find(name: str, folders: tuple[str, ...]) -> Module | None:
    portions = []
    stub = None
    entry = shown(name)
    for folder in folders:
        names = entries(folder)
        inner = os.path.join(folder, entry)
        is_folder = entry in names
        if is_folder:
            module = _file(inner, "__init__", (inner,))
            if module is not None and module.file is not None:
                return module
            stub = stub or (module.stub if module is not None else None)
        module = _file(folder, name, ())
        if module is not None and module.file is not None:
            return module
        stub = stub or (module.stub if module is not None else None)
        if is_folder and disk.is_folder(inner):
            portions.append(inner)
    return Module(None, tuple(portions), stub) if portions or stub else None


def _file(folder: str, name: str, inside: tuple[str, ...]) -> Module | None:
    """Return the module whose file in a folder has this name, or None.

    ``inside``: the folders of its submodules.
    """
    names = entries(folder)
    stub = os.path.join(folder, f"{name}.pyi") if f"{name}.pyi" in names else None
    for suffix in _SUFFIXES:
        if name + suffix in names:
            is_source = suffix in SOURCE_SUFFIXES
            file = os.path.join(folder, name + suffix)
            return Module(file, inside, None if is_source else stub)
    foreign = _compiled(folder).get(name)
    if foreign is not None:
        return Module(os.path.join(folder, foreign), inside, stub, is_foreign=True)
    return Module(None, (), stub) if stub is not None else None


@remembered
def _compiled(folder: str) -> dict[str, str]:
    """Return the compiled modules in a folder, of any version and platform: names and files."""
    found = map(_COMPILED.fullmatch, entries(folder))
    return {match[1]: match[0] for match in found if match is not None}


@remembered
def entries(folder: str) -> Mapping[str, bool]:
    """Return the entries of a folder, as ``disk.listing`` does; empty if it cannot be read."""
    return disk.listing(folder)


@remembered
def has_any(folder: str, names: frozenset[str]) -> bool:
    """Tell whether a folder has an entry with one of the names.

    The folder is not listed, so that the answer stays the same whatever else comes and goes in it.
    """
    return any(
        disk.exists(os.path.join(folder, name)) and _entry(folder, name) == name
        for name in sorted(names)
    )


def is_package(folder: str) -> bool:
    """Tell whether a folder is a package with an ``__init__`` file."""
    return has_any(folder, _INITS)


def real_path(path: str) -> str:
    """Return the path of a file with all links resolved, and spelled as on the disk."""
    return as_on_disk(disk.without_links(path))


@remembered
def as_on_disk(path: str) -> str:
    """Return an absolute path as it is spelled on the disk.

    On Windows and macOS, disks take any other spelling for the same file. Python does not: to
    import ``Shop`` where there is ``shop.py`` fails everywhere, see
    https://peps.python.org/pep-0235/
    """
    names = []
    folder, name = os.path.split(path)
    while folder != path:
        names.append(name)
        path = folder
        folder, name = os.path.split(path)
    # On Windows, it begins with the letter of a drive.
    found = path[:1].upper() + path[1:]
    for name in reversed(names):
        found = os.path.join(found, _entry(found, name))
    return found


@remembered
def _entry(folder: str, name: str) -> str:
    """Return the name of an entry of a folder as it is spelled there."""
    # Most other disks tell upper from lower case, and their folders need not be listed.
    if not disk.exists(os.path.join(folder, name.swapcase())):
        return name
    names = entries(folder)
    if name in names or not disk.exists(os.path.join(folder, name)):
        return name
    alike = _alike(name)
    return next((each for each in names if _alike(each) == alike), name)


def _alike(name: str) -> str:
    """Return what all spellings of a name have in common for a disk that takes them for one."""
    return unicodedata.normalize("NFC", name).casefold()


def part_of_name(folder: str) -> str:
    """Return the name of a folder as one part of a dotted name, even if it contains dots."""
    return folder.replace(".", _DOT)


def shown(module: str) -> str:
    """Return a dotted name as shown to users, the opposite of ``part_of_name``."""
    return module.replace(_DOT, ".")
