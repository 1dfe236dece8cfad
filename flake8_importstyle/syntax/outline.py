"""Outlines: the statements of a file that matter to imports.

Imports and definitions are statements, so one walk over the suites finds them all without looking
at a single expression. Most suites can be skipped as well: the text shows where there may be an
import statement.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from flake8_importstyle.syntax.control_flow import TRY, WITH
from flake8_importstyle.syntax.lines import have_any
from flake8_importstyle.syntax.suites import Definition, Import, Suite, start


class Outline(NamedTuple):
    """The suites of a file and the statements that matter, each with its suite."""

    suites: list[Suite]
    """Outer suites come before inner ones."""
    imports: list[tuple[Import, Suite]]
    """In source order."""
    definitions: list[tuple[Definition, Suite]]
    """Classes and functions, in no particular order."""
    deletions: list[tuple[ast.Delete, Suite]]
    """In no particular order."""
    foreign: list[tuple[ast.Global | ast.Nonlocal, Suite]]
    """In no particular order."""
    apart: list[tuple[Definition, Suite]]
    """The definitions whose bodies have been skipped."""
    lines: Sequence[int] | None
    """The lines on which import statements may be; None for any line."""

    def holds_imports(self, node: ast.stmt) -> bool:
        """Tell whether a statement may contain an import statement."""
        lines = self.lines
        return lines is None or have_any(lines, node.lineno, node.end_lineno or node.lineno)


def outline(tree: ast.Module, lines: Sequence[int] | None = None) -> Outline:
    """Return the outline of a module, from one walk over its statements.

    ``lines``: the sorted lines, from 1, on which import statements may be. The bodies of functions
    and classes without such a line, which are most of them, are skipped.
    """
    module = Suite(tree.body, tree, tree, "body", None)
    return _walked([module], Outline([], [], [], [], [], [], lines))


def completed(found: Outline) -> Outline:
    """Return the outline with the skipped bodies walked over as well."""
    whole = Outline(
        list(found.suites),
        list(found.imports),
        list(found.definitions),
        list(found.deletions),
        list(found.foreign),
        apart=[],
        lines=None,
    )
    return _walked((_body(node, suite) for node, suite in found.apart), whole)


def _walked(suites: Iterable[Suite], found: Outline) -> Outline:
    known = len(found.suites)
    found.suites.extend(suites)
    visitor_for = _VISITORS.get
    for suite in islice(found.suites, known, None):  # The visitors append to it.
        for statement in suite.body:
            visit = visitor_for(statement.__class__)
            if visit is not None:
                visit(statement, suite, found)
    found.imports.sort(key=lambda each: start(each[0]))
    return found


def _body(node: Definition, suite: Suite) -> Suite:
    return Suite(node.body, node, node, "body", suite)


def _import(node: Import, suite: Suite, found: Outline) -> None:
    found.imports.append((node, suite))


def _definition(node: Definition, suite: Suite, found: Outline) -> None:
    found.definitions.append((node, suite))
    if found.holds_imports(node):
        found.suites.append(_body(node, suite))
    else:
        found.apart.append((node, suite))


def _deletion(node: ast.Delete, suite: Suite, found: Outline) -> None:
    found.deletions.append((node, suite))


def _foreign(node: ast.Global | ast.Nonlocal, suite: Suite, found: Outline) -> None:
    found.foreign.append((node, suite))


def _branch_or_loop(
    node: ast.If | ast.For | ast.AsyncFor | ast.While, suite: Suite, found: Outline
) -> None:
    found.suites.append(Suite(node.body, suite.scope, node, "body", suite))
    if node.orelse:
        found.suites.append(Suite(node.orelse, suite.scope, node, "orelse", suite))


def _with(node: ast.With | ast.AsyncWith, suite: Suite, found: Outline) -> None:
    found.suites.append(Suite(node.body, suite.scope, node, "body", suite))


def _try(node: ast.Try, suite: Suite, found: Outline) -> None:
    guarded = Suite(node.body, suite.scope, node, "body", suite)
    found.suites.append(guarded)
    for handler in node.handlers:
        found.suites.append(Suite(handler.body, suite.scope, node, handler, suite))
    if node.orelse:
        found.suites.append(Suite(node.orelse, suite.scope, node, "orelse", guarded))
    if node.finalbody:
        found.suites.append(Suite(node.finalbody, suite.scope, node, "finalbody", suite))


def _match(node: ast.Match, suite: Suite, found: Outline) -> None:
    for case in node.cases:
        found.suites.append(Suite(case.body, suite.scope, node, case, suite))


# Each visitor takes a node of the type that is its key.
_VISITORS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.Delete: _deletion,
    ast.Global: _foreign,
    ast.Nonlocal: _foreign,
    ast.ClassDef: _definition,
    ast.FunctionDef: _definition,
    ast.AsyncFunctionDef: _definition,
    ast.If: _branch_or_loop,
    ast.For: _branch_or_loop,
    ast.AsyncFor: _branch_or_loop,
    ast.While: _branch_or_loop,
    ast.Match: _match,
    **dict.fromkeys(TRY, _try),
    **dict.fromkeys(WITH, _with),
}
