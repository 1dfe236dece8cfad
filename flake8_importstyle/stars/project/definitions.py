"""Collect what the names of a module are defined as, from the statements that bind them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from flake8_importstyle.resolver.files import LARGEST_MODULE, content, remembered
from flake8_importstyle.stars.project.expression_uses import dotted
from flake8_importstyle.syntax.outline import outline
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.suites import Definition

_PLAIN = (
    *(ast.BinOp, ast.Compare, ast.Constant, ast.Dict, ast.DictComp, ast.JoinedStr),
    *(ast.ListComp, ast.Set, ast.SetComp, ast.Subscript, ast.UnaryOp),
)


class Defined(NamedTuple):
    """One statement of a module that binds a name."""

    kind: str
    """``class``, ``function``, ``alias`` of another name, ``call``, ``plain`` for a value that is
    neither a function nor a class, or ``other``."""
    parts: tuple[str, ...] = ()
    """Dotted names: the bases of a class, the target of an alias, the function of a call, the items
    of a tuple or list. Anything that is not a dotted name is an empty string."""
    decorators: tuple[str, ...] = ()
    members: frozenset[str] = frozenset()
    """The names that the body of a class binds; ``__test__`` only if it is set to a false value."""


class Module(NamedTuple):
    """The definitions in the file of a module."""

    names: dict[str, list[Defined]]
    mentions_fixtures: bool


@remembered
def definitions(file: str) -> Module | None:
    """Return the definitions of a file by name; None if it cannot be read or parsed."""
    text = content(file, LARGEST_MODULE)
    tree = tree_of(text) if text is not None else None
    if text is None or tree is None:
        return None
    found: dict[str, list[Defined]] = {}
    statements = outline(tree)
    for node, suite in statements.definitions:
        if suite.scope is tree:
            found.setdefault(node.name, []).append(_defined(node))
    for suite in statements.suites:
        if suite.scope is tree:
            for statement in suite.body:
                for name, value in _assigned(statement):
                    found.setdefault(name, []).extend(_values(value))
    return Module(found, b"fixture" in text)


def _defined(node: Definition) -> Defined:
    decorators = tuple(map(_spelled, node.decorator_list))
    if not isinstance(node, ast.ClassDef):
        return Defined("function", decorators=decorators)
    members = set()
    for statement in node.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            members.add(statement.name)
        members |= {
            name
            for name, value in _assigned(statement)
            if name != "__test__" or (isinstance(value, ast.Constant) and not value.value)
        }
    return Defined("class", tuple(map(_spelled, node.bases)), decorators, frozenset(members))


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that an assignment binds, with their values."""
    if isinstance(statement, ast.Assign):
        targets, value = statement.targets, statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets, value = [statement.target], statement.value
    else:
        return
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id, value
        elif isinstance(target, (ast.List, ast.Tuple)):
            parts = value.elts if isinstance(value, (ast.List, ast.Tuple)) else []
            if len(parts) != len(target.elts):
                parts = [value] * len(target.elts)
            for each, part in zip(target.elts, parts, strict=True):
                if isinstance(each, ast.Name):
                    yield each.id, part


def _values(node: ast.expr) -> Iterator[Defined]:
    """Yield the definitions that an assigned expression may evaluate to."""
    if isinstance(node, ast.IfExp):
        yield from (*_values(node.body), *_values(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for part in node.values:
            yield from _values(part)
    elif isinstance(node, ast.Call):
        yield Defined("call", (_spelled(node),))
    elif isinstance(node, (ast.Attribute, ast.Name)):
        yield Defined("alias", (_spelled(node),))
    elif isinstance(node, ast.Lambda):
        yield Defined("function")
    elif isinstance(node, (ast.List, ast.Tuple)):
        yield Defined("plain", tuple(map(_spelled, node.elts)))
    else:
        yield Defined("plain" if isinstance(node, _PLAIN) else "other")


def _spelled(node: ast.expr) -> str:
    """Return an expression as a dotted name, and a call or subscript as its function or value.

    Empty if it is not a dotted name.
    """
    while isinstance(node, (ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return dotted(node) or ""
