"""Programs that are made up do the same after their repair, and stars give what is told."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from flake8_importstyle.exports.wildcard import Resolver
from flake8_importstyle.formatters.rounds import repair
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import Rule
from tests.programs import player
from tests.programs.generating import modules, program
from tests.programs.running import paths, planned_as_a_whole, read, standing
from tests.support import configured, examples, write

# So many programs are made up, or as many as this variable says; see CONTRIBUTING.md.
_SEEDS = range(int(os.environ.get("GENERATED_PROGRAMS") or examples(60)))
# A star import fails: `__all__` lists what is not there, in a module of which not all can be seen.
_FAILING_STAR = re.compile("AttributeError: module '(?!main)")

Files = dict[str, str]
RuleSet = tuple[Settings, list[Rule]]
Play = Callable[..., str]
"""Runs the files of a program from the module that is given, and returns what it printed."""


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    """Run programs in one process of its own."""
    with subprocess.Popen(
        [sys.executable, "-B", "-S", str(Path(__file__).with_name("player.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
    ) as process:

        def play(files: Mapping[str, str], start: str, code: str = "", **more: float) -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            task = {"files": files, "start": start, "code": code, **more}
            process.stdin.write(json.dumps(task) + "\n")
            process.stdin.flush()
            answer: str = json.loads(process.stdout.readline())
            return answer

        yield play


def _rules(options: str, *without: str) -> tuple[Settings, list[Rule]]:
    settings = configured(options)
    rules = [rule for rule in RULES.values() if rule.is_on(settings, ("IMP",))]
    return settings, [rule for rule in rules if rule.code not in without]


# Which rules repair together; of those that contradict each other, one here and one there.
SETS = [
    (configured(""), [rule for rule in RULES.values() if rule.is_on(configured(""), ())]),
    _rules(
        "--importstyle-submodule-alias=import --importstyle-strict-aliases"
        " --importstyle-from-policy=none --importstyle-relative-siblings=pkg",
        "IMP104",
    ),
    _rules(
        "--importstyle-submodule-alias=from --importstyle-single-name"
        " --importstyle-max-relative-level=0",
        "IMP105",
        "IMP202",
    ),
    # Every rule there is; flake8 would have some of them take turns.
    _rules(
        "--importstyle-ban='m3 = no' --importstyle-ban-alias='* = ?'"
        " --importstyle-from-policy=modules --importstyle-heavy-modules=m2"
        " --importstyle-idioms='import m1 as one'"
        " --importstyle-indirect=all --importstyle-lazy=require --importstyle-max-relative-level=1"
        " --importstyle-relative-siblings=pkg --importstyle-single-name"
        " --importstyle-submodule-alias=from --importstyle-vague-names=a,f"
    ),
    *((configured(""), [RULES[code]]) for code in ("IMP001", "IMP005", "IMP105", "IMP303")),
]


def repaired(
    folder: Path, files: Mapping[str, str], settings: Settings, rules: list[Rule]
) -> dict[str, str]:
    """Return the files of a program after the safe repairs of some rules."""
    put(folder, files)
    texts = dict(files)
    with standing(folder):
        for path in paths():
            source = read(path, settings)
            assert source is not None
            text = repair(source, rules, settings, lambda _, reports: reports).text
            texts[path.removeprefix("./")] = text
    return texts


def repaired_as_a_whole(
    folder: Path, files: Mapping[str, str], settings: Settings, rules: list[Rule]
) -> dict[str, str]:
    """Return the files of a program after ``importstyle fix``."""
    put(folder, files)
    with standing(folder):
        return {**files, **planned_as_a_whole(folder, settings, rules)}


def put(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a program to a folder, in place of those of another one."""
    for old in folder.rglob("*.py"):
        old.unlink()
    write(folder, files)


def differences(
    folder: Path, play: Play, seeds: range, sets: Sequence[RuleSet], mended: Callable[..., Files]
) -> Iterator[int]:
    """Yield the numbers of the programs that do something else after their repair."""
    for seed in seeds:
        files = program(seed)
        texts = mended(folder, files, *sets[seed % len(sets)])
        if texts == files:
            continue
        before = play(files, "app")
        if before == player.TOO_LONG:  # pragma: no cover (none of the first ones is like that)
            continue
        if before != play(texts, "app") and not _FAILING_STAR.search(before):
            yield seed  # pragma: no cover (none is found)


@pytest.mark.once
def test_generated_programs_do_the_same(tmp_path: Path, play: Play) -> None:
    assert not list(differences(tmp_path, play, _SEEDS, SETS, repaired))


@pytest.mark.once
def test_generated_programs_do_the_same_as_a_whole(tmp_path: Path, play: Play) -> None:
    sets = SETS[0], (configured(""), [RULES["IMP001"]])
    assert not list(differences(tmp_path, play, _SEEDS, sets, repaired_as_a_whole))


def untrue(folder: Path, play: Play, seeds: range) -> Iterator[str]:
    """Yield what is told of the star imports of modules and is not so."""
    for seed in seeds:
        files = modules(seed)
        put(folder, files)
        with standing(folder):
            found = Resolver((str(folder), *sys.path))
            for module in ("m1", "m2", "m3", "pkg", "pkg.one"):
                code = f"before = {{*dir()}}\nfrom {module} import *\nnames = {{*dir()}} - before"
                last = play(files, "h", f"{code}\nprint(names - {{'before'}})").splitlines()[-1]
                if not last.startswith(("{", "set()")):
                    continue  # The module fails, or does not end.
                given = ast.literal_eval(last) if last.startswith("{") else set()
                star = found.wildcard_names(module)
                names = {**found.submodules(star.packages), **star.names}
                lacking = set() if star.incomplete else given - names.keys()
                extra = {name for name, each in names.items() if each.is_definite} - given
                if lacking or extra:  # pragma: no cover (none is found)
                    yield f"{seed} {module}: lacks {sorted(lacking)}, not there {sorted(extra)}"


def test_stars_give_what_is_told(tmp_path: Path, play: Play) -> None:
    assert not list(untrue(tmp_path, play, _SEEDS))


def test_programs_that_are_made_up_are_python() -> None:
    for seed in range(100):
        for name, text in (*program(seed).items(), *modules(seed).items()):
            compile(text, name, "exec")


def test_most_programs_do_something(play: Play) -> None:
    outputs = [play(program(seed), "app") for seed in range(100)]
    assert sum(output.count("\n") for output in outputs) > 1000
    assert len(set(outputs)) > 60
    assert play({"app.py": "import app\nprint(app, 1)\nx"}, "app").splitlines() == [
        "<module 'app' (app.py)> 1",
        "NameError: name 'x' is not defined",
    ]
    endless = "try:\n    while True: pass\nexcept BaseException:\n    while True: pass\n"
    assert play({"endless.py": endless}, "endless", seconds=0.01) == player.TOO_LONG
    assert play({"a.py": "x = 1\n"}, "a", "print(a.x)") == ("NameError: name 'a' is not defined\n")
