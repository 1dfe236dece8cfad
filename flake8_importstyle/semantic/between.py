"""Find what may happen between two imports in a scope.

Statements that only bind names are inert: they run no other code. Any other statement may do things
that the text does not show: call a function, set an attribute, load a module.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.scopes import (
    LOCAL_NAMES,
    POSITION,
    SYS_MODULES,
    Binding,
    Read,
    Scope,
)
from flake8_importstyle.syntax.control_flow import LOOPS, TRY, WITH, swallows_errors
from flake8_importstyle.syntax.imports import ImportedName
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import FUNCTIONS, Import, Position, Suite, end, start

# If there are more bindings or reads of a name in between, anything is assumed to happen: the cost
# would grow with the square of their number.
_MOST_EVENTS = 50

# A position after all others.
_END = (1 << 60, 0)

_INERT_EXPRESSIONS = (
    *(ast.Attribute, ast.BinOp, ast.BoolOp, ast.Compare, ast.Constant, ast.Dict, ast.IfExp),
    *(ast.List, ast.Name, ast.Set, ast.Slice, ast.Subscript, ast.Tuple, ast.UnaryOp),
)
_QUIET_EXPRESSIONS = (ast.Constant, ast.List, ast.Name, ast.Tuple)
_INERT_STATEMENTS = (
    *(ast.Break, ast.Continue, ast.Global, ast.Import, ast.ImportFrom, ast.Nonlocal, ast.Pass),
    *TRY,
)


T = TypeVar("T", bound=ast.stmt)


class Span(NamedTuple):
    """The part of the text that a scope may run through from one import to another."""

    source: SourceFile
    scope: Scope
    after: Position
    before: Position
    is_straight: bool
    """Whether it is just the text between the imports, not extended by loops or handlers."""

    def is_ruled_out(self, suite: Suite, other: Suite) -> bool:
        """Tell whether only one of two suites in the span can be entered."""
        return self.is_straight and suite.rules_out(other)

    def bindings(self, name: str) -> list[Binding]:
        """Return the bindings and deletions of a name of the scope in the span."""
        bindings = self.scope.bindings.get(name, [])
        first = bisect_right(bindings, self.after, key=POSITION)
        return bindings[first : bisect_left(bindings, self.before, key=POSITION)]

    def is_bound_by_nested_function(self, name: str) -> bool:
        """Tell whether a nested function binds a name of the scope."""
        names = self.source.fact(analyse)
        if self.scope.parent is None:
            return name in names.declared_global
        return names.is_nonlocal(name, self.scope)

    def may_read(self, *names: str) -> bool:
        """Tell whether code that runs in the span may look up one of the names in the scope.

        The names may include the pseudo-names for dynamic access.
        """
        return any(map(self._may_read, names))

    def _may_read(self, name: str) -> bool:
        reads = self.source.fact(analyse).reads_of.get(name, [])
        if not reads:
            return False
        last = bisect_left(reads, self.before, key=POSITION)
        if self.may_run_other_code and name == SYS_MODULES:
            return True
        # A function that is defined above the span may be called in it.
        first = 0 if self.may_run_other_code else bisect_right(reads, self.after, key=POSITION)
        return last - first > _MOST_EVENTS or any(map(self._reaches, reads[first:last]))

    def _reaches(self, read: Read) -> bool:
        """Tell whether a read above the span's end may run in the span and look in the scope."""
        if self.scope not in read.scope.outward():
            return False
        runs_later = read.is_deferred
        inner = read.scope
        while inner is not self.scope and inner.parent is not None:
            # A class body sees the outer name until its own binding has run.
            if inner.binds(read.name) and not inner.is_class:
                return False
            runs_later = runs_later or inner.is_function
            inner = inner.parent
        if runs_later:
            return self.may_run_other_code and read.name != LOCAL_NAMES
        return read.position > self.after

    @property
    def may_run_other_code(self) -> bool:
        """Whether any statement in the span may run code that the text does not show."""
        return self._has_any(_not_inert)

    @property
    def may_run_any_code(self) -> bool:
        """The same, but also if code could only run by an operator, an attribute or a test."""
        return self._has_any(_not_quiet)

    def _has_any(self, find: Callable[[SourceFile], dict[ast.AST, list[Position]]]) -> bool:
        scope = self.scope
        while scope.parent is not None and not scope.is_function:
            scope = scope.parent
        positions = self.source.fact(find).get(scope.node, [])
        first = bisect_right(positions, self.after)
        return first < len(positions) and positions[first] < self.before

    def imports(self) -> list[Import]:
        """Return the import statements in the span, in any scope."""
        return [statement for statement, _ in self._held(self.source.imports)]

    def stars(self) -> list[tuple[ast.ImportFrom, Suite]]:
        """Return the star imports in the span, in any scope."""
        return self._held(self.source.stars)

    def _held(self, imports: list[tuple[T, Suite]]) -> list[tuple[T, Suite]]:
        first = bisect_right(imports, self.after, key=_start_of)
        last = bisect_left(imports, self.before, key=_start_of)
        return [each for each in imports[first:last] if end(each[0]) <= self.before]

    def may_set(self, attribute: str) -> bool:
        """Tell whether the span may set or delete an attribute, also by its name in a string."""
        positions = self.source.fact(_attributes_set).get(attribute, [])
        node = self.scope.node
        last = self.before if isinstance(node, ast.Module) else min(self.before, end(node))
        first = bisect_right(positions, self.after)
        return first < len(positions) and positions[first] < last


def _start_of(imported: tuple[ast.stmt, Suite]) -> Position:
    return start(imported[0])


def after_first(source: SourceFile, earlier: ImportedName, later: ImportedName) -> Span:
    """Return the span before a later import, given that an earlier import has run.

    If only the later one is in a loop, all code in the loop may run before it.
    """
    before = later.position
    around = set(earlier.suite.within_scope())
    for suite in later.suite.within_scope():
        if isinstance(suite.statement, LOOPS) and suite not in around:
            line, column = end(suite.statement)
            before = line, column + 1
    return _span(source, earlier, later, earlier.position, before)


def before_second(source: SourceFile, earlier: ImportedName, later: ImportedName) -> Span:
    """Return the span after an earlier import, given that a later import always runs after it.

    If only the earlier one is in a loop, all code in the loop may run after it; and an exception
    may lead to any handler below.
    """
    after, before = earlier.position, later.position
    around = set(later.suite.within_scope())
    for suite in earlier.suite.within_scope():
        if suite not in around:
            if isinstance(suite.statement, LOOPS):
                after = start(suite.statement)
        elif isinstance(suite.statement, TRY) or (
            isinstance(suite.statement, WITH) and swallows_errors(suite.statement)
        ):
            before = _END
    return _span(source, earlier, later, after, before)


def _span(
    source: SourceFile,
    earlier: ImportedName,
    later: ImportedName,
    after: Position,
    before: Position,
) -> Span:
    scope = source.fact(analyse).scopes[earlier.suite.scope]
    is_straight = (after, before) == (earlier.position, later.position)
    return Span(source, scope, after, before, is_straight)


def _attributes_set(source: SourceFile) -> dict[str, list[Position]]:
    """Return where attributes are set or deleted, or strings may name them, by their names."""
    found: dict[str, list[Position]] = {}
    for node in nodes_in(source.tree):
        name = None
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            name = node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            name = node.value.rpartition(".")[2]
        if name is not None:
            found.setdefault(name, []).append(start(node))
    for positions in found.values():
        positions.sort()
    return found


def _not_inert(source: SourceFile) -> dict[ast.AST, list[Position]]:
    """Return the positions of the statements of each module and function that are not inert."""
    return _positions(source, lambda statement: not _is_inert(statement, _INERT_EXPRESSIONS))


def _not_quiet(source: SourceFile) -> dict[ast.AST, list[Position]]:
    return _positions(
        source,
        lambda statement: (
            isinstance(statement, (ast.If, ast.While, ast.Assert))
            or not _is_inert(statement, _QUIET_EXPRESSIONS)
        ),
    )


def _positions(
    source: SourceFile, is_meant: Callable[[ast.stmt], bool]
) -> dict[ast.AST, list[Position]]:
    found: dict[ast.AST, list[Position]] = {}
    for suite in source.outline.suites:
        around = suite
        # The body of a class runs as part of the enclosing function or module.
        while isinstance(around.scope, ast.ClassDef) and around.parent is not None:
            around = around.parent
        for statement in suite.body:
            if is_meant(statement):
                found.setdefault(around.scope, []).append(start(statement))
    for positions in found.values():
        positions.sort()
    return found


def _is_inert(statement: ast.stmt, expressions: tuple[type[ast.expr], ...]) -> bool:
    """Tell whether a statement, apart from its suites, runs no other code.

    ``expressions``: the expressions that do not.
    """
    if isinstance(statement, _INERT_STATEMENTS):
        return True
    if isinstance(statement, FUNCTIONS):
        arguments = statement.args
        parts = (arguments, statement.returns, *statement.decorator_list)
        return not statement.decorator_list and all(_is_plain(each, expressions) for each in parts)
    if isinstance(statement, ast.ClassDef):
        return not (statement.decorator_list or statement.bases or statement.keywords)
    if isinstance(statement, (ast.If, ast.While, ast.Assert)):
        return _is_plain(statement.test, expressions)
    if isinstance(statement, (ast.Expr, ast.Return)):
        return _is_plain(statement.value, expressions)
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return all(isinstance(each, ast.Name) for each in targets) and _is_plain(
            statement.value, expressions
        )
    return False


def _is_plain(root: ast.AST | None, expressions: tuple[type[ast.expr], ...]) -> bool:
    """Tell whether an expression has only parts that are assumed to run no other code."""
    allowed = (*expressions, ast.arguments, ast.arg)
    return root is None or all(isinstance(node, allowed) for node in nodes_in(root))
