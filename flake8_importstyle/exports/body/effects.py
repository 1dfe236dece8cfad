"""Effects: how the expressions of a module change its names."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from flake8_importstyle.exports.body.evaluator import Evaluator
from flake8_importstyle.exports.body.growing import Growing, changed
from flake8_importstyle.exports.body.own_module import OwnModule
from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import (
    REPLACES,
    WRITES,
    Definition,
    Failure,
    OtherModules,
    Target,
)
from flake8_importstyle.exports.evaluation.constants import THING, UNKNOWN, NotConstant, Partial
from flake8_importstyle.exports.functions import READING, only_reads
from flake8_importstyle.syntax.control_flow import assignments_in, dotted_end, mentions
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.suites import Import

# What code may bind names by that is given to `eval`.
_BINDING = re.compile(r":=|\b(?:exec|globals|locals|modules|setattr|vars)\b")
# Parsing even the shortest text costs as much as this many steps.
_STEPS_OF_PARSING = 50
# Methods of `sys.modules` that may replace the entry of a module.
_REPLACING = frozenset(("__delitem__", "__setitem__", "pop", "update"))


class Effects:
    """Evaluates what expressions bind, change and raise.

    ``run``: evaluates statements, for ``exec``. ``load``: loads the modules of an import.
    """

    def __init__(
        self,
        state: State,
        evaluator: Evaluator,
        own: OwnModule,
        others: OtherModules,
        run: Callable[[list[ast.stmt]], None],
        load: Callable[[Import], None],
    ) -> None:
        self._state = state
        self._evaluator = evaluator
        self._own = own
        self._others = others
        self._run = run
        self._load = load

    def raise_for(self, node: ast.expr) -> None:
        """Raise ``Failure`` if an expression certainly fails and a handler catches that."""
        if isinstance(node, ast.Name):
            if self._state.handles("NameError") and not self._state.is_bound(node.id):
                raise Failure("NameError")
        elif self._state.handles("AttributeError") and self._evaluator.has_attribute(node) is False:
            raise Failure("AttributeError")

    def follow(
        self, root: ast.AST, except_for: ast.AST | None = None, *, is_kept: bool = False
    ) -> None:
        """Evaluate what an expression binds, and calls that may bind or change names.

        ``except_for``: the call whose own change is followed elsewhere. ``is_kept``: whether its
        value goes where it is not followed.
        """
        if isinstance(root, (ast.Constant, ast.Name)):
            self._own.follow([root], root, is_followed=not is_kept)
            return  # Most defaults of parameters are.
        nodes = nodes_in(root)
        self._state.budget.spend(len(nodes))
        if any(isinstance(node, ast.NamedExpr) for node in nodes):
            self._bind_in(root)
        self._own.follow(nodes, root, is_followed=not is_kept)
        for node in nodes:
            if isinstance(node, ast.Call):
                self._call(node)
                function = node.func
                if not isinstance(function, ast.Attribute) or node is except_for:
                    continue
                if function.attr not in READING:
                    if self._evaluator.is_own_namespace(function.value):
                        self._update(function.attr, node)
                    elif self._own.may_be_namespace(function.value):
                        self._state.mark_incomplete(WRITES)
                    self._state.forget_value(function)

    def follow_source(self, source: ast.expr, targets: list[ast.expr]) -> None:
        """Follow an expression whose value some targets get."""
        parts = source.elts if isinstance(source, (ast.Tuple, ast.List)) else []
        first = targets[0]
        into = first.elts if isinstance(first, (ast.Tuple, ast.List)) else []
        if parts and len(parts) == len(into) and len(targets) == 1:
            for value, target in zip(parts, into, strict=True):
                self.follow_source(value, [target])
            return
        names = [each.id for each in targets if isinstance(each, ast.Name)]
        # Another entry in `sys.modules` hides nothing.
        is_kept = not all(
            isinstance(each, ast.Name) or self._own.is_entry(each) for each in targets
        )
        self.follow(source, is_kept=is_kept)
        if self._own.may_be(source):
            self._state.itself.update(names)

    def _bind_in(self, root: ast.AST) -> None:
        """Bind the targets of ``:=`` in an expression; one that may not be reached is possible."""
        for node, is_sure in assignments_in(root):
            name = node.target.id
            known = self._state.names.get(name)
            if self._own.may_be(node.value):
                self._state.itself.add(name)
            if is_sure or known is None:
                module = self._evaluator.module_of(node.value)
                target = Target(module, None) if module is not None else None
                self._state.bind(name, Definition(node.lineno, target, is_sure))
            else:
                self._state.bind(name, known._replace(target=None, value=UNKNOWN, is_module=None))

    def follow_statement(self, call: ast.Call) -> None:
        """Evaluate the effect of a call that is a statement; ``follow`` has done its parts."""
        function, state = call.func, self._state
        if isinstance(function, ast.Name) and function.id in state.functions:
            called = state.functions[function.id]
            for name in called.surely_binds:
                state.bind(name, Definition(called.node.lineno))
            for statement in called.imports:
                self._load(statement)
        elif isinstance(function, ast.Attribute):
            owner = function.value
            if isinstance(owner, ast.Name) and owner.id in state.names:
                self._change(owner.id, function.attr, call)
            elif self._evaluator.is_own_namespace(owner):
                self._update(function.attr, call)
            elif self._own.may_be_namespace(owner) and function.attr not in READING:
                self._state.mark_incomplete(WRITES)
            elif function.attr not in READING:
                state.forget_value(owner)

    def decorate(self, decorators: Iterable[ast.expr]) -> None:
        """Evaluate what calling the decorators may do."""
        for each in decorators:
            if isinstance(each, ast.Name):
                self._call_function(each.id)
            if self.may_register(each.func if isinstance(each, ast.Call) else each):
                self._state.mark_incomplete(WRITES)
            if dotted_end(each) in ("export", "global_enum") and isinstance(each, ast.Attribute):
                self._state.mark_incomplete(WRITES)

    def registers(self, node: ast.expr) -> bool:
        """Tell whether calling something, or deriving from it, is seen to bind names somewhere."""
        if isinstance(node, ast.Name) and node.id in self._state.functions:
            return self._state.functions[node.id].registers
        target = self._callee(node)
        return target is not None and self._others.registers(target.module, target.name or "")

    def may_register(self, node: ast.expr) -> bool:
        """Tell whether calling ``node``, or deriving from it, may bind names of the module."""
        is_seen = self.registers(node)
        if is_seen or (isinstance(node, ast.Name) and node.id in self._state.functions):
            return is_seen
        target = self._callee(node)
        if target is not None and self._evaluator.target(node) is not None:
            return False
        while isinstance(node, ast.Attribute):
            node = node.value
        # A method of what another module has made.
        target = self._evaluator.target(node) if isinstance(node, ast.Name) else None
        return bool(
            target and target.name and self._others.may_register(target.module, target.name)
        )

    def extends_all(self, node: ast.expr) -> bool:
        """Tell whether calling ``node`` may add names to the module's ``__all__``."""
        target = self._callee(node)
        return target is not None and self._others.extends_all(target.module, target.name or "")

    def _callee(self, node: ast.expr) -> Target | None:
        """Return the target of a callee; for an attribute of an imported name, it is dotted."""
        target = self._evaluator.target(node)
        if target is None and isinstance(node, ast.Attribute):
            owner = self._evaluator.target(node.value)
            if owner is not None and owner.name is not None:
                return Target(owner.module, f"{owner.name}.{node.attr}")
        return target if target is not None and target.name is not None else None

    def _call(self, node: ast.Call) -> None:
        function = node.func
        arguments = [*node.args, *(word.value for word in node.keywords)]
        if isinstance(function, ast.Name):
            self._call_function(function.id)
        name = self._own.builtin(function)
        if name == "exec":
            self._execute(node)
        elif name == "eval":
            self._evaluate(node)
        elif name in ("delattr", "setattr") and node.args:
            self._set_attribute(node.args, is_gone=name == "delattr")
        if self.may_register(function):
            self._state.mark_incomplete(WRITES)
        if self.extends_all(function):
            self._state.forget_value(ast.Name("__all__", ast.Load()))
        if not only_reads(function):
            for each in arguments:
                self._state.forget_value(each)  # The function may change it.
        if isinstance(function, ast.Attribute):
            if function.attr == "__setattr__":
                # Called on the module itself, or on `object` with the module as an argument.
                self._set_attribute(
                    [function.value, *node.args] if len(node.args) < 3 else node.args
                )
            if function.attr in ("_convert", "_convert_"):
                self._state.mark_incomplete(WRITES)
            if function.attr in _REPLACING and any(
                self._evaluator.is_own_entry(function.value, key)
                for each in arguments
                for key in (each.keys if isinstance(each, ast.Dict) else [each])
                if key is not None
            ):
                self._state.mark_incomplete(REPLACES)
        is_own = isinstance(function, ast.Name) and function.id in self._state.names
        is_given = any(map(self._own.may_be_namespace, arguments))
        if is_given and (is_own or not only_reads(function)):
            self._state.mark_incomplete(WRITES)

    def _set_attribute(self, arguments: list[ast.expr], *, is_gone: bool = False) -> None:
        """Follow ``setattr(module, name, value)``, or ``delattr``."""
        owner = arguments[0]
        module = self._evaluator.module_of(owner)
        if module is None and mentions(owner, "modules") and mentions(owner, "__name__"):
            module = self._state.module
        name = self._evaluator.value(arguments[1]) if len(arguments) > 1 else UNKNOWN
        if module is None:
            if mentions(owner, "modules") or self._own.may_be(owner):
                self._state.mark_incomplete(WRITES)
        elif module != self._state.module:
            if isinstance(name, str):
                self._state.assign_foreign(Target(module, name), Definition(0))
        elif isinstance(name, str) and is_gone:
            self._state.names.put(name, None)
        elif isinstance(name, str):
            self._state.bind(name, Definition(owner.lineno))
        else:
            self._state.mark_incomplete(WRITES)

    def _execute(self, node: ast.Call) -> None:
        """Evaluate ``exec(code)``."""
        if len(node.args) > 1:
            return  # The names go elsewhere, or the namespace is seen to be given away.
        first = node.args[0] if node.args else ast.Constant(None)
        # A literal may be longer than the results that evaluation allows.
        code = first.value if isinstance(first, ast.Constant) else self._evaluator.value(first)
        budget = self._state.budget
        budget.spend(_STEPS_OF_PARSING + len(code) if isinstance(code, str) else 1)
        tree = tree_of(code) if isinstance(code, str) else None
        if tree is None:
            self._state.mark_incomplete("it runs code with 'exec'")
            return
        nodes = nodes_in(tree)
        budget.spend(len(nodes))
        for each in nodes:
            if hasattr(each, "lineno"):
                each.lineno = node.lineno
        self._run(tree.body)

    def _evaluate(self, node: ast.Call) -> None:
        """Follow ``eval(code)``, as far as that is no mere expression."""
        code = self._evaluator.value(node.args[0]) if node.args else UNKNOWN
        is_compiled = bool(node.args) and mentions(node.args[0], "compile")
        if is_compiled or (isinstance(code, str) and _BINDING.search(code) is not None):
            self._state.mark_incomplete("it runs code with 'eval'")

    def _call_function(self, name: str) -> None:
        """Bind what a function of the module and the functions that it calls may bind."""
        state = self._state
        if not state.has_binders or name not in state.functions:
            return
        pending, seen = [name], {name}
        while pending:
            function = state.functions.get(pending.pop())
            if function is None:
                continue
            self._state.budget.spend(1 + len(function.binds) + len(function.calls))
            state.mark_possible(function.deletes)
            for each in function.binds:
                if each not in state.names:
                    state.bind(each, Definition(function.node.lineno, is_definite=False))
            new = function.calls - seen
            seen |= new
            pending += new

    def _change(self, name: str, method: str, call: ast.Call) -> None:
        """Evaluate ``names.append("x")`` and the like."""
        if method in READING:
            return
        old, target = self._state.names[name].value, self._state.names[name].target
        if target is not None and target.name == "__all__" and old is UNKNOWN:
            old = self._evaluator.value(ast.Name(name, ast.Load()))
            self._state.take_over(name)
        if old is UNKNOWN or old is THING:
            return
        new = UNKNOWN
        if isinstance(old, (list, Growing, Partial)) and len(call.args) == 1 and not call.keywords:
            with suppress(NotConstant):
                new = self._changed(old, method, self._evaluator.value(call.args[0]))
        self._state.set_value(name, new)

    def added(self, name: str, node: ast.AugAssign) -> Any:
        """Return the value of a name after an augmented assignment, or ``UNKNOWN``."""
        definition = self._state.names.get(name)
        is_list = (
            definition is not None
            and definition.is_definite
            and isinstance(definition.value, (list, Growing, Partial))
        )
        if definition is not None and is_list and isinstance(node.op, ast.Add):
            more = self._evaluator.value(node.value)
            if isinstance(more, (list, tuple, Partial)):
                with suppress(NotConstant):
                    return self._changed(definition.value, "extend", more)
                return UNKNOWN
        load = ast.Name(name, ast.Load())
        return self._evaluator.value(ast.BinOp(load, node.op, node.value))

    def _changed(self, old: Any, method: str, argument: Any) -> Any:
        """Return a list after one of its methods has been called; raises ``NotConstant``."""
        sizes = self._state.sizes
        self._state.budget.spend(sizes.weight(argument))
        if method == "remove":
            old = self._state.names.written_out(old)
            sizes.look_at(old)
        return changed(old, method, argument)

    def _update(self, method: str, call: ast.Call) -> None:
        """Evaluate ``globals().update(…)`` and the like."""
        names: Any = UNKNOWN
        if method == "update" and len(call.args) <= 1:
            names = self._evaluator.value(call.args[0]) if call.args else {}
            if isinstance(names, (dict, list)) and all(word.arg for word in call.keywords):
                names = [*names, *(word.arg for word in call.keywords)]
        elif method in ("setdefault", "__setitem__") and call.args:
            names = [self._evaluator.value(call.args[0])]
        elif method == "pop" and call.args and isinstance(self._evaluator.value(call.args[0]), str):
            self._state.names.put(self._evaluator.value(call.args[0]), None)
            return
        elif method in READING:
            return
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            for name in names:
                self._state.bind(name, Definition(call.lineno))
        else:
            self._state.mark_incomplete(WRITES)
