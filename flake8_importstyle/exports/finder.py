"""The finder: finds modules, and records which ones an answer depends on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from flake8_importstyle.exports.definitions import Target
from flake8_importstyle.resolver.search_path import Module, find, leads_out, real_name


class Finder:
    """Finds modules in ``folders``, and records which ones it was asked for.

    An answer depends on where the top-level modules are that were looked up for it.
    """

    def __init__(self, folders: tuple[str, ...]) -> None:
        self.folders = folders
        self._noted: list[set[str]] = []

    def find(self, module: str) -> Module | None:
        """Find a module, and make the current answer depend on where it is."""
        if self._noted:
            self._noted[-1].add(module.partition(".")[0])
        return find(real_name(module), self.folders)

    def exists(self, module: str) -> bool | None:
        """Tell whether a module can be found; None if that is unknown.

        A module that is not found may be installed elsewhere, unless it belongs to the standard
        library.
        """
        found = self.find(module)
        if found is not None:
            return found.is_definite or None
        top = module.partition(".")[0]
        return False if top in sys.stdlib_module_names else None

    def is_submodule(self, target: Target) -> bool:
        """Tell whether ``from module import name`` loads a submodule."""
        found = self.find(target.module)
        return (
            found is not None
            and bool(found.folders)
            and self.find(f"{target.module}.{target.name}") is not None
        )

    def leads_out(self, found: Module) -> bool:
        """Tell whether the source or stub of a module is a link to a file outside all folders."""
        file = found.file if found.has_source else found.stub
        return file is not None and leads_out(file, self.folders)

    @contextmanager
    def dependencies(self) -> Iterator[set[str]]:
        """Collect the top-level modules that are looked up in the ``with`` block."""
        noted: set[str] = set()
        self._noted.append(noted)
        try:
            yield noted
        finally:
            self._noted.pop()

    @property
    def is_collecting(self) -> bool:
        """Whether what the current answer depends on is collected."""
        return bool(self._noted)

    def depend_on(self, modules: Iterable[str]) -> None:
        """Make the current answer depend on where these top-level modules are."""
        if self._noted:
            self._noted[-1].update(modules)
