"""Excusing what is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.syntax.comments import with_codes
from tests.conftest import Flake8
from tests.support import write


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("import a", "import a  # noqa: IMP001,IMP005"),
        ("import a  # why", "import a  # why  # noqa: IMP001,IMP005"),
        ("import a  # noqa: F401", "import a  # noqa: F401,IMP001,IMP005"),
        ("import a  # noqa:F401, E1 why", "import a  # noqa:F401,E1,IMP001,IMP005 why"),
        ("import a  # NOQA: IMP005  # b", "import a  # NOQA: IMP005,IMP001  # b"),
    ],
)
def test_comments(line: str, after: str) -> None:
    assert with_codes(line, ["IMP001", "IMP005"]) == after
    assert with_codes(line, ["IMP001", "IMP005"], "old") == f"{after}  # old"


TEXTS = {
    "plain": ("from b import *\n", "from b import *  # noqa: IMP001\n"),
    "no line end": ("from b import *", "from b import *  # noqa: IMP001"),
    "Windows": ("from b import *\r\nx = 1\r\n", "from b import *  # noqa: IMP001\r\nx = 1\r\n"),
    "space": ("from b import *  \n", "from b import *  # noqa: IMP001\n"),
    "others": (
        "from b import *  # noqa: F403\n",
        "from b import *  # noqa: F403,IMP001\n",
    ),
    "backslash": (
        "from b \\\n    import \\\n    *\n",
        "from b \\\n    import \\\n    *  # noqa: IMP001\n",
    ),
    "semicolon": (
        "from b import *; x = '''\n'''\n",
        "from b import *; x = '''\n'''  # noqa: IMP001\n",
    ),
    "parentheses": (
        "from b import (\n    C as C,\n    D,\n    C,  # c\n)\n",
        "from b import (\n    C as C,\n    D,\n    C,  # c  # noqa: IMP005\n)\n",
    ),
    "two codes": (
        "from b import *; import b as b\n",
        "from b import *; import b as b  # noqa: IMP001,IMP101\n",
    ),
    "a mark": ("\ufefffrom b import *\n", "\ufefffrom b import *  # noqa: IMP001\n"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_is_left(flake8: Flake8, tmp_path: Path, name: str) -> None:
    before, after = TEXTS[name]
    write(tmp_path, {"b.py": "class C: ...\nclass D: ...\n"})
    path = tmp_path / "a.py"
    path.write_bytes(before.encode())
    done = flake8("--select=IMP", "--format=importstyle-noqa")
    assert (done.stdout, done.stderr) == ("", "Rewriting ./a.py\n")
    assert path.read_bytes() == after.encode()
    assert flake8("--select=IMP").stdout == ""


def test_what_cannot_be_written(flake8: Flake8, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\\\n\nfrom b import *\n")
    assert flake8("--select=IMP", "--format=importstyle-noqa", "gone.py").stdout == ""
    path.write_text("import a.b\n")
    assert flake8("--select=IMP", "--format=importstyle-noqa").stderr == ""
