"""The disk: all questions that the analysis asks it.

No stage asks the disk in any other way, so that all of its answers can be recorded.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from typing import Any, Protocol

CACHE_FOLDER = ".importstyle_cache"
"""The folder in which ``importstyle check`` keeps findings, in the working directory."""
# Programs leave these behind, and nothing imports them: they come and go without any meaning.
_LEFT_BEHIND = frozenset(
    (".coverage", CACHE_FOLDER, ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__")
)
# Each process that coverage measures writes a file.
_DATA_OF_COVERAGE = ".coverage."
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class Record(Protocol):
    """What answers are recorded in."""

    def note(self, question: str, path: str, answer: Any) -> None:
        """Add an answer to a question about a path."""

    def note_content(self, path: str, content: bytes | None, reached: list[int]) -> None:
        """Add the content of a file, None if it could not be read, and its status."""


_record: Record | None = None


def record_in(record: Record | None) -> None:
    """Record all answers from now on; None to stop."""
    global _record
    _record = record


def is_file(path: str) -> bool:
    """Tell whether a path leads to a regular file."""
    return bool(_noted("kind", path) == stat.S_IFREG)


def is_folder(path: str) -> bool:
    """Tell whether a path leads to a folder."""
    return bool(_noted("kind", path) == stat.S_IFDIR)


def exists(path: str) -> bool:
    """Tell whether there is an entry at a path, even a link that leads nowhere."""
    return _noted("entry", path) is not None


def is_link(path: str) -> bool:
    """Tell whether the entry at a path is a symbolic link."""
    return bool(_noted("entry", path) == stat.S_IFLNK)


def size(path: str) -> int | None:
    """Return the size of a regular file in bytes; None if there is none."""
    found: int | None = _noted("size", path)
    return found


def without_links(path: str) -> str:
    """Return an absolute path with all links resolved."""
    return str(_noted("real", path))


def listing(folder: str) -> Mapping[str, bool]:
    """Return the names of the entries of a folder, each with whether it is a folder itself.

    They are in alphabetical order; a link is no folder. Empty if the folder cannot be read. What
    programs leave behind, as ``__pycache__``, is left out.
    """
    found: dict[str, bool] = _noted("listing", folder)
    return found


def read(path: str, largest: int) -> bytes | None:
    """Return the bytes of a regular file.

    None if there is none, if it cannot be read or is larger than ``largest``, or if it changes
    while it is read. Pipes and devices are not read: that could block, or have side effects.
    """
    found, reached = read_with_status(path, largest)
    if _record is not None:
        _record.note_content(path, found, reached)
    return found


def _noted(question: str, path: str) -> Any:
    answer = QUESTIONS[question](path)
    if _record is not None:
        _record.note(question, path, answer)
    return answer


def _kind(path: str) -> int | None:
    try:
        return stat.S_IFMT(os.stat(path).st_mode)
    except (OSError, ValueError):
        return None


def _entry(path: str) -> int | None:
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return None


def _size(path: str) -> int | None:
    found = status(path)
    return found[1] if found and found[0] == stat.S_IFREG else None


def _listing(folder: str) -> dict[str, bool]:
    try:
        with os.scandir(folder) as entries:
            found = {each.name: _is_folder(each) for each in entries}
    except (OSError, ValueError):
        return {}
    return {name: found[name] for name in sorted(found) if not _is_left_behind(name)}


def _is_left_behind(name: str) -> bool:
    return name in _LEFT_BEHIND or name.startswith(_DATA_OF_COVERAGE)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def status(path: str) -> list[int]:
    """Return the type, size, number and times of what a path leads to; empty if nothing."""
    try:
        return _numbers(os.stat(path))
    except (OSError, ValueError):
        return []


def _numbers(found: os.stat_result) -> list[int]:
    kind = stat.S_IFMT(found.st_mode)
    return [kind, found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns]


def read_with_status(path: str, largest: int) -> tuple[bytes | None, list[int]]:
    """Return what ``read`` does, and the status of the file."""
    before = status(path)
    if not before or before[0] != stat.S_IFREG or before[1] > largest:
        return None, before
    try:
        # It may have become a pipe since: the flags keep opening it from waiting for a writer.
        with open(os.open(path, _FLAGS), "rb") as stream:
            before = _numbers(os.fstat(stream.fileno()))
            if before[0] != stat.S_IFREG or before[1] > largest:
                return None, before
            found = stream.read(largest + 1)
            after = _numbers(os.fstat(stream.fileno()))
    except (OSError, ValueError):
        return None, before
    return (found if before == after and len(found) == after[1] else None), after


QUESTIONS: dict[str, Callable[[str], Any]] = {
    "entry": _entry,
    "kind": _kind,
    "listing": _listing,
    "real": os.path.realpath,
    "size": _size,
}
"""The questions about a path, by name."""
