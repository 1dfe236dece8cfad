"""Assignments to names of other modules, as ``module.name = …`` makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.resolver.files import content

# What an assignment `module.name = …` begins with, or `module.name: … = …`; with ASCII names only,
# as nearly all have.
_ASSIGNMENT = re.compile(rb"\b([A-Za-z_]\w*)\.\w+[ \t]*(?::|=(?!=))")

# No package has others in it that go deeper; a name may say so all the same.
_DEEPEST = 100


class ForeignAssignments:
    """Finds the packages that may assign names to the modules in them.

    ``largest``: files of more bytes are left out.
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
        """Return the names in a package's text that may stand for modules it assigns names to."""
        if package not in self._assigned_in:
            found = self._finder.find(package)
            is_there = found is not None and found.has_source and not self._finder.leads_out(found)
            file = found.file if found is not None and is_there else None
            text = content(file, self._largest) if file is not None else None
            self._assigned_in[package] = frozenset(_owners(text or b""))
        return self._assigned_in[package]


def _owners(text: bytes) -> Iterator[str]:
    """Yield what stands in front of the dots of all that is assigned in a text."""
    sign = line_end = 0
    for match in _ASSIGNMENT.finditer(text):
        end = match.end()
        if match[0].endswith(b":"):
            # It is an assignment if the sign follows on the line.
            if line_end < end:
                line_end = _place(b"\n", text, end)
            if sign < end:
                sign = _place(b"=", text, end)
            if sign >= line_end or text[sign + 1 : sign + 2] == b"=":
                continue
        yield match[1].decode()


def _place(what: bytes, text: bytes, at: int) -> int:
    """Return where something begins next in a text; its length if it does not."""
    found = text.find(what, at)
    return found if found >= 0 else len(text)
