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
