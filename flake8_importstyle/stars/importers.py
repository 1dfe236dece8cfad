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

from flake8_importstyle.options.types import with_packages
from flake8_importstyle.resolver.files import content, remembered
from flake8_importstyle.resolver.modules import absolute, find, location, project_roots, roots
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.stars.uses import Supply, supplies
from flake8_importstyle.syntax.imports import bound_name, module_text
from flake8_importstyle.syntax.parsing import decoded, parsed
from flake8_importstyle.syntax.skeleton import joined_line
from flake8_importstyle.syntax.source import Search, SourceFile
from flake8_importstyle.syntax.suites import start

_MOST_FILES = 20_000
_MOST_BYTES = 400_000_000
_OTHERS_CODE = frozenset(("__pycache__", "dist-packages", "node_modules", "site-packages"))
# Tools read the names in capitals from modules that are called so.
_SETTINGS = re.compile(r"settings|config", re.IGNORECASE)
# What follows the names in brackets, or up to the end of the line, does not matter here.
_IMPORT = re.compile(rb"import(?:(?:[ \t\\]|\r?\n)*\((?:[^)#]|\#[^\n]*)*|(?:[^\n\\]|\\\r?\n|\\)*)")
# Letters may be other than ASCII; a package may be called by dots alone.
_WORD = re.compile(rb"[\w\x80-\xff]+|\.(?=\s*\\?\s*import\b)")
_DOT = b"."
# Sphinx and pytest read all of these.
_READ_WHOLE = ("conf", "conftest")
_TEST = re.compile(r"tests?|test_.*|.*_tests?")


class Taken(NamedTuple):
    """What other files take of the names that a file's star imports give it."""

    names: frozenset[str]
    is_complete: bool
    """Whether all files of the project were looked at."""


class _Imports(NamedTuple):
    """What one file imports from others. Its tree is not kept: there are many files."""

    source: SourceFile
    """Without its text; what it holds is here."""
    names: list[tuple[str, str]]
    """Each name with the whole name of the module that it is taken from."""
    stars: list[tuple[str, int]]
    """The whole names of modules with the lines on which all their names are taken."""
    modules: list[tuple[str, str]]
    """The whole names of modules, with what the file writes for them: ``a.b``."""


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
    importers = _importers(project_roots(source))
    last = place.module.rpartition(".")[2]
    words = (last.encode(), _DOT) if source.is_init else (last.encode(),)
    files = (file for word in words for file in (importers or {}).get(word, ()))
    for file in dict.fromkeys(files):
        imports = _imports(file, source.search) if file != path else None
        if imports is not None:
            names |= _from(imports, path, last, passed | {path})
    return Taken(frozenset(names), importers is not None)


def _from(imports: _Imports, path: str, last: str, passed: frozenset[str]) -> set[str]:
    """Return the names that one file takes from another, whose module's name ends with ``last``."""
    source = imports.source
    names = {name for module, name in imports.names if _is_file(source, module, last, path)}
    for module, line in imports.stars:
        if _is_file(source, module, last, path):
            names |= _passed_on(source, line, passed)
    for module, spelled in imports.modules:
        if _is_file(source, module, last, path):
            names |= _attributes(source.filename).get(spelled, set())
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


def _passed_on(place: SourceFile, line: int, passed: frozenset[str]) -> set[str]:
    """Return the names that a file takes by the star on a line, for itself or for others."""
    source = _with_stars(place.filename, place.search)
    assert source is not None  # It was read before.
    names: set[str] = set()
    for supply in source.fact(supplies):
        if supply.statement.lineno == line:
            others = _taken(source, passed).names
            names |= {*supply.names, *(name for name in others if gives(source, supply, name))}
    return names


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


@remembered
def _importers(folders: tuple[str, ...]) -> dict[bytes, list[str]] | None:
    """Return the Python files below folders by the words of their import statements.

    A superset, told from the texts; ``_DOT`` stands for packages without a name. None if there are
    too many.
    """
    files = _project_files(folders)
    if files is None:
        return None
    found: dict[bytes, list[str]] = {}
    for file in files:
        words = {word for each in _statements(_content(file)) for word in _WORD.findall(each)}
        for word in words:
            found.setdefault(word, []).append(file)
    return found


def _statements(text: bytes) -> Iterator[bytes]:
    """Yield from a text all that may be an import statement."""
    for found in _IMPORT.finditer(text):
        yield text[joined_line(text, found.start()) : found.end()]


@remembered
def _imports(file: str, search: Search) -> _Imports | None:
    source = _source(file, search)
    if source is None:
        return None
    place = SourceFile(ast.Module([], []), (), file, search=search)
    found = _Imports(place, [], [], [])
    for statement, _ in source.imports:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                # Without an alias the packages around it can be used as well.
                loaded = [alias.name] if alias.asname else with_packages(alias.name)
                found.modules.extend((each, alias.asname or each) for each in loaded)
            continue
        module = absolute(source, module_text(statement))
        if module is None:
            continue
        for alias in statement.names:
            if alias.name == "*":
                found.stars.append((module, statement.lineno))
            else:
                found.names.append((module, alias.name))
                found.modules.append((f"{module}.{alias.name}", bound_name(alias)))
    return found


@remembered
def _with_stars(file: str, search: Search) -> SourceFile | None:
    """Return a file with star imports, of which there are few, to be asked again and again."""
    return _source(file, search)


def _source(file: str, search: Search) -> SourceFile | None:
    text = decoded(_content(file))
    return parsed(text.text, file, search=search) if text is not None else None


@remembered
def _attributes(file: str) -> dict[str, set[str]]:
    """Return the attributes that a file names, by the dotted names whose attributes they are."""
    source = _source(file, Search())
    found: dict[str, set[str]] = {}
    for node in ast.walk(source.tree) if source is not None else ():
        if isinstance(node, ast.Attribute):
            owner = _dotted(node.value)
            if owner is not None:
                found.setdefault(owner, set()).add(node.attr)
    return found


def _dotted(node: ast.expr) -> str | None:
    """Return the dotted name that an expression is; None if it is something else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(parts))) if isinstance(node, ast.Name) else None


@remembered
def _content(file: str) -> bytes:
    return content(file, _MOST_BYTES) or b""


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
