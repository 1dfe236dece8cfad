"""What files in different folders have in common.

Each file has roots of its own, of which mostly the first one only differs from those of others.
What that has no part in is found out once for all.
"""

from __future__ import annotations

from typing import Protocol

from flake8_importstyle.exports.definitions import Exports, OtherModules
from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.resolver.search_path import Module, contents


class SharedResolver(OtherModules, Protocol):
    """What is asked of the resolver that several others share."""

    def find(self, module: str) -> Module | None:
        """Find a module."""

    def leads_out(self, found: Module) -> bool:
        """Tell whether what can be read of a module is outside of all folders."""

    def exports(self, module: str) -> Exports | None:
        """Return the names of a module; None if its file is not found or cannot be read."""

    def ask_interpreter(self, module: str) -> Exports | None:
        """Return the names of a module of the standard library as an interpreter tells them."""

    def dependencies(self, module: str) -> frozenset[str]:
        """Return the top-level modules on whose places the names of a module depend."""


class Shared:
    """Tells of which modules all is the same for the resolver without the first folder."""

    def __init__(self, finder: Finder, resolver: SharedResolver) -> None:
        self._finder = finder
        self._resolver = resolver
        self._own = contents(finder.folders[0])
        self._is_same: dict[str, bool] = {}

    def resolver(self, module: str) -> SharedResolver | None:
        """Return the resolver without the first folder, if all about a module is the same there."""
        if module not in self._is_same:
            found = self._resolver.find(module)
            self._is_same[module] = (
                found is not None
                and found == self._finder.find(module)
                and not self._resolver.leads_out(found)
                and self._resolver.dependencies(module).isdisjoint(self._own)
            )
        if not self._is_same[module]:
            return None
        self._finder.depend_on(self._resolver.dependencies(module))
        return self._resolver
