"""Registrars: functions and classes that bind names in the caller's module, as some decorators do.

Calling one, or deriving a class from one, may bind any name there. They are recognised by the text
of the module that defines them, which is not evaluated.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from typing import NamedTuple

from flake8_importstyle.exports.cache import Cache
from flake8_importstyle.exports.definitions import Target
from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.exports.foreign.sketches import Sketch, package_of, sketch
from flake8_importstyle.exports.functions import Function
from flake8_importstyle.resolver.modules import resolve
from flake8_importstyle.syntax.budget import Budget, TooLarge
from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.imports import bound_name, module_text
from flake8_importstyle.syntax.skeleton import remarkable_lines
from flake8_importstyle.syntax.suites import Definition, Import

# The budget for one module: several times what the largest of the standard library needs.
_MOST_STEPS = 2_000_000
# Follow at most this many re-exports and base classes; real chains are shorter.
_FARTHEST = 5


class _Known(NamedTuple):
    """The registrars of one module, and where its other names come from."""

    registrars: frozenset[str]
    exporters: frozenset[str]
    """The functions and classes that use the ``__all__`` of some module."""
    origins: dict[str, list[tuple[str, str]]]
    """For each name, the module and name that it is imported from or that its class derives from.
    The name is empty where it stands for the module itself."""
    stars: list[str]
    """The modules that it star-imports."""


_NOTHING = _Known(frozenset(), frozenset(), {}, [])


class _Answer(NamedTuple):
    """What a name leads to, through all the modules that pass it on."""

    registers: bool
    """Whether that is a registrar."""
    extends_all: bool
    """Whether it uses the ``__all__`` of some module."""
    may_register: bool
    """Whether an attribute of it may be a registrar."""


class Registrars:
    """Finds registrars in the modules that ``finder`` finds."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._known: dict[str, _Known] = {}
        self._answers: Cache[_Answer] = Cache(finder)

    def has(self, module: str, name: str) -> bool:
        """Tell whether ``name``, which may be dotted, leads to a registrar from ``module``."""
        return self._answer(module, name).registers

    def has_exporter(self, module: str, name: str) -> bool:
        """Tell whether ``name`` leads to something that uses the ``__all__`` of some module."""
        return self._answer(module, name).extends_all

    def may_have(self, module: str, name: str) -> bool:
        """Tell whether an attribute of what ``name`` stands for may be a registrar.

        That is any method of an object, or any function of a module.
        """
        return self._answer(module, name).may_register

    def _answer(self, module: str, name: str) -> _Answer:
        key = f"{module}:{name}"
        if key not in self._answers:
            with self._finder.dependencies() as dependencies:
                ends = [(self._of(at), last) for at, last in self._ways(module, name)]
            answer = _Answer(
                any(last in known.registrars for known, last in ends),
                any(last in known.exporters for known, last in ends),
                any(known.registrars for known, _ in ends),
            )
            self._answers.keep(key, answer, dependencies)
        return self._answers[key]

    def _ways(self, module: str, name: str, farthest: int = _FARTHEST) -> Iterator[tuple[str, str]]:
        """Yield each module that ``name`` is re-exported through, with its name there.

        The name is empty where it stands for the module itself.
        """
        head, _, rest = name.partition(".")
        if rest:
            modules = dict.fromkeys(
                other for other, last in self._ways(module, head, farthest) if not last
            )
            for other in modules:
                yield from self._ways(other, rest, farthest - 1)
            return
        nearest = [(module, name)]
        seen = set(nearest)
        for _ in range(farthest):
            following = []
            for place in nearest:
                if place[0].partition(".")[0] not in sys.stdlib_module_names:
                    yield place
                    onwards = dict.fromkeys(self._onwards(*place))
                    following += [each for each in onwards if each not in seen]
                    seen.update(following)
            nearest = following

    def _onwards(self, module: str, name: str) -> Iterator[tuple[str, str]]:
        """Yield each module that ``module`` may get a name from, with its name there."""
        known = self._of(module)
        if not name or name in known.registrars or name in known.exporters:
            return
        if self._finder.is_submodule(Target(module, name)):
            yield f"{module}.{name}", ""
        yield from known.origins.get(name) or [(star, name) for star in known.stars]

    def _of(self, module: str) -> _Known:
        if module not in self._known:
            found = sketch(self._finder, module)
            self._known[module] = self._read(module, found) if found is not None else _NOTHING
        return self._known[module]

    def _read(self, module: str, found: Sketch) -> _Known:
        source = found.source
        lines = remarkable_lines(found.text)
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
                effects = _effects(node, budget, lines)
                if effects is None or effects.registers:
                    registrars.add(node.name)
                if effects is not None and effects.mentions_all:
                    exporters.add(node.name)
                for base in _parents(node):
                    origins.setdefault(node.name, []).extend(_named(base, module, origins))
        for assigned in source.tree.body:
            if isinstance(assigned, ast.Assign) and isinstance(assigned.targets[0], ast.Name):
                name = assigned.targets[0].id
                if isinstance(assigned.value, ast.Lambda):
                    effects = _effects(assigned.value, budget, lines)
                    if effects is None or effects.registers:
                        registrars.add(name)
                for each in _made_of(assigned.value):
                    origins.setdefault(name, []).extend(_named(each, module, origins))
        return _Known(frozenset(registrars), frozenset(exporters), origins, stars)

    def _taken(self, statement: Import, package: str) -> Iterator[tuple[str, str, str]]:
        """Yield the names that an import binds, each with its source module and its name there."""
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
    """Yield the module and the name that a base class refers to, as far as imports show it."""
    if isinstance(base, ast.Name):
        yield module, base.id
    elif isinstance(base, ast.Attribute):
        owner = dotted_end(base.value) or ""
        yield from ((other, base.attr) for other, name in origins.get(owner, ()) if not name)


def _parents(node: Definition) -> list[ast.expr]:
    """Return what a class is derived from, and its metaclass."""
    if not isinstance(node, ast.ClassDef):
        return []
    return [*node.bases, *(word.value for word in node.keywords)]


def _made_of(node: ast.expr) -> list[ast.expr]:
    """Return what is called where something is, that has been made so, or is another name for."""
    if not isinstance(node, ast.Call):
        return [node]
    return [node.func, *node.args] if dotted_end(node.func) == "partial" else [node.func]


def _effects(
    node: Definition | ast.Lambda, budget: Budget, lines: list[int] | None
) -> Function | None:
    """Return what calling a class or function does; None if it is too large to analyse."""
    try:
        return Function(node, budget, lines)
    except TooLarge:
        return None
