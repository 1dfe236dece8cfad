"""Find code that sets a name of a module from outside, from the text alone.

Each search starts at the rarest part of such code, and checks the text before it: matching a whole
pattern at every position, for one name after another, would take most of the time of a fix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.stars.project.files import Project
from flake8_importstyle.syntax.escapes import utf8

# How much text may come between two parts of a match. Calls and lines are rarely longer.
_LONGEST = 200
# The maximum lengths of a dotted name with the text before it, and of an annotation. They bound the
# time for long lines with many names.
_LONGEST_NAME = 500
_LONGEST_ANNOTATION = 500
_QUOTES = (b'"', b"'")
# The last part of the name of a function that sets an attribute, given its name as a string or as
# the name of a keyword argument.
_FUNCTIONS = (b"attr", b"patch", b"object", b"multiple", b"replace", b"stub", b"swap")
_LONGEST_FUNCTION = max(map(len, _FUNCTIONS))
_OWN = re.compile(rb"\b(?:self|cls)\Z")
_LONGEST_OWN = 5
_ASSIGNED = re.compile(rb"[ \t]*(?:[-+*/%%|&^@<>]{0,2}=(?!=)|:[^=\n]{0,%d}=)" % _LONGEST_ANNOTATION)
_BINDING = re.compile(rb"\b(?:as|del|for)[ \t]+[\w.]*\Z")
_BOUNDARY = re.compile(rb"\b")
_IN_MODULES = re.compile(rb"\bmodules\b[^\n]{0,%d}\Z" % _LONGEST)
_LONGEST_BEFORE = _LONGEST + len("_modules")


@remembered
def replacing(project: Project, module: str, name: str) -> tuple[str, ...]:
    """Return the files that may set a name in a module, directly or through a function.

    ``module``: the last part of the module's name, or an empty string if any module will do.
    """
    owner, word = utf8(module), utf8(name)
    return tuple(
        file
        for file in project.mentioning(name)
        if _sets_attribute(project.texts[file], word)
        or _has_attribute_in_string(project.texts[file], owner, word)
        or _is_argument(project.texts[file], word)
    )


@remembered
def replaces_module(project: Project, module: str) -> bool:
    """Tell whether a file may set a module in ``sys.modules``. ``module``: its full name."""
    word = utf8(module)
    return any(
        _IN_MODULES.search(project.texts[file], max(0, start - _LONGEST_BEFORE), start) is not None
        for file in project.mentioning(module)
        for start in _quoted(project.texts[file], word)
    )


def _sets_attribute(text: bytes, word: bytes) -> bool:
    """Tell whether a text assigns to an attribute, deletes it, or binds it in another way."""
    for dot in _found(text, b"." + word):
        end = dot + 1 + len(word)
        if _OWN.search(text, max(0, dot - _LONGEST_OWN), dot):
            continue
        if _ASSIGNED.match(text, end):
            return True
        if _BOUNDARY.match(text, end) and _BINDING.search(
            text, text.rfind(b"\n", max(0, dot - _LONGEST_NAME), dot) + 1, dot
        ):
            return True
    return False


def _has_attribute_in_string(text: bytes, owner: bytes, word: bytes) -> bool:
    """Tell whether a string in a text ends with the dotted name of an attribute."""
    pattern = rb"[\"'](?:[\w.]*\.)?%b\Z" % (re.escape(owner) or rb"\w+")
    return any(
        re.search(pattern, text[max(0, at - 1 - _LONGEST_NAME) : at - 1]) is not None
        for quote in _QUOTES
        for at in _found(text, word + quote)
        if text[at - 1 : at] in (b".", b":")
    )


def _is_argument(text: bytes, word: bytes) -> bool:
    """Tell whether a function that sets attributes gets a name, as a string or as a keyword."""
    ends = list(_quoted(text, word))
    ends += (at for at in _found(text, word + b"=") if _BOUNDARY.match(text, at))
    for end in ends:
        opened = text.rfind(b"(", max(0, end - _LONGEST - 1), end)
        if (
            opened >= 0
            and text.find(b")", opened, end) < 0
            and text[max(0, opened - _LONGEST_FUNCTION) : opened].endswith(_FUNCTIONS)
        ):
            return True
    return False


def _quoted(text: bytes, word: bytes) -> Iterator[int]:
    """Yield the start of each occurrence of a word in quotes, at the first quote."""
    for quote in _QUOTES:
        for at in _found(text, word + quote):
            if text[at - 1 : at] in _QUOTES:
                yield at - 1


def _found(text: bytes, part: bytes) -> Iterator[int]:
    """Yield the start of each occurrence of a part in a text."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
