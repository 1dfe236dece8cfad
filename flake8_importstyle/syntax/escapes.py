"""Escapes: texts of others, as they may stand in a line that is printed.

A name in an ``__all__`` and a path can be any text. With a line end in it, what follows would look
like a line of ours: an annotation for GitHub, say. With others, it could command the terminal.
"""

from __future__ import annotations


def one_line(text: str) -> str:
    """Return a text with what is not printable as Python escapes it in strings."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def utf8(text: str) -> bytes:
    """Return a text as a file may hold it; no file holds what UTF-8 has no bytes for.

    A name of a file that is not UTF-8 has such characters, and one in an ``__all__`` may.
    """
    return text.encode("utf-8", "surrogatepass")
