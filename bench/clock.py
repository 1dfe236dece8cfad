"""The clock of the benchmarks: CPU time, not elapsed time.

Others at work on the same machine make a program take longer, but hardly compute more.
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable


def computed() -> float:
    """Return the CPU seconds that this process and its children have used so far."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def cost(work: Callable[[], object]) -> float:
    """Return the CPU seconds that some work uses, including the processes that it starts."""
    gc.collect()  # Do not charge this work for earlier garbage.
    began = computed()
    work()
    return computed() - began
