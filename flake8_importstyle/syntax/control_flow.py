"""Control flow: where control goes after a statement, judging by the names in it.

Everything here looks at one statement alone; ``suites`` knows what is around it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterator
from typing import NamedTuple

from flake8_importstyle.syntax.nodes import nodes_in

if sys.version_info >= (3, 11):  # pragma: >=3.11 cover
    TRY = (ast.Try, ast.TryStar)
else:  # pragma: <3.11 cover
    TRY = (ast.Try,)
WITH = (ast.With, ast.AsyncWith)
LOOPS = (ast.For, ast.AsyncFor, ast.While)

# Context managers that expect an exception: whether an import in them succeeds is unknown.
_EXPECTING_ERRORS = "(?i)raises"
_SWALLOWING_ERRORS = "(?i)ExitStack|ignor|optional|raises|suppress|try_?import"
# Context managers that swallow no exceptions.
_PLAIN_MANAGERS = frozenset(
    (
        *("Pool", "Popen", "ProcessPoolExecutor", "TemporaryDirectory", "TemporaryFile"),
        *("NamedTemporaryFile", "ThreadPoolExecutor", "ZipFile", "catch_warnings", "chdir"),
        *("closing", "localcontext", "nullcontext", "open", "redirect_stderr", "redirect_stdout"),
        *("scandir", "socket", "urlopen"),
    )
)
_ERROR = ".*(Error|Exception|Exit|Interrupt)"
# Context managers in which a module may be reloaded or patched, or that capture what importing it
# prints.
_ABOUT_MODULES = (
    "(?i)cache|capture|deprecat|import|intercept|logs|module|patch|redirect|sys_?path|warn"
)
_IMPORT_ERRORS = ("Exception", "BaseException", "ImportError", "ModuleNotFoundError")
# https://mypy.readthedocs.io/en/stable/common_issues.html#import-cycles
_TYPE_CHECKING = frozenset(("MYPY", "TYPE_CHECKING"))
# Assume that control passes through statements nested more deeply: real code is not.
_DEEPEST = 40


class Exits(NamedTuple):
    """What ends the path through a suite: types of statements, and names of functions."""

    statements: tuple[type[ast.stmt], ...]
    functions: frozenset[str]


SURE_EXITS = Exits(
    (ast.Return, ast.Raise), frozenset({"exit", "quit", "os._exit", "os.abort", "sys.exit"})
)
"""These certainly leave the surrounding code."""
POSSIBLE_EXITS = Exits(
    (ast.Return, ast.Raise, ast.Continue, ast.Break),
    SURE_EXITS.functions
    | {".abort", ".error", ".exit", ".fail", ".quit", ".skip", ".skipTest", "fail", "skip"},
)
"""After these the next statement may not be reached; names that start with a dot are methods."""


def can_complete(body: list[ast.stmt], exits: Exits, deepest: int = _DEEPEST) -> bool:
    """Tell whether control may reach the end of ``body``, given what ends the path."""
    return deepest == 0 or all(_may_pass(each, exits, deepest - 1) for each in body)


def _may_pass(statement: ast.stmt, exits: Exits, deepest: int) -> bool:
    def passes(body: list[ast.stmt]) -> bool:
        return can_complete(body, exits, deepest)

    if isinstance(statement, exits.statements):
        return False
    if isinstance(statement, ast.Expr):
        return not _calls(statement.value, exits.functions)
    if isinstance(statement, ast.If):
        return passes(statement.body) or passes(statement.orelse)
    if isinstance(statement, TRY):
        guarded = passes(statement.body) and passes(statement.orelse)
        handled = any(passes(handler.body) for handler in statement.handlers)
        return (guarded or handled) and passes(statement.finalbody)
    if isinstance(statement, WITH):
        is_passed = swallows_errors(statement) or has_raise(statement.body)
        return is_passed or passes(statement.body)
    if isinstance(statement, ast.Match):
        is_exhaustive = matches_all(statement.cases[-1])
        return not is_exhaustive or any(passes(case.body) for case in statement.cases)
    if isinstance(statement, ast.While):
        return not _is_endless(statement)
    return True


def matches_all(case: ast.match_case) -> bool:
    """Tell whether a case matches everything that no earlier case matches."""
    pattern = case.pattern
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None and case.guard is None


def _is_endless(loop: ast.While) -> bool:
    if not isinstance(loop.test, ast.Constant) or not loop.test.value:
        return False
    pending: list[ast.AST] = [*loop.body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Break):
            return False
        if isinstance(node, LOOPS):
            pending += node.orelse  # A `break` in its body is its own.
        elif not isinstance(node, ast.expr):
            pending += ast.iter_child_nodes(node)
    return True


def is_about_modules(name: str) -> bool:
    """Tell whether the name of a function suggests that it affects how modules are loaded."""
    return re.search(_ABOUT_MODULES, name) is not None


def dotted_end(node: ast.AST) -> str | None:
    """Return the last part of a dotted name, or None if ``node`` is not one."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def mentions(root: ast.AST, *names: str) -> bool:
    """Tell whether one of ``names`` ends a dotted name anywhere in a tree."""
    return any(dotted_end(node) in names for node in nodes_in(root))


def _calls(node: ast.expr, functions: frozenset[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    if isinstance(function, ast.Attribute):
        owner = function.value.id if isinstance(function.value, ast.Name) else ""
        return not functions.isdisjoint((f"{owner}.{function.attr}", f".{function.attr}"))
    return isinstance(function, ast.Name) and function.id in functions


def managers(statement: ast.With | ast.AsyncWith) -> Iterator[str]:
    """Yield all parts of the names of the called context managers: ``patch`` and ``dict``."""
    for item in statement.items:
        function = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
        while isinstance(function, ast.Attribute):
            yield function.attr
            function = function.value
        if isinstance(function, ast.Name):
            yield function.id


def swallows_errors(statement: ast.With | ast.AsyncWith) -> bool:
    """Tell whether a ``with`` statement seems to swallow exceptions, as ``suppress`` does."""
    return any(re.search(_SWALLOWING_ERRORS, name) for name in managers(statement)) or any(
        re.fullmatch(_ERROR, dotted_end(argument) or "")
        for item in statement.items
        if isinstance(item.context_expr, ast.Call)
        for argument in item.context_expr.args
    )


def swallowed_errors(statement: ast.With | ast.AsyncWith) -> frozenset[str]:
    """Return the names among the arguments of context managers; else ``BaseException``."""
    return frozenset(
        dotted_end(argument) or "BaseException"
        for item in statement.items
        if isinstance(item.context_expr, ast.Call)
        for argument in item.context_expr.args
    ) or frozenset(("BaseException",))


def may_swallow_errors(statement: ast.With | ast.AsyncWith) -> bool:
    """Tell whether a ``with`` statement may swallow exceptions.

    It does not if its context managers are known not to, and there is no ``raise`` inside.
    """
    functions = [
        dotted_end(item.context_expr.func)
        for item in statement.items
        if isinstance(item.context_expr, ast.Call)
    ]
    return not _PLAIN_MANAGERS.issuperset(functions) or has_raise(statement.body)


def has_raise(body: list[ast.stmt]) -> bool:
    """Tell whether a suite contains a ``raise`` outside functions and classes.

    In a ``with`` statement, it suggests that the context manager expects the exception.
    """
    pending: list[ast.AST] = [*body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Raise):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            pending += ast.iter_child_nodes(node)
    return False


def handles_import_errors(handlers: list[ast.ExceptHandler]) -> bool:
    """Tell whether one of a ``try`` statement's handlers catches a failing import."""
    return any(not handled_errors(each).isdisjoint(_IMPORT_ERRORS) for each in handlers)


def handled_errors(handler: ast.ExceptHandler) -> frozenset[str]:
    """Return the names of the exceptions that a handler catches."""
    if handler.type is None:
        return frozenset({"BaseException"})
    parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return frozenset(dotted_end(each) or "Exception" for each in parts)


def clause_for(test: ast.expr, names: Collection[str], deepest: int = _DEEPEST) -> str | None:
    """Return the clause of an ``if`` that is entered only if one of ``names`` is true.

    If there is no such clause, return the one that is always entered when the name is true. None if
    there is neither, or if ``test`` mentions none of the names.
    """
    if not mentions(test, *names):
        return None
    if deepest and isinstance(test, ast.UnaryOp):
        inner = clause_for(test.operand, names, deepest - 1)
        return inner and ("orelse" if inner == "body" else "body")
    if deepest and isinstance(test, ast.BoolOp):
        clauses = [clause_for(each, names, deepest - 1) for each in test.values]
        if isinstance(test.op, ast.And):
            return "body" if "body" in clauses else None
        return "orelse" if "orelse" in clauses else "body"
    if isinstance(test, ast.Compare):
        is_negative = isinstance(test.ops[0], (ast.NotEq, ast.IsNot, ast.NotIn))
        other = test.comparators[0]
        is_false = isinstance(other, ast.Constant) and other.value is False
        return "orelse" if is_negative != is_false else "body"
    return "body"


def type_checking_names(body: list[ast.stmt]) -> frozenset[str]:
    """Return the names that are true for type checkers only, given the statements of a module."""
    return _TYPE_CHECKING.union(
        alias.asname
        for each in body
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
        if alias.asname and alias.name in _TYPE_CHECKING
    )


def is_expecting_errors(name: str) -> bool:
    """Tell whether the name of a context manager says that it expects an exception."""
    return re.search(_EXPECTING_ERRORS, name) is not None


def assignments_in(root: ast.AST) -> Iterator[tuple[ast.NamedExpr, bool]]:
    """Yield each ``name := value`` in an expression, with whether it always runs."""
    pending: list[tuple[ast.AST, bool]] = [(root, True)]
    while pending:
        node, is_sure = pending.pop()
        if isinstance(node, ast.NamedExpr):
            yield node, is_sure
        first: list[ast.AST] = list(ast.iter_child_nodes(node))
        rest: list[ast.AST] = []
        if isinstance(node, ast.Lambda):
            first = [node.args]  # The names that its body binds are local.
        elif isinstance(node, ast.BoolOp):
            first, rest = [node.values[0]], list(node.values[1:])
        elif isinstance(node, ast.IfExp):
            first, rest = [node.test], [node.body, node.orelse]
        elif isinstance(node, ast.Compare):
            first, rest = [node.left, node.comparators[0]], list(node.comparators[1:])
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            rest = [each for each in first if each is not node.generators[0]]
            outer = node.generators[0]
            first, rest = [outer.iter], [*rest, *outer.ifs]
        pending += ((each, is_sure) for each in reversed(first))
        pending += ((each, False) for each in reversed(rest))
