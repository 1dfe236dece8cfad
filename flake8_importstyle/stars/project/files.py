"""Find the folder of a project, and read the text files in it.

The folder does not depend on where flake8 is started if it has a marker such as ``pyproject.toml``.
The files are read once per process, and only to search for the users of a module.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice

from flake8_importstyle.resolver import disk
from flake8_importstyle.resolver.files import content, relative_path, remembered
from flake8_importstyle.resolver.modules import is_marked, location
from flake8_importstyle.resolver.search_path import entries, has_any, is_package, real_path
from flake8_importstyle.syntax.escapes import utf8
from flake8_importstyle.syntax.identifiers import normalised
from flake8_importstyle.syntax.imports import may_import
from flake8_importstyle.syntax.skeleton import joined_line
from flake8_importstyle.syntax.source import SourceFile

# Larger projects are not searched: all texts are kept in memory until the process ends.
_MOST_FILES = 40_000
_MOST_BYTES = 300_000_000
# Larger files are data, unless they are code that may import something.
_LARGEST_TEXT = 2_000_000
_REPOSITORY = frozenset((".git",))
# A folder of sources: the tests and the documentation are beside it.
_SOURCES = frozenset(("lib", "python", "src"))
_OTHERS_CODE = frozenset(("__pycache__", "dist-packages", "node_modules", "site-packages"))
# Hidden folders whose files are written by people, not by programs.
_OPEN = frozenset((".buildkite", ".circleci", ".devcontainer", ".github", ".vscode"))

PYTHON = frozenset((".py", ".pyi", ".pyw"))
CONFIGURATION = frozenset((".cfg", ".conf", ".ini", ".json", ".toml", ".yaml", ".yml"))
_CODE = PYTHON | {".ipynb", ".pxd", ".pxi", ".pyx"}
_TEXTS = CONFIGURATION | frozenset(
    (
        *("", ".adoc", ".bat", ".cmd", ".env", ".in", ".j2", ".mako", ".md", ".ps1", ".rst"),
        *(".service", ".sh", ".tmpl", ".tpl", ".txt"),
    )
)
# An import statement, up to the closing parenthesis or the end of the line.
_IMPORT = re.compile(rb"import(?:(?:[ \t\\]|\r?\n)*\((?:[^)#]|\#[^\n]*)*|(?:[^\n\\]|\\\r?\n|\\)*)")
# Bytes above ASCII count as letters.
_WORD = re.compile(rb"[\w\x80-\xff]+|\*")
_SHEBANG = re.compile(rb"#![^\n]*python")


class Project:
    """The files of a project that may use one of its modules."""

    def __init__(self, folder: str, texts: dict[str, bytes], unreadable: tuple[str, ...]) -> None:
        self.folder = folder
        self.texts = texts
        """The content of each file, by its real path."""
        self.unreadable = unreadable
        """The code files that cannot be read."""
        self._modules: dict[str, list[str]] = {}
        self._mentioning: dict[str, list[str]] = {}
        self._imported_words: dict[str, frozenset[bytes]] = {}
        for file in texts:
            if is_python(file, b""):
                self._modules.setdefault(os.path.basename(module_path(file)), []).append(file)

    def mentioning(self, word: str) -> list[str]:
        """Return the files whose text contains a word, even as part of a longer one."""
        if word not in self._mentioning:
            needle = utf8(word)
            self._mentioning[word] = [file for file, text in self.texts.items() if needle in text]
        return self._mentioning[word]

    def imported_words(self, file: str) -> frozenset[bytes]:
        """Return all words, and ``*``, in what may be an import statement of a file."""
        if file not in self._imported_words:
            text = self.texts[file]
            self._imported_words[file] = frozenset(
                word for each in import_statements(text) for word in _WORD.findall(each)
            )
        return self._imported_words[file]

    def modules_of(self, dotted: str, folder: str) -> list[str]:
        """Return the files that a dotted module name may refer to in a file in ``folder``.

        The search path at run time is unknown, so any file with a matching path counts, except
        that one in the same folder or package root is preferred.
        """
        parts = dotted.lstrip(".").split(".") if dotted.strip(".") else []
        level = len(dotted) - len(dotted.lstrip("."))
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self._files(os.path.join(folder, *parts))
        found = self.ending_in(dotted)
        for each in (folder, package_root(folder)) if len(found) > 1 else ():
            nearest = self._files(os.path.join(each, *parts))
            if nearest:
                return nearest
        return found

    def ending_in(self, name: str) -> list[str]:
        """Return the files that an absolute module name may refer to on some search path."""
        parts = name.split(".")
        tail = os.sep.join(["", *parts])
        return [
            file for file in self._modules.get(parts[-1], ()) if module_path(file).endswith(tail)
        ]

    def _files(self, path: str) -> list[str]:
        """Return the files of the module at a path without extension: source and stub."""
        return [
            file
            for file in self._modules.get(os.path.basename(path), ())
            if module_path(file) == path
        ]

    def name_of(self, file: str) -> str:
        """Return the name of a file for messages: its path relative to the project."""
        return relative_path(file, self.folder).replace(os.sep, "/")


def project(source: SourceFile) -> Project | None:
    """Return the project of a file; None if it is too large to search."""
    return _project(project_folder(source), source.search.sources)


def file_count(source: SourceFile, most: int) -> int:
    """Return how many files the project of a file has, but at most ``most``; none are read."""
    found = _files(project_folder(source), source.search.sources)
    return sum(1 for _ in islice(found, most))


def project_folder(source: SourceFile) -> str:
    """Return the folder of a file's project.

    This is the repository, or else the outermost folder with a project marker, because nested
    projects may use each other. Without a marker, it is the folder that contains the file's
    top-level package, or the working directory if that is above it.
    """
    source.asks_others = True
    folder = os.path.dirname(real_path(source.filename))
    parents = _parents(folder)
    home = disk.without_links(os.path.expanduser("~"))
    marked = [each for each in parents if is_marked(each)]
    # A repository in the home folder, as for configuration files, is not the project.
    inner = [each for each in marked if each not in (home, os.path.dirname(each))] or marked[:1]
    for each in inner:
        if has_any(each, _REPOSITORY):
            return each
    if inner:
        return inner[-1]
    place = location(source)
    root = real_path(place.root) if place is not None else folder
    if os.path.basename(root) in _SOURCES:
        root = os.path.dirname(root)
    here = real_path(os.getcwd())
    return here if here in parents and len(here) < len(root) else root


def module_path(file: str) -> str:
    """Return the path of a module without extension; for a package, its folder."""
    path, _ = os.path.splitext(file)
    return os.path.dirname(path) if os.path.basename(path) == "__init__" else path


def is_python(file: str, text: bytes) -> bool:
    """Tell whether a file is Python by its extension, or by its first line if it has none."""
    found = ending(file)
    return found in PYTHON or (not found and _SHEBANG.match(text) is not None)


def ending(file: str) -> str:
    """Return the extension of a file in lower case, as ``RUN.PY`` can be started as well."""
    return os.path.splitext(file)[1].lower()


@remembered
def package_root(folder: str) -> str:
    """Return the folder that contains the top-level package of a folder."""
    return package_root(os.path.dirname(folder)) if is_package(folder) else folder


def import_statements(text: bytes) -> Iterator[bytes]:
    """Yield the parts of a text that may be import statements."""
    end = 0
    for found in _IMPORT.finditer(text):
        yield text[joined_line(text, found.start(), end) : found.end()]
        end = found.end()


def _parents(folder: str) -> list[str]:
    """Return a folder and its parents that may belong to the same project, nearest first."""
    found = [folder]
    while found[-1] != os.path.dirname(found[-1]) and _is_searched(os.path.basename(found[-1])):
        found.append(os.path.dirname(found[-1]))
    return found


@remembered
def _project(folder: str, sources: tuple[str, ...]) -> Project | None:
    files: list[str] = []
    total = 0
    for file, size in _files(folder, sources):
        files.append(file)
        total += size
        if len(files) > _MOST_FILES or total > _MOST_BYTES:
            return None
    texts: dict[str, bytes] = {}
    unreadable = []
    for file in files:
        text = content(file, _MOST_BYTES)
        if text is None:
            unreadable += [file] if _is_code(file) else []
        elif not _is_data(file, text):
            texts[file] = normalised(text)
    return Project(folder, texts, tuple(unreadable))


def _is_data(file: str, text: bytes) -> bool:
    is_large = len(text) > _LARGEST_TEXT and ending(file) in PYTHON
    return is_large and not may_import(text)


def _is_code(file: str) -> bool:
    return ending(file) in _CODE


def _files(folder: str, sources: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Yield the text files of a project with their sizes, each once."""
    seen = set()
    for each in (folder, *map(real_path, sources)):
        for file, size in _files_below(each):
            if file not in seen:
                seen.add(file)
                yield file, size


def _files_below(folder: str) -> Iterator[tuple[str, int]]:
    """Yield the text files below a folder with their sizes, except in installed packages."""
    pending = [folder]
    while pending:
        here = pending.pop()
        found = entries(here)
        if "pyvenv.cfg" in found:
            continue
        for name, is_folder in found.items():
            path = os.path.join(here, name)
            if is_folder:
                pending += [path] if _is_searched(name) else []
            elif ending(name) in _CODE | _TEXTS:
                size = disk.size(path)
                if size is not None and (size <= _LARGEST_TEXT or _is_code(name)):
                    yield path, size


def _is_searched(folder: str) -> bool:
    """Tell whether a folder, given its name, may have files of the project itself."""
    return folder in _OPEN or (folder not in _OTHERS_CODE and not folder.startswith("."))
