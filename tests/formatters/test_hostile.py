"""Repairs that would keep a machine busy for ever. What is counted is the work, not the time."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest

from flake8_importstyle.formatters import rounds
from flake8_importstyle.formatters.diff import diff
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import findings
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile
from tests.support import configured, counted

SETTINGS = configured("--importstyle-from-policy=modules --importstyle-unsafe-fixes")
ALL = [rule for rule in RULES.values() if rule.is_on(SETTINGS, ("IMP",))]


def many(line: str, count: int) -> str:
    return "".join(line.replace("#", str(number)) for number in range(count))


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(lambda n: "import os\n" + many("def f#():\n import os\n os\n", n), id="local"),
        pytest.param(lambda n: many("from m import n#\n", n), id="split"),
        pytest.param(
            lambda n: many("from a# import x\n", n) + many("from a# import y\n", n), id="one by one"
        ),
        pytest.param(lambda n: "import os\n" * n + "os\n", id="repeated"),
        pytest.param(
            lambda n: (
                "from os import " + many("x#, ", n) + "y\n" + many("def f#():\n import os\n", n)
            ),
            id="names",
        ),
    ],
)
def test_a_repair_costs_what_its_length_is(
    text: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "_MOST_WORK", 0)

    def work(count: int) -> int:
        source = parsed(text(count), "a.py")
        assert source is not None
        return counted(lambda: rounds.repair(source, ALL, SETTINGS, lambda _, reports: reports))[1]

    work(2)  # What is loaded then is not loaded again.
    assert work(160) < 2.9 * work(80)


def test_repairs_end_where_too_much_has_been_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "_MOST_WORK", 0)
    monkeypatch.setattr(rounds, "_LEAST_ROUNDS", 3)
    source = parsed(many("from a# import x\n", 20) + many("from a# import y\n", 20), "a.py")
    assert source is not None
    result = rounds.repair(source, [RULES["IMP105"]], SETTINGS, lambda _, reports: reports)
    assert 2 < result.rounds < 6
    assert len(result.left) == 20 - result.rounds


def test_repairs_that_nobody_can_try_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "objections", lambda *_: iter(["no"]))
    monkeypatch.setattr(rounds, "_MOST_WORK", 0)
    monkeypatch.setattr(rounds, "_LEAST_ROUNDS", 4)
    source = parsed("import a, a\nimport b, b\nimport c, c\na, b, c\n", "a.py")
    assert source is not None
    result = rounds.repair(source, [RULES["IMP005"]], SETTINGS, lambda _, reports: reports)
    assert not result.rounds
    assert set(result.refused.values()) == {"no", "too large to analyse"}


def test_a_diff_costs_what_its_length_is() -> None:
    def work(count: int) -> int:
        before = many("def f#():\n import os\n os\n", count).encode()
        return counted(lambda: diff("a.py", before, before.replace(b" import os\n", b"")))[1]

    assert work(400) < 2.5 * work(200)


def test_a_diff_of_lines_that_are_all_there_twice() -> None:
    before = (many("x#\n", 3_000) * 2).encode()
    after = before.replace(b"7\n", b"8\n")
    assert counted(lambda: diff("a.py", before, after))[1] < 200_000
    assert diff("a.py", before, after).count(b"\n-") == 6_000


class Lines(list[str]):
    """Lines of a file, of which nobody copies many at once."""

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        assert isinstance(found, str) or len(found) < 10
        return found


def test_removing_a_line_copies_no_others() -> None:
    text = "import os, sys\n" + "import os\n\n" * 20
    source = SourceFile(ast.parse(text), Lines(text.splitlines(True)), "a.py")
    fixes = [each.fix() for _, each in findings(source, [RULES["IMP005"]], SETTINGS) if each.fix]
    assert len(fixes) == 20
