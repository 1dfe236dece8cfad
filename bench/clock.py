"""The clock of the benchmarks: time that was computed, not time that went by.

Others at work on the same machine make a program take longer, but hardly compute more.
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable


def computed() -> float:
    """Return the seconds that this process, and those it has started, have computed so far."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def cost(work: Callable[[], object]) -> float:
    """Return the seconds that some work computes, itself and in processes that it starts."""
    gc.collect()  # What was done before is not to be paid for here.
    began = computed()
    work()
    return computed() - began
