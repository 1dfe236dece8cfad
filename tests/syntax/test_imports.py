"""What can be told of import statements from the text alone."""

from __future__ import annotations

import codecs

import pytest

from flake8_importstyle.syntax.imports import may_import


@pytest.mark.parametrize(
    "text",
    [
        *(b"import a", b"from a import b", b"x\nimport a", b"x\rimport a", b"\x0cimport a"),
        *(b"x; import a", b"if x:import a", b"if x: \\\n  import a", b"lazy import a"),
        *(b"  lazy \t from a import b", b" " * 1_000 + b"import a", codecs.BOM_UTF8 + b"import a"),
    ],
)
def test_where_statements_begin(text: bytes) -> None:
    assert may_import(text)


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b"important = 1", b"x = 'import'", b"# from", b"a.from_ = 1", b"raise x from y"),
        *(b"xlazy import", b"x" + b" " * 100 + b"import"),
    ],
)
def test_where_none_begins(text: bytes) -> None:
    assert not may_import(text)
