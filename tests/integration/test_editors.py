"""The patterns by which editors read flake8's output, over every message that there is a case for.

Patterns that a user gives to an editor are taken from docs/editors.md. The others are the editors'
own, in Python's notation.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_importstyle.rules.all import RULES
from tests.rules.test_cases import ALL
from tests.support import Found, check
from tools.write_docs import ROOT

PAGE = (ROOT / "docs" / "editors.md").read_text("utf-8")
FLAKE8 = [sys.executable, "-m", "flake8", "--isolated", "--select=IMP"]
DEFAULT = "%(path)s:%(row)d:%(col)d: %(code)s %(text)s"


def efm(text: str) -> str:
    """Return the pattern that an error format stands for."""
    parts = {
        "%f": "(?P<path>.+?)",
        "%l": r"(?P<row>\d+)",
        "%c": r"(?P<col>\d+)",
        "%m": "(?P<text>.+)",
    }
    parts |= {"%t": "(?P<code>.)", "%n": r"(?P<number>\d+)"}
    return re.sub("%.", lambda match: parts[match[0]], text)


def pycharm(text: str) -> str:
    """Return the pattern that an output filter stands for."""
    parts = {"FILE_PATH": "(?P<path>.+)", "LINE": r"(?P<row>\d+)", "COLUMN": r"(?P<col>\d+)"}
    return re.sub(r"\$(\w+)\$", lambda match: parts[match[1]], text)


def on_page(pattern: str) -> str:
    """Return the one thing on the page that fits a pattern."""
    (found,) = re.findall(pattern, PAGE)
    return str(found)


PATTERNS = {
    "ALE": (
        DEFAULT,
        r"^[a-zA-Z]?:?[^:]+:(?P<row>\d+):?(?P<col>\d+)?: (?P<code>[A-Za-z0-9]+):? (?P<text>.*)$",
    ),
    "nvim-lint": (
        "%(path)s:%(row)d:%(col)d:%(code)s:%(text)s",
        r"[^:]+:(?P<row>\d+):(?P<col>\d+):(?P<code>[A-Za-z0-9]+):(?P<text>.+)",
    ),
    "efm": (DEFAULT, efm(on_page(r"lint-formats:\n *-   '(.*)'"))),
    "efmls-configs": (DEFAULT, efm(on_page("lintFormats = { '(.*)' }"))),
    "Flycheck": (
        DEFAULT,
        r"^(?P<path>.+?):(?P<row>\d+):(?:(?P<col>\d+):)? (?P<code>[A-Za-z]+\d+) (?P<text>[^\n]+)$",
    ),
    "Flymake": (DEFAULT, r"^<?stdin>?:(?P<row>\d+):(?:(?P<col>\d+):?)? (?P<text>.*)$"),
    "PyCharm": (DEFAULT, pycharm(on_page(r"Output filters.*\| `(.*)` \|"))),
    "python-lsp-server": (
        DEFAULT,
        r"(?P<path>.*):(?P<row>\d*):(?P<col>\d*): (?P<code>\w*) (?P<text>.*)",
    ),
    "VS Code": (
        "%(row)d,%(col)d,%(code).1s,%(code)s:%(text)s",
        r"(?P<row>\d+),(?P<col>-?\d+),(?P<type>\w+),(?P<code>\w+\d+):(?P<text>[^\r\n]*)",
    ),
}


@pytest.fixture(scope="module")
def findings(whole: Path) -> list[Found]:
    """Return what is said of all cases, each with its own options."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(whole)
        for code, _, case in ALL:
            if sys.version_info >= case.since:
                found += check(case.source, case.filename, options=case.options, select=[code])
    assert {each.code for each in found} >= RULES.keys() - {"IMP305", "IMP306"}
    return found


@pytest.mark.parametrize("editor", PATTERNS)
def test_pattern(findings: list[Found], editor: str) -> None:
    line_format, pattern = PATTERNS[editor]
    for each in findings:
        parts = {"path": "stdin", "row": each.line, "col": each.column, "code": each.code}
        parts["text"] = each.message
        match = re.match(pattern, line_format % parts)
        assert match, each
        found = match.groupdict()
        if "code" not in found and "text" in found:
            found["code"], found["text"] = found["text"].split(" ", 1)
        assert found.pop("type", "I") == "I"
        assert found == {name: str(parts[name]) for name in found}
        assert found.keys() >= {"row", "col"}


def test_a_ready_made_pattern_that_does_not_do(findings: list[Found]) -> None:
    pattern = efm("stdin:%l:%c: %t%n %m")
    assert re.match(pattern, "stdin:1:1: E501 line too long")
    assert not any(re.match(pattern, f"stdin:{each}") for each in findings)


def test_severity_in_vs_code() -> None:
    severity = json.loads(on_page(r"## VS Code\n(?:.*\n)*?```json\n([^`]*)```"))["flake8.severity"]
    for code in RULES:
        prefixes = [code[:length] for length in range(len(code), 0, -1)]
        assert next(severity[each] for each in prefixes if each in severity) == "Warning"


def test_formats_are_flake8s() -> None:
    for line_format in {line_format for line_format, _ in PATTERNS.values()}:
        result = subprocess.run(
            [*FLAKE8, f"--format={line_format}", "-"],
            input="import os as os\nprint(os)\n",
            capture_output=True,
            text=True,
            check=False,
        )
        parts = {"path": "stdin", "row": 1, "col": 8, "code": "IMP101"}
        parts["text"] = "redundant alias 'os': write 'import os'"
        assert result.stdout == f"{line_format % parts}\n"
