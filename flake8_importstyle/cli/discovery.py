"""The files to check: the same as flake8's, in the same order, in less than half the time.

flake8 compares each path with one pattern after another, and logs each time.
"""

from __future__ import annotations

import argparse
import fnmatch
import logging
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator

from flake8.discover_files import expand_paths


def files(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the files to check.

    Pipes and devices are left out unless named directly, as reading one could block for ever.
    """
    # With `-vv`, flake8 says what it excludes.
    is_debugged = logging.getLogger("flake8").isEnabledFor(logging.DEBUG)
    expand: Callable[..., Iterator[str]] = expand_paths if is_debugged else expanded
    found = expand(
        paths=options.filenames,
        stdin_display_name=options.stdin_display_name,
        filename_patterns=options.filename,
        exclude=(*options.exclude, *options.extend_exclude),
    )
    named = set(options.filenames)
    return tuple(each for each in found if each in named or not _is_special(each))


def _is_special(path: str) -> bool:
    """Tell whether a path is a pipe, a socket or a device."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def expanded(
    *,
    paths: Iterable[str],
    stdin_display_name: str,
    filename_patterns: Iterable[str],
    exclude: Iterable[str],
) -> Iterator[str]:
    """Yield what flake8's ``expand_paths`` yields."""
    excludes = _matcher(exclude, without="(?!)")
    is_wanted = _matcher(filename_patterns, without="")

    def is_excluded(path: str) -> bool:
        if path == "-":
            if stdin_display_name == "stdin":
                return False
            path = stdin_display_name
        name = os.path.basename(path)
        return (name not in {".", ".."} and excludes(name)) or excludes(os.path.abspath(path))

    for path in paths or (os.curdir,):
        if is_excluded(path):
            continue
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = [each for each in folders if not is_excluded(os.path.join(folder, each))]
            for name in names:
                found = os.path.join(folder, name)
                if is_wanted(found) and not is_excluded(found):
                    yield found


def _matcher(patterns: Iterable[str], *, without: str) -> Callable[[str], bool]:
    """Return a function that tells whether one of the patterns matches a whole text.

    ``without``: the regular expression to use if there are none.
    """
    every = (fnmatch.translate(os.path.normcase(each)) for each in patterns)
    match = re.compile("|".join(every) or without).match
    return lambda text: match(os.path.normcase(text)) is not None
