"""Replace a star import with an explicit list, so that the origin of every name can be read.

The list holds each name that a read in the file may get from the star import, and each name that
importers take through the file. No read can see any other name that the star import binds, so
leaving those out changes nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from flake8_importstyle.exports.definitions import WRITES
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.fixes.edits import Applicability, Fix, single_edit_fix, unrepaired
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.fixes.rename import used_names
from flake8_importstyle.fixes.star_writer import write_names
from flake8_importstyle.fixes.writer import ImportWriter
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.stars.changed_lists import changed_by, changer_in
from flake8_importstyle.stars.facades import by_chance, whole
from flake8_importstyle.stars.flow import (
    exported_names,
    exports_are_known,
    own_exports,
    star_reference,
)
from flake8_importstyle.stars.importers import imported_through, may_be_safe
from flake8_importstyle.stars.namespaces import reads_dynamically
from flake8_importstyle.stars.project.files import project
from flake8_importstyle.stars.uses import StarUses, reexported_by, star_uses
from flake8_importstyle.syntax.control_flow import TRY
from flake8_importstyle.syntax.imports import can_be_imported, keyword, module_text
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite

_LOADS = "none of its names are used, but its module is loaded"
_READS = "this file may read names dynamically"
_SETS = "this file may set names dynamically"
# `noqa` codes that are obsolete once the star import is replaced.
_OBSOLETE_CODES = ("F403", "IMP001")


def replacement(source: SourceFile, star: StarUses, settings: Settings) -> Fix | None:
    """Return the fix that replaces a star import; without edits if its names are not certain."""
    _, suite = source.stars[star.number]
    reason = _reason_against(source, star, suite)
    if reason:
        return unrepaired(reason)
    if source.is_for_others:
        return _whole_fix(source, star, suite, settings)
    doubt = _READS if source.fact(reads_dynamically) else ""
    if not doubt and source.fact(own_exports).incomplete == WRITES:
        doubt = _SETS  # Another statement may bind the same object, but before it is set.
    if not settings.unsafe_fixes and (doubt or not may_be_safe(source)):
        return None  # Saves a search of the project: the fix would be unsafe anyway.
    others = source.fact(imported_through)
    only_for_others = set(reexported_by(source, star, others.names)).difference(star.names)
    every = (*star.names, *only_for_others)
    for name in every:
        if not star.wildcard.names[name].is_definite:
            return unrepaired(f"the star import may not bind '{name}'")
        if not can_be_imported(name):
            return unrepaired(f"'{name}' cannot be imported by name")
    if not every:
        return _unused_star_fix(source, import_writer(source, star.statement, settings), suite)
    doubts = others.incomplete
    if only_for_others and not settings.is_whole_project:
        doubts = (*others.reasons, *doubts)  # Other projects may take the same names.
    doubt = doubt or next(iter(doubts), "") or _doubt(source, star, every)
    texts = every
    if settings.is_whole_project:
        # Tools that remove unused imports would remove names that the file itself never reads.
        texts = (*star.names, *_reexport_texts(source, star.statement, only_for_others))
    edit = write_names(source, (star.statement, suite), texts, settings, drop=_OBSOLETE_CODES)
    return single_edit_fix(edit, is_safe=not doubt, reason=doubt)


def _reason_against(source: SourceFile, star: StarUses, suite: Suite) -> str:
    """Return why no list of names can replace a star import; empty if one can."""
    if star.incomplete:
        return star.incomplete
    if suite.scope is not source.tree:
        return "it is not at module level"
    if _has_incomplete_sibling(source, suite):
        return "another star import in the same 'try' is not fully known"
    if star.wildcard.missing:
        return "it fails, and code that handles the error may rely on that"
    if star.wildcard.unsure and suite.is_handled:
        return f"it fails without '{min(star.wildcard.unsure)}', and that may be handled here"
    return "" if exports_are_known(source) else "the '__all__' of this file may list any name"


def _whole_fix(source: SourceFile, star: StarUses, suite: Suite, settings: Settings) -> Fix | None:
    """Return the fix for a star import in a facade, which re-exports all of the names.

    If unsafe fixes are enabled, names that the module imports only for its own use are left out.
    """
    for name, each in star.wildcard.names.items():
        if not each.is_definite:
            return unrepaired(f"the star import may not bind '{name}'")
    names, doubt = whole(source, star)
    if doubt and not settings.unsafe_fixes:
        return unrepaired(doubt)  # Saves a search for importers.
    if settings.unsafe_fixes:
        others = reexported_by(source, star, source.fact(imported_through).names)
        left_out = by_chance(source, star, names.difference(star.names, others))
        names -= left_out
        doubt = doubt or (f"'{min(left_out)}' is left out" if left_out else "")
    if not names:
        return unrepaired("it gives no name that is not there without it")
    doubt = doubt or _doubt(source, star, names)
    for name in sorted(names):
        if not can_be_imported(name):
            return unrepaired(f"no other statement can import '{name}'")
    texts = _reexport_texts(source, star.statement, names)
    edit = write_names(source, (star.statement, suite), texts, settings, drop=_OBSOLETE_CODES)
    return single_edit_fix(edit, is_safe=not doubt, reason=doubt)


def _reexport_texts(source: SourceFile, statement: ast.stmt, names: Iterable[str]) -> list[str]:
    """Return the text that imports each re-exported name: ``name`` or ``name as name``."""
    is_plain = source.fact(_plain_reexport_test)
    is_kept = source.keeps(statement)
    return [name if is_plain(name, is_kept) else f"{name} as {name}" for name in names]


def _plain_reexport_test(source: SourceFile) -> Callable[[str, bool], bool]:
    """Return a predicate that tells whether a facade re-exports a name without ``as``.

    It takes the name, and whether a comment keeps other tools from reporting the import as unused.
    The file's own imports decide the style.
    """
    reads_of = source.fact(analyse).reads_of
    # Other tools understand only names that are spelled out in `__all__`.
    exported = _texts_in_dunder_all(source).intersection(exported_names(source))
    imported = [
        each
        for each in source.imported_names
        if each.is_from and each.suite.scope is source.tree and not each.name.startswith("_")
    ]
    # Names that the file reads, or lists in `__all__`, do not reveal its style.
    plain = [each for each in imported if each.name not in exported and each.name not in reads_of]
    has_aliases = any(each.is_reexport for each in imported)
    shows_plain = bool(plain) and not has_aliases
    # If every plain re-export has such a comment, a new one without it would be reported.
    needs_comment = all(map(source.is_kept, plain))

    def is_plain(name: str, is_kept: bool) -> bool:
        # Outside a package's `__init__`, a name that the file reads needs no redundant alias.
        is_used = name in reads_of and not source.is_init
        is_shown = shows_plain and (is_kept or not needs_comment)
        return is_shown or name in exported or is_used

    return is_plain


def _texts_in_dunder_all(source: SourceFile) -> set[str]:
    """Return the strings in those module-level statements that mention ``__all__``."""
    return {
        node.value
        for suite in source.outline.suites
        if suite.scope is source.tree
        for statement in suite.body
        if isinstance(statement, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr))
        and any(isinstance(each, ast.Name) and each.id == "__all__" for each in nodes_in(statement))
        for node in nodes_in(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _has_incomplete_sibling(source: SourceFile, suite: Suite) -> bool:
    """Tell whether another star import in an enclosing ``try`` is incomplete."""
    around = _enclosing_tries(suite)
    return bool(around) and not around.isdisjoint(source.fact(_doubtful_tries))


def _doubtful_tries(source: SourceFile) -> frozenset[ast.stmt | None]:
    """Return the ``try`` statements that contain an incomplete star import."""
    uses = source.fact(star_uses)
    return frozenset(
        each
        for star in uses
        if star.incomplete
        for each in _enclosing_tries(source.stars[star.number][1])
    )


def _doubt(source: SourceFile, star: StarUses, names: Iterable[str]) -> str:
    """Return why a list of names may not be equivalent to a star import; empty if it is."""
    around = project(source) if star.wildcard.is_listed else None
    named = star_reference(source, star.statement)
    who = changer_in(around, named.module) if around is not None else ""
    return changed_by(who) if who else _left_unloaded(source, star, names)


def _left_unloaded(source: SourceFile, star: StarUses, names: Iterable[str]) -> str:
    """Return as a reason the submodule that only the star import would load; empty if none."""
    left = star.wildcard.made.difference(names)
    if not left:
        return ""
    named = star_reference(source, star.statement)
    loaded = resolver(named.folders).loaded(named.module)
    left = frozenset(name for name in left if f"{named.module}.{name}" not in loaded)
    return f"the star import also loads '{min(left)}'" if left else ""


def _enclosing_tries(suite: Suite) -> set[ast.stmt | None]:
    """Return the ``try`` statements that enclose a suite."""
    return {each.statement for each in suite.outward() if isinstance(each.statement, TRY)}


def _unused_star_fix(source: SourceFile, writer: ImportWriter, suite: Suite) -> Fix | None:
    """Return the fix for a star import whose names are all unused: it only loads the module.

    A relative import is removed instead: other files of the package load that module if needed.
    """
    statement = writer.statement
    assert isinstance(statement, ast.ImportFrom)
    if statement.level:
        fix = writer.remove(suite, drop=_OBSOLETE_CODES)
        if fix is None:
            return unrepaired(_LOADS)
        return fix._replace(applicability=Applicability.UNSAFE, reason=_LOADS)
    module = module_text(statement)
    names = source.fact(used_names)
    top = module.partition(".")[0]
    if top in names.bound or top in names.read:
        return unrepaired(f"none of its names is used, and '{top}' means something else here")
    text = f"{keyword(statement)}import {module}"
    return single_edit_fix(
        writer.replace([text], drop=_OBSOLETE_CODES), is_safe=False, reason=_LOADS
    )
