"""The command line."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from flake8_importstyle import __version__
from flake8_importstyle.cli.main import main
from flake8_importstyle.rules.all import REVIEWS, RULES
from tests.conftest import Command

pytestmark = pytest.mark.usefixtures("memory")


def test_usage(run: Command) -> None:
    assert run("--version") == (0, f"flake8-importstyle {__version__}\n", "")
    for arguments in ([], ["origins"], ["nothing"], ["origins", "main.py", "--nothing"]):
        status, out, err = run(*arguments)
        assert (status, out) == (2, "")
        assert err.startswith("usage: importstyle")
    status, out, _ = run("origins", "--help")
    assert status == 0
    assert "--all" in out


def test_rule(run: Command) -> None:
    status, out, err = run("rule", "imp001")
    assert out.startswith("IMP001 star-import\n\nA star import hides which names it binds")
    assert "\n    from database import *  # IMP001\n" in out
    assert "\nWHAT IT DOES\n" in out
    assert "```" not in out
    assert (status, err) == (0, "")
    assert run("rule", "star-import") == (0, out, "")


@pytest.mark.parametrize("code", RULES)
def test_every_page_is_plain_text(run: Command, code: str) -> None:
    _, out, _ = run("rule", code)
    assert not any(line.startswith(("#", "```")) for line in out.splitlines())
    assert "](" not in out


def test_all_rules(run: Command) -> None:
    _, out, _ = run("rule")
    rules = {**RULES, **REVIEWS}
    assert [line.split()[0] for line in out.splitlines()] == list(rules)
    assert all(
        line.endswith(rule.text.partition("\n")[0])
        for line, rule in zip(out.splitlines(), rules.values(), strict=True)
    )


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("IMP30", "did you mean IMP301, IMP302, IMP303, IMP304, IMP305, IMP306, IMP307?"),
        ("IPM306", "did you mean IMP306, IMP307, IMP305?"),
        ("IMP", "'importstyle rule' lists all rules"),
        ("star-imports", "did you mean IMP001, IMP006, IMP105?"),
        ("E501", "'importstyle rule' lists all rules"),
    ],
)
def test_rules_that_do_not_exist(run: Command, code: str, advice: str) -> None:
    assert run("rule", code) == (
        2,
        "",
        f"importstyle: there is no rule '{code}': {advice}\n",
    )


def test_the_module_can_be_run(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["", "origins", "plain.py"])
    monkeypatch.setattr(sys, "path", [os.getcwd(), *sys.path])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("flake8_importstyle", run_name="__main__")
    assert ended.value.code == 0
    assert sys.path[0] != os.getcwd()
    # Without the folder in front, as the script has it, or for those who import it.
    monkeypatch.setattr(sys, "path", sys.path[:])
    runpy.run_module("flake8_importstyle.__main__", run_name="imported")


def process(
    folder: Path,
    *arguments: str,
    stdout: int | BinaryIO = subprocess.PIPE,
    **environment: str,
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "flake8_importstyle", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )


def test_neither_the_file_nor_its_neighbours_are_run(run: Command, tmp_path: Path) -> None:
    mark = f"open({str(tmp_path / 'mark')!r}, 'w')\n"
    for name in ("other", "json", "ast", "argparse", "subprocess", "unicodedata"):
        (tmp_path / f"{name}.py").write_text(f"{mark}x = 1\n")
    (tmp_path / "m.py").write_text(f"{mark}from other import *\nprint(x)\n")
    result = process(tmp_path, "origins", "m.py", "--json")
    assert result.returncode == 0
    assert b'"name": "x"' in result.stdout
    assert not (tmp_path / "mark").exists()


def test_what_the_terminal_cannot_print(run: Command, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("from plain import x as größe\n", "utf-8")
    out = process(tmp_path, "origins", "m.py", PYTHONIOENCODING="ascii").stdout
    assert out.split(b"  ")[:3] == [b"gr\\xf6\\xdfe", b"plain.py:1", b"gr\\xf6\\xdfe <- plain.x"]
    out = process(tmp_path, "origins", "m.py", PYTHONIOENCODING="utf-8").stdout
    assert "größe ← plain.x".encode() in out


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there are other pipes")
def test_a_closed_pipe(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.close(read)
    # Its end, and what is left in buffers then, is a process's own.
    result = process(tmp_path, "rule", stdout=write)
    assert (result.returncode, result.stderr) == (141, b"")
    with open(write, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["origins", "main.py"]) == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open("/dev/full", "wb") as full:
        result = process(tmp_path, "rule", stdout=full)
    said = b"importstyle: the output cannot be written: No space left on device"
    assert (result.returncode, result.stderr.strip()) == (2, said)

    def fail(*_: object) -> int:
        raise OSError

    with open("/dev/full", "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr("flake8_importstyle.cli.explanation.explain", fail)
        assert main(["rule"]) == 2


@pytest.mark.parametrize("name", ["gone.txt/out.txt", "."])
def test_an_output_file_that_cannot_be_written(run: Command, name: str) -> None:
    Path("gone.txt").touch()
    with open(os.devnull, "w", encoding="utf-8") as stream, pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "stdout", stream)
        status, _, errors = run("check", "--isolated", f"--output-file={name}", "plain.py")
    assert status == 2
    assert errors.startswith("importstyle: ")
    assert errors.count("\n") == 1


def test_help_loads_nothing_else() -> None:
    code = (
        "import sys; from flake8_importstyle.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print({'ast', 'flake8', 'flake8_importstyle.rules'} & set(sys.modules))"
    )
    # The measuring of coverage would load more.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, check=True)
    assert done.stdout.split()[-1] == b"set()"
