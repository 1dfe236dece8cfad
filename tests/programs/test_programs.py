"""Programs do the same after their repair, and what is told of their names is true."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.conftest import Flake8
from tests.programs import Program, all_programs, programs
from tests.programs.__main__ import main
from tests.programs.running import Outcome, execute, repaired, repaired_as_a_whole, told
from tests.support import write

ALL = list(all_programs())


PARAMETERS = [
    pytest.param(
        program,
        id=f"{file} {program.name}",
        marks=[pytest.mark.xfail(reason=program.fails)] if program.fails else [],
    )
    for file, program in ALL
]


@pytest.mark.once
@pytest.mark.parametrize("program", PARAMETERS)
def test_program(program: Program, tmp_path: Path) -> None:
    write(tmp_path, program.files)
    before = execute(tmp_path, program.run, told(program, tmp_path))
    assert not before.untrue
    found, changed = repaired(program, tmp_path)
    assert execute(tmp_path, program.run) == before
    if program.found is not None:
        lines = [
            expected if line.startswith(expected) else line
            for line, expected in zip(found, program.found, strict=False)
        ]
        assert [*lines, *found[len(lines) :]] == program.found
    for path, text in program.fixed.items():
        assert changed.get(path, program.files[path]) == text


@pytest.mark.once
@pytest.mark.parametrize(
    "program",
    [
        pytest.param(program, id=program.name)
        for file, program in ALL
        if file in ("importers", "projects") and not program.fails
    ],
)
def test_program_as_a_whole(program: Program, tmp_path: Path) -> None:
    write(tmp_path, program.files)
    before = execute(tmp_path, program.run)
    changed = repaired_as_a_whole(program, tmp_path)
    assert execute(tmp_path, program.run) == before
    for path, text in program.whole.items():
        assert changed.get(path, program.files[path]) == text
    assert not repaired_as_a_whole(program, tmp_path)


def test_the_names_of_programs_are_unique() -> None:
    names = [program.name for _, program in ALL]
    assert sorted(set(names)) == sorted(names)


def test_programs_are_run_or_looked_at() -> None:
    for _, program in ALL:
        assert program.run or program.found is not None or program.fixed or program.whole
    assert sum(bool(program.run) for _, program in ALL) > 0.9 * len(ALL)


SAMPLE = {file: program for file, program in ALL if program.run and program.start == "."}


@pytest.mark.parametrize("program", [pytest.param(SAMPLE[file], id=file) for file in SAMPLE])
def test_flake8_repairs_the_same(program: Program, flake8: Flake8, tmp_path: Path) -> None:
    write(tmp_path, program.files)
    flake8("--select=IMP", *program.options, "--format=importstyle-fix", ".")
    texts = {path: (tmp_path / path).read_text("utf-8") for path in program.files}
    write(tmp_path, program.files)
    _, changed = repaired(program, tmp_path)
    assert texts == {**program.files, **changed}


TEXT = """\
=== one | what it is about
--- main.py
from m import *
print(x)
--- m.py
x = 1
--- pkg/__init__.py
#!EMPTY
--- OPTIONS --select=IMP
--- FOUND
main.py:1: IMP001
--- FIXED main.py
from m import x
print(x)
--- FIXED m.py
#!SAME
--- ORIGINS main.py

=== two
--- a.py
x = 1
--- b/c.py
x = 1
--- IN b
--- RUN
import a
raise KeyError(a.x)
--- FAILS me

=== three
--- a.py
x = 1

"""


def test_the_format() -> None:
    one, two, three = programs(TEXT)
    assert (one.name, one.about) == ("one", "what it is about")
    assert one.files == {
        "main.py": "from m import *\nprint(x)\n",
        "m.py": "x = 1\n",
        "pkg/__init__.py": "",
    }
    assert one.run == "import main\n"
    assert one.found == ["main.py:1: IMP001"]
    assert one.fixed == {"main.py": "from m import x\nprint(x)\n", "m.py": "x = 1\n"}
    assert one.origins == ["main.py"]
    assert (two.about, two.start, two.fails) == ("", "b", "me")
    assert two.run == "import a\nraise KeyError(a.x)\n"
    assert three.files == {"a.py": "x = 1\n"}
    assert three.run == ""


@pytest.mark.parametrize("section", ["FIND x", "a.py b", ""])
def test_a_section_that_makes_no_sense(section: str) -> None:
    with pytest.raises(ValueError, match="what is"):
        list(programs(f"=== one\n--- {section}\n"))


def test_what_a_run_tells(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "print(1)\nprint('{}')\n"})
    assert execute(tmp_path, "import a") == Outcome("1\n{}\n", "", [])
    assert execute(tmp_path, "import a; a.b").exception == (
        "AttributeError: module 'a' has no attribute 'b'"
    )
    assert execute(tmp_path, "import sys; sys.exit(3)").exception == "SystemExit: 3"


STAR = {"name": "*", "line": 1, "star": True, "sure": True, "complete": True, "read": []}
NAME = {"name": "x", "module": "m", "of": "x", "file": "m.py"}


@pytest.mark.parametrize(
    ("origins", "expected"),
    [
        ([], []),
        ([{}], []),
        ([{"name": "y", "of": "y"}, {}], ["main.py:1: does not give y"]),
        ([{"name": "y", "sure": False}, {}], []),
        ([{"of": "y"}], ["main.py:1: x is not y of m"]),
        ([{"module": "gone"}], ["main.py:1: x is not of gone, which was not loaded"]),
        ([{"of": None}], ["main.py:1: x is not the module m"]),
        ([{"star": False, "module": "os", "of": "sep"}, {}], ["main.py: x is not sep of os"]),
        ([{"star": False, "module": None}, {}], []),
    ],
)
def test_what_is_told_is_compared(
    tmp_path: Path, origins: list[dict[str, object]], expected: list[str]
) -> None:
    write(tmp_path, {"main.py": "from m import *\nimport os\n", "m.py": "def x(): ...\n"})
    told = [{**STAR, **NAME, **each} for each in origins]
    lacking = [] if told or not origins else ["main.py:1: also gives x"]
    outcome = execute(tmp_path, "import main", [{"file": "main.py", "origins": [STAR, *told]}])
    assert outcome.untrue == ([*lacking, *expected] if told else ["main.py:1: also gives x"])


def test_what_is_told_of_files_that_are_not_loaded(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": ""})
    outcome = execute(tmp_path, "", [{"file": "main.py", "origins": []}])
    assert outcome.untrue == ["main.py was not loaded"]


def test_the_program_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "some.txt"
    file.write_text(TEXT)
    monkeypatch.setattr(sys, "argv", ["programs", str(file)])
    assert main() == 0
    assert "+from m import x\n" in capsys.readouterr().out
    file.write_text(TEXT.replace("#!SAME", "x = 2"))
    monkeypatch.setattr(sys, "argv", ["programs", str(file), "one"])
    assert main() == 0
    assert "NOT AS EXPECTED: m.py\n" in capsys.readouterr().out
