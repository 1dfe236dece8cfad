"""Files: reading them as they are or are planned to be, and caching what was read."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import ParamSpec, TypeVar, cast

from flake8_importstyle.resolver import disk

LARGEST_MODULE = 2_000_000
"""Ignore modules of more bytes; real source files are smaller."""

P = ParamSpec("P")
T = TypeVar("T")

_FORGETTERS: list[Callable[[], None]] = []
_PLANNED: dict[str, bytes] = {}


def content(path: str, largest: int) -> bytes | None:
    """Return the bytes of a regular file, as ``disk.read`` does, or its planned content.

    See ``assume`` for that.
    """
    planned = _PLANNED.get(disk.without_links(path)) if _PLANNED else None
    if planned is not None:
        return planned if len(planned) <= largest else None
    return disk.read(path, largest)


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
