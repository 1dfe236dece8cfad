"""Collect the imports of one Python file of a project, and the names they bind.

The result does not depend on the module whose importers are searched for, so it is computed once.
The syntax tree is not kept, because a project has many files.
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
    """The imports of a file. Modules are given as written, including leading dots."""

    names: tuple[tuple[str, str], ...]
    """The module and name of each item of a ``from`` import."""
    froms: tuple[str, ...]
    """The module of each ``from`` import."""
    stars: tuple[tuple[str, int], ...]
    """The module and line of each star import."""
    modules: dict[str, tuple[str, ...]]
    """The modules that an expression such as ``a.b`` may refer to, by the expression."""
    roots: frozenset[str]
    """The first part of each of these expressions."""
    shared: frozenset[str]
    """The names that imports bind at module level, where other files can import them."""


@remembered
def imported_modules(project: Project, file: str) -> ImportedModules | None:
    """Return the imports of a file of a project; None if it cannot be parsed."""
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
                # Without an alias, its parent packages can be used as well.
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
    """Return the parsed source of a file of a project; None if it cannot be parsed.

    The most recent ones are kept, because a file's imports and expressions are analysed in turn.
    """
    is_large = len(project.texts[file]) > _LARGEST_KEPT
    return source_of(project.texts[file], file) if is_large else _kept(project, file)


@lru_cache(maxsize=4)
def _kept(project: Project, file: str) -> SourceFile | None:
    return source_of(project.texts[file], file)


def joined(module: str, name: str) -> str:
    """Return the dotted name of a module's attribute: ``..a.b`` for ``..a`` and ``b``."""
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
