"""Options through real flake8: from files and the command line, wrong, contradictory, preset."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_flake8_path import Flake8Path

from tests.conftest import Flake8
from tests.support import configure


def test_options_in_the_configuration(flake8_path: Flake8Path) -> None:
    configure(
        flake8_path,
        "importstyle-allow-star = ",
        "    tkinter,",
        "    shop.*",
        "importstyle-strict-aliases = yes",
    )
    (flake8_path / "example.py").write_text(
        "from tkinter import *\nfrom shop.a import *\nfrom b import c as c\n"
    )
    result = flake8_path.run_flake8(["--select=IMP"])
    assert result.out_lines == [
        "./example.py:3:15: IMP101 redundant alias 'c': write 'from b import c'"
    ]


def test_options_on_the_command_line(flake8: Flake8, tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text("from a import *\nfrom b import c as c\n")
    result = flake8(
        "--select=IMP", "--importstyle-allow-star=a", "--importstyle-strict-aliases", "example.py"
    )
    assert [line.split()[1] for line in result.stdout.splitlines()] == ["IMP101"]


@pytest.mark.parametrize(
    ("option", "fault"),
    [
        ("importstyle-allow-star = a b/c, d$", "'b/c', 'd$': not a module name or pattern"),
        ("importstyle-strict-aliases = perhaps", "'perhaps': write 'true' or 'false'"),
    ],
)
def test_bad_values_in_the_configuration(flake8_path: Flake8Path, option: str, fault: str) -> None:
    configure(flake8_path, option)
    result = flake8_path.run_flake8()
    assert result.exit_code == 2
    assert f"argument --{option.partition(' ')[0]}: {fault}" in result.err
    assert "Traceback" not in result.err


def environment(folder: Path) -> None:
    """Make a virtual environment in which a package ``kit`` is installed."""
    (folder / "lib" / "python3.10" / "site-packages").mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text("home = /nowhere/bin\nversion = 3.10.1\n")
    (folder / "lib" / "python3.10" / "site-packages" / "kit.py").write_text("hammer = 1\n")


@pytest.mark.parametrize("sources", ["./code", "code", "\n    ./other,\n    ./code"])
def test_where_modules_are(flake8_path: Flake8Path, sources: str) -> None:
    environment(flake8_path / "venv")
    for name in ("code", "other"):
        (flake8_path / name).mkdir()
    (flake8_path / "code" / "own.py").write_text("nail = 1\n")
    (flake8_path / "example.py").write_text(
        "from own import *\nfrom kit import *\nprint(nail, hammer)\n"
    )
    lines = [f"importstyle-src = {sources}", "importstyle-python = ./venv"]
    configure(flake8_path, *lines)
    result = flake8_path.run_flake8(["--select=IMP"])
    assert result.err == ""
    assert result.out_lines == [
        "./example.py:1:1: IMP001 star import from 'own': write 'from own import nail'",
        "./example.py:2:1: IMP001 star import from 'kit': write 'from kit import hammer'",
    ]


def test_paths_are_relative_to_the_configuration_file(flake8: Flake8, tmp_path: Path) -> None:
    environment(tmp_path / "project" / "venv")
    (tmp_path / "project" / "code").mkdir()
    (tmp_path / "project" / "code" / "own.py").write_text("nail = 1\n")
    (tmp_path / "example.py").write_text(
        "from own import *\nfrom kit import *\nprint(nail, hammer)\n"
    )
    configure(
        tmp_path / "project", "importstyle-src = ./code", "importstyle-python = ./venv", "jobs = 1"
    )
    command = [sys.executable, "-m", "flake8", "--config=project/setup.cfg", "--select=IMP"]
    done = subprocess.run(
        [*command, "example.py"], cwd=tmp_path, capture_output=True, check=False, text=True
    )
    assert done.stdout.splitlines() == [
        "example.py:1:1: IMP001 star import from 'own': write 'from own import nail'",
        "example.py:2:1: IMP001 star import from 'kit': write 'from kit import hammer'",
    ]
    # On the command line they are relative to the working directory.
    options = ["--importstyle-src=project/code", "--importstyle-python=project/venv"]
    assert flake8("--select=IMP", *options, "example.py").stdout == done.stdout


def test_places_that_are_none(flake8_path: Flake8Path) -> None:
    (flake8_path / "empty").mkdir()
    configure(flake8_path, "importstyle-src = gone, ./setup.cfg", "importstyle-python = empty")
    result = flake8_path.run_flake8()
    assert result.exit_code in (1, 2)
    printed = result.err + result.out
    assert "Traceback" not in printed
    faults = [line for line in printed.splitlines() if "importstyle-" in line][-2:]
    assert faults[0].startswith("importstyle-python: 'empty': neither an interpreter nor")
    file = str(flake8_path / "setup.cfg")
    assert faults[1] == f"importstyle-src: 'gone', {file!r}: not a folder (in setup.cfg)"


def test_help_is_plain_ascii(flake8: Flake8) -> None:
    # It goes to terminals and pipes that know nothing else.
    assert flake8("--help").stdout.isascii()


def test_all_faulty_lines_are_named_at_once(flake8_path: Flake8Path) -> None:
    configure(
        flake8_path,
        "importstyle-ban =",
        "    mock = use unittest.mock",
        "    # a comment",
        "    os.getcwd",
        "    a/b = no",
    )
    result = flake8_path.run_flake8()
    assert result.exit_code == 2
    (message,) = re.findall(r"error: (argument (?:.*\n)*.*)", result.err)
    assert message.strip().splitlines() == [
        (
            "argument --importstyle-ban: line 2: 'os.getcwd': write 'name = message' or"
            " 'name except GLOB = message'"
        ),
        "line 3: 'a/b' is not a name or pattern (in setup.cfg)",
    ]


def test_contradictions(flake8_path: Flake8Path) -> None:
    configure(flake8_path, "importstyle-from-policy = listed")
    result = flake8_path.run_flake8()
    assert result.exit_code in (1, 2)
    assert "--importstyle-from-policy=listed needs" in result.err + result.out
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "lines",
    [
        ["importstyle-single-name = true", "extend-select = IMP1", "extend-ignore = IMP105"],
        ["importstyle-max-relative-level = 1", "importstyle-relative-siblings = shop"],
        [
            "importstyle-max-relative-level = 0",
            "importstyle-relative-siblings = shop",
            "extend-ignore = IMP201",
        ],
        ["importstyle-from-policy = listed", "importstyle-from-banned = os"],
        ["importstyle-preset = strict", "importstyle-relative-siblings = shop"],
        ["importstyle-preset = strict", "importstyle-single-name = true"],
    ],
)
def test_no_contradictions(flake8_path: Flake8Path, lines: list[str]) -> None:
    configure(flake8_path, *lines)
    result = flake8_path.run_flake8()
    assert (result.exit_code, result.err) == (0, "")


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ([], []),
        (
            ["importstyle-preset = google"],
            ["IMP103", "IMP108", "IMP201", "IMP204"],
        ),
        (["importstyle-preset = google", "select = E,F"], []),
        (
            ["importstyle-preset = google", "select = IMP"],
            ["IMP103", "IMP108", "IMP201", "IMP204"],
        ),
        (["importstyle-preset = google", "extend-ignore = IMP1"], ["IMP201", "IMP204"]),
        (
            ["importstyle-preset = google", "importstyle-max-relative-level = 1"],
            ["IMP103", "IMP108", "IMP204"],
        ),
        (
            ["importstyle-preset = google", "importstyle-max-relative-level ="],
            ["IMP103", "IMP108", "IMP204"],
        ),
        (
            ["importstyle-preset = google", "importstyle-relative-siblings = shop"],
            ["IMP103", "IMP108", "IMP204"],
        ),
        (
            ["importstyle-preset = google", "importstyle-from-policy = none"],
            ["IMP103", "IMP108", "IMP201", "IMP204"],
        ),
        (
            ["importstyle-preset = google", "importstyle-idioms = import a"],
            ["IMP103", "IMP108", "IMP201", "IMP204", "IMP205"],
        ),
        (
            ["importstyle-preset = strict"],
            ["IMP103", "IMP105", "IMP108", "IMP201", "IMP204", "IMP206"],
        ),
        (
            ["importstyle-preset = strict", "importstyle-single-name = yes"],
            ["IMP103", "IMP104", "IMP108", "IMP201", "IMP204", "IMP206"],
        ),
    ],
)
def test_presets(flake8_path: Flake8Path, lines: list[str], codes: list[str]) -> None:
    configure(flake8_path, *lines)
    folder = flake8_path / "shop"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    orders = "import a as b, numpy as np\nfrom os import path, getcwd\ngetcwd()\n"
    (folder / "orders.py").write_text(orders)
    (folder / "till.py").write_text("from . import orders\nfrom . import goods, stock as s\ns()\n")
    found = [line.split()[1] for line in flake8_path.run_flake8().out_lines]
    assert sorted({code for code in found if code.startswith("IMP")}) == codes


def test_a_bad_value_on_the_command_line(flake8: Flake8) -> None:
    result = flake8("--importstyle-allow-star=a/b")
    assert result.returncode == 2
    assert "argument --importstyle-allow-star: 'a/b': not a module name" in result.stderr


def test_help_names_every_option(flake8: Flake8) -> None:
    words = " ".join(flake8("--help").stdout.split())
    assert "--importstyle-allow-star GLOB,... Modules that may be star-imported." in words
    assert "--importstyle-strict-aliases Also report 'from m import y as y'" in words
