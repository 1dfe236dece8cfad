"""What users read is plain English: some words give a translation away."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from flake8_importstyle.options.settings import OPTIONS
from tools.write_docs import ALL_RULES, DOCS, ROOT

AVOIDED = re.compile(
    r"\bstands?\b(?! for\b)|\bsurely\b|\bas a whole\b|\bby hand\b|\bvery module\b"
    r"|\bis no module\b|\bone by one\b|\binside of\b|\btakes long\b|\bnothing is said\b",
    re.IGNORECASE,
)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
# What is printed: all texts in these but docstrings.
PRINTING = [
    path
    for folder in ("cli", "exports", "fixes", "formatters", "options", "resolver", "rules", "stars")
    for path in (ROOT / "flake8_importstyle" / folder).rglob("*.py")
]


def printed(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]


@pytest.mark.parametrize("path", PRINTING, ids=lambda path: path.stem)
def test_messages(path: Path) -> None:
    assert not [text for text in printed(path) if AVOIDED.search(text)]


def test_options_and_rules() -> None:
    texts = [each.help for each in OPTIONS.values()] + [each.text for each in ALL_RULES.values()]
    assert not [text for text in texts if AVOIDED.search(text)]


@pytest.mark.parametrize(
    "path",
    [path for path in PAGES if path.name != "changelog.md"],
    ids=lambda path: path.stem,
)
def test_pages(path: Path) -> None:
    text = re.sub(r"(?ms)^```.*?^```$", "", path.read_text("utf-8"))
    assert not [line for line in text.splitlines() if AVOIDED.search(line)]
