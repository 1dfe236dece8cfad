"""Which files a project starts by their paths, and which names its files set in others."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.resolver.files import forget
from flake8_importstyle.stars.project import files
from flake8_importstyle.stars.project.runs import is_run_by_path
from flake8_importstyle.stars.replaced import may_be_set_here
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile
from tests.support import write


def of(path: str) -> SourceFile:
    source = parsed("import json\n", path)
    assert source is not None
    return source


@pytest.mark.parametrize(
    ("text", "is_run"),
    [
        ("python shop/till.py", True),
        ("$ python3.11 -X dev till.py --help", True),
        ("py till.py", True),
        ("exec shop\\till.py", True),
        ("join(HERE, 'till.py')", True),
        ("see till.py", False),
        ("numpy or till.py", False),
        ("shop/till.pyc my/shop-till.py workshop/till.py", False),
    ],
)
def test_how_files_are_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, is_run: bool
) -> None:
    write(tmp_path, {"setup.cfg": "", "shop/__init__.py": "", "shop/till.py": ""})
    write(tmp_path, {"README.md": text})
    monkeypatch.chdir(tmp_path)
    assert is_run_by_path(of("shop/till.py")) is is_run


@pytest.mark.parametrize(
    ("path", "text", "is_set"),
    [
        ("till.py", "import till\ntill.json = 1\n", True),
        ("till.py", "import __main__\n__main__.json = 1\n", True),
        ("till.py", "answer.json = 1\n", False),
        ("till.py", "", False),
        ("shop/desk.py", "answer.json = 1\nif __name__ == '__main__': pass\n", False),
        ("shop/desk.py", "def go(desk): desk.json = 1\n", True),
    ],
)
def test_what_files_set_in_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, text: str, is_set: bool
) -> None:
    write(tmp_path, {"setup.cfg": "", "till.py": "", "shop/__init__.py": "", "shop/desk.py": ""})
    write(tmp_path, {"other.py": text})
    monkeypatch.chdir(tmp_path)
    assert may_be_set_here(of(path), "json") is is_set


def test_what_no_project_is_there_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not is_run_by_path(of("stdin"))
    assert not may_be_set_here(of("stdin"), "json")
    write(tmp_path, {"till.py": ""})
    monkeypatch.setattr(files, "_MOST_FILES", 0)
    forget()
    assert is_run_by_path(of("till.py"))
    assert may_be_set_here(of("till.py"), "json")
