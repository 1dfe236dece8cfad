"""``importstyle fix``: replaces the star imports of a project by the names that are needed."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence

from flake8_importstyle.cli.progress import Progress
from flake8_importstyle.cli.stars.files import StarFiles, star_files
from flake8_importstyle.cli.terminal import Terminal, add_color, say
from flake8_importstyle.formatters.diff import diff
from flake8_importstyle.formatters.project_repairs import Left, ProjectFile, ProjectRepairs
from flake8_importstyle.formatters.writing import LeftAlone, remove_strays, replace
from flake8_importstyle.resolver.files import short_path
from flake8_importstyle.syntax.escapes import one_line

_NOTHING_LEFT, _LEFT = 0, 1


def main(arguments: Sequence[str]) -> int:
    """Replace star imports, and return the exit status."""
    own, rest = _parser().parse_known_args(arguments)
    if own.unsafe_fixes:
        rest.append("--importstyle-unsafe-fixes")
    found = star_files(rest)
    progress = Progress()
    try:
        changed = ProjectRepairs(
            found.files, found.rules, found.settings, found.not_ignored, progress
        ).plan()
    finally:
        progress.clear()
    return _carry_out(own, found, changed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="importstyle fix",
        usage="importstyle fix [OPTION …] [PATH …]",
        description="Replace the star imports of a project with the names that are needed: first in"
        " files that import through others, then in those. A file that others in the project take"
        " names through keeps these names. Star imports that cannot be replaced safely are listed,"
        " each with the reason.",
        epilog="All options of flake8 and of the plugin work as well, on the command line and in"
        " configuration files. Exit status: 0 if no star import is left; 1 if some are, or would"
        " be changed; 2 if the options or a PATH cannot be used.",
        allow_abbrev=False,
    )
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--dry-run", action="store_true", help="say what would be done, and change nothing"
    )
    ways.add_argument(
        "--diff", action="store_true", help="print what would change as a diff, and change nothing"
    )
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="also replace star imports where the program may do something else afterwards",
    )
    add_color(parser)
    return parser


def _carry_out(own: argparse.Namespace, found: StarFiles, changed: Sequence[ProjectFile]) -> int:
    files = found.files
    failed: set[str] = set()
    if own.diff:
        for file in changed:
            sys.stdout.buffer.write(diff(file.filename, file.before, file.after))
        listed = found.shrunk_baseline(changed)
        if listed is not None:
            sys.stdout.buffer.write(
                diff(short_path(listed.baseline.path), listed.before or b"", listed.after)
            )
        sys.stdout.buffer.flush()
    elif own.dry_run:
        for file in changed:
            say(f"{file.filename}: {_count(file)}")
    else:
        for folder in dict.fromkeys(os.path.dirname(file.path) for file in files):
            remove_strays(folder)
        failed = _write(changed)
        found.shrunk_baseline([file for file in changed if file.path not in failed])
        found.reader.write_baseline()
    for file in files:
        if file.path not in failed:
            for left in file.left:
                _tell(own, file, left)
    _sum_up(own, files, failed)
    is_left = failed or any(file.left for file in files) or found.faults
    return _LEFT if is_left or (changed and (own.dry_run or own.diff)) else _NOTHING_LEFT


def _write(files: Sequence[ProjectFile]) -> set[str]:
    """Write files, and return the real paths of those that could not be written."""
    failed = set()
    for file in files:
        try:
            replace(file.path, file.before, file.after)
        except LeftAlone as reason:
            say(f"{file.filename}: left alone: {reason}")
            failed.add(file.path)
        else:
            say(f"Rewriting {file.filename}")
    return failed


def _count(file: ProjectFile) -> str:
    gone = file.count - len(file.left)
    unsafe = f", {file.unsafe} of them by unsafe repairs" if file.unsafe else ""
    return f"{gone} of {_stars(file.count)} can be replaced{unsafe}"


def _tell(own: argparse.Namespace, file: ProjectFile, left: Left) -> None:
    place = f"{file.filename}:{left.line}:{left.column}"
    unsafe = " (--unsafe-fixes replaces it)" if left.is_unsafe else ""
    text = f": star import from '{left.module}' stays: {left.reason}{unsafe}"
    if own.diff:
        print(one_line(place + text), file=sys.stderr)
    else:
        Terminal(own.color).line(place, text)


def _sum_up(own: argparse.Namespace, files: Sequence[ProjectFile], failed: set[str]) -> None:
    """Print how many star imports are replaced; ``failed``: the files that are as they were."""
    count = sum(file.count for file in files)
    left = [each for file in files if file.path not in failed for each in file.left]
    left_count = len(left) + sum(file.count for file in files if file.path in failed)
    done = "can be replaced" if own.dry_run or own.diff else "replaced"
    if not count:
        say("no star imports")
        return
    kinds = Counter("unsafe" if each.is_unsafe else "no" for each in left)
    parts = [f"{count - left_count} {done}", f"{left_count} left"]
    if kinds["unsafe"]:
        parts.append(f"{kinds['unsafe']} of these with --unsafe-fixes")
    say(f"{_stars(count)} in {len(files)} file{'' if len(files) == 1 else 's'}: {', '.join(parts)}")


def _stars(count: int) -> str:
    return f"{count} star import{'' if count == 1 else 's'}"
