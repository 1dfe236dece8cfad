"""Import statements: how they change the names of a module."""

from __future__ import annotations

import ast

from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import (
    IMPORT_FAILS,
    Definition,
    Failure,
    OtherModules,
    Target,
    why_star_is_incomplete,
)
from flake8_importstyle.exports.evaluation.constants import THING
from flake8_importstyle.resolver.modules import resolve
from flake8_importstyle.syntax.imports import bound_name, is_future, module_text
from flake8_importstyle.syntax.suites import Import


class Imports:
    """Evaluates the imports of a module; raises ``Failure`` where one fails and is handled."""

    def __init__(self, state: State, others: OtherModules) -> None:
        self._state = state
        self._others = others

    def follow(self, node: ast.Import) -> None:
        """Evaluate ``import module``."""
        for alias in node.names:
            self._load(alias.name, node.lineno)
            module = alias.name if alias.asname else alias.name.partition(".")[0]
            is_private = self._state.is_stub and alias.asname != alias.name
            if not is_private:
                definition = Definition(alias.lineno, Target(module, None), value=THING)
                self._state.bind(bound_name(alias), definition)

    def follow_from(self, node: ast.ImportFrom) -> None:
        """Evaluate ``from module import name``."""
        if is_future(node):
            for alias in node.names:
                target = Target("__future__", alias.name)
                self._state.bind(bound_name(alias), Definition(node.lineno, target))
            return
        module = resolve(module_text(node), self._state.package)
        if module is None:
            module = module_text(node)
        self._load(module, node.lineno)
        for alias in node.names:
            if alias.name == "*":
                self._star(module, node)
            else:
                self._take(module, alias)

    def only_load(self, node: Import) -> None:
        """Load the modules of an import in a function, which binds no name of the module."""
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            module = resolve(module_text(node), self._state.package)
            modules = [module] if module is not None else []
            modules += [
                f"{each}.{alias.name}"
                for each in modules
                for alias in node.names
                if self._others.is_submodule(Target(each, alias.name))
            ]
        for each in modules:
            self._load(each, node.lineno)

    def succeed(self, node: ast.Import | ast.ImportFrom) -> bool:
        """Tell whether importing the modules of a statement certainly succeeds."""
        if isinstance(node, ast.Import):
            return all(self._others.works(alias.name) is True for alias in node.names)
        module = resolve(module_text(node), self._state.package)
        return module is not None and self._others.works(module) is True

    def _take(self, module: str, alias: ast.alias) -> None:
        state = self._state
        if state.is_stub and alias.asname != alias.name:
            return
        if state.handles(*IMPORT_FAILS) and self._others.has(module, alias.name) is False:
            raise Failure(*IMPORT_FAILS)
        target = Target(module, alias.name)
        if module == state.module:
            own = state.names.get(alias.name)
            if own is None and state.module != state.package:
                own = Definition(alias.lineno)
            if own is not None:
                state.bind(bound_name(alias), own._replace(is_definite=True))
                return
            self._load(f"{module}.{alias.name}", alias.lineno)
            target = Target(f"{module}.{alias.name}", None)
        state.bind(bound_name(alias), Definition(alias.lineno, target))

    def _star(self, module: str, node: ast.ImportFrom) -> None:
        state = self._state
        names, incomplete, packages = self._others.wildcard_names(module, state.module)[:3]
        state.budget.spend(len(names))
        state.packages.update(dict.fromkeys(packages))
        for name, given in names.items():
            if given.target == (state.module, name) and name in state.names:
                continue  # The other module has imported it from here.
            new = Definition(node.lineno, Target(module, name), is_definite=given.is_definite)
            old = state.names.get(name)
            if old is not None and not given.is_definite:
                new = state.names.either(old, new)
            state.bind(name, new)
        if incomplete:
            state.mark_incomplete(why_star_is_incomplete(module, incomplete))

    def _load(self, module: str, line: int) -> None:
        """Load a module after its parent packages; ``line``: where the import is."""
        state = self._state
        if not state.handles(*IMPORT_FAILS):
            if not state.branching:
                state.needs[module] = None
        elif self._others.exists(module) is False:
            raise Failure(*IMPORT_FAILS)
        parts = module.split(".")
        for count in range(1, len(parts) + 1):
            name = ".".join(parts[:count])
            if name not in state.loads:
                state.loads[name] = line
                package, _, last = name.rpartition(".")
                # A package gets its submodules as attributes.
                exists = self._others.exists(name) if package == state.module else False
                if exists is not False:
                    is_definite = exists is True
                    state.bind(last, Definition(0, Target(name, None), is_definite, THING))
