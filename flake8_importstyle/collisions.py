"""Collisions: two bindings of one name, an import among them, of which one is lost.

The syntax alone decides which pairs may collide, and for most files there are none. Only for the
others is the whole file analysed, to see what else happens to the name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from flake8_importstyle.scopes import SYS_MODULES, Names
from flake8_importstyle.source import DefinedName, ImportedName, SourceFile
from flake8_importstyle.suites import always_leads, start

Owner: TypeAlias = ImportedName | DefinedName

# Whoever calls these may read any name, and bind it.
_READERS_OF_ALL = ("eval", "exec", "globals", "locals", "vars")
# The second half are helpers of CPython's own tests.
_UNLOADERS = (SYS_MODULES, "reload", "forget", "uncache", "unload")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

_position = attrgetter("position")


class Collision(NamedTuple):
    """Two bindings of one name in one scope, with nothing in between that binds it again.

    The earlier one always leads to the later one. In a stub, where the order of statements has no
    meaning, a definition may as well lead to the import before it.
    """

    earlier: Owner
    later: Owner

    def is_read_between(self, source: SourceFile) -> bool:
        """Tell whether the name is read before the later binding replaces the earlier one."""
        names = [self.earlier.name, *_READERS_OF_ALL]
        return not source.is_stub and self._are_read_between(names, source)

    def is_unloaded_between(self, source: SourceFile) -> bool:
        """Tell whether code in between may make the later import load its module anew."""
        return self._are_read_between(_UNLOADERS, source)

    def _are_read_between(self, names: Sequence[str], source: SourceFile) -> bool:
        earlier, later = self
        return source.fact(Names).are_read_between(
            earlier.suite.scope, names, earlier.position, later.position
        )


def collisions(source: SourceFile) -> list[Collision]:
    """Return all collisions in which an import takes part; those of one name from top to bottom."""
    return [
        collision
        for owners in _owners_of_one_name(source)
        for collision in _collisions_among(owners, source)
    ]


def shadowed_class(imported: ImportedName, source: SourceFile) -> DefinedName | None:
    """Return the class around a function whose name an import in that function takes, if any."""
    if not isinstance(imported.suite.scope, _FUNCTIONS):
        return None
    classes = source.fact(_classes).get(imported.name)
    if classes is None:
        return None
    local, *around = source.fact(Names).scopes[imported.suite.scope].outward()
    outer = next((scope for scope in around if scope.binds(imported.name)), None)
    if outer is None or not local.binds(imported.name):
        return None
    deleted = [each.position for each in outer.bindings[imported.name] if each.is_deletion]
    for defined in classes:
        if (
            defined.suite.scope is outer.node
            and not defined.suite.excludes(imported.suite)
            and not any(position > defined.position for position in deleted)
        ):
            return defined
    return None


def _classes(source: SourceFile) -> dict[str, list[DefinedName]]:
    classes: dict[str, list[DefinedName]] = {}
    for statement, suite in source.outline.definitions:
        if isinstance(statement, ast.ClassDef):
            defined = DefinedName(statement.name, statement, suite)
            classes.setdefault(statement.name, []).append(defined)
    return classes


def _owners_of_one_name(source: SourceFile) -> Iterator[list[Owner]]:
    owners: dict[tuple[ast.AST, str], list[Owner]] = {}
    for imported in source.imported_names:
        owners.setdefault((imported.suite.scope, imported.name), []).append(imported)
    for statement, suite in source.outline.definitions:
        same = owners.get((suite.scope, statement.name))
        if same is not None:
            same.append(DefinedName(statement.name, statement, suite))
    for same in owners.values():
        if len(same) > 1:
            same.sort(key=_position)
            yield same


def _collisions_among(owners: list[Owner], source: SourceFile) -> Iterator[Collision]:
    for index, later in enumerate(owners):
        opening = start(later.suite.condition().body[0])
        for earlier in map(owners.__getitem__, range(index - 1, -1, -1)):
            # What stands outside of the later one's condition does not always lead to it.
            if earlier.position < opening and not source.is_stub:
                break
            if _collide(earlier, later, source):
                yield Collision(earlier, later)
            # On every way to the later one, this one gave the name a new meaning.
            if earlier.suite in later.suite.within_scope():
                break


def _collide(earlier: Owner, later: Owner, source: SourceFile) -> bool:
    if isinstance(earlier, DefinedName) and isinstance(later, DefinedName):
        return False
    leads = always_leads(earlier.statement, earlier.suite, later.statement, later.suite)
    if source.is_stub and isinstance(earlier, DefinedName) != isinstance(later, DefinedName):
        # There a definition holds everywhere, before and after.
        leads |= always_leads(later.statement, later.suite, earlier.statement, earlier.suite)
    if not leads:
        return False
    names = source.fact(Names)
    scope = earlier.suite.scope
    return names.scopes[scope].binds(earlier.name) and all(
        binding.suite.excludes(earlier.suite) or binding.suite.excludes(later.suite)
        for binding in names.bindings_between(scope, earlier.name, earlier.position, later.position)
    )
