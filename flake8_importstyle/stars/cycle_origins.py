"""Find the origin of a name in a module that is part of an import cycle.

An importer in the cycle may see the module half loaded, so it is unknown which names are bound by
then. But if every binding of a name leads to the same definition, its origin is still certain.
"""

from __future__ import annotations

from flake8_importstyle.exports.definitions import Exports
from flake8_importstyle.exports.origins import Step, chain
from flake8_importstyle.exports.wildcard import Resolver
from flake8_importstyle.resolver.files import LARGEST_MODULE, content, remembered
from flake8_importstyle.resolver.modules import resolve
from flake8_importstyle.resolver.search_path import Module
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.stars.namespaces import dynamic_access
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.parsing import source_of
from flake8_importstyle.syntax.source import SourceFile


def only_origin(resolver: Resolver, module: str, name: str) -> Step | None:
    """Return where a module's name is defined if all of its bindings lead there, else None."""
    search = _OriginSearch(resolver)
    try:
        search.follow(module, name)
    except _Unknown:
        return None
    return search.found.popitem()[1] if len(search.found) == 1 else None


class _Unknown(Exception):
    """A name may refer to an object that cannot be determined statically."""


class _OriginSearch:
    """Follows every binding of a name to its definition."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._visited: set[tuple[str, str]] = set()
        self.found: dict[tuple[str | None, str | None], Step] = {}

    def follow(self, module: str, name: str) -> None:
        """Add all definitions that a module's name may refer to. Raises ``_Unknown``."""
        if (module, name) in self._visited:
            return
        self._visited.add((module, name))
        exports, place = self._resolver.exports(module), self._resolver.find(module)
        if exports is None or place is None or not place.file or name in exports.rebound:
            raise _Unknown
        if exports.incomplete:
            self._follow_bindings(module, name, exports, place)
        elif name in exports.names:
            steps = chain(self._resolver, module, name)
            if not steps:
                raise _Unknown
            self.found[steps[-1].file, steps[-1].name] = steps[-1]

    def _follow_bindings(self, module: str, name: str, exports: Exports, place: Module) -> None:
        """Follow each statement of a file that may bind a name. Raises ``_Unknown``."""
        source = _source(place.file or "")
        access = source.fact(dynamic_access) if source is not None else None
        if source is None or access is None or access.sets or access.does_more:
            raise _Unknown
        bindings = source.fact(analyse).scopes[source.tree].bindings.get(name, ())
        definition = exports.names.get(name)
        if bindings:
            lines = [binding.position[0] for binding in bindings]
            if definition is None or lines != [definition.line]:
                raise _Unknown  # The exports describe only the last of several bindings.
            target = definition.target
            if target is None:
                made = Step(module, name, place.file, definition.line, is_definite=True)
                self.found[made.file, made.name] = made
            elif target.name is None:
                raise _Unknown
            else:
                self.follow(target.module, target.name)
        package = module if place.folders else module.rpartition(".")[0]
        for statement, _ in source.stars:
            other = resolve(module_text(statement), package)
            if other is None:
                raise _Unknown
            self.follow(other, name)


@remembered
def _source(file: str) -> SourceFile | None:
    text = content(file, LARGEST_MODULE) if file.endswith(".py") else None
    return source_of(text, file) if text is not None else None
