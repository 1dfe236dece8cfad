"""Excusing what is reported."""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_importstyle.formatters.noqa import NoqaFormatter, excused
from flake8_importstyle.formatters.writing import LeftAlone
from flake8_importstyle.rules.registry import Finding
from flake8_importstyle.rules.reports import Report
from flake8_importstyle.syntax.source import SourceFile
from tests.conftest import Flake8
from tests.support import write

REPORT = Report(1, 0, "IMP001", "m", Finding(ast.Pass(lineno=1), "b", "m"))
OPTIONS = {"output_file": None, "color": "never", "filenames": ["a.py"]}
TEXTS = {
    "plain": ("from b import *\n", "from b import *  # noqa: IMP001\n"),
    "no line end": ("from b import *", "from b import *  # noqa: IMP001"),
    "Windows": ("from b import *\r\nx = 1\r\n", "from b import *  # noqa: IMP001\r\nx = 1\r\n"),
    "space": ("from b import *  \n", "from b import *  # noqa: IMP001\n"),
    "others": (
        "from b import *  # noqa: F403\n",
        "from b import *  # noqa: F403,IMP001\n",
    ),
    "backslash": (
        "from b \\\n    import \\\n    *\n",
        "from b \\\n    import \\\n    *  # noqa: IMP001\n",
    ),
    "semicolon": (
        "from b import *; x = '''\n'''\n",
        "from b import *; x = '''\n'''  # noqa: IMP001\n",
    ),
    "parentheses": (
        "from b import (\n    C as C,\n    D,\n    C,  # c\n)\n",
        "from b import (\n    C as C,\n    D,\n    C,  # c  # noqa: IMP005\n)\n",
    ),
    "two codes": (
        "from b import *; import b, b\n",
        "from b import *; import b, b  # noqa: IMP001,IMP005\n",
    ),
    "a mark": ("\ufefffrom b import *\n", "\ufefffrom b import *  # noqa: IMP001\n"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_is_left(flake8: Flake8, tmp_path: Path, name: str) -> None:
    before, after = TEXTS[name]
    write(tmp_path, {"b.py": "class C: ...\nclass D: ...\n"})
    path = tmp_path / "a.py"
    path.write_bytes(before.encode())
    done = flake8("--select=IMP", "--format=importstyle-noqa")
    assert (done.stdout, done.stderr) == ("", "Rewriting ./a.py\n")
    assert path.read_bytes() == after.encode()
    assert flake8("--select=IMP").stdout == ""


def test_what_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    content = "# coding: latin-1\nfrom b import *\nx = '\xe9'\n".encode("latin-1")
    path.write_bytes(content)
    command = [sys.executable, "-m", "flake8_importstyle", "check", "--add-noqa=\u4e2d"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 1
    left_alone = "./a.py: left alone: the comment cannot be written in iso-8859-1"
    assert left_alone in done.stderr.decode()
    assert path.read_bytes() == content


def test_nothing_to_excuse(flake8: Flake8, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("import os\nx=1\n")
    done = flake8("--select=IMP,E2,F", "--format=importstyle-noqa")
    assert (len(done.stdout.splitlines()), done.stderr) == (2, "")
    assert path.read_text() == "import os\nx=1\n"


def test_a_text_that_has_no_tokens() -> None:
    source = SourceFile(ast.Module([], []), ["from b import *\n", '"""'], "a.py")
    assert excused(source, [REPORT], "") == 'from b import *  # noqa: IMP001\n"""'


def test_a_line_that_takes_no_comment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    monkeypatch.setattr("flake8_importstyle.formatters.noqa.excused", lambda *_: "x = (\n")
    formatter = NoqaFormatter(argparse.Namespace(**OPTIONS))
    monkeypatch.setattr(formatter, "proposals", lambda *_: [REPORT])
    with pytest.raises(LeftAlone, match="there is no place for the comment"):
        formatter.plan(str(path), [])


def test_a_string_in_which_flake8_sees_a_comment(flake8: Flake8, tmp_path: Path) -> None:
    text = 'from gone import *; x = "# noqa: E501"\n'
    (tmp_path / "a.py").write_text(text)
    done = flake8("--select=IMP", "--format=importstyle-noqa", "a.py")
    assert (done.returncode, done.stdout[:16]) == (1, "a.py:1:1: IMP001")
    assert (tmp_path / "a.py").read_text() == text
