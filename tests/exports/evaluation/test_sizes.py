"""What values weigh."""

from __future__ import annotations

from typing import Any

import pytest

from flake8_importstyle.exports.evaluation.constants import UNKNOWN, NotConstant, Partial
from flake8_importstyle.exports.evaluation.sizes import HEAVIEST, Sizes
from flake8_importstyle.syntax.budget import Budget, TooLarge

SHARED = ["a"] * 100


def nested(depth: int) -> Any:
    value: Any = ()
    for _ in range(depth):
        value = (value,)
    return value


def doubled(times: int) -> Any:
    value = [1]
    for _ in range(times):
        value = [value, value]  # type: ignore[list-item]
    return value


@pytest.mark.parametrize(
    ("value", "weight"),
    [
        (None, 1),
        (UNKNOWN, 1),
        (1.5, 1),
        (range(10**12), 1),
        (10**9, 1),
        (1 << 640, 11),
        ("x" * 640, 11),
        (b"x" * 64, 2),
        ([], 1),
        (SHARED, 101),
        ([SHARED, SHARED], 203),
        ({"a": [1, 2], "b": {3}}, 8),
        (Partial(("a",), frozenset({"b"})), 3),
        (doubled(10), 3 * 2**10 - 1),
    ],
)
def test_weights(value: object, weight: int) -> None:
    sizes = Sizes(Budget(10_000))
    assert sizes.weight(value) == weight
    assert sizes.weight(value) == weight


def test_that_each_is_weighed_once() -> None:
    budget = Budget(10_000)
    sizes = Sizes(budget)
    sizes.weight([SHARED, SHARED, SHARED])
    spent = budget.spent
    sizes.weight([SHARED])
    assert budget.spent == spent + 2


@pytest.mark.parametrize(
    "value", [doubled(20), nested(1_000), ["x" * 70] * HEAVIEST, [["x" * 64] * 300] * 300]
)
def test_what_is_too_heavy(value: object) -> None:
    with pytest.raises(NotConstant):
        Sizes(Budget(1_000_000)).made(value)


def test_large_numbers() -> None:
    sizes = Sizes(Budget(1_000))
    assert sizes.made(1 << 4_000)
    with pytest.raises(NotConstant):
        sizes.made(1 << 5_000)


def test_what_is_paid_for() -> None:
    budget = Budget(1_250)
    sizes = Sizes(budget)
    sizes.look_at(SHARED, "x" * 640)
    # Weighing it costs as much, once.
    assert budget.spent == 2 * 101 + 11
    sizes.make(64_000)
    assert budget.spent == 2 * 101 + 11 + 1_000
    with pytest.raises(NotConstant):
        sizes.make(HEAVIEST + 1)
    with pytest.raises(TooLarge):
        sizes.look_at(SHARED)


def test_how_deep_values_are() -> None:
    sizes = Sizes(Budget(1_000))
    assert [sizes.depth(nested(depth)) for depth in range(3)] == [1, 2, 3]
