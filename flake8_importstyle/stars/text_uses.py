"""Text uses: what a Python file may do with a module of some name, as far as its text alone shows.

A text is gone through in no time, while parsing it is most of the work. Here more is found than the
file does, never less; whether it really does so, its tree tells.
"""

from __future__ import annotations

import keyword
import re
from functools import lru_cache
from typing import NamedTuple

from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.stars.project import Project

# `from . import x` does not say what it takes from.
_DOTS = re.compile(rb"from[ \t]*(\.+)[ \t\\]*(?:\r?\n)?[ \t]*import\b[ \t]*(?:\\[ \t]*\r?\n)?")
# What almost every script has asks nobody for a name.
_IS_SCRIPT = re.compile(rb"\b__name__[ \t]*==[ \t]*[\"']__main__[\"']")
_COMMENT = re.compile(rb"^[ \t]*#[^\n]*", re.MULTILINE)
_NAMES = re.compile(rb"[ \t]*(?:\(((?:[^()#]|#[^\n]*)*)\)|([^\s\\();#][^\n\\();#]*)(?=[;#\n]|\Z))")
_WORD = re.compile(rb"[\w\x80-\xff]+|\*")
# Far more than stands between two words of one expression.
_BESIDE = 100
_ANY = frozenset((b"*",))
_BEFORE = re.compile(rb"([\w\x80-\xff]+)[ \t]+$")
_AFTER = re.compile(rb"[ \t]+([\w\x80-\xff]+)")
_ATTRIBUTE = re.compile(rb"[ \t]*[.:]:?[ \t]*([^\W\d][\w\x80-\xff]*|[\x80-\xff]+)")
_HARMLESS_AFTER = re.compile(rb"\.(?![ \t\r\n\\)])|\(|[ \t]*=(?!=)|/[\w\x80-\xff]")
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
    text = _IS_SCRIPT.sub(b"", _COMMENT.sub(b"", project.texts[file]))
    froms, mention = _patterns(word)
    found: list[tuple[str, frozenset[bytes]]] = []
    is_open = False
    for each in froms.finditer(text):
        if each[2] is not None:  # Else it is a package around the one that is imported from.
            names = _names(text, each.end())
            is_open = is_open or names is None
            found.append((each[1].decode("utf-8", "replace"), names or frozenset()))
    attributes = set()
    text = froms.sub(b"", text)
    for each in mention.finditer(text):
        start, end = each.span()
        before, after = text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]
        attribute = _ATTRIBUTE.match(after)
        if attribute is not None:
            attributes.add(attribute[1])
        gives_all = attribute is not None and attribute[1].decode("utf-8", "replace") in GIVING_ALL
        is_open = is_open or gives_all or _is_open(before, after)
    return TextUses(tuple(found), frozenset(attributes), is_open)


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


@lru_cache(maxsize=100)
def _patterns(word: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return what finds statements that import from a module so called, or from what is in it."""
    name = re.escape(word.encode())
    part = rb"[\w\x80-\xff]+"
    return (
        re.compile(
            rb"(?<![\w.\x80-\xff])from[ \t]+"
            rb"((?:\.*(?:%b\.)*)(%b)|\.*(?:%b\.)*%b(?:\.%b)+)[ \t]+import\b(?![ \t]*\\)"
            % (part, name, part, name, part)
        ),
        re.compile(rb"(?<![\w\x80-\xff])%b(?![\w\x80-\xff])" % name),
    )
