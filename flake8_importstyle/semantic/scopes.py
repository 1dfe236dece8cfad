"""The data of the semantic model: scopes with their bindings, and reads of names.

``semantic.collector`` fills it, by the rules of
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
"""The pseudo-name whose reads are the uses of ``sys.modules`` and of functions that reload."""
ALL_NAMES = "globals()"
"""The pseudo-name whose reads are the places where any name of the module may be accessed."""
LOCAL_NAMES = "locals()"
"""The pseudo-name whose reads are the places where any name of the scope itself may be accessed."""
OWN_MODULE = "import_module()"
"""The pseudo-name whose reads are the places where the module may be imported by a string."""

POSITION = attrgetter("position")

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_TYPE_PARAMETER: type[ast.AST] = getattr(ast, "type_param", ast.Module)  # Python 3.12
# https://docs.python.org/3/library/constants.html#constants-added-by-the-site-module
_INTERACTIVE = ("copyright", "credits", "exit", "license", "quit")
BUILTINS = frozenset(
    name for name in dir(builtins) if not name.startswith("_") and name not in _INTERACTIVE
)
"""The builtins of this interpreter, without those for interactive use."""
_SHIM = r"(?:.*[._])?_?(?:builtins?|compat\w*|future|past|py[23]\w*|six)(?:[._].*)?"
# The builtins of this interpreter and of other versions, and those that some tools add.
_IMPLICIT = frozenset(
    (
        *dir(builtins),
        *("BaseExceptionGroup", "EncodingWarning", "ExceptionGroup", "PythonFinalizationError"),
        *("WindowsError", "aiter", "anext", "frozendict"),
        *("display", "get_ipython", "reveal_locals", "reveal_type"),
    )
)


def replaces_builtins(module: str) -> bool:
    """Tell whether a module provides replacements for builtins, judging by its name."""
    return re.fullmatch(_SHIM, module, re.IGNORECASE) is not None


class Scope:
    """A namespace and the bindings in it.

    ``node``: the module, class, function, lambda or comprehension that it belongs to. The scope for
    the type parameters of a class, function or type alias has the first of them.
    ``parent``: the enclosing scope; None for the module.
    """

    __slots__ = ("bindings", "foreign", "node", "of_module", "parent")

    def __init__(self, node: ast.AST, parent: Scope | None) -> None:
        self.node = node
        self.parent = parent
        self.bindings: dict[str, list[Binding]] = {}
        """The bindings of each name, in source order."""
        self.foreign: set[str] = set()
        """The names that are declared ``global`` or ``nonlocal`` here."""
        self.of_module: set[str] = set()
        """The names that are declared ``global`` here."""

    @property
    def is_class(self) -> bool:
        """Whether it belongs to a class, so that nested scopes do not see its names."""
        return isinstance(self.node, ast.ClassDef)

    @property
    def is_function(self) -> bool:
        """Whether it belongs to a function or lambda, so that its code runs later."""
        return isinstance(self.node, _FUNCTIONS)

    def binds(self, name: str) -> bool:
        """Tell whether its code binds ``name`` in this namespace."""
        return name in self.bindings and name not in self.foreign

    def binder_around(self, name: str) -> Scope | None:
        """Return the nearest enclosing scope that binds ``name`` and is visible from this one."""
        return next(
            (each for each in self.outward() if each is not self and each.binds(name)), None
        )

    def outward(self) -> Iterator[Scope]:
        """Yield this scope and the enclosing scopes whose names it sees, the module's last."""
        sees_class = True
        scope: Scope | None = self
        while scope is not None:
            if sees_class or not scope.is_class:
                yield scope
            # Of the scopes nested in a class, only those of type parameters see its names.
            sees_class = sees_class and isinstance(scope.node, _TYPE_PARAMETER)
            scope = scope.parent


class Binding(NamedTuple):
    """A place that binds or deletes a name."""

    position: Position
    suite: Suite
    is_definite: bool = True
    """Whether the name is bound whenever the statement runs."""
    is_deletion: bool = False


class Read(NamedTuple):
    """A place that reads a name."""

    name: str
    position: Position
    suite: Suite
    scope: Scope
    is_deferred: bool = False
    """Whether it is in an annotation or a type that is evaluated later, if ever."""
    is_late: bool = False
    """Whether it may be evaluated either immediately or later.

    This applies to generator expressions, and to annotations because of Python 3.14.
    """
    is_hint: bool = False
    """Whether it is in a string annotation that ``typing.get_type_hints`` may evaluate.

    That looks up names in the module, whatever the enclosing classes and functions bind.
    """

    def may_be_of_module(self) -> bool:
        """Tell whether the name may be looked up in the module's scope."""
        if self.is_hint:
            return not (
                isinstance(self.scope.node, _TYPE_PARAMETER) and self.scope.binds(self.name)
            )
        for scope in self.scope.outward():
            if self.name in scope.of_module:
                return True
            if (
                scope.parent is not None
                and scope.binds(self.name)
                and not self._may_precede_binding(scope)
            ):
                return False
        return True

    def is_unbound(self) -> bool:
        """Tell whether no visible scope binds the name.

        In a class body, only a binding above the read counts.
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

    def _may_precede_binding(self, scope: Scope) -> bool:
        """Tell whether ``scope`` is a class that may not have bound the name when it is read.

        The name is then looked up in the enclosing scopes:
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
        """The reads of each name, in source order."""
        self.declared_global: set[str] = set()
        self.exported: set[str] = set()
        """The names in the module's own ``__all__``."""
        self.declared: set[str] = set()
        """The names that are annotated without a value."""
        self._by_binder: dict[str, dict[Scope, list[Read]]] = {}

    def is_nonlocal(self, name: str, scope: Scope) -> bool:
        """Tell whether a function nested in ``scope`` declares the name ``nonlocal``."""
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
        """Return the reads of a name for which ``scope`` is the nearest that binds it."""
        if name not in self._by_binder:
            found: dict[Scope, list[Read]] = {}
            for read in self.reads_of.get(name, ()):
                binder = next((each for each in read.scope.outward() if each.binds(name)), None)
                if binder is not None:
                    found.setdefault(binder, []).append(read)
            self._by_binder[name] = found
        return self._by_binder[name].get(scope, [])

    @cached_property
    def module_reads(self) -> dict[str, list[Read]]:
        """The reads of each name that may be looked up in the module's scope."""
        found = {
            name: [read for read in reads if read.may_be_of_module()]
            for name, reads in self.reads_of.items()
        }
        return {name: reads for name, reads in found.items() if reads}

    def unbound(self) -> list[str]:
        """Return the names with unbound reads, sorted.

        Names with a leading underscore are left out: star imports rarely bind them.
        """
        return sorted(name for name in self.unbound_reads if not name.startswith("_"))

    @cached_property
    def unbound_reads(self) -> dict[str, list[Read]]:
        """The reads of each name that no visible scope binds.

        Builtins count as bound, and so does a name that is read only where a handler catches
        ``NameError``.
        """
        module = next(scope for scope in self.scopes.values() if scope.parent is None)
        found = {
            name: [read for read in reads if read.is_unbound()]
            for name, reads in self.reads_of.items()
            if not module.binds(name)  # Every scope sees it.
            and name not in _IMPLICIT
            and name.isidentifier()
            and name not in self.declared_global
        }
        return {
            name: reads
            for name, reads in found.items()
            if not all(holds_around(read.suite, _expects_name_error) for read in reads)
        }


def mangled(name: str, scope: Scope) -> str:
    """Return a name as Python mangles it in the code of a scope, if that is in a class.

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
    """Tell whether a suite is the body of a ``try`` that handles ``NameError``."""
    return (
        isinstance(suite.statement, TRY)
        and suite.clause == "body"
        and any(
            handler.type is not None and mentions(handler.type, "NameError")
            for handler in suite.statement.handlers
        )
    )
