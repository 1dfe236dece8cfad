"""Load cycles: modules that load each other, as far as the load graph tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flake8_importstyle.exports.foreign.load_graph import Edge, LoadGraph, components


class Link(NamedTuple):
    """A module of a cycle, and how it loads the next one."""

    module: str
    edge: Edge


def load_cycles(graph: LoadGraph, modules: Iterable[str]) -> list[list[Link]]:
    """Return the load cycles among some modules, the shortest first.

    There may be more ways around than anybody could read: of those through one import, the shortest
    one stands for all. Each cycle begins with the module that comes first in the alphabet.
    """
    edges: dict[str, dict[str, Edge]] = {}
    for module in sorted(set(modules)):
        known = edges.setdefault(module, {})
        for edge in graph.edges(module):
            known.setdefault(edge.module, edge)
    names = {module: [each for each in known if each in edges] for module, known in edges.items()}
    found: set[tuple[str, ...]] = set()
    for component in components(names):
        inside = set(component)
        within = {name: [each for each in names[name] if each in inside] for name in component}
        for name in component:
            found.update(map(_rotated, _shortest(name, within)))
    return [
        [
            Link(module, edges[module][following])
            for module, following in zip(cycle, (*cycle[1:], cycle[0]), strict=True)
        ]
        for cycle in sorted(found, key=lambda cycle: (len(cycle), cycle))
    ]


def _shortest(start: str, edges: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return for each edge that leads to a node the shortest cycle with it, from that node."""
    before: dict[str, str | None] = {start: None}
    pending = [start]
    ends = []
    for name in pending:
        for each in edges[name]:
            if each == start:
                ends.append(name)
            elif each not in before:
                before[each] = name
                pending.append(each)
    cycles = []
    for end in ends:
        way = [end]
        while (previous := before[way[-1]]) is not None:
            way.append(previous)
        cycles.append(way[::-1])
    return cycles


def _rotated(cycle: list[str]) -> tuple[str, ...]:
    first = cycle.index(min(cycle))
    return (*cycle[first:], *cycle[:first])
