"""Imported modules: what one Python file of a project imports, and under which names.

Its tree is not kept: there are many files. All of it is the same whichever module is asked about.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import NamedTuple

from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.stars.project.files import Project
from flake8_importstyle.syntax.imports import bound_name, module_text, with_packages
from flake8_importstyle.syntax.parsing import source_of
from flake8_importstyle.syntax.source import SourceFile

# A tree takes up to a hundred times the memory of its text.
_LARGEST_KEPT = 200_000


class ImportedModules(NamedTuple):
    """What a file imports. Modules are named as it names them, dots in front included."""

    names: tuple[tuple[str, str], ...]
    """Each name with the module that it is taken from."""
    froms: tuple[str, ...]
    """The module of each statement that takes names, or all."""
    stars: tuple[tuple[str, int], ...]
    """The modules with the lines on which all their names are taken."""
    modules: dict[str, tuple[str, ...]]
    """What the file writes for something that may be a module, as ``a.b``, with what that is."""
    roots: frozenset[str]
    """The first parts of these."""
    shared: frozenset[str]
    """The names that imports bind where other files can take them."""


@remembered
def imported_modules(project: Project, file: str) -> ImportedModules | None:
    """Return what a file of a project imports; None if it is no Python of today."""
    source = parsed_file(project, file)
    if source is None:
        return None
    names: list[tuple[str, str]] = []
    froms: list[str] = []
    stars: list[tuple[str, int]] = []
    modules: dict[str, tuple[str, ...]] = {}
    shared = set()
    for statement, suite in source.imports:
        if isinstance(statement, ast.ImportFrom):
            froms.append(module_text(statement))
        if suite.scope is source.tree:
            shared |= {bound_name(alias) for alias in statement.names}
        for alias in statement.names:
            if isinstance(statement, ast.Import):
                # Without an alias the packages around it can be used as well.
                loaded = [alias.name] if alias.asname else with_packages(alias.name)
                found = [(alias.asname or each, each) for each in loaded]
            elif alias.name == "*":
                stars.append((module_text(statement), statement.lineno))
                found = []
            else:
                module = module_text(statement)
                names.append((module, alias.name))
                found = [(bound_name(alias), joined(module, alias.name))]
            for spelled, each in found:
                modules[spelled] = (*modules.get(spelled, ()), each)
    roots = frozenset(spelled.partition(".")[0] for spelled in modules)
    return ImportedModules(
        tuple(names), tuple(froms), tuple(stars), modules, roots, frozenset(shared)
    )


def parsed_file(project: Project, file: str) -> SourceFile | None:
    """Return a file of a project as a source file; None if it is no Python of today.

    The last ones are kept: what they import is asked for right before what else they do.
    """
    is_large = len(project.texts[file]) > _LARGEST_KEPT
    return source_of(project.texts[file], file) if is_large else _kept(project, file)


@lru_cache(maxsize=4)
def _kept(project: Project, file: str) -> SourceFile | None:
    return source_of(project.texts[file], file)


def joined(module: str, name: str) -> str:
    """Return the dotted name of a part of a module: ``..a`` and ``b`` are ``..a.b``."""
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
