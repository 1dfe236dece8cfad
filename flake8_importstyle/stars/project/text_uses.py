"""Find how a Python file may use a module, from its text alone.

Searching the text is fast, while parsing it would be most of the work. The result may include uses
that the file does not have, but misses none; the syntax tree then decides.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import NamedTuple

from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.stars.project.files import Project
from flake8_importstyle.syntax.escapes import utf8

# `from . import x` does not name the package that it imports from.
_DOTS = re.compile(rb"from[ \t]*(\.+)[ \t\\]*(?:\r?\n[ \t]*)?import\b[ \t]*(?:\\[ \t]*\r?\n)?")
# The usual `if __name__ == "__main__"` of a script uses no name of the module.
_IS_SCRIPT = re.compile(rb"\b__name__[ \t]*==[ \t]*[\"']$")
# How long the rest of the line of an import may be. It is rarely longer.
_LONGEST_LIST = 2_000
_NAMES = re.compile(
    rb"[ \t]*(?:\(((?:[^()#]|#[^\n]*\n)*)\)"
    rb"|([^\s\\();#][^\n\\();#]{0,%d})(?=[;#\n]|\Z))" % _LONGEST_LIST
)
_WORD = re.compile(rb"[\w\x80-\xff]+|\*")
# How much text to look at on each side of a word: words of one expression are rarely farther apart.
_BESIDE = 100
_ANY = frozenset((b"*",))
_FROM = re.compile(rb"(?<![\w.\x80-\xff])from[ \t]+(\.*(?:[\w\x80-\xff]+\.)*)$")
_IMPORT = re.compile(rb"((?:\.[\w\x80-\xff]+)*)[ \t]+import\b(?![ \t]*\\)")
_COMMENT = re.compile(rb"\s*#")
_LETTER = re.compile(rb"[\w\x80-\xff]")
_BEFORE = re.compile(rb"([\w\x80-\xff]+)[ \t]+$")
_AFTER = re.compile(rb"[ \t]+([\w\x80-\xff]+)")
_ATTRIBUTE = re.compile(rb"[ \t]*[.:]:?[ \t]*([^\W\d][\w\x80-\xff]*|[\x80-\xff]+)")
_HARMLESS_AFTER = re.compile(rb"\.(?![ \t\r\n\\){%])|\(|[ \t]*=(?!=)|/[\w\x80-\xff]")
_OF_ITSELF = re.compile(rb"(?<![\w.\x80-\xff])(?:self|cls)\.$")
_ENDS_STATEMENT = re.compile(rb"[ \t]*(?:[;#\r\n]|$)")
_OPENS_STATEMENT = re.compile(rb"(?:^|[\n;])[ \t]*import[ \t]+(?:[\w\x80-\xff]+\.)*$")
# If neither of two adjacent words is one of these, the text is not code.
_KEYWORDS = frozenset(
    word.encode() for word in (*keyword.kwlist, *keyword.softkwlist, "print", "exec", "lazy")
)
_DEFINING = frozenset((b"class", b"def"))
GIVING_ALL = frozenset(("__dict__", "__getattribute__"))
"""The attributes through which any name of a module may be read."""
_GIVING_ALL = frozenset(name.encode() for name in GIVING_ALL)


class TextUses(NamedTuple):
    """How a text may use a module, given the last part of the module's name."""

    froms: tuple[tuple[str, frozenset[bytes]], ...]
    """The dotted module and the names, or the star, of each ``from`` import."""
    attributes: frozenset[bytes]
    """The words that follow the module's name and a dot or colon."""
    is_open: bool
    """Whether it may use the module in another way."""


@remembered
def text_uses(project: Project, file: str, word: str) -> TextUses:
    """Return how the text of a Python file may use a module whose name ends with ``word``."""
    text = project.texts[file]
    froms: list[tuple[str, frozenset[bytes]]] = []
    attributes = set()
    is_open = False
    for start, end in _mentions(text, utf8(word)):
        before = text[max(0, start - _BESIDE) : start]
        package = _FROM.search(before)
        statement = _IMPORT.match(text, end) if package is not None else None
        if package is not None and statement is not None:
            if statement[1]:
                continue  # This is a parent package of the imported module.
            names = _names(text, statement.end())
            is_open = is_open or names is None
            module = f"{package[1].decode('utf-8', 'replace')}{word}"
            froms.append((module, names or frozenset()))
        elif not _IS_SCRIPT.search(before):
            after = text[end : end + _BESIDE]
            attribute = _ATTRIBUTE.match(after)
            name = attribute[1] if attribute is not None else b""
            attributes.add(name)
            is_open = is_open or name in _GIVING_ALL or _is_open(before, after)
    return TextUses(tuple(froms), frozenset(attributes - {b""}), is_open)


def _mentions(text: bytes, word: bytes) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each occurrence of a word, except on lines that are comments."""
    end = 0
    line_start, is_comment = -1, False
    while (start := text.find(word, end)) >= 0:
        if line_start < 0 or text.find(b"\n", end, start) >= 0:
            line_start = text.rfind(b"\n", end, start) + 1
            is_comment = _COMMENT.match(text, line_start) is not None
        end = start + len(word)
        if is_comment or _LETTER.match(text, start - 1 if start else end):
            continue
        if not _LETTER.match(text, end):
            yield start, end


@remembered
def dots(project: Project, file: str) -> tuple[tuple[str, frozenset[bytes]], ...]:
    """Return the dots and the names of each import like ``from .. import x`` in a file."""
    text = project.texts[file]
    return tuple(
        (each[1].decode(), _names(text, each.end()) or _ANY) for each in _DOTS.finditer(text)
    )


def _names(text: bytes, at: int) -> frozenset[bytes] | None:
    """Return the words after ``import``; None if the list has an unusual form."""
    found = _NAMES.match(text, at)
    return frozenset(_WORD.findall(found[1] or found[2] or b"")) if found is not None else None


def _is_open(before: bytes, after: bytes) -> bool:
    """Tell whether a word may refer to a module that is used for more than its attributes."""
    if _HARMLESS_AFTER.match(after) or _OF_ITSELF.search(before):
        return False
    if _OPENS_STATEMENT.search(before) and _ENDS_STATEMENT.match(after):
        return False  # Any use of this import is elsewhere in the text.
    previous, following = _BEFORE.search(before), _AFTER.match(after)
    if previous is not None and (previous[1] in _DEFINING or previous[1] not in _KEYWORDS):
        return False
    return following is None or following[1] in _KEYWORDS
