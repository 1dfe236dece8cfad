"""What parsing a text does to the process."""

from __future__ import annotations

import gc

import pytest

from flake8_importstyle.syntax.parsing import tree_of


@pytest.mark.parametrize("is_collecting", [True, False])
@pytest.mark.parametrize("text", ["a = 1\n", "a =\n"])
def test_garbage_is_collected_as_before(text: str, is_collecting: bool) -> None:
    was_collecting = gc.isenabled()
    (gc.enable if is_collecting else gc.disable)()
    try:
        tree_of(text)
        assert gc.isenabled() == is_collecting
    finally:
        (gc.enable if was_collecting else gc.disable)()


def test_garbage_waits_while_a_tree_grows() -> None:
    phases: list[str] = []
    gc.callbacks.append(lambda phase, _: phases.append(phase))
    try:
        tree_of("f(a, b)\n" * 10_000)
        assert len(phases) <= 2  # One collection, once the tree is there.
    finally:
        gc.callbacks.pop()
