"""Skeletons: the text of a module without the bodies of its functions and classes.

Parsing is most of the cost of evaluating a module, and most of a module is in those bodies, where
it binds no names. They are found in the text alone: a body ends at the next code in the first
column that is not inside a string in triple quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import chain
from keyword import iskeyword
from operator import itemgetter

from flake8_importstyle.syntax.lines import has_plain_lines, lines_at, matches, occurrences

# Searching for a pattern that starts with a literal byte is much faster.
_HEAD = re.compile(rb"\n(?:class|(?P<function>def|async[ \t]+def))[ \t]+(?P<name>\w*)")
# Code after a form feed counts as in the first column.
_FIRST_COLUMN = re.compile(rb"\n[^ \t\r\n#]")
_SHORT_STRING = rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_STRING = re.compile(_SHORT_STRING, re.DOTALL)
# The tokens of a `def` or `class` line; in strings and comments, colons and brackets do not count.
_PART = re.compile(
    rb"(?P<colon>:[ \t]*(?:\#[^\n]*)?\r?\n)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<line>\n)"
    rb"|\\\r?\n|\#[^\n]*|(?P<triple>\"\"\"|''')|" + _SHORT_STRING,
    re.DOTALL,
)
_QUOTES = (b'"""', b"'''")
# A function or class with one of these words may change the names of a module when it is called.
_WORDS = (
    *(b"__all__", b"__globals__", b"__import__", b"f_globals", b"f_locals", b"getmodule"),
    *(b"global", b"import_module", b"modules"),
)
_CHANGING = re.compile(
    rb"\b(?:__all__|__globals__|__import__|f_(?:globals|locals)|getmodule|globals?|import_module"
    rb"|modules)\b"
)
# A call in the first column.
_CALL = re.compile(rb"\n(\w*)\(")
_GLOBAL = re.compile(rb"[\n:;][ \t]*global[ \t\\]")
# What is called at one level of indentation, or decorates what stands there.
_CALLED = rb"\n%b(?:@([\w.]+)|(?:\w+[^\n=()]*=[ \t]*)?([A-Za-z_][\w.]*)\()"
_INDENTED = re.compile(rb"\n([ \t]+)[^\s#]")
# Keep code that only Python 2 can parse: without it, the module would seem to be importable.
_OLD_WORDS = (b"except ", b"print ")
_OLD = re.compile(rb"\bprint +[\w\"']|\bexcept +[\w.]+ *,")


def skeleton(text: bytes) -> bytes:
    """Return a text with ``pass`` in place of the bodies of functions and classes.

    Only definitions in the first column whose bodies cannot affect the names of the module are
    shortened; lines keep their numbers. A text that is not UTF-8, or too hard to split up, is
    returned unchanged. If the skeleton cannot be parsed, the text may still be valid.
    """
    strings = _long_strings(text) if _is_ordinary(text) else None
    if strings is None:
        return text
    # Most texts have none of these words, or few.
    words = [word for word in _WORDS if word in text]
    old_words = [word for word in _OLD_WORDS if word in text]
    # A function without such a word may still call one that has it.
    has_global = b"global" in words and _GLOBAL.search(text) is not None
    called = frozenset(_CALL.findall(text)) if b"import" in text else frozenset()
    parts = []
    kept, at = 0, 0
    while (head := _HEAD.search(text, at)) is not None:
        at = _outside(strings, head.start())
        if at != head.start():
            continue
        at = head.end()
        colon = _colon(text, at)
        if colon is None:
            continue
        at = _end(text, strings, colon)
        body = text[colon:at]
        if body.endswith((b"\\", b"\\\r")):
            continue  # The next line continues the body, whatever its indentation.
        is_function = head["function"] is not None
        if is_function and (
            has_global
            or head["name"] == b"__getattr__"
            or (head["name"] in called and b"import" in body)
        ):
            continue
        if next(matches(words, _CHANGING, body), None) is not None:
            continue
        if next(matches(old_words, _OLD, body), None) is None:
            calls = b"" if is_function else _calls(body)
            parts += [text[kept:colon], b"pass", calls, b"\n" * body.count(b"\n")]
            kept = at
    return b"".join((*parts, text[kept:]))


def _calls(body: bytes) -> bytes:
    """Return statements for what the body of a class calls when the class is made."""
    first = _INDENTED.search(body)
    found = re.findall(_CALLED % first[1], body) if first is not None else ()
    names = dict.fromkeys(decorator or called for decorator, called in found)
    return b"".join(b";" + name + b"()" for name in names if _is_dotted(name))


def _is_dotted(name: bytes) -> bool:
    return all(part.isidentifier() and not iskeyword(part) for part in name.decode().split("."))


def remarkable_lines(text: bytes) -> list[int] | None:
    """Return the lines with words for the names of modules; None if they cannot be found."""
    letters = text.decode("latin-1")
    if not text or not has_plain_lines(letters) or _names_encoding(text):
        return None
    found = (occurrences(word.decode(), letters) for word in _WORDS)
    return lines_at(sorted(chain.from_iterable(found)), letters)


def _is_ordinary(text: bytes) -> bool:
    """Tell whether a text is plain UTF-8, so that its bytes can be searched."""
    if b"\0" in text or _names_encoding(text):
        return False
    try:
        return has_plain_lines(text.decode())
    except UnicodeDecodeError:
        return False


def _names_encoding(text: bytes) -> bool:
    """Tell whether a text may declare its encoding in its first two lines (PEP 263)."""
    return b"coding" in b"".join(text.split(b"\n", 2)[:2])


def _long_strings(text: bytes) -> list[tuple[int, int]] | None:
    """Return where each string in triple quotes starts and ends; None if only a parser can tell."""
    found = []
    at = 0
    for first, opening in sorted(
        (each, quotes) for quotes in _QUOTES for each in occurrences(quotes, text)
    ):
        if first < at:
            continue
        before = _STRING.sub(b"", text[joined_line(text, first, at) : first])
        if b'"' in before or b"'" in before or b"#" in before.rpartition(b"\n")[0]:
            return None
        if b"#" in before:
            at = text.find(b"\n", first) + 1 or len(text)
            continue
        last = text.find(opening, first + len(opening))
        while last > 0 and _is_escaped(text, last):
            last = text.find(opening, last + 1)
        at = last + len(opening)
        if last < 0 or text[at : at + 1] == opening[:1]:
            return None
        found.append((first, at))
    return found


def joined_line(text: bytes, at: int, first: int) -> int:
    """Return the start of the line of a position, or of the first line joined to it by backslashes.

    The result is not before ``first``: a caller with many positions has handled that part.
    """
    line = max(first, text.rfind(b"\n", first, at) + 1)
    while text.endswith((b"\\\n", b"\\\r\n"), first, line):
        line = max(first, text.rfind(b"\n", first, line - 1) + 1)
    return line


def _is_escaped(text: bytes, at: int) -> bool:
    """Tell whether an odd number of backslashes precedes a position."""
    before = at
    while text[before - 1 : before] == b"\\":
        before -= 1
    return (at - before) % 2 == 1


def _outside(strings: list[tuple[int, int]], at: int) -> int:
    """Return a position, or the end of the string that it is in."""
    index = bisect_right(strings, at, key=itemgetter(0)) - 1
    return max(at, strings[index][1]) if index >= 0 else at


def _colon(text: bytes, at: int) -> int | None:
    """Return the position after the colon that ends a ``def`` or ``class`` line.

    None if there is other code on its line, or no such colon.
    """
    depth = 0
    # Stop before the next definition, so that nothing is looked at twice.
    following = _HEAD.search(text, at)
    end = following.start() + 1 if following is not None else len(text)
    for part in _PART.finditer(text, at, end):
        kind = part.lastgroup
        if kind == "colon" and depth == 0:
            return part.start() + 1
        if kind == "triple" or (kind == "line" and depth == 0):
            return None
        depth += (kind == "open") - (kind == "close")
    return None


def _end(text: bytes, strings: list[tuple[int, int]], at: int) -> int:
    """Return the end of the last line before the next code in the first column, or of the text."""
    while (code := _FIRST_COLUMN.search(text, at)) is not None:
        at = _outside(strings, code.start())
        if at == code.start():
            return at
    return len(text)
