"""Comprehensions: the names they bind, and the calls that do what a comprehension does."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from flake8_importstyle.exports.evaluation.constants import UNKNOWN, NotConstant

Look = Callable[[ast.expr], Any]
"""Returns the value of a name, an attribute, or a call that only the caller can evaluate; raises
``NotConstant``. For a call of a function that shadows a builtin, it returns ``UNKNOWN``."""

# Names for the loops of generated comprehensions; no name in source code looks like these.
_ITEM, _ITEMS = "<item>", "<items>"
_ITERATORS = frozenset(("enumerate", "filter", "map", "reversed", "zip"))


def is_iterator(node: ast.expr) -> bool:
    """Tell whether an expression makes an iterator, which can be consumed only once."""
    return isinstance(node, ast.GeneratorExp) or (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _ITERATORS
    )


def mapped(function: ast.expr, items: ast.expr) -> ast.expr:
    """Return ``map(function, items)`` as a comprehension."""
    name, result = _applied(function)
    return _comprehension(result, (name, items))


def filtered(function: ast.expr, items: ast.expr) -> ast.expr:
    """Return ``filter(function, items)`` as a comprehension."""
    name, test = _applied(function)
    if isinstance(function, ast.Constant) and function.value is None:
        test = _name(name)
    return _comprehension(_name(name), (name, items), tests=[test])


def chained(iterables: ast.expr) -> ast.expr:
    """Return ``itertools.chain.from_iterable(iterables)`` as a comprehension."""
    return _comprehension(_name(_ITEM), (_ITEMS, iterables), (_ITEM, _name(_ITEMS)))


def keyed(keys: ast.expr, value: ast.expr) -> ast.expr:
    """Return ``dict.fromkeys(keys, value)`` as a comprehension."""
    return ast.DictComp(_name(_ITEM), value, [_loop(_ITEM, keys)])


def _applied(function: ast.expr) -> tuple[str, ast.expr]:
    """Return the variable that stands for an item, and the call of a function with it."""
    if not isinstance(function, ast.Lambda):
        return _ITEM, ast.Call(function, [_name(_ITEM)], [])
    parameters = function.args
    names = [each.arg for each in (*parameters.posonlyargs, *parameters.args)]
    if len(names) != 1 or parameters.vararg or parameters.kwonlyargs or parameters.kwarg:
        raise NotConstant
    return names[0], function.body


def _comprehension(
    element: ast.expr, *loops: tuple[str, ast.expr], tests: Sequence[ast.expr] = ()
) -> ast.expr:
    generators = [_loop(name, items) for name, items in loops]
    generators[-1].ifs += tests
    return ast.ListComp(element, generators)


def _loop(name: str, items: ast.expr) -> ast.comprehension:
    return ast.comprehension(_name(name), items, [], 0)


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


class InnerNames:
    """Looks up names inside a comprehension: its own variables first, then outer names."""

    def __init__(self, target: ast.expr, item: Any, look: Look) -> None:
        self._names: dict[str, Any] = {}
        self._look = look
        self._bind(target, item)

    def _bind(self, target: ast.expr, item: Any) -> None:
        if isinstance(target, ast.Name):
            self._names[target.id] = item
        elif isinstance(target, (ast.Tuple, ast.List)):
            for each, value in zip(target.elts, item, strict=True):
                self._bind(each, value)
        else:
            raise NotConstant

    def __call__(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name) and node.id in self._names:
            value = self._names[node.id]
            if value is UNKNOWN:
                raise NotConstant
            return value
        # The outer lookup does not know the variables in here, and may know others of that name.
        if not self._is_around(node.func if isinstance(node, ast.Call) else node):
            raise NotConstant
        if isinstance(node, ast.Call):
            arguments = [self._without_names(each) for each in node.args]
            node = ast.Call(node.func, arguments, node.keywords)
        return self._look(node)

    def _is_around(self, node: ast.expr) -> bool:
        """Tell whether this is a dotted name that does not start with one of the variables."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id not in self._names

    def _without_names(self, argument: ast.expr) -> ast.expr:
        """Return an argument with a variable replaced by its value, so that ``look`` can read it.

        Anything more complex becomes ``UNKNOWN``.
        """
        if isinstance(argument, ast.Constant) or self._is_around(argument):
            return argument
        return ast.Constant(self._names[argument.id] if isinstance(argument, ast.Name) else UNKNOWN)
