"""``importstyle check``: flake8 with this plugin alone, and the usual conveniences of a linter.

Arguments that are not defined here are passed on to flake8 and the plugin.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING

from flake8_importstyle.cli.progress import Progress
from flake8_importstyle.cli.terminal import Terminal, color_by_environment, say

if TYPE_CHECKING:
    from flake8.formatting.base import BaseFormatter
    from flake8.violation import Violation

    from flake8_importstyle.cli.flake8_alone import Session
    from flake8_importstyle.fixes.edits import Fix
    from flake8_importstyle.formatters.repairing import Repairing


_CLEAN, _FOUND, _FAULT = 0, 1, 2
FORMATS = ("text", "json", "github", "gitlab", "sarif")
"""The values of ``--output-format``."""
# Spend at most this many seconds, or half the time of the run, on counting what can be repaired.
_SECONDS_TO_SUM_UP = 1.0
# Repairing the star imports of a file needs a search through its whole project for importers, which
# may have many more files than are checked. A summary is not worth searching more than this in all.
_MOST_SEARCHED_TO_SUM_UP = 3_000
_STAR_IMPORT = "IMP001"


def main(arguments: Sequence[str]) -> int:
    """Check files, and return the exit status.

    It is 0 if there are no findings, 1 if there are, and 2 if the options are invalid.
    """
    own, rest = _parser().parse_known_args(list(map(_spelled, arguments)))
    if own.explain is not None:
        from flake8_importstyle.cli.explanation import explain

        explain(own.explain, Terminal())
        return _CLEAN
    argv = [*_for_flake8(own), *rest]
    try:
        from flake8_importstyle.cli import flake8_alone

        missing = flake8_alone.missing_hooks()
    except ImportError as error:
        missing = [str(error)]
    if missing:
        return _all_of_flake8(argv, missing)
    return _check(own, argv)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="importstyle check",
        usage="importstyle check [OPTION …] [PATH …]",
        description="Check import statements and nothing else.",
        epilog="All options of flake8 and of the plugin work as well, on the command line and in"
        " flake8's configuration files: see 'flake8 --help'. Exit status: 0 if there are no"
        " findings; 1 if there are some; 2 if the options cannot be read or the output cannot"
        " be written.",
        allow_abbrev=False,
    )
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--diff", action="store_true", help="show how files would be repaired")
    ways.add_argument("--fix", action="store_true", help="repair files, and report what is left")
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="also make repairs that may change what the program does",
    )
    parser.add_argument(
        "--exit-non-zero-on-fix",
        action="store_true",
        help="with --fix, exit with 1 if a file was repaired, even if nothing is left",
    )
    ways.add_argument(
        "--add-noqa",
        metavar="REASON",
        nargs="?",
        const="",
        help="suppress all findings with '# noqa' comments; a REASON after '=' is added to them",
    )
    ways.add_argument(
        "--update-baseline",
        action="store_true",
        help="write the baseline: if there is none, list all findings, so that they are not"
        " reported any more; else take out what is gone, and add nothing",
    )
    ways.add_argument(
        "--output-format",
        choices=FORMATS,
        help="how to print findings; by default, in the format that flake8 is configured to use",
    )
    parser.add_argument(
        "--unused-noqa",
        action="store_true",
        help="also report codes of this plugin in 'noqa' comments that suppress nothing",
    )
    parser.add_argument(
        "--stdin-filename",
        metavar="PATH",
        help="the path of the file that is read from standard input",
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="keep no findings in .importstyle_cache for the next run, and take none from there",
    )
    parser.add_argument("--show-settings", action="store_true", help="print the settings, and exit")
    parser.add_argument("--explain", metavar="CODE", help="explain a rule, and exit")
    return parser


def _spelled(argument: str) -> str:
    """Return an argument spelled so that the next one is not taken for its value."""
    return f"{argument}=" if argument == "--add-noqa" else argument


def _for_flake8(own: argparse.Namespace) -> list[str]:
    """Return the arguments for flake8 and the plugin that stand for this command's own options."""
    color = color_by_environment()
    # The user's own arguments follow, and take precedence.
    argv = [f"--color={color}"] if color != "auto" else []
    name = "diff" if own.diff else "fix" if own.fix else own.output_format
    if own.add_noqa is not None:
        name = "noqa"
        if own.add_noqa:
            argv.append(f"--importstyle-noqa-reason={own.add_noqa}")
    if own.update_baseline:
        name = "baseline"
    if own.unused_noqa:
        argv.append("--importstyle-unused-noqa")
    if name is not None:
        argv.append("--format=default" if name == "text" else f"--format=importstyle-{name}")
    if own.unsafe_fixes:
        argv.append("--importstyle-unsafe-fixes")
    if own.stdin_filename is not None:
        argv.append(f"--stdin-display-name={own.stdin_filename}")
    return argv


def _check(own: argparse.Namespace, argv: Sequence[str]) -> int:
    from flake8.exceptions import ExecutionError

    from flake8_importstyle.cli import flake8_alone

    try:
        run = flake8_alone.session(argv)
    except ExecutionError as error:
        # It may have several lines.
        print(f"importstyle: {error}", file=sys.stderr)
        return _FAULT
    if own.show_settings:
        from flake8_importstyle.cli.settings import described

        print(*described(run.options), sep="\n")
        return _CLEAN
    formatter = run.formatter
    progress = Progress()
    try:
        checked = flake8_alone.check(run, progress, is_cached=not own.no_cache)
    finally:
        progress.clear()
    reported = flake8_alone.report(run, checked)
    count = sum(map(len, reported.values()))
    faults = [each for each in checked if each.fault]
    for each in faults:
        say(f"{each.filename} cannot be checked: {each.fault}")
    changed = False
    repairing = _repairing(formatter)
    if repairing is not None:
        count, changed = repairing.left_count, repairing.has_changes
    elif count and own.output_format in (None, "text") and not run.options.quiet:
        seconds = time.monotonic() - progress.began
        _sum_up(reported, count, run, seconds)
    if run.options.count:
        print(count)
    if run.options.exit_zero:
        return _CLEAN
    is_changed = changed and (own.diff or own.exit_non_zero_on_fix)
    return _FOUND if count or faults or is_changed else _CLEAN


def _repairing(formatter: BaseFormatter) -> Repairing | None:
    """Return a formatter if it repairs files. What repairs is not loaded to tell the others."""
    if not type(formatter).__module__.startswith("flake8_importstyle."):
        return None
    from flake8_importstyle.formatters.repairing import Repairing

    return formatter if isinstance(formatter, Repairing) else None


def _sum_up(
    reported: Mapping[str, list[Violation]], count: int, run: Session, seconds: float
) -> None:
    """Print how much can be repaired, unless finding that out takes too long."""
    if "-" in run.options.filenames:
        return  # Standard input cannot be read again.
    parts = [f"{count} finding{'' if count == 1 else 's'}"]
    fixes = None
    if run.is_verbose:
        fixes = _fixes(reported, run, inf)
    elif not _has_too_much_to_search(reported):
        enough = max(_SECONDS_TO_SUM_UP, seconds / 2)
        fixes = _fixes(reported, run, time.monotonic() + enough)
    if fixes is None:
        parts.append("--diff shows what can be repaired")
    else:
        kinds = Counter(fix.applicability.value for fix in fixes)
        if kinds["safe"]:
            parts.append(f"{kinds['safe']} can be repaired with --fix")
        if kinds["unsafe"]:
            more = "more " if kinds["safe"] else "can be repaired "
            parts.append(f"{kinds['unsafe']} {more}with --unsafe-fixes")
    print(", ".join(parts), file=sys.stderr)


def _has_too_much_to_search(reported: Mapping[str, list[Violation]]) -> bool:
    """Tell whether repairing the star imports would be too much work for a summary."""
    from flake8_importstyle.checker import ImportStyleChecker
    from flake8_importstyle.stars.project.files import file_count

    with_stars = [
        filename
        for filename, found in reported.items()
        if any(each.code == _STAR_IMPORT for each in found)
    ]
    if not with_stars:
        return False
    most = _MOST_SEARCHED_TO_SUM_UP // len(with_stars)
    return file_count(ImportStyleChecker.source_at(with_stars[0]), most + 1) > most


def _fixes(
    reported: Mapping[str, list[Violation]], run: Session, deadline: float
) -> list[Fix] | None:
    """Return the fixes of findings, made or not; None if that takes too long.

    With ``-v``, also print why they are not made, or not safe.
    """
    from flake8_importstyle.formatters.repairing import Repairing
    from flake8_importstyle.formatters.writing import LeftAlone

    formatter = Repairing(run.options)
    fixes = []
    for filename, violations in reported.items():
        try:
            proposals = formatter.proposals(filename, violations)
        except LeftAlone:
            continue
        for each in proposals:
            if time.monotonic() > deadline:
                return None
            fix = each.proposal()
            if fix is None:
                continue
            fixes.append(fix)
            if run.is_verbose and fix.reason:
                kind = fix.applicability.value if fix.edits else "not repaired"
                place = f"{filename}:{each.line}:{each.column + 1}"
                say(f"{place}: {each.code} {kind}: {fix.reason}")
    return fixes


def _all_of_flake8(argv: Sequence[str], missing: Sequence[str]) -> int:
    """Run flake8 with all plugins, but report only the findings of this one."""
    from flake8.main.cli import main as flake8

    say(f"this flake8 has no {', '.join(missing)}: running all of flake8 instead")
    return flake8(["--select=IMP", *argv])
