"""Answers about modules that are kept, and what each of them depends on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from flake8_importstyle.exports.finder import Finder

Answer = TypeVar("Answer")


class Cache(Generic[Answer]):
    """The answers to one question about modules; who takes one depends on what it depends on."""

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
        """Return the answer about a module; None if there is none, or if that is it."""
        return self[module] if module in self._answers else None

    def keep(self, module: str, answer: Answer, dependencies: Iterable[str]) -> None:
        """Keep an answer that depends on the places of these top-level modules."""
        self._answers[module] = answer
        self._dependencies[module] = frozenset(dependencies)

    def dependencies(self, module: str) -> frozenset[str]:
        """Return what the answer about a module depends on; nothing if there is none."""
        return self._dependencies.get(module, frozenset())
