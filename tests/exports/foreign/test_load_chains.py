"""The shortest chains by which one module loads another."""

from __future__ import annotations

import random

import pytest

from flake8_importstyle.exports.foreign import load_chains
from flake8_importstyle.exports.foreign.graphs import Graph
from flake8_importstyle.syntax.imports import with_packages
from tests.support import counted


@pytest.mark.parametrize("seed", range(60))
def test_projects_of_chance(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All chains are found again by looking at one module after the other."""
    chance = random.Random(seed)
    monkeypatch.setattr(load_chains, "_STEPS_OF_READING", chance.choice((1, 10, 300)))
    names = ["a", "b"]
    for number in range(chance.randint(2, 20)):
        names.append(f"{chance.choice(names)}.n{number}" if number % 3 else f"n{number}")
    loads = {name: chance.choices(names, k=chance.choice((0, 1, 2, 4))) for name in names}
    chains = load_chains.LoadChains(loads.__getitem__)
    pairs = [(module, goal) for module in names for goal in names]
    chance.shuffle(pairs)
    for module, goal in pairs:
        if goal not in with_packages(module):
            assert chains.chain(module, goal) == _chain(loads, module, goal)


def _chain(loads: Graph, module: str, goal: str) -> list[str]:
    begun = with_packages(module)
    ways = {module: [module]}
    pending = [module]
    for each in pending:
        for name in loads[each]:
            if name not in ways and name not in begun:
                ways[name] = [*ways[each], name]
                pending.append(name)
    return ways.get(goal, [])


def test_too_many_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"m{number}" for number in range(6)]
    loads = dict(zip(names, ([each] for each in [*names[1:], "m4"]), strict=True))
    monkeypatch.setattr(load_chains, "_MOST_MODULES", 4)
    chains = load_chains.LoadChains(loads.__getitem__)
    for _ in range(2):
        assert chains.chain("m1", "m0") == ["m1", "m0"]
        assert chains.chain("m2", "m0") == []
        assert chains.chain("m2", "m5") == ["m2", "m3", "m4", "m5"]
        assert chains.chain("m1", "m3") == ["m1", "m2", "m3"]


def test_no_more_is_read_than_what_is_as_near(monkeypatch: pytest.MonkeyPatch) -> None:
    loads = {"m0": ["m1"], "m1": ["m2", "m3"], "m2": ["m4"], "m3": [], "m4": []}
    read = []

    def reading(module: str) -> list[str]:
        read.append(module)
        return loads[module]

    chains = load_chains.LoadChains(reading)
    assert chains.chain("m0", "m3") == ["m0", "m1", "m3"]
    assert read == ["m0", "m1"]
    # Those who have gone through as much as reading takes read the others, too.
    monkeypatch.setattr(load_chains, "_STEPS_OF_READING", 1)
    assert chains.chain("m0", "m3") == ["m0", "m1", "m3"]
    assert read == ["m0", "m1", "m2", "m3"]


def knot(count: int) -> Graph:
    """Return modules that all load each other, each of them three by itself."""
    chance = random.Random(count)
    names = [f"m{number}" for number in range(count)]
    return {
        name: [following, *chance.choices(names, k=2)]
        for name, following in zip(names, [*names[1:], names[0]], strict=True)
    }


def work(loads: Graph) -> int:
    """Return how many calls of functions it takes to find some chains."""
    chains = load_chains.LoadChains(loads.__getitem__)
    pairs = list(zip(loads, random.Random(1).sample(list(loads), 100), strict=False))
    assert not chains.chain("m0", "none")  # From here on, all modules have been read.
    found, calls = counted(lambda: [chains.chain(module, goal) for module, goal in pairs])
    assert all(found)
    return calls


def test_a_larger_knot_hardly_takes_longer_ways() -> None:
    assert work(knot(4_000)) < 3 * work(knot(500))
