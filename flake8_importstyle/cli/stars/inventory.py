"""The inventory of star imports: which names each binds, who uses them, and its repair."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flake8_importstyle.cli.origins import STAR, Origin, listing
from flake8_importstyle.cli.stars.files import StarFiles
from flake8_importstyle.formatters.project_repairs import (
    Left,
    ProjectFile,
    ProjectRepairs,
    module_file,
)
from flake8_importstyle.stars.importers import imported_through
from flake8_importstyle.stars.project.files import project_folder
from flake8_importstyle.stars.uses import reexported_by, star_uses
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.source import SourceFile

SAFE, UNSAFE, NONE = "safe", "unsafe", "no"


class Importer(NamedTuple):
    """Someone who imports names through the file that has a star import."""

    who: str
    """The path of a file in the project, or a description of another reader."""
    path: str
    """The real path of the file; empty if it is not a file."""
    names: list[str]


class ListedStar(NamedTuple):
    """A star import."""

    filename: str
    path: str
    """The real path."""
    line: int
    """From 1."""
    column: int
    """In characters, from 1."""
    module: str
    """As written."""
    provider: str
    """The real path of the module's file; empty if it has none, or is not found."""
    binds: int
    """How many names it binds, as far as that is known."""
    is_complete: bool
    """Whether these are all the names that it binds."""
    names: list[Origin]
    """The names that the file uses."""
    reexported: list[str]
    """The names that others import from the file."""
    importers: list[Importer]
    """Who imports which of them."""
    repair: str
    """Whether it can be repaired: safe, unsafe, no."""
    reason: str
    """Why it is not repaired safely; empty if it is."""


def inventory(found: StarFiles, progress: Callable[[int, int], None]) -> list[ListedStar]:
    """Return the star imports of files, in the order of the files and in source order."""
    settings = found.settings._replace(unsafe_fixes=False)
    texts = [file.text for file in found.files]
    ProjectRepairs(found.files, found.rules, settings, found.not_ignored, progress).plan()
    stars: list[ListedStar] = []
    for file, text in zip(found.files, texts, strict=True):
        left = file.left
        file.text = text
        stars += _stars(file, file.source(settings), left)
    return stars


def _stars(file: ProjectFile, source: SourceFile, left: Sequence[Left]) -> Iterator[ListedStar]:
    names: dict[tuple[int, int], list[Origin]] = {}
    for origin in listing(source).origins:
        if origin.is_star and origin.name != STAR:
            names.setdefault((origin.line, origin.column), []).append(origin)
    folder = project_folder(source)
    others = source.fact(imported_through)
    for star, stays in zip(source.fact(star_uses), _matched(source, left), strict=True):
        statement = star.statement
        place = statement.lineno, source.column(statement) + 1
        reexported = set(reexported_by(source, star, others.names))
        repair = SAFE if stays is None else UNSAFE if stays.is_unsafe else NONE
        yield ListedStar(
            file.filename,
            file.path,
            *place,
            module_text(statement),
            module_file(source, statement) or "",
            len(star.wildcard.names),
            not star.wildcard.incomplete,
            names.get(place, []),
            sorted(reexported),
            [
                Importer(who, _file(folder, who), sorted(taken & reexported))
                for who, taken in sorted(others.importers.items())
                if taken & reexported
            ],
            repair,
            stays.reason if stays is not None else "",
        )


def _matched(source: SourceFile, left: Sequence[Left]) -> Iterator[Left | None]:
    """Yield for each star import its ``Left``, or None; no repair adds a star or moves one."""
    rest = list(left)
    for statement, _ in source.stars:
        is_left = bool(rest) and rest[0].module == module_text(statement)
        yield rest.pop(0) if is_left else None


def _file(folder: str, who: str) -> str:
    path = os.path.normpath(os.path.join(folder, who))
    return path if os.path.isfile(path) else ""
