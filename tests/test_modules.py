"""Where modules are, and what is in them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flake8_importstyle.contents import contents_of, forget as forget_files, is_module
from flake8_importstyle.modules import (
    Module,
    find,
    forget as forget_folders,
    location,
    resolve,
    roots,
    submodules,
)
from flake8_importstyle.source import SourceFile


def forget() -> None:
    forget_folders()
    forget_files()


@pytest.fixture(autouse=True)
def memory() -> Iterator[None]:
    yield
    forget()


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def source(path: Path) -> SourceFile:
    return SourceFile(ast.parse(""), [], str(path))


@pytest.mark.parametrize(
    ("name", "package", "whole"),
    [
        ("a.b", "", "a.b"),
        ("a.b", "c", "a.b"),
        (".", "a.b", "a.b"),
        (".c", "a.b", "a.b.c"),
        ("..", "a.b", "a"),
        ("..c.d", "a.b", "a.c.d"),
        ("...", "a.b", None),
        (".c", "", None),
    ],
)
def test_relative_names(name: str, package: str, whole: str | None) -> None:
    assert resolve(name, package) == whole


@pytest.mark.parametrize(
    ("file", "root", "package", "module"),
    [
        ("a/b/c.py", ".", "a.b", "a.b.c"),
        ("a/b/__init__.py", ".", "a.b", "a.b"),
        ("a/stub/x.py", ".", "a.stub", "a.stub.x"),
        ("plain/x.py", "plain", "", "x"),
        ("plain/inner/x.py", "plain", "inner", "inner.x"),
        ("my-app/__init__.py", "my-app", "", ""),
        ("my-app/x.py", "my-app", "", "x"),
    ],
)
def test_where_a_file_stands(
    tmp_path: Path, file: str, root: str, package: str, module: str
) -> None:
    write(tmp_path, "a/__init__.py", "a/b/__init__.py", "a/b/c.py", "a/stub/__init__.pyi")
    write(tmp_path, "a/stub/x.py", "plain/x.py", "plain/inner/__init__.py", "plain/inner/x.py")
    write(tmp_path, "my-app/__init__.py", "my-app/x.py")
    assert location(source(tmp_path / file)) == (str(tmp_path / root), package, module, True)


@pytest.mark.parametrize("file", ["a/nowhere.py", "nowhere/b.py", "stdin", "-", "a\0b.py"])
def test_a_file_that_does_not_exist(tmp_path: Path, file: str) -> None:
    write(tmp_path, "a/__init__.py")
    assert location(source(tmp_path / file)) is None


def test_finding(tmp_path: Path) -> None:
    write(tmp_path, "one/a.py", "one/b/__init__.py", "one/b.py", "one/n/c.py", "two/a.py")
    write(tmp_path, "two/n/d.py", "two/d.pyi", "one/e.abi3.so", "one/e.py", "one/text.txt")
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    both = (one, two)
    assert find("a", both) == (f"{one}/a.py", ())
    assert find("b", both) == (f"{one}/b/__init__.py", (f"{one}/b",))
    assert find("n", both) == (None, (f"{one}/n", f"{two}/n"))
    assert find("n.d", both) == (f"{two}/n/d.py", ())
    assert find("d", both) == (f"{two}/d.pyi", ())
    assert find("e", both) == (f"{one}/e.abi3.so", ())
    assert find("sys", both) == Module(None, ())
    assert [find(name, both) for name in ("x", "a.x", "n.x", "text", "text.txt", "A")] == [None] * 6
    assert find(".".join(["b"] * 100_000), both) is None


def test_what_changes_is_seen_after_forgetting(tmp_path: Path) -> None:
    folders = (str(tmp_path),)
    assert find("a", folders) is None
    write(tmp_path, "a.py")
    assert find("a", folders) is None
    forget()
    assert find("a", folders) is not None
    assert contents_of(str(tmp_path / "a.py"), "a") is not None


def test_roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "lib/a/__init__.py", "lib/a/b.py")
    monkeypatch.chdir(tmp_path)
    first = [str(tmp_path / "lib"), str(tmp_path), str(tmp_path / "src")]
    assert list(roots(source(tmp_path / "lib/a/b.py")))[:3] == first
    assert list(roots(source(tmp_path / "lib/a/nowhere.py")))[:2] == first[1:]


def test_submodules(tmp_path: Path) -> None:
    write(
        tmp_path, "__init__.py", "a.py", "b/__init__.py", "c/data.txt", "d.txt", "e-f.py", "g.pyi"
    )
    assert submodules(str(tmp_path)) == {"a", "b", "g"}


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
        ("b = modules['b']", None),
        ("b = a.c", None),
        ("b = import_module('c')", None),
        ("b = LazyModule('c')", None),
        ("b = (1, 2)[0]", None),
        ("b: int = 1", None),
        ("b = 1\nb += 1", None),
        ("b = 1\ndef f():\n    global b\n    b = load()", None),
        ("for b in c: ...", None),
        ("b, c = 1, 2", None),
        ("import b", True),
        ("import c.d as b", True),
        ("try:\n    import b\nexcept ImportError:\n    b = None", None),
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
    write(tmp_path, "p/a.py", "p/b.py", "p/c.py", "p/d.py", "n/a.py", "q/a.py")
    (tmp_path / "p/b.py").write_text("def b(): ...\ndef e(): ...")
    (tmp_path / "p/__init__.py").write_text(
        "from .b import b\nfrom . import c\nfrom . import b as module\nfrom .b import *\n"
    )
    (tmp_path / "q/__init__.py").write_text("")
    folders = (str(tmp_path),)
    answers = {name: is_module("p", name, folders) for name in ("a", "b", "c", "e", "module")}
    # A star import could bring an `a` of its own; what `module` was at first, `b` is no more.
    assert answers == {"a": None, "b": False, "c": True, "e": False, "module": None}
    assert is_module("q", "a", folders) is True
    assert is_module("n", "a", folders) is True
    assert is_module("n", "b", folders) is None


def test_compiled_modules(tmp_path: Path) -> None:
    write(tmp_path, "c.abi3.so")
    assert is_module("sys", "path", ()) is False
    assert is_module("sys", "monitoring", ()) is (True if sys.version_info >= (3, 12) else None)
    assert is_module("sys", "nothing", ()) is None
    assert is_module("c", "x", (str(tmp_path),)) is None
    assert is_module("gone", "x", (str(tmp_path),)) is None


def test_a_file_that_is_alone(tmp_path: Path) -> None:
    write(tmp_path, "a/__init__.py", "a/b.py")
    alone = SourceFile(ast.parse(""), [], str(tmp_path / "a/b.py"), is_alone=True)
    assert location(alone) is None
    assert roots(alone) == ()


@pytest.mark.parametrize(
    ("files", "is_whole"),
    [
        ([], True),
        (["pyproject.toml"], True),
        (["../setup.py"], False),
        (["../setup.py", "pyproject.toml"], True),
        (["../../.git"], False),
    ],
)
def test_packages_may_be_part_of_a_namespace_package(
    tmp_path: Path, files: list[str], is_whole: bool
) -> None:
    folder = tmp_path / "project" / "packages"
    write(folder, "a/__init__.py", "a/b.py", *files)
    place = location(source(folder / "a/b.py"))
    assert place is not None
    assert place.is_whole is is_whole


@pytest.mark.parametrize("name", ["lib", "src", "python"])
def test_folders_for_sources_are_roots(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, f"{name}/a/__init__.py", f"{name}/a/b.py")
    place = location(source(tmp_path / name / "a/b.py"))
    assert place is not None
    assert place.is_whole
