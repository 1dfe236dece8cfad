"""Parsing: from the bytes of a file to its text, and from the text to its tree."""

from __future__ import annotations

import ast
import gc
import io
import re
import tokenize
import warnings
from typing import NamedTuple

from flake8_importstyle.syntax.identifiers import has_too_many_marks
from flake8_importstyle.syntax.source import Search, SourceFile

_BOM = b"\xef\xbb\xbf"
# Do not parse dotted names with more parts: for an imported one, the parser builds a string for
# each of its prefixes, which takes gigabytes. In expressions they are too deep for it anyway.
_MOST_PARTS = 5_000
_DOTTED = re.compile(rb"(?<![\w.])(?:\w+\.){%d}" % _MOST_PARTS)
_BLANKS = b" \t\f"
_CONTINUATION = re.compile(rb"\\(?:\r\n?|\n)")


class Text(NamedTuple):
    """The text of a file, with its own line ends, and its encoding."""

    text: str
    encoding: str
    has_bom: bool

    def encoded(self, text: str) -> bytes:
        """Encode another text in the same way. Raises ``UnicodeError`` if that is impossible."""
        return (_BOM if self.has_bom else b"") + text.encode(self.encoding)


def decoded(content: bytes) -> Text | None:
    """Return the text of a file; None if it cannot be read as Python.

    https://docs.python.org/3/reference/lexical_analysis.html#encoding-declarations
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        return None
    if encoding == "utf-8-sig":
        return Text(text, "utf-8", True)
    return Text(text, encoding, False)


def source_of(content: bytes, filename: str, *, search: Search | None = None) -> SourceFile | None:
    """Return the source file for the content of a file; None if it is not valid Python 3."""
    text = decoded(content)
    return parsed(text.text, filename, search=search) if text is not None else None


def tree_of(text: str | bytes) -> ast.Module | None:
    """Return the syntax tree of a text; None if it is not valid Python. Ignores its warnings."""
    if _has_huge_name(text) or has_too_many_marks(_as_text(text)):
        return None
    # Up to Python 3.11, the nodes of a growing tree make Python look for cyclic garbage again and
    # again, among everything that the process has in memory.
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    finally:
        if is_collecting:
            gc.enable()


def _as_text(text: str | bytes) -> str:
    found = decoded(text) if isinstance(text, bytes) else None
    return text if isinstance(text, str) else found.text if found is not None else ""


def _has_huge_name(text: str | bytes) -> bool:
    dots = text.count(".") if isinstance(text, str) else text.count(b".")
    if dots < _MOST_PARTS:
        return False
    content = text.encode("utf-8", "replace") if isinstance(text, str) else text
    return _DOTTED.search(_CONTINUATION.sub(b"", content.translate(None, _BLANKS))) is not None


def parsed(
    text: str, filename: str, *, is_alone: bool = False, search: Search | None = None
) -> SourceFile | None:
    """Return the source file for a text; None if it is not valid Python."""
    tree = tree_of(text)
    if tree is None:
        return None
    lines = io.StringIO(text, newline="").readlines()
    return SourceFile(tree, lines, filename, is_alone=is_alone, search=search)


def why_not_parsed(content: bytes) -> str:
    """Return why a file cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(content)
    except SyntaxError as fault:
        return f"{fault.msg} (line {fault.lineno})" if fault.lineno else fault.msg
    except (ValueError, RecursionError, MemoryError) as fault:
        return str(fault) or "too large to be parsed"
    return "it is not valid Python"
