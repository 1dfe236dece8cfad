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
from flake8_importstyle.exports.foreign.sketches import package_of, sketch
from flake8_importstyle.exports.functions import Function
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
    exporters: frozenset[str]
    """What has to do with the ``__all__`` of some module."""
    origins: dict[str, list[tuple[str, str]]]
    """The modules and names that each name may stand for, or that its class is derived from."""
    stars: list[str]
    """The modules whose names it has all taken."""


_NOTHING = _Known(frozenset(), frozenset(), {}, [])


class Registrars:
    """Knows the registrars among the modules that ``finder`` finds."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._known: dict[str, _Known] = {}

    def has(self, module: str, name: str) -> bool:
        """Tell whether a name of a module, or of a module that it has, is a registrar."""
        return any(last in self._of(at).registrars for at, last in self._ways(module, name))

    def has_exporter(self, module: str, name: str) -> bool:
        """Tell whether such a name has to do with the ``__all__`` of some module."""
        return any(last in self._of(at).exporters for at, last in self._ways(module, name))

    def may_have(self, module: str, name: str) -> bool:
        """Tell whether what a name of a module stands for may have a registrar among its methods.

        That is one of its functions if it is a module.
        """
        return any(self._of(at).registrars for at, _ in self._ways(module, name))

    def _ways(self, module: str, name: str, farthest: int = _FARTHEST) -> Iterator[tuple[str, str]]:
        """Yield the modules that a name leads through, with its name there.

        It has none where it stands for the module.
        """
        if module.partition(".")[0] in sys.stdlib_module_names or not farthest:
            return
        head, _, rest = name.partition(".")
        if rest:
            for other, last in self._ways(module, head, farthest):
                if not last:
                    yield from self._ways(other, rest, farthest - 1)
            return
        yield module, name
        known = self._of(module)
        if not name or name in known.registrars or name in known.exporters:
            return
        if self._finder.is_submodule(Target(module, name)):
            yield from self._ways(f"{module}.{name}", "", farthest - 1)
        for origin in known.origins.get(name) or [(star, name) for star in known.stars]:
            yield from self._ways(*origin, farthest - 1)

    def _of(self, module: str) -> _Known:
        if module not in self._known:
            source = sketch(self._finder, module)
            self._known[module] = self._read(module, source) if source is not None else _NOTHING
        return self._known[module]

    def _read(self, module: str, source: SourceFile) -> _Known:
        origins: dict[str, list[tuple[str, str]]] = {}
        stars: list[str] = []
        registrars, exporters = set(), set()
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
                does = _done_by(node, budget)
                if does is None or does.registers:
                    registrars.add(node.name)
                if does is not None and does.mentions_all:
                    exporters.add(node.name)
                for base in node.bases if isinstance(node, ast.ClassDef) else ():
                    origins.setdefault(node.name, []).extend(_named(base, module, origins))
        return _Known(frozenset(registrars), frozenset(exporters), origins, stars)

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


def _done_by(node: Definition, budget: Budget) -> Function | None:
    """Return what a class or function does when it is called; None if it is too large to tell."""
    try:
        return Function(node, budget, is_plain=False)
    except TooLarge:
        return None
