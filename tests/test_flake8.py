"""The plugin inside real flake8 runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_flake8_path import Flake8Path

from flake8_importstyle import __version__
from tests.conftest import Flake8

STAR = "IMP001 star import from 'a' hides the names it binds (module not found)"


def configure(folder: Path, *lines: str) -> None:
    (folder / "setup.cfg").write_text("[flake8]\n" + "".join(f"{line}\n" for line in lines))


def test_version(flake8: Flake8) -> None:
    assert f"flake8-importstyle: {__version__}" in flake8("--version").stdout.replace("\n", "")


def test_findings_and_exit_status(flake8_path: Flake8Path) -> None:
    (flake8_path / "example.py").write_text("from a import *\nimport a, b\nprint(a, b)\n")
    result = flake8_path.run_flake8(["--select=IMP"])
    assert result.out_lines == [f"./example.py:1:1: {STAR}"]
    assert result.exit_code == 1


def test_nothing_to_report(flake8_path: Flake8Path) -> None:
    (flake8_path / "example.py").write_text("import a\n\nprint(a)\n")
    result = flake8_path.run_flake8()
    assert (result.out_lines, result.exit_code) == ([], 0)


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ([], ["IMP001"]),
        (["select = IMP"], ["IMP001"]),
        (["select = E,F"], []),
        (["select = E,F,IMP0"], ["IMP001"]),
        (["ignore = E501"], ["IMP001"]),
        (["ignore = IMP"], []),
        (["ignore = IMP001"], []),
        (["extend-ignore = IMP0"], []),
        (["per-file-ignores = example.py:IMP001"], []),
        (["extend-select = IMP"], ["IMP001"]),
        (["extend-select = IMP1"], ["IMP001", "IMP103"]),
        (["extend-select = IMP103"], ["IMP001", "IMP103"]),
        (["select = IMP103"], ["IMP103"]),
        (["select = IMP1"], ["IMP103"]),
        (["select = IMP,IMP103", "ignore = IMP0"], ["IMP103"]),
        (["select = IMP1", "ignore = IMP103"], []),
        # To flake8 the longer prefix is the stronger one.
        (["extend-select = IMP103", "per-file-ignores = example.py:IMP"], ["IMP103"]),
        (["extend-select = IMP103", "per-file-ignores = example.py:IMP,IMP103"], []),
    ],
)
def test_selection(flake8_path: Flake8Path, lines: list[str], codes: list[str]) -> None:
    configure(flake8_path, *lines)
    (flake8_path / "example.py").write_text("from a import *\nimport a, b\n")
    found = [line.split(" ")[1] for line in flake8_path.run_flake8().out_lines]
    assert [code for code in found if code.startswith("IMP")] == codes


def test_names_that_flake8_takes_for_builtins(flake8_path: Flake8Path) -> None:
    configure(flake8_path, "select = IMP012", "builtins = one, two")
    (flake8_path / "lib.py").write_text("x = 1\n")
    (flake8_path / "example.py").write_text("from lib import *\n\nprint(one, three, two)\n")
    (line,) = flake8_path.run_flake8().out_lines
    assert line.startswith("./example.py:3:12: IMP012 name 'three' is not among those of 'lib'")


@pytest.mark.parametrize(
    ("comment", "is_reported"),
    [
        ("# noqa", False),
        ("# noqa: IMP001", False),
        ("# noqa: F403,IMP001", False),
        ("# noqa: IMP", False),
        ("# noqa: IMP002", True),
    ],
)
def test_noqa(flake8_path: Flake8Path, comment: str, is_reported: bool) -> None:
    (flake8_path / "example.py").write_text(f"from a import *  {comment}\n")
    assert bool(flake8_path.run_flake8(["--select=IMP"]).out_lines) is is_reported


def test_noqa_on_the_line_of_the_alias(flake8_path: Flake8Path) -> None:
    (flake8_path / "example.py").write_text(
        "from a import (\n    b as B,  # noqa: IMP002\n    c as C,\n)\nclass B: ...\nclass C: ...\n"
    )
    result = flake8_path.run_flake8(["--select=IMP"])
    assert result.out_lines == [
        "./example.py:3:5: IMP002 alias 'C' shadows the class 'C' on line 6: choose another alias"
    ]


def test_noqa_for_a_whole_file(flake8_path: Flake8Path) -> None:
    # Versions of flake8 differ in what else such a comment with codes turns off.
    (flake8_path / "example.py").write_text("# flake8: noqa: IMP001\nfrom a import *\n")
    assert not flake8_path.run_flake8(["--select=IMP"]).out_lines


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
        "./example.py:3:15: IMP101 alias 'c' says nothing new: write 'from b import c'"
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
        ("importstyle-allow-star = a b/c, d$", "'b/c', 'd$': not a module name or a pattern"),
        ("importstyle-strict-aliases = perhaps", "'perhaps': write 'true' or 'false'"),
    ],
)
def test_bad_values_in_the_configuration(flake8_path: Flake8Path, option: str, fault: str) -> None:
    configure(flake8_path, option)
    result = flake8_path.run_flake8()
    assert result.exit_code == 2
    assert f"argument --{option.partition(' ')[0]}: {fault}" in result.err
    assert "Traceback" not in result.err


def test_no_other_file_is_looked_at(flake8_path: Flake8Path) -> None:
    folder = flake8_path / "shop"
    folder.mkdir()
    (folder / "__init__.py").write_text("from .database import connect as database\n")
    (folder / "database.py").write_text("from shop.database import a\nconnect = 1\n")
    arguments = [
        *("--select=IMP0,IMP2", "--importstyle-from-policy=modules"),
        "--importstyle-max-relative-level=0",
    ]
    assert [line.split(" ", 1) for line in flake8_path.run_flake8(arguments).out_lines] == [
        [
            "./shop/__init__.py:1:1:",
            (
                "IMP201 relative import from '.database':"
                " write 'from shop.database import connect as database'"
            ),
        ],
        [
            "./shop/__init__.py:1:23:",
            (
                "IMP009 'database' hides the submodule 'shop.database':"
                " choose another name for one of them"
            ),
        ],
        [
            "./shop/__init__.py:1:23:",
            (
                "IMP204 'connect' of '.database' is no module:"
                " write 'from shop import database' and use 'database.connect'"
            ),
        ],
        [
            "./shop/database.py:1:1:",
            "IMP006 'shop.database' is this very module: use its names without an import",
        ],
    ]
    result = flake8_path.run_flake8([*arguments, "--importstyle-no-resolve"])
    (line,) = result.out_lines
    assert line.endswith("relative import from '.database': write the whole name of the module")


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
    assert faults[1] == f"importstyle-src: 'gone', {file!r}: not a folder"


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
            "argument --importstyle-ban: line 2, 'os.getcwd': write 'name = message' or"
            " 'name except GLOB = message'"
        ),
        "line 3, 'a/b = no': 'a/b' is not a name or a pattern",
    ]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (
            ["importstyle-single-name = true", "extend-select = IMP1"],
            "IMP104 (--importstyle-single-name) wants several statements where IMP105 wants one",
        ),
        (
            ["importstyle-max-relative-level = 0", "importstyle-relative-siblings = shop"],
            "IMP202 (--importstyle-relative-siblings) wants relative imports, which IMP201",
        ),
        (["importstyle-from-policy = listed"], "--importstyle-from-policy=listed and"),
        (["importstyle-from-banned = os"], "--importstyle-from-policy=listed and"),
        (["importstyle-lazy = ban, require"], "'ban', 'require' exclude each other"),
    ],
)
def test_contradictions(flake8_path: Flake8Path, lines: list[str], fault: str) -> None:
    configure(flake8_path, *lines)
    result = flake8_path.run_flake8()
    assert result.exit_code in (1, 2)
    assert fault in result.err + result.out
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
    (folder / "orders.py").write_text("import a as b, numpy as np\nfrom os import path, getcwd\n")
    (folder / "till.py").write_text("from . import orders\nfrom . import stock as s\n")
    found = [line.split()[1] for line in flake8_path.run_flake8().out_lines]
    assert sorted({code for code in found if code.startswith("IMP")}) == codes


def test_a_bad_value_on_the_command_line(flake8: Flake8) -> None:
    result = flake8("--importstyle-allow-star=a/b")
    assert result.returncode == 2
    assert "argument --importstyle-allow-star: 'a/b': not a module name" in result.stderr


def test_several_jobs(flake8: Flake8, tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"m{number:02}.py").write_text(
            "from b import *\nfrom a import *\nimport a, b\n"
        )
    arguments = ("--select=IMP,IMP103", "--importstyle-allow-star=b", ".")
    one, two = flake8("--jobs=1", *arguments), flake8("--jobs=2", *arguments)
    assert len(one.stdout.splitlines()) == 40
    assert sorted(one.stdout.splitlines()) == sorted(two.stdout.splitlines())


def test_standard_input(flake8: Flake8) -> None:
    result = flake8("--select=IMP", "-", input=b"from a import *\n")
    assert result.stdout == f"stdin:1:1: {STAR}\n"


@pytest.mark.parametrize(
    ("name", "code"),
    [("shop/nowhere.py", "IMP101"), ("shop/__init__.py", ""), ("shop/nowhere.pyi", "")],
)
def test_standard_input_with_a_name(flake8: Flake8, name: str, code: str) -> None:
    result = flake8("--select=IMP", "--stdin-display-name", name, "-", input=b"import a as a\n")
    assert result.stdout.startswith(f"{name}:1:8: {code}" if code else "")
    assert bool(result.stdout) == bool(code)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('class B: ...\nx = "äöü€😀"; from a import C as B\n'.encode(), id="UTF-8"),
        pytest.param('class B: ...\r\nx = "äöü€😀"; from a import C as B\r\n'.encode(), id="CRLF"),
        pytest.param('\ufeffclass B: ...\nx = "äöü€😀"; from a import C as B\n'.encode(), id="BOM"),
        pytest.param(
            '# coding: latin-1\nx = "äöüß§"; from a import C as B\nclass B: ...\n'.encode(
                "latin-1"
            ),
            id="latin-1",
        ),
        pytest.param(
            'class B: ...\nx = "\f\u2028äö😀"; from a import C as B\n'.encode(), id="line breaks"
        ),
    ],
)
@pytest.mark.parametrize("is_input", [False, True])
def test_columns_are_characters(
    flake8: Flake8, tmp_path: Path, source: bytes, is_input: bool
) -> None:
    (tmp_path / "example.py").write_bytes(source)
    result = flake8("--select=IMP", "-" if is_input else "example.py", input=source)
    assert [line.split(" ")[0].split(":")[1:3] for line in result.stdout.splitlines()] == [
        ["2", "28"]
    ]


def test_a_syntax_error_beside_a_good_file(flake8: Flake8, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("from a import *\nfrom b import\n")
    (tmp_path / "good.py").write_text("from a import *\n")
    (tmp_path / "undecodable.py").write_bytes(b"# coding: nonsense\nfrom a import *\n\xff\xfe")
    result = flake8("--select=E9,IMP", ".")
    codes = [line.split(" ")[:2] for line in result.stdout.splitlines()]
    assert ["./good.py:1:1:", "IMP001"] in codes
    assert ["./undecodable.py:2:1:", "IMP001"] in codes
    assert {code for name, code in codes if name.startswith("./bad.py")} == {"E999"}
    assert "Traceback" not in result.stderr


def test_help_names_every_option(flake8: Flake8) -> None:
    words = " ".join(flake8("--help").stdout.split())
    assert "--importstyle-allow-star GLOB,... Modules that may be star-imported." in words
    assert "--importstyle-strict-aliases Also report 'from m import y as y'" in words
