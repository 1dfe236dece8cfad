"""Expand star imports in facades: files that exist to re-export the names of other modules.

In an ``__init__.py``, or in a module that only imports, a star import is replaced by the list of
all names that it binds, so that every importer gets the same objects at any time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flake8_importstyle.exports.definitions import WRITES, WildcardNames
from flake8_importstyle.exports.wildcard import Resolver, portable, resolver
from flake8_importstyle.resolver.files import LARGEST_MODULE, content, remembered
from flake8_importstyle.resolver.modules import Reference, reference
from flake8_importstyle.resolver.search_path import submodules
from flake8_importstyle.stars.flow import events_of, flow, own_exports, star_reference
from flake8_importstyle.stars.namespaces import dynamic_access
from flake8_importstyle.stars.uses import EventOrigins, StarUses, is_in_cycle, reexported_by
from flake8_importstyle.syntax.budget import TOO_LARGE, TooLarge
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.parsing import source_of
from flake8_importstyle.syntax.source import SourceFile

# Give up after this many re-exports of a name: longer chains are rare, and may be circular.
_MOST_REEXPORTS = 20


class Whole(NamedTuple):
    """The list that replaces a star import in a facade."""

    names: frozenset[str]
    doubt: str
    """Why the file may export something else with this list; empty if it certainly does not."""


def whole(source: SourceFile, star: StarUses) -> Whole:
    """Return the names to list in place of a star import in a facade."""
    named = star_reference(source, star.statement)
    loaded = _LoadedSubmodules(resolver(named.folders), named.user if source.is_init else "")
    more, unknown = loaded.besides(star.wildcard)
    try:
        names = _NeededNames(source, star).needed()
        doubt = _doubt(source, star.wildcard, named, unknown)
    except _DifferentObject as error:
        names = frozenset(star.wildcard.names)
        doubt = f"'{error}' may become a different object"
    except TooLarge:
        names, doubt = frozenset(star.wildcard.names), TOO_LARGE
    return Whole(names | more, doubt)


def _doubt(source: SourceFile, wildcard: WildcardNames, named: Reference, unknown: str) -> str:
    """Return why a star import may bind other names at another time or on another system.

    ``unknown``: a submodule that may or may not be loaded by then.
    """
    if wildcard.made:
        return f"the star import may load or create '{min(wildcard.made)}'"
    if unknown:
        return f"the submodule '{unknown}' may already be loaded"
    if source.fact(dynamic_access).does_more:
        return "the file may read names dynamically"
    elsewhere = portable(named.folders).wildcard_names(named.module, named.user)
    names = elsewhere.names
    if elsewhere.incomplete or names.keys() != wildcard.names.keys():
        return "the star import may bind other names on other systems"
    if not all(each.is_definite for each in names.values()):
        name = min(name for name, each in names.items() if not each.is_definite)
        return f"'{name}' may be missing on other systems or Python versions"
    return ""


class _LoadedSubmodules:
    """Finds submodules that are already loaded, and thus bound, when a star import runs.

    ``facade``: the package whose ``__init__`` has the star import; empty for any other file.
    """

    def __init__(self, found: Resolver, facade: str) -> None:
        self._found = found
        self._facade = facade

    def besides(self, wildcard: WildcardNames) -> tuple[frozenset[str], str]:
        """Return the submodules that a star import binds in addition to its known names.

        The second item is a submodule that may or may not be loaded; empty if there is none.
        """
        more: set[str] = set()
        unknown = ""
        for package in wildcard.packages:
            loaded: set[str] | None = None
            for name in sorted(self._submodules(package) - wildcard.names.keys()):
                loaded = loaded or self._found.order.surely_loaded(package)
                if f"{package}.{name}" in loaded:
                    more.add(name)
                elif not self._is_not_loaded(package, name):
                    unknown = name
        return frozenset(more), unknown

    def _submodules(self, package: str) -> set[str]:
        place = self._found.find(package)
        folders = place.folders if place is not None else ()
        return {name for each in folders for name in submodules(each) if not name.startswith("_")}

    def _is_not_loaded(self, package: str, name: str) -> bool:
        """Tell whether a submodule is certainly not loaded when the star import runs.

        Nothing in the facade is loaded before the facade itself, so only what that loads counts.
        """
        facade = self._facade
        if not facade or not package.startswith(f"{facade}."):
            return False
        whole = f"{package}.{name}"
        return whole not in self._found.order.all_loaded(facade) and (
            whole not in self._found.loaded(facade)
        )


class _DifferentObject(Exception):
    """A name may be bound to a different object if the star import is replaced."""


class _NeededNames:
    """Finds the names that a facade gets from one star import and from nothing else."""

    def __init__(self, source: SourceFile, star: StarUses) -> None:
        self._source = source
        self._star = star
        found = source.fact(flow)
        every = {name for star in found.stars for name in star.names}
        self._every = frozenset(every)
        self._events = events_of(source, found.stars, sorted(star.wildcard.names))
        self._origins = EventOrigins(source, found._replace(events=self._events))
        self._index = star.number

    def needed(self) -> frozenset[str]:
        """Return the names for which the star import is needed.

        Raises ``_DifferentObject`` if star imports may bind a name to different objects.
        """
        source, star = self._source, self._star
        for name, events in self._events.items():
            origins = {self._origins.origin(name, each) for each in events if each.star is not None}
            if len(origins) > 1:
                raise _DifferentObject(name)
        access = source.fact(dynamic_access)
        if access.sets or source.fact(own_exports).incomplete == WRITES:
            # Any name may have been set before the star import rebinds it.
            names = {*star.wildcard.names}
        elif source.fact(is_in_cycle) or access.asks:
            # Modules loaded in between, and dynamic lookups, see the names bound so far.
            names = {name for name in self._events if not self._is_bound_before(name)}
        else:
            names = {*star.names, *reexported_by(source, star, self._every)}
        for name in star.wildcard.names.keys() - names:
            if self._is_replaced_by_submodule(name):
                raise _DifferentObject(name)
        return frozenset(names)

    def _is_bound_before(self, name: str) -> bool:
        """Tell whether a name is already bound to the same object before the star import."""
        events = sorted(self._events[name], key=lambda each: each.position)
        index = [event.star for event in events].index(self._index)
        before = events[index - 1] if index else None
        return (
            before is not None
            and before.is_definite
            and before.suite.always_runs
            and self._origins.origin(name, before) == self._origins.origin(name, events[index])
        )

    def _is_replaced_by_submodule(self, name: str) -> bool:
        """Tell whether a submodule of the same name may be loaded later and replace the name."""
        source = self._source
        own = reference(source, ".") if source.is_init else None
        if own is None or resolver(own.folders).find(f"{own.module}.{name}") is None:
            return False
        modules = {
            module_text(source.stars[each.star][0])
            for each in self._events[name]
            if each.star is not None and each.star != self._index
        }
        return modules.isdisjoint((f".{name}", f"{own.module}.{name}"))


def by_chance(source: SourceFile, star: StarUses, names: Iterable[str]) -> set[str]:
    """Return the names that a module has only because its own code imports and uses them.

    They come from outside the project, and nothing marks them as re-exports.
    """
    named = star_reference(source, star.statement)
    if star.wildcard.is_listed:
        return set()
    found = resolver(named.folders)
    return {name for name in names if _is_by_chance(found, named.module, name, _MOST_REEXPORTS)}


def _is_by_chance(found: Resolver, module: str, name: str, remaining: int) -> bool:
    """Tell whether a name is an unmarked import, after following up to ``remaining`` re-exports."""
    exports, place = found.exports(module), found.find(module)
    definition = exports.names.get(name) if exports is not None else None
    if definition is None or definition.target is None or place is None or not remaining:
        return False
    if exports is not None and "__all__" in exports.names:
        return False
    if not found.order.neighbours(module)(definition.target.module):
        return place.file is not None and name in _unmarked_imports(place.file)
    if definition.target.name is None:
        return False
    return _is_by_chance(found, definition.target.module, definition.target.name, remaining - 1)


@remembered
def _unmarked_imports(file: str) -> frozenset[str]:
    """Return the names that a file imports and does not mark as re-exports."""
    text = content(file, LARGEST_MODULE)
    source = source_of(text, file) if text is not None else None
    if source is None:
        return frozenset()
    return frozenset(
        each.name
        for each in source.imported_names
        if not (each.is_reexport or source.is_kept(each))
    )
