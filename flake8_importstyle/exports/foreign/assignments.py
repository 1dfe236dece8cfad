"""Foreign assignments: ``module.name = …`` binds a name in another module."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.resolver.files import content

# The start of `module.name = …` or `module.name: … = …`. ASCII names only: nearly all are.
_ASSIGNMENT = re.compile(rb"\b([A-Za-z_]\w*)\.\w+[ \t]*(?::|=(?!=))")

# Skip module names with more dots: no real package is nested that deeply.
_DEEPEST = 100


class ForeignAssignments:
    """Finds the packages that may assign names to the modules in them.

    ``largest``: skip files of more bytes than this.
    """

    def __init__(self, finder: Finder, largest: int) -> None:
        self._finder = finder
        self._largest = largest
        self._assigned_in: dict[str, frozenset[str]] = {}

    def packages(self, module: str) -> Iterator[str]:
        """Yield the packages around a module that may assign names to it."""
        if module.count(".") > _DEEPEST:
            return
        package, _, last = module.rpartition(".")
        while package:
            if last in self._assigned(package):
                yield package
            package = package.rpartition(".")[0]

    def _assigned(self, package: str) -> frozenset[str]:
        """Return the names ``x`` for which a package's text has an assignment to ``x.…``."""
        if package not in self._assigned_in:
            found = self._finder.find(package)
            is_there = found is not None and found.has_source and not self._finder.leads_out(found)
            file = found.file if found is not None and is_there else None
            text = content(file, self._largest) if file is not None else None
            self._assigned_in[package] = frozenset(_owners(text or b""))
        return self._assigned_in[package]


def _owners(text: bytes) -> Iterator[str]:
    """Yield the name before the dot of each assignment to ``name.attribute`` in a text."""
    sign = line_end = 0
    for match in _ASSIGNMENT.finditer(text):
        end = match.end()
        if match[0].endswith(b":"):
            # An annotation is an assignment only if `=` follows on the same line.
            if line_end < end:
                line_end = _place(b"\n", text, end)
            if sign < end:
                sign = _place(b"=", text, end)
            if sign >= line_end or text[sign + 1 : sign + 2] == b"=":
                continue
        yield match[1].decode()


def _place(what: bytes, text: bytes, at: int) -> int:
    """Return where ``what`` next occurs in a text; the length of the text if it does not."""
    found = text.find(what, at)
    return found if found >= 0 else len(text)
