"""Strings that stand for names: those in ``__all__``, and those that spell types."""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Iterator, Sequence, __all__ as _COLLECTIONS
from typing import __all__ as _TYPING

from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.suites import Position, start

GENERICS = frozenset((*dir(builtins), *_COLLECTIONS, *_TYPING)) - {"Annotated", "Literal"}
"""Those who take types between their brackets; what others take there may be any string."""
# Which arguments of these spell types, as far as they are strings: positions from, to.
_TAKE_TYPES = {"NewType": (1, 2), "TypeVar": (1, None), "cast": (0, 1)}


def exported(statement: ast.stmt) -> Iterator[tuple[str, Position]]:
    """Yield the names that a statement puts into an ``__all__``, and where each is written."""
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
    """Yield the strings that an expression lists, as far as it spells out lists."""
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
    """Return the expression that a string spells in the place of a type; None if it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def type_arguments(call: ast.Call) -> Sequence[ast.expr]:
    """Return those arguments of a call that are types, if they are strings."""
    positions = _TAKE_TYPES.get(_of_typing(call.func))
    if positions is None:
        return ()
    words = [word.value for word in call.keywords if word.arg in ("bound", "default", "typ")]
    return [*call.args[slice(*positions)], *words]


def _of_typing(function: ast.expr) -> str:
    """Return what a function of `typing` is called, by the usual ways to write it."""
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        is_known = function.value.id in ("t", "te", "tp", "typing", "typing_extensions")
        return function.attr if is_known else ""
    return function.id if isinstance(function, ast.Name) else ""
