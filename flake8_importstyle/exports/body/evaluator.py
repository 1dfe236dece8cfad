"""The evaluator: the values of expressions at one point of a module's body."""

from __future__ import annotations

import ast
import sys
from typing import Any

from flake8_importstyle.exports.body.growing import Growing
from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import OtherModules, Target, is_same, truth
from flake8_importstyle.exports.evaluation.comprehensions import chained, is_iterator, keyed
from flake8_importstyle.exports.evaluation.constants import UNKNOWN, NotConstant, Partial
from flake8_importstyle.exports.evaluation.expressions import Evaluation
from flake8_importstyle.exports.functions import is_globals
from flake8_importstyle.syntax.control_flow import dotted_end, mentions

# A question about another module costs this many steps, once that module has been evaluated.
_STEPS_OF_QUESTION = 20
# The names that every module has from the start.
_MODULE_NAMES = (
    *("__builtins__", "__cached__", "__doc__", "__file__", "__loader__", "__name__"),
    *("__package__", "__spec__"),
)
# The names through which a module knows its own name.
NAMING_ITSELF = ("__name__", "__package__", "__spec__")
MODULES = Target("sys", "modules")
"""`sys.modules`, where each module can be found."""
_IMPORT_MODULE = Target("importlib", "import_module")
_CHAIN = Target("itertools", "chain")


class Evaluator:
    """Computes the values of expressions, given the state of a module and those it imports."""

    def __init__(self, state: State, others: OtherModules) -> None:
        self._state = state
        self._others = others
        self._evaluation = Evaluation(self._look, state.budget, state.sizes)

    def value(self, node: ast.expr) -> Any:
        """Return the value of an expression, or ``UNKNOWN``."""
        return self._evaluation.value(node)

    def held_value(self, node: ast.expr) -> Any:
        """Return the value that an assignment of the expression would bind, or ``UNKNOWN``.

        For a name with a growing list this is the same object, which names may share.
        """
        definition = self._state.names.get(node.id) if isinstance(node, ast.Name) else None
        if (
            definition is not None
            and definition.is_definite
            and isinstance(definition.value, Growing)
        ):
            return definition.value
        # An iterator is consumed by its first use, but a name could be read again.
        return UNKNOWN if is_iterator(node) else self.value(node)

    def _look(self, node: ast.expr) -> Any:
        found = self._found(node)
        if found is not UNKNOWN:
            return found
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(function, ast.Name) and function.id in self._state.names:
            return UNKNOWN  # It shadows the builtin.
        raise NotConstant

    def _found(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name):
            return self._of_name(node.id)
        if isinstance(node, ast.Attribute):
            return self._of_attribute(node)
        if isinstance(node, ast.Call):
            function = self.target(node.func)
            if function is not None and not node.args:
                return self._others.answer(function.module, function.name or "")
            same = self._as_comprehension(node)
            if same is not None:
                return self.value(same)
            if isinstance(node.func, ast.Name) and node.func.id not in self._state.names:
                return self._of_call(node, node.func.id)
        return UNKNOWN

    def _as_comprehension(self, node: ast.Call) -> ast.expr | None:
        """Return a comprehension that does the same as a call, or None if there is none."""
        if node.keywords or not node.args:
            return None
        function = node.func
        if self.target(function) == _CHAIN:
            return chained(ast.Tuple(node.args, ast.Load()))
        if isinstance(function, ast.Attribute) and len(node.args) == 1:
            if function.attr == "from_iterable" and self.target(function.value) == _CHAIN:
                return chained(node.args[0])
            is_dict = isinstance(function.value, ast.Name) and function.value.id == "dict"
            if function.attr == "fromkeys" and is_dict and "dict" not in self._state.names:
                return keyed(node.args[0], ast.Constant(None))
        return None

    def _of_name(self, name: str) -> Any:
        definition = self._state.names.get(name)
        if definition is None:
            return self._of_module(name)
        target = definition.target
        if target is not None and target.name and definition.value is UNKNOWN:
            self._state.budget.spend(_STEPS_OF_QUESTION)
            return self._others.constant(target.module, target.name)
        return (
            self._state.names.written_out(definition.value) if definition.is_definite else UNKNOWN
        )

    def _of_module(self, name: str) -> Any:
        """Return what every module has under a name from the start."""
        if name == "__package__":
            return self._state.package
        return {"__name__": self._state.module, "__debug__": True}.get(name, UNKNOWN)

    def _of_attribute(self, node: ast.Attribute) -> Any:
        if isinstance(node.value, ast.Name) and node.value.id == "__spec__":
            attribute = {"name": "__name__", "parent": "__package__"}.get(node.attr, "")
            return self._of_module(attribute) if "__spec__" not in self._state.names else UNKNOWN
        if node.attr == "TYPE_CHECKING":
            return False
        target = self.attribute(node)
        if target is not None and target.name is not None:
            self._state.budget.spend(_STEPS_OF_QUESTION)
            return self._others.constant(target.module, target.name)
        owner = self.value(node.value)
        if isinstance(owner, type(sys.version_info)) and node.attr in ("major", "minor", "micro"):
            return getattr(owner, node.attr)
        return UNKNOWN

    def _of_call(self, node: ast.Call, function: str) -> Any:
        """Return what Python's functions that know about names give."""
        if function in ("dir", "globals", "locals", "vars") and not node.args:
            return self._own_names(is_list=function == "dir")
        if function in ("getattr", "hasattr") and len(node.args) in (2, 3):
            self._state.budget.spend(_STEPS_OF_QUESTION)
            module, name = self.module_of(node.args[0]), self.value(node.args[1])
            if module is not None and isinstance(name, str):
                answer = self._others.has(module, name)
                if function == "hasattr":
                    return UNKNOWN if answer is None else answer
                if answer is False and len(node.args) == 3:
                    return self.value(node.args[2])
        return UNKNOWN

    def _own_names(self, *, is_list: bool) -> Any:
        """Return the names of the module, in a list or with their values."""
        state = self._state
        if state.incomplete:
            return UNKNOWN
        names = {
            name: state.names.written_out(each.value)
            for name, each in state.names.all().items()
            if each.is_definite
        }
        names.update(dict.fromkeys(_MODULE_NAMES, UNKNOWN))
        if state.package == state.module != "":
            names["__path__"] = UNKNOWN
        possible = frozenset(name for name in state.names if name not in names)
        if possible:
            return Partial(tuple(sorted(names)), possible) if is_list else UNKNOWN
        return sorted(names) if is_list else names

    def module_of(self, node: ast.expr) -> str | None:
        """Return the name of the module that an expression certainly stands for, or None."""
        if isinstance(node, ast.Name):
            definition = self._state.names.get(node.id)
            target = definition.target if definition is not None else None
            return target.module if target is not None and target.name is None else None
        if isinstance(node, ast.Attribute):
            self._state.budget.spend()
            package = self.module_of(node.value)
            module = f"{package}.{node.attr}"
            if package is not None and module in self._state.loads:
                return module if self._others.is_module(package, node.attr) else None
        if isinstance(node, ast.Subscript) and self.target(node.value) == MODULES:
            # Most often the module itself.
            name = self.value(node.slice)
            return name if isinstance(name, str) else None
        if isinstance(node, ast.Call) and len(node.args) == 1 and self._gives_module(node.func):
            # Any other module may not be importable.
            is_own = is_same(self.value(node.args[0]), self._state.module)
            return self._state.module if is_own else None
        return None

    def _gives_module(self, function: ast.expr) -> bool:
        """Tell whether a function returns the module whose name it is given."""
        if isinstance(function, ast.Attribute) and self.target(function.value) == MODULES:
            return function.attr == "get"
        is_builtin = isinstance(function, ast.Name) and function.id == "__import__"
        # The builtin returns the package around the module.
        return self.is_import_function(function) and not (is_builtin and "." in self._state.module)

    def is_import_function(self, function: ast.expr) -> bool:
        """Tell whether a function imports the module whose name it is given."""
        if isinstance(function, ast.Name) and function.id == "__import__":
            return function.id not in self._state.names
        return self.target(function) == _IMPORT_MODULE

    def is_own_namespace(self, node: ast.expr) -> bool:
        """Tell whether an expression is the namespace of the module that is being evaluated."""
        if is_globals(node):
            return True
        owner = None
        if isinstance(node, ast.Attribute) and node.attr == "__dict__":
            owner = node.value
        elif isinstance(node, ast.Call) and len(node.args) == 1:
            is_asking = isinstance(node.func, ast.Name) and node.func.id == "vars"
            owner = node.args[0] if is_asking else None
        return owner is not None and self.module_of(owner) == self._state.module

    def is_own_entry(self, owner: ast.expr, key: ast.expr) -> bool:
        """Tell whether ``owner[key]`` is the entry of the module itself in ``sys.modules``."""
        return dotted_end(owner) == "modules" and (
            mentions(key, *NAMING_ITSELF) or is_same(self.value(key), self._state.module)
        )

    def target(self, node: ast.expr) -> Target | None:
        """Return the target of a name or of ``module.name``; None if it has none."""
        if isinstance(node, ast.Name):
            definition = self._state.names.get(node.id)
            return definition.target if definition is not None else None
        return self.attribute(node)

    def attribute(self, node: ast.expr) -> Target | None:
        """Return the target of ``module.name``; None if ``node`` is anything else."""
        module = self.module_of(node.value) if isinstance(node, ast.Attribute) else None
        return Target(module, node.attr) if module and isinstance(node, ast.Attribute) else None

    def has_attribute(self, node: ast.expr) -> bool | None:
        """Tell whether ``module.name`` exists; None if unknown, or if ``node`` is anything else."""
        target = self.attribute(node)
        if target is None or target.name is None:
            return None
        return self._others.has(target.module, target.name)

    def refuses(self, function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
        """Tell whether ``__getattr__`` certainly raises an exception for a name."""
        asked = {each.arg: name for each in function.args.args[:1]}

        def look(node: ast.expr) -> Any:
            if isinstance(node, ast.Name) and node.id in asked:
                return asked[node.id]
            return self._look(node)

        evaluation = Evaluation(look, self._state.budget, self._state.sizes)
        pending = list(reversed(function.body))
        while pending:
            node = pending.pop()
            if isinstance(node, ast.If):
                test = truth(evaluation.value(node.test))
                if test is UNKNOWN:
                    return False
                pending += reversed(node.body if test else node.orelse)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                asked[node.targets[0].id] = evaluation.value(node.value)
            elif not isinstance(node, (ast.AnnAssign, ast.Expr, ast.Import, ast.ImportFrom)):
                return isinstance(node, ast.Raise)
        return False
