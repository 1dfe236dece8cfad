"""The state of a module at one point of its body."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from typing import Any

from flake8_importstyle.exports.body.growing import Growing
from flake8_importstyle.exports.body.names import Names
from flake8_importstyle.exports.definitions import Definition, Exports, Target, possible
from flake8_importstyle.exports.evaluation.constants import UNKNOWN, NotConstant, Partial
from flake8_importstyle.exports.evaluation.sizes import Sizes, parts
from flake8_importstyle.exports.functions import Function
from flake8_importstyle.syntax.budget import Budget

_STEPS_OF_BINDING = 3
_CHANGEABLE = (list, set, dict, Growing)
_CONTAINERS = (list, tuple, set, dict)
_HOLDING = (*_CONTAINERS, Growing)


class State:
    """The names of a module so far, what it has loaded, and why there may be more names."""

    def __init__(self, module: str, package: str, budget: Budget, *, is_stub: bool) -> None:
        self.budget = budget
        self.sizes = Sizes(budget)
        self.module = module
        self.package = package
        """The package that contains it, or the module itself if it is one."""
        self.is_stub = is_stub
        self.names = Names(budget, self.sizes)
        self.incomplete = ""
        """Why there may be more names than these; empty if these are all."""
        self.loads: dict[str, int] = {}
        """The modules that it imports, each with the first line that imports it."""
        self.needs: dict[str, None] = {}
        """The modules that must be importable for it to be importable, where that is certain."""
        self.packages: dict[str, None] = {}
        """Packages without ``__all__`` that it star-imports: their loaded submodules are names."""
        self.foreign_assignments: dict[Target, Definition] = {}
        self.itself: set[str] = set()
        """The variables that hold the module itself at some time, or may."""
        self.functions: dict[str, Function] = {}
        self.has_binders = False
        """Whether some function binds names of the module."""
        self.refused: set[str] = set()
        """The names in ``__all__`` for which ``__getattr__`` certainly raises an error."""
        self.bases: dict[str, list[str]] = {}
        """The names of the base classes of each class."""
        self.handled: list[frozenset[str]] = []
        """The exceptions that the enclosing ``try`` statements handle."""
        self.is_dead = False
        """Whether the following statements are unreachable."""
        self.branching = 0
        """How many enclosing statements choose between branches."""
        # By the id of a value: the names that may hold it, and those whose value may contain it.
        self._holders: dict[int, set[str]] = {}
        self._containers: dict[int, set[str]] = {}

    def bind(self, name: str, definition: Definition) -> None:
        """Bind a name."""
        self.names.put(name, definition)
        if definition.target == (self.module, None):
            self.itself.add(name)
        value = definition.value
        if isinstance(value, _HOLDING):
            if not isinstance(value, tuple):
                self._holders.setdefault(id(value), set()).add(name)
            for each in self._inside(value):
                self._containers.setdefault(id(each), set()).add(name)

    def mark_possible(self, names: Iterable[str]) -> None:
        """Mark names as only possibly bound, as they may have been deleted."""
        for name in names:
            definition = self.names.get(name)
            if definition is not None:
                self.bind(name, possible(definition))

    def assign_foreign(self, target: Target, definition: Definition) -> None:
        """Record an assignment to a name of another module."""
        self.foreign_assignments[target] = definition._replace(
            is_definite=definition.is_definite and not self.branching
        )

    def take_over(self, name: str) -> None:
        """Record that the value of an imported name is changed or replaced here.

        A list that is changed is still the other module's; a number that is replaced is not.
        """
        known = self.names[name]
        if known.target is not None and known.target.name is not None:
            self.bind(name, known._replace(target=None, is_module=None))
            self.assign_foreign(known.target, Definition(0))

    def set_value(self, name: str, value: Any) -> None:
        """Change the value of a name, and of all names that share it."""
        old = self.names[name].value
        if not isinstance(old, _CHANGEABLE):
            self.bind(name, self.names[name]._replace(value=value))
            return
        holders = {name, *self._holders.get(id(old), ())}
        self.budget.spend(_STEPS_OF_BINDING * len(holders))
        for each in sorted(holders):
            definition = self.names.get(each)
            if definition is not None and definition.value is old:
                self.bind(each, definition._replace(value=value))
        # Other values contain it as a plain list.
        written = old.__dict__.get("value") if isinstance(old, Growing) else old
        containers = self._containers.get(id(written), set())
        self.budget.spend(_STEPS_OF_BINDING * len(containers))
        for each in sorted(containers):
            definition = self.names.get(each)
            if definition is not None and any(
                part is written for part in self._inside(definition.value)
            ):
                self.bind(each, definition._replace(value=UNKNOWN))

    def _inside(self, value: Any) -> Iterator[Any]:
        """Yield the containers nested in a value, at any depth."""
        pending: list[Any] = []
        if isinstance(value, Growing):
            pending += (each for each in value.items if isinstance(each, _CONTAINERS))
        elif isinstance(value, (list, tuple, dict)) and self._is_deep(value):
            pending.append(value)
        seen = {id(value)}
        while pending:
            each = pending.pop()
            if each is not value:
                if id(each) in seen:
                    continue
                seen.add(id(each))
                yield each
            if isinstance(each, (list, tuple, dict)):
                items = [item for item in parts(each) if id(item) not in seen]
                self.budget.spend(1 + len(items))
                pending += (item for item in items if isinstance(item, _CONTAINERS))

    def _is_deep(self, value: Any) -> bool:
        try:
            return self.sizes.depth(value) > 1
        except NotConstant:
            return True

    def forget_value(self, node: ast.expr) -> None:
        """Forget the value of the name that an expression starts with, as it may be changed."""
        while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
            self.budget.spend()
            node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name) and node.id in self.names:
            held, target = self.names[node.id].value, self.names[node.id].target
            if target is not None and target.name == "__all__":
                self.take_over(node.id)
            if isinstance(held, (*_CHANGEABLE, tuple, Partial)):
                self.set_value(node.id, UNKNOWN)

    def mark_incomplete(self, reason: str) -> None:
        """Record why there may be more names; the first reason is kept."""
        self.incomplete = self.incomplete or reason

    def handles(self, *exceptions: str) -> bool:
        """Tell whether an enclosing statement handles one of the exceptions."""
        return any(not handled.isdisjoint(exceptions) for handled in self.handled)

    def is_bound(self, name: str) -> bool:
        """Tell whether a name may be bound here."""
        return name in self.names or hasattr(builtins, name) or bool(self.incomplete)

    @property
    def rebound(self) -> frozenset[str]:
        """The names that functions of the module may rebind when they are called."""
        return frozenset(name for each in self.functions.values() for name in each.binds)

    def exports(self) -> Exports:
        """Return the exports of the module if it ends here."""
        names = {
            name: each._replace(value=self.names.written_out(each.value))
            if isinstance(each.value, Growing)
            else each
            for name, each in self.names.all().items()
        }
        return Exports(
            names,
            self.incomplete,
            self.loads,
            tuple(self.packages),
            tuple(self.needs),
            tuple(self.foreign_assignments.items()),
            self.rebound,
            frozenset(self.refused),
            bool(self.itself),
        )
