"""Names that files of a project may replace in modules from outside, as tests do.

An import in a function gives what its module has when the function is called, and `module.name` what
it has when it is read: both see what ``mock.patch("module.name")`` or ``module.name = …`` has put
there. An import at the top may not. Who replaces something is looked for in the texts of all files,
whatever module they mean by it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from flake8_importstyle.exports.identity import chain_of
from flake8_importstyle.resolver.modules import absolute, location
from flake8_importstyle.stars.project.files import project
from flake8_importstyle.syntax.imports import ImportedName, module_text
from flake8_importstyle.syntax.source import SourceFile

# What stands between a function and the name, or within one line, is hardly longer.
_LONGEST = 200
# What sets the attribute whose name it is given as a text, or as that of an argument.
_FUNCTIONS = rb"(?:attr|patch|object|multiple|replace|stub|swap)"


def may_be_replaced(source: SourceFile, imports: Iterable[ImportedName]) -> bool:
    """Tell whether a file of the project may replace what some imports of a file give."""
    if location(source) is None:
        return False  # There is no file yet, or no other may be looked at.
    around = project(source)
    return around is None or any(
        re.search(pattern, around.texts[file]) is not None
        for imported in imports
        for word, pattern in _patterns(source, imported)
        for file in around.mentioning(word)
    )


def _patterns(source: SourceFile, imported: ImportedName) -> Iterator[tuple[str, bytes]]:
    """Yield patterns for what replaces an import, each with a word in all that it matches."""
    chain = chain_of(source, imported)
    module = imported.target
    if isinstance(imported.statement, ast.ImportFrom):
        module = module_text(imported.statement)
        names = {imported.alias.name, *(step.name for step in chain if step.name)}
        yield from ((name, _replacing(name)) for name in sorted(names))
    for each in sorted({absolute(source, module) or "", *(step.module for step in chain)} - {""}):
        yield each, rb"\bmodules\b[^\n]{0,%d}[\"']%b[\"']" % (_LONGEST, _literal(each))


def _replacing(name: str) -> bytes:
    """Return a pattern for what sets an attribute, or gives its name to a function that does so."""
    word = _literal(name)
    attribute = rb"(?<!\bself)(?<!\bcls)\.%b" % word
    return b"|".join(
        (
            rb"%b[ \t]*(?:[-+*/%%|&^@<>]{0,2}=(?!=)|:[^=\n]*=)" % attribute,
            rb"\b(?:as|del|for)[ \t]+[\w.]*%b\b" % attribute,
            rb"[\"'][\w.]+[.:]%b[\"']" % word,
            rb"%b\([^()]{0,%d}(?:[\"']%b[\"']|\b%b=)" % (_FUNCTIONS, _LONGEST, word, word),
        )
    )


def _literal(text: str) -> bytes:
    return re.escape(text).encode()
