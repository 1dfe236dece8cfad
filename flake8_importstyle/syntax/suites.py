"""Suites: the context of a statement, and which statements lead to which.

A *suite* is the group of statements that one clause of a compound statement controls
(https://docs.python.org/3/reference/compound_stmts.html).

Nothing here recurses without a limit: an ``elif`` chain may nest more deeply than Python's stack.
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
    clause_for,
    handles_import_errors,
    is_about_modules,
    is_expecting_errors,
    managers,
    may_swallow_errors,
    mentions,
    swallows_errors,
    type_checking_names,
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
_NAME = frozenset(("__name__",))


class _Around:
    """Turns a test of one suite into a property: whether it holds for the suite or an outer one.

    ``outward``: yields the suite and the outer ones to test.
    """

    def __init__(
        self,
        test: Callable[[Suite], bool],
        outward: Callable[[Suite], Iterator[Suite]] = lambda suite: suite.outward(),
    ) -> None:
        self._test = test
        self._outward = outward
        self.__doc__ = test.__doc__

    def __get__(self, suite: Suite, owner: type[Suite]) -> bool:
        return holds_around(suite, self._test, self._outward)


def _around_in_scope(test: Callable[[Suite], bool]) -> _Around:
    """Turn a test into the same property, for outer suites in the same scope only."""
    return _Around(test, lambda suite: suite.within_scope())


class Suite:
    """The statements that one clause of a compound statement controls.

    ``body``: those statements.
    ``scope``: the module, class or function in whose namespace they bind names.
    ``statement``: the compound statement that the clause belongs to, or the module.
    ``clause``: the name of the statement's field, or the clause's own node.
    ``parent``: the suite that contains that statement; None for the module. The ``else`` suite of a
    ``try`` statement has the ``try`` suite as its parent, which runs before it.
    """

    __slots__ = (
        "_condition",
        "_dead_ends",
        "_has_imports_alone",
        "_module",
        "body",
        "clause",
        "known",
        "known_names",
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
        self._condition: Suite | None = None
        self._has_imports_alone: bool | None = None
        self._module: Suite | None = parent and (parent._module or parent)
        self.known_names: frozenset[str] | None = None
        self.known: dict[Callable[[Suite], bool], bool] = {}
        """The cached results of tests, each for this suite and the outer ones."""

    def outward(self) -> Iterator[Suite]:
        """Yield this suite and all outer ones, the module's last."""
        suite: Suite | None = self
        while suite is not None:
            yield suite
            suite = suite.parent

    @property
    def is_handled(self) -> bool:
        """Whether a statement around the suite may handle errors raised in it."""
        return any(
            (suite.clause == "body" and bool(suite.statement.handlers))
            if isinstance(suite.statement, TRY)
            else isinstance(suite.statement, WITH) and may_swallow_errors(suite.statement)
            for suite in self.outward()
        )

    def within_scope(self) -> Iterator[Suite]:
        """Yield this suite and the outer ones in the same scope, the outermost last."""
        for suite in self.outward():
            if suite.scope is not self.scope:
                break
            yield suite

    def condition(self) -> Suite:
        """Return this suite or the nearest outer one in its scope that is conditional.

        If none is, return the scope's outermost suite.
        """
        inner = []
        found = self
        for found in self.within_scope():
            if found._condition is not None:
                found = found._condition
                break
            inner.append(found)
            if found.is_conditional:
                break
        for each in inner:
            each._condition = found
        return found

    def holds(self, other: Suite) -> bool:
        """Tell whether another suite of the same scope is this one, or is inside it."""
        if other is self:
            return True
        parts = [self.body]
        if self.clause == "body" and isinstance(self.statement, TRY):
            parts.append(self.statement.orelse)
        first = start(other.body[0])
        return any(part and start(part[0]) <= first < end(part[-1]) for part in parts)

    @property
    def has_imports_alone(self) -> bool:
        """Whether all of its statements are imports."""
        if self._has_imports_alone is None:
            self._has_imports_alone = all(
                isinstance(each, (ast.Import, ast.ImportFrom)) for each in self.body
            )
        return self._has_imports_alone

    @property
    def always_runs(self) -> bool:
        """Whether every run of the module runs its statements."""
        return self.condition().parent is None

    def leaves_between(self, after: Position, before: Position) -> bool:
        """Tell whether a statement of this suite between two positions may not complete."""
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

    @_Around
    def is_type_checking(self) -> bool:
        """Whether only type checkers look at this suite: it is inside an ``if TYPE_CHECKING``."""
        statement = self.statement
        if not isinstance(statement, ast.If):
            return False
        module = self._module or self
        if module.known_names is None:
            module.known_names = type_checking_names(module.body)
        return self.clause == clause_for(statement.test, module.known_names)

    @_Around
    def is_program(self) -> bool:
        """Whether it runs only in a program's main module: it is inside ``if __name__ == …``."""
        statement = self.statement
        return isinstance(statement, ast.If) and self.clause == clause_for(statement.test, _NAME)

    @_Around
    def is_in_function(self) -> bool:
        """Whether it runs when a function is called."""
        return isinstance(self.scope, FUNCTIONS)

    @property
    def runs_at_import(self) -> bool:
        """Whether it may run when the module is imported, rather than called or started."""
        return not (self.is_in_function or self.is_type_checking or self.is_program)

    @property
    def has_version_test(self) -> bool:
        """Whether its own clause tests the version of Python, or handles a ``NameError``."""
        roots = getattr(self.statement, "test", None), getattr(self.clause, "type", None)
        return any(
            root is not None and mentions(root, "NameError", "PY2", "PY3", "version_info")
            for root in roots
        )

    @_Around
    def asks_version(self) -> bool:
        """Whether this suite depends on the version of Python, or handles a ``NameError``."""
        return self.has_version_test

    @_Around
    def expects_error(self) -> bool:
        """Whether this suite is expected to fail, as inside ``pytest.raises``."""
        return any(map(is_expecting_errors, self._managers()))

    @property
    def is_attempt(self) -> bool:
        """Whether the surrounding code continues if this suite fails."""
        statement = self.statement
        if isinstance(statement, TRY):
            return bool(statement.handlers) and self.clause in ("body", "orelse")
        return isinstance(statement, WITH) and swallows_errors(statement)

    @_around_in_scope
    def has_alternative(self) -> bool:
        """Whether another clause may run instead of this suite, or instead of an outer one."""
        statement = self.statement
        if isinstance(statement, TRY):
            return bool(statement.handlers) and self.clause != "finalbody"
        if isinstance(statement, ast.If):
            return bool(statement.orelse)
        return isinstance(statement, ast.Match)

    @_around_in_scope
    def expects_missing_module(self) -> bool:
        """Whether an import here may fail, or replaces one that failed."""
        statement = self.statement
        if isinstance(statement, TRY):
            return self.clause != "finalbody" and handles_import_errors(statement.handlers)
        return isinstance(statement, WITH) and swallows_errors(statement)

    @_around_in_scope
    def requires_module(self) -> bool:
        """Whether a failing import here is only turned into another error."""
        statement = self.statement
        return (
            isinstance(statement, TRY)
            and self.clause == "body"
            and not self.is_conditional
            and handles_import_errors(statement.handlers)
        )

    def manages_modules(self) -> Iterator[Suite]:
        """Yield this or outer suites whose ``with`` statement affects how modules are loaded."""
        for suite in self.within_scope():
            if any(map(is_about_modules, suite._managers())):
                yield suite

    def _managers(self) -> Iterator[str]:
        if isinstance(self.statement, WITH):
            yield from managers(self.statement)

    def has_run_before(self, later: Suite) -> bool:
        """Tell whether this suite has always run when ``later``, which is below it, is reached.

        Both must be in the same scope.
        """
        if not self.condition().holds(later):
            return False
        # A handler or `finally` is reached from any statement that it guards.
        for suite in self.within_scope():  # pragma: no branch
            if suite.holds(later):
                break
            if isinstance(suite.statement, TRY) and _is_within(later, suite.statement):
                return False
        return True

    def rules_out(self, other: Suite) -> bool:
        """Tell whether only one of the two suites can be entered, unless they are in a loop.

        Unlike with ``excludes``, a suite that is entered but fails counts as well.
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
        """Tell whether the two suites are in branches of which only one can run to its end.

        These are the branches of an ``if``, the cases of a ``match``, the handlers of a ``try``,
        and a handler and the suite that it guards, or that suite's ``else``.
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


def holds_around(
    suite: Suite,
    test: Callable[[Suite], bool],
    outward: Callable[[Suite], Iterator[Suite]] = Suite.outward,
) -> bool:
    """Tell whether a test holds for a suite or an outer one.

    Each suite caches the result, as an ``elif`` chain may nest suites very deeply. So a test must
    always be used with the same ``outward``.
    """
    inner = []
    found = False
    for each in outward(suite):
        known = each.known.get(test)
        if known is not None:
            found = known
            break
        inner.append(each)
    for each in reversed(inner):
        each.known[test] = found = found or test(each)
    return found


def _is_within(suite: Suite, statement: ast.stmt) -> bool:
    return start(statement) < start(suite.body[0]) < end(statement)


def start(node: ast.AST) -> Position:
    """Return where a statement, an expression or an alias starts."""
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def end(node: ast.AST) -> Position:
    """Return where a statement, an expression or an alias ends."""
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]


def always_leads(earlier: ast.stmt, suite: Suite, later: ast.stmt, later_suite: Suite) -> bool:
    """Tell whether ``earlier`` always leads to ``later``, which comes after it in the same scope.

    It does if the path between them enters no further branch, handler or loop, and does not leave
    the scope. An early exit under a condition of its own does not count.
    """
    if suite.expects_error or not later_suite.condition().holds(suite):
        return False
    passed, goal = end(earlier), start(later)
    for around in suite.within_scope():  # pragma: no branch
        if around.leaves_between(passed, goal):
            return False
        statement = around.statement
        if isinstance(statement, TRY):
            # `else` and `finally` run after this clause; those before `later` count.
            rest = statement.orelse if around.clause == "body" else []
            if around.clause != "finalbody":
                rest = [*rest, *statement.finalbody]
            if any(end(each) <= goal and not can_complete([each], POSSIBLE_EXITS) for each in rest):
                return False
        if isinstance(statement, ast.Module) or end(statement) > goal:
            break
        passed = end(statement)
    return True
