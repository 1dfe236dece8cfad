"""Where the modules of a Python installation are."""

from __future__ import annotations

import argparse
import os
import sys
import sysconfig
from pathlib import Path

import pytest

from flake8_importstyle.resolver.environments import environment
from tests.support import write

LIBRARY = sysconfig.get_path("stdlib")


def library(folder: Path, name: str = "lib/python3.99") -> None:
    """Write what shows a standard library."""
    write(folder, {f"{name}/{file}.py": "" for file in ("abc", "os", "site")})
    (folder / name / "site-packages").mkdir()


def found(tmp_path: Path, path: str) -> list[str]:
    """Return an environment's folders, as far as they are below ``tmp_path``."""
    return [
        os.path.relpath(each, tmp_path).replace(os.sep, "/")
        if each.startswith(str(tmp_path))
        else each
        for each in environment(str(tmp_path / path))
    ]


def test_no_environment_is_given() -> None:
    assert environment(" ") == ()


@pytest.mark.parametrize(
    "path", ["", "bin/python3", "bin/python3.99", "bin/python", "bin/pythonw.exe"]
)
def test_an_installation(tmp_path: Path, path: str) -> None:
    library(tmp_path)
    library(tmp_path, "lib/python3.8")
    write(tmp_path, {"lib/python3.99/lib-dynload/_m.so": "", "lib/text": "", path or "x": ""})
    assert found(tmp_path, path) == [
        "lib/python3.99",
        "lib/python3.99/lib-dynload",
        "lib/python3.99/site-packages",
    ]


@pytest.mark.parametrize("path", ["bin/python3.8", "bin/pypy3.8"])
def test_the_version_in_the_name_of_an_interpreter(tmp_path: Path, path: str) -> None:
    library(tmp_path)
    library(tmp_path, "lib/python3.8")
    write(tmp_path, {path: ""})
    assert found(tmp_path, path) == ["lib/python3.8", "lib/python3.8/site-packages"]


def test_the_version_in_the_name_of_what_an_interpreter_is_a_link_to(tmp_path: Path) -> None:
    library(tmp_path)
    library(tmp_path, "lib/python3.8")
    write(tmp_path, {"bin/python3.8": ""})
    (tmp_path / "bin" / "python").symlink_to("python3.8")
    assert found(tmp_path, "bin/python")[0] == "lib/python3.8"


def test_an_interpreter_that_is_a_link_from_elsewhere(tmp_path: Path) -> None:
    library(tmp_path / "opt")
    write(tmp_path, {"opt/bin/python3.99": "", "bin/x": ""})
    (tmp_path / "bin" / "python").symlink_to("../opt/bin/python3.99")
    assert found(tmp_path, "bin/python")[0] == "opt/lib/python3.99"


def test_folders_of_debian(tmp_path: Path) -> None:
    library(tmp_path)
    (tmp_path / "lib/python3/dist-packages").mkdir(parents=True)
    (tmp_path / "local/lib/python3.99/dist-packages").mkdir(parents=True)
    assert found(tmp_path, "")[2:] == [
        "local/lib/python3.99/dist-packages",
        "lib/python3/dist-packages",
    ]


def test_folders_of_windows(tmp_path: Path) -> None:
    library(tmp_path / "base", "Lib")
    write(tmp_path, {"base/DLLs/_m.pyd": "", "base/python.exe": ""})
    write(tmp_path, {"venv/Scripts/python.exe": "", "venv/Lib/site-packages/a.py": ""})
    write(tmp_path, {"venv/pyvenv.cfg": f"home = {tmp_path / 'base'}\nversion = 3.99.1\n"})
    base = ["base/Lib", "base/DLLs"]
    assert found(tmp_path, "base/python.exe") == [*base, "base/Lib/site-packages"]
    for path in ("venv", "venv/Scripts/python.exe"):
        assert found(tmp_path, path) == [*base, "venv/Lib/site-packages"]


@pytest.mark.parametrize(
    ("lines", "is_shared"),
    [
        (["version = 3.99.1", "include-system-site-packages = false"], False),
        (["version_info = 3.99.1.final.0", "Include-System-Site-Packages = true"], True),
        (["a line without a value"], False),
    ],
)
@pytest.mark.parametrize("path", ["venv", "venv/bin/python"])
def test_a_virtual_environment(
    tmp_path: Path, path: str, lines: list[str], is_shared: bool
) -> None:
    library(tmp_path / "base")
    write(tmp_path, {"base/bin/python3.99": "", "venv/bin/x": ""})
    write(tmp_path, {"venv/lib/python3.99/site-packages/a.py": ""})
    (tmp_path / "venv" / "bin" / "python").symlink_to(tmp_path / "base" / "bin" / "python3.99")
    text = "\n".join([f"home = {tmp_path / 'base' / 'bin'}", *lines])
    write(tmp_path, {"venv/pyvenv.cfg": "\ufeff" + text})
    assert found(tmp_path, path) == [
        "base/lib/python3.99",
        "venv/lib/python3.99/site-packages",
        *(["base/lib/python3.99/site-packages"] if is_shared else []),
    ]


def test_a_virtual_environment_whose_base_is_behind_a_link(tmp_path: Path) -> None:
    library(tmp_path / "opt")
    write(tmp_path, {"opt/bin/python3.99": "", "usr/bin/x": "", "venv/x": ""})
    (tmp_path / "usr" / "bin" / "python3.99").symlink_to(tmp_path / "opt" / "bin" / "python3.99")
    write(tmp_path, {"venv/pyvenv.cfg": f"home = {tmp_path / 'usr' / 'bin'}\nversion = 3.99.0\n"})
    assert found(tmp_path, "venv") == ["opt/lib/python3.99"]


@pytest.mark.parametrize(
    "home",
    [
        "",
        "home = /nowhere/bin\n",
        "home = /nowhere\nversion = 3.1\n",
        f"version = {'3' * 5_000}.{'1' * 5_000}",
    ],
)
def test_a_virtual_environment_whose_base_is_gone(tmp_path: Path, home: str) -> None:
    write(tmp_path, {"venv/pyvenv.cfg": home, "venv/lib/python3.1/site-packages/a.py": ""})
    # The library of the interpreter that runs here is better than none.
    assert found(tmp_path, "venv") == [LIBRARY, "venv/lib/python3.1/site-packages"]


def test_files_that_add_folders(tmp_path: Path) -> None:
    library(tmp_path)
    site = "lib/python3.99/site-packages"
    texts = {
        "b.pth": "# a comment\n\nimport sys; sys.path.append('more')\nimport\tos\n../extra\ngone\n",
        "a.pth": f"\ufeff{tmp_path / 'project' / 'src'}\n  \nfile.py\n",
        ".hidden.pth": "../hidden\n",
        "file.py": "",
    }
    write(tmp_path, {f"{site}/{name}": text for name, text in texts.items()})
    others = ("project/src/x", "lib/python3.99/extra/x", "lib/python3.99/hidden/x")
    write(tmp_path, dict.fromkeys(others, ""))
    os.mkfifo(tmp_path / site / "pipe.pth")  # Waiting for it would take for ever.
    assert found(tmp_path, "") == [
        "lib/python3.99",
        site,
        "project/src",
        "lib/python3.99/extra",
    ]


def test_a_library_without_its_modules(tmp_path: Path) -> None:
    write(tmp_path, {"lib/python3.99/x.py": "", "lib64/python3.99/os.py": ""})
    assert found(tmp_path, "") == ["lib64/python3.99"]


@pytest.mark.parametrize("path", ["gone", "empty", "README.py", "empty/python", "lib"])
def test_what_is_no_environment(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"README.py": "", "empty/python": "", "lib/python3.99/x.py": ""})
    with pytest.raises(argparse.ArgumentTypeError, match=f"'.*{path}': (no such|neither)"):
        environment(str(tmp_path / path))


def test_the_interpreter_that_runs_here() -> None:
    folders = environment(sys.executable)
    assert folders[0] == LIBRARY
    assert set(folders) >= {
        os.path.abspath(path) for path in sys.path if path.endswith("site-packages")
    }
    assert environment(sys.prefix) == folders
