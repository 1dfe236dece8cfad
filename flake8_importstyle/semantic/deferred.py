"""Deferred code: when what runs later than the module may run at the earliest.

Code in functions sees the names of the module as they are when it is called. That is after the
module has been gone through, unless something calls it before.
"""

from __future__ import annotations

import ast
from bisect import bisect_left

from flake8_importstyle.semantic.scopes import Read
from flake8_importstyle.syntax.control_flow import LOOPS, WITH
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import FUNCTIONS, Position, end, start

# These call something, or let a generator go on; so do loops and what is unpacked.
_CALLS = (
    *(ast.Call, ast.Subscript, ast.Starred, ast.Compare, ast.Await, ast.YieldFrom),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def outermost_function(read: Read) -> ast.AST | None:
    """Return the function within which a read runs later than the module; None if at once."""
    function = None
    for scope in read.scope.outward():
        if scope.is_function:
            function = scope.node
    return function


def may_run_before(
    source: SourceFile, read: Read, function: ast.AST | None, change: Position
) -> bool:
    """Tell whether code that is evaluated later may have run by the time of a change.

    ``function``: the one within which it is. It may run once that is made; in a loop, the next turn
    may call it before what stands above.
    """
    made = end(function) if function is not None else read.position
    opening = start(function) if function is not None else made
    for suite in read.suite.outward():
        loop = suite.statement
        if isinstance(loop, LOOPS) and start(loop) < opening:
            made = min(made, start(loop))
            if start(loop) <= change <= end(loop):
                change = end(loop)
    calls = source.fact(_calls)
    first = bisect_left(calls, made)
    return first < len(calls) and calls[first] <= change


def _calls(source: SourceFile) -> list[Position]:
    """Return the ends of all by which code that runs at once may call something.

    At its end, because a call may run a function that it is given.
    """
    found: list[Position] = []
    eager: set[ast.AST] = {source.tree}
    for suite in source.outline.suites:
        parent = suite.parent
        if isinstance(suite.statement, ast.ClassDef) and parent and parent.scope in eager:
            eager.add(suite.statement)
        if suite.scope not in eager:
            continue
        for statement in suite.body:
            if _is_called_at_end(statement):
                found.append(end(statement))
            if isinstance(statement, (ast.For, ast.AsyncFor)):
                found.append(end(statement.iter))
            for part in ast.iter_child_nodes(statement):
                if isinstance(part, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                    continue
                if isinstance(part, ast.withitem):
                    found.append(end(part.context_expr))
                found += (end(node) for node in ast.walk(part) if _may_call(node))
    return sorted(found)


def _may_call(node: ast.AST) -> bool:
    is_unpacking = isinstance(node, (ast.Tuple, ast.List)) and isinstance(node.ctx, ast.Store)
    return is_unpacking or isinstance(node, _CALLS)


def _is_called_at_end(statement: ast.stmt) -> bool:
    """Tell whether a statement may call something once all of it has run.

    A decorator is given what it stands above, the base of a class the class
    (``__init_subclass__``, a metaclass), what a class holds its name (``__set_name__``).
    """
    if isinstance(statement, ast.ClassDef):
        holds = any(isinstance(each, (ast.Assign, ast.AnnAssign)) for each in statement.body)
        return holds or bool(statement.bases or statement.keywords or statement.decorator_list)
    if isinstance(statement, FUNCTIONS):
        return bool(statement.decorator_list)
    return isinstance(statement, WITH)
