"""Text uses: what a Python file may do with a module of some name, as far as its text alone shows.

A text is gone through in no time, while parsing it is most of the work. Here more is found than the
file does, never less; whether it really does so, its tree tells.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import NamedTuple

from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.stars.project.files import Project
from flake8_importstyle.syntax.escapes import utf8

# `from . import x` does not say what it takes from.
_DOTS = re.compile(rb"from[ \t]*(\.+)[ \t\\]*(?:\r?\n[ \t]*)?import\b[ \t]*(?:\\[ \t]*\r?\n)?")
# What almost every script has asks nobody for a name.
_IS_SCRIPT = re.compile(rb"\b__name__[ \t]*==[ \t]*[\"']$")
# What follows on the line of an import is hardly longer.
_LONGEST_LIST = 2_000
_NAMES = re.compile(
    rb"[ \t]*(?:\(((?:[^()#]|#[^\n]*\n)*)\)"
    rb"|([^\s\\();#][^\n\\();#]{0,%d})(?=[;#\n]|\Z))" % _LONGEST_LIST
)
_WORD = re.compile(rb"[\w\x80-\xff]+|\*")
# Far more than stands between two words of one expression.
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
# Of two names side by side, one is one of these, or it is no code.
_KEYWORDS = frozenset(
    word.encode() for word in (*keyword.kwlist, *keyword.softkwlist, "print", "exec", "lazy")
)
_DEFINING = frozenset((b"class", b"def"))
GIVING_ALL = frozenset(("__dict__", "__getattribute__"))
"""The attributes by which a module gives any of its names."""
_GIVING_ALL = frozenset(name.encode() for name in GIVING_ALL)


class TextUses(NamedTuple):
    """What a text may do with a module whose name ends with some word."""

    froms: tuple[tuple[str, frozenset[bytes]], ...]
    """The dotted names from which it imports, each with what it takes; a star is a name, too."""
    attributes: frozenset[bytes]
    """What stands behind the word and a dot, or a colon."""
    is_open: bool
    """Whether it may do something else with it."""


@remembered
def text_uses(project: Project, file: str, word: str) -> TextUses:
    """Return what the text of a Python file may do with a module called by a word."""
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
                continue  # It is a package around the one that is imported from.
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
    """Yield where a text has a word, but for lines that are comments."""
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
    """Return what a Python file takes from packages that it names by dots alone."""
    text = project.texts[file]
    return tuple(
        (each[1].decode(), _names(text, each.end()) or _ANY) for each in _DOTS.finditer(text)
    )


def _names(text: bytes, at: int) -> frozenset[bytes] | None:
    """Return the words of the list behind an ``import``; None if it is an unusual one."""
    found = _NAMES.match(text, at)
    return frozenset(_WORD.findall(found[1] or found[2])) if found is not None else None


def _is_open(before: bytes, after: bytes) -> bool:
    """Tell whether a word may stand for a module that is used otherwise than for an attribute."""
    if _HARMLESS_AFTER.match(after) or _OF_ITSELF.search(before):
        return False
    if _OPENS_STATEMENT.search(before) and _ENDS_STATEMENT.match(after):
        return False  # All that is done with it stands elsewhere.
    previous, following = _BEFORE.search(before), _AFTER.match(after)
    if previous is not None and (previous[1] in _DEFINING or previous[1] not in _KEYWORDS):
        return False
    return following is None or following[1] in _KEYWORDS
