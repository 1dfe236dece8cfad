"""Scopes: who binds a name, who reads it, where and when.

This is what ``analysis`` finds. The rules of the language are those of
https://docs.python.org/3/reference/executionmodel.html#naming-and-binding.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from flake8_importstyle.flow import TRY, mentions
from flake8_importstyle.suites import Position, Suite

SYS_MODULES = "sys.modules"
"""Under this name the uses of ``sys.modules`` are kept, and of functions that load it anew."""

POSITION = attrgetter("position")

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_TYPE_PARAMETER: type[ast.AST] = getattr(ast, "type_param", ast.Module)  # Python 3.12
# The builtins of this interpreter, of others, and of some that run or check code.
_IMPLICIT = frozenset(
    (
        *dir(builtins),
        *("BaseExceptionGroup", "EncodingWarning", "ExceptionGroup", "PythonFinalizationError"),
        *("WindowsError", "aiter", "anext", "frozendict"),
        *("get_ipython", "reveal_locals", "reveal_type"),
    )
)


class Scope:
    """A namespace, and what binds names in it.

    ``node``: the module, class, function, lambda or comprehension that it belongs to; the first
    type parameter, where a class, function or type alias has any.
    ``parent``: the scope around it; None for the module.
    """

    __slots__ = ("bindings", "foreign", "node", "parent")

    def __init__(self, node: ast.AST, parent: Scope | None) -> None:
        self.node = node
        self.parent = parent
        self.bindings: dict[str, list[Binding]] = {}
        """What binds each name, in the order of the text."""
        self.foreign: set[str] = set()
        """The names that it declares ``global`` or ``nonlocal``."""

    @property
    def is_class(self) -> bool:
        """Whether it belongs to a class: the scopes within do not see its names."""
        return isinstance(self.node, ast.ClassDef)

    @property
    def is_function(self) -> bool:
        """Whether its code runs later than the statement that it stands in."""
        return isinstance(self.node, _FUNCTIONS)

    def binds(self, name: str) -> bool:
        """Tell whether its code binds ``name`` in this namespace."""
        return name in self.bindings and name not in self.foreign

    def binder_around(self, name: str) -> Scope | None:
        """Return the scope around this one in which its code would find ``name``, if any does."""
        return next(
            (each for each in self.outward() if each is not self and each.binds(name)), None
        )

    def outward(self) -> Iterator[Scope]:
        """Yield this scope and those around it whose names its code sees, the module's last."""
        sees_class = True
        scope: Scope | None = self
        while scope is not None:
            if sees_class or not scope.is_class:
                yield scope
            # Of the scopes within a class only that of type parameters sees its names.
            sees_class = sees_class and isinstance(scope.node, _TYPE_PARAMETER)
            scope = scope.parent


class Binding(NamedTuple):
    """Something that gives a name a meaning, or takes it away."""

    position: Position
    suite: Suite


class Read(NamedTuple):
    """A use of a name."""

    name: str
    position: Position
    suite: Suite
    scope: Scope
    is_deferred: bool
    """Whether it is part of an annotation or a type that is evaluated later, if ever."""


class Names:
    """All bindings and reads of a file."""

    def __init__(self) -> None:
        self.scopes: dict[ast.AST, Scope] = {}
        """The scopes of the module and of its classes and functions, by their nodes."""
        self.reads_of: dict[str, list[Read]] = {}
        """The uses of each name, in the order of the text."""
        self.declared_global: set[str] = set()

    def unbound(self) -> list[str]:
        """Return, sorted, the names that are read though nothing in sight binds them.

        Builtins count as bound, and so does a name whose absence a handler for ``NameError``
        expects. Names with a leading underscore are left out: few modules give them to a star.
        """
        return sorted(
            name
            for name, reads in self.reads_of.items()
            if name not in _IMPLICIT
            and name.isidentifier()
            and not name.startswith("_")
            and name not in self.declared_global
            and any(_is_unbound(read) for read in reads)
        )


def _is_unbound(read: Read) -> bool:
    bound = any(scope.binds(read.name) for scope in read.scope.outward())
    return not bound and not any(map(_expects_name_error, read.suite.outward()))


def _expects_name_error(suite: Suite) -> bool:
    return (
        isinstance(suite.statement, TRY)
        and suite.clause == "body"
        and any(
            handler.type is not None and mentions(handler.type, "NameError")
            for handler in suite.statement.handlers
        )
    )
