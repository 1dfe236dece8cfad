"""Repetitions: two imports of one thing under one name, of which one does nothing.

Which of the two that is depends on what has run when. The later one does nothing where the earlier
one has run whenever it is reached. Otherwise it is needed; but where it always runs after the
earlier one, and nothing reads the name in between, that one does nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from typing import NamedTuple

from flake8_importstyle.semantic.between import Span, after_first, before_second
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.redefinitions import (
    MOST_EVENTS,
    Collision,
    origins_at,
    owners_of_one_name,
)
from flake8_importstyle.semantic.scopes import ALL_NAMES, LOCAL_NAMES, SYS_MODULES
from flake8_importstyle.syntax.imports import ImportedName, keyword
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import always_leads


class Repetition(NamedTuple):
    """Two imports of one thing under one name in one scope, of which one does nothing."""

    needless: ImportedName
    other: ImportedName
    """The one that does all that is needed."""
    span: Span
    """What may run from the one to the other."""

    @property
    def is_later(self) -> bool:
        """Whether the one that does nothing is the later of the two."""
        return self.needless.position > self.other.position

    def stars(self) -> Iterator[ast.ImportFrom]:
        """Yield the star imports in between, which may give the name to something else."""
        for statement, suite in self.span.source.stars:
            if (
                suite.scope is self.span.scope.node
                and self.span.holds(statement)
                and not self.span.is_ruled_out(suite, self.needless.suite)
            ):
                yield statement


def repetitions(source: SourceFile) -> list[Repetition]:
    """Return the repetitions in a file, one for each import that does nothing.

    Star imports in between are not looked at.
    """
    return [
        each
        for owners in owners_of_one_name(source)
        for each in _among([owner for owner in owners if isinstance(owner, ImportedName)], source)
    ]


def may_be_read_before(source: SourceFile, imported: ImportedName) -> bool:
    """Tell whether the code of a function may read a name before an import there has bound it.

    That fails, even if the module has the name as well.
    """
    names = source.fact(analyse)
    scope = names.scopes[imported.suite.scope]
    for read in names.reads_bound_in(imported.name, scope):
        suite = next(each for each in read.suite.outward() if each.scope is scope.node)
        if read.position < imported.position or not imported.suite.has_run_before(suite):
            return True
    return False


def _among(imports: list[ImportedName], source: SourceFile) -> Iterator[Repetition]:
    """Yield the repetitions among the imports that bind one name in one scope."""
    alike: dict[Hashable, list[ImportedName]] = {}
    for each in imports:
        alike.setdefault((each.identity, each.suite.is_type_checking), []).append(each)
    for twins in alike.values():
        yield from _among_twins(twins, source)


def _among_twins(imports: list[ImportedName], source: SourceFile) -> Iterator[Repetition]:
    found: dict[ast.alias, Repetition] = {}
    for index, later in enumerate(imports):
        for earlier in reversed(imports[max(0, index - MOST_EVENTS) : index]):
            if earlier.suite.has_run_before(later.suite):
                if not _makes_explicit(earlier, later):
                    span = after_first(source, earlier, later)
                    if _does_nothing(earlier, later, span):
                        found[later.alias] = Repetition(later, earlier, span)
                break
    for index, earlier in enumerate(imports):
        for later in imports[index + 1 : index + 1 + MOST_EVENTS]:
            if always_leads(earlier.statement, earlier.suite, later.statement, later.suite):
                has_run = earlier.suite.has_run_before(later.suite)
                is_open = found.keys().isdisjoint((earlier.alias, later.alias))
                if is_open and (not has_run or _makes_explicit(earlier, later)):
                    span = before_second(source, earlier, later)
                    if _is_not_missed(earlier, later, span):
                        found[earlier.alias] = Repetition(earlier, later, span)
                break
    yield from found.values()


def _makes_explicit(earlier: ImportedName, later: ImportedName) -> bool:
    """Tell whether only the later import says ``x as x``, by which it is meant for others."""
    return later.alias.asname == later.alias.name and earlier.alias.asname is None


def _does_nothing(earlier: ImportedName, later: ImportedName, span: Span) -> bool:
    """Tell whether the later of two imports does nothing, given that the earlier one has run."""
    is_conditional = not later.suite.condition().holds(earlier.suite)
    if is_conditional and keyword(earlier.statement) != keyword(later.statement):
        return False  # What is lazy above may be loaded here.
    return not later.suite.expects_error and _is_clear(earlier, later, span)


def _is_not_missed(earlier: ImportedName, later: ImportedName, span: Span) -> bool:
    """Tell whether nobody misses the earlier of two imports, given that the later one will run."""
    apart = set(earlier.suite.within_scope()).symmetric_difference(later.suite.within_scope())
    return (
        keyword(earlier.statement) == keyword(later.statement)
        # One of the two may be there to find out whether it works.
        and not any(suite.is_attempt for suite in apart)
        and (span.source.is_stub or not span.may_read(earlier.name))
        and not Collision(earlier, later).may_be_left(span.source)
        and _is_clear(earlier, later, span)
    )


def _is_clear(earlier: ImportedName, later: ImportedName, span: Span) -> bool:
    """Tell whether nothing in between gives the name to something else, or loads anything anew."""
    source, name = span.source, earlier.name
    managing = [set(each.suite.manages_modules()) for each in (earlier, later)]
    if not span.scope.binds(name) or managing[0] != managing[1]:
        return False
    # `import a.b` between two `import a` does not change what `a` is.
    origins = source.fact(origins_at)
    bindings = [
        each for each in span.bindings(name) if origins.get(each.position) != earlier.origin
    ]
    return (
        len(bindings) <= MOST_EVENTS
        and all(span.is_ruled_out(each.suite, later.suite) for each in bindings)
        and not span.is_bound_from_within(name)
        and not span.may_read(ALL_NAMES, SYS_MODULES, LOCAL_NAMES)
        and not (later.is_from and span.is_loud and span.may_set(later.alias.name))
    )
