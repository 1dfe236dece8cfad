"""Lazy imports (PEP 810), which only Python 3.15 parses: here the trees are made by hand."""

from __future__ import annotations

import ast

import pytest

from tests.support import Found, check_tree


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "import a, b",
            "IMP103 'lazy import a, b' imports several modules: give each a statement of its own",
        ),
        ("import a as a", "IMP101 alias 'a' says nothing new: write 'lazy import a'"),
        (
            "from m import *; print(x)",
            "IMP001 star import from 'm' hides the names it binds, probably 'lazy from m import x'",
        ),
        (
            "import a.__init__",
            "IMP107 'a.__init__' is a second copy of the package: write 'lazy import a'",
        ),
        (
            "from a.__init__ import b",
            "IMP107 'a.__init__' is a second copy of the package: write 'lazy from a import b'",
        ),
        (
            "import b\ndef b(): ...",
            (
                "IMP003 import 'b' collides with the function 'b' on line 2, rename it:"
                " 'lazy import b as …'"
            ),
        ),
    ],
)
def test_messages_keep_the_keyword(text: str, message: str) -> None:
    tree = ast.parse(text)
    tree.body[0].is_lazy = 1  # type: ignore[attr-defined]
    (found,) = check_tree(tree, text, select=["IMP103"])
    assert f"{found.code} {found.message}" == message


def lazily(text: str) -> list[Found]:
    """Check a text in which a comment marks each lazy statement, one a line."""
    tree = ast.parse(text)
    for statement in ast.walk(tree):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            line = text.splitlines()[statement.lineno - 1]
            statement.is_lazy = "# lazy" in line  # type: ignore[union-attr]
    return check_tree(tree, text)


def test_eager_and_lazy() -> None:
    text = """\
import a.b
import a  # lazy
import x, a.b as c, d  # lazy
from a.b import e  # lazy
from a.f import g  # lazy
from . import h  # lazy
if x:
    import d
from .i import j
from .i import k  # lazy
def f():
    import x
"""
    found = [(each.line, each.column) for each in lazily(text) if each.code == "IMP306"]
    assert found == [(2, 8), (3, 11), (4, 1), (10, 1)]


def test_the_eager_import_may_come_later() -> None:
    (found,) = lazily("import a as b  # lazy\nimport a.c as d\n")
    assert str(found) == (
        "1:8: IMP306 'lazy' has no effect, 'a' is imported eagerly on line 2:"
        " make both lazy, or neither"
    )


def test_lazy_modules_are_a_matter_of_their_own() -> None:
    assert not lazily("__lazy_modules__ = ['a']\nimport a\nfrom a import b  # lazy\n")


def test_a_lazy_import_is_the_same_import() -> None:
    text = "import a\nimport a\n"
    tree = ast.parse(text)
    tree.body[1].is_lazy = 1  # type: ignore[attr-defined]
    assert [found.code for found in check_tree(tree, text)] == ["IMP005", "IMP306"]
