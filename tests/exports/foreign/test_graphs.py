"""Graphs: the parts that lead to themselves, and their shortest cycles."""

from __future__ import annotations

import itertools
import random

import pytest

from flake8_importstyle.exports.foreign.graphs import Graph, components, covering_cycles


@pytest.mark.parametrize("seed", range(40))
def test_graphs_of_chance(seed: int) -> None:
    """All of it is found again by following edges without any cleverness."""
    chance = random.Random(seed)
    names = [f"n{number}" for number in range(chance.randint(2, 12))]
    edges = {
        name: [
            each for each in names if each != name and chance.random() < chance.choice((0.1, 0.3))
        ]
        for name in names
    }
    found = components(edges)

    behind = {name: _within(edges, name, len(names)) for name in names}
    in_cycles = {name for name in names if name in behind[name]}
    assert sorted(itertools.chain(*found)) == sorted(in_cycles)
    for component in found:
        assert all(set(component) <= behind[name] for name in component)
        cycles = list(covering_cycles(_inside(edges, component)))
        _check(cycles, edges)
        assert set(itertools.chain(*cycles)) == set(component)


def _check(cycles: list[tuple[str, ...]], edges: Graph) -> None:
    """Check that cycles are cycles, in order, and each the shortest through a new node."""
    shown: set[str] = set()
    for cycle in cycles:
        assert len(set(cycle)) == len(cycle)
        assert cycle[0] == min(cycle)
        assert all(
            after in edges[name] for name, after in zip(cycle, (*cycle[1:], cycle[0]), strict=True)
        )
        new = set(cycle) - shown
        assert new
        assert any(name not in _within(edges, name, len(cycle) - 1) for name in cycle)
        shown |= new
    assert cycles == sorted(cycles, key=len)


def _within(edges: Graph, start: str, steps: int) -> set[str]:
    """Return the nodes that are some steps away, or fewer, but not none."""
    reached = set(edges[start])
    for _ in range(steps - 1):
        reached.update(*(edges[name] for name in reached))
    return reached if steps else set()


def _inside(edges: Graph, component: list[str]) -> dict[str, list[str]]:
    return {name: [each for each in edges[name] if each in component] for name in component}


def test_a_ring() -> None:
    """One cycle is all there is."""
    ring = {f"{number:03}": [f"{(number + 1) % 500:03}"] for number in range(500)}
    assert [len(each) for each in components(ring)] == [500]
    assert list(covering_cycles(ring)) == [tuple(ring)]
