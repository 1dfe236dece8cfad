"""Exceptions that the statements of a module raise, and where they are handled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import Definition, Failure
from flake8_importstyle.syntax.branching import Changes


class Guarded(NamedTuple):
    """The outcome of statements whose exceptions are handled, such as a ``try`` body."""

    failure: Failure | None
    """The exception that they certainly raise, if any."""
    end: Changes[Definition]
    """The changes up to their end, or up to where they certainly raise."""
    entries: list[list[Changes[Definition]]]
    """For each handler, the changes on each path to it."""


class Exceptions:
    """Passes exceptions to the statements that handle them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._raised: list[tuple[int, list[tuple[Failure, Changes[Definition]]]]] = []
        """For each enclosing statement with handlers: its branch, and what is raised there."""

    def escape(self, failure: Failure) -> None:
        """Pass an exception to the innermost enclosing statement that may handle it."""
        if self._raised:
            way, found = self._raised[-1]
            found.append((failure, self._state.names.since(way)))

    def guarded(self, run: Callable[[], None], handlers: Sequence[frozenset[str]]) -> Guarded:
        """Evaluate statements in a branch of their own, which the caller keeps or takes back.

        ``handlers``: the exceptions that each handler catches.
        """
        names = self._state.names
        way = names.part()
        self._state.handled.append(frozenset().union(*handlers))
        self._raised.append((way, []))
        failure: Failure | None = None
        try:
            run()
        except Failure as raised:
            failure = raised
        self._state.handled.pop()
        _, found = self._raised.pop()
        end = names.since(way)
        if failure is not None:
            found.append((failure, end))
        entries: list[list[Changes[Definition]]] = [[] for _ in handlers]
        for each, changes in found:
            for entry, errors in zip(entries, handlers, strict=True):
                if not errors.isdisjoint(each.names):
                    entry.append(changes)
                    break
            else:
                self._pass_on(way, each, changes)
        return Guarded(failure, end, entries)

    def _pass_on(self, inner: int, failure: Failure, changes: Changes[Definition]) -> None:
        """Pass on an exception that the statement of the branch ``inner`` does not handle."""
        if self._raised:
            way, found = self._raised[-1]
            found.append((failure, {**self._state.names.since(way, inner), **changes}))
