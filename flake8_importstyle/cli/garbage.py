"""Cyclic garbage, of which there is next to none in trees: how often Python looks for it."""

from __future__ import annotations

import gc

# Trees are freed as soon as nobody refers to them. To look for cycles among the nodes of one that
# is still being built, as Python does every 700 new objects, costs a third of what parsing does.
_COLLECTED_AFTER = 20_000, 50, 100


def collect_seldom() -> None:
    """Have this process look for cyclic garbage less often."""
    gc.set_threshold(*_COLLECTED_AFTER)
