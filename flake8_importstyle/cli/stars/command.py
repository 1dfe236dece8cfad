"""``importstyle stars``: lists the star imports of a project, and how each can be repaired."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator, Sequence

from flake8_importstyle.cli.progress import Progress
from flake8_importstyle.cli.stars.files import star_files
from flake8_importstyle.cli.stars.inventory import ListedStar, inventory
from flake8_importstyle.cli.terminal import BOLD, CYAN, Fault, Terminal, add_color, say

_FINE = 0


def main(arguments: Sequence[str]) -> int:
    """List star imports, and return the exit status."""
    own, rest = _parser().parse_known_args(arguments)
    found = star_files(rest)
    progress = Progress()
    try:
        stars = inventory(found, progress)
    finally:
        progress.clear()
    if own.html is not None:
        _write_page(own.html, stars)
    if own.json:
        print(_json(stars))
    elif own.html is None and stars:
        Terminal(own.color).table(_rows(stars), (BOLD, CYAN))
    say(summary(stars))
    return _FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="importstyle stars",
        usage="importstyle stars [OPTION …] [PATH …]",
        description="List the star imports of a project: the names that each file uses of them,"
        " who else takes names through the file, and whether 'importstyle fix' can replace them.",
        epilog="All options of flake8 and of the plugin work as well, on the command line and in"
        " configuration files. Exit status: 0; 2 if the options or a PATH cannot be used, or FILE"
        " cannot be written.",
        allow_abbrev=False,
    )
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    parser.add_argument(
        "--html",
        metavar="FILE",
        help="write a page with a picture of who takes names through whom",
    )
    add_color(parser)
    return parser


def summary(stars: Sequence[ListedStar]) -> str:
    """Return a line with how many star imports there are, and how many can be repaired."""
    if not stars:
        return "no star imports"
    kinds = Counter(star.repair for star in stars)
    files = len({star.path for star in stars})
    return (
        f"{len(stars)} star import{'' if len(stars) == 1 else 's'} in {files}"
        f" file{'' if files == 1 else 's'}: {kinds['safe']} can be replaced safely,"
        f" {kinds['unsafe']} only unsafely, {kinds['no']} not at all"
    )


def _rows(stars: Sequence[ListedStar]) -> Iterator[list[str]]:
    for star in stars:
        place = f"{star.filename}:{star.line}"
        reason = f": {star.reason}" if star.reason else ""
        yield [place, star.module, uses(star), f"{star.repair}{reason}"]


def uses(star: ListedStar) -> str:
    """Return a phrase about how many names of a star import are used, and who else uses some."""
    count = f"{star.binds}{'' if star.is_complete else '+'}"
    parts = [f"{len(star.names)} of {count} used"]
    if star.importers:
        others = len(star.importers)
        parts.append(f"{len(star.reexported)} for {others} other{'' if others == 1 else 's'}")
    return ", ".join(parts)


def _json(stars: Sequence[ListedStar]) -> str:
    import json

    return json.dumps([_described(star) for star in stars], indent=2)


def _described(star: ListedStar) -> dict[str, object]:
    return {
        "path": star.filename,
        "line": star.line,
        "column": star.column,
        "module": star.module,
        "file": star.provider or None,
        "binds": star.binds,
        "complete": star.is_complete,
        "names": [
            {
                "name": each.name,
                "module": each.definition.module if each.definition else None,
                "file": each.definition.file if each.definition else None,
                "line": (each.definition.line or None) if each.definition else None,
            }
            for each in star.names
        ],
        "reexported": star.reexported,
        "importers": [{"who": each.who, "names": each.names} for each in star.importers],
        "repair": star.repair,
        "reason": star.reason or None,
    }


def _write_page(path: str, stars: Sequence[ListedStar]) -> None:
    """Write the page. Raises ``Fault`` if it cannot be written."""
    from flake8_importstyle.cli.stars.page import page

    text = page(stars, summary(stars), os.path.basename(os.getcwd()))
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise Fault(f"{path}: {error.strerror}") from None
