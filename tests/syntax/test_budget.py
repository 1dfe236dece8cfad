"""What may be spent on an answer."""

from __future__ import annotations

import ast
from contextlib import suppress
from pathlib import Path

import pytest

import flake8_importstyle
from flake8_importstyle.syntax.budget import Budget, TooLarge


def test_steps() -> None:
    budget = Budget(3)
    budget.spend()
    budget.spend(2)
    assert not budget.is_spent
    with pytest.raises(TooLarge):
        budget.spend()
    assert budget.is_spent


def test_no_answer_depends_on_the_clock() -> None:
    package = Path(flake8_importstyle.__file__).parent
    users = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Import) and any(each.name == "time" for each in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "time")
    }
    # How long a run takes is shown; when a file was changed matters before it is replaced, and for
    # whether its status tells that it is the same.
    assert users == {
        "cli/check.py",
        "cli/progress.py",
        "formatters/repairing.py",
        "formatters/writing.py",
        "resolver/answers.py",
    }


def test_what_is_within_another() -> None:
    question = Budget(150_000)
    first = Budget(100_000, within=question)
    first.spend(60_000)
    first.settle()
    assert question.spent == 60_000
    second = Budget(300_000, within=question)
    second.spend(60_000)
    second.spend(30_000)
    with pytest.raises(TooLarge):
        second.spend(30_000)
    assert second.is_spent
    # What has been begun may go on for a while.
    first.spend(10)
    with pytest.raises(TooLarge):
        first.spend(39_991)


def test_one_thing_of_many() -> None:
    budget = Budget(100)
    end = budget.narrow(10)
    inner = budget.narrow(1_000)
    with pytest.raises(TooLarge):
        budget.spend(11)
    for each in (inner, end):
        budget.widen(each)
    assert _left(budget) == 89
    assert budget.narrow(10) == 100


def _left(budget: Budget) -> int:
    """Return how many steps are left, and spend them."""
    steps = -1
    while not budget.is_spent:
        steps += 1
        with suppress(TooLarge):
            budget.spend()
    return steps


def test_depth() -> None:
    budget = Budget(0)
    deepest = next(depth for depth in range(1_000) if not budget.go_deeper())
    budget.come_back()
    assert budget.go_deeper()
    assert not budget.go_deeper()
    assert 20 < deepest < 100
