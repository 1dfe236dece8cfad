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


def test_the_readme_shows_what_is_printed(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    text, session = re.findall(r"```(?:python|console)\n(.*?)```", readme, re.DOTALL)[:2]
    shop = shutil.copytree(SHOP, tmp_path / "shop")
    (shop / "example.py").write_text(text)
    for shown in re.findall(r"(?m)^\$ (.*\n(?:(?!\$).*\n)*)", session):
        command, *lines = shown.splitlines()
        _, *arguments = command.split()
        result = subprocess.run(
            [sys.executable, "-m", "flake8_importstyle", *arguments],
            cwd=shop,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=False,
        )
        assert (result.stdout + result.stderr).decode().splitlines() == lines


def test_the_demonstration() -> None:
    folder = Path(sys.executable).parent
    result = subprocess.run(
        ["sh", "../demo.sh"],
        cwd=SHOP,
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    printed = result.stdout.decode()
    assert re.findall(r"(?m)^(\d)\. ", printed) == ["1", "2", "3"]
    assert "IMP001 star import from 'database': write" in printed
    assert "+from database import Database, euros" in printed
    assert "Query ← database" in printed
    assert not result.stderr


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
