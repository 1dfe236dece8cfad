"""Find redefinitions: an import and another binding of the same name, where the later one wins.

The pairs that may collide are found from the statements alone, and most files have none. Only if
there is one, the whole file is analysed to see what else happens to the name.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.scopes import (
    ALL_NAMES,
    LOCAL_NAMES,
    POSITION,
    SYS_MODULES,
    Binding,
    Read,
    Scope,
)
from flake8_importstyle.syntax.control_flow import (
    LOOPS,
    TRY,
    dotted_end,
    is_about_modules,
    mentions,
)
from flake8_importstyle.syntax.imports import ImportedName
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import DefinedName, SourceFile
from flake8_importstyle.syntax.suites import FUNCTIONS, Position, Suite, always_leads, end, start

Owner: TypeAlias = ImportedName | DefinedName
Event = TypeVar("Event", "Binding", "Read", "_Jump")

ACCESS_TO_ALL = (ALL_NAMES, LOCAL_NAMES, SYS_MODULES)
"""Code that uses one of these pseudo-names may read or bind any name."""
# Names with more bindings or reads than this between two bindings, or with more bindings before
# one, are not checked: the cost would grow with the square of their number.
MOST_EVENTS = 50


class Collision(NamedTuple):
    """Two bindings of one name in one scope, where the later always runs after the earlier.

    In a stub, where the order of statements does not matter, this may be the other way round for a
    definition. The methods need an analysis of the whole file, so call them last.
    """

    earlier: Owner
    later: Owner

    def is_cleared(self, source: SourceFile) -> bool:
        """Tell whether the later binding does not simply replace the earlier one.

        The name may be bound or deleted in between; it may be ``global`` or ``nonlocal``, so not a
        name of this scope; or a handler may fall back on it if the later import fails.
        """
        scope = self._scope(source)
        if not scope.binds(self.earlier.name):
            return True
        between = _events(scope.bindings[self.earlier.name], *self._positions)
        return (
            len(between) > MOST_EVENTS
            or not all(
                binding.suite.excludes(self.earlier.suite)
                or binding.suite.excludes(self.later.suite)
                for binding in between
            )
            or self._is_fallback(source)
        )

    def _is_fallback(self, source: SourceFile) -> bool:
        """Tell whether a ``try`` around only the later import reads the name in its handlers."""
        shared = set(self.earlier.suite.within_scope())
        return any(
            isinstance(suite.statement, TRY)
            and suite.clause == "body"
            and suite not in shared
            and self._are_read(
                [self.earlier.name], source, end(suite.body[-1]), end(suite.statement)
            )
            for suite in self.later.suite.within_scope()
        )

    def is_read(self, source: SourceFile) -> bool:
        """Tell whether the name is read before the later binding replaces the earlier one."""
        names = [self.earlier.name, *ACCESS_TO_ALL]
        return not source.is_stub and self._are_read(names, source, *self._positions)

    def is_reloaded(self, source: SourceFile) -> bool:
        """Tell whether the later import may reload its module, or a function may rebind the name.

        Code that accesses ``sys.modules`` may cause a reload, and so may a ``with`` that patches
        modules or expects warnings.
        """
        suites = (set(each.suite.manages_modules()) for each in self)
        return (
            bool(set.symmetric_difference(*suites))
            or self._is_bound_by_functions(source)
            or self._are_read(ACCESS_TO_ALL, source, *self._positions)
        )

    def _is_bound_by_functions(self, source: SourceFile) -> bool:
        names = source.fact(analyse)
        is_global = self._scope(source).parent is None
        return is_global and self.earlier.name in names.declared_global

    def may_be_left(self, source: SourceFile) -> bool:
        """Tell whether a ``return``, ``break`` or ``continue`` may skip the later binding."""
        jumps = _events(source.fact(_jumps).get(self.earlier.suite.scope, []), *self._positions)
        return len(jumps) > MOST_EVENTS or any(
            not jump.suite.excludes(self.earlier.suite) and jump.passes(self.later.position)
            for jump in jumps
        )

    @property
    def _positions(self) -> tuple[Position, Position]:
        return self.earlier.position, self.later.position

    def _are_read(
        self, names: Sequence[str], source: SourceFile, after: Position, before: Position
    ) -> bool:
        scope = self._scope(source)
        reads_of = source.fact(analyse).reads_of
        for name in names:
            reads = _events(reads_of.get(name, []), after, before)
            if len(reads) > MOST_EVENTS or any(_reads_from(scope, read) for read in reads):
                return True
        return False

    def _scope(self, source: SourceFile) -> Scope:
        return source.fact(analyse).scopes[self.earlier.suite.scope]


def collisions(source: SourceFile) -> list[Collision]:
    """Return all collisions of an import with another import or a definition.

    For each name they are sorted by the later binding; the nearest earlier one comes first.
    """
    return [
        collision
        for owners in owners_of_one_name(source)
        for collision in _collisions_among(owners, source)
    ]


def repeats_module_level(imported: ImportedName, source: SourceFile) -> bool:
    """Tell whether the name of an import in a function is certainly the one bound at module level.

    Both scopes bind the name once, no scope in between binds it, and the function does not deal
    with how modules are loaded. The file must not get the source of functions, because these might
    run without their module.
    """
    function = imported.suite.scope
    if not isinstance(function, FUNCTIONS) or any(imported.suite.manages_modules()):
        return False
    decorators = [node for each in function.decorator_list for node in nodes_in(each)]
    hints = [dotted_end(node) for node in decorators] + [each.arg for each in function.args.args]
    if any(is_about_modules(hint) for hint in hints if hint is not None):
        return False
    names = source.fact(analyse)
    local = names.scopes[function]
    outer = local.binder_around(imported.name)
    return (
        outer is names.scopes[source.tree]
        and local.binds(imported.name)
        and len(outer.bindings[imported.name]) == len(local.bindings[imported.name]) == 1
        and imported.name not in names.declared_global
        and not names.is_nonlocal(imported.name, local)
        and not source.fact(_asks_for_source)
        and not any(
            local in read.scope.outward()
            for name in ACCESS_TO_ALL
            for read in names.reads_of.get(name, ())
        )
    )


def _asks_for_source(source: SourceFile) -> bool:
    return mentions(source.tree, "getsource", "getsourcelines")


def shadowed_class(imported: ImportedName, source: SourceFile) -> DefinedName | None:
    """Return the class that an import in a function shadows, if the name is that of a class."""
    same_named = source.fact(classes).get(imported.name)
    if same_named is None or not isinstance(imported.suite.scope, FUNCTIONS):
        return None
    local = source.fact(analyse).scopes[imported.suite.scope]
    outer = local.binder_around(imported.name)
    is_mangled = imported.name.startswith("__") and not imported.name.endswith("__")
    if outer is None or is_mangled or not local.binds(imported.name):
        return None
    for defined in same_named:
        if (
            defined.suite.scope is outer.node
            and not defined.suite.is_type_checking
            and not defined.suite.excludes(imported.suite)
            and not source.deletes(outer.node, imported.name)
        ):
            return defined
    return None


def classes(source: SourceFile) -> dict[str, list[DefinedName]]:
    """Return by name the classes of scopes that contain imports, or enclose such scopes."""
    found: dict[str, list[DefinedName]] = {}
    for statement, suite in source.sketch.definitions:
        if isinstance(statement, ast.ClassDef):
            defined = DefinedName(statement.name, statement, suite)
            found.setdefault(statement.name, []).append(defined)
    return found


def origins_at(source: SourceFile) -> dict[Position, str]:
    """Return the origin of each imported name, by the position of its binding."""
    return {imported.position: imported.origin for imported in source.imported_names}


class _Jump(NamedTuple):
    """A statement that skips the code below it."""

    position: Position
    suite: Suite
    statement: ast.stmt

    def passes(self, position: Position) -> bool:
        """Tell whether it skips the code at a later position of its scope."""
        if isinstance(self.statement, ast.Return):
            return True
        loops = (each.statement for each in self.suite.outward() if each.clause == "body")
        loop = next((each for each in loops if isinstance(each, LOOPS)), None)
        return loop is not None and end(loop) > position


def _jumps(source: SourceFile) -> dict[ast.AST, list[_Jump]]:
    jumps: dict[ast.AST, list[_Jump]] = {}
    for suite in source.outline.suites:
        for statement in suite.body:
            if isinstance(statement, (ast.Return, ast.Break, ast.Continue)):
                jump = _Jump(start(statement), suite, statement)
                jumps.setdefault(suite.scope, []).append(jump)
    for each in jumps.values():
        each.sort(key=POSITION)
    return jumps


def owners_of_one_name(source: SourceFile) -> Iterator[list[Owner]]:
    """Yield the imports and definitions that bind one name in one scope, from top to bottom."""
    shared = _shared_names(source)
    if not shared:
        return  # As in most files.
    owners: dict[tuple[ast.AST, str], list[Owner]] = {}
    for imported in source.imported_names:
        if imported.name in shared:
            owners.setdefault((imported.suite.scope, imported.name), []).append(imported)
    for statement, suite in source.sketch.definitions:
        same = owners.get((suite.scope, statement.name))
        if same is not None:
            same.append(DefinedName(statement.name, statement, suite))
    for same in owners.values():
        if len(same) > 1:
            same.sort(key=POSITION)
            yield same


def _shared_names(source: SourceFile) -> set[str]:
    """Return the names that an import and another import or a definition bind, in any scopes."""
    names = [
        (alias.asname or alias.name).partition(".")[0]
        for statement, _ in source.imports
        for alias in statement.names
    ]
    shared = {definition.name for definition, _ in source.sketch.definitions}.intersection(names)
    if len(set(names)) < len(names):
        shared.update(name for name, count in Counter(names).items() if count > 1)
    return shared


def _collisions_among(owners: list[Owner], source: SourceFile) -> Iterator[Collision]:
    """Yield the collisions among the bindings of one name in one scope."""
    for index, later in enumerate(owners):
        opening = start(later.suite.condition().body[0])
        for earlier in reversed(owners[max(0, index - MOST_EVENTS) : index]):
            # A binding outside the condition of the later one does not always lead to it.
            if earlier.position < opening and not source.is_stub:
                break
            if _collide(earlier, later, source.is_stub):
                yield Collision(earlier, later)
            # On every path to the later binding, this one has replaced those before it.
            always = earlier.suite.condition().holds(later.suite)
            if always and not _share_root(earlier, later):
                break


def _collide(earlier: Owner, later: Owner, is_stub: bool) -> bool:
    """Tell whether a binding always leads to a later one, not counting pairs of definitions."""
    definitions = [isinstance(owner, DefinedName) for owner in (earlier, later)]
    if all(definitions):
        return False
    if always_leads(earlier.statement, earlier.suite, later.statement, later.suite):
        return True
    return (
        is_stub
        and any(definitions)
        and always_leads(later.statement, later.suite, earlier.statement, earlier.suite)
    )


def _share_root(earlier: Owner, later: Owner) -> bool:
    """Tell whether two imports load submodules of one package, as `import a.b`, `import a.c` do."""
    return (
        isinstance(earlier, ImportedName)
        and isinstance(later, ImportedName)
        and earlier.origin == later.origin
        and earlier.target != later.target
    )


def _events(events: list[Event], after: Position, before: Position) -> list[Event]:
    """Return the events strictly between two positions."""
    first = bisect_right(events, after, key=POSITION)
    return events[first : bisect_left(events, before, key=POSITION)]


def _reads_from(scope: Scope, read: Read) -> bool:
    """Tell whether a read that runs with the code of ``scope`` may look up the name there."""
    if read.is_deferred or scope not in read.scope.outward():
        return False
    inner = read.scope
    while inner is not scope and inner.parent is not None:
        # A class body sees the outer name until its own binding has run.
        if inner.is_function or (inner.binds(read.name) and not inner.is_class):
            return False
        inner = inner.parent
    return True
