"""Graphs: which nodes lead to each other, and by which shortest cycles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

# Where each node leads; all that one leads to are nodes as well.
Graph: TypeAlias = Mapping[str, Sequence[str]]


def components(edges: Graph) -> list[list[str]]:
    """Return the parts of a graph in which all lead to each other, those of one node left out.

    By Tarjan's algorithm, https://doi.org/10.1137/0201010, without recursion.
    """
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found = []
    for root, first in edges.items():
        pending = [(root, iter(first))] if root not in numbers else []
        while pending:
            name, following = pending[-1]
            if name not in numbers:
                numbers[name] = lowest[name] = len(numbers)
                stack.append(name)
                on_stack.add(name)
            for each in following:
                if each not in numbers:
                    pending.append((each, iter(edges[each])))
                    break
                if each in on_stack:
                    lowest[name] = min(lowest[name], numbers[each])
            else:
                pending.pop()
                if pending:
                    lowest[pending[-1][0]] = min(lowest[pending[-1][0]], lowest[name])
                if lowest[name] == numbers[name]:
                    component = [stack.pop()]
                    while component[-1] != name:
                        component.append(stack.pop())
                    on_stack.difference_update(component)
                    if len(component) > 1:
                        found.append(component)
    return found


def covering_cycles(edges: Graph) -> Iterator[tuple[str, ...]]:
    """Yield short cycles, the shortest first, until each node has been in one.

    All nodes lead to each other. There may be more cycles than anybody could read: those yielded
    are the shortest through one of their nodes. Each begins with its first node in the alphabet.
    """
    reverse: dict[str, list[str]] = {name: [] for name in edges}
    for name, following in edges.items():
        for each in following:
            reverse[each].append(name)
    shortest = {_rotated(_shortest_cycle(name, edges, reverse)) for name in edges}
    covered: set[str] = set()
    for cycle in sorted(shortest, key=lambda cycle: (len(cycle), cycle)):
        if not covered.issuperset(cycle):
            covered.update(cycle)
            yield cycle


class _Search:
    """The nodes within some number of steps of one, along edges or against them."""

    def __init__(self, start: str, edges: Graph) -> None:
        self._edges = edges
        self.reached = {start: start}
        self.farthest = [start]

    def step(self, other: _Search) -> str | None:
        """Go one step farther, or return a node there that the other search has reached."""
        nearer, self.farthest = self.farthest, []
        for name in nearer:
            for each in self._edges[name]:
                if each not in self.reached:
                    self.reached[each] = name
                    self.farthest.append(each)
                    if each in other.reached:
                        return each
        return None

    def way_from(self, name: str) -> list[str]:
        """Return the nodes from one that was reached back to the start."""
        way = [name]
        while (previous := self.reached[way[-1]]) != way[-1]:
            way.append(previous)
        return way


def _shortest_cycle(start: str, edges: Graph, reverse: Graph) -> list[str]:
    """Return the shortest cycle through a node, which is in one.

    Two searches meet half way: each then sees about the square root of what one would see.
    """
    here, there = _Search(start, edges), _Search(start, reverse)
    forward, backward = here, there
    while (meeting := here.step(there)) is None:
        here, there = there, here
    return [*forward.way_from(meeting)[::-1], *backward.way_from(meeting)[1:-1]]


def _rotated(cycle: list[str]) -> tuple[str, ...]:
    first = cycle.index(min(cycle))
    return (*cycle[first:], *cycle[:first])
