"""Notebooks through the real nbQA, as docs/notebooks.md says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.write_docs import ROOT

pytest.importorskip("nbqa")

# Each cell, with a mark at each line that has findings: their columns and codes.
CELLS = [
    "%matplotlib inline\nfrom database import *  # 1 IMP001\n",
    "import database\nimport json as json  # 8 IMP101\nprint(json)\n",
    "# A heading, in Markdown",
    "!pip install numpy\nx = 'é😀'; from lib import A as B; import os  # 27 IMP002\n",
    "%%bash\nimport a as a\n",
    "class B: ...\n",
    "Database()\nfrom l import (\n    C,\n    D as E,  # 5 IMP002\n)\nimport re, io  # 1 IMP103\n",
    "class E: ...\n\n\nimport csv as csv  # 8 IMP101\nprint(csv)\n",
    "%%time\nimport lazy as lazy  # 8 IMP101\nlazy.load()\n",
    "import tkinter as tkinter  # noqa: IMP101\n",
    "def f():\n    from l import C  # 19 IMP303\n\n    return C\n",
    "import time as time;  # 8 IMP101\ntime.sleep(0)\n",
    "from . import stock\n\nfrom shop import F\nfrom shop import G  # 1 IMP105\n",
]


def write(folder: Path, texts: list[str] = CELLS) -> None:
    cells = []
    for text in texts:
        cell: dict[str, object] = {"cell_type": "markdown", "metadata": {}}
        cell["source"] = re.sub(r"  # \d+ IMP\d+.*", "", text).splitlines(keepends=True)
        if "Markdown" not in text:
            cell |= {"cell_type": "code", "outputs": [], "execution_count": None}
        cells.append(cell)
    language = {"language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": language, "nbformat": 4, "nbformat_minor": 5}
    folder.mkdir()
    (folder / "sales.ipynb").write_text(json.dumps(notebook))
    (folder / "database.py").write_text("class Database: ...\n")


def expected() -> list[str]:
    found = []
    cells = [text for text in CELLS if "Markdown" not in text]
    for number, text in enumerate(cells, 1):
        for line, content in enumerate(text.splitlines(), 1):
            for column, code in re.findall(r"# (\d+) (IMP\d+)", content):
                found.append(f"notebooks/sales.ipynb:cell_{number}:{line}:{column}: {code}")
    return found


def nbqa(folder: Path, *arguments: str) -> list[str]:
    result = subprocess.run(
        [sys.executable, "-m", "nbqa", "flake8", "notebooks", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert not re.sub("Rewriting .*\n", "", result.stderr)
    return result.stdout.splitlines()


def test_positions(tmp_path: Path) -> None:
    write(tmp_path / "notebooks")
    lines = nbqa(tmp_path, "--select=IMP,IMP1,IMP303")
    assert [" ".join(line.split(" ", 2)[:2]) for line in lines] == expected()
    page = (ROOT / "docs" / "notebooks.md").read_text("utf-8")
    shown = re.search(r"(?<=nbqa flake8 notebooks\n).*", page)
    assert shown
    assert lines[0] == shown[0]


def test_lines_in_messages_are_not_those_of_cells(tmp_path: Path) -> None:
    write(tmp_path / "notebooks")
    (line,) = [line for line in nbqa(tmp_path, "--select=IMP002") if ":cell_3:" in line]
    number = re.search(r"class 'B' on line (\d+)", line)
    assert number
    assert int(number[1]) > "".join(CELLS[: CELLS.index("class B: ...\n")]).count("\n")


def test_ignoring_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "notebooks")
    (tmp_path / "setup.cfg").write_text(
        "[flake8]\nselect = IMP\nper-file-ignores = notebooks/*: IMP001\n"
    )
    assert not any("IMP001" in line for line in nbqa(tmp_path))


def test_missing_blank_lines_shift_positions(tmp_path: Path) -> None:
    write(tmp_path / "notebooks", ["class A: ...\nimport csv as csv\ncsv\n"])
    (line,) = nbqa(tmp_path, "--select=IMP")
    assert "sales.ipynb:cell_1:4:8: IMP101" in line


def sources(folder: Path) -> list[str]:
    notebook = json.loads((folder / "notebooks" / "sales.ipynb").read_text("utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def test_repair(tmp_path: Path) -> None:
    texts = [
        "%matplotlib inline\nimport json as json\nimport re, sys  # both\njson",
        "# A heading, in Markdown",
        "x = 'é😀'; import csv as csv; y = csv",
        "%%bash\nimport a as a",
        "!pip install numpy\nfrom lib import (\n    a,\n    b,\n)\nimport f as f\nf",
        "import json",
        "from database import *",
        "shop = Database()",
        "class C:\n    import d\n    import e as e\n    e",
    ]
    write(tmp_path / "notebooks", texts)
    arguments = ("--select=IMP,IMP103,IMP302", "--format=importstyle-fix")
    shown = nbqa(tmp_path, *arguments, "--nbqa-diff")
    assert sources(tmp_path) == texts
    assert any("import json" in line for line in shown)
    left = nbqa(tmp_path, *arguments)
    repaired = [
        "%matplotlib inline\nimport json\nimport re\nimport sys  # both\njson",
        "# A heading, in Markdown",
        "x = 'é😀'; import csv; y = csv",
        "%%bash\nimport a as a",
        "!pip install numpy\nfrom lib import (\n    a,\n    b,\n)\nimport f\nf",
        "from database import Database",
        "shop = Database()",
        "class C:\n    import d\n    import e\n    e",
    ]
    assert sources(tmp_path) == repaired
    assert [line.split()[1] for line in left] == ["IMP302", "IMP302"]
    before = (tmp_path / "notebooks" / "sales.ipynb").read_bytes()
    assert [line.split()[1] for line in nbqa(tmp_path, *arguments)] == ["IMP302", "IMP302"]
    assert (tmp_path / "notebooks" / "sales.ipynb").read_bytes() == before
