"""Batches of files in sandboxes that hide the neighbours, as Pants and rules_lint run flake8."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from pathlib import Path

import pytest

from flake8_importstyle.rules.all import RULES
from tests.integration.running import flake8
from tests.tree import FILES, write
from tools.write_docs import ROOT

Findings = dict[str, list[str]]


def findings(folder: Path, *arguments: str) -> Findings:
    """Return what flake8 says of the files in a folder, by their names."""
    found = defaultdict(list)
    for line in flake8(folder, *arguments):
        name, _, rest = line.partition(":")
        found[name.removeprefix("./")].append(rest)
    return {name: sorted(lines) for name, lines in found.items()}


@pytest.fixture(scope="module")
def alone(whole: Path) -> Findings:
    """Return the findings in the whole tree, each file judged by its own text."""
    return findings(whole, "--importstyle-no-resolve", "--jobs=1", ".")


def batches(seed: int) -> list[list[str]]:
    """Return the names of all files in random order, in batches from one file upwards."""
    left = [name for name in FILES if name.endswith((".py", ".pyi"))]
    random.Random(seed).shuffle(left)
    found = []
    size = 1
    while left:
        found.append(left[:size])
        del left[:size]
        size *= 2
    return found


@pytest.mark.parametrize(("seed", "jobs"), [(1, 1), (2, 3)])
def test_findings_are_those_of_the_whole_tree(
    alone: Findings, tmp_path: Path, seed: int, jobs: int
) -> None:
    found: Findings = {}
    for number, names in enumerate(batches(seed)):
        sandbox = tmp_path / str(number)
        write(sandbox, names)
        found.update(findings(sandbox, "--importstyle-no-resolve", f"--jobs={jobs}", *names))
    assert found == alone
    assert len(found) > len(FILES) / 2


def test_what_gets_lost(whole: Path, alone: Findings) -> None:
    page = (ROOT / "docs" / "sandboxes.md").read_text("utf-8")
    (silent,) = re.findall(r"^- ([^;]*?) say nothing", page, re.MULTILINE)
    codes = set(re.findall(r"IMP\d+", silent))
    assert codes.isdisjoint(re.findall(r"IMP\d+", str(alone)))
    assert codes & set(RULES) <= set(re.findall(r"IMP\d+", str(findings(whole, "."))))


@pytest.mark.parametrize("name", ["shop/stock.py", "shop/models/__init__.py"])
def test_they_differ_where_files_are_looked_at(whole: Path, tmp_path: Path, name: str) -> None:
    write(tmp_path, [name])
    together = findings(whole, name)
    assert together
    assert findings(tmp_path, name) != together
