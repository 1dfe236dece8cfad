"""Ruff beside the plugin: what docs/ruff.md says of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_importstyle.rules.all import RULES
from tests.support import check
from tools.write_docs import ROOT

pytestmark = pytest.mark.once

pytest.importorskip("ruff")

PAGE = (ROOT / "docs" / "ruff.md").read_text("utf-8")
EXTERNAL, SETTINGS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
ROWS = {
    code: (re.findall(r"\w+", theirs), run)
    for code, theirs, run in re.findall(r"^\| (IMP\d+) \|([^|]*)\| (\w+) \|", PAGE, re.MULTILINE)
}

# What turns a rule on here, as the settings on the page do there.
OPTIONS = {
    "IMP102": "--importstyle-submodule-alias=from",
    "IMP104": "--importstyle-single-name",
    "IMP201": "--importstyle-max-relative-level=1",
    "IMP203": "--importstyle-ban='mock = use unittest.mock'",
    "IMP204": "--importstyle-from-policy=listed --importstyle-from-banned=os",
    "IMP205": "--importstyle-idioms='import numpy as np'",
    "IMP206": "--importstyle-ban-alias='database = d'",
    "IMP304": "--importstyle-heavy-modules=torch",
    "IMP305": "--importstyle-lazy=ban",
}
BOTH_REPORT = {
    "IMP001": ("a.py", "from m import *\nprint(x)\n"),
    "IMP002": ("a.py", "from m import A as B\nclass B: ...\n"),
    "IMP003": ("a.py", "from m import B\nclass B: ...\n"),
    "IMP004": ("a.py", "from m import x\nfrom n import x\n"),
    "IMP005": ("a.py", "from m import x\nfrom m import x\n"),
    "IMP006": ("shop/orders.py", "from . import orders\n"),
    "IMP008": ("a.py", "from gzip import open\n"),
    "IMP012": ("a.py", "from string import *\nprint(x)\n"),
    "IMP101": ("a.py", "import a as a\nprint(a)\n"),
    "IMP102": ("a.py", "import a.b as b\n"),
    "IMP103": ("a.py", "import a, b\n"),
    "IMP104": ("a.py", "from m import x, y\n"),
    "IMP105": ("a.py", "from m import x\nfrom m import y\n"),
    "IMP201": ("shop/orders.py", "from ..a import x\n"),
    "IMP203": ("a.py", "from mock import Mock\n"),
    "IMP204": ("a.py", "from os import path\n"),
    "IMP205": ("a.py", "import numpy\n"),
    "IMP206": ("a.py", "import database as d\n"),
    "IMP207": ("shop/orders.py", "from database import _pool\n"),
    "IMP301": ("a.py", "def f():\n    import a\n"),
    "IMP302": ("a.py", "class A:\n    import a\n"),
    "IMP303": ("a.py", "import a\ndef f():\n    import a\n"),
    "IMP304": ("a.py", "import torch\n"),
    "IMP305": ("a.py", "lazy import a\n"),
    "IMP307": ("a.py", "def f():\n    import json\n"),
}
# Where the page says that Ruff is silent.
OURS_ALONE = [
    ("IMP002", "a.py", "class B: ...\nprint(B)\nfrom m import A as B\n"),
    ("IMP004", "a.py", "from m import x\nprint(x)\nfrom n import x\n"),
    ("IMP005", "a.py", "from m import x\n\nprint(x)\nfrom m import x\n"),
    ("IMP006", "shop/orders.py", "from shop.orders import Order\n"),
    ("IMP102", "a.py", "import a.b as c\n"),
    ("IMP303", "a.py", "import a\na.b()\ndef f():\n    import a\n"),
    ("IMP304", "a.py", "if x:\n    import torch\n"),
    ("IMP304", "a.py", "class A:\n    import torch\n"),
]


def ruff(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ruff", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def known() -> dict[str, bool]:
    """Return Ruff's codes, and whether each is a preview rule."""
    rules = json.loads(ruff(ROOT, "rule", "--all", "--output-format=json").stdout)
    return {rule["code"]: rule["preview"] for rule in rules if rule["code"]}


def reports(folder: Path, code: str, name: str, source: str) -> tuple[set[str], bool]:
    """Return which of the codes beside ours Ruff reports for a source, and whether we do."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if path.parent != folder:
        (path.parent / "__init__.py").touch()
    path.write_text(source)
    single = "true" if code == "IMP104" else "false"
    (folder / "pyproject.toml").write_text(
        f"{SETTINGS}[tool.ruff.lint.isort]\nforce-single-line = {single}\n"
    )
    result = ruff(
        folder,
        *("check", "--no-cache", "--output-format=json", "--target-version=py315"),
        *("--preview", f"--select={','.join(ROWS[code][0])}", name),
    )
    assert result.returncode in (0, 1), result.stderr
    ours = check(source, str(path), options=OPTIONS.get(code, ""), select=[code])
    return {each["code"] for each in json.loads(result.stdout)}, code in {o.code for o in ours}


def test_every_rule_has_its_row() -> None:
    assert list(ROWS) == list(RULES), "rows of the table in docs/ruff.md != rules"


def test_codes_of_ruff_exist(known: dict[str, bool]) -> None:
    named = set(re.findall(r"\b(?!IMP)[A-Z]{1,4}\d{3,4}\b", PAGE))
    assert named <= set(known)
    (coming,) = re.findall(
        r"^## Ruff\n(.*?)(?=^## |\Z)",
        (ROOT / "docs" / "coming-from.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert "(ruff.md)" in coming


def test_previews_are_called_so(known: dict[str, bool]) -> None:
    for line in PAGE.splitlines():
        codes = re.findall(r"\b(?!IMP)[A-Z]{1,4}\d{3,4}\b", line)
        assert any(known[code] for code in codes) == ("preview rule" in line)


@pytest.mark.parametrize("code", ROWS)
def test_what_both_report(tmp_path: Path, code: str) -> None:
    theirs, run = ROWS[code]
    assert run in ("both", "either", "ours")
    if not theirs:
        assert run == "ours"
        return
    if code == "IMP305" and sys.version_info < (3, 15):
        pytest.skip("needs Python 3.15")
    assert reports(tmp_path, code, *BOTH_REPORT[code]) == (set(theirs), True)


@pytest.mark.parametrize(("code", "name", "source"), OURS_ALONE)
def test_what_ruff_does_not_report(tmp_path: Path, code: str, name: str, source: str) -> None:
    assert reports(tmp_path, code, name, source) == (set(), True)


@pytest.mark.parametrize("settings", [EXTERNAL, ""])
@pytest.mark.parametrize("preview", [(), ("--preview",)])
def test_comments_are_kept_if_ruff_is_told(
    tmp_path: Path, settings: str, preview: tuple[str, ...]
) -> None:
    (tmp_path / "pyproject.toml").write_text(settings)
    path = tmp_path / "a.py"
    both = "from tkinter import *  # noqa: {}\n"
    path.write_text(both.format("IMP001") + both.format("F403, IMP001"))
    result = ruff(tmp_path, "check", "--fix", "--no-cache", "--select=F403,RUF", *preview, "a.py")
    kept = settings == EXTERNAL
    first, second = path.read_text().splitlines()
    assert ("IMP001" in first, "IMP001" in second) == (kept, kept)
    assert "Found" in result.stdout


def test_ruff_refuses_our_codes(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    assert "Unknown rule selector `IMP`" in ruff(tmp_path, "check", "--select=IMP").stderr
