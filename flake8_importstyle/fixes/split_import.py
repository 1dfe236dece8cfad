"""Split an import statement into several."""

from __future__ import annotations

import ast

from flake8_importstyle.exports.submodules import is_module
from flake8_importstyle.fixes.edits import Fix, single_edit_fix
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.syntax.imports import opening
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import


def split(source: SourceFile, statement: Import, settings: Settings) -> Fix | None:
    """Return the fix that gives each name of a statement a statement of its own."""
    writer = import_writer(source, statement, settings)
    pieces = [piece._replace(text=opening(statement) + piece.text) for piece in writer.pieces]
    return single_edit_fix(writer.replace(pieces, drop=("E401", "IMP103", "IMP104")))


def modules_apart(
    source: SourceFile, module: str, statement: ast.ImportFrom
) -> list[list[ast.alias]]:
    """Return the names of a statement in order, in runs: each module is a run of its own.

    ``module``: the absolute name of the module that the statement imports from.
    """
    runs: list[list[ast.alias]] = []
    is_open = False
    for alias in statement.names:
        is_other = is_module(source, module, alias.name) is not True
        if is_open and is_other:
            runs[-1].append(alias)
        else:
            runs.append([alias])
        is_open = is_other
    return runs


def split_runs(
    source: SourceFile,
    statement: ast.ImportFrom,
    runs: list[list[ast.alias]],
    settings: Settings,
) -> Fix | None:
    """Return the fix that gives each run of names a statement of its own."""
    if len(runs) == len(statement.names):
        return split(source, statement, settings)
    writer = import_writer(source, statement, settings)
    if writer.has_comments:
        return None
    return single_edit_fix(writer.replace(list(map(writer.with_names, runs)), drop=("IMP104",)))
