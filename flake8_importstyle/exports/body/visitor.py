"""The names that a module has once it has run, found without running it.

The body of a module is evaluated statement by statement, as Python would run it: a name is
definitely bound, possibly bound, or deleted again. Tests of the interpreter and platform, such as
those of ``sys.version_info``, are decided as they would be here. See
https://docs.python.org/3/reference/executionmodel.html and
https://docs.python.org/3/reference/simple_stmts.html#the-import-statement.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from typing import Any

from flake8_importstyle.exports.body.assignments import Assignments
from flake8_importstyle.exports.body.declarations import Declarations
from flake8_importstyle.exports.body.effects import Effects
from flake8_importstyle.exports.body.evaluator import Evaluator
from flake8_importstyle.exports.body.exceptions import Exceptions
from flake8_importstyle.exports.body.failures import Failures
from flake8_importstyle.exports.body.imports import Imports
from flake8_importstyle.exports.body.loops import Loops
from flake8_importstyle.exports.body.own_module import OwnModule
from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import (
    IMPORT_FAILS,
    WRITES,
    Definition,
    Exports,
    Failure,
    OtherModules,
    truth,
)
from flake8_importstyle.exports.evaluation.constants import UNKNOWN
from flake8_importstyle.syntax.branching import Changes
from flake8_importstyle.syntax.budget import TOO_LARGE, Budget, TooLarge
from flake8_importstyle.syntax.control_flow import (
    dotted_end,
    handled_errors,
    has_raise,
    swallowed_errors,
    swallows_errors,
)
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.skeleton import remarkable_lines

# The budget of one module: ten times what the largest real ones need, plus one step per byte, so
# that a long file may cost as much as parsing it.
_MOST_STEPS = 500_000


def exports_of(
    tree: ast.Module,
    module: str,
    package: str,
    others: OtherModules,
    *,
    is_stub: bool = False,
    text: bytes = b"",
    budget: Budget | None = None,
) -> Exports:
    """Return the names of ``module`` once its body has run.

    ``package``: the package that contains it, or the module itself if it is one. ``text``: the
    source of the tree, if at hand; it saves time. ``budget``: that of the question this is part of.
    """
    own = Budget(_MOST_STEPS + len(text), within=budget)
    state = State(module, package, own, is_stub=is_stub)
    try:
        Body(state, others, remarkable_lines(text)).visit(tree)
        return state.exports()
    except TooLarge:
        # Keep no names: evaluation may have stopped in a branch that is not taken.
        return Exports({}, TOO_LARGE, state.loads)
    finally:
        own.settle()


class Body:
    """Evaluates the statements of a module.

    ``lines``: the lines with words for the names of modules; None for any line.
    """

    def __init__(self, state: State, others: OtherModules, lines: list[int] | None = None) -> None:
        self._state = state
        self._others = others
        self._evaluator = Evaluator(state, others)
        self._imports = Imports(state, others)
        self._own = OwnModule(state, self._evaluator)
        self._effects = Effects(
            state, self._evaluator, self._own, others, self._suite, self._imports.only_load
        )
        self._assignments = Assignments(state, self._evaluator, self._own)
        self._declarations = Declarations(state, self._effects, self._own, self._suite, lines)
        self._exceptions = Exceptions(state)
        self._failures = Failures(self._evaluator, self._imports)
        self._loops = Loops(state, self._suite)

    def visit(self, tree: ast.Module) -> None:
        """Evaluate a whole module."""
        state = self._state
        try:
            self._suite(tree.body)
        except Failure:
            state.mark_incomplete("it raises an exception")
        if state.itself:
            self._own.follow_deferred(tree)
        if any(each.changes_all for each in state.functions.values()):
            # Another module may call it, even if this one does not.
            state.forget_value(ast.Name("__all__", ast.Load()))
        for name in state.rebound:
            if name in state.names:
                state.names.put(name, state.names[name]._replace(is_module=None))
        for each in state.functions.values():
            state.mark_possible(each.deletes)  # Others may call it.
            if isinstance(each.node, ast.ClassDef):
                # Any code may call its methods.
                for name in [name for name in each.binds if name not in state.names]:
                    state.bind(name, Definition(each.node.lineno, is_definite=False))
        lazy = state.functions.get("__getattr__")
        if lazy is not None and isinstance(lazy.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._ask_getattr(lazy.node, lazy.calls)

    def _ask_getattr(self, lazy: ast.FunctionDef | ast.AsyncFunctionDef, calls: set[str]) -> None:
        """Find out which names ``__getattr__`` provides for a star import."""
        state, refuses = self._state, self._evaluator.refuses
        passes_on = not calls.isdisjoint(("getattr", "import_module"))
        is_about_all = any(
            isinstance(each, ast.Constant) and each.value == "__all__" for each in nodes_in(lazy)
        )
        if (passes_on or is_about_all) and not refuses(lazy, "__all__"):
            state.mark_incomplete("its '__getattr__' may provide more names")
        listed = state.names.get("__all__")
        value = state.names.written_out(listed.value) if listed is not None else ()
        if isinstance(value, (list, tuple)):
            texts = {each for each in value if isinstance(each, str) and each not in state.names}
            state.refused.update(each for each in texts if refuses(lazy, each))

    def _suite(self, body: list[ast.stmt]) -> None:
        budget = self._state.budget
        if not budget.go_deeper():
            self._state.mark_incomplete("it is nested too deeply")
            return
        try:
            for statement in body:
                if self._state.is_dead:
                    break
                budget.spend()
                self._statement(statement)
        finally:
            budget.come_back()

    def _statement(self, node: ast.stmt) -> None:
        visit = getattr(self, f"_visit_{type(node).__name__}", None)
        if visit is not None:
            visit(node)

    # Simple statements

    def _visit_Import(self, node: ast.Import) -> None:
        self._imports.follow(node)

    def _visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._imports.follow_from(node)

    def _visit_Assign(self, node: ast.Assign) -> None:
        self._effects.follow_source(node.value, node.targets)
        value = self._evaluator.held_value(node.value)
        self._effects.raise_for(node.value)
        for target in node.targets:
            if isinstance(target, (ast.Attribute, ast.Subscript)):
                self._effects.follow(target.value)
            self._assignments.assign(target, value, node.value)

    def _visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._effects.follow_source(node.value, [node.target])
            self._effects.raise_for(node.value)
            value = self._evaluator.held_value(node.value)
            self._assignments.assign(node.target, value, node.value)
        elif self._state.is_stub and isinstance(node.target, ast.Name):
            self._state.bind(node.target.id, Definition(node.lineno))

    def _visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._effects.follow(node.value)
        if isinstance(node.target, ast.Name):
            name = node.target.id
            value = self._effects.added(name, node)
            if name not in self._state.names:
                self._state.bind(name, Definition(node.lineno))
            self._state.take_over(name)
            self._state.set_value(name, value)
        else:
            self._state.forget_value(node.target)

    def _visit_TypeAlias(self, node: Any) -> None:  # pragma: >=3.12 cover
        self._state.bind(node.name.id, Definition(node.lineno))

    def _visit_Expr(self, node: ast.Expr) -> None:
        self._effects.follow(node.value, node.value)
        self._effects.raise_for(node.value)
        if isinstance(node.value, ast.Call):
            self._effects.follow_statement(node.value)

    def _visit_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self._assignments.delete(target)

    def _visit_Raise(self, node: ast.Raise) -> None:
        if self._state.handled:
            name = (
                dotted_end(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
                if node.exc
                else None
            )
            raise Failure(*([name] if name else IMPORT_FAILS))
        self._state.is_dead = True

    def _visit_Break(self, node: ast.Break) -> None:
        self._loops.leave()
        self._state.is_dead = True

    def _visit_Continue(self, node: ast.Continue) -> None:
        self._loops.go_on()
        self._state.is_dead = True

    def _visit_Assert(self, node: ast.Assert) -> None:
        self._effects.follow(node.test)  # The message is evaluated only if it fails.

    # Functions and classes

    def _visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._declarations.function(node)

    _visit_AsyncFunctionDef = _visit_FunctionDef

    def _visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._declarations.class_(node)

    # Statements of which only some parts run

    def _branches(self, *branches: Callable[[], None]) -> None:
        """Evaluate several branches of which one is taken, and merge their changes."""
        state = self._state
        ends = []
        state.branching += 1
        for branch in branches:
            state.names.part()
            try:
                branch()
            except Failure as failure:
                self._exceptions.escape(failure)
                self._state.is_dead = True
            changes = state.names.take_back()
            if not self._state.is_dead:
                ends.append(changes)
            self._state.is_dead = False
        state.branching -= 1
        self._state.is_dead = not ends
        if ends:
            state.names.change(state.names.merged(ends))

    def _visit_If(self, node: ast.If) -> None:
        self._effects.follow(node.test)
        test = truth(self._evaluator.value(node.test))
        if test is UNKNOWN:
            self._branches(lambda: self._suite(node.body), lambda: self._suite(node.orelse))
        else:
            self._suite(node.body if test else node.orelse)

    def _visit_Match(self, node: ast.Match) -> None:
        self._effects.follow(node.subject)

        def case(each: ast.match_case) -> None:
            for part in nodes_in(each.pattern):
                for name in (getattr(part, "name", None), getattr(part, "rest", None)):
                    if isinstance(name, str):
                        self._state.bind(name, Definition(node.lineno))
            self._suite(each.body)

        self._branches(lambda: None, *(lambda each=each: case(each) for each in node.cases))

    def _visit_While(self, node: ast.While) -> None:
        def turns() -> None:
            self._effects.follow(node.test)
            test = truth(self._evaluator.value(node.test))
            if isinstance(node.test, ast.Constant) and test:
                self._loops.turn(node.body)
                self._loops.forget_values()
                return
            while test is not UNKNOWN and test and not self._state.is_dead:
                if not self._loops.has_room(len(node.body) + 1):
                    test = UNKNOWN
                    break
                self._loops.pay(node, len(node.body) + 1)
                self._loops.turn(node.body)
                test = truth(self._evaluator.value(node.test))
            if test is UNKNOWN and not self._state.is_dead:
                self._branches(lambda: self._loops.turn(node.body), lambda: None)

        self._loops.follow(node, turns)

    def _visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        written = node.iter.elts if isinstance(node.iter, (ast.List, ast.Tuple)) else []
        for each in written or [node.iter]:
            is_kept = bool(written) and not isinstance(node.target, ast.Name)
            self._effects.follow(each, is_kept=is_kept)
        self._own.note_loop(node.iter, node.target)
        items = self._evaluator.value(node.iter)
        known = isinstance(items, (list, tuple, set, frozenset, dict, range, str))

        def turn(item: Any, source: ast.expr | None = None) -> None:
            self._assignments.assign(node.target, item, source)
            self._loops.turn(node.body)

        def turns() -> None:
            if known and self._loops.has_room(len(items) * len(node.body)):
                sources = written if len(written) == len(items) else [None] * len(items)
                for item, source in zip(items, sources, strict=True):
                    self._loops.pay(node, len(node.body))
                    turn(item, source)
                    if self._state.is_dead:
                        break
            elif known:
                turn(UNKNOWN)
            else:
                self._branches(lambda: turn(UNKNOWN), lambda: None)

        self._loops.follow(node, turns)

    _visit_AsyncFor = _visit_For

    def _visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        state = self._state
        for item in node.items:
            self._effects.follow(item.context_expr)
            if self._effects.may_register(item.context_expr):
                state.mark_incomplete(WRITES)
            if item.optional_vars is not None:
                self._assignments.assign(item.optional_vars, UNKNOWN, None)
        if not swallows_errors(node) and not has_raise(node.body):
            self._suite(node.body)
            return
        # Treat all exceptions as swallowed: nobody expects one that is not.
        handled = frozenset((*IMPORT_FAILS, "AttributeError", "NameError", "BaseException"))
        failure, end, (swallowed,) = self._exceptions.guarded(
            partial(self._suite, node.body), [handled]
        )
        if failure is None and not self._failures.are_excluded(swallowed_errors(node), node.body):
            swallowed += ({}, end)
        before = state.names.keep()
        state.names.change(state.names.merged([end, *swallowed], before))
        self._state.is_dead = False

    _visit_AsyncWith = _visit_With

    def _visit_Try(self, node: ast.Try) -> None:
        names = self._state.names
        jumps = self._loops.jumps()
        handled = [handled_errors(each) for each in node.handlers]
        run = partial(self._suite, node.body)
        failure, end, entries = self._exceptions.guarded(run, handled)
        every = frozenset().union(*handled)
        if failure is None and not self._failures.are_excluded(every, node.body):
            # The body may raise anything: every handler may run.
            for entry in entries:
                entry += ({}, end)
        before = names.keep()
        ways: list[Callable[[], None]] = [
            partial(self._handler, handler, entry, before)
            for handler, entry in zip(node.handlers, entries, strict=True)
            if entry
        ]
        if failure is None and not self._state.is_dead:
            ways.insert(0, partial(self._suite, node.orelse))
        if failure is not None and not ways:
            self._suite(node.finalbody)
            raise failure
        if len(ways) == 1 and not self._state.is_dead:
            ways[0]()
        else:
            self._state.is_dead = False
            self._branches(*ways)
        is_dead, self._state.is_dead = self._state.is_dead, False
        self._loops.leave_through(jumps, partial(self._suite, node.finalbody))
        self._state.is_dead = self._state.is_dead or is_dead

    _visit_TryStar = _visit_Try

    def _handler(
        self, node: ast.ExceptHandler, ends: list[Changes[Definition]], before: Changes[Definition]
    ) -> None:
        names = self._state.names
        names.change({**before, **names.merged(ends, before)})
        self._suite(node.body)
        if node.name is not None:
            names.put(node.name, None)
