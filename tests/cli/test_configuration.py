"""Configuration files that cannot be used: a line, and no traceback."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.support import write


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, run: Command) -> Path:
    """Stand in a folder with one finding."""
    for path in (*tmp_path.glob("*.py"), *tmp_path.glob("*.so")):
        path.unlink()
    write(tmp_path, {"a.py": "import os, os\n"})
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("pyproject.toml", "[tool.isort\n", "pyproject.toml: Expected ']' at the end of a table"),
        ("pyproject.toml", "[tool.importstyle]\nx=\n", "pyproject.toml: Invalid value"),
        ("pyproject.toml", "\xff", "pyproject.toml: 'utf-8' codec can't decode"),
        (
            "pyproject.toml",
            "[tool.flake8]\nmax-line-length = []\n",
            "the configuration cannot be used: int() argument must be",
        ),
        (
            "setup.cfg",
            "[flake8]\nmax-line-length = x\n",
            "the configuration cannot be used: invalid literal for int()",
        ),
        ("setup.cfg", "[flake8]\nselect = E\nselect = F\n", "option 'select' in section 'flake8'"),
    ],
)
@pytest.mark.parametrize("command", ["check", "fix", "stars"])
def test_broken_files(
    folder: Path, run: Command, command: str, name: str, text: str, message: str
) -> None:
    (folder / name).write_text(text, "latin-1")
    status, out, err = run(command, ".")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert run(command, "--isolated", "a.py")[0] < 2


def test_a_file_of_another_name(
    folder: Path, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Flake8-pyproject keeps the name, for all tests that follow.
    hook = pytest.importorskip("flake8p.hook")
    monkeypatch.setattr(hook, "toml_config", hook.toml_config)
    (folder / "other.toml").write_text("[")
    for option in (["--toml-config=other.toml"], ["--toml-config", "other.toml"]):
        status, _, err = run("check", *option)
        assert status == 2
        assert err.startswith("importstyle: other.toml: ")
    status, _, err = run("check", "--toml-config=gone.toml")
    assert (status, "gone.toml" in err) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="has no named pipes")
@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8", "pyproject.toml"])
def test_pipes(folder: Path, run: Command, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    os.mkfifo(folder / name)
    status, out, err = run("check")
    assert (status, out) == (2, "")
    assert err.endswith(f"{name}: not a file\n")
    assert run("check", "--isolated")[0] == 1
    arguments = ["check", "--isolated", "--importstyle-baseline", name]
    monkeypatch.setattr(sys, "argv", ["importstyle", *arguments])
    assert run(*arguments)[0] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="has no named pipes")
def test_pipes_that_nobody_reads(folder: Path, run: Command) -> None:
    write(folder, {"shop/setup.cfg": "[flake8]\n", "shop/a.py": "import os, os\n"})
    os.mkfifo(folder / "setup.cfg")
    os.chdir("shop")
    assert run("check")[0] == 1
