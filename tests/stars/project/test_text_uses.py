"""What a text may do with a module, before it is parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.stars.project.files import Project
from flake8_importstyle.stars.project.text_uses import TextUses, dots, text_uses


def uses(text: str) -> TextUses:
    file = str(Path("user.py"))
    return text_uses(Project("", {file: text.encode()}, ()), file, "main")


@pytest.mark.parametrize(
    "text",
    [
        "import main as m\n",
        "import os, main\n",
        "import main, os\n",
        "from pkg import main\n",
        "from pkg import a as main\n",
        "x = main\n",
        "f(main)\n",
        "f(main, 1)\n",
        "f(x=main)\n",
        "return main\n",
        "main if a else b\n",
        "a == main\n",
        "main == a\n",
        "match main:\n",
        "print main\n",
        "main.__dict__['x']\n",
        "object.__getattribute__(main, 'x')\n",
        "main\\\n.x\n",
        "(main).x\n",
        "(main.\n x)\n",
        "'main'\n",
        "'pkg.main'\n",
        "'pkg.main#{}'\n",
        "'pkg.main.%s'\n",
        "from main import \\\n a\n",
        "from pkg.main import (a \\\n, b)\n\nfrom main import a, \\\n b\n",
        "from \\\n main import a\n",
        "from . main import a\n",
    ],
)
def test_open(text: str) -> None:
    assert uses(text).is_open


@pytest.mark.parametrize(
    "text",
    [
        "import main\n",
        "import pkg.main\nimport main; x\nimport main  # now\n",
        "    import main",
        "main.x\n",
        "# main, as a value\n",
        "if __name__ == '__main__':\n    main()\n",
        "def main(): ...\n",
        "class main: ...\n",
        "main = 1\n",
        "f(main=1)\n",
        "self.main\ncls.main\n",
        "'docs/main/index'\n",
        "'the main thing'\n",
        "from pkg.main import a\nfrom main.inner import b\nfrom .main.inner import c\n",
        "mainly; domain; _main; main2\n",
        "'as in main.'\n",
    ],
)
def test_harmless(text: str) -> None:
    assert not uses(text).is_open


def test_what_is_named() -> None:
    text = "main.a\nx.main.b.c\n'main:d'\n'main.py::e'\n'main : f'\nx = {main: g}\n"
    assert uses(text).attributes == {b"a", b"b", b"d", b"py", b"f", b"g"}


def test_what_is_imported() -> None:
    found = uses(
        "from .main import a, b as c; x\nfrom p.main import (  # e\n d,\n)\nfrom main import *\n"
    )
    assert [(module, set(names)) for module, names in found.froms] == [
        (".main", {b"a", b"b", b"as", b"c"}),
        ("p.main", {b"d", b"e"}),
        ("main", {b"*"}),
    ]


def test_what_is_no_python() -> None:
    assert uses("from main import ()\n").froms == (("main", frozenset()),)


def test_dots() -> None:
    text = (
        "from . import a, b\nfrom .. import (c)\nfrom . import \\\n d\nfrom . import (  # e\n e)\n"
    )
    file = str(Path("user.py"))
    found = dots(Project("", {file: text.encode()}, ()), file)
    assert [(package, set(names)) for package, names in found] == [
        (".", {b"a", b"b"}),
        ("..", {b"c"}),
        (".", {b"d"}),
        (".", {b"e"}),
    ]


_MANY = 10_000


@pytest.mark.parametrize(
    "text",
    [
        "from main import (\n" + "# or this, or that\n" * _MANY + "(",
        "from .main import a " * _MANY,
        f"from {'main.' * _MANY}main  import a\n",
        "main " * _MANY,
        f"x = 1 {'#main.a ' * _MANY}\n",
        f"from .{' ' * 5 * _MANY}x\n",
        f"from .{'.' * 5 * _MANY}x\n",
        "from . " * _MANY,
    ],
)
def test_what_would_be_gone_through_again_and_again(text: str) -> None:
    """It would take minutes, or longer than anybody lives, if the work grew with more than this."""
    file = str(Path("user.py"))
    project = Project("", {file: text.encode()}, ())
    assert not any(b"x" in names for _, names in text_uses(project, file, "main").froms)
    assert dots(project, file) == ()


def test_lines_that_are_comments() -> None:
    found = uses("#main.z\n  # main.a\nx.main.b # main.c\n\n#main.d\nmain.e")
    assert found.attributes == {b"b", b"c", b"e"}
