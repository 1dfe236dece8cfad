"""The plugin inside real flake8 runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_flake8_path import Flake8Path

from flake8_importstyle import __version__
from tests.conftest import Flake8
from tests.support import configure

STAR = (
    "IMP001 star import from 'a': module not found, so its names are unknown"
    " (see importstyle-python)"
)


def test_version(flake8: Flake8) -> None:
    # flake8 wraps the list of plugins wherever there is a blank.
    assert f"flake8-importstyle:{__version__}" in "".join(flake8("--version").stdout.split())


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
    assert line.startswith(
        "./example.py:3:12: IMP012 undefined name 'three': 'lib' does not define it"
    )


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


def test_no_other_file_is_looked_at(flake8_path: Flake8Path) -> None:
    folder = flake8_path / "shop"
    folder.mkdir()
    (folder / "__init__.py").write_text("from .database import connect as database\n")
    (folder / "database.py").write_text("from shop.database import a\nconnect = 1\n")
    (folder / "stock.py").write_text("count = 1\n")
    (folder / "orders.py").write_text("from shop.stock import count\n\nprint(count)\n")
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
            ("IMP009 'database' hides the submodule 'shop.database': rename one of them"),
        ],
        [
            "./shop/database.py:1:1:",
            "IMP006 'shop.database' imports itself: use its names directly",
        ],
        [
            "./shop/orders.py:1:24:",
            (
                "IMP204 'count' of 'shop.stock' is not a module:"
                " write 'from shop import stock' and use 'stock.count'"
            ),
        ],
    ]
    result = flake8_path.run_flake8([*arguments, "--importstyle-no-resolve"])
    (line,) = result.out_lines
    assert line.endswith("relative import from '.database': use an absolute import")


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
    result = flake8("--select=IMP", "--stdin-display-name", name, "-", input=b"import a as a\na\n")
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
