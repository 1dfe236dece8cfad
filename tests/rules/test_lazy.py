"""Lazy imports (PEP 810), which only Python 3.15 parses: here most trees are made by hand."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from flake8_importstyle.exports.wildcard import Resolver
from tests.support import Found, check_tree


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "import a, b",
            "IMP103 'lazy import a, b' imports several modules: write one statement for each",
        ),
        ("import a as a\na", "IMP101 redundant alias 'a': write 'lazy import a'"),
        (
            "from m import *; print(x)",
            (
                "IMP001 star import from 'm': module not found, so its names are unknown"
                " (see importstyle-python); probably 'lazy from m import x'"
            ),
        ),
        (
            "import a.__init__",
            "IMP107 'a.__init__' loads a second copy of the package: write 'lazy import a'",
        ),
        (
            "from a.__init__ import b",
            "IMP107 'a.__init__' loads a second copy of the package: write 'lazy from a import b'",
        ),
        (
            "import b\ndef b(): ...",
            (
                "IMP003 import 'b' collides with function 'b' (line 2): rename one, e.g."
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


def lazily(text: str, options: str = "") -> list[Found]:
    """Check a text in which a comment marks each lazy statement, one a line."""
    tree = ast.parse(text)
    for statement in ast.walk(tree):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            line = text.splitlines()[statement.lineno - 1]
            statement.is_lazy = "# lazy" in line  # type: ignore[union-attr]
    return check_tree(tree, text, options=options)


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
        "1:8: IMP306 'lazy' has no effect, since 'a' is imported eagerly on line 2:"
        " make both lazy, or neither"
    )


def test_lazy_modules_are_a_matter_of_their_own() -> None:
    assert not lazily("__lazy_modules__ = ['a']\nimport a\nfrom a import b  # lazy\n")


def test_a_lazy_import_is_the_same_import() -> None:
    text = "import a\nimport a\n"
    tree = ast.parse(text)
    tree.body[1].is_lazy = 1  # type: ignore[attr-defined]
    assert [found.code for found in check_tree(tree, text)] == ["IMP005", "IMP306"]


def lazily_with(options: str, text: str) -> list[str]:
    return [f"{each.line} {each.code}" for each in lazily(text, options)]


def test_heavy_modules_may_be_lazy() -> None:
    text = "import torch  # lazy\nfrom torch import nn  # lazy\nimport torch.nn\n"
    assert lazily_with("--importstyle-heavy-modules=torch", text) == [
        *("1 IMP306", "2 IMP306", "3 IMP304")
    ]


POLICY = """\
import a  # lazy
import b
from .c import d  # lazy
from e import f
from g import *
import h, i
if a:
    import j
    import k  # lazy
else:
    import l
try:
    import m
except ImportError:
    import n
with o:
    import p
def q():
    import r
class S:
    import t
if TYPE_CHECKING:
    import u
if __name__ == "__main__":
    import v
"""


@pytest.mark.parametrize(
    ("policy", "modules", "is_reported"),
    [
        ("ban", "torch", True),
        ("ban", "torch.*", True),
        ("ban", "torch.nn", True),
        ("ban", "torch.optim", False),
        ("require", "torch.nn", False),
    ],
)
def test_policy_for_a_submodule(policy: str, modules: str, is_reported: bool) -> None:
    options = f"--importstyle-lazy={policy} --importstyle-lazy-modules={modules}"
    assert bool(lazily("from torch import nn  # lazy\n", options)) is is_reported


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ("--importstyle-lazy=ban", [1, 3, 9]),
        ("--importstyle-lazy=ban --importstyle-lazy-modules=.c,k*", [3, 9]),
        ("--importstyle-lazy=require", [2, 4, 6, 8, 11]),
        ("--importstyle-lazy=require --importstyle-lazy-modules=i,l", [6, 11]),
        ("--importstyle-lazy-modules=i", []),
    ],
)
def test_policy(options: str, lines: list[int]) -> None:
    assert [each.line for each in lazily(POLICY, options) if each.code == "IMP305"] == lines


def test_nothing_is_required_where_modules_are_listed() -> None:
    text = "__lazy_modules__ = ['a']\nimport a\n"
    assert not lazily(text, "--importstyle-lazy=require")


def test_messages_of_the_policy() -> None:
    (found,) = lazily("import a, b\n", "--importstyle-lazy=require")
    assert str(found) == "1:1: IMP305 import of 'a', 'b' is not lazy: add 'lazy'"


@pytest.mark.skipif(sys.version_info < (3, 15), reason="needs Python 3.15")
def test_lazy_imports_of_other_modules(tmp_path: Path) -> None:  # pragma: >=3.15 cover
    (tmp_path / "a.py").write_text("class B: ...\nx = 1\n")
    (tmp_path / "b.py").write_text(
        "__lazy_modules__ = ['a']\nlazy from a import B\nlazy import a as c\nfrom a import x\n"
    )
    names, incomplete, _ = Resolver((str(tmp_path),)).wildcard_names("b")[:3]
    assert (sorted(names), incomplete) == (["B", "c", "x"], "")
    assert all(bound.is_definite for bound in names.values())
