"""Collectors: what test runners take from a file because of what it is, not of who names it.

They look through all names of a module of tests, those that a star import gives it included, for
test cases, test functions and fixtures.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flake8_importstyle.exports.origins import Step, follow
from flake8_importstyle.exports.wildcard import Resolver, resolver
from flake8_importstyle.resolver.modules import reference
from flake8_importstyle.stars.cycle_origins import only_origin
from flake8_importstyle.stars.project.definitions import Defined, Module, definitions
from flake8_importstyle.stars.project.testing import is_hook, is_name_of_test, is_test_file
from flake8_importstyle.stars.uses import star_uses
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.source import SourceFile

# So many bases, or names for other names, are followed.
_FARTHEST = 20
# So many classes are looked at for one name: the same ones may be reached by very many ways.
_MOST_CLASSES = 1_000
# What is called so may make a test case or a fixture, and so may what makes any class.
_MAKER = re.compile(r"(?i).*(?:test|case|suite|fixture)|type|new_class|partial|")
# A word in the name of a base class: `TestCase`, `test.Base`, `db_tests`, but no `bytestring`.
_TEST = re.compile(r"Test|TEST|(?<![a-z])test|testcase")
# These leave a function a function.
_HARMLESS = frozenset(
    (
        *("asynccontextmanager", "cache", "cached", "contextmanager", "coroutine", "deprecated"),
        *("lru_cache", "njit", "jit", "overload", "singledispatch", "total_ordering", "vectorize"),
        *("wraps", "dataclass", "property", "staticmethod", "classmethod", "register", "final"),
    )
)


_PLAIN = (int, float, str, bytes, tuple, list, dict, type(None))
# These make classes that have no tests but what is in the classes derived from them.
_TUPLES = (("collections", "namedtuple"), ("typing", "NamedTuple"))


class Collected(NamedTuple):
    """What test runners take of the names that the star imports of a file give it."""

    names: frozenset[str]
    incomplete: str
    """Why there may be more, in words."""


class _Open(Exception):
    """It cannot be told what something is."""


def collected(source: SourceFile) -> Collected:
    """Return what test runners take from a file; ask by ``source.fact(collected)``."""
    names = set()
    possible = set()
    arguments = set(_arguments(source))
    for star in source.fact(star_uses) if is_test_file(source) else ():
        named = reference(source, module_text(star.statement))
        if named is None:
            continue
        kinds = _Kinds(source, resolver(named.folders))
        for name in star.wildcard.names.keys() - set(star.names):
            try:
                if is_hook(name) or name in arguments or kinds.is_collected(named.module, name):
                    names.add(name)
            except _Open:
                possible.add(name)
    example = min(possible, default="")
    incomplete = f"test runners may collect names such as '{example}' from it" if example else ""
    return Collected(frozenset(names), incomplete)


def _arguments(source: SourceFile) -> Iterator[str]:
    """Yield the arguments for which pytest looks for fixtures."""
    for statement, _ in source.outline.definitions:
        if not isinstance(statement, ast.ClassDef) and (
            statement.decorator_list or is_name_of_test(statement.name, "functions", source)
        ):
            for argument in (*statement.args.args, *statement.args.kwonlyargs):
                yield argument.arg


class _Kinds:
    """Tells whether what a name stands for is a test or a fixture. Raises ``_Open``."""

    def __init__(self, source: SourceFile, found: Resolver) -> None:
        self._source = source
        self._resolver = found
        self._left = _MOST_CLASSES

    def is_collected(self, module: str, name: str) -> bool:
        """Tell whether a test runner takes what a module has by a name."""
        self._left = _MOST_CLASSES
        return self._is_taken(self._made(module, name), name, _FARTHEST)

    def _binds(self, module: str, name: str) -> bool:
        exports = self._resolver.exports(module)
        return exports is None or name in exports.names

    def _made(self, module: str, name: str) -> Step:
        """Return where what a name stands for was made."""
        found = follow(self._resolver, module, name)
        if found.steps and (not found.end or found.steps[-1].name is None):
            return found.steps[-1]  # A module is one, whether it is found or not.
        origin = only_origin(self._resolver, module, name)
        if origin is None:
            raise _Open
        return origin

    def _is_taken(self, step: Step, name: str, farthest: int) -> bool:
        """``name``: what the file of tests calls it."""
        if step.name is None or _is_of_library(step):
            return step.name == "FunctionTestCase"
        module = definitions(step.file) if step.file and step.file.endswith(".py") else None
        if module is not None and step.name not in module.names and self._is_plain(step):
            return any(
                is_name_of_test(name, each, self._source) for each in ("classes", "functions")
            )
        if module is None or step.name not in module.names or not farthest:
            raise _Open
        return any(
            self._is_test(step, each, module, name, farthest) for each in module.names[step.name]
        )

    def _is_plain(self, step: Step) -> bool:
        """Tell whether something surely is a number, a text, or a list or the like of some."""
        exports = self._resolver.exports(step.module)
        definition = exports.names.get(step.name or "") if exports is not None else None
        if exports is None or definition is None or step.name in exports.rebound:
            return False
        is_sure = definition.is_definite and not exports.incomplete
        return is_sure and isinstance(definition.value, _PLAIN)

    def _is_test(
        self, step: Step, defined: Defined, module: Module, name: str, farthest: int
    ) -> bool:
        kind, parts = defined.kind, defined.parts
        if kind == "class":
            return self._is_pytest_class(step, defined, name) or self._is_case(
                step, defined, farthest
            )
        if kind == "alias":
            other = self._of_module(step.module, parts[0])
            return other is not None and self._is_taken(other, name, farthest - 1)
        if kind == "call" and self._is_instance(step, parts[0]):
            return False
        if is_name_of_test(name, "functions", self._source):
            return True
        if kind == "plain":
            return is_name_of_test(name, "classes", self._source)
        if kind == "function":
            return self._is_fixture(step, defined.decorators, module)
        if kind == "other" or (kind == "call" and _MAKER.fullmatch(parts[0].rpartition(".")[2])):
            raise _Open
        return False

    def _is_instance(self, step: Step, called: str) -> bool:
        """Tell whether a call surely makes an object that is neither a class nor a function."""
        try:
            made = self._of_module(step.module, called)
            classes = self._classes(made, _FARTHEST) if made is not None else []
        except _Open:
            return False
        if any("type" in each.parts for _, each in classes):
            raise _Open
        return bool(classes)

    def _is_fixture(self, step: Step, decorators: Iterable[str], module: Module) -> bool:
        for each in decorators:
            end = each.rpartition(".")[2]
            if "fixture" in end.lower():
                return True
            if end in _HARMLESS:
                continue
            if module.mentions_fixtures:
                raise _Open
            made = self._of_module(step.module, each) if each else None
            known = definitions(made.file) if made is not None and made.file else None
            if known is not None and known.mentions_fixtures:
                raise _Open
        return False

    def _is_case(self, step: Step, defined: Defined, farthest: int) -> bool:
        """Tell whether a class is a ``unittest.TestCase``."""
        is_open = False
        for base in defined.parts:
            try:
                if self._is_case_base(step, base, farthest):
                    return True
            except _Open:
                if _TEST.search(base):
                    return True
                is_open = True
        if is_open:
            raise _Open
        return False

    def _is_case_base(self, step: Step, base: str, farthest: int) -> bool:
        made = self._of_module(step.module, base)
        if made is None:
            return False
        if made.module.partition(".")[0] == "unittest":
            return bool(made.name and made.name.endswith("TestCase"))
        return any(
            self._is_case(at, each, farthest - 1) for at, each in self._classes(made, farthest)
        )

    def _is_pytest_class(self, step: Step, defined: Defined, name: str) -> bool:
        if not is_name_of_test(name, "classes", self._source):
            return False
        try:
            members = self._members(step, defined, _FARTHEST)
        except _Open:
            return "__init__" not in defined.members
        if not members.isdisjoint(("__init__", "__new__", "__test__")):
            return False
        is_made = any("dataclass" in each or "attr" in each for each in defined.decorators)
        return not is_made and any(
            is_name_of_test(member, "functions", self._source) for member in members
        )

    def _members(self, step: Step, defined: Defined, farthest: int) -> set[str]:
        """Return the names that a class and its bases bind."""
        found = set(defined.members)
        for base in defined.parts:
            made = self._of_module(step.module, base)
            if made is not None:
                for at, each in self._classes(made, farthest):
                    found |= self._members(at, each, farthest - 1)
        return found

    def _classes(self, step: Step, farthest: int) -> list[tuple[Step, Defined]]:
        """Return the classes that a name stands for, each with where it is made.

        Those of the library have no tests, and neither have builtins.
        """
        if _is_of_library(step):
            return []
        module = definitions(step.file) if step.file and step.file.endswith(".py") else None
        found = module.names.get(step.name or "", []) if module is not None else []
        self._left -= 1
        if not farthest or not found or self._left < 0:
            raise _Open
        classes = []
        for each in found:
            if each.kind == "class":
                classes.append((step, each))
            elif each.kind == "alias" or (each.kind == "plain" and each.parts):
                for part in each.parts:
                    other = self._of_module(step.module, part)
                    classes += self._classes(other, farthest - 1) if other is not None else []
            elif each.kind != "call" or not self._makes_tuples(step.module, each.parts[0]):
                raise _Open
        return classes

    def _makes_tuples(self, module: str, called: str) -> bool:
        made = self._of_module(module, called)
        return made is not None and (made.module, made.name) in _TUPLES

    def _of_module(self, module: str, spelled: str) -> Step | None:
        """Return where what a module calls so was made; None for a builtin, and the like."""
        first, *rest = spelled.split(".")
        if not first:
            raise _Open
        if not rest and hasattr(builtins, first) and not self._binds(module, first):
            return None
        step = self._made(module, first)
        for part in rest:
            if step.name is None:
                step = self._made(step.module, part)
            elif _MAKER.fullmatch(spelled.rpartition(".")[2]):
                raise _Open
            else:
                return None  # An attribute of some object.
        return step


def _is_of_library(step: Step) -> bool:
    """Tell whether something belongs to the standard library; its own tests do not count."""
    top = step.module.partition(".")[0]
    return top in sys.stdlib_module_names and top != "test"
