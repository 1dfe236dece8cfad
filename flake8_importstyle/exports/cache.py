"""A cache of answers about modules, with what each of them depends on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from flake8_importstyle.exports.finder import Finder

Answer = TypeVar("Answer")


class Cache(Generic[Answer]):
    """The answers to one question about modules.

    An answer that uses a cached one gets its dependencies as well.
    """

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._answers: dict[str, Answer] = {}
        self._dependencies: dict[str, frozenset[str]] = {}

    def __contains__(self, module: str) -> bool:
        return module in self._answers

    def __getitem__(self, module: str) -> Answer:
        self._finder.depend_on(self._dependencies[module])
        return self._answers[module]

    def get(self, module: str) -> Answer | None:
        """Return the answer about a module; None if there is none, or if the answer is None."""
        return self[module] if module in self._answers else None

    def keep(self, module: str, answer: Answer, dependencies: Iterable[str]) -> None:
        """Keep an answer that depends on where these top-level modules are found."""
        self._answers[module] = answer
        self._dependencies[module] = frozenset(dependencies)

    def dependencies(self, module: str) -> frozenset[str]:
        """Return the top-level modules that an answer depends on; empty if there is no answer."""
        return self._dependencies.get(module, frozenset())
