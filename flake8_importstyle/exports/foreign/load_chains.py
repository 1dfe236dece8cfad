"""Load chains: the shortest ways by which loading one module of a project loads another one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice

from flake8_importstyle.exports.foreign.graphs import Graph
from flake8_importstyle.syntax.imports import with_packages

# Give up after this many modules, so that a question ends in time; few projects have more.
_MOST_MODULES = 5_000
# Reading a module takes about as long as going through so many that have been read.
_STEPS_OF_READING = 300


class LoadChains:
    """The chains between the modules of one project.

    ``loads``: returns the modules of the project that a module itself may load, in source order.
    """

    def __init__(self, loads: Callable[[str], Sequence[str]]) -> None:
        self._loads = loads
        self._loaded: dict[str, Sequence[str]] = {}
        self._loaders: dict[str, list[str]] = {}
        self._unread: dict[str, None] = {}
        self._steps = 0
        self._searches: dict[tuple[str, str], _Search] = {}
        self.tops: set[str] = set()
        """The top-level modules on whose location the chains found so far depend."""

    def chain(self, module: str, goal: str) -> list[str]:
        """Return the shortest chain from a module to another, ends included; empty if none.

        Among equals, that of the imports that come first. Packages around ``module`` have begun
        before it, and load nothing more. ``goal`` is not one of them.
        """
        around = with_packages(module)[1:]
        self._follow(module)
        self._read_ahead()
        if self._unread or len(self._loaded) > _MOST_MODULES:
            return self._chain_while_reading(module, goal, around)
        key = goal, "".join(around[:1])
        if key not in self._searches:
            self._searches[key] = _Search(goal, around, self._loaded, self._loaders)
        return self._searches[key].chain_from(module)

    def _read_ahead(self) -> None:
        """Read some modules that may not be needed: once all are read, searches are short."""
        for name in list(islice(self._unread, self._steps // _STEPS_OF_READING)):
            self._steps -= _STEPS_OF_READING
            self._follow(name)

    def _chain_while_reading(self, module: str, goal: str, around: Collection[str]) -> list[str]:
        """Return the chain, reading no module that is farther away than the goal."""
        before: dict[str, str | None] = {module: None}
        pending = [module]
        for each in pending:
            self._steps += 1
            if len(pending) > _MOST_MODULES:
                return [module, goal]  # Too large to rule a chain out.
            new = [name for name in self._follow(each) if name not in before and name not in around]
            before.update(dict.fromkeys(new, each))
            if goal in before:
                return way_back(before, goal)
            pending += new
        return []

    def _follow(self, module: str) -> Sequence[str]:
        """Return what a module loads."""
        if module not in self._loaded:
            self._loaded[module] = self._loads(module)
            for name in self._loaded[module]:
                self._loaders.setdefault(name, []).append(module)
                if name not in self._loaded:
                    self._unread[name] = None
            self._unread.pop(module, None)
            self._searches.clear()  # What they have not seen may lead to their goals.
            self.tops.add(module.partition(".")[0])
        return self._loaded[module]


class _Search:
    """The chains to one module that avoid some others.

    Two searches meet half way, one from each end, as each then sees about the square root of what
    one would see. What leads to ``goal`` serves for all chains that end there.
    """

    def __init__(
        self,
        goal: str,
        avoided: Collection[str],
        loaded: Graph,
        loaders: Graph,
    ) -> None:
        self._loaded = loaded
        self._loaders = loaders
        self._steps = {goal: 0}
        """How many imports away from the goal each module is, as far as that is known."""
        self._farthest = [goal]
        self._useless = set(avoided)
        """Modules that do not lead to the goal."""

    def chain_from(self, module: str) -> list[str]:
        """Return the shortest chain from a module, the first one of several; empty if none."""
        before: dict[str, str | None] = {module: None}
        nearest = [module]
        while True:
            meeting = next((each for each in nearest if each in self._steps), None)
            if meeting is not None:
                return [*way_back(before, meeting), *self._way_on(meeting)]
            if not nearest or not self._farthest:
                self._useless.update(before)
                return []
            if len(self._farthest) <= len(nearest):
                self._go_back()
            else:
                nearest = self._following(nearest, before)

    def _go_back(self) -> None:
        """Find all modules that are one import farther away from the goal than those known."""
        steps = self._steps
        count = steps[self._farthest[0]] + 1
        new = {
            name
            for each in self._farthest
            for name in self._loaders.get(each, ())
            if name not in steps and name not in self._useless
        }
        steps.update(dict.fromkeys(new, count))
        self._farthest = list(new)

    def _following(self, modules: Sequence[str], before: dict[str, str | None]) -> list[str]:
        """Return what modules load that is not in ``before``, and add it there."""
        new = []
        for each in modules:
            for name in self._loaded[each]:
                if name not in before and name not in self._useless:
                    before[name] = each
                    new.append(name)
        return new

    def _way_on(self, module: str) -> list[str]:
        """Return the chain from a module of which the steps to the goal are known, without it."""
        way = []
        for count in range(self._steps[module] - 1, -1, -1):
            module = next(each for each in self._loaded[module] if self._steps.get(each) == count)
            way.append(module)
        return way


def way_back(before: Mapping[str, str | None], module: str) -> list[str]:
    """Return the chain that leads to a module; ``before`` has each one's importer."""
    way = [module]
    while (previous := before[way[-1]]) is not None:
        way.append(previous)
    return way[::-1]
