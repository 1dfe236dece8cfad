"""Find star imports that fail because ``__all__`` lists a name that the module does not define."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from contextlib import suppress

from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.files import LARGEST_MODULE, content
from flake8_importstyle.resolver.modules import reference
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.stars.set_elsewhere import set_elsewhere
from flake8_importstyle.stars.uses import StarUses
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.parsing import source_of
from flake8_importstyle.syntax.source import SourceFile

# Tokens that may separate implicitly concatenated strings.
_LAYOUT = frozenset((tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE))


def missing_names(source: SourceFile, star: StarUses) -> tuple[str, tuple[str, str] | None] | None:
    """Return a name that certainly makes a star import fail; None if there is none.

    The second item holds two adjacent strings that form the name because of a missing comma, or is
    None if it is not formed that way.
    """
    named = reference(source, module_text(star.statement))
    if not star.wildcard.missing or star.wildcard.unfinished or named is None:
        return None
    found = resolver(named.folders).find(named.module)
    text = content(found.file, LARGEST_MODULE) if found is not None and found.file else None
    module = source_of(text, "") if text is not None else None
    if module is None:
        return None
    names = {name for name in star.wildcard.missing if not _may_be_bound(module, name)}
    names -= set_elsewhere([named], names)
    for name in star.wildcard.missing:
        if name in names:
            return name, next(_adjacent_strings(module.text, name), None)
    return None


def _may_be_bound(module: SourceFile, name: str) -> bool:
    """Tell whether a module may bind a name on another system or in a function."""
    names = module.fact(analyse)
    return (
        name in names.scopes[module.tree].bindings
        or name in names.declared_global
        or any(suite.condition().is_conditional for _, suite in module.stars)
    )


def _adjacent_strings(text: str, whole: str) -> Iterator[tuple[str, str]]:
    """Yield pairs of adjacent strings in a source text that concatenate to ``whole``."""
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.STRING:
            value = None
            with suppress(ValueError):  # Of an f-string.
                value = ast.literal_eval(token.string)
            if isinstance(value, str):
                if before and before + value == whole:
                    yield before, value
                before = value
        elif token.type not in _LAYOUT:
            before = ""
