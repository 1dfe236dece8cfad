"""Replace imported names with attributes of their module."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from flake8_importstyle.fixes.edits import Edit, Fix, Group
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.fixes.rename import reads_of, used_names
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.redefinitions import ACCESS_TO_ALL
from flake8_importstyle.semantic.scopes import BUILTINS
from flake8_importstyle.syntax.imports import imported_name, opening, spelled
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite, start


def used_through_module(
    source: SourceFile,
    statement: ast.ImportFrom,
    suite: Suite,
    aliases: Sequence[ast.alias],
    module: tuple[str, str],
    settings: Settings,
) -> Fix | None:
    """Return the fix that replaces all uses of imported names with attributes of their module.

    ``module``: the statement that imports the module, and the expression that then refers to it.
    None if a use may be hidden, or if the file uses the module's name for something else.
    """
    new, prefix = module
    root = prefix.partition(".")[0]
    names = source.fact(analyse)
    everything = source.fact(used_names)
    scope = names.scopes[suite.scope]
    is_there = _is_imported(source, statement, new, root)
    if (
        source.stars
        or scope.is_class
        or any(each in names.reads_of for each in ACCESS_TO_ALL)
        or not (is_there or (root not in everything.bound and root not in everything.read))
        or not (is_there or new.startswith("from ") or _is_free_around(source, suite, prefix))
    ):
        return None
    edits = []
    for alias in aliases:
        imported = imported_name(alias, statement, suite)
        old = imported.name
        if (
            old in names.declared_global
            or not scope.binds(old)
            or len(scope.bindings[old]) != 1
            or old in everything.in_texts
            or re.search(rf"\{{\s*{re.escape(old)}\s*=\s*[!:}}]", source.text)
        ):
            return None
        reads = reads_of(source, scope, imported, None)
        if reads is None or any(source.text[at : at + len(old)] != old for at in reads):
            return None
        if (
            old in BUILTINS
            and not scope.is_function
            and not _is_always_above(source, statement, suite, reads)
        ):
            return None
        edits += [Edit(at, at + len(old), f"{prefix}.{alias.name}") for at in reads]
    writer = import_writer(source, statement, settings)
    rest = [alias for alias in statement.names if alias not in aliases]
    if writer.has_comments:
        return None
    texts = [writer.with_names(rest)] if rest else []
    if texts or not is_there:
        edit = writer.replace(texts if is_there else [*texts, new])
        # Add the import only once per round; other statements find it in the next one. Those of
        # several submodules bind their package together.
        group = Group(("import", new if root != prefix else root), 1)
        own = Fix((edit,), group=group) if edit is not None else None
    else:
        own = writer.remove(suite)
    return own._replace(edits=tuple(sorted({*own.edits, *edits}))) if own is not None else None


def _is_always_above(
    source: SourceFile, statement: ast.stmt, suite: Suite, reads: Sequence[int]
) -> bool:
    """Tell whether an import has run before any read of its name, which is a builtin until then."""
    line, column = start(statement)
    position = source.places.position(line, source.characters(line, column))
    return suite.always_runs and all(at > position for at in reads)


def _is_free_around(source: SourceFile, suite: Suite, module: str) -> bool:
    """Tell whether ``import module`` in a function hides no package that is imported around it.

    An import around it may be rewritten at the same time, and the function may use its names. That
    of the same module is not: only one of a group is.
    """
    scopes = source.fact(analyse).scopes
    around = [*scopes[suite.scope].outward()][1:]
    return not any(
        other.level or _is_beside(other.module or "", module)
        for other, other_suite in (source.imports if around else ())
        if isinstance(other, ast.ImportFrom) and scopes[other_suite.scope] in around
    )


def _is_beside(module: str, other: str) -> bool:
    """Tell whether two modules are in the same package, or one is in the other."""
    return module != other and module.partition(".")[0] == other.partition(".")[0]


def _is_imported(source: SourceFile, statement: ast.ImportFrom, new: str, root: str) -> bool:
    """Tell whether a statement above already imports the module, and nothing else has its name."""
    same = [each for each in source.imported_names if each.name == root]
    return bool(same) and (
        len(source.fact(analyse).scopes[source.tree].bindings.get(root, ())) == len(same)
        and source.fact(used_names).bound[root] == len(same)
        and start(same[0].statement) < start(statement)
        and all(
            each.suite.scope is source.tree
            and each.suite.always_runs
            and opening(each.statement) + spelled(each.alias) == new
            for each in same
        )
    )
