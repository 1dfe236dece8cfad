"""Expanding a star import: what it becomes, so that every name has an origin that one can read.

Every name that a read of the file may see by the star is listed, and those that others take through
the file. The star then gives no other name that anybody sees, so every read sees what it saw
before: a definition that reaches no read keeps none from being seen.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from flake8_importstyle.fixes.edits import Applicability, Fix, only
from flake8_importstyle.fixes.import_writer import Piece, Written
from flake8_importstyle.fixes.rename import used
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.stars.flow import exports_are_known, reads_by_other_means
from flake8_importstyle.stars.importers import imported_through, may_be_safe
from flake8_importstyle.stars.uses import StarUses, reexported_by, star_uses
from flake8_importstyle.syntax.control_flow import TRY
from flake8_importstyle.syntax.imports import can_be_imported, keyword, module_text
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite

# What a comment no longer has to excuse.
_OBSOLETE_CODES = ("F403", "IMP001")


def replacement(source: SourceFile, star: StarUses, settings: Settings) -> Fix | None:
    """Return the repair of a star import; None if it is not known well enough."""
    statement, wildcard, names, incomplete, _ = star
    suite = next(suite for each, suite in source.stars if each is statement)
    if incomplete or suite.scope is not source.tree or _has_incomplete_sibling(source, suite):
        return None
    if wildcard.missing:
        return None  # It fails, and who handles that may rely on it.
    if not exports_are_known(source):
        return None  # Any name may be in its `__all__`.
    is_doubtful = source.is_init or source.fact(reads_by_other_means)
    if not settings.unsafe_fixes and (is_doubtful or not may_be_safe(source)):
        return None  # The other files need not be read.
    others = source.fact(imported_through)
    only_for_others = set(reexported_by(source, star, others.names)).difference(names)
    if not all(wildcard.names[name].is_definite for name in (*names, *only_for_others)):
        return None
    if not all(map(can_be_imported, (*names, *only_for_others))):
        return None  # Both have it in their `__all__`.
    written = Written(source, statement, settings)
    if not names and not only_for_others:
        return _without_names(source, written, suite)
    form = "{0} as {0}" if source.is_init else "{0}"
    texts = {name: name for name in names} | {name: form.format(name) for name in only_for_others}
    pieces = [Piece(texts[name]) for name in sorted(texts, key=source.fact(_sorting))]
    is_safe = not (is_doubtful or only_for_others) and others.is_complete
    edit = written.replace_names(statement.names[0], pieces, drop=_OBSOLETE_CODES)
    return only(edit, is_safe=is_safe)


def _has_incomplete_sibling(source: SourceFile, suite: Suite) -> bool:
    """Tell whether a star import in another branch of the same ``try`` is in doubt."""
    around = {each.statement for each in suite.outward() if isinstance(each.statement, TRY)}
    return any(
        each.incomplete and not around.isdisjoint(outer.statement for outer in other.outward())
        for each, (_, other) in zip(source.fact(star_uses), source.stars, strict=True)
    )


def _without_names(source: SourceFile, written: Written, suite: Suite) -> Fix | None:
    """Return the repair of a star import of which nothing is used: only load the module.

    A module of the own package is loaded by others, or not needed.
    """
    statement = written.statement
    assert isinstance(statement, ast.ImportFrom)
    if source.is_init or source.is_facade:
        return None  # It is there to give its names to others.
    if statement.level:
        fix = written.remove(suite, drop=_OBSOLETE_CODES)
        return fix._replace(applicability=Applicability.UNSAFE) if fix is not None else None
    module = module_text(statement)
    names = source.fact(used)
    top = module.partition(".")[0]
    if top in names.bound or top in names.read:
        return None
    text = f"{keyword(statement)}import {module}"
    return only(written.replace([text], drop=_OBSOLETE_CODES), is_safe=False)


def _sorting(source: SourceFile) -> Callable[[str], Any]:
    """Return the key by which the file sorts the names that it imports."""
    lists = [
        [alias.name for alias in statement.names]
        for statement, _ in source.imports
        if isinstance(statement, ast.ImportFrom)
    ]
    keys: Sequence[Callable[[str], Any]] = (str, str.lower, _constants_first)
    return next((key for key in keys if all(each == sorted(each, key=key) for each in lists)), str)


def _constants_first(name: str) -> tuple[bool, str]:
    """Sort constants before classes, and classes before all others, as isort does."""
    is_constant = name.isupper() and len(name) > 1
    # Upper-case letters come before the others anyway.
    return not is_constant, name
