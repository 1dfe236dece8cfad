"""Escapes: makes text from elsewhere safe to print.

A path, or a name in an ``__all__``, can be any text. After a line end in it, the rest would look
like a line of our own output, such as an annotation for GitHub; control characters could change the
terminal.
"""

from __future__ import annotations


def one_line(text: str) -> str:
    """Return a text with all unprintable characters escaped as in a Python string."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def utf8(text: str) -> bytes:
    """Return a text in UTF-8, with lone surrogates, which UTF-8 has no bytes for, passed through.

    The name of a file that is not UTF-8 contains them, and a name in an ``__all__`` may.
    """
    return text.encode("utf-8", "surrogatepass")
