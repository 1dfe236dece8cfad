"""Errors of options name the configuration file that has them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def errors(folder: Path, *arguments: str) -> str:
    """Return what flake8 says of its options in a folder."""
    result = subprocess.run(
        [sys.executable, "-m", "flake8", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode
    return (result.stdout + result.stderr).replace(str(folder), "FOLDER").splitlines()[-1]


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8", "other.cfg"])
def test_the_file_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("[flake8]\nimportstyle-from-policy = sometimes\n")
    arguments = [f"--config={name}"] if name == "other.cfg" else []
    assert errors(tmp_path, *arguments) == (
        "flake8: error: argument --importstyle-from-policy: 'sometimes':"
        f" write 'listed', 'modules' or 'none' (in {'' if arguments else 'FOLDER/'}{name})"
    )


def test_an_option_with_a_path(tmp_path: Path) -> None:
    (tmp_path / "tox.ini").write_text("[flake8]\nimportstyle_python = /gone\n")
    assert errors(tmp_path) == (
        "importstyle-python: '/gone': no such file or folder (in FOLDER/tox.ini)"
    )


@pytest.mark.parametrize("arguments", [[], ["--isolated"]])
def test_on_the_command_line(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "setup.cfg").write_text("[flake8]\nimportstyle-from-policy = none\n")
    for option in "--importstyle-from-policy=no", "--importstyle-from-p=no":
        found = errors(tmp_path, option, *arguments)
        assert found.endswith("'no': write 'listed', 'modules' or 'none'")


def test_quotes_are_no_part_of_a_value(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("[flake8]\nimportstyle-allow-star = 'tkinter'\n")
    assert "'tkinter': not a module name or pattern (leave out the quotes)" in errors(tmp_path)
