"""The cost of the rules compared to other plugins, on the same parsed trees in one process.

Usage: ``python -m bench.compare [FOLDER …]``; by default the standard library and the installed
packages. Every contender checks every file, in an order that changes from file to file, so that
noise and cold caches affect all alike; all rules together come last. Garbage is collected only
between files: otherwise chance would decide who pays for what others leave. CPU time is measured,
including child processes, not elapsed time. Look at the ratios; the seconds are those of this
machine at this moment.
"""

from __future__ import annotations

import argparse
import ast
import gc
import random
import sysconfig
import tokenize
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bugbear import BugBearChecker
from flake8.exceptions import PluginExecutionFailed
from flake8_import_order.flake8_linter import Linter
from flake8_tidy_imports import ImportChecker
from pyflakes import checker as pyflakes

from bench.clock import computed
from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import Default

Contender = Callable[[ast.Module, Sequence[str], str], object]

TIDY = "flake8-tidy-imports"
DEFAULT = "default rules"
ALL = "all rules"
_DEFAULT_ON_STARS = "… on files with stars"


class DefaultRules(ImportStyleChecker):
    """The rules that are on by default."""

    rules = tuple(rule for rule in RULES.values() if rule.default is Default.ON)


class AllRules(ImportStyleChecker):
    """Every rule, the opt-in ones included."""

    rules = tuple(RULES.values())


def walk_statements(tree: ast.Module, lines: Sequence[str], filename: str) -> None:
    """Visit each statement and do nothing: the minimum cost of any checker of imports."""
    pending: list[list[ast.stmt]] = [tree.body]
    while pending:
        for statement in pending.pop():
            for field in ("body", "orelse", "finalbody"):
                if suite := getattr(statement, field, None):
                    pending.append(suite)
            for field in ("handlers", "cases"):
                pending += (clause.body for clause in getattr(statement, field, ()))


def walk_nodes(tree: ast.Module, lines: Sequence[str], filename: str) -> None:
    """Visit each node and do nothing, as most plugins do."""
    for _ in ast.walk(tree):
        pass


def tidy_imports(tree: ast.Module, lines: Sequence[str], filename: str) -> None:
    """Run flake8-tidy-imports with its default options."""
    list(ImportChecker(tree).run())


def import_order(tree: ast.Module, lines: Sequence[str], filename: str) -> Iterator[object]:
    """Run flake8-import-order with its default options."""
    yield from Linter(tree, filename, lines).run()


CONTENDERS: dict[str, Contender] = {
    DEFAULT: lambda *file: list(DefaultRules(*file).run()),
    ALL: lambda *file: list(AllRules(*file).run()),
    "statement walk": walk_statements,
    "ast.walk": walk_nodes,
    TIDY: tidy_imports,
    "flake8-import-order": lambda *file: list(import_order(*file)),
    "flake8-bugbear": lambda *file: list(BugBearChecker(file[0], file[2], file[1]).run()),
    "pyflakes": lambda tree, lines, filename: pyflakes.Checker(tree, filename=filename),
}


_FILES_BETWEEN_COLLECTIONS = 20
_FIRST = [name for name in CONTENDERS if name != ALL]


def files(folders: Sequence[str]) -> Iterator[tuple[ast.Module, list[str], str, float]]:
    """Yield each file that parses: its tree, lines and path, and the seconds of parsing."""
    for folder in folders:
        for number, path in enumerate(sorted(Path(folder).rglob("*.py"))):
            if number % _FILES_BETWEEN_COLLECTIONS == 0:
                gc.collect()
            try:
                with tokenize.open(path) as file:
                    lines = file.readlines()
                began = computed()
                tree = ast.parse("".join(lines))
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            yield tree, lines, str(path), computed() - began


def cost_of(name: str, tree: ast.Module, lines: Sequence[str], path: str) -> float:
    """Return the CPU seconds that a contender needs for a file."""
    began = computed()
    CONTENDERS[name](tree, lines, path)
    return computed() - began


def measure(folders: Sequence[str]) -> tuple[dict[str, float], int, int, int]:
    """Return each contender's seconds, and the numbers of files, lines and files with stars."""
    seconds = dict.fromkeys(["ast.parse", *CONTENDERS, _DEFAULT_ON_STARS], 0.0)
    count = total = with_stars = 0
    shuffle = random.Random(0)
    gc.disable()
    for tree, lines, path, parsing in files(folders):
        try:
            spent = {
                name: cost_of(name, tree, lines, path)
                for name in shuffle.sample(_FIRST, len(_FIRST))
            }
        except (RecursionError, PluginExecutionFailed):  # Some peers recurse, some files nest deep.
            continue
        seconds["ast.parse"] += parsing
        for name, each in spent.items():
            seconds[name] += each
        count += 1
        total += len(lines)
        if DefaultRules(tree, lines, path).source.stars:
            with_stars += 1
            seconds[_DEFAULT_ON_STARS] += spent[DEFAULT]
    # Clear the caches of other files, so that each set of rules starts without them.
    forget()
    for tree, lines, path, _ in files(folders):
        seconds[ALL] += cost_of(ALL, tree, lines, path)
    gc.enable()
    return seconds, count, total, with_stars


def main() -> None:
    """Print one line for each contender."""
    parser = argparse.ArgumentParser(description="Compare the cost of the rules with peers'.")
    parser.add_argument("folder", nargs="*", default=[sysconfig.get_path("stdlib")])
    folders = parser.parse_args().folder
    # The values that flake8's option parser would have set.
    ImportChecker.banned_modules = {}
    ImportChecker.banned_structured_patterns = []
    ImportChecker.banned_unstructured_patterns = []
    ImportChecker.ban_relative_imports = ""
    Linter.parse_options(
        argparse.Namespace(
            application_import_names=[],
            application_package_names=[],
            import_order_style="cryptography",
        )
    )
    warnings.simplefilter("ignore")
    seconds, count, lines, with_stars = measure(folders)
    print(f"{count:,} files, {lines:,} lines, {with_stars:,} files with star imports")
    print(f"{'':21} {'seconds':>8} {'of ' + TIDY:>23}")
    for name, spent in sorted(seconds.items(), key=lambda each: each[1]):
        print(f"{name:21} {spent:8.2f} {spent / seconds[TIDY]:23.3f}")


if __name__ == "__main__":
    main()
