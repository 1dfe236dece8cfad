"""Lazy imports (PEP 810), which only Python 3.15 parses: here the trees are made by hand."""

from __future__ import annotations

import ast

import pytest

from tests.support import check_tree


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


def test_a_lazy_import_is_the_same_import() -> None:
    text = "import a\nimport a\n"
    tree = ast.parse(text)
    tree.body[1].is_lazy = 1  # type: ignore[attr-defined]
    assert [found.code for found in check_tree(tree, text)] == ["IMP005"]
