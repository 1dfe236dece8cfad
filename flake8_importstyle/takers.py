"""Takers: which names of a module the other files of its project take through it.

A star import gives its names not only to the file in which it stands: whoever imports from that
file may get them there. The files are read, never imported. What cannot be seen are other projects,
and names that are made up at run time, as by ``getattr`` and ``mock.patch("module.name")``.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from flake8_importstyle.modules import absolute, find, location, project_roots, roots
from flake8_importstyle.reading import decoded, parsed
from flake8_importstyle.source import Search, SourceFile, bound_name, module_text
from flake8_importstyle.supplies import supplies

_MOST_FILES = 20_000
_MOST_BYTES = 400_000_000
_OTHERS_CODE = frozenset(("__pycache__", "dist-packages", "node_modules", "site-packages"))
# Tools read the names in capitals from modules that are called so.
_SETTINGS = re.compile(r"settings|config|(?:^|_)conf(?:$|_)", re.IGNORECASE)


class Taken(NamedTuple):
    """What other files take of the names that a file's star imports give it."""

    names: frozenset[str]
    is_complete: bool
    """Whether all files of the project were looked at."""


class _Imports(NamedTuple):
    """What one file imports from others."""

    source: SourceFile
    names: list[tuple[str, str, ast.ImportFrom]]
    """Each name, or ``*``, with the whole name of the module that it is taken from."""
    modules: list[tuple[str, str]]
    """The whole names of modules, with what the file writes for them: ``a.b``."""

    def attributes(self) -> set[str]:
        """Return every dotted name that it reads."""
        return self.source.fact(_attributes)


def taken(source: SourceFile) -> Taken:
    """Return which names other files take through this one; ask by ``source.fact(taken)``."""
    return _taken(source, frozenset())


def _taken(source: SourceFile, passed: frozenset[str]) -> Taken:
    place = location(source)
    path = os.path.realpath(source.filename)
    if place is None or path in passed:
        return Taken(frozenset(), place is not None)
    files = _project_files(project_roots(source))
    names: set[str] = set()
    is_complete = files is not None and bool(place.module)
    last = place.module.rpartition(".")[2]
    for file in files or ():
        if os.path.realpath(file) == path or not last or not _may_import(file, last, source):
            continue
        imports = _imports(file, source.search)
        if imports is None:
            continue
        for module, name, statement in imports.names:
            if _is_file(imports.source, module, last, path):
                if name != "*":
                    names.add(name)
                    continue
                names |= _passed_on(imports.source, statement, passed | {path})
        for module, spelled in imports.modules:
            if _is_file(imports.source, module, last, path):
                start = f"{spelled}."
                names.update(
                    each.removeprefix(start).partition(".")[0]
                    for each in imports.attributes()
                    if each.startswith(start)
                )
    if _SETTINGS.search(place.module):
        names.update(
            name for supply in source.fact(supplies) for name in supply.star.names if name.isupper()
        )
    return Taken(frozenset(names), is_complete)


def _passed_on(
    source: SourceFile, statement: ast.ImportFrom, passed: frozenset[str]
) -> frozenset[str]:
    """Return the names that a file takes by one of its stars, for itself or for others."""
    supply = next(each for each in source.fact(supplies) if each.statement is statement)
    return frozenset(supply.names) | _taken(source, passed).names


def _is_file(source: SourceFile, module: str, last: str, path: str) -> bool:
    """Tell whether a module is that of a file, as another file sees it."""
    if module.rpartition(".")[2] != last:
        return False
    found = find(module, roots(source))
    return found is not None and found.file is not None and os.path.realpath(found.file) == path


def _may_import(file: str, last: str, source: SourceFile) -> bool:
    """Tell whether the text of a file may have an import of the module whose name ends so."""
    content = _content(file)
    if b"import" not in content:
        return False
    if last.encode() in content:
        return True
    # A package may be called by dots alone.
    return source.is_init and re.search(rb"from\s+\.+\s+import", content) is not None


def _imports(file: str, search: Search) -> _Imports | None:
    source = _source(file, search)
    if source is None:
        return None
    names: list[tuple[str, str, ast.ImportFrom]] = []
    modules: list[tuple[str, str]] = []
    for statement, _ in source.imports:
        if isinstance(statement, ast.Import):
            modules += ((each.name, each.asname or each.name) for each in statement.names)
            continue
        module = absolute(source, module_text(statement))
        if module is not None:
            for alias in statement.names:
                names.append((module, alias.name, statement))
                modules.append((f"{module}.{alias.name}", bound_name(alias)))
    return _Imports(source, names, modules)


def _attributes(source: SourceFile) -> set[str]:
    found = set()
    for node in ast.walk(source.tree):
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if parts and isinstance(node, ast.Name):
            found.add(".".join((node.id, *reversed(parts))))
    return found


@cache
def _source(file: str, search: Search) -> SourceFile | None:
    text = decoded(_content(file))
    return parsed(text.text, file, search=search) if text is not None else None


@cache
def _content(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:
            return stream.read(_MOST_BYTES)
    except OSError:
        return b""


@cache
def _project_files(folders: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the Python files below folders; None if there are too many."""
    found: dict[str, None] = {}
    size = 0
    for folder in dict.fromkeys(map(os.path.realpath, folders)):
        for file, length in _python_files(folder):
            if file not in found:
                found[file] = None
                size += length
                if len(found) > _MOST_FILES or size > _MOST_BYTES:
                    return None
    return tuple(found)


def _python_files(folder: str) -> Iterator[tuple[str, int]]:
    """Yield the Python files below a folder with their sizes, but for installed packages."""
    pending = [folder]
    while pending:
        try:
            entries = list(os.scandir(pending.pop()))
        except OSError:
            continue
        if any(entry.name == "pyvenv.cfg" for entry in entries):
            continue
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _OTHERS_CODE and not entry.name.startswith("."):
                        pending.append(entry.path)
                elif entry.name.endswith(".py") and entry.is_file():
                    yield entry.path, entry.stat().st_size
            except OSError:
                continue


def forget() -> None:
    """Forget what is known of files, because they may have changed."""
    for remembered in (_source, _content, _project_files):
        remembered.cache_clear()
