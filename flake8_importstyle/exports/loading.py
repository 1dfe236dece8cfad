"""Loading: what import statements do to the names of a module."""

from __future__ import annotations

import ast

from flake8_importstyle.exports.constants import THING
from flake8_importstyle.exports.definitions import IMPORT_FAILS, Bound, Failure, Target
from flake8_importstyle.exports.expressions import Expressions
from flake8_importstyle.resolver.modules import resolve
from flake8_importstyle.syntax.imports import bound_name, is_future, module_text


class Imports(Expressions):
    """A module that is gone through, and its imports."""

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.load(alias.name, node.lineno)
            module = alias.name if alias.asname else alias.name.partition(".")[0]
            is_private = self.is_stub and alias.asname != alias.name
            if not is_private:
                target = Target(module, None)
                self.bind(bound_name(alias), Bound(alias.lineno, target, value=THING))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if is_future(node):
            for alias in node.names:
                self.bind(bound_name(alias), Bound(node.lineno, Target("__future__", alias.name)))
            return
        module = resolve(module_text(node), self.package)
        if module is None:
            module = module_text(node)
        self.load(module, node.lineno)
        for alias in node.names:
            if alias.name == "*":
                self.star(module, node)
            else:
                self.take(module, alias)

    def take(self, module: str, alias: ast.alias) -> None:
        """Follow ``from module import name``."""
        if self.is_stub and alias.asname != alias.name:
            return
        if self.expects(*IMPORT_FAILS) and self.around.has(module, alias.name) is False:
            raise Failure(*IMPORT_FAILS)
        target = Target(module, alias.name)
        if module == self.module:
            own = self.names.get(alias.name)
            if own is None and self.module != self.package:
                own = Bound(alias.lineno)
            if own is not None:
                self.bind(bound_name(alias), own._replace(is_sure=True))
                return
            self.load(f"{module}.{alias.name}", alias.lineno)
            target = Target(f"{module}.{alias.name}", None)
        self.bind(bound_name(alias), Bound(alias.lineno, target))

    def star(self, module: str, node: ast.ImportFrom) -> None:
        names, doubt, packages = self.around.star(module, self.module)
        self.packages.update(dict.fromkeys(packages))
        for name, bound in names.items():
            if bound.target == (self.module, name) and name in self.names:
                continue  # It comes back to where it was taken from.
            if bound.is_sure or name not in self.names:
                target = Target(module, name)
                self.bind(name, Bound(node.lineno, target, is_sure=bound.is_sure))
        if doubt:
            self.doubt = self.doubt or f"its star import of '{module}' is not fully known: {doubt}"

    def load(self, module: str, line: int) -> None:
        """Follow the loading of a module, and of the packages around it."""
        if not self.expects(*IMPORT_FAILS):
            if not self.branching:
                self.needs[module] = None
        elif self.around.exists(module) is False:
            raise Failure(*IMPORT_FAILS)
        parts = module.split(".")
        for count in range(1, len(parts) + 1):
            name = ".".join(parts[:count])
            if name not in self.loads:
                self.loads[name] = line
                package, _, last = name.rpartition(".")
                # A package gets its submodules as attributes.
                exists = self.around.exists(name) if package == self.module else False
                if exists is not False:
                    is_sure = exists is True
                    self.bind(last, Bound(0, Target(name, None), is_sure, THING))

    def is_there(self, node: ast.Import | ast.ImportFrom) -> bool:
        if isinstance(node, ast.Import):
            return all(self.around.works(alias.name) is True for alias in node.names)
        module = resolve(module_text(node), self.package)
        return module is not None and self.around.works(module) is True
