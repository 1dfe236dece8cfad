"""Findings cache: what ``importstyle check`` found in files, kept for its next run.

Only those findings are kept that follow from the text of the file, its name and place in packages,
and the settings. Whatever depends on other files, as all that is said of a star import, is found
out anew in each run: no kept finding can be out of date.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import flake8

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.formatters.writing import LeftAlone, create, replace
from flake8_importstyle.resolver.files import content
from flake8_importstyle.resolver.modules import location
from flake8_importstyle.syntax.source import SourceFile

FOLDER = ".importstyle_cache"
"""Where all of it is, in the working directory."""
# Who checks a few files gains nothing, and does not want a folder beside them.
_FEWEST_FILES = 50
# What is larger is no cache of ours, or not worth reading.
_LARGEST = 100_000_000
# So many kinds of settings are kept.
_MOST_KEPT = 8
# What of the options changes no finding.
_OF_NO_ACCOUNT = frozenset(
    (
        *("benchmark", "bug_report", "color", "count", "exit_zero", "filenames", "format"),
        *("importstyle_alone", "jobs", "output_file", "quiet", "statistics", "tee", "verbose"),
    )
)
_IGNORED = ".gitignore"


class Line(NamedTuple):
    """What is to be reported of one place."""

    line: int
    """From 1."""
    column: int
    """In characters, from 0."""
    code: str
    message: str
    physical_line: str | None
    """The text in which a ``noqa`` would stand."""


class FindingsCache:
    """The findings that are kept for one kind of settings."""

    def __init__(
        self, path: str, before: bytes, entries: dict[str, tuple[str, list[Line]]]
    ) -> None:
        """``entries``: the state and the findings of each file; ``before``: as they were read."""
        self._path = path
        self._before = before
        self._entries = entries

    def known(self, filename: str, state: str) -> list[Line] | None:
        """Return what is found in a file in a state; None if that is not kept."""
        kept, found = self._entries.get(filename, ("", []))
        return found if kept == state else None

    def keep(self, found: Mapping[str, tuple[str, list[Line]]]) -> None:
        """Keep the states and findings of the files of a run; what fails is not kept."""
        others = {
            name: entry
            for name, entry in self._entries.items()
            if name not in found and os.path.isfile(name)
        }
        entries = {**others, **found}
        if entries == self._entries:
            return
        after = json.dumps(entries, separators=(",", ":")).encode("ascii")
        with suppress(LeftAlone, OSError):
            folder = os.path.dirname(self._path)
            if not os.path.isdir(folder):
                os.mkdir(folder)
                create(os.path.join(folder, _IGNORED), b"*\n")
            if os.path.isfile(self._path):
                replace(self._path, self._before, after)
            else:
                create(self._path, after)
                _remove_old(folder)


def findings_cache(options: argparse.Namespace, file_count: int) -> FindingsCache | None:
    """Return what is kept for a run with some options over so many files; None if nothing is to be.

    What a baseline lists depends on all files, and standard input is no file.
    """
    settings = ImportStyleChecker.settings
    folder = os.path.join(os.getcwd(), FOLDER)
    if settings.baseline is not None or "-" in options.filenames:
        return None
    if file_count < _FEWEST_FILES and not os.path.isdir(folder):
        return None
    if os.path.islink(folder):
        return None  # Who knows what is written to there.
    path = os.path.join(folder, f"{_digest(_settings(options))}.json")
    before = content(path, _LARGEST) or b""
    return FindingsCache(path, before, _entries(before))


def state(filename: str, text: str) -> str:
    """Return what the findings in a file depend on, as far as it is of the file, as a digest."""
    settings = ImportStyleChecker.settings
    place = location(
        SourceFile(
            ast.Module([], []),
            (),
            filename,
            is_alone=settings.no_resolve,
            search=settings.search,
        )
    )
    return _digest(f"{place}\n{text}")


def _settings(options: argparse.Namespace) -> str:
    """Return, as a text, what findings depend on besides files."""
    return repr(
        (
            ImportStyleChecker.version,
            _program(),
            flake8.__version__,
            sys.version,
            os.getcwd(),
            _plain({key: each for key, each in vars(options).items() if key not in _OF_NO_ACCOUNT}),
            _plain(ImportStyleChecker.settings),
            sorted(rule.code for rule in ImportStyleChecker.rules),
        )
    )


def _program() -> list[tuple[str, int, int]]:
    """Return the files of this program, with what changes when somebody works on it."""
    found = []
    for folder, _, names in os.walk(os.path.dirname(os.path.dirname(__file__))):
        for name in names:
            if name.endswith(".py"):
                status = os.stat(os.path.join(folder, name))
                found.append((name, status.st_size, status.st_mtime_ns))
    return sorted(found)


def _plain(value: Any) -> Any:
    """Return a value of an option so that its ``repr`` is the same in each process."""
    if isinstance(value, Mapping):
        return sorted((str(key), _plain(each)) for key, each in value.items())
    if isinstance(value, (set, frozenset)):
        return sorted(map(repr, map(_plain, value)))
    if isinstance(value, (list, tuple)):
        return list(map(_plain, value))
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    # An object of flake8's, or of ours: what it holds.
    return _plain(vars(value)) if hasattr(value, "__dict__") else repr(value)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _entries(text: bytes) -> dict[str, tuple[str, list[Line]]]:
    """Read what was kept; nothing if that is not what was written."""
    try:
        read = json.loads(text or b"{}")
        entries = {
            name: (kept, [Line(*each) for each in found]) for name, (kept, found) in read.items()
        }
    except (AttributeError, TypeError, ValueError, RecursionError):
        return {}
    is_sound = all(_is_sound(line) for _, found in entries.values() for line in found)
    return entries if is_sound else {}


def _is_sound(line: Line) -> bool:
    return (
        isinstance(line.line, int)
        and isinstance(line.column, int)
        and isinstance(line.code, str)
        and isinstance(line.message, str)
        and isinstance(line.physical_line, (str, type(None)))
    )


def _remove_old(folder: str) -> None:
    """Remove what was kept longest ago, and nothing that is not ours."""
    kept = [each.path for each in os.scandir(folder) if each.name.endswith(".json")]
    for path in sorted(kept, key=os.path.getmtime)[:-_MOST_KEPT]:
        os.unlink(path)
