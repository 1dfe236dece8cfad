"""Identifiers as Python reads them: it takes ``ﬁle`` and ``file`` for one name.

https://docs.python.org/3/reference/lexical_analysis.html#identifiers
"""

from __future__ import annotations

import re
import unicodedata

# Marks such as accents are no word characters for `re`, but belong to names.
_WORD = re.compile(r"[\w\x80-\U0010ffff]+")
_MARKS = re.compile(r"[^\w\x00-\x7f]{1000,}")
# Python sorts the marks of a character in a time that grows with the square of their number.
_MOST_MARKS = 1_000


def normalised(text: bytes) -> bytes:
    """Return a text in which each name is spelled as Python understands it, on the same line."""
    if text.isascii():
        return text
    try:
        lines = text.decode("utf-8").splitlines(True)
    except UnicodeDecodeError:
        return text
    return "".join(
        line if line.isascii() else _WORD.sub(_normalised_word, line) for line in lines
    ).encode("utf-8")


def has_too_many_marks(text: str) -> bool:
    """Tell whether there are so many accents in a row that Python needs too long to sort them."""
    return not text.isascii() and any(
        sum(map(bool, map(unicodedata.combining, found[0]))) > _MOST_MARKS
        for found in _MARKS.finditer(text)
    )


def _normalised_word(found: re.Match[str]) -> str:
    word = found[0]
    if word.isascii() or has_too_many_marks(word):
        return word
    normal = unicodedata.normalize("NFKC", word)
    # What becomes a quotation mark, for instance, stands in no name.
    return normal if _WORD.fullmatch(normal) else word
