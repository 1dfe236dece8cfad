"""Find repetitions: two imports that bind the same object to the same name, one of them redundant.

The later one is redundant if the earlier one has always run before it. Otherwise the earlier one is
redundant if the later one always runs after it and nothing reads the name in between.
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
    """A redundant import, and the import in the same scope that makes it redundant."""

    redundant: ImportedName
    other: ImportedName
    span: Span
    """The code that may run between the two."""

    @property
    def is_later(self) -> bool:
        """Whether the redundant import is the later of the two."""
        return self.redundant.position > self.other.position

    def stars(self) -> Iterator[ast.ImportFrom]:
        """Yield the star imports in between, which may rebind the name."""
        for statement, suite in self.span.stars():
            is_ruled_out = self.span.is_ruled_out(suite, self.redundant.suite)
            if suite.scope is self.span.scope.node and not is_ruled_out:
                yield statement


def repetitions(source: SourceFile) -> list[Repetition]:
    """Return the repetitions in a file, one for each redundant import.

    Star imports in between are ignored; see ``Repetition.stars``.
    """
    return [
        each
        for owners in owners_of_one_name(source)
        for each in _among([owner for owner in owners if isinstance(owner, ImportedName)], source)
    ]


def may_be_read_before(source: SourceFile, imported: ImportedName) -> bool:
    """Tell whether a function may read a name before an import in the function has bound it.

    This is an error even if the module binds the name, too.
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
                    if _is_later_redundant(earlier, later, span):
                        found[later.alias] = Repetition(later, earlier, span)
                break
    for index, earlier in enumerate(imports):
        for later in imports[index + 1 : index + 1 + MOST_EVENTS]:
            if always_leads(earlier.statement, earlier.suite, later.statement, later.suite):
                has_run = earlier.suite.has_run_before(later.suite)
                is_open = found.keys().isdisjoint((earlier.alias, later.alias))
                if is_open and (not has_run or _makes_explicit(earlier, later)):
                    span = before_second(source, earlier, later)
                    if _is_earlier_redundant(earlier, later, span):
                        found[earlier.alias] = Repetition(earlier, later, span)
                break
    yield from found.values()


def _makes_explicit(earlier: ImportedName, later: ImportedName) -> bool:
    """Tell whether only the later import has the form ``x as x``, which marks a re-export."""
    return later.alias.asname == later.alias.name and earlier.alias.asname is None


def _is_later_redundant(earlier: ImportedName, later: ImportedName, span: Span) -> bool:
    """Tell whether the later of two imports is redundant, given that the earlier one has run."""
    is_conditional = not later.suite.condition().holds(earlier.suite)
    if is_conditional and keyword(earlier.statement) != keyword(later.statement):
        return False  # The later import may load what the earlier one only imports lazily.
    return not later.suite.expects_error and _is_clear(earlier, later, span)


def _is_earlier_redundant(earlier: ImportedName, later: ImportedName, span: Span) -> bool:
    """Tell whether the earlier of two imports is redundant, given that the later one will run."""
    apart = set(earlier.suite.within_scope()).symmetric_difference(later.suite.within_scope())
    return (
        keyword(earlier.statement) == keyword(later.statement)
        # One of the two may test whether the import works.
        and not any(suite.is_attempt for suite in apart)
        and (span.source.is_stub or not span.may_read(earlier.name))
        and not Collision(earlier, later).may_be_left(span.source)
        and _is_clear(earlier, later, span)
    )


def _is_clear(earlier: ImportedName, later: ImportedName, span: Span) -> bool:
    """Tell whether nothing in the span may rebind the name or reload a module."""
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
        and not span.is_bound_by_nested_function(name)
        and not span.may_read(ALL_NAMES, SYS_MODULES, LOCAL_NAMES)
        and not (later.is_from and span.may_run_other_code and span.may_set(later.alias.name))
    )
