"""Which files are checked."""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from flake8.discover_files import expand_paths

from flake8_importstyle.cli.discovery import expanded, files
from tests.support import write

NAMES = (
    *("a.py", "b.pyi", "README", "-", "[x].py", "x.py", "Ü.py", "line\nend.py", ".hidden.py"),
    *("sub/a.py", "sub/deep/a.py", "sub/deep/.git/a.py", "x.egg/a.py", "build/lib/a.py"),
    *("sub/build/a.py", "dir.py/inner.py", "A/B.PY"),
)
USUAL = (".svn", "CVS", ".bzr", ".hg", ".git", "__pycache__", ".tox", ".nox", ".eggs", "*.egg")
PATHS = (
    (),
    (".",),
    ("./",),
    ("sub", "a.py", "sub"),
    ("sub/", "sub//deep", "sub/../sub"),
    ("README", "gone.py", "", "build/lib/a.py"),
    ("-",),
    ("x.egg", "sub/deep/.git"),
    ("..",),
)
EXCLUDED = (
    (),
    USUAL,
    ("a.py", "A"),
    ("*/sub/*", "build"),
    ("*/lib/*", "{}/sub/deep", "{}/a.py"),
    ("[x].py", "[!a-z]*", "*end.py", "sub?deep"),
    ("[", "a[b", "*[", "", "**", "./sub", "sub/"),
    (".", ".."),
    ("-", "stdin", "other.py"),
    ("*",),
)
EXPANDERS: tuple[Callable[..., Iterator[str]], ...] = (expanded, expand_paths)
WANTED = (("*.py",), (), ("*.py", "*.pyi"), ("./sub/*", "sub*", "README"), ("a.py",), ("*.[pP]*",))


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    write(folder, dict.fromkeys(NAMES, ""))
    (folder / "linked").symlink_to("sub")
    (folder / "broken.py").symlink_to("gone")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("exclude", EXCLUDED)
def test_the_same_files_as_flake8_in_the_same_order(tree: Path, exclude: Sequence[str]) -> None:
    for paths, name in (
        *((paths, "stdin") for paths in (*PATHS, [str(tree)], [f"{tree}/sub/deep/"])),
        *((["-"], name) for name in ("other.py", "sub/deep/x.py")),
    ):
        for wanted in WANTED:
            here, theirs = (
                list(
                    expand(
                        paths=paths,
                        stdin_display_name=name,
                        filename_patterns=wanted,
                        exclude=[each.format(tree) for each in exclude],
                    )
                )
                for expand in EXPANDERS
            )
            assert here == theirs


def test_flake8_tells_what_it_excludes(tree: Path, caplog: pytest.LogCaptureFixture) -> None:
    lists = {"filenames": ["sub"], "filename": ["*.py"], "exclude": USUAL, "extend_exclude": ["d*"]}
    options = argparse.Namespace(stdin_display_name="stdin", **lists)
    found = (os.path.join("sub", "a.py"), os.path.join("sub", "build", "a.py"))
    with caplog.at_level(logging.INFO, "flake8"):
        assert tuple(sorted(files(options))) == found
    assert not caplog.records
    with caplog.at_level(logging.DEBUG, "flake8"):
        assert tuple(sorted(files(options))) == found
    assert '"deep" has been excluded' in caplog.messages
