"""Files: reading them safely, whatever they turn out to be, and caching what was read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from functools import cache
from typing import ParamSpec, TypeVar, cast

LARGEST_MODULE = 2_000_000
"""Ignore modules of more bytes; real source files are smaller."""

P = ParamSpec("P")
T = TypeVar("T")

_FORGETTERS: list[Callable[[], None]] = []
_PLANNED: dict[str, bytes] = {}
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


def content(path: str, largest: int) -> bytes | None:
    """Return the bytes of a regular file.

    None if there is none, if it cannot be read or is larger than ``largest``, or if it changes
    while it is read. Pipes and devices are not read: that could block, or have side effects.
    Instead of a file with a planned content, see ``assume``, that is returned.
    """
    planned = _PLANNED.get(os.path.realpath(path)) if _PLANNED else None
    if planned is not None:
        return planned if len(planned) <= largest else None
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        # It may have become a pipe since: the flags keep opening it from waiting for a writer.
        with open(os.open(path, _FLAGS), "rb") as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode) or before.st_size > largest:
                return None
            found = stream.read(largest + 1)
            after = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return None
    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return found if is_same and len(found) == after.st_size else None


def relative_path(path: str, start: str = os.curdir) -> str:
    """Return a path relative to a folder; an absolute one if they are on different drives."""
    try:
        return os.path.relpath(path, start)
    except ValueError:
        return os.path.abspath(path)


def short_path(path: str) -> str:
    """Return a path relative to the working directory, or as it is if it leads outside."""
    relative = relative_path(path)
    return path if relative.startswith(os.pardir) else relative


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Decorate a function so that its results are cached until ``forget`` is called."""
    cached = cache(function)
    _FORGETTERS.append(cached.cache_clear)
    return cast("Callable[P, T]", cached)


def forget() -> None:
    """Clear all caches of files and folders, because these may have changed."""
    for each in _FORGETTERS:
        each()


def assume(planned: Mapping[str, bytes]) -> None:
    """Treat files as having the planned contents, by real path, and clear all caches.

    This holds until the next call; ``{}`` returns to the contents on disk.
    """
    _PLANNED.clear()
    _PLANNED.update(planned)
    forget()
