"""Diffs: what is to change in a file, as other tools take it."""

from __future__ import annotations

import difflib
import os
import re


def diff(path: str, before: bytes, after: bytes) -> bytes:
    """Return what ``git apply`` and ``patch -p0`` need to change a file so, in its own encoding.

    ``path``: as the user has it.
    """
    # A link is not followed by `git apply`.
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(os.curdir))
    if not relative.startswith(".."):
        path = relative
    # `git apply` takes the first part of a path away, `patch -p0` does not.
    name = path if path.startswith((f".{os.sep}", "..", os.sep)) else os.path.join(".", path)
    name = name.replace(os.sep, "/")
    if re.search(r'[\x00-\x1f"\\\x7f]', name):
        escaped = re.sub(r'["\\]', r"\\\g<0>", name)
        name = (
            '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\{ord(match[0]):03o}", escaped) + '"'
        )
    elif " " in name:
        name += "\t"  # Where it ends.
    header = os.fsencode(name)
    lines = difflib.diff_bytes(
        difflib.unified_diff,
        _lines(before),
        _lines(after),
        header,
        header,
    )
    parts = []
    for line in lines:
        parts.append(line)
        if not line.endswith(b"\n"):
            parts.append(b"\n\\ No newline at end of file\n")
    return b"".join(parts)


def _lines(content: bytes) -> list[bytes]:
    """Return the lines as ``git`` and ``patch`` see them: only a line feed ends one."""
    return re.findall(rb"[^\n]*\n|[^\n]+", content)
