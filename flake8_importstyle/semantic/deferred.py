"""Find the earliest time at which deferred code, such as that of functions, may run.

Code in a function sees the names of the module as they are when it is called. This is after the
module has been loaded, unless a call during loading may lead to it.
"""

from __future__ import annotations

import ast
from bisect import bisect_left

from flake8_importstyle.semantic.scopes import Read
from flake8_importstyle.syntax.control_flow import LOOPS, WITH
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import FUNCTIONS, Position, end, start

# Expressions that may call a function or resume a generator; loops and unpacking may do so, too.
_CALLS = (
    *(ast.Call, ast.Subscript, ast.Starred, ast.Compare, ast.Await, ast.YieldFrom),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def outermost_function(read: Read) -> ast.AST | None:
    """Return the outermost function that contains a read; None if it runs with the module."""
    function = None
    for scope in read.scope.outward():
        if scope.is_function:
            function = scope.node
    return function


def may_run_before(
    source: SourceFile, read: Read, function: ast.AST | None, change: Position
) -> bool:
    """Tell whether a deferred read may run before the name is changed at a position.

    ``function``: the outermost function that contains the read, if any. It may be called as soon as
    it is defined; in a loop, the next turn may call it before code that is above its definition.
    """
    defined = end(function) if function is not None else read.position
    opening = start(function) if function is not None else defined
    for suite in read.suite.outward():
        loop = suite.statement
        if isinstance(loop, LOOPS) and start(loop) < opening:
            defined = min(defined, start(loop))
            if start(loop) <= change <= end(loop):
                change = end(loop)
    calls = source.fact(_calls)
    first = bisect_left(calls, defined)
    return first < len(calls) and calls[first] <= change


def _calls(source: SourceFile) -> list[Position]:
    """Return the end of each piece of module-level code that may call a function, in order.

    The end counts, because a call may run a function that is among its arguments.
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
                found += (end(node) for node in nodes_in(part) if _may_call(node))
    return sorted(found)


def _may_call(node: ast.AST) -> bool:
    is_unpacking = isinstance(node, (ast.Tuple, ast.List)) and isinstance(node.ctx, ast.Store)
    return is_unpacking or isinstance(node, _CALLS)


def _is_called_at_end(statement: ast.stmt) -> bool:
    """Tell whether a statement may call something when its body has run.

    Decorators are called with the function or class, base classes are notified of the class
    (``__init_subclass__``, metaclasses), and so are the values in it (``__set_name__``).
    """
    if isinstance(statement, ast.ClassDef):
        holds = any(isinstance(each, (ast.Assign, ast.AnnAssign)) for each in statement.body)
        return holds or bool(statement.bases or statement.keywords or statement.decorator_list)
    if isinstance(statement, FUNCTIONS):
        return bool(statement.decorator_list)
    return isinstance(statement, WITH)
