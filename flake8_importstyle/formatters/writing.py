"""Writing: replaces the content of a file in such a way that nothing is lost."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress

if sys.platform != "win32":  # pragma: no branch
    import fcntl

_CHANGED = "it changed while flake8 ran"
_PREFIX = ".importstyle-"
_TEMPORARY = re.compile(re.escape(_PREFIX) + "[a-z0-9_]{8}")
# Remove temporary files older than this many seconds; writing never takes as long. Used on Windows,
# which has no locks that show whether a file is in use.
_OLD = 3600


LEADS_OUT = "it is a link to a file outside the paths given to flake8"
"""Why a file is left alone if ``leads_out`` is true for it."""


class LeftAlone(Exception):
    """A file is left unchanged; the message says why."""


def leads_out(path: str, started_on: Iterable[str]) -> bool:
    """Tell whether a file is a link to a file outside the paths that a run was started on.

    ``started_on``: folders and files as the user has named them; empty for the working directory.
    """
    folders = [
        each if os.path.isdir(each) else os.path.dirname(each)
        for each in (*started_on,) or (os.curdir,)
    ]
    return any(
        _is_in(os.path.abspath(path), os.path.abspath(each)) for each in folders
    ) and not any(_is_in(os.path.realpath(path), os.path.realpath(each)) for each in folders)


def _is_in(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def replace(path: str, before: bytes, after: bytes) -> None:
    """Replace the content of a file atomically: readers see either the old or the new content.

    ``path``: the file itself, not a link to it. ``before``: its present content. Raises
    ``LeftAlone``.
    """
    try:
        status = _unchanged(path, before)
        if not os.access(path, os.W_OK):
            raise LeftAlone("it is read-only")
        if status.st_nlink > 1:
            # A new file would leave other hard links with the old content.
            raise LeftAlone("it has several names (hard links)")
        handle, temporary = tempfile.mkstemp(prefix=_PREFIX, dir=os.path.dirname(path))
        try:
            with open(handle, "wb") as file:
                _lock(handle)
                file.write(after)
                file.flush()
                os.fsync(handle)
                shutil.copystat(path, temporary)
                os.utime(temporary)
                _keep_owner(temporary, status)
                # Another program may have written it in the meantime.
                last = _unchanged(path, before)
                if (last.st_dev, last.st_ino) != (status.st_dev, status.st_ino):
                    raise LeftAlone(_CHANGED)
                if sys.platform != "win32":
                    os.replace(temporary, path)
            if sys.platform == "win32":  # pragma: win32 cover
                os.replace(temporary, path)
        except BaseException:
            # If it was stopped just now, the file may be in its place already.
            with suppress(FileNotFoundError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise LeftAlone(error.strerror or str(error)) from None


def create(path: str, content: bytes) -> None:
    """Create a file that does not exist yet, atomically: there is no file until it is complete.

    Raises ``LeftAlone``.
    """
    # `mkstemp` would keep others from reading it, whatever rights the user gives to new files.
    temporary = os.path.join(os.path.dirname(path), f"{_PREFIX}{os.urandom(4).hex()}")
    try:
        try:
            with open(temporary, "xb") as file:
                _lock(file.fileno())
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                if sys.platform != "win32":
                    _link(temporary, path)
            if sys.platform == "win32":  # pragma: win32 cover
                os.rename(temporary, path)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(temporary)
    except FileExistsError:
        raise LeftAlone(_CHANGED) from None
    except OSError as error:
        raise LeftAlone(error.strerror or str(error)) from None


def _link(temporary: str, path: str) -> None:
    """Give a file a second name. Raises ``FileExistsError`` if there is a file of that name."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no hard links.
        with open(path, "xb"):
            pass
        os.replace(temporary, path)


def remove_strays(folder: str) -> None:
    """Remove temporary files from a folder that a killed run has left behind."""
    try:
        names = [name for name in os.listdir(folder or os.curdir) if _TEMPORARY.fullmatch(name)]
    except OSError:
        return
    for name in names:
        path = os.path.join(folder, name)
        try:
            if stat.S_ISREG(os.lstat(path).st_mode) and _is_stray(path):
                os.unlink(path)
        except OSError:
            continue  # Another run was faster, or has the right to it.


def _is_stray(path: str) -> bool:
    """Tell whether no run is still using a temporary file."""
    if sys.platform == "win32":  # pragma: win32 cover
        return time.time() - os.stat(path).st_mtime > _OLD
    with open(path, "rb") as file:
        return _lock(file.fileno())


def _lock(handle: int) -> bool:
    """Lock a temporary file while it is open; return False if another run has locked it."""
    if sys.platform != "win32":  # pragma: no branch
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def _unchanged(path: str, before: bytes) -> os.stat_result:
    """Return the status of a file. Raises ``LeftAlone`` if its content is not ``before``."""
    if os.path.islink(path):
        raise LeftAlone(_CHANGED)
    with open(path, "rb") as file:
        if file.read() != before:
            raise LeftAlone(_CHANGED)
        return os.fstat(file.fileno())


def _keep_owner(path: str, status: os.stat_result) -> None:
    if hasattr(os, "chown") and (os.stat(path).st_uid, os.stat(path).st_gid) != (
        status.st_uid,
        status.st_gid,
    ):
        os.chown(path, status.st_uid, status.st_gid)
        # Changing the owner may clear permission bits.
        os.chmod(path, stat.S_IMODE(status.st_mode))
