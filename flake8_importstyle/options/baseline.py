"""The baseline: a file that lists old findings, which are not reported.

Each line is ``PATH CODE WHAT-IS-IMPORTED``, followed by a count if several findings are alike:

    shop/app.py IMP301 torch 2
    shop/report.py IMP001 customers

Paths are relative to the baseline's folder. There are no line numbers, so that edits elsewhere in a
file change nothing, and the lines are sorted, so that two branches rarely conflict.
"""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath
from typing import NamedTuple, TypeAlias

from flake8_importstyle.resolver.files import relative_path
from flake8_importstyle.resolver.search_path import as_on_disk

Subject: TypeAlias = tuple[str, str]
"""The code of a finding, and what it is about."""

_BOM = "\ufeff"
_ENTRY = r"(?P<path>\S+) (?P<code>IMP\d{3}) (?P<about>\S+)(?: (?P<count>[1-9]\d{0,8}))?"
_CONFLICT = r"(<{7}|\|{7}|={7}|>{7})( .*)?"
_SHORT = {r"\\": "\\", r"\t": "\t", r"\n": "\n", r"\r": "\r"}
_ESCAPE = r"\\(?:[\\tnr]|x([0-9a-f]{2})|u([0-9a-f]{4})|U(00(?:0[0-9a-f]|10)[0-9a-f]{4}))"
# Report at most this many faults: if the file is not a baseline at all, more would not help.
_MOST_FAULTS = 5


class Baseline(NamedTuple):
    """The contents of a baseline."""

    path: str
    """The path of the file, which need not exist."""
    entries: Mapping[str, Counter[Subject]]
    """For each listed file name, how many findings of each kind are listed."""
    is_missing: bool = False

    def name(self, filename: str) -> str:
        """Return the name that a file has in the list."""
        folder = os.path.dirname(_resolved(self.path))
        return PurePath(relative_path(_resolved(filename), folder)).as_posix()

    def of(self, filename: str) -> Counter[Subject]:
        """Return the listed findings of a file."""
        return self.entries.get(self.name(filename), Counter())

    def is_there(self, name: str) -> bool:
        """Tell whether the file of a listed name exists."""
        return os.path.lexists(os.path.join(os.path.dirname(_resolved(self.path)), name))

    def updated(self, files: Mapping[str, Counter[Subject]]) -> Baseline:
        """Return the baseline with other findings for ``files``, by their listed names."""
        return self._replace(entries={**self.entries, **files}, is_missing=False)

    @property
    def total(self) -> int:
        """How many findings are listed."""
        return sum(map(Counter.total, self.entries.values()))

    def encoded(self, before: bytes = b"") -> bytes:
        """Return the new content of the file, with the line ends of ``before``."""
        lines = sorted(
            f"{_escaped(name)} {code} {_escaped(about)}{f' {count}' if count > 1 else ''}"
            for name, listed in self.entries.items()
            for (code, about), count in listed.items()
            if count > 0
        )
        text = "".join(f"{line}\n" for line in lines).encode("utf-8")
        return text.replace(b"\n", b"\r\n") if b"\r\n" in before else text


def read_baseline(path: str) -> Baseline | None:
    """Read a baseline, which is empty if the file does not exist; None if ``path`` is empty.

    Raises ``argparse.ArgumentTypeError``, with the invalid lines, if it cannot be read.
    """
    path = path.strip()
    if not path:
        return None
    if "\n" in path:
        raise argparse.ArgumentTypeError(f"{path!r}: write one path")
    path = os.path.abspath(path)
    if not os.path.lexists(path):
        return Baseline(path, {}, is_missing=True)
    try:
        return parsed(path, content(path))
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{path}: {error.strerror}") from None


def content(path: str) -> bytes:
    """Return the content of a baseline. Raises ``OSError``."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise OSError(0, "not a file")
    with open(path, "rb") as file:
        return file.read()


def parsed(path: str, content: bytes) -> Baseline:
    """Parse the content of a baseline. Raises ``argparse.ArgumentTypeError``."""
    entries: dict[str, Counter[Subject]] = {}
    faults = []
    text = content.decode("utf-8", "surrogateescape").removeprefix(_BOM)
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        match = re.fullmatch(_ENTRY, line)
        if match is not None:
            name, about = _unescaped(match["path"]), _unescaped(match["about"])
            listed = entries.setdefault(name, Counter())
            # A merge that keeps the lines of both sides may leave two counts.
            key = match["code"], about
            listed[key] = max(listed[key], int(match["count"] or 1))
        elif line.strip():
            faults.append(f"{path}: line {number}: {_fault(line)}")
    if len(faults) > _MOST_FAULTS:
        faults[_MOST_FAULTS:] = [f"{path}: {len(faults) - _MOST_FAULTS} more lines are wrong"]
    if faults:
        raise argparse.ArgumentTypeError("\n".join(faults))
    return Baseline(path, entries)


def _fault(line: str) -> str:
    if re.fullmatch(_CONFLICT, line):
        return (
            f"'{line[:7]}' is left of a merge conflict: keep the lines of both sides without the"
            " markers, then run 'importstyle check --update-baseline'"
        )
    return f"{line[:80]!r} is not 'PATH CODE NAME' or 'PATH CODE NAME COUNT'"


def _resolved(path: str) -> str:
    """Return the absolute path of a file with all links in its folder resolved.

    It is spelled as on the disk, so that the list does not depend on how a user has spelled it.
    """
    folder, name = os.path.split(os.path.abspath(path))
    return as_on_disk(os.path.join(os.path.realpath(folder), name))


def _escaped(text: str) -> str:
    """Return a text as one word, escaped as in a Python string."""
    return "".join(map(_escape, text))


def _escape(character: str) -> str:
    if character == " ":
        return "\\x20"
    is_special = character == "\\" or not character.isprintable()
    return ascii(character)[1:-1] if is_special else character


def _unescaped(text: str) -> str:
    return re.sub(_ESCAPE, _character, text)


def _character(escape: re.Match[str]) -> str:
    if not escape.lastindex:
        return _SHORT[escape[0]]
    return chr(int(escape[escape.lastindex], 16))
