"""Load cycles: modules that load each other, as far as the load graph tells."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from flake8_importstyle.exports.foreign.load_graph import Edge, LoadGraph, components


class Link(NamedTuple):
    """A module of a cycle, and how it loads the next one."""

    module: str
    edge: Edge


class Group(NamedTuple):
    """Modules that all load each other, and cycles among them."""

    modules: list[str]
    cycles: list[list[Link]]


def load_cycles(graph: LoadGraph, modules: Iterable[str]) -> list[Group]:
    """Return the modules in load cycles, those with the shortest cycle first.

    There may be more ways around than anybody could read. Each module is in at least one of the
    cycles of its group: the shortest of those through it, unless others have shown it already. A
    cycle begins with the module that comes first in the alphabet.
    """
    edges: dict[str, dict[str, Edge]] = {}
    for module in sorted(set(modules)):
        known = edges.setdefault(module, {})
        for edge in graph.edges(module):
            known.setdefault(edge.module, edge)
    names = {module: [each for each in known if each in edges] for module, known in edges.items()}
    groups = []
    for component in components(names):
        inside = set(component)
        within = {name: [each for each in names[name] if each in inside] for name in component}
        cycles = [
            [
                Link(module, edges[module][following])
                for module, following in zip(cycle, (*cycle[1:], cycle[0]), strict=True)
            ]
            for cycle in _covering(within)
        ]
        groups.append(Group(sorted(component), cycles))
    return sorted(groups, key=lambda group: (len(group.cycles[0]), group.modules))


def _covering(edges: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield short cycles, the shortest first, until each node has been in one."""
    shortest = {_rotated(_shortest(name, edges)) for name in edges}
    covered: set[str] = set()
    for cycle in sorted(shortest, key=lambda cycle: (len(cycle), cycle)):
        if not covered.issuperset(cycle):
            covered.update(cycle)
            yield cycle


def _shortest(start: str, edges: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the shortest cycle through a node, which is in one."""
    before: dict[str, str | None] = {start: None}
    pending = deque[str]()
    end = start
    while start not in edges[end]:
        new = [each for each in edges[end] if each not in before]
        before.update(dict.fromkeys(new, end))
        pending += new
        end = pending.popleft()
    way = [end]
    while (previous := before[way[-1]]) is not None:
        way.append(previous)
    return way[::-1]


def _rotated(cycle: list[str]) -> tuple[str, ...]:
    first = cycle.index(min(cycle))
    return (*cycle[first:], *cycle[:first])
