"""Pure operations: operators, functions and methods that have no side effects."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from flake8_importstyle.exports.evaluation.constants import NotConstant, Opaque, Partial

# Shift by no more bits, and raise to no larger powers: the result would be huge.
_MOST_SHIFTED = 200


def _is(left: Any, right: Any) -> bool:
    # Identity is certain only for singletons: equal values of other types may be different objects.
    if not any(each is None or isinstance(each, bool) for each in (left, right)):
        raise NotConstant
    return left is right


def _equal(left: Any, right: Any) -> bool:
    if _has_opaque(left) and _has_opaque(right):
        raise NotConstant
    return bool(left == right)


def _in(item: Any, items: Any) -> bool:
    # `in` compares by identity first, so that one placeholder would match another.
    if isinstance(item, Opaque):
        raise NotConstant
    return item in items


def _has_opaque(value: Any) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return isinstance(value, (list, tuple, dict)) and any(
        isinstance(each, Opaque) for each in items
    )


def _shift(left: Any, right: Any) -> Any:
    return left << _small(right)


def _power(left: Any, right: Any) -> Any:
    # `9 ** 200 ** 200` has more digits than fit into memory.
    if isinstance(left, int) and left.bit_length() > _MOST_SHIFTED:
        raise NotConstant
    return left ** _small(right)


def _small(count: Any) -> Any:
    if count > _MOST_SHIFTED:
        raise NotConstant
    return count


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Eq: _equal,
    ast.NotEq: lambda left, right: not _equal(left, right),
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: _is,
    ast.IsNot: lambda left, right: not _is(left, right),
    ast.In: _in,
    ast.NotIn: lambda item, items: not _in(item, items),
    ast.Sub: operator.sub,
    ast.LShift: _shift,
    ast.Pow: _power,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Not: operator.not_,
    ast.USub: operator.neg,
}
PURE_FUNCTIONS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        bool,
        dict,
        enumerate,
        frozenset,
        int,
        len,
        list,
        max,
        min,
        range,
        reversed,
        set,
        sorted,
        str,
        tuple,
        zip,
    )
}
"""Builtin functions and types without side effects, by name."""
ITERABLES = (dict, frozenset, list, range, set, str, tuple)
TYPES: dict[str, type] = {
    kind.__name__: kind for kind in (bool, bytes, dict, float, int, list, set, str, tuple)
}
METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        [
            "endswith",
            "find",
            "isalpha",
            "isdigit",
            "isidentifier",
            "islower",
            "isupper",
            "join",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "rpartition",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "title",
            "upper",
        ]
    ),
    dict: frozenset({"copy", "get", "items", "keys", "values"}),
    list: frozenset({"copy", "count", "index"}),
    tuple: frozenset({"count", "index"}),
    set: frozenset({"copy", "difference", "intersection", "union"}),
}


def added(left: Any, right: Any) -> Any:
    """Return the sum of two values, of sequences as a list; raises ``NotConstant``."""
    if isinstance(left, Partial) or isinstance(right, Partial):
        first, second = Partial.of(left), Partial.of(right)
        return Partial(first.items + second.items, first.possible | second.possible)
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return [*left, *right]
    if isinstance(left, (str, int)) and isinstance(right, (str, int)):
        return left + right  # type: ignore[operator]
    raise NotConstant


def text_of(value: Any) -> str:
    """Return ``str(value)`` for a text or a number; raises ``NotConstant`` for anything else."""
    if not isinstance(value, (str, int, float)):
        raise NotConstant
    return str(value)
