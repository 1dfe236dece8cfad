"""Strings that contain names: those in ``__all__``, and string annotations."""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Iterable, Iterator, __all__ as _COLLECTIONS
from typing import __all__ as _TYPING

from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.suites import Import, Position, start

GENERICS = frozenset((*dir(builtins), *_COLLECTIONS, *_TYPING)) - {"Annotated", "Literal"}
"""Names whose subscripts are types; in other subscripts, a string may be just a string."""
# Functions with string arguments that are types: the first position, and the one after the last.
_TAKE_TYPES: dict[str, tuple[int, int | None]] = {
    "ForwardRef": (0, 1),
    "NewType": (1, 2),
    "ParamSpec": (1, 1),
    "TypeAliasType": (1, 2),
    "TypeVar": (1, None),
    "assert_type": (1, 2),
    "cast": (0, 1),
}
_TYPE_WORDS = ("arg", "bound", "default", "tp", "typ", "value")
# Functions that make a class from pairs of names and types, with the keywords that are options
# rather than fields; None if all of them are.
_TAKE_FIELDS: dict[str, tuple[str, ...] | None] = {
    "NamedTuple": (),
    "TypedDict": ("closed", "total"),
    "make_dataclass": None,
}


def exported(statement: ast.stmt) -> Iterator[tuple[str, Position]]:
    """Yield the names that a statement adds to ``__all__``, with their positions."""
    value: ast.expr | None = None
    if isinstance(statement, ast.Assign):
        targets, value = statement.targets, statement.value
    elif isinstance(statement, (ast.AugAssign, ast.AnnAssign)):
        targets, value = [statement.target], statement.value
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        # `__all__.extend(…)`, `__all__.append(…)`
        function = statement.value.func
        targets = [function.value] if isinstance(function, ast.Attribute) else []
        value = statement.value
    if value is not None and any(dotted_end(target) == "__all__" for target in targets):
        yield from _listed(value)


def _listed(value: ast.expr) -> Iterator[tuple[str, Position]]:
    """Yield the strings in the list displays of an expression, with their positions."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield node.value, start(node)
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            pending += node.elts
        elif isinstance(node, ast.Starred):
            pending.append(node.value)
        elif isinstance(node, ast.BinOp):
            pending += (node.left, node.right)
        elif isinstance(node, ast.Call) and dotted_end(node.func) != "remove":
            pending += node.args


def spelled_type(text: str) -> ast.expr | None:
    """Return the expression in a string annotation; None if it is not valid."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class TypingNames:
    """Knows the names that a file has for the functions of ``typing``, given its imports."""

    def __init__(self, imports: Iterable[Import]) -> None:
        self._owners = {"dataclasses", "t", "te", "tp", "typing", "typing_extensions"}
        self._renamed: dict[str, str] = {}
        for statement in imports:
            for alias in statement.names:
                if alias.asname is None:
                    continue
                if isinstance(statement, ast.ImportFrom):
                    if statement.module in self._owners:
                        self._renamed[alias.asname] = alias.name
                elif alias.name in self._owners:
                    self._owners.add(alias.asname)

    def function(self, node: ast.expr) -> str:
        """Return the original name of a function as it is usually written; empty if unknown."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return node.attr if node.value.id in self._owners else ""
        return self._renamed.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def arguments(call: ast.Call, names: TypingNames) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the arguments of a call, each with whether it is a type if it is a string."""
    function = names.function(call.func)
    if function in _TAKE_FIELDS:
        yield from ((argument, False) for argument in call.args[:1])
        fields = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "fields")]
        for argument in fields:
            yield from _fields(argument)
        yield from ((argument, False) for argument in call.args[2:])
        options = _TAKE_FIELDS[function]
        for word in call.keywords:
            if word.arg != "fields":
                yield word.value, options is not None and word.arg not in options
        return
    first, last = _TAKE_TYPES.get(function, (0, 0))
    for index, argument in enumerate(call.args):
        yield argument, index >= first and (last is None or index < last)
    for word in call.keywords:
        yield word.value, function in _TAKE_TYPES and word.arg in _TYPE_WORDS


def _fields(node: ast.expr) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the parts of ``[("name", "Type"), …]`` and ``{"name": "Type", …}``."""
    if isinstance(node, ast.Dict):
        yield from ((key, False) for key in node.keys if key is not None)
        yield from ((value, True) for value in node.values)
    elif isinstance(node, (ast.List, ast.Tuple)):
        for element in node.elts:
            parts = element.elts if isinstance(element, (ast.List, ast.Tuple)) else [element]
            yield from ((part, index == 1) for index, part in enumerate(parts))
    else:
        yield node, False
