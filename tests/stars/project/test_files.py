"""What belongs to the project of a file, and what of it is read."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from flake8_importstyle.stars.importers import imported_through
from flake8_importstyle.stars.project.files import (
    Project,
    is_python,
    module_path,
    project,
    project_folder,
)
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import Search, SourceFile
from tests.support import write

pytestmark = pytest.mark.usefixtures("memory")
USE = "from middle import a\n"


def source(path: Path, search: Search | None = None) -> SourceFile:
    found = parsed("from maker import *\nx = 1\n", str(path), search=search)
    assert found is not None
    return found


def project_of(folder: Path) -> Project:
    found = project(source(folder / "middle.py"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("marks", "file", "folder"),
    [
        (["a/setup.py"], "a/b/c.py", "a"),
        (["a/tox.ini"], "a/c.py", "a"),
        (["pyproject.toml", "a/setup.cfg", "b/setup.cfg"], "a/b/c.py", "."),
        ([".git/config", "a/.git", "a/b/setup.py"], "a/b/c.py", "a"),
        ([".git/config", "a/pyproject.toml"], "a/b/c.py", "."),
        (
            ["a/site-packages/b/__init__.py", "setup.py"],
            "a/site-packages/b/c.py",
            "a/site-packages",
        ),
        (["a/b/__init__.py"], "a/b/c.py", "a"),
        (["a/src/b/__init__.py"], "a/src/b/c.py", "a"),
        (["home/.git/config", "home/code/setup.py"], "home/code/c.py", "home/code"),
        (["home/.git/config"], "home/c.py", "home"),
    ],
)
def test_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marks: list[str], file: str, folder: str
) -> None:
    write(tmp_path, {**dict.fromkeys(marks, ""), file: "", "elsewhere/x": ""})
    monkeypatch.setattr(os.path, "expanduser", lambda _: str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert project_folder(source(tmp_path / file)) == str((tmp_path / folder).resolve())


def test_where_it_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a/b/c.py": ""})
    monkeypatch.chdir(tmp_path)
    assert project_folder(source(tmp_path / "a/b/c.py")) == str(tmp_path)
    # A folder that is not there.
    assert project_folder(source(tmp_path / "q/c.py")) == str(tmp_path)


def test_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "middle.py": "",
            "maker.pyi": "",
            "a/b.pyx": "",
            "n.ipynb": "{}",
            "Procfile": "",
            ".github/workflows/a.yml": "",
            "large.txt": "x" * 2_000_001,
            "large.py": "#" + "x" * 2_000_001 + "\nimport middle\n",
            "large_data.py": "#" + "x" * 2_000_001 + "import middle\n",
            "large.ipynb": "#" + "x" * 2_000_001,
            "picture.png": "",
            "venv/pyvenv.cfg": "",
            "venv/lib/one.py": USE,
            ".hidden/two.py": USE,
            "node_modules/three.py": USE,
            "lib/site-packages/four.py": USE,
        },
    )
    found = project_of(tmp_path)
    assert sorted(map(found.name_of, found.texts)) == [
        ".github/workflows/a.yml",
        "Procfile",
        "a/b.pyx",
        "large.ipynb",
        "large.py",
        "maker.pyi",
        "middle.py",
        "n.ipynb",
    ]


def test_more_sources(tmp_path: Path) -> None:
    write(tmp_path, {"a/setup.py": "", "a/middle.py": "", "b/one.py": USE})
    search = Search(sources=(str(tmp_path / "a"), str(tmp_path / "b")))
    found = project(source(tmp_path / "a/middle.py", search))
    assert found is not None
    assert str((tmp_path / "b/one.py").resolve()) in found.texts


def test_words(tmp_path: Path) -> None:
    write(tmp_path, {"middle.py": "", "a.py": "import os, x as y\nmiddle\n", "b.txt": "the middle"})
    found = project_of(tmp_path)
    assert list(map(found.name_of, found.mentioning("middle"))) == ["a.py", "b.txt"]
    assert found.mentioning("middle") is found.mentioning("middle")
    words = found.imported_words(str((tmp_path / "a.py").resolve()))
    assert words == {b"import", b"os", b"x", b"as", b"y"}


def test_modules(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "middle.py": "",
            "p/__init__.py": "",
            "p/a.py": "",
            "p/a.pyi": "",
            "q/a.py": "",
            "q/r/a.py": "",
            "s/t.py": "",
        },
    )
    found = project_of(tmp_path)

    def modules(dotted: str, folder: str = ".") -> list[str]:
        files = found.modules_of(dotted, str((tmp_path / folder).resolve()))
        return sorted(map(found.name_of, files))

    assert modules("p.a") == ["p/a.py", "p/a.pyi"]
    assert modules("p") == ["p/__init__.py"]
    assert modules(".a", "p") == ["p/a.py", "p/a.pyi"]
    assert modules(".", "p") == ["p/__init__.py"]
    assert modules("..a", "q/r") == ["q/a.py"]
    assert modules("a", "q") == ["q/a.py"]
    assert modules("a", "s") == ["p/a.py", "p/a.pyi", "q/a.py", "q/r/a.py"]
    assert modules("t", "q") == ["s/t.py"]
    assert modules("nothing") == []


def test_what_is_python() -> None:
    assert is_python("a.pyw", b"")
    assert is_python("RUN.PY", b"")
    assert is_python("a", b"#!/usr/bin/env python3\n")
    assert not is_python("a", b"#!/bin/sh\n")
    assert not is_python("a.txt", b"#!/usr/bin/python\n")
    assert module_path("/a/__init__.py") == "/a"
    assert module_path("/a/b.py") == "/a/b"


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_odd_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"middle.py": "", "sub/a.py": ""})
    (tmp_path / "lost.py").symlink_to(tmp_path / "gone.py")
    (tmp_path / "circle").symlink_to(tmp_path)
    scandir = os.scandir

    def fail(path: str) -> object:
        if path.endswith("sub"):
            raise PermissionError
        return scandir(path)

    monkeypatch.setattr(os, "scandir", fail)
    assert list(map(os.path.basename, project_of(tmp_path).texts)) == ["middle.py"]


class Entry:
    """An entry of a folder that is gone once it is looked at."""

    name = "gone.py"

    def is_dir(self, *, follow_symlinks: bool) -> bool:
        raise FileNotFoundError


def test_a_file_that_vanishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"middle.py": ""})
    monkeypatch.setattr(os, "scandir", lambda _: nullcontext([Entry()]))
    assert not project_of(tmp_path).texts


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"middle.py": "from maker import *\nx = 1\n", "maker.py": "a = 1\n"})
    write(tmp_path, {"secret.py": "", "secret.txt": ""})
    monkeypatch.setattr(
        "flake8_importstyle.stars.project.files.content",
        lambda file, _: None if "secret" in file else Path(file).read_bytes(),
    )
    monkeypatch.chdir(tmp_path)
    assert source(tmp_path / "middle.py").fact(imported_through).incomplete == (
        "secret.py cannot be read",
    )
