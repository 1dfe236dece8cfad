"""Evaluation: what an expression is worth, as far as this can be said without running code.

Only values of built-in types come out, made by operations that have no effect beyond their result.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

from flake8_importstyle.exports.constants import (
    HIDDEN,
    THING,
    UNKNOWN,
    NotConstant,
    Opaque,
    Partial,
)

_LARGEST = 20_000
_SIZED = (str, bytes, list, tuple, set, frozenset, dict, range)


def _is(left: Any, right: Any) -> bool:
    # Only of what there is just once it is known whether two values are one.
    if not any(each is None or isinstance(each, bool) for each in (left, right)):
        raise NotConstant
    return left is right


def _equal(left: Any, right: Any) -> bool:
    if _has_opaque(left) and _has_opaque(right):
        raise NotConstant
    return bool(left == right)


def _in(item: Any, items: Any) -> bool:
    # Python compares by identity first, and would take one thing for another.
    if isinstance(item, Opaque):
        raise NotConstant
    return item in items


def _has_opaque(value: Any) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return isinstance(value, (list, tuple, dict)) and any(
        isinstance(each, Opaque) for each in items
    )


_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
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
    ast.LShift: lambda left, right: left << min(right, 200),
    ast.Pow: lambda left, right: left ** min(right, 200),
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
"""Builtin functions and types that do nothing but return a value, by their names."""
_TYPES: dict[str, type] = {
    kind.__name__: kind for kind in (bool, bytes, dict, float, int, list, set, str, tuple)
}
_METHODS: dict[type, frozenset[str]] = {
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

Look = Callable[[ast.expr], Any]
"""Finds the value of a name or an attribute, and of a call that only the caller knows; raises
``NotConstant``. Of a function that hides one of Python's own, it returns ``UNKNOWN``."""


# What computing may end in, besides `NotConstant`.
_FAULTS = (
    *(ArithmeticError, LookupError, MemoryError, NotConstant, RecursionError, TypeError),
    ValueError,
)


def evaluate(node: ast.expr, look: Look) -> Any:
    """Return the value of an expression, or ``UNKNOWN``."""
    try:
        return _checked(_value(node, look))
    except _FAULTS:
        return UNKNOWN


def _checked(value: Any) -> Any:
    """Return a value that is no larger than what people write by hand."""
    if isinstance(value, _SIZED) and len(value) > _LARGEST:
        raise NotConstant
    return value


def _value(node: ast.expr, look: Look) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        kind = {ast.List: list, ast.Tuple: tuple, ast.Set: set}[type(node)]
        # Even of items that are unknown, their number is known.
        return kind(_items(node.elts, look, evaluate))
    if isinstance(node, ast.Dict):
        return _dict(node, look)
    if isinstance(node, ast.BoolOp):
        return _bool(node, look)
    if isinstance(node, ast.UnaryOp):
        return _apply(node.op, _value(node.operand, look))
    if isinstance(node, ast.BinOp):
        return _binary(node, look)
    if isinstance(node, ast.Compare):
        left = _value(node.left, look)
        for each, right_node in zip(node.ops, node.comparators, strict=True):
            right = _value(right_node, look)
            if not _apply(each, left, right):
                return False
            left = right
        return True
    if isinstance(node, ast.IfExp):
        return _value(node.body if _value(node.test, look) else node.orelse, look)
    if isinstance(node, ast.Subscript):
        return _value(node.value, look)[_value(node.slice, look)]
    if isinstance(node, ast.Slice):
        ends = (node.lower, node.upper, node.step)
        return slice(*(None if each is None else _value(each, look) for each in ends))
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(_formatted(each, look)) for each in node.values)
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        items = _value(node.generators[0].iter, look)
        if isinstance(items, Partial):
            parts = [
                _comprehension(node.elt, node.generators, look, tuple(part))
                for part in (items.items, items.doubtful)
            ]
            return Partial(tuple(parts[0]), frozenset(parts[1]))
        found = list(_comprehension(node.elt, node.generators, look, items))
        return set(found) if isinstance(node, ast.SetComp) else found
    if isinstance(node, ast.DictComp):
        pair = ast.Tuple([node.key, node.value], ast.Load())
        items = _value(node.generators[0].iter, look)
        return dict(_comprehension(pair, node.generators, look, items))
    if isinstance(node, ast.Call):
        return _call(node, look)
    return look(node)


def _items(
    nodes: list[ast.expr], look: Look, value: Callable[[ast.expr, Look], Any]
) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, ast.Starred):
            yield from _value(node.value, look)
        else:
            yield value(node, look)


def _dict(node: ast.Dict, look: Look) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            found.update(_value(value, look))
        else:
            # The keys are what matters; the values may be anything.
            found[_value(key, look)] = evaluate(value, look)
    return found


def _bool(node: ast.BoolOp, look: Look) -> Any:
    is_and = isinstance(node.op, ast.And)
    value: Any = is_and
    unknown = False
    for each in node.values:
        value = evaluate(each, look)
        if value is UNKNOWN:
            unknown = True
        elif bool(value) is not is_and:
            # It decides, whatever the others are worth; but one of them may be the value.
            return THING if unknown and value else value
    if unknown:
        raise NotConstant
    return value


def _apply(operation: ast.AST, *values: Any) -> Any:
    function = _OPERATORS.get(type(operation))
    if function is None or any(value is UNKNOWN for value in values):
        raise NotConstant
    return function(*values)


def _binary(node: ast.BinOp, look: Look) -> Any:
    left, right = (_checked(_value(each, look)) for each in (node.left, node.right))
    if isinstance(node.op, ast.Add):
        if isinstance(left, Partial) or isinstance(right, Partial):
            return _joined(left, right)
        if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
            return [*left, *right]
        if isinstance(left, (str, int)) and isinstance(right, (str, int)):
            return left + right  # type: ignore[operator]
        raise NotConstant
    if isinstance(node.op, ast.Mod) and isinstance(left, str):
        if re.search("%[^sd%]", left):
            raise NotConstant
        for each in right if isinstance(right, tuple) else (right,):
            _text(each)
        return left % right
    return _apply(node.op, left, right)


def _joined(left: Any, right: Any) -> Partial:
    first, second = Partial.of(left), Partial.of(right)
    return Partial(first.items + second.items, first.doubtful | second.doubtful)


def _text(value: Any) -> str:
    if not isinstance(value, (str, int, float)):
        raise NotConstant
    return str(value)


def _formatted(node: ast.expr, look: Look) -> Any:
    if isinstance(node, ast.FormattedValue):
        if node.conversion != -1 or node.format_spec is not None:
            raise NotConstant
        return _value(node.value, look)
    return _value(node, look)


def _comprehension(
    element: ast.expr, generators: list[ast.comprehension], look: Look, items: Any
) -> Iterator[Any]:
    """Yield what a comprehension makes; ``items``: those of its first generator."""
    first, *rest = generators
    if (
        not isinstance(items, (list, tuple, set, frozenset, dict, range, str))
        or len(items) > _LARGEST
    ):
        raise NotConstant
    for item in items:
        inner = _Inner(first.target, item, look)
        if all(_value(test, inner) for test in first.ifs):
            if rest:
                yield from _comprehension(element, rest, inner, _value(rest[0].iter, inner))
            else:
                yield _value(element, inner)


class _Inner:
    """Looks names up in a comprehension: its own, then those around."""

    def __init__(self, target: ast.expr, item: Any, look: Look) -> None:
        self.names: dict[str, Any] = {}
        self.look = look
        self.bind(target, item)

    def bind(self, target: ast.expr, item: Any) -> None:
        if isinstance(target, ast.Name):
            self.names[target.id] = item
        elif isinstance(target, (ast.Tuple, ast.List)):
            for each, value in zip(target.elts, item, strict=True):
                self.bind(each, value)
        else:
            raise NotConstant

    def __call__(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name) and node.id in self.names:
            value = self.names[node.id]
            if value is UNKNOWN:
                raise NotConstant
            return value
        return self.look(node)


def _call(node: ast.Call, look: Look) -> Any:
    function = node.func
    try:
        found = look(node)
    except NotConstant:
        pass
    else:
        if found is UNKNOWN:
            raise NotConstant
        return found
    if node.keywords:
        raise NotConstant
    if isinstance(function, ast.Name) and len(node.args) == 2:
        if function.id == "isinstance":
            return _is_instance(node.args[0], node.args[1], look)
        if function.id == "map":
            name = node.args[0]
            single = PURE_FUNCTIONS.get(name.id) if isinstance(name, ast.Name) else None
            items = _value(node.args[1], look)
            if single is None or not isinstance(items, (list, tuple)):
                raise NotConstant
            return [_result(single, item) for item in items]
    arguments = [_checked(each) for each in _items(node.args, look, _value)]
    if isinstance(function, ast.Name) and function.id in PURE_FUNCTIONS:
        return _result(PURE_FUNCTIONS[function.id], *arguments)
    if isinstance(function, ast.Attribute):
        owner = _value(function.value, look)
        if function.attr in _METHODS.get(type(owner), frozenset()):
            found = getattr(owner, function.attr)(*arguments)
            return found if isinstance(found, (str, int, bool)) else _sequence(found)
    raise NotConstant


def _result(function: Callable[..., Any], *arguments: Any) -> Any:
    if function is str:
        return _text(*arguments)
    if isinstance(arguments[0] if arguments else None, Partial):
        if function not in (frozenset, list, set, sorted, tuple) or len(arguments) > 1:
            raise NotConstant
        return arguments[0]
    found = function(*arguments)
    return list(found) if function in (enumerate, reversed, zip) else found


def _is_instance(value: ast.expr, kinds: ast.expr, look: Look) -> bool:
    names = kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]
    types = [_TYPES[each.id] for each in names if isinstance(each, ast.Name)]
    if len(types) < len(names):
        raise NotConstant
    found = _value(value, look)
    if found is UNKNOWN or found is HIDDEN:
        raise NotConstant
    return isinstance(found, tuple(types))


def _sequence(found: Any) -> Any:
    if found is None or found is UNKNOWN:
        raise NotConstant
    return found if isinstance(found, (set, dict)) else list(found)
