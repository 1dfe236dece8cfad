"""What happens in one scope from one place in the text to another.

Statements that only bind names run no code of anybody else; between the others anything may happen
that the text does not show: a function may be called, an attribute set, a module loaded.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from typing import NamedTuple

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
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import FUNCTIONS, Import, Position, Suite, end, start

# Of a name with more bindings or uses than this in between, or of so much text, nothing is said:
# the cost would grow with the square of their number.
_MOST_EVENTS = 50
_MOST_NODES = 20_000

# A place behind all others.
_END = (1 << 60, 0)

_INERT_EXPRESSIONS = (
    *(ast.Attribute, ast.BinOp, ast.BoolOp, ast.Compare, ast.Constant, ast.Dict, ast.IfExp),
    *(ast.List, ast.Name, ast.Set, ast.Slice, ast.Subscript, ast.Tuple, ast.UnaryOp),
    *(ast.boolop, ast.cmpop, ast.expr_context, ast.operator, ast.unaryop),
)
_INERT_STATEMENTS = (
    *(ast.Break, ast.Continue, ast.Global, ast.Import, ast.ImportFrom, ast.Nonlocal, ast.Pass),
    *TRY,
)


class Span(NamedTuple):
    """A part of the text in which one scope goes from one import to another."""

    source: SourceFile
    scope: Scope
    after: Position
    before: Position
    is_straight: bool
    """Whether no loop leads there again from further below."""

    def holds(self, node: ast.AST) -> bool:
        """Tell whether a statement begins there."""
        return self.after < start(node) and end(node) <= self.before

    def is_ruled_out(self, suite: Suite, other: Suite) -> bool:
        """Tell whether of two suites there only one is entered."""
        return self.is_straight and suite.rules_out(other)

    def bindings(self, name: str) -> list[Binding]:
        """Return what binds or deletes a name of the scope there."""
        bindings = self.scope.bindings.get(name, [])
        first = bisect_right(bindings, self.after, key=POSITION)
        return bindings[first : bisect_left(bindings, self.before, key=POSITION)]

    def is_bound_from_within(self, name: str) -> bool:
        """Tell whether a function within binds a name of the scope."""
        names = self.source.fact(analyse)
        if self.scope.parent is None:
            return name in names.declared_global
        return names.is_nonlocal(name, self.scope)

    def may_read(self, *names: str) -> bool:
        """Tell whether one of some names may be read there, and found in the scope.

        What stands for other means to reach names is looked for in all that may run.
        """
        return any(map(self._may_read, names))

    def _may_read(self, name: str) -> bool:
        reads = self.source.fact(analyse).reads_of.get(name, [])
        if not reads:
            return False
        last = bisect_left(reads, self.before, key=POSITION)
        if self.is_loud and name == SYS_MODULES:
            return True
        # A function that stands further up may be called there.
        first = 0 if self.is_loud else bisect_right(reads, self.after, key=POSITION)
        return last - first > _MOST_EVENTS or any(map(self._reaches, reads[first:last]))

    def _reaches(self, read: Read) -> bool:
        """Tell whether a read above the end may happen there, and means a name of the scope."""
        if self.scope not in read.scope.outward():
            return False
        runs_later = read.is_deferred
        inner = read.scope
        while inner is not self.scope and inner.parent is not None:
            # A class body reads from outside until its own binding of the name has run.
            if inner.binds(read.name) and not inner.is_class:
                return False
            runs_later = runs_later or inner.is_function
            inner = inner.parent
        if runs_later:
            return self.is_loud and read.name != LOCAL_NAMES
        return read.position > self.after

    @property
    def is_loud(self) -> bool:
        """Whether code may run there that the statements do not show."""
        scope = self.scope
        while scope.parent is not None and not scope.is_function:
            scope = scope.parent
        positions = self.source.fact(_loud).get(scope.node, [])
        first = bisect_right(positions, self.after)
        return first < len(positions) and positions[first] < self.before

    def imports(self) -> list[Import]:
        """Return the import statements there, whatever their scope."""
        return [statement for statement, _ in self.source.imports if self.holds(statement)]

    def may_set(self, attribute: str) -> bool:
        """Tell whether an attribute may be set or deleted there, or a text names it."""
        count = 0
        pending: list[ast.AST] = [self.scope.node]
        while pending:
            node = pending.pop()
            if hasattr(node, "end_lineno") and not (
                end(node) > self.after and start(node) < self.before
            ):
                continue
            count += 1
            if count > _MOST_NODES:
                return True
            if _names(node, attribute):
                return True
            pending += ast.iter_child_nodes(node)
        return False


def after_first(source: SourceFile, earlier: ImportedName, later: ImportedName) -> Span:
    """Return the part from an import, which has run by then, to a later one.

    What stands in a loop around the later one alone may have run before it as well.
    """
    before = later.position
    around = set(earlier.suite.within_scope())
    for suite in later.suite.within_scope():
        if isinstance(suite.statement, LOOPS) and suite not in around:
            line, column = end(suite.statement)
            before = line, column + 1
    return _span(source, earlier, later, earlier.position, before)


def before_second(source: SourceFile, earlier: ImportedName, later: ImportedName) -> Span:
    """Return the part from an import to a later one, which always runs after it.

    What stands in a loop around the earlier one alone may run after it as well; and an exception
    may lead to whatever handles it further below.
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


def _names(node: ast.AST, attribute: str) -> bool:
    """Tell whether a node sets or deletes an attribute of this name, or may have others do so."""
    if isinstance(node, ast.Attribute):
        return node.attr == attribute and not isinstance(node.ctx, ast.Load)
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and text.rpartition(".")[2] == attribute


def _loud(source: SourceFile) -> dict[ast.AST, list[Position]]:
    """Return where in each module and function code of others may run, in order."""
    found: dict[ast.AST, list[Position]] = {}
    for suite in source.outline.suites:
        around = suite
        # The body of a class runs where it stands.
        while isinstance(around.scope, ast.ClassDef) and around.parent is not None:
            around = around.parent
        for statement in suite.body:
            if not _is_inert(statement):
                found.setdefault(around.scope, []).append(start(statement))
    for positions in found.values():
        positions.sort()
    return found


def _is_inert(statement: ast.stmt) -> bool:
    """Tell whether a statement, without the suites that it controls, runs only what it shows."""
    if isinstance(statement, _INERT_STATEMENTS):
        return True
    if isinstance(statement, FUNCTIONS):
        arguments = statement.args
        parts = (arguments, statement.returns, *statement.decorator_list)
        return not statement.decorator_list and all(map(_is_plain, parts))
    if isinstance(statement, ast.ClassDef):
        return not (statement.decorator_list or statement.bases or statement.keywords)
    if isinstance(statement, (ast.If, ast.While, ast.Assert)):
        return _is_plain(statement.test)
    if isinstance(statement, (ast.Expr, ast.Return)):
        return _is_plain(statement.value)
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return all(isinstance(each, ast.Name) for each in targets) and _is_plain(statement.value)
    return False


def _is_plain(root: ast.AST | None) -> bool:
    """Tell whether evaluating an expression calls nothing that it does not show."""
    allowed = (*_INERT_EXPRESSIONS, ast.arguments, ast.arg)
    return root is None or all(isinstance(node, allowed) for node in ast.walk(root))
