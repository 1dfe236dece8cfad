"""Find the imported names that test runners collect from a file without any reference to them.

Test runners search all names of a test module, including those that it imports, for test cases,
test functions and fixtures.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from flake8_importstyle.exports.origins import Step, follow
from flake8_importstyle.exports.wildcard import Resolver, resolver
from flake8_importstyle.resolver.modules import reference
from flake8_importstyle.stars.cycle_origins import only_origin
from flake8_importstyle.stars.project.definitions import Defined, Module, definitions
from flake8_importstyle.stars.project.testing import is_hook, is_name_of_test, is_test_file
from flake8_importstyle.stars.uses import star_uses
from flake8_importstyle.syntax.imports import bound_name, module_text
from flake8_importstyle.syntax.source import SourceFile

# Give up after this many base classes or aliases: longer chains are rare, and may be circular.
_LONGEST_CHAIN = 20
# Give up after this many classes for one name: the same class can be reached in very many ways.
_MOST_CLASSES = 1_000
# A function with such a name may return a test case or a fixture; the last ones make any class.
_MAKER = re.compile(r"(?i).*(?:test|case|suite|fixture)|type|new_class|partial|")
# The name of a base class for tests: `TestCase`, `test.Base`, `db_tests`, but not `bytestring`.
_TEST = re.compile(r"Test|TEST|(?<![a-z])test|testcase")
# Decorators that never turn a function into a fixture.
_HARMLESS = frozenset(
    (
        *("asynccontextmanager", "cache", "cached", "contextmanager", "coroutine", "deprecated"),
        *("lru_cache", "njit", "jit", "overload", "singledispatch", "total_ordering", "vectorize"),
        *("wraps", "dataclass", "property", "staticmethod", "classmethod", "register", "final"),
    )
)
_PLAIN = (int, float, str, bytes, tuple, list, dict, type(None))
# The classes that these create have no test methods of their own.
_TUPLES = (("collections", "namedtuple"), ("typing", "NamedTuple"))


class Collected(NamedTuple):
    """The star-imported names of a file that test runners collect."""

    names: frozenset[str]
    incomplete: str
    """Why there may be more, in words; empty if there are none."""


class _Undecidable(Exception):
    """It cannot be determined whether an object is a test or a fixture."""


def collected(source: SourceFile) -> Collected:
    """Return what test runners collect from a file; call it as ``source.fact(collected)``."""
    names = set()
    possible = set()
    for star in source.fact(star_uses) if is_test_file(source) else ():
        unused = star.wildcard.names.keys() - set(star.names)
        for name, answer in _answers(source, star.statement, {each: each for each in unused}):
            if answer is None:
                possible.add(name)
            elif answer:
                names.add(name)
    example = min(possible, default="")
    incomplete = f"test runners may collect names such as '{example}' from it" if example else ""
    return Collected(frozenset(names), incomplete)


def may_be_collected(
    source: SourceFile, statement: ast.ImportFrom, aliases: Iterable[ast.alias]
) -> bool:
    """Tell whether a test runner may collect any of these names of a statement."""
    names = {bound_name(alias): alias.name for alias in aliases}
    return is_test_file(source) and any(
        answer is not False for _, answer in _answers(source, statement, names)
    )


def _answers(
    source: SourceFile, statement: ast.ImportFrom, names: Mapping[str, str]
) -> Iterator[tuple[str, bool | None]]:
    """Yield for each name whether a test runner collects it; None if that is not known.

    ``names``: those that ``statement`` binds, each with the one that the module has for it.
    """
    named = reference(source, module_text(statement))
    if named is None:
        return
    arguments = source.fact(_arguments)
    classifier = _TestClassifier(source, resolver(named.folders))
    for name, taken in names.items():
        try:
            yield (
                name,
                is_hook(name)
                or name in arguments
                or classifier.is_collected(named.module, taken, name),
            )
        except _Undecidable:
            yield name, None


def _arguments(source: SourceFile) -> set[str]:
    """Return the parameters that pytest fills with fixtures of the same name."""
    return {
        argument.arg
        for statement, _ in source.outline.definitions
        if not isinstance(statement, ast.ClassDef)
        if statement.decorator_list or is_name_of_test(statement.name, "functions", source)
        for argument in (*statement.args.args, *statement.args.kwonlyargs)
    }


class _TestClassifier:
    """Tells whether a name refers to a test or a fixture. Raises ``_Undecidable``."""

    def __init__(self, source: SourceFile, found: Resolver) -> None:
        self._source = source
        self._resolver = found
        self._left = _MOST_CLASSES

    def is_collected(self, module: str, taken: str, name: str) -> bool:
        """Tell whether a test runner collects what ``taken`` is in a module under a name."""
        self._left = _MOST_CLASSES
        return self._is_test(self._origin(module, taken), name, _LONGEST_CHAIN)

    def _binds(self, module: str, name: str) -> bool:
        exports = self._resolver.exports(module)
        return exports is None or name in exports.names

    def _origin(self, module: str, name: str) -> Step:
        """Return where the object that a name refers to is defined."""
        found = follow(self._resolver, module, name)
        if found.steps and (not found.end or found.steps[-1].name is None):
            return found.steps[-1]  # If it is a module, it need not be found.
        origin = only_origin(self._resolver, module, name)
        if origin is None:
            raise _Undecidable
        return origin

    def _is_test(self, step: Step, name: str, remaining: int) -> bool:
        """Tell whether the object defined at ``step`` is collected from a file as ``name``."""
        if step.name is None or _is_in_stdlib(step):
            return step.name == "FunctionTestCase"
        module = definitions(step.file) if step.file and step.file.endswith(".py") else None
        if module is not None and step.name not in module.names and self._is_plain(step):
            return any(
                is_name_of_test(name, each, self._source) for each in ("classes", "functions")
            )
        if module is None or step.name not in module.names or not remaining:
            raise _Undecidable
        return any(
            self._defines_test(step, each, module, name, remaining)
            for each in module.names[step.name]
        )

    def _is_plain(self, step: Step) -> bool:
        """Tell whether the object is known to be a number, a string, or a plain container."""
        exports = self._resolver.exports(step.module)
        definition = exports.names.get(step.name or "") if exports is not None else None
        if exports is None or definition is None or step.name in exports.rebound:
            return False
        is_sure = definition.is_definite and not exports.incomplete
        return is_sure and isinstance(definition.value, _PLAIN)

    def _defines_test(
        self, step: Step, defined: Defined, module: Module, name: str, remaining: int
    ) -> bool:
        """Tell whether one of the statements that bind the object makes it a test or a fixture."""
        kind, parts = defined.kind, defined.parts
        if kind == "class":
            return self._is_pytest_class(step, defined, name) or self._is_test_case(
                step, defined, remaining
            )
        if kind == "alias":
            other = self._resolve(step.module, parts[0])
            return other is not None and self._is_test(other, name, remaining - 1)
        if kind == "call" and self._is_instance(step, parts[0]):
            return False
        if is_name_of_test(name, "functions", self._source):
            return True
        if kind == "plain":
            return is_name_of_test(name, "classes", self._source)
        if kind == "function":
            return self._is_fixture(step, defined.decorators, module)
        if kind == "other" or (kind == "call" and _MAKER.fullmatch(parts[0].rpartition(".")[2])):
            raise _Undecidable
        return False

    def _is_instance(self, step: Step, called: str) -> bool:
        """Tell whether a call certainly returns neither a class nor a function.

        That is so if ``called`` is a class, but not a metaclass.
        """
        try:
            origin = self._resolve(step.module, called)
            classes = self._classes(origin, _LONGEST_CHAIN) if origin is not None else []
        except _Undecidable:
            return False
        if any("type" in each.parts for _, each in classes):
            raise _Undecidable
        return bool(classes)

    def _is_fixture(self, step: Step, decorators: Iterable[str], module: Module) -> bool:
        """Tell whether the decorators of a function make it a fixture."""
        for each in decorators:
            end = each.rpartition(".")[2]
            if "fixture" in end.lower():
                return True
            if end in _HARMLESS:
                continue
            if module.mentions_fixtures:
                raise _Undecidable
            origin = self._resolve(step.module, each) if each else None
            known = definitions(origin.file) if origin is not None and origin.file else None
            if known is not None and known.mentions_fixtures:
                raise _Undecidable
        return False

    def _is_test_case(self, step: Step, defined: Defined, remaining: int) -> bool:
        """Tell whether a class derives from ``unittest.TestCase``."""
        is_undecidable = False
        for base in defined.parts:
            try:
                if self._is_test_case_base(step, base, remaining):
                    return True
            except _Undecidable:
                if _TEST.search(base):
                    return True
                is_undecidable = True
        if is_undecidable:
            raise _Undecidable
        return False

    def _is_test_case_base(self, step: Step, base: str, remaining: int) -> bool:
        """Tell whether a base class is ``unittest.TestCase`` or derives from it."""
        origin = self._resolve(step.module, base)
        if origin is None:
            return False
        if origin.module.partition(".")[0] == "unittest":
            return bool(origin.name and origin.name.endswith("TestCase"))
        return any(
            self._is_test_case(at, each, remaining - 1)
            for at, each in self._classes(origin, remaining)
        )

    def _is_pytest_class(self, step: Step, defined: Defined, name: str) -> bool:
        """Tell whether pytest collects a class that derives from no ``TestCase``."""
        if not is_name_of_test(name, "classes", self._source):
            return False
        try:
            members = self._members(step, defined, _LONGEST_CHAIN)
        except _Undecidable:
            return "__init__" not in defined.members
        if not members.isdisjoint(("__init__", "__new__", "__test__")):
            return False
        # Decorators such as `@dataclass` add an `__init__`.
        gets_init = any("dataclass" in each or "attr" in each for each in defined.decorators)
        return not gets_init and any(
            is_name_of_test(member, "functions", self._source) for member in members
        )

    def _members(self, step: Step, defined: Defined, remaining: int) -> set[str]:
        """Return the names that a class and its bases bind."""
        found = set(defined.members)
        for base in defined.parts:
            origin = self._resolve(step.module, base)
            if origin is not None:
                for at, each in self._classes(origin, remaining):
                    found |= self._members(at, each, remaining - 1)
        return found

    def _classes(self, step: Step, remaining: int) -> list[tuple[Step, Defined]]:
        """Return the classes that a name may refer to, each with the place of its definition.

        Classes of the standard library and builtins are left out: they have no tests.
        """
        if _is_in_stdlib(step):
            return []
        module = definitions(step.file) if step.file and step.file.endswith(".py") else None
        found = module.names.get(step.name or "", []) if module is not None else []
        self._left -= 1
        if not remaining or not found or self._left < 0:
            raise _Undecidable
        classes = []
        for each in found:
            if each.kind == "class":
                classes.append((step, each))
            elif each.kind == "alias" or (each.kind == "plain" and each.parts):
                for part in each.parts:
                    other = self._resolve(step.module, part)
                    classes += self._classes(other, remaining - 1) if other is not None else []
            elif each.kind != "call" or not self._makes_namedtuple(step.module, each.parts[0]):
                raise _Undecidable
        return classes

    def _makes_namedtuple(self, module: str, called: str) -> bool:
        origin = self._resolve(module, called)
        return origin is not None and (origin.module, origin.name) in _TUPLES

    def _resolve(self, module: str, spelled: str) -> Step | None:
        """Return where the object of a dotted name in a module is defined.

        None for a builtin, or an attribute of an object that is not a module.
        """
        first, *rest = spelled.split(".")
        if not first:
            raise _Undecidable
        if not rest and hasattr(builtins, first) and not self._binds(module, first):
            return None
        step = self._origin(module, first)
        for part in rest:
            if step.name is None:
                step = self._origin(step.module, part)
            elif _MAKER.fullmatch(spelled.rpartition(".")[2]):
                raise _Undecidable
            else:
                return None
        return step


def _is_in_stdlib(step: Step) -> bool:
    """Tell whether an object belongs to the standard library, not counting its ``test`` package."""
    top = step.module.partition(".")[0]
    return top in sys.stdlib_module_names and top != "test"
