"""What is known of a module at one point of its body."""

from __future__ import annotations

import ast
import builtins
from typing import Any

from flake8_importstyle.exports.constants import UNKNOWN, Partial
from flake8_importstyle.exports.definitions import Bound, Namespace, Target
from flake8_importstyle.exports.functions import Function, holds


class State:
    """The names of a module so far, what it has loaded, and why there may be more names."""

    def __init__(self, module: str, package: str, *, is_stub: bool) -> None:
        self.module = module
        self.package = package
        """The package that it is in, or is."""
        self.is_stub = is_stub
        self.names: dict[str, Bound] = {}
        self.incomplete = ""
        """Why there may be more names than these; empty if there are none."""
        self.loads: dict[str, int] = {}
        """The modules that it imports, each with the line that does so first."""
        self.needs: dict[str, None] = {}
        """The modules without which it cannot be imported, as far as that is sure."""
        self.packages: dict[str, None] = {}
        """Packages whose loaded submodules a star import has bound as well."""
        self.foreign_assignments: dict[Target, Bound] = {}
        self.functions: dict[str, Function] = {}
        self.bases: dict[str, list[str]] = {}
        """The names of the bases of each class."""
        self.handled: list[frozenset[str]] = []
        """The exceptions that the ``try`` statements around have handlers for."""
        self.branching = 0
        """How many statements are around of which one branch is taken."""

    def bind(self, name: str, definition: Bound) -> None:
        self.names[name] = definition

    def assign_foreign(self, target: Target, definition: Bound) -> None:
        """Note that a name of another module is assigned to."""
        self.foreign_assignments[target] = definition._replace(
            is_sure=definition.is_sure and not self.branching
        )

    def set_value(self, name: str, value: Any) -> None:
        """Change what a name holds, for all names that hold the same."""
        old = self.names[name].value
        if isinstance(old, (list, set, dict)):
            for each, definition in self.names.items():
                if definition.value is old:
                    self.names[each] = definition._replace(value=value)
                elif holds(definition.value, old):
                    self.names[each] = definition._replace(value=UNKNOWN)
        else:
            self.names[name] = self.names[name]._replace(value=value)

    def forget_value(self, node: ast.expr) -> None:
        """Forget what a name or ``name[0].attribute`` holds, which may be changed somewhere."""
        while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
            node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name) and node.id in self.names:
            held = self.names[node.id].value
            if isinstance(held, (dict, list, set, tuple, Partial)):
                self.set_value(node.id, UNKNOWN)

    def mark_incomplete(self, reason: str) -> None:
        """Say why there may be more names; the first reason stands."""
        self.incomplete = self.incomplete or reason

    def handles(self, *exceptions: str) -> bool:
        """Tell whether some statement around has a handler for one of the exceptions."""
        return any(not handled.isdisjoint(exceptions) for handled in self.handled)

    def is_bound(self, name: str) -> bool:
        """Tell whether a name may be bound here."""
        return name in self.names or hasattr(builtins, name) or bool(self.incomplete)

    @property
    def rebound(self) -> frozenset[str]:
        """The names that functions bind whenever they are called."""
        return frozenset(name for each in self.functions.values() for name in each.binds)

    def exports(self) -> Namespace:
        """Return what others see of the module, if it ends here."""
        return Namespace(
            self.names,
            self.incomplete,
            self.loads,
            tuple(self.packages),
            frozenset(name for name, each in self.functions.items() if each.mentions_all),
            tuple(self.needs),
            tuple(self.foreign_assignments.items()),
            self.rebound,
        )
