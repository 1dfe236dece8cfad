"""Functions and classes that bind names in modules which they are told, as some decorators do.

Where one is called, or a class is derived from one, any name may be bound. They are told from the
text of the module that has them, without going through it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from typing import NamedTuple

from flake8_importstyle.exports.definitions import Target
from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.functions import Function
from flake8_importstyle.exports.sketches import package_of, sketch
from flake8_importstyle.resolver.modules import resolve
from flake8_importstyle.syntax.budget import Budget, TooLarge
from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.imports import bound_name, module_text
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Definition, Import

# For what one module does: some times what the largest of the standard library takes.
_MOST_STEPS = 2_000_000
# So many re-exports and base classes are followed.
_FARTHEST = 5


class _Known(NamedTuple):
    """What a module's text shows."""

    registrars: frozenset[str]
    origins: dict[str, list[tuple[str, str]]]
    """The modules and names that each name may stand for, or that its class is derived from."""
    stars: list[str]
    """The modules whose names it has all taken."""


_NOTHING = _Known(frozenset(), {}, [])


class Registrars:
    """Knows the registrars among the modules that ``finder`` finds."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._known: dict[str, _Known] = {}

    def has(self, module: str, name: str, farthest: int = _FARTHEST) -> bool:
        """Tell whether a name of a module is a registrar; without a name, whether it has any."""
        if module.partition(".")[0] in sys.stdlib_module_names or not farthest:
            return False
        known = self._of(module)
        if not name:
            return bool(known.registrars)
        if name in known.registrars:
            return True
        origins = known.origins.get(name) or [(star, name) for star in known.stars]
        return any(self.has(*origin, farthest - 1) for origin in origins if origin[1])

    def _of(self, module: str) -> _Known:
        if module not in self._known:
            source = sketch(self._finder, module)
            self._known[module] = self._read(module, source) if source is not None else _NOTHING
        return self._known[module]

    def _read(self, module: str, source: SourceFile) -> _Known:
        origins: dict[str, list[tuple[str, str]]] = {}
        stars: list[str] = []
        registrars = set()
        budget = Budget(_MOST_STEPS)
        package = package_of(self._finder, module)
        for statement, suite in source.imports:
            if suite.scope is source.tree:
                for name, other, its_name in self._taken(statement, package):
                    if name == "*":
                        stars.append(other)
                    else:
                        origins.setdefault(name, []).append((other, its_name))
        for node, suite in source.outline.definitions:
            if suite.scope is source.tree:
                if _registers(node, budget):
                    registrars.add(node.name)
                for base in node.bases if isinstance(node, ast.ClassDef) else ():
                    origins.setdefault(node.name, []).extend(_named(base, module, origins))
        return _Known(frozenset(registrars), origins, stars)

    def _taken(self, statement: Import, package: str) -> Iterator[tuple[str, str, str]]:
        """Yield the names that a statement binds, each with its module and its name there."""
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                module = alias.name if alias.asname else alias.name.partition(".")[0]
                yield bound_name(alias), module, ""
            return
        module = resolve(module_text(statement), package) or ""
        for alias in statement.names:
            if self._finder.is_submodule(Target(module, alias.name)):
                yield bound_name(alias), f"{module}.{alias.name}", ""
            else:
                yield bound_name(alias), module, alias.name


def _named(
    base: ast.expr, module: str, origins: dict[str, list[tuple[str, str]]]
) -> Iterator[tuple[str, str]]:
    """Yield the module and the name of what a class is derived from."""
    if isinstance(base, ast.Name):
        yield module, base.id
    elif isinstance(base, ast.Attribute):
        owner = dotted_end(base.value) or ""
        yield from ((other, base.attr) for other, name in origins.get(owner, ()) if not name)


def _registers(node: Definition, budget: Budget) -> bool:
    """Tell whether a class or function may register names; so may one that is too large to tell."""
    try:
        return Function(node, budget, is_plain=False).registers
    except TooLarge:
        return True
