"""Batches of files in sandboxes that hide the neighbours, as Pants and rules_lint run flake8."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path, PurePosixPath

import pytest

from flake8_importstyle.rules import RULES
from tests.support import PROJECT
from tests.test_cases import ALL
from tools.write_docs import ROOT

# Every rule, as far as they do not contradict each other.
CONFIGURATION = """\
[flake8]
filename = *.py, *.pyi
select = IMP0, IMP1, IMP2, IMP3
extend-ignore = IMP105
importstyle-preset = strict
importstyle-ban =
    mock = use unittest.mock
    shop.* except shop = no
importstyle-heavy-modules = torch, numpy
importstyle-lazy = ban
importstyle-max-relative-level = 1
importstyle-relative-siblings = shop, shop.*
importstyle-single-name = true
"""


def is_valid(source: str) -> bool:
    """Tell whether Python takes a source; other plugins may fail on what it does not."""
    try:
        compile(source, "", "exec")
    except SyntaxError:
        return False
    return True


def tree() -> dict[str, str]:
    """Return many files of one tree, with every case beside what it imports."""
    files = {
        **PROJECT,
        "kiosk/__init__.py": "from .till import pay as till\n",
        "kiosk/till.py": "pay = 1\n",
    }
    for number, (_, _, case) in enumerate(ALL):
        path = PurePosixPath(case.filename)
        if path.is_absolute() or ".." in path.parts or not is_valid(case.source):
            continue
        name = f"case{number}/__init__" if path.stem == "__init__" else f"case{number}"
        files[str(path.parent / f"{name}{path.suffix}")] = case.source
    return files


FILES = tree()


def write(folder: Path, names: list[str]) -> None:
    """Write files of the tree, and the configuration, into a folder."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES[name], "utf-8")
    (folder / ".flake8").write_text(CONFIGURATION)


def findings(folder: Path, names: list[str], *arguments: str) -> dict[str, list[str]]:
    """Return what flake8 says of files in a folder, by their names."""
    found = defaultdict(list)
    result = subprocess.run(
        [sys.executable, "-m", "flake8", "--config=.flake8", *arguments, *names],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONUTF8": "1"},
    )
    assert not result.stderr
    for line in result.stdout.splitlines():
        name, _, rest = line.partition(":")
        found[name].append(rest)
    return {name: sorted(lines) for name, lines in found.items()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    write(folder, list(FILES))
    return folder


@pytest.fixture(scope="module")
def alone(whole: Path) -> dict[str, list[str]]:
    """Return the findings in the whole tree, each file judged by its own text."""
    return findings(whole, ["."], "--importstyle-no-resolve", "--jobs=1")


def batches(seed: int) -> list[list[str]]:
    """Return the names of all files in random order, in batches from one file upwards."""
    chance = random.Random(seed)
    left = [name for name in FILES if name.endswith((".py", ".pyi"))]
    chance.shuffle(left)
    found = []
    size = 1
    while left:
        found.append(left[:size])
        del left[:size]
        size *= 2
    return found


@pytest.mark.parametrize(("seed", "jobs"), [(1, "1"), (2, "2"), (3, "3")])
def test_findings_are_those_of_the_whole_tree(
    alone: dict[str, list[str]], tmp_path: Path, seed: int, jobs: str
) -> None:
    found = {}
    for number, names in enumerate(batches(seed)):
        sandbox = tmp_path / str(number)
        write(sandbox, names)
        found.update(findings(sandbox, names, "--importstyle-no-resolve", f"--jobs={jobs}"))
    assert {f"./{name}": lines for name, lines in found.items()} == alone
    assert len(alone) > len(FILES) / 2


def test_what_gets_lost(whole: Path, alone: dict[str, list[str]]) -> None:
    page = (ROOT / "docs" / "sandboxes.md").read_text("utf-8")
    (silent,) = re.findall(r"^- ([^;]*?) say nothing", page, re.MULTILINE)
    codes = set(re.findall(r"IMP\d+", silent))
    assert codes.isdisjoint(re.findall(r"IMP\d+", str(alone)))
    assert codes & set(RULES) <= set(re.findall(r"IMP\d+", str(findings(whole, ["."]))))


def test_they_differ_where_files_are_looked_at(whole: Path, tmp_path: Path) -> None:
    names = ["shop/stock.py", "shop/models/__init__.py"]
    write(tmp_path, names)
    for name in names:
        apart, together = findings(tmp_path, [name]), findings(whole, [name])
        assert together
        assert apart != together
