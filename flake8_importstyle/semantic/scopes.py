"""Scopes: who binds a name, who reads it, where and when.

This is what ``analysis`` finds. The rules of the language are those of
https://docs.python.org/3/reference/executionmodel.html#naming-and-binding.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from flake8_importstyle.syntax.control_flow import TRY, mentions
from flake8_importstyle.syntax.suites import Position, Suite, holds_around

SYS_MODULES = "sys.modules"
"""Under this name the uses of ``sys.modules`` are kept, and of functions that load it anew."""
ALL_NAMES = "globals()"
"""Under this name it is kept where any name of the module may be read by other means."""
LOCAL_NAMES = "locals()"
"""Under this name it is kept where any name of a scope itself may be."""
OWN_MODULE = "import_module()"
"""Under this name it is kept where the module itself may be imported by a name in a text."""

POSITION = attrgetter("position")

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_TYPE_PARAMETER: type[ast.AST] = getattr(ast, "type_param", ast.Module)  # Python 3.12
# https://docs.python.org/3/library/constants.html#constants-added-by-the-site-module
_INTERACTIVE = ("copyright", "credits", "exit", "license", "quit")
BUILTINS = frozenset(
    name for name in dir(builtins) if not name.startswith("_") and name not in _INTERACTIVE
)
"""The builtins of this interpreter, without what is there for interactive use."""
_SHIM = re.compile(r"(?:.*[._])?_?(?:builtins?|compat\w*|future|past|py[23]\w*|six)(?:[._].*)?")
# The builtins of this interpreter, of others, and of some that run or check code.
_IMPLICIT = frozenset(
    (
        *dir(builtins),
        *("BaseExceptionGroup", "EncodingWarning", "ExceptionGroup", "PythonFinalizationError"),
        *("WindowsError", "aiter", "anext", "frozendict"),
        *("display", "get_ipython", "reveal_locals", "reveal_type"),
    )
)


def replaces_builtins(module: str) -> bool:
    """Tell whether a module is there to stand in for builtins, by the words in its name."""
    return _SHIM.fullmatch(module) is not None


class Scope:
    """A namespace, and what binds names in it.

    ``node``: the module, class, function, lambda or comprehension that it belongs to; the first
    type parameter, where a class, function or type alias has any.
    ``parent``: the scope around it; None for the module.
    """

    __slots__ = ("bindings", "foreign", "node", "of_module", "parent")

    def __init__(self, node: ast.AST, parent: Scope | None) -> None:
        self.node = node
        self.parent = parent
        self.bindings: dict[str, list[Binding]] = {}
        """What binds each name, in the order of the text."""
        self.foreign: set[str] = set()
        """The names that it declares ``global`` or ``nonlocal``."""
        self.of_module: set[str] = set()
        """Those that it declares ``global``."""

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
    is_definite: bool = True
    """Whether it does so whenever its statement runs."""
    is_deletion: bool = False


class Read(NamedTuple):
    """A use of a name."""

    name: str
    position: Position
    suite: Suite
    scope: Scope
    is_deferred: bool = False
    """Whether it is part of an annotation or a type that is evaluated later, if ever."""
    is_late: bool = False
    """Whether it may be evaluated later as well as where it stands.

    That is so in a generator expression, and from Python 3.14 on in an annotation.
    """
    is_hint: bool = False
    """Whether it is part of a text that ``typing.get_type_hints`` may evaluate.

    That finds a name in the module first, whatever classes and functions there are around.
    """

    def may_be_of_module(self) -> bool:
        """Tell whether the name is looked up in the module, at least on some way."""
        if self.is_hint:
            return not (
                isinstance(self.scope.node, _TYPE_PARAMETER) and self.scope.binds(self.name)
            )
        for scope in self.scope.outward():
            if self.name in scope.of_module:
                return True
            if scope.parent is not None and scope.binds(self.name) and not self._precedes(scope):
                return False
        return True

    def is_unbound(self) -> bool:
        """Tell whether nothing in sight binds the name before it is read here.

        In a module or a function, nothing binds it at all.
        """
        return not any(
            scope.binds(self.name)
            and (
                not scope.is_class
                or self.is_deferred
                or scope.bindings[self.name][0].position <= self.position
            )
            for scope in self.scope.outward()
        )

    def _precedes(self, scope: Scope) -> bool:
        """Tell whether it may run in a class body before that has bound the name, or without it.

        Then it looks further outward:
        https://docs.python.org/3/reference/executionmodel.html#resolution-of-names
        """
        if not scope.is_class or self.is_deferred:
            return False
        around = set(self.suite.outward())
        before = [each for each in scope.bindings[self.name] if each.position <= self.position]
        return any(each.is_deletion for each in before) or not any(
            each.is_definite and each.suite.condition() in around for each in before
        )


class Names:
    """All bindings and reads of a file."""

    def __init__(self) -> None:
        self.scopes: dict[ast.AST, Scope] = {}
        """The scopes of the module and of its classes and functions, by their nodes."""
        self.reads_of: dict[str, list[Read]] = {}
        """The uses of each name, in the order of the text."""
        self.declared_global: set[str] = set()
        self.exported: set[str] = set()
        """The names that it lists in its own ``__all__``."""
        self.declared: set[str] = set()
        """The names with an annotation that gives them no value."""
        self._by_binder: dict[str, dict[Scope, list[Read]]] = {}

    def is_nonlocal(self, name: str, scope: Scope) -> bool:
        """Tell whether a function within ``scope`` declares one of its names ``nonlocal``."""
        return (name, scope) in self._nonlocals

    @cached_property
    def _nonlocals(self) -> set[tuple[str, Scope]]:
        found: set[tuple[str, Scope]] = set()
        for scope in self.scopes.values():
            names = scope.foreign - scope.of_module
            around = scope.parent
            while names and around is not None:
                found.update((name, around) for name in names)
                around = around.parent
        return found

    def reads_bound_in(self, name: str, scope: Scope) -> list[Read]:
        """Return the uses of a name that are looked up first in a scope, of all that bind it."""
        if name not in self._by_binder:
            found: dict[Scope, list[Read]] = {}
            for read in self.reads_of.get(name, ()):
                binder = next((each for each in read.scope.outward() if each.binds(name)), None)
                if binder is not None:
                    found.setdefault(binder, []).append(read)
            self._by_binder[name] = found
        return self._by_binder[name].get(scope, [])

    def of_module(self) -> dict[str, list[Read]]:
        """Return the uses of each name that may be looked up in the module."""
        found = {
            name: [read for read in reads if read.may_be_of_module()]
            for name, reads in self.reads_of.items()
        }
        return {name: reads for name, reads in found.items() if reads}

    def unbound(self) -> list[str]:
        """Return, sorted, the names that are read though nothing in sight binds them.

        Builtins count as bound, and so does a name whose absence a handler for ``NameError``
        expects. Names with a leading underscore are left out: few modules give them to a star.
        """
        return sorted(name for name in self.unbound_reads() if not name.startswith("_"))

    def unbound_reads(self) -> dict[str, list[Read]]:
        """Return the uses of each name that nothing in sight binds, as ``unbound`` has them."""
        found = {
            name: [read for read in reads if read.is_unbound()]
            for name, reads in self.reads_of.items()
            if name not in _IMPLICIT and name.isidentifier() and name not in self.declared_global
        }
        return {
            name: reads
            for name, reads in found.items()
            if not all(holds_around(read.suite, _expects_name_error) for read in reads)
        }


def mangled(name: str, scope: Scope) -> str:
    """Return what a name stands for in the code of a scope, if there is a class around.

    https://docs.python.org/3/reference/expressions.html#private-name-mangling
    """
    if not name.startswith("__") or name.endswith("__"):
        return name
    around: Scope | None = scope
    while around is not None:
        if isinstance(around.node, ast.ClassDef):
            owner = around.node.name.lstrip("_")
            return f"_{owner}{name}" if owner else name
        around = around.parent
    return name


def _expects_name_error(suite: Suite) -> bool:
    return (
        isinstance(suite.statement, TRY)
        and suite.clause == "body"
        and any(
            handler.type is not None and mentions(handler.type, "NameError")
            for handler in suite.statement.handlers
        )
    )
