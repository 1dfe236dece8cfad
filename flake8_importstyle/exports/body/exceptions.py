"""Exceptions that the statements of a module may raise, and where these are handled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flake8_importstyle.exports.body.state import State
from flake8_importstyle.exports.definitions import Definition, Failure
from flake8_importstyle.syntax.branching import Changes


class Guarded(NamedTuple):
    """What came of statements whose exceptions are handled."""

    failure: Failure | None
    """What they surely raise."""
    end: Changes[Definition]
    """What has changed at the end, or where they surely raise."""
    entries: list[list[Changes[Definition]]]
    """What has changed by then on each way to each handler."""


class Exceptions:
    """Follows exceptions to the statements that handle them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._raised: list[tuple[int, list[tuple[Failure, Changes[Definition]]]]] = []
        """Of each statement around that handles any, its way and what is raised on it."""

    def escape(self, failure: Failure) -> None:
        """Remember an exception for the innermost statement around that may handle it."""
        if self._raised:
            way, found = self._raised[-1]
            found.append((failure, self._state.names.since(way)))

    def guarded(self, run: Callable[[], None], handlers: Sequence[frozenset[str]]) -> Guarded:
        """Go through statements on a way of its own, which is to be kept or taken back.

        ``handlers``: the exceptions that each handler is for.
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
        """Remember an exception that the statement of the way ``inner`` does not handle."""
        if self._raised:
            way, found = self._raised[-1]
            found.append((failure, {**self._state.names.since(way, inner), **changes}))
