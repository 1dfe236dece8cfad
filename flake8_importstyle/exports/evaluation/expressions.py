"""Constant folding: computes the values of expressions without running the linted code.

The results have built-in types, and only operations without side effects are used. All work is paid
for from a budget.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flake8_importstyle.exports.evaluation.comprehensions import (
    InnerNames,
    Look,
    filtered,
    mapped,
)
from flake8_importstyle.exports.evaluation.constants import (
    HIDDEN,
    THING,
    UNKNOWN,
    NotConstant,
    Partial,
)
from flake8_importstyle.exports.evaluation.operations import (
    ITERABLES,
    METHODS,
    OPERATORS,
    PURE_FUNCTIONS,
    TYPES,
    added,
    text_of,
)
from flake8_importstyle.exports.evaluation.sizes import HEAVIEST, MOST_ITEMS, Sizes
from flake8_importstyle.syntax.budget import Budget, TooLarge

# Give up on an expression after this many steps: its value is unknown.
_MOST_STEPS = 100_000
# Convert no longer text to a number: the time it takes grows with the square of the digits.
_MOST_DIGITS = 1_000
_STRIPPING = frozenset(("lstrip", "rstrip", "strip"))


# The exceptions that computing a value may raise: the value is unknown then.
_FAULTS = (
    *(ArithmeticError, LookupError, MemoryError, NotConstant, RecursionError, TypeError),
    ValueError,
)


class Evaluation:
    """Computes the values of expressions.

    ``look``: returns the values of names. ``budget`` and ``sizes``: limit the work and its results.
    """

    def __init__(self, look: Look, budget: Budget, sizes: Sizes) -> None:
        self._look = look
        self._budget = budget
        self._sizes = sizes

    def value(self, node: ast.expr) -> Any:
        """Return the value of an expression, or ``UNKNOWN``."""
        budget = self._budget
        end = budget.narrow(_MOST_STEPS)
        try:
            return self._part(node)
        except TooLarge:
            pass
        finally:
            budget.widen(end)
        if budget.is_spent:
            raise TooLarge
        return UNKNOWN

    def _part(self, node: ast.expr) -> Any:
        """Return the value of a part of an expression, or ``UNKNOWN``."""
        try:
            return self._sizes.checked(self._value(node))
        except _FAULTS:
            return UNKNOWN

    def _value(self, node: ast.expr) -> Any:
        """Return the value of an expression; raises one of ``_FAULTS``."""
        self._budget.spend()
        evaluate = _EVALUATORS.get(type(node))
        return self._look(node) if evaluate is None else evaluate(self, node)

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set) -> Any:
        # An unknown item becomes `UNKNOWN`, so that the number of items stays right.
        items = list(self._items(node.elts, self._part))
        if isinstance(node, ast.Set):
            self._sizes.look_at(*items)
            return self._sizes.made(set(items))
        return self._sizes.made(items if isinstance(node, ast.List) else tuple(items))

    def _items(self, nodes: list[ast.expr], value: Callable[[ast.expr], Any]) -> Iterator[Any]:
        for node in nodes:
            if isinstance(node, ast.Starred):
                yield from self._iterated(self._value(node.value))
            else:
                yield value(node)

    def _iterated(self, items: Any) -> Iterable[Any]:
        """Return items that can be iterated over, after paying for each of them."""
        if not isinstance(items, ITERABLES) or len(items) > MOST_ITEMS:
            raise NotConstant
        self._budget.spend(len(items))
        return items

    def _dict(self, node: ast.Dict) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                more = self._value(value)
                self._sizes.look_at(more)
                found.update(more)
            else:
                # The keys are what matters; the values may be anything.
                found[self._hashable(self._value(key))] = self._part(value)
        return self._made_dict(found)

    def _made_dict(self, found: dict[Any, Any]) -> dict[Any, Any]:
        return self._sizes.made(found)  # type: ignore[no-any-return]

    def _hashable(self, value: Any) -> Any:
        self._sizes.look_at(value)
        return value

    def _bool(self, node: ast.BoolOp) -> Any:
        is_and = isinstance(node.op, ast.And)
        value: Any = is_and
        unknown = False
        for each in node.values:
            value = self._part(each)
            if value is UNKNOWN:
                unknown = True
            elif bool(value) is not is_and:
                # This operand decides whether the result is true, but an unknown operand before it
                # may be the result.
                return THING if unknown and value else value
        if unknown:
            raise NotConstant
        return value

    def _unary(self, node: ast.UnaryOp) -> Any:
        return self._apply(node.op, self._value(node.operand))

    def _compare(self, node: ast.Compare) -> bool:
        left = self._value(node.left)
        for each, right_node in zip(node.ops, node.comparators, strict=True):
            right = self._value(right_node)
            if not self._apply(each, left, right):
                return False
            left = right
        return True

    def _apply(self, operation: ast.AST, *values: Any) -> Any:
        function = OPERATORS.get(type(operation))
        if function is None or any(value is UNKNOWN for value in values):
            raise NotConstant
        self._sizes.look_at(*values)
        if isinstance(operation, (ast.In, ast.NotIn)) and not isinstance(values[0], int):
            self._pay_for_range(values[1])
        return self._sizes.made(function(*values))

    def _pay_for_range(self, items: Any) -> None:
        """Pay for a search in a range: unless it is for a whole number, each item is compared."""
        if isinstance(items, range):
            self._iterated(items)

    def _if(self, node: ast.IfExp) -> Any:
        return self._value(node.body if self._value(node.test) else node.orelse)

    def _subscript(self, node: ast.Subscript) -> Any:
        owner, key = self._value(node.value), self._value(node.slice)
        if isinstance(key, slice):
            self._sizes.look_at(owner)
            return self._sizes.made(owner[key])
        return owner[self._hashable(key)]

    def _slice(self, node: ast.Slice) -> slice:
        ends = (node.lower, node.upper, node.step)
        return slice(*(None if each is None else self._value(each) for each in ends))

    def _binary(self, node: ast.BinOp) -> Any:
        left, right = (self._sizes.checked(self._value(each)) for each in (node.left, node.right))
        if isinstance(node.op, ast.Add):
            return self._sizes.made(added(left, right))
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            if re.search("%[^sd%]", left):
                raise NotConstant
            texts = [text_of(each) for each in (right if isinstance(right, tuple) else (right,))]
            self._sizes.make(len(left) + sum(map(len, texts)))
            return left % right
        return self._apply(node.op, left, right)

    def _joined_text(self, node: ast.JoinedStr) -> str:
        return self._join("", (self._formatted(each) for each in node.values))

    def _join(self, between: str, parts: Iterable[Any]) -> str:
        texts, size = [], 0
        for each in parts:
            text = text_of(each)
            size += len(text) + len(between)
            self._sizes.make(len(text) + len(between))
            if size > HEAVIEST:
                raise NotConstant
            texts.append(text)
        return between.join(texts)

    def _formatted(self, node: ast.expr) -> Any:
        if isinstance(node, ast.FormattedValue):
            if node.conversion != -1 or node.format_spec is not None:
                raise NotConstant
            return self._value(node.value)
        return self._value(node)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Any:
        items = self._value(node.generators[0].iter)
        if isinstance(items, Partial):
            parts = [
                self._made_by(node.elt, node.generators, tuple(part))
                for part in (items.items, items.possible)
            ]
            self._sizes.look_at(*parts[1])
            return self._sizes.made(Partial(tuple(parts[0]), frozenset(parts[1])))
        found = self._made_by(node.elt, node.generators, items)
        if isinstance(node, ast.SetComp):
            self._sizes.look_at(*found)
            return self._sizes.made(set(found))
        return self._sizes.made(found)

    def _dict_comprehension(self, node: ast.DictComp) -> dict[Any, Any]:
        pair = ast.Tuple([node.key, node.value], ast.Load())
        found = self._made_by(pair, node.generators, self._value(node.generators[0].iter))
        self._sizes.look_at(*(key for key, _ in found))
        return self._made_dict(dict(found))

    def _made_by(
        self, element: ast.expr, generators: list[ast.comprehension], items: Any
    ) -> list[Any]:
        """Return the items of a comprehension; ``items``: what its first ``for`` iterates over."""
        found: list[Any] = []
        self._generate(element, generators, items, found)
        return found

    def _generate(
        self,
        element: ast.expr,
        generators: list[ast.comprehension],
        items: Any,
        found: list[Any],
    ) -> None:
        first, *rest = generators
        for item in self._iterated(items):
            scope = InnerNames(first.target, item, self._look)
            inner = Evaluation(scope, self._budget, self._sizes)
            if all(inner._value(test) for test in first.ifs):
                if rest:
                    inner._generate(element, rest, inner._value(rest[0].iter), found)
                else:
                    found.append(inner._value(element))

    def _call(self, node: ast.Call) -> Any:
        try:
            found = self._look(node)
        except NotConstant:
            return self._sizes.made(self._called(node))
        if found is UNKNOWN:
            raise NotConstant
        return found

    def _called(self, node: ast.Call) -> Any:
        function = node.func
        if node.keywords:
            raise NotConstant
        if isinstance(function, ast.Name) and len(node.args) == 2:
            if function.id == "isinstance":
                return self._is_instance(node.args[0], node.args[1])
            if function.id == "map":
                return self._value(mapped(*node.args))
            if function.id == "filter":
                return self._value(filtered(*node.args))
        arguments = [self._sizes.checked(each) for each in self._items(node.args, self._value)]
        if isinstance(function, ast.Name) and function.id == "sum" and len(arguments) == 2:
            total = arguments[1]
            for each in self._iterated(arguments[0]):
                total = self._sizes.made(added(total, each))
            return total
        if isinstance(function, ast.Name) and function.id in PURE_FUNCTIONS:
            return self._result(PURE_FUNCTIONS[function.id], *arguments)
        if isinstance(function, ast.Attribute):
            return self._method(self._value(function.value), function.attr, arguments)
        raise NotConstant

    def _method(self, owner: Any, name: str, arguments: list[Any]) -> Any:
        if name not in METHODS.get(type(owner), frozenset()):
            raise NotConstant
        self._sizes.look_at(owner, *arguments)
        if name == "join":
            (parts,) = arguments
            if not isinstance(parts, ITERABLES) or not all(isinstance(each, str) for each in parts):
                raise NotConstant
            return self._join(owner, parts)
        if name in _STRIPPING:
            # Stripping compares each character with all that are to be stripped.
            self._sizes.make(len(owner) * sum(len(each) for each in arguments if each))
        found = getattr(owner, name)(*arguments)
        if isinstance(found, (str, int, bool)):
            return found
        if found is None or found is UNKNOWN:
            raise NotConstant
        return found if isinstance(found, (set, dict)) else list(found)

    def _result(self, function: Callable[..., Any], *arguments: Any) -> Any:
        if function is str:
            return text_of(*arguments)
        if isinstance(arguments[0] if arguments else None, Partial):
            if function not in (frozenset, list, set, sorted, tuple) or len(arguments) > 1:
                raise NotConstant
            return arguments[0]
        for each in arguments:
            if function is int and isinstance(each, (str, bytes)) and len(each) > _MOST_DIGITS:
                raise NotConstant
            weight = len(each) if isinstance(each, range) else self._sizes.weight(each)
            # Sorting takes n log n comparisons.
            self._budget.spend(weight * (weight.bit_length() if function is sorted else 1))
        found = function(*arguments)
        return list(found) if function in (enumerate, reversed, zip) else found

    def _is_instance(self, value: ast.expr, kinds: ast.expr) -> bool:
        names = kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]
        types = [TYPES[each.id] for each in names if isinstance(each, ast.Name)]
        if len(types) < len(names):
            raise NotConstant
        found = self._value(value)
        if found is UNKNOWN or found is HIDDEN:
            raise NotConstant
        return isinstance(found, tuple(types))


# Each function takes a node of the type that is its key.
_EVALUATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Constant: Evaluation._constant,
    ast.List: Evaluation._sequence,
    ast.Tuple: Evaluation._sequence,
    ast.Set: Evaluation._sequence,
    ast.Dict: Evaluation._dict,
    ast.BoolOp: Evaluation._bool,
    ast.UnaryOp: Evaluation._unary,
    ast.BinOp: Evaluation._binary,
    ast.Compare: Evaluation._compare,
    ast.IfExp: Evaluation._if,
    ast.Subscript: Evaluation._subscript,
    ast.Slice: Evaluation._slice,
    ast.JoinedStr: Evaluation._joined_text,
    ast.ListComp: Evaluation._comprehension,
    ast.SetComp: Evaluation._comprehension,
    ast.GeneratorExp: Evaluation._comprehension,
    ast.DictComp: Evaluation._dict_comprehension,
    ast.Call: Evaluation._call,
}
