"""Branching: which ways lead through a module."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any

from flake8_importstyle.exports.constants import UNKNOWN, Partial
from flake8_importstyle.exports.definitions import IMPORT_FAILS, Bound, Failure, merged, truth
from flake8_importstyle.exports.loading import Imports
from flake8_importstyle.syntax.control_flow import dotted_end, handled_errors, swallows_errors

# A loop over known values is gone through so many times in all, and otherwise once.
_MOST_STEPS = 2_000
_DEEPEST = 60


class Branches(Imports):
    """A module that is gone through, and the statements of which only some are."""

    @abstractmethod
    def assign(self, target: ast.expr, value: Any, source: ast.expr | None) -> None:
        """Bind what a target names; ``source``: where the value comes from."""

    def suite(self, body: list[ast.stmt]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.doubt = self.doubt or "it is nested too deep"
        else:
            for statement in body:
                if self.is_dead:
                    break
                self.statement(statement)
        self.depth -= 1

    def statement(self, node: ast.stmt) -> None:
        visit = getattr(self, f"visit_{type(node).__name__}", None)
        if visit is not None:
            visit(node)
        else:
            for expression in ast.iter_child_nodes(node):
                self.effects(expression)

    def branches(self, *branches: Callable[[], None]) -> None:
        """Go through several ways of which one is taken."""
        before, ends = self.names, []
        self.branching += 1
        for branch in branches:
            self.names = dict(before)
            try:
                branch()
            except Failure as failure:
                self.escape(failure, self.names)
                self.is_dead = True
            if not self.is_dead:
                ends.append(self.names)
            self.is_dead = False
        self.branching -= 1
        self.is_dead = not ends
        self.names = merged(ends) if ends else before

    def escape(self, failure: Failure, names: dict[str, Bound]) -> None:
        """Remember an exception for the innermost statement around that may handle it."""
        if self.escaped:
            self.escaped[-1].append((failure, names))

    def visit_If(self, node: ast.If) -> None:
        self.effects(node.test)
        test = truth(self.value(node.test))
        if test is UNKNOWN:
            self.branches(lambda: self.suite(node.body), lambda: self.suite(node.orelse))
        else:
            self.suite(node.body if test else node.orelse)

    def visit_Match(self, node: ast.Match) -> None:
        self.effects(node.subject)

        def case(each: ast.match_case) -> None:
            for part in ast.walk(each.pattern):
                for name in (getattr(part, "name", None), getattr(part, "rest", None)):
                    if isinstance(name, str):
                        self.bind(name, Bound(node.lineno))
            self.suite(each.body)

        self.branches(lambda: None, *(lambda each=each: case(each) for each in node.cases))

    def visit_While(self, node: ast.While) -> None:
        self.effects(node.test)
        test = truth(self.value(node.test))
        if test is UNKNOWN:
            self.branches(lambda: self.loop_body(node.body), lambda: None)
        elif test:
            self.loop_body(node.body)
        self.suite(node.orelse)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.effects(node.iter)
        items = self.value(node.iter)
        known = isinstance(items, (list, tuple, set, frozenset, dict, range, str))
        if known and self.steps + len(items) * len(node.body) <= _MOST_STEPS:
            for item in items:
                self.steps += len(node.body)
                self.assign(node.target, item, None)
                self.loop_body(node.body)
        else:

            def once() -> None:
                self.assign(node.target, UNKNOWN, None)
                self.loop_body(node.body)

            if known:
                once()
            else:
                self.branches(once, lambda: None)
        self.suite(node.orelse)

    visit_AsyncFor = visit_For

    def loop_body(self, body: list[ast.stmt]) -> None:
        self.suite(body)
        self.is_dead = False  # By `break` or `continue`, or the loop is not the end of it.

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.effects(item.context_expr)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, UNKNOWN, None)
        if not swallows_errors(node):
            self.suite(node.body)
            return
        self.expected.append(frozenset((*IMPORT_FAILS, "AttributeError", "NameError")))
        self.escaped.append([])
        try:
            self.suite(node.body)
        except Failure:
            pass
        finally:
            self.expected.pop()
            self.names = merged([self.names, *(names for _, names in self.escaped.pop())])
        self.is_dead = False

    visit_AsyncWith = visit_With

    def visit_Try(self, node: ast.Try) -> None:
        before = dict(self.names)
        handled = [handled_errors(each) for each in node.handlers]
        every = frozenset().union(*handled)
        failure: Failure | None = None
        self.expected.append(every)
        self.escaped.append([])
        try:
            self.suite(node.body)
        except Failure as raised:
            failure = raised
            self.escape(failure, self.names)
        finally:
            self.expected.pop()
            escaped = self.escaped.pop()
        # The names at the ends of the ways to each handler.
        entries: list[list[dict[str, Bound]]] = [[] for _ in handled]
        for each, names in escaped:
            for entry, errors in zip(entries, handled, strict=True):
                if not errors.isdisjoint(each.names):
                    entry.append(names)
                    break
            else:
                self.escape(each, names)
        if failure is None and not self.is_safe(node.body, every):
            # What it raises cannot be told: any handler may run.
            for entry in entries:
                entry += (before, self.names)
        ways: list[Callable[[], None]] = [
            partial(self.handler, handler, entry)
            for handler, entry in zip(node.handlers, entries, strict=True)
            if entry
        ]
        if failure is None and not self.is_dead:
            ways.insert(0, partial(self.suite, node.orelse))
        if failure is not None and not ways:
            self.suite(node.finalbody)
            raise failure
        if len(ways) == 1 and not self.is_dead:
            ways[0]()
        else:
            self.is_dead = False
            self.branches(*ways)
        is_dead, self.is_dead = self.is_dead, False
        self.suite(node.finalbody)
        self.is_dead = self.is_dead or is_dead

    visit_TryStar = visit_Try

    def handler(self, node: ast.ExceptHandler, ends: list[dict[str, Bound]]) -> None:
        self.names = merged(ends)
        self.suite(node.body)
        if node.name is not None:
            self.names.pop(node.name, None)

    def is_safe(self, body: list[ast.stmt], handled: frozenset[str]) -> bool:
        """Tell whether none of the exceptions can come out of statements that have succeeded."""
        return all(
            isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Pass, ast.Global))
            or (isinstance(each, (ast.Import, ast.ImportFrom)) and self.is_there(each))
            or (isinstance(each, ast.Expr) and isinstance(each.value, (ast.Constant, ast.Name)))
            or (isinstance(each, ast.Expr) and self.is_appending(each.value))
            or (
                isinstance(each, ast.Assign)
                and (
                    isinstance(each.value, (ast.Constant, ast.Name, ast.Lambda))
                    or self.value(each.value) is not UNKNOWN
                    or self.is_attribute(each.value)
                )
            )
            or (handled <= {*IMPORT_FAILS} and not _has_import(each))
            for each in body
        )

    def is_appending(self, node: ast.expr) -> bool:
        """Tell whether this has added something to a known list."""
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("append", "extend")
            and isinstance(self.value(node.func.value), (list, Partial))
        )

    def visit_Raise(self, node: ast.Raise) -> None:
        if self.expected:
            name = (
                dotted_end(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
                if node.exc
                else None
            )
            raise Failure(*([name] if name else IMPORT_FAILS))
        self.is_dead = True

    def visit_Break(self, node: ast.Break | ast.Continue) -> None:
        self.is_dead = True

    visit_Continue = visit_Break


def _has_import(node: ast.stmt) -> bool:
    return any(isinstance(each, (ast.Import, ast.ImportFrom)) for each in ast.walk(node))
