"""Texts of others in which patterns would look at each part again and again.

They are so large that the tests would take minutes if the work grew with the square of the size.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.foreign.assignments import ForeignAssignments
from flake8_importstyle.fixes.import_style import _without_case, combines_as, import_style
from flake8_importstyle.stars.changed_lists import changer_in
from flake8_importstyle.stars.project.files import Project
from flake8_importstyle.stars.project.mentions import modules_named
from flake8_importstyle.syntax.noqa import with_codes
from flake8_importstyle.syntax.parsing import parsed, tree_of
from flake8_importstyle.syntax.skeleton import skeleton
from tests.support import repaired, write_modules

pytestmark = pytest.mark.usefixtures("memory")

_MANY = 30_000


@pytest.mark.parametrize(
    "text",
    [
        b"def f(\n" * _MANY,
        b"def f(\n" * _MANY + b")\n" * _MANY,
        b"def f(\n" * _MANY + b"'''",
        b"y = [\n" + b'""" """ \\\n' * _MANY + b"]\n",
        b"y = ''" + b" \\\n'''a'''" * _MANY + b"\n",
        b'y = "' + b'\\"' * _MANY + b"\"\nz = '''a'''\n",
        b"x = 1\n" * _MANY + b"y = 1" + b"\\\n" * _MANY + b"'''a'''",
    ],
)
def test_what_cannot_be_left_out(text: bytes) -> None:
    assert skeleton(text) == text


def test_functions_that_import() -> None:
    text = b"\n" + b"".join(b"def f_%d():\n    import os\n" % number for number in range(_MANY))
    assert skeleton(text).count(b"import") == 0
    assert skeleton(text + b"f_1()\n").count(b"import") == 1


@pytest.mark.parametrize("text", ["import()  \\\n", "import a;", "import(", "from m import \\\n"])
def test_words_of_imports(text: str) -> None:
    project = Project("", {"a": (text * _MANY).encode()}, ())
    assert project.imported_words("a") >= {b"import"}


def test_assignments_to_other_modules(tmp_path: Path) -> None:
    text = (
        f"#{' a.b:' * _MANY}\n#{' c.b:' * _MANY} =\n#{' d.b:' * _MANY} ==\nx.b: int = 1\ny.b: int"
    )
    finder = Finder(write_modules(tmp_path, **{"p/__init__": text}))
    foreign = ForeignAssignments(finder, 10_000_000)
    found = [name for name in "abcdxy" if list(foreign.packages(f"p.{name}"))]
    assert found == ["c", "x"]


def test_headings() -> None:
    assert modules_named("[scripts[[[[[[[" * _MANY + "[scripts]\nx = y", False) == {"y"}
    assert modules_named("[scripts]\nx = y\n[other]\nx = z", False) == {"y"}


def test_blank_lines_of_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("\n" * 200_000 + "[isort]\nprofile = django\n")
    source = parsed("", str(tmp_path / "a.py"))
    assert source is not None
    assert combines_as(source)


@pytest.mark.parametrize("dot", [".", " . ", ".\\\n"])
def test_a_dotted_name_of_many_parts(dot: str) -> None:
    text = f"from a{f'{dot}a' * 100_000} import b\n"
    assert tree_of(text) is None
    assert tree_of(text.encode()) is None
    assert tree_of("# . . .\n" * 10_000) is not None


def test_many_dotted_names() -> None:
    assert tree_of("import a.b\n" * 10_000) is not None


@pytest.mark.parametrize("part", [b"(a", b"(", b"import ", b"import (", b"#\\\n"])
def test_imports_of_lists(part: bytes) -> None:
    """With nested repetitions, forty parts would take years."""
    text = b"from m import a, (" + part * _MANY
    assert not changer_in(Project("", {"a": b"__all__ = []\n" + text}, ()), "m")
    assert not changer_in(Project("", {"a": text + b" __all__"}, ()), "m")  # It is no Python.


@pytest.mark.parametrize(
    "text",
    [
        "from m import \\\n    __all__\n__all__ += x\n",
        "from m import (  # (a\n    a, __all__)\n__all__ += x\n",
        "import m; m.__all__ += x\n",
    ],
)
def test_imports_of_lists_are_found(text: str) -> None:
    assert changer_in(Project("", {"a.py": text.encode()}, ()), "m") == "a.py"


def test_commas_in_a_comment() -> None:
    comment = f"# noqa: A1{',' * 200_000}B2"
    assert with_codes(f"{comment}, ", ["IMP001"]) == f"{comment}{',' * 200_000}IMP001, "


def test_blanks_around_a_statement() -> None:
    blanks = " " * 100_000
    text = f"x ={blanks}1; import os; import os\n"
    assert repaired(text, "IMP005") == f"x ={blanks}1; import os\n"


def test_blanks_in_a_list_of_names() -> None:
    blanks = f"{' ' * 100_000}\n"
    text = f"from circles import (a,{blanks}b)\nimport os, os\nfrom m import c, c\n"
    source = parsed(text, "a.py")
    assert source is not None
    assert not import_style(source).sorter.ends_with_comma


def test_numbers_of_many_digits() -> None:
    number = "1" * 10_000
    names = [f"a{number}1", f"a{number}", "a9", "a10", "a00"]
    assert sorted(names, key=_without_case) == ["a00", "a9", "a10", f"a{number}", f"a{number}1"]


def test_a_number_that_cannot_be_printed() -> None:
    """Python writes no decimal numbers of more than 4,300 digits."""
    source = parsed(f"from colours import *\nprint(0x{'F' * 8_000})\n", "a.py")
    assert source is not None
    assert not source.is_facade
