"""Writing: putting a new content in the place of an old one, so that nothing is lost."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile


class LeftAlone(Exception):
    """A file is not to be written, for the reason that the exception says."""


def replace(path: str, before: bytes, after: bytes) -> None:
    """Write a file at once: whoever reads it sees the old content or the new one, as a whole.

    ``path``: the file itself, not a link to it. ``before``: what it holds. Raises ``LeftAlone``.
    """
    try:
        status = os.stat(path)
        with open(path, "rb") as file:
            if file.read() != before:
                raise LeftAlone("it changed while flake8 ran")
        if not os.access(path, os.W_OK):
            raise LeftAlone("it is read-only")
        if status.st_nlink > 1:
            # A new file would leave the other names with the old one.
            raise LeftAlone("it has several names (hard links)")
        handle, temporary = tempfile.mkstemp(prefix=".importstyle-", dir=os.path.dirname(path))
        try:
            with open(handle, "wb") as file:
                file.write(after)
                file.flush()
                os.fsync(file.fileno())
            shutil.copystat(path, temporary)
            os.utime(temporary)
            _keep_owner(temporary, status)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise LeftAlone(error.strerror or str(error)) from None


def _keep_owner(path: str, status: os.stat_result) -> None:
    if hasattr(os, "chown") and (os.stat(path).st_uid, os.stat(path).st_gid) != (
        status.st_uid,
        status.st_gid,
    ):
        os.chown(path, status.st_uid, status.st_gid)
        # A change of the owner may take rights away.
        os.chmod(path, stat.S_IMODE(status.st_mode))
