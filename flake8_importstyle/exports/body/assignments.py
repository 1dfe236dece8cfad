"""Assignments and deletions: how they change the names of a module."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

from flake8_importstyle.exports.body.evaluator import MODULES, Evaluator
from flake8_importstyle.exports.body.own_module import OwnModule
from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import (
    REPLACES,
    WRITES,
    Definition,
    Failure,
    Target,
)
from flake8_importstyle.exports.evaluation.constants import UNKNOWN
from flake8_importstyle.syntax.budget import Budget
from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.nodes import nodes_in

_LITERALS = (
    *(ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Lambda),
    *(ast.UnaryOp, ast.Compare, ast.ListComp, ast.DictComp, ast.SetComp),
)
# Calls of other functions may return a module, as `importlib.import_module` does.
_CONSTRUCTOR = re.compile(
    r"_*[A-Z]\w*|attrgetter|compile|dict|frozenset|getLogger|itemgetter|list|namedtuple|object"
    r"|partial|set|tuple|type"
)
_ABOUT_MODULES = re.compile("import|lazy|load|module|proxy", re.IGNORECASE)


class Assignments:
    """Evaluates assignments and deletions."""

    def __init__(self, state: State, evaluator: Evaluator, own: OwnModule) -> None:
        self._state = state
        self._evaluator = evaluator
        self._own = own

    def assign(self, target: ast.expr, value: Any, source: ast.expr | None) -> None:
        """Assign a value to a target; ``source``: the expression that it comes from, if any."""
        state = self._state
        if isinstance(target, ast.Name):
            # `name = module` binds the module, as an import would.
            same = state.names.get(source.id) if isinstance(source, ast.Name) else None
            module = same.target if same and same.target and same.target.name is None else None
            if isinstance(source, (ast.Call, ast.Subscript)):
                found = self._evaluator.module_of(source)
                module = Target(found, None) if found is not None else None
            elif isinstance(source, ast.Attribute):
                found_there = self._evaluator.attribute(source)
                module = found_there if found_there == MODULES else None
            if source is not None and self._own.may_be_namespace(source):
                state.mark_incomplete(WRITES)
            elif source is not None and self._own.may_be(source):
                state.itself.add(target.id)
            is_module = (
                False
                if source is not None and is_plain(source, state.bases, state.budget)
                else None
            )
            state.bind(target.id, Definition(target.lineno, module, True, value, is_module))
        elif isinstance(target, (ast.Tuple, ast.List)):
            values: list[Any] = [UNKNOWN] * len(target.elts)
            if isinstance(value, (tuple, list)) and len(value) == len(values):
                values = list(value)
            for each, item, its_source in zip(
                target.elts, values, _sources(target, source), strict=True
            ):
                self.assign(each, item, its_source)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, UNKNOWN, None)
        elif isinstance(target, ast.Subscript):
            definition = Definition(target.lineno)
            self._change_item(target, lambda name: self._state.bind(name, definition))
        else:
            foreign = self._evaluator.attribute(target)
            if foreign is not None and foreign.module == state.module and foreign.name:
                state.bind(foreign.name, Definition(target.lineno, value=value))
            elif foreign is not None:
                origin = Target(state.module, source.id) if isinstance(source, ast.Name) else None
                state.assign_foreign(foreign, Definition(0, origin, value=value))
            elif isinstance(target, ast.Attribute) and self._own.may_be(target.value):
                state.mark_incomplete(WRITES)

    def _change_item(self, target: ast.Subscript, change: Callable[[str], None]) -> None:
        """Change ``globals()["name"]``, ``sys.modules[__name__]`` or ``names[0]``.

        ``change``: makes the change to a name of the module itself.
        """
        key = self._evaluator.value(target.slice)
        if self._evaluator.is_own_namespace(target.value):
            if isinstance(key, str):
                change(key)
            else:
                self._state.mark_incomplete(WRITES)
        elif self._evaluator.is_own_entry(target.value, target.slice):
            self._state.mark_incomplete(REPLACES)
        elif self._own.may_be_namespace(target.value):
            self._state.mark_incomplete(WRITES)
        else:
            self._state.forget_value(target.value)

    def delete(self, target: ast.expr) -> None:
        """Evaluate ``del target``; raises ``Failure`` if it fails and a handler catches that."""
        if isinstance(target, ast.Attribute):
            owner = self._evaluator.module_of(target.value)
            if owner == self._state.module:
                self._delete_name(target.attr)
            elif owner is None and self._own.may_be(target.value):
                self._state.mark_incomplete(WRITES)
            return
        for each in nodes_in(target):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Del):
                self._delete_name(each.id)
            elif isinstance(each, ast.Subscript):
                self._change_item(each, self._delete_name)

    def _delete_name(self, name: str) -> None:
        if name not in self._state.names and self._state.handles("NameError"):
            raise Failure("NameError")
        self._state.names.put(name, None)


def _sources(target: ast.Tuple | ast.List, source: ast.expr | None) -> list[ast.expr | None]:
    """Return the expression that is assigned to each part of a target; None where unknown."""
    if not isinstance(source, (ast.Tuple, ast.List)) or len(source.elts) != len(target.elts):
        return [None] * len(target.elts)
    # In `a, b = b, a`, a name has a new value by the time it is looked up.
    bound = {each.id for each in target.elts if isinstance(each, ast.Name)}
    return [
        None if isinstance(each, ast.Name) and each.id in bound else each for each in source.elts
    ]


def is_plain(node: ast.expr, bases: Mapping[str, list[str]], budget: Budget | None = None) -> bool:
    """Tell whether the value of an expression certainly is not a module.

    ``bases``: the names of the base classes of each class in the file. ``budget``: pays for it.
    """
    if isinstance(node, ast.Call):
        function = dotted_end(node.func) or ""
        seen, pending = {function}, [function]
        while pending:
            new = set(bases.get(pending.pop(), ())) - seen
            seen |= new
            pending += new
            if budget is not None:
                budget.spend(1 + len(new))
        return bool(_CONSTRUCTOR.fullmatch(function)) and not any(map(_ABOUT_MODULES.search, seen))
    if isinstance(node, ast.Subscript):
        # A type, as `Union[int, str]`; but `modules[name]` is a module.
        return (dotted_end(node.value) or "")[:1].isupper()
    return isinstance(node, _LITERALS)
