"""Files whose names are not UTF-8: nothing that looks at them ends in a traceback."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.support import write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="has no such file names")

TEXT = "from makers import *\nimport os, os\nprint(price)\n"
NAME = os.fsdecode(b"till\xff.py")
SHOWN = "./till\\udcff.py"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Command) -> Path:
    """Stand in a folder with such a file."""
    shop = tmp_path / "new"
    write(shop, {"makers.py": "price = 1\n", NAME: TEXT, "setup.cfg": ""})
    monkeypatch.chdir(shop)
    return shop


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((), f"{SHOWN}:1:1: IMP001 star import from 'makers': write "),
        (("-q",), f"{SHOWN}\n"),
        (("--format=pylint", "--show-source"), f"{SHOWN}:1: [IMP001] "),
        (("--output-format=github",), f"file={SHOWN.removeprefix('./')},"),
        (("--output-format=gitlab",), '"path": "till\\udcff.py"'),
        (("--output-format=json",), '"path": "./till\\udcff.py"'),
        (("--output-format=sarif",), "till"),
    ],
)
def test_findings(folder: Path, run: Command, arguments: tuple[str, ...], text: str) -> None:
    assert text in run("check", *arguments)[1]


def test_the_baseline(folder: Path, run: Command) -> None:
    assert run("check", "--update-baseline", "--importstyle-baseline=b")[0] == 0
    assert "till\\udcff.py IMP001 makers\n" in (folder / "b").read_text()
    assert run("check", "--importstyle-baseline=b") == (0, "", "")


def test_what_is_left_of_repairs(folder: Path, run: Command) -> None:
    write(folder, {NAME: "import os, os\nfrom gone import *\n"})
    status, out, err = run("check", "--fix")
    assert (status, err) == (1, f"Rewriting {SHOWN}\n")
    assert out.startswith(f"{SHOWN}:2:1: IMP001 ")


def test_star_imports(folder: Path, run: Command) -> None:
    assert run("stars")[1] == f"{SHOWN}:1  makers  1 of 1 used  safe\n"
    assert run("stars", "--json")[0] == run("stars", "--html=page.html")[0] == 0
    assert run("origins", NAME)[0] == 0
    status, out, err = run("fix")
    assert (status, out) == (0, "")
    assert err.startswith(f"importstyle: Rewriting {SHOWN}\n")
    assert (folder / NAME).read_text() == TEXT.replace("*", "price")


def test_names_that_no_file_can_have(folder: Path, run: Command) -> None:
    write(folder, {"makers.py": "__all__ = ['\\ud800', 'price']\nprice = 1\n"})
    assert run("stars")[0] == 0
    assert run("origins", NAME, "--all")[0] == 0
