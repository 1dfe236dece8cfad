"""Flow: where control goes after single statements, and what the names in them tell about it.

Nothing here knows where a statement stands; that is the business of ``suites``.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterator
from typing import NamedTuple

if sys.version_info >= (3, 11):  # pragma: >=3.11 cover
    TRY = (ast.Try, ast.TryStar)
else:  # pragma: <3.11 cover
    TRY = (ast.Try,)
WITH = (ast.With, ast.AsyncWith)
LOOPS = (ast.For, ast.AsyncFor, ast.While)

# Inside these an exception is the expected outcome, so an import there tells nothing.
_EXPECTING_ERRORS = re.compile("raises", re.IGNORECASE)
_SWALLOWING_ERRORS = re.compile(
    "ExitStack|ignor|optional|raises|suppress|try_?import", re.IGNORECASE
)
# These let every exception pass.
_PLAIN_MANAGERS = frozenset(
    (
        *("Pool", "Popen", "ProcessPoolExecutor", "TemporaryDirectory", "TemporaryFile"),
        *("NamedTemporaryFile", "ThreadPoolExecutor", "ZipFile", "catch_warnings", "chdir"),
        *("closing", "localcontext", "nullcontext", "open", "redirect_stderr", "redirect_stdout"),
        *("scandir", "socket", "urlopen"),
    )
)
_ERROR = re.compile(".*(Error|Exception|Exit|Interrupt)")
# Inside these a module may be loaded anew, or give another value for a while; or it is watched what
# an import prints.
_ABOUT_MODULES = re.compile(
    "cache|capture|deprecat|import|intercept|logs|module|patch|redirect|sys_?path|warn",
    re.IGNORECASE,
)
_IMPORT_ERRORS = ("Exception", "BaseException", "ImportError", "ModuleNotFoundError")
# https://mypy.readthedocs.io/en/stable/common_issues.html#import-cycles
_TYPE_CHECKING = frozenset(("MYPY", "TYPE_CHECKING"))
# Statements that nest deeper than this are taken to let control pass.
_DEEPEST = 40


class Exits(NamedTuple):
    """What ends the path through a suite: kinds of statements, and names of functions."""

    statements: tuple[type[ast.stmt], ...]
    functions: frozenset[str]


SURE_EXITS = Exits(
    (ast.Return, ast.Raise), frozenset({"exit", "quit", "os._exit", "os.abort", "sys.exit"})
)
"""After these the code around is left."""
POSSIBLE_EXITS = Exits(
    (ast.Return, ast.Raise, ast.Continue, ast.Break),
    SURE_EXITS.functions
    | {".abort", ".error", ".exit", ".fail", ".quit", ".skip", ".skipTest", "fail", "skip"},
)
"""After these the next statement is not reached, or perhaps not; a dot in front is for a method."""


def can_complete(body: list[ast.stmt], exits: Exits, deepest: int = _DEEPEST) -> bool:
    """Tell whether control may run off the end of ``body``, given what ends it."""
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
    """Tell whether a case takes whatever no case before it took."""
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
    """Tell whether a function of this name may have to do with how modules are loaded."""
    return _ABOUT_MODULES.search(name) is not None


def dotted_end(node: ast.AST) -> str | None:
    """Return the last part of a dotted name, or None if ``node`` is no such name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def mentions(root: ast.AST, *names: str) -> bool:
    """Tell whether one of ``names`` ends a dotted name anywhere in a tree."""
    return any(dotted_end(node) in names for node in ast.walk(root))


def _calls(node: ast.expr, functions: frozenset[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    if isinstance(function, ast.Attribute):
        owner = function.value.id if isinstance(function.value, ast.Name) else ""
        return not functions.isdisjoint((f"{owner}.{function.attr}", f".{function.attr}"))
    return isinstance(function, ast.Name) and function.id in functions


def managers(statement: ast.With | ast.AsyncWith) -> Iterator[str]:
    """Yield the parts of the names that are called for context managers: ``patch``, ``dict``."""
    for item in statement.items:
        function = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
        while isinstance(function, ast.Attribute):
            yield function.attr
            function = function.value
        if isinstance(function, ast.Name):
            yield function.id


def swallows_errors(statement: ast.With | ast.AsyncWith) -> bool:
    """Tell whether a ``with`` statement may end an exception, as ``suppress`` does."""
    return any(_SWALLOWING_ERRORS.search(name) for name in managers(statement)) or any(
        _ERROR.fullmatch(dotted_end(argument) or "")
        for item in statement.items
        if isinstance(item.context_expr, ast.Call)
        for argument in item.context_expr.args
    )


def swallowed_errors(statement: ast.With | ast.AsyncWith) -> frozenset[str]:
    """Return the exceptions that the managers of a ``with`` statement are told, as far as named."""
    return frozenset(
        dotted_end(argument) or "BaseException"
        for item in statement.items
        if isinstance(item.context_expr, ast.Call)
        for argument in item.context_expr.args
    ) or frozenset(("BaseException",))


def may_swallow_errors(statement: ast.With | ast.AsyncWith) -> bool:
    """Tell whether nothing shows that a ``with`` statement lets every exception pass.

    What is called there has no name that says so, or somebody may expect a ``raise``.
    """
    functions = [
        dotted_end(item.context_expr.func)
        for item in statement.items
        if isinstance(item.context_expr, ast.Call)
    ]
    return not _PLAIN_MANAGERS.issuperset(functions) or has_raise(statement.body)


def has_raise(body: list[ast.stmt]) -> bool:
    """Tell whether there is a ``raise`` in a suite, functions and classes left out.

    Within a ``with`` statement it says that somebody may expect that, whatever the context manager
    is called.
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
    """Tell whether one of a ``try`` statement's handlers is for what an import may raise."""
    return any(not handled_errors(each).isdisjoint(_IMPORT_ERRORS) for each in handlers)


def handled_errors(handler: ast.ExceptHandler) -> frozenset[str]:
    """Return the names of the exceptions that a handler is for."""
    if handler.type is None:
        return frozenset({"BaseException"})
    parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return frozenset(dotted_end(each) or "Exception" for each in parts)


def clause_for(test: ast.expr, names: Collection[str], deepest: int = _DEEPEST) -> str | None:
    """Return the clause of an ``if`` with this test that is entered only if a name holds.

    Where that is not sure it is the one that is always entered then. None if there is no such
    clause, or no part of the test ends with one of the names.
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
    """Return the names that hold for type checkers only, given the statements of a module."""
    return _TYPE_CHECKING.union(
        alias.asname
        for each in body
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
        if alias.asname and alias.name in _TYPE_CHECKING
    )


def is_expecting_errors(name: str) -> bool:
    """Tell whether a context manager of this name is there to catch an expected exception."""
    return _EXPECTING_ERRORS.search(name) is not None


def assignments_in(root: ast.AST) -> Iterator[tuple[ast.NamedExpr, bool]]:
    """Yield the ``name := value`` of an expression, each with whether it surely runs with it."""
    pending: list[tuple[ast.AST, bool]] = [(root, True)]
    while pending:
        node, is_sure = pending.pop()
        if isinstance(node, ast.NamedExpr):
            yield node, is_sure
        first: list[ast.AST] = list(ast.iter_child_nodes(node))
        rest: list[ast.AST] = []
        if isinstance(node, ast.Lambda):
            first = [node.args]  # Its own names are gone with its call.
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
