"""Identifiers as Python reads them."""

from __future__ import annotations

import unicodedata

import pytest

from flake8_importstyle.syntax.identifiers import has_too_many_marks, normalised
from flake8_importstyle.syntax.parsing import tree_of

_MARKS = "\u0301\u0323"
_WIDE = "\N{FULLWIDTH QUOTATION MARK}"
_DECOMPOSED = unicodedata.normalize("NFD", "from café import thé")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from file import x", "from file import x"),
        ("é = 1\nfrom ﬁle import x\n", "é = 1\nfrom file import x\n"),
        (_DECOMPOSED, "from café import thé"),
        # A name beside what would be quotation marks.
        (f"f(ﬁn, '{_WIDE}')\r\n# ﬁn", f"f(fin, '{_WIDE}')\r\n# fin"),
        (f"a{_MARKS * 1_000}", f"a{_MARKS * 1_000}"),
    ],
)
def test_normalised(text: str, expected: str) -> None:
    assert normalised(text.encode()).decode() == expected


def test_what_is_not_utf8() -> None:
    assert normalised("é".encode("latin-1")) == "é".encode("latin-1")


def test_too_many_marks() -> None:
    """To sort them would take Python hours."""
    text = f"a{_MARKS * 200_000} = 1\n"
    assert has_too_many_marks(text)
    assert tree_of(text) is None
    assert tree_of(text.encode()) is None
    assert tree_of(f"# {'═' * 100_000}\n") is not None
    assert tree_of(f"a{_MARKS} = 1\n".encode()) is not None
    assert tree_of(b"\xff") is None
