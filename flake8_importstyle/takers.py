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
from pathlib import PurePath
from typing import NamedTuple

from flake8_importstyle.analysis import analyse
from flake8_importstyle.files import content, remembered
from flake8_importstyle.modules import absolute, find, location, project_roots, roots
from flake8_importstyle.reading import decoded, parsed
from flake8_importstyle.source import Search, SourceFile, bound_name, module_text
from flake8_importstyle.suites import start
from flake8_importstyle.supplies import Supply, supplies

_MOST_FILES = 20_000
_MOST_BYTES = 400_000_000
_OTHERS_CODE = frozenset(("__pycache__", "dist-packages", "node_modules", "site-packages"))
# Tools read the names in capitals from modules that are called so.
_SETTINGS = re.compile(r"settings|config", re.IGNORECASE)
# Sphinx and pytest read all of these.
_READ_WHOLE = ("conf", "conftest")
_TEST = re.compile(r"tests?|test_.*|.*_tests?")


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
    """``passed``: the files through which names are being followed already."""
    names = _by_convention(source)
    place = location(source)
    # Without a place there may be no such file, and no path that could be looked up.
    path = os.path.realpath(source.filename) if place is not None else ""
    if place is None or not place.module or path in passed:
        return Taken(frozenset(names), False)
    files = _project_files(project_roots(source))
    last = place.module.rpartition(".")[2]
    for file in files or ():
        if file != path and _may_import(file, last, source):
            imports = _imports(file, source.search)
            if imports is not None:
                names |= _from(imports, path, last, passed | {path})
    return Taken(frozenset(names), files is not None)


def _from(imports: _Imports, path: str, last: str, passed: frozenset[str]) -> set[str]:
    """Return the names that one file takes from another, whose module's name ends with ``last``."""
    names: set[str] = set()
    for module, name, statement in imports.names:
        if _is_file(imports.source, module, last, path):
            if name == "*":
                names |= _passed_on(imports.source, statement, passed)
            else:
                names.add(name)
    for module, spelled in imports.modules:
        if _is_file(imports.source, module, last, path):
            names.update(
                each.removeprefix(f"{spelled}.").partition(".")[0]
                for each in imports.attributes()
                if each.startswith(f"{spelled}.")
            )
    return names


def _by_convention(source: SourceFile) -> set[str]:
    """Return the names that tools take from a file because of its name."""
    given = {name for supply in source.fact(supplies) for name in supply.star.names}
    path = PurePath(source.filename)
    if path.stem in _READ_WHOLE:
        return given
    if _SETTINGS.search(f"{path.parent.name} {path.stem}"):
        return {name for name in given if name.isupper()}
    if not _TEST.fullmatch(path.stem):
        return set()
    # Test runners collect cases by their names, and pytest gives fixtures to arguments.
    arguments = {
        argument.arg
        for statement, _ in source.outline.definitions
        if not isinstance(statement, ast.ClassDef)
        and (statement.name.startswith("test") or statement.decorator_list)
        for argument in (*statement.args.args, *statement.args.kwonlyargs)
    }
    return {name for name in given if name in arguments or name.lower().startswith("test")}


def _passed_on(source: SourceFile, statement: ast.ImportFrom, passed: frozenset[str]) -> set[str]:
    """Return the names that a file takes by one of its stars, for itself or for others."""
    supply = next(each for each in source.fact(supplies) if each.statement is statement)
    others = _taken(source, passed).names
    return {*supply.names, *(name for name in others if gives(source, supply, name))}


def gives(source: SourceFile, supply: Supply, name: str) -> bool:
    """Tell whether a name of a file may, in the end, be what one of its stars gives."""
    if name not in supply.star.names:
        return False
    position = start(supply.statement)
    bindings = source.fact(analyse).scopes[source.tree].bindings.get(name, ())
    return not any(
        binding.position > position
        and binding.is_sure
        and isinstance(binding.suite.statement, ast.Module)
        for binding in bindings
    ) and not any(
        start(statement) > position
        and name in each.star.names
        and each.star.names[name].is_sure
        and isinstance(suite.statement, ast.Module)
        for each, (statement, suite) in zip(source.fact(supplies), source.stars, strict=True)
    )


def _is_file(source: SourceFile, module: str, last: str, path: str) -> bool:
    """Tell whether a module is that of a file, as another file sees it."""
    if module.rpartition(".")[2] != last:
        return False
    found = find(module, roots(source))
    return found is not None and found.file is not None and os.path.realpath(found.file) == path


def _may_import(file: str, last: str, source: SourceFile) -> bool:
    """Tell whether the text of a file may have an import of the module whose name ends so."""
    text = _content(file)
    if b"import" not in text:
        return False
    if last.encode() in text:
        return True
    # A package may be called by dots alone.
    return source.is_init and re.search(rb"from\s+\.+\s+import", text) is not None


@remembered
def _imports(file: str, search: Search) -> _Imports | None:
    text = decoded(_content(file))
    source = parsed(text.text, file, search=search) if text is not None else None
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


@remembered
def _content(file: str) -> bytes:
    return content(file, _MOST_BYTES) or b""


@remembered
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
