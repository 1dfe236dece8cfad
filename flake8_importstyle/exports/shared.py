"""Answers shared between the resolvers of files in different folders.

Each file has its own import roots, which mostly differ from those of other files in the first one
only. An answer in which that folder plays no part is computed once for all of them.
"""

from __future__ import annotations

from typing import Protocol

from flake8_importstyle.exports.definitions import Exports, OtherModules
from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.resolver.search_path import Module, contents


class SharedResolver(OtherModules, Protocol):
    """The questions that a resolver passes on to the one it shares with others."""

    def find(self, module: str) -> Module | None:
        """Find a module."""

    def leads_out(self, found: Module) -> bool:
        """Tell whether the source or stub of a module is a link to a file outside all folders."""

    def exports(self, module: str) -> Exports | None:
        """Return the names of a module; None if its file is not found or cannot be read."""

    def ask_interpreter(self, module: str) -> Exports | None:
        """Return the names of a module of the standard library as an interpreter reports them."""

    def dependencies(self, module: str) -> frozenset[str]:
        """Return the top-level modules on whose location the names of a module depend."""


class Shared:
    """Decides which modules look the same to the resolver without the first folder."""

    def __init__(self, finder: Finder, resolver: SharedResolver) -> None:
        self._finder = finder
        self._resolver = resolver
        self._own = contents(finder.folders[0])
        self._is_same: dict[str, bool] = {}

    def resolver(self, module: str) -> SharedResolver | None:
        """Return the shared resolver if its answers about a module hold here too, else None."""
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
        if self._finder.is_collecting:
            self._finder.depend_on(self._resolver.dependencies(module))
        return self._resolver
