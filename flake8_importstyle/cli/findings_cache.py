"""Findings cache: the findings of ``importstyle check``, kept for its next run.

They hold for a file's text, its name and place in packages, and the settings. Those that depend on
other files, such as all about star imports, are kept with what the disk has answered in the run,
and hold if it still answers the same to all of it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import flake8

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.formatters.writing import LeftAlone, create, remove_strays, replace
from flake8_importstyle.resolver.answers import Answers, answers_of, digest
from flake8_importstyle.resolver.disk import CACHE_FOLDER
from flake8_importstyle.resolver.files import content
from flake8_importstyle.resolver.modules import location

# Use no cache for fewer files: it saves no time, and the folder would be in the way.
_FEWEST_FILES = 50
# Ignore a cache file of more bytes: it is not ours, or not worth reading.
_LARGEST = 100_000_000
# Keep the findings of at most this many combinations of settings.
_MOST_KEPT = 8
# Options that do not affect findings.
_OF_NO_ACCOUNT = frozenset(
    (
        *("benchmark", "bug_report", "color", "count", "exit_zero", "filenames", "format"),
        *("importstyle_alone", "jobs", "output_file", "quiet", "statistics", "tee", "verbose"),
    )
)
_IGNORED = ".gitignore"


class Line(NamedTuple):
    """A finding at one place in a file."""

    line: int
    """From 1."""
    column: int
    """In characters, from 0."""
    code: str
    message: str
    physical_line: str | None
    """The text in which flake8 looks for ``noqa``."""


class Entry(NamedTuple):
    """The findings in one state of a file."""

    state: str
    """A digest of the file's text and place."""
    asks_others: bool
    """Whether they depend on other files."""
    found: list[Line]


class FindingsCache:
    """The cached findings for one combination of settings."""

    def __init__(self, path: str, before: bytes) -> None:
        """``path``: of the cache file. ``before``: its content, which need not be valid."""
        self._path = path
        self._before = before
        self._entries, self._answers = _parsed(before)
        if any(each.asks_others for each in self._entries.values()) and not self._still_hold():
            self._entries, self._answers = _alone(self._entries), Answers()

    def _still_hold(self) -> bool:
        try:
            return self._answers.hold()
        except (LookupError, TypeError, ValueError):
            return False  # The cache file was not written by this program.

    def known(self, filename: str, state: str) -> Entry | None:
        """Return the cached findings for a state of a file; None if there are none."""
        entry = self._entries.get(filename)
        return entry if entry is not None and entry.state == state else None

    def keep(self, found: Mapping[str, Entry], answers: Iterable[Answers]) -> None:
        """Write the findings of the files of a run, and the answers of the disk in it.

        Errors are ignored.
        """
        entries = {
            name: entry
            for name, entry in self._entries.items()
            if name not in found and os.path.isfile(name)
        }
        entries.update(found)
        for each in answers:
            self._answers.add(each)
        if not self._answers.agree:  # Something has changed during the run.
            entries = _alone(entries)
        needed = any(each.asks_others for each in entries.values())
        kept_answers = self._answers if needed else Answers()
        written = {"answers": kept_answers.as_json(), "entries": entries}
        after = json.dumps(written, separators=(",", ":"), sort_keys=True).encode("ascii")
        if after == self._before:
            return
        with suppress(LeftAlone, OSError):
            folder = os.path.dirname(self._path)
            os.makedirs(folder, exist_ok=True)
            # A run that was killed, or had no more space, may have left it without this file.
            remove_strays(folder)
            ignored = os.path.join(folder, _IGNORED)
            if not os.path.lexists(ignored):
                create(ignored, b"*\n")
            if os.path.isfile(self._path):
                replace(self._path, self._before, after)
            else:
                create(self._path, after)
                _remove_old(folder)


def findings_cache(options: argparse.Namespace, file_count: int) -> FindingsCache | None:
    """Return the cache for a run over ``file_count`` files; None if it should not be used.

    It is not used with a baseline, which depends on all files, or for standard input.
    """
    settings = ImportStyleChecker.settings
    folder = os.path.join(os.getcwd(), CACHE_FOLDER)
    if settings.baseline is not None or "-" in options.filenames:
        return None
    if file_count < _FEWEST_FILES and not os.path.isdir(folder):
        return None
    if os.path.islink(folder):
        return None  # The link may lead anywhere.

    path = os.path.join(folder, f"{_digest(_settings(options))}.json")
    return FindingsCache(path, content(path, _LARGEST) or b"")


def state(filename: str, text: str) -> str:
    """Return a digest of the parts of a file that its findings depend on."""
    place = location(ImportStyleChecker.source_at(filename))
    return _digest(f"{place}\n{text}")


def _settings(options: argparse.Namespace) -> str:
    """Return everything that findings depend on besides files, as a text."""
    return repr(
        (
            ImportStyleChecker.version,
            _program(),
            flake8.__version__,
            sys.version,
            sys.executable,
            sys.path,
            os.getcwd(),
            os.path.expanduser("~"),
            _plain({key: each for key, each in vars(options).items() if key not in _OF_NO_ACCOUNT}),
            _plain(ImportStyleChecker.settings),
            sorted(rule.code for rule in ImportStyleChecker.rules),
        )
    )


def _program() -> list[tuple[str, int, int]]:
    """Return the files of this program, with their sizes and times, which change with an edit."""
    found = []
    for folder, _, names in os.walk(os.path.dirname(os.path.dirname(__file__))):
        for name in names:
            if name.endswith(".py"):
                status = os.stat(os.path.join(folder, name))
                found.append((name, status.st_size, status.st_mtime_ns))
    return sorted(found)


def _plain(value: Any) -> Any:
    """Return the value of an option in a form whose ``repr`` is the same in each process."""
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
    return digest(text.encode("utf-8", "surrogatepass"))


def _parsed(text: bytes) -> tuple[dict[str, Entry], Answers]:
    """Parse the text of a cache file; empty if it is not valid."""
    try:
        read = json.loads(text or b"{}")
        entries = {
            name: Entry(kept, asks_others, [Line(*each) for each in found])
            for name, (kept, asks_others, found) in read["entries"].items()
        }
        answers = answers_of(read["answers"])
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return {}, Answers()
    is_sound = all(_is_sound(line) for each in entries.values() for line in each.found)
    return (entries, answers) if is_sound else ({}, Answers())


def _alone(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the entries whose findings do not depend on other files."""
    return {name: entry for name, entry in entries.items() if not entry.asks_others}


def _is_sound(line: Line) -> bool:
    return (
        isinstance(line.line, int)
        and isinstance(line.column, int)
        and isinstance(line.code, str)
        and isinstance(line.message, str)
        and isinstance(line.physical_line, (str, type(None)))
    )


def _remove_old(folder: str) -> None:
    """Remove the oldest cache files, but no files of others."""
    kept = [each.path for each in os.scandir(folder) if each.name.endswith(".json")]
    for path in sorted(kept, key=os.path.getmtime)[:-_MOST_KEPT]:
        os.unlink(path)
