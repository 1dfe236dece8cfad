"""Whether what an import takes is a module."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.files import forget
from tests.support import star, write_modules

pytestmark = pytest.mark.usefixtures("memory")


def is_module(module: str, name: str, folders: tuple[str, ...]) -> bool | None:
    return resolver(folders).is_module(module, name)


def test_what_is_read_is_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    (tmp_path / "a.py").write_text(f"open({str(mark)!r}, 'w')\nclass B: ...\n")
    assert is_module("a", "B", (str(tmp_path),)) is False
    assert not mark.exists()
    assert "a" not in sys.modules


@pytest.mark.parametrize(
    "content",
    [
        b"class B: ...\nfrom",
        b"# coding: nonsense\nclass B: ...",
        b"\xff\xfe",
        b"class B: ...\n" + b"#" * 2_000_000,
        b"class B: ...\nx = " + b"-" * 100_000 + b"1",
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.py").write_bytes(content)
    assert is_module("a", "B", (str(tmp_path),)) is None


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to(tmp_path / "nowhere.py")
    assert is_module("a", "B", (str(tmp_path),)) is None


def test_warnings_of_other_files_stay_away(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(r"x = '\d'; B = 1")
    assert is_module("a", "B", (str(tmp_path),)) is False


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("class b: ...", False),
        ("def b(): ...", False),
        ("b = 1", False),
        ("a = b = [1]", False),
        ("b = namedtuple('b', 'c')", False),
        ("b = logging.getLogger()", False),
        ("b = Union[int, str]", False),
        ("class C: ...\nb = C()", False),
        ("class Lazy: ...\nclass C(Lazy): ...\nclass D(C): ...\nb = D()", None),
        ("b = f()", None),
        ("b = listing()", None),
        ("import c\nb = c", True),
        ("b = modules['b']", None),
        ("b = a.c", None),
        ("b = import_module('c')", None),
        ("b = LazyModule('c')", None),
        ("b = (1, 2)[0]", None),
        ("b: int = 1", False),
        ("b = 1\nb += 1", False),
        ("b = 1\ndef f():\n    global b\n    b = load()", None),
        ("for b in c: ...", None),
        ("b, c = 1, 2", False),
        ("import b", True),
        ("import c.d as b", True),
        ("try:\n    import b\nexcept ImportError:\n    b = None", None),
        ("if x: b = [1]\nelse: b = {}", False),
        ("if x: b = [1]\nelse: b = f()", None),
        ("if x: from math import pi as b\nelse: b = 1", None),
        ("from math import pi as b", False),
        ("from os import path as b", True),
        ("from . import b", None),
        ("from m import b", None),
        ("from .. import b", None),
        ("from builtins import *", None),
        ("from time import sleep as b", False),
        ("from _decimal import *", None),
        ("from string import *\nfrom .. import *", None),
        ("from m import *", None),
        ("def c():\n    b = 1", None),
        ("", None),
    ],
)
def test_what_a_name_stands_for(tmp_path: Path, text: str, answer: bool | None) -> None:
    (tmp_path / "m.py").write_text(text)
    forget()
    assert is_module("m", "b", (str(tmp_path), *sys.path)) is answer


def test_a_package_and_its_submodules(tmp_path: Path) -> None:
    files = {
        "p/__init__": (
            "from .b import b\nfrom . import c\nfrom . import b as module\nfrom .b import *\n"
        ),
        "p/b": "def b(): ...\ndef e(): ...\n",
        "q/__init__": "",
        "r/__init__": "globals().update(load())\n",
        **dict.fromkeys(("p/a", "p/c", "p/d", "n/a", "q/a", "r/a"), ""),
    }
    folders = write_modules(tmp_path, **files)
    answers = {name: is_module("p", name, folders) for name in ("a", "b", "c", "e", "module")}
    assert answers == {"a": True, "b": False, "c": True, "e": False, "module": False}
    assert is_module("q", "a", folders) is True
    assert is_module("n", "a", folders) is True
    assert is_module("n", "b", folders) is None
    assert star(folders, "n") == " (a folder without '__init__.py')"
    assert is_module("r", "a", folders) is None


def test_compiled_modules(tmp_path: Path) -> None:
    (tmp_path / "c.abi3.so").write_text("")
    folders = (str(tmp_path), *sys.path)
    assert is_module("sys", "path", folders) is False
    assert is_module("sys", "monitoring", folders) is (
        True if sys.version_info >= (3, 12) else None
    )
    assert is_module("sys", "nothing", folders) is None
    assert is_module("socket", "AF_INET", folders) is False
    assert is_module("socketserver", "UnixStreamServer", folders) is (
        False if hasattr(socket, "AF_UNIX") else None
    )
    # What it tries to import; it shows its names, so it is not asked.
    assert is_module("pkgutil", "zipimport", folders) is None
    assert is_module("_decimal", "Decimal", folders) is False
    assert is_module("c", "x", folders) is None
    assert is_module("gone", "x", folders) is None
