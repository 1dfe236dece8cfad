"""Side effects: whether loading a module does more than bind its own names.

For a module that installs, registers or configures something, or warns that it is deprecated, it
matters when it is loaded. Signs of that are calls whose result is not used, decorators, and changes
to what it has imported. A module that reads a file, starts a program or opens a connection may fail
to do so, and takes time.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Container, Iterator

from flake8_importstyle.syntax.imports import bound_name
from flake8_importstyle.syntax.nodes import nodes_in

# The decorators of these, as those of the standard library, only change what they decorate.
_HARMLESS = frozenset(("attr", "attrs", "typing_extensions", "zope"))
# Methods that change a container; no side effect if the module itself made the container.
_CHANGING = frozenset(
    (
        *("add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"),
        *("reverse", "setdefault", "sort", "update"),
    )
)
# Functions and methods that reach outside the program, and modules whose functions do.
_OUTSIDE = frozenset(
    (
        *("Popen", "connect", "create_connection", "getpass", "input", "open", "popen"),
        *("read_bytes", "read_csv", "read_text", "system", "urlopen"),
    )
)
_OF_OUTSIDE = ("requests", "subprocess")
_NAMESPACES = ("globals", "locals", "vars")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def has_side_effects(tree: ast.Module) -> bool:
    """Tell whether loading a module may change other modules or anything outside the program.

    Calls whose result is used are taken to have no side effects, but for those that reach outside.
    """
    statements = list(_eager(tree.body))
    own = set(_made(statements))
    harmless = own.union(vars(builtins), _from_harmless(statements))
    return any(
        _reaches_out(each, own)
        or not all(
            _is_of(decorator, harmless)
            for decorator in map(_function, getattr(each, "decorator_list", ()))
        )
        for each in statements
    )


def names_passed(tree: ast.Module) -> frozenset[str]:
    """Return the strings that a module passes to calls whose result it does not use.

    They may be names of its own that it marks, for example as deprecated: reading one of these from
    the module then gives a warning. They may also be the strings that a loop goes through.
    """
    return frozenset(
        node.value
        for statement in _eager(tree.body)
        for part in _passing(statement)
        for node in nodes_in(part)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _passing(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return [statement.value]
    return [statement.iter] if isinstance(statement, ast.For) else []


def _function(decorator: ast.expr) -> ast.expr:
    """Return the function of a decorator, without the arguments of its call."""
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _from_harmless(statements: list[ast.stmt]) -> Iterator[str]:
    """Yield the names imported from modules whose decorators only change what they decorate."""
    for statement in statements:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            for alias in statement.names:
                module = alias.name
                if isinstance(statement, ast.ImportFrom):
                    module = "" if statement.level else statement.module or ""
                top = module.partition(".")[0]
                if top in _HARMLESS or top in sys.stdlib_module_names:
                    yield bound_name(alias)


def _eager(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is loaded, except those in class bodies."""
    pending = list(body)
    while pending:
        statement = pending.pop()
        yield statement
        if isinstance(statement, _DEFINITIONS):
            continue
        if isinstance(statement, ast.If) and _asks_for_program(statement.test):
            pending += statement.orelse
            continue
        for name in ("body", "orelse", "finalbody"):
            pending += getattr(statement, name, ())
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            pending += part.body


def _asks_for_program(test: ast.expr) -> bool:
    """Tell whether a test compares ``__name__``, as ``__name__ == "__main__"`` does."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
    )


def _made(statements: list[ast.stmt]) -> Iterator[str]:
    """Yield the names of the functions, classes and objects that a module itself creates."""
    for statement in statements:
        if isinstance(statement, _DEFINITIONS):
            yield statement.name
        elif not isinstance(getattr(statement, "value", None), (ast.Name, ast.Attribute)):
            # `a = b` and `a = b.c` may only be another name for something imported.
            yield from (each.id for each in _targets(statement) if isinstance(each, ast.Name))


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, (ast.Assign, ast.Delete)):
        return statement.targets
    if isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
        return [statement.target]
    return []


def _reaches_out(statement: ast.stmt, own: set[str]) -> bool:
    if any(map(_is_outside, _calls(statement))):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, (ast.Call, ast.Await)) and not _changes_own(
            statement.value, own
        )
    return any(
        isinstance(each, (ast.Attribute, ast.Subscript)) and not _is_of(each, own)
        for each in _targets(statement)
    )


def _calls(statement: ast.stmt) -> Iterator[ast.Call]:
    """Yield the calls that make up the values of a statement, but not those within containers."""
    pending = [
        getattr(statement, "value", None),
        getattr(statement, "iter", None),
        *(each.context_expr for each in getattr(statement, "items", ())),
    ]
    while pending:
        value = pending.pop()
        if isinstance(value, ast.Call):
            yield value
            pending += [value.func, *value.args]
        elif isinstance(value, (ast.Attribute, ast.Subscript, ast.Await)):
            pending.append(value.value)


def _is_outside(call: ast.Call) -> bool:
    """Tell whether a call reads files, starts a program or opens a connection."""
    function = call.func
    last = getattr(function, "attr", "") or getattr(function, "id", "")
    while isinstance(function, ast.Attribute):
        function = function.value
    return last in _OUTSIDE or (isinstance(function, ast.Name) and function.id in _OF_OUTSIDE)


def _changes_own(value: ast.expr, own: set[str]) -> bool:
    """Tell whether an expression only changes a container of the module itself."""
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in _CHANGING
        and _is_of(value.func.value, own)
    )


def _is_of(value: ast.expr, names: Container[str]) -> bool:
    """Tell whether an expression starts at one of ``names``, or at ``globals()`` or the like."""
    while True:
        if isinstance(value, (ast.Attribute, ast.Subscript)):
            value = value.value
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            value = value.func
        else:
            break
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in _NAMESPACES
    return isinstance(value, ast.Name) and value.id in names
