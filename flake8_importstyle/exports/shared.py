"""Lookups: where modules are, and what is known of them already without the first folder.

Each file has roots of its own, of which mostly the first one only differs from those of others.
What that has no part in is looked up once for all.
"""

from __future__ import annotations

import os
import sys
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from flake8_importstyle.exports.definitions import Namespace, OtherModules, Target
from flake8_importstyle.resolver.modules import Module, contents, find, leads_out

if TYPE_CHECKING:  # It came with Python 3.11.
    from typing_extensions import Self

_REAL_NAMES = {"os.path": os.path.__name__}


class Lookup(OtherModules):
    """Finds modules in ``folders``; ``rest`` does so in all but the first of these."""

    def __init__(self, folders: tuple[str, ...], rest: Self | None) -> None:
        self.folders = folders
        self._rest: Lookup | None = rest
        self._own = contents(folders[0]) if rest is not None else frozenset()
        self._lent: dict[str, bool] = {}
        self._tops: dict[str, frozenset[str]] = {}
        self._consulted: list[set[str]] = []
        self._namespaces: dict[str, Namespace | None] = {}

    def find(self, module: str) -> Module | None:
        """Find a module; this is remembered for whoever collects what an answer depends on."""
        if self._consulted:
            self._consulted[-1].add(module.partition(".")[0])
        return find(real_name(module), self.folders)

    def exists(self, module: str) -> bool | None:
        """Tell whether a module can be imported; None if that cannot be seen.

        What is not found may be installed elsewhere, unless it belongs to the standard library.
        """
        found = self.find(module)
        if found is not None:
            return found.is_sure or None
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

    def _leads_out(self, found: Module) -> bool:
        """Tell whether what can be read of a module is outside of all folders."""
        file = found.file if found.has_source else found.stub
        return file is not None and leads_out(file, self.folders)

    @abstractmethod
    def namespace(self, module: str) -> Namespace | None:
        """Return the names of a module; None if its file is not found or cannot be read."""

    @contextmanager
    def _consulting(self) -> Iterator[set[str]]:
        """Collect the top-level modules on whose places the answer to a question depends."""
        tops: set[str] = set()
        self._consulted.append(tops)
        try:
            yield tops
        finally:
            self._consulted.pop()

    def _depends(self, module: str, tops: set[str]) -> None:
        self._tops[module] = self._tops.get(module, frozenset()) | tops
        self._consult(self._tops[module])

    def _consult(self, tops: Iterable[str]) -> None:
        """Remember that an answer depends on where these top-level modules are."""
        if self._consulted:
            self._consulted[-1].update(tops)

    def _lender(self, module: str) -> Self | None:
        """Return the one without the first folder, if all about a module is the same there."""
        if self._rest is None:
            return None
        if module not in self._lent:
            found = self._rest.find(module)
            self._lent[module] = (
                found is not None
                and found == self.find(module)
                and not self._rest._leads_out(found)
                and self._rest.tops(module).isdisjoint(self._own)
            )
        if not self._lent[module]:
            return None
        if self._consulted:
            self._consult(self._rest.tops(module))
        return cast("Self", self._rest)

    def tops(self, module: str) -> frozenset[str]:
        """Return the top-level modules of whose places it depends what is known of a module."""
        if module not in self._namespaces:
            is_lent = self._lent.get(module, False) or self._lender(module) is not None
            if is_lent and self._rest is not None:
                return self._rest.tops(module)
            self.namespace(module)
        return self._tops.get(module, frozenset((module.partition(".")[0],)))


def real_name(module: str) -> str:
    """Return the name of the file that a module is in: ``posixpath`` for ``os.path``."""
    return _REAL_NAMES.get(module, module)
