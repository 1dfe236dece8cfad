"""What becomes of a program: what is found, how its files are repaired, what it prints."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from flake8.defaults import EXCLUDE

from flake8_importstyle.cli.origins import STAR, listing
from flake8_importstyle.formatters.project_repairs import ProjectRepairs, project_file
from flake8_importstyle.formatters.rounds import repair
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import Rule
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.syntax.parsing import decoded, parsed
from flake8_importstyle.syntax.source import SourceFile
from tests.programs import Program
from tests.support import configured, write

# A program here takes some hundredths of a second.
_SECONDS = 60

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")

_OBSERVER = Path(__file__).with_name("observer.py")


class Outcome(NamedTuple):
    """What a run of a program ended in."""

    output: str
    exception: str
    """Its type and its message, empty if there was none."""
    untrue: list[str]
    """What was told of names and is not so."""


def execute(folder: Path, code: str, told: Sequence[dict[str, Any]] = ()) -> Outcome:
    """Run code in a folder; ``told``: what is said of the names of files there."""
    result = subprocess.run(
        # No program here needs what is installed, and `site` takes longer than the rest.
        [sys.executable, "-B", "-S", str(_OBSERVER)],
        cwd=folder,
        input=json.dumps({"code": code, "told": told}),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=_SECONDS,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
    )
    output, _, last = _ADDRESS.sub("", result.stdout).rstrip("\n").rpartition("\n")
    assert not result.returncode, result.stderr
    return Outcome(output, *json.loads(last))


@contextmanager
def standing(folder: Path) -> Iterator[None]:
    """Make a folder the working directory, and know nothing of files."""
    before = os.getcwd()
    os.chdir(folder)
    forget()
    try:
        yield
    finally:
        os.chdir(before)
        forget()


def paths() -> Iterator[str]:
    """Yield the files below the working directory that flake8 looks at, as it names them."""
    for folder, folders, names in os.walk("."):
        folders[:] = sorted(set(folders).difference(EXCLUDE))
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".py"))


def active(options: Sequence[str]) -> tuple[Settings, list[Rule]]:
    """Return the settings and rules that words of a command line give."""
    codes = [
        code
        for word in options
        if word.startswith("--select=")
        for code in word.removeprefix("--select=").split(",")
    ]
    words = [word for word in options if not word.startswith("--select=")]
    settings = configured(" ".join(words))
    prefixes = tuple(code for code in codes if code != "IMP")
    rules = [
        rule
        for rule in RULES.values()
        if rule.is_on(settings, prefixes)
        and ("IMP" in codes or not codes or rule.code.startswith(prefixes))
    ]
    return settings, rules


def read(path: str, settings: Settings) -> SourceFile | None:
    """Return a file as flake8 would hand it over; None if it is no Python."""
    text = decoded(Path(path).read_bytes())
    return parsed(text.text, path, search=settings.search) if text is not None else None


def repaired(program: Program, folder: Path) -> tuple[list[str], dict[str, str]]:
    """Repair the files of a program, and return what was reported, and what changed.

    As the formatter does it, all files are looked at before the first is written.
    """
    settings, rules = active(program.options)
    found: list[str] = []
    changed: dict[str, str] = {}
    with standing(folder / program.start):
        for path in paths():
            source = read(path, settings)
            if source is None:
                continue
            result = repair(source, rules, settings, lambda _, reports: reports)
            name = os.path.relpath(os.path.abspath(path), folder.resolve()).replace(os.sep, "/")
            found += (f"{name}:{each.line}: {each.code} {each.message}" for each in result.reported)
            if result.rounds:
                changed[name] = result.text
    write(folder, changed)
    return found, changed


def repaired_as_a_whole(program: Program, folder: Path) -> dict[str, str]:
    """Repair the star imports of a program as ``importstyle fix`` does; return what changed."""
    with standing(folder / program.start):
        changed = planned_as_a_whole(folder, *active(program.options))
    write(folder, changed)
    return changed


def planned_as_a_whole(folder: Path, settings: Settings, rules: Sequence[Rule]) -> dict[str, str]:
    """Return what ``importstyle fix`` makes of the files that it changes, by path in a folder.

    It starts in the working directory.
    """
    files = [
        file
        for path in paths()
        if (file := project_file(path, Path(path).read_bytes())) is not None
    ]
    repairs = ProjectRepairs(files, rules, settings, lambda _, reports: reports, lambda *_: None)
    return {
        os.path.relpath(file.path, folder.resolve()).replace(os.sep, "/"): file.text.text
        for file in repairs.plan()
    }


def told(program: Program, folder: Path) -> list[dict[str, Any]]:
    """Return what ``importstyle origins`` says of files of a program."""
    answers = []
    for path in program.origins:
        with standing(folder):
            source = read(path, Settings())
            assert source is not None
            answers.append({"file": path, "origins": list(_told(source))})
    return answers


def _told(source: SourceFile) -> Iterator[dict[str, Any]]:
    used = {(each.name, each.line, each.column) for each in listing(source).origins}
    doubtful = {
        (each.line, each.column)
        for each in listing(source).origins
        if each.name == STAR and each.reason
    }
    reads = source.fact(analyse).reads_of
    for each in listing(source, everything=True).origins:
        place = each.definition
        yield {
            "name": each.name,
            "line": each.line,
            "star": each.is_star,
            "sure": not each.reason,
            # Whether the star import gives nothing but what is told.
            "complete": (each.line, each.column) not in doubtful,
            "used": (each.name, each.line, each.column) in used,
            "read": sorted(reads),
            "module": place and place.module,
            "of": place and place.name,
            "file": place and place.file,
            "at": place and place.line,
        }
