"""The shop that the README and `make demo` show."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.write_docs import ROOT

pytestmark = pytest.mark.once

SHOP = ROOT / "examples" / "shop"


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ["README.md", "docs/index.md"])
def test_documents_show_what_flake8_says(name: str) -> None:
    shown = re.search(r"\$ flake8\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    assert shown
    # The order of files is that of the file system.
    found = run("-m", "flake8", ".", folder=SHOP).stdout.splitlines()
    assert sorted(found) == shown[1].splitlines()


def test_the_readme_shows_where_names_come_from() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.search(r"\$ importstyle (origins .*)\n((?:.+\n)+)```", readme)
    assert shown
    result = subprocess.run(
        [sys.executable, "-m", "flake8_importstyle", *shown[1].split()],
        cwd=SHOP,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    assert result.stdout.decode().splitlines() == shown[2].splitlines()


def test_the_readme_shows_a_part_of_the_diff() -> None:
    shown = re.search(r"```diff\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown
    found = run("-m", "flake8", "--format=importstyle-diff", ".", folder=SHOP)
    assert shown[1] in found.stdout
    assert found.stdout.count("+++") == 2
    assert "IMP002" in found.stderr


def test_the_repaired_shop_is_open(tmp_path: Path) -> None:
    shutil.copytree(SHOP, tmp_path / "shop")
    before = run("-B", "report.py", folder=tmp_path / "shop").stdout
    done = run("-m", "flake8", "--format=importstyle-fix", ".", folder=tmp_path / "shop")
    assert sorted(done.stderr.splitlines()) == ["Rewriting ./report.py", "Rewriting ./till.py"]
    assert "*" not in (tmp_path / "shop" / "till.py").read_text().partition("def")[0]
    assert run("-B", "report.py", folder=tmp_path / "shop").stdout == before


def test_the_shop_is_open(tmp_path: Path) -> None:
    result = run("-B", str(SHOP / "report.py"), folder=tmp_path)
    assert "order 10 x kettle" in result.stdout
    assert not result.stderr
