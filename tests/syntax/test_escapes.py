"""Texts of others do nothing where they are printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from flake8_importstyle.syntax.escapes import one_line
from tests.conftest import Command, Flake8
from tests.support import write

NAMES = (
    *("\x1b[31mRED\x1b[0m", "q\n::error file=app.py,line=1::pwned", "\ud800", "\x1b]0;title\x07"),
    *("a\rb", "c\u2028d", "e\x85f", "g\u202eh", "\x7f", "i\x0bj\x0ck", "l as m"),
)


def is_harmless(text: str) -> bool:
    return all(line.isprintable() for line in text.split("\n")) and "\n::" not in text


@given(st.text())
def test_one_line(text: str) -> None:
    assert one_line(text).isprintable()
    if text.isprintable():
        assert one_line(text) == text


def test_spelling() -> None:
    assert one_line("a ← b\n\x1b\x85\u2028\ud800") == r"a ← b\n\x1b\x85\u2028\ud800"


def write_names(folder: Path) -> None:
    lines = f"globals().update(dict.fromkeys({NAMES!r}))\n__all__ = ['x', *{NAMES!r}]\n"
    write(
        folder,
        {"m.py": f"x = 1\n{lines}", "a.py": f"from m import *\n__all__ = ['x', *{NAMES!r}]\n"},
    )


def test_origins(run: Command, tmp_path: Path) -> None:
    write_names(tmp_path)
    for options in ((), ("--all",), ("--json",), ("--all", "--json")):
        status, output, errors = run("origins", *options, "a.py")
        assert (status, errors) == (0, "")
        assert is_harmless(output)
        assert "pwned" in output
    found = {each["name"] for each in json.loads(output)}
    assert found == {"*", "x", *NAMES}
    for name in (*NAMES, "\x1b\n::error::x"):
        _, output, errors = run("origins", "a.py", name)
        assert is_harmless(output + errors)
        _, output, errors = run("origins", f"{name}.py")
        assert is_harmless(output + errors)
        _, output, errors = run("rule", name)
        assert is_harmless(output + errors)


def test_origins_in_files_with_such_names(run: Command, tmp_path: Path) -> None:
    folder = tmp_path / "a\n::error::b\x1b[31m"
    try:
        write(folder, {"m.py": "x = 1\n", "a.py": "from m import *\nprint(x)\nfrom gone import *"})
    except OSError:  # pragma: no cover
        pytest.skip("no such names here")
    for options in ((), ("--json",)):
        _, output, errors = run("origins", *options, str(folder / "a.py"))
        assert is_harmless(output + errors)
        assert "::b" in output
    _, output, errors = run("origins", str(folder / "a.py"), "y")
    assert is_harmless(output + errors)


@pytest.mark.parametrize("form", ["default", "importstyle-diff", "importstyle-fix"])
def test_findings(flake8: Flake8, tmp_path: Path, form: str) -> None:
    write_names(tmp_path)
    before = (tmp_path / "a.py").read_bytes()
    result = flake8("--select=IMP", f"--format={form}", "a.py", "--importstyle-unsafe-fixes")
    assert is_harmless(result.stdout.replace("\r\n", "\n"))
    assert is_harmless(result.stderr.replace("\r\n", "\n"))
    assert "IMP001 star import from 'm'" in result.stdout + result.stderr
    assert (tmp_path / "a.py").read_bytes() == before


def test_what_is_said_of_files(flake8: Flake8, tmp_path: Path) -> None:
    try:
        write(tmp_path, {"a\n::error::b\x1b[31m.py": "import a, a\n"})
    except OSError:  # pragma: no cover
        pytest.skip("no such names here")
    result = flake8("--select=IMP", "--format=importstyle-fix", ".")
    assert is_harmless(result.stderr.replace("\r\n", "\n"))
    assert "Rewriting" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="needs names of files with any bytes")
def test_what_is_printed_for_services(flake8: Flake8, tmp_path: Path) -> None:
    names = ("a\n::error::b\x1b[31m", "c\x85d\x7f", os.fsdecode(b"e\xff"))
    write(tmp_path, {f"{name}.py": "import os, os\n" for name in names})
    for form in ("github", "gitlab", "sarif"):
        result = flake8("--select=IMP", f"--format=importstyle-{form}", ".")
        assert result.stderr == ""
        assert is_harmless(result.stdout.replace("\n::error file", ""))
        assert result.stdout.count("IMP005") >= 3
    assert result.stdout.count("e%FF.py") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs names of files with line ends")
def test_what_a_check_says_beside_the_findings(tmp_path: Path) -> None:
    write(tmp_path, {"a\n::error::b.py": "import\n", "c\n::error::d.py": "from m import *\n"})
    (tmp_path / "m.py").write_text("def __getattr__(name): return load(name)\n")
    command = [sys.executable, "-m", "flake8_importstyle", "check", "--isolated", "-v", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "cannot be checked" in done.stderr
    assert is_harmless(done.stderr)


def test_a_name_that_no_statement_can_have(flake8: Flake8, tmp_path: Path) -> None:
    """It would become part of the code."""
    write(
        tmp_path,
        {
            "m.py": "__all__ = ['x', 'y as z']\nx = 1\nglobals()['y as z'] = 1\n",
            "a.py": "from m import *\n__all__ = ['x', 'y as z']\n",
        },
    )
    before = (tmp_path / "a.py").read_bytes()
    options = ("--format=importstyle-fix", "--importstyle-unsafe-fixes")
    assert "IMP001" in flake8("--select=IMP", *options, "a.py").stdout
    assert (tmp_path / "a.py").read_bytes() == before
