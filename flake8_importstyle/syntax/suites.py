"""Suites: where a statement stands, and which statements lead to which.

A *suite* is the group of statements that one clause of a compound statement controls
(https://docs.python.org/3/reference/compound_stmts.html).

Nothing here recurses without a bound: an ``elif`` chain may nest deeper than Python code may.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import TypeAlias

from flake8_importstyle.syntax.control_flow import (
    LOOPS,
    POSSIBLE_EXITS,
    SURE_EXITS,
    TRY,
    WITH,
    can_complete,
    handles_import_errors,
    is_about_modules,
    is_expecting_errors,
    managers,
    mentions,
    swallows_errors,
    type_checking_clause,
)

Import: TypeAlias = ast.Import | ast.ImportFrom
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Definition: TypeAlias = ast.ClassDef | Function
Scope: TypeAlias = ast.Module | Definition
Clause: TypeAlias = str | ast.ExceptHandler | ast.match_case
Position: TypeAlias = tuple[int, int]
"""A line, from 1, and a column in UTF-8 bytes, from 0, as ``ast`` counts them."""

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_BRANCHES_AND_LOOPS = (ast.If, ast.Match, *LOOPS)


class Suite:
    """The statements that one clause controls.

    ``body``: those statements.
    ``scope``: the module, class or function in whose namespace they bind names.
    ``statement``: the compound statement, or the module, that the clause belongs to.
    ``clause``: the name of the statement's field, or the clause's own node.
    ``parent``: the suite in which that statement stands; None for the module. The suite of a
    ``try`` statement's ``else`` has the ``try`` suite as its parent, which runs before it.
    """

    __slots__ = (
        "_dead_ends",
        "_is_type_checking",
        "body",
        "clause",
        "parent",
        "scope",
        "statement",
    )

    def __init__(
        self,
        body: list[ast.stmt],
        scope: Scope,
        statement: ast.AST,
        clause: Clause,
        parent: Suite | None,
    ) -> None:
        self.body = body
        self.scope = scope
        self.statement = statement
        self.clause = clause
        self.parent = parent
        self._dead_ends: list[Position] | None = None
        self._is_type_checking: bool | None = None

    def outward(self) -> Iterator[Suite]:
        """Yield this suite and all around it, the module's last."""
        suite: Suite | None = self
        while suite is not None:
            yield suite
            suite = suite.parent

    def within_scope(self) -> Iterator[Suite]:
        """Yield this suite and those around it in the same scope, the outermost last."""
        for suite in self.outward():
            if suite.scope is not self.scope:
                break
            yield suite

    def condition(self) -> Suite:
        """Return the innermost conditional suite around, this one included, or the outermost."""
        suite = self
        for suite in self.within_scope():
            if suite.is_conditional:
                break
        return suite

    @property
    def always_runs(self) -> bool:
        """Whether every run of the module runs its statements."""
        return self.condition().parent is None

    def leaves_between(self, after: Position, before: Position) -> bool:
        """Tell whether a statement of this suite, from one position to another, never completes."""
        if self._dead_ends is None:
            self._dead_ends = [
                end(each) for each in self.body if not can_complete([each], POSSIBLE_EXITS)
            ]
        first = bisect_right(self._dead_ends, after)
        return first < len(self._dead_ends) and self._dead_ends[first] <= before

    @property
    def is_conditional(self) -> bool:
        """Whether the code after the compound statement may be reached without this suite."""
        statement = self.statement
        if isinstance(statement, TRY):
            if self.clause == "body":
                return any(can_complete(handler.body, SURE_EXITS) for handler in statement.handlers)
            return isinstance(self.clause, ast.ExceptHandler)
        if isinstance(statement, WITH):
            return swallows_errors(statement)
        return isinstance(statement, _BRANCHES_AND_LOOPS)

    @property
    def has_alternative(self) -> bool:
        """Whether another clause may run instead of this suite, or instead of one around it."""
        for suite in self.within_scope():
            statement = suite.statement
            if isinstance(statement, TRY):
                if statement.handlers and suite.clause != "finalbody":
                    return True
            elif isinstance(statement, ast.If):
                if statement.orelse:
                    return True
            elif isinstance(statement, ast.Match):
                return True
        return False

    @property
    def is_type_checking(self) -> bool:
        """Whether only type checkers look at this suite: an ``if TYPE_CHECKING`` is around it."""
        inner = []
        known = False
        for suite in self.outward():
            if suite._is_type_checking is not None:
                known = suite._is_type_checking
                break
            inner.append(suite)
        for suite in reversed(inner):
            statement = suite.statement
            if isinstance(statement, ast.If):
                known = known or suite.clause == type_checking_clause(statement.test)
            suite._is_type_checking = known
        return known

    @property
    def is_attempt(self) -> bool:
        """Whether the code around goes on where this suite fails."""
        statement = self.statement
        if isinstance(statement, TRY):
            return bool(statement.handlers) and self.clause in ("body", "orelse")
        return isinstance(statement, WITH) and swallows_errors(statement)

    @property
    def expects_missing_module(self) -> bool:
        """Whether an import here may fail, or stands in for one that did."""
        return any(
            suite.clause != "finalbody" and handles_import_errors(suite.statement.handlers)
            if isinstance(suite.statement, TRY)
            else isinstance(suite.statement, WITH) and swallows_errors(suite.statement)
            for suite in self.within_scope()
        )

    @property
    def requires_module(self) -> bool:
        """Whether an import here that fails is only turned into another error."""
        return any(
            isinstance(suite.statement, TRY)
            and suite.clause == "body"
            and not suite.is_conditional
            and handles_import_errors(suite.statement.handlers)
            for suite in self.within_scope()
        )

    @property
    def is_program(self) -> bool:
        """Whether it runs only in the module that was started: under ``if __name__ == …``."""
        return any(
            isinstance(suite.statement, ast.If)
            and suite.clause == "body"
            and mentions(suite.statement.test, "__name__")
            for suite in self.outward()
        )

    @property
    def asks_version(self) -> bool:
        """Whether this suite depends on the version of Python, or handles a ``NameError``."""
        return any(suite.has_version_test for suite in self.outward())

    @property
    def has_version_test(self) -> bool:
        """Whether its own clause asks for the version of Python, or handles a ``NameError``."""
        roots = getattr(self.statement, "test", None), getattr(self.clause, "type", None)
        return any(
            root is not None and mentions(root, "NameError", "PY2", "PY3", "version_info")
            for root in roots
        )

    @property
    def expects_error(self) -> bool:
        """Whether this suite runs in order to fail, as under ``pytest.raises``."""
        return any(
            is_expecting_errors(name) for suite in self.outward() for name in suite._managers()
        )

    def manages_modules(self) -> Iterator[Suite]:
        """Yield the suites around under a ``with`` that has to do with loading modules."""
        for suite in self.within_scope():
            if any(map(is_about_modules, suite._managers())):
                yield suite

    def _managers(self) -> Iterator[str]:
        if isinstance(self.statement, WITH):
            yield from managers(self.statement)

    def has_run_before(self, later: Suite) -> bool:
        """Tell whether this has run whenever ``later`` is reached, which stands below it.

        Both are in one scope. To be sure of it, the one must not be reached without the other.
        """
        around = set(later.within_scope())
        clauses = {suite.statement for suite in around}
        for suite in self.within_scope():
            if suite in around:
                break
            if suite.is_conditional:
                return False
            # A handler and `finally` are reached from anywhere in what they guard.
            if isinstance(suite.statement, TRY) and suite.statement in clauses:
                return False
        return True

    def rules_out(self, other: Suite) -> bool:
        """Tell whether of the two only one is entered, if no loop is around.

        Other than with ``excludes``, what has begun and failed counts as well.
        """
        mine: dict[ast.AST, Clause] = {}
        for suite in self.outward():
            mine.setdefault(suite.statement, suite.clause)
        for suite in other.outward():
            clauses = mine.pop(suite.statement, suite.clause), suite.clause
            if clauses[0] == clauses[1]:
                continue
            if isinstance(suite.statement, (ast.If, ast.Match)):
                return True
            if isinstance(suite.statement, TRY) and "finalbody" not in clauses:
                handlers = sum(isinstance(clause, ast.ExceptHandler) for clause in clauses)
                if handlers == 2 or (handlers and "orelse" in clauses):
                    return True
        return False

    def excludes(self, other: Suite) -> bool:
        """Tell whether the two stand in branches of which only one runs to its end.

        These are the branches of an ``if``, the cases of a ``match``, the handlers of a ``try``,
        and a handler against the suite that it guards and that suite's ``else``.
        """
        mine = {suite.statement: suite.clause for suite in self.outward()}
        for suite in other.outward():
            clauses = mine.get(suite.statement, suite.clause), suite.clause
            if clauses[0] == clauses[1]:
                continue
            if isinstance(suite.statement, TRY):
                if "finalbody" not in clauses and not all(isinstance(c, str) for c in clauses):
                    return True
            elif isinstance(suite.statement, (ast.If, ast.Match)):
                return True
        return False


def holds_around(suite: Suite, test: Callable[[Suite], bool], known: dict[Suite, bool]) -> bool:
    """Tell whether a test holds for a suite or one around it.

    ``known`` keeps what is found for whoever asks again: suites may nest as deep as `elif` goes.
    """
    inner = []
    found = False
    for each in suite.outward():
        if each in known:
            found = known[each]
            break
        inner.append(each)
    for each in reversed(inner):
        known[each] = found = found or test(each)
    return found


def start(node: ast.AST) -> Position:
    """Return where a statement, an expression or an alias begins."""
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def end(node: ast.AST) -> Position:
    """Return where a statement, an expression or an alias ends."""
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]


def always_leads(earlier: ast.stmt, suite: Suite, later: ast.stmt, later_suite: Suite) -> bool:
    """Tell whether ``earlier`` always leads to ``later``, which stands after it in the same scope.

    It does when the way from the one to the other enters no further branch, handler or loop, and
    does not leave the scope. An early exit under a condition of its own does not count.
    """
    if suite.expects_error or later_suite.condition() not in suite.within_scope():
        return False
    passed, goal = end(earlier), start(later)
    for around in suite.within_scope():  # pragma: no branch
        if around.leaves_between(passed, goal):
            return False
        statement = around.statement
        if isinstance(statement, TRY):
            # After this clause come `else` and `finally`, as far as they stand before `later`.
            rest = statement.orelse if around.clause == "body" else []
            if around.clause != "finalbody":
                rest = [*rest, *statement.finalbody]
            if any(end(each) <= goal and not can_complete([each], POSSIBLE_EXITS) for each in rest):
                return False
        if isinstance(statement, ast.Module) or end(statement) > goal:
            break
        passed = end(statement)
    return True
