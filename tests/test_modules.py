"""Where modules are, and what is in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from flake8_importstyle.modules import (
    Module,
    find,
    forget,
    location,
    resolve,
    roots,
    submodules,
)
from flake8_importstyle.source import SourceFile


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
        ("a/b.local.py", ".", "a", ""),
        ("a/script", ".", "a", ""),
    ],
)
def test_where_a_file_stands(
    tmp_path: Path, file: str, root: str, package: str, module: str
) -> None:
    write(tmp_path, "a/__init__.py", "a/b/__init__.py", "a/b/c.py", "a/stub/__init__.pyi")
    write(tmp_path, "a/stub/x.py", "plain/x.py", "plain/inner/__init__.py", "plain/inner/x.py")
    write(tmp_path, "my-app/__init__.py", "my-app/x.py", "a/b.local.py", "a/script")
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
