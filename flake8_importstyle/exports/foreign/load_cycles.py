"""Load cycles: modules that load each other, as far as the load graph tells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flake8_importstyle.exports.foreign.graphs import components, covering_cycles
from flake8_importstyle.exports.foreign.load_graph import Edge, LoadGraph


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
            for cycle in covering_cycles(within)
        ]
        groups.append(Group(sorted(component), cycles))
    return sorted(groups, key=lambda group: (len(group.cycles[0]), group.modules))
