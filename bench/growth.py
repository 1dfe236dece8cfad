"""How the cost of a file grows with its size.

Usage: ``python -m bench.growth [--share PART] [KIND …]``. Each kind of source is generated in
several sizes, which are measured in turn, several times; the minimum counts. The output is the time
for one element, as a multiple of that in the smallest size, and the time in the middle size. If the
multiple stays near 1 or falls, the cost grows no faster than the size. Parsing is not counted.
``--share 0.1`` uses a tenth of all sizes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.clock import cost
from bench.repairs import standing_in
from flake8_importstyle.formatters.rounds import repair
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.resolver.search_path import find
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.registry import Default, Rule, findings
from flake8_importstyle.syntax.parsing import parsed

IMPORTS = (100, 1_000, 10_000, 20_000)
STARS = (10, 100, 1_000)
CHAINS = (1, 10, 30, 100)
_ROUNDS = 3

DEFAULT = [rule for rule in RULES.values() if rule.default is Default.ON]
ALL = list(RULES.values())


class Kind(NamedTuple):
    """A kind of source, which can be generated in any size."""

    sizes: tuple[int, ...]
    make: Callable[[int], str]
    """Generates the source, and the modules that it imports."""


def imports(count: int) -> str:
    """Return imports of modules under different aliases, with references to them."""
    names = range(count)
    return "".join(f"import m{n}\n" for n in names) + "".join(f"m{n}.x\n" for n in names)


def names_of_one(count: int) -> str:
    """Return one statement that imports many names."""
    return f"from m import {', '.join(f'a{n} as b{n}' for n in range(count))}\n"


def same_import(count: int) -> str:
    """Return the same import many times."""
    return "import a\n" * count


def imports_and_classes(count: int) -> str:
    """Return aliases that are also names of classes."""
    return "".join(f"import m as X{n}\nclass X{n}: pass\n" for n in range(count))


def local_imports(count: int) -> str:
    """Return functions with imports in branches."""
    return "".join(
        f"def f{n}():\n    if x:\n        import a{n} as c\n    else:\n        import b as c\n"
        for n in range(count)
    )


def stars_of_one(count: int) -> str:
    """Return star imports of one module, with references to its names."""
    Path("supplier.py").write_text("".join(f"a{n} = {n}\n" for n in range(10)))
    return "".join(f"from supplier import *\nprint(a{n % 10})\n" for n in range(count))


def stars_of_many(count: int) -> str:
    """Return star imports of modules with ten names each, one of which is referenced."""
    for number in range(count):
        names = (f"a{number}_{n} = {n}\n" for n in range(10))
        Path(f"supplier{number}.py").write_text("".join(names))
    lines = "".join(f"from supplier{n} import *\n" for n in range(count))
    return lines + "".join(f"print(a{n}_0)\n" for n in range(count))


def chain(count: int) -> str:
    """Return one star import that leads through a chain of ``size`` modules."""
    for number in range(count):
        Path(f"link{number}.py").write_text(f"from link{number + 1} import *\nb{number} = 1\n")
    Path(f"link{count}.py").write_text("last = 1\n")
    return "from link0 import *\nprint(last)\n"


KINDS = {
    "imports of modules": Kind(IMPORTS, imports),
    "names of one import": Kind(IMPORTS, names_of_one),
    "the same import": Kind(IMPORTS, same_import),
    "aliases and classes": Kind(IMPORTS, imports_and_classes),
    "imports in functions": Kind(IMPORTS, local_imports),
    "stars of one module": Kind(STARS, stars_of_one),
    "stars of many modules": Kind(STARS, stars_of_many),
    "a chain of stars": Kind(CHAINS, chain),
}


def check(text: str, rules: Sequence[Rule]) -> Callable[[], object]:
    """Return the work of checking a text."""
    source = parsed(text, os.path.abspath("bench_example.py"))
    assert source is not None
    return lambda: list(findings(source, rules, Settings()))


def mend(text: str, rules: Sequence[Rule]) -> Callable[[], object]:
    """Return the work of repairing a text."""
    source = parsed(text, os.path.abspath("bench_example.py"))
    assert source is not None
    return lambda: repair(source, rules, Settings(unsafe_fixes=True), lambda _, found: found)


WORKS: dict[str, Callable[[str], Callable[[], object]]] = {
    "default rules": lambda text: check(text, DEFAULT),
    "all rules": lambda text: check(text, ALL),
    "repairs": lambda text: mend(text, ALL),
}


def measure(kind: Kind, work: str, sizes: Iterable[int]) -> dict[int, float]:
    """Return the seconds per element for each size."""
    least = dict.fromkeys(sizes, float("inf"))
    with tempfile.TemporaryDirectory() as project:
        for _ in range(_ROUNDS):
            for size in least:
                folder = os.path.join(project, str(size))
                os.makedirs(folder, exist_ok=True)
                with standing_in(folder):
                    forget()
                    work_of_size = WORKS[work](kind.make(size))
                    # Installed packages are searched once per run, however large the file.
                    find("bench_gone", tuple(map(os.path.abspath, sys.path)))
                    least[size] = min(least[size], cost(work_of_size) / size)
    return least


def row(name: str, seconds: dict[int, float]) -> str:
    """Return one line: each size with the cost of an element, as a multiple of the first's."""
    first = next(iter(seconds.values()))
    cells = "".join(f" {size:>7,}: {each / first:5.2f}" for size, each in seconds.items())
    middle = list(seconds.values())[len(seconds) // 2]
    return f"{name:<38}{cells}   {middle * 1e6:9,.1f} µs"


def main(argv: Sequence[str] | None = None) -> None:
    """Print one line for each kind of source and each work on it."""
    parser = argparse.ArgumentParser(description="Show how the cost of a file grows.")
    parser.add_argument("--share", type=float, default=1.0, help="the part of all sizes to take")
    parser.add_argument("kind", nargs="*", default=[*KINDS], help="words of the kinds to measure")
    options = parser.parse_args(argv)
    for name, kind in KINDS.items():
        if not any(word in name for word in options.kind):
            continue
        sizes = list(dict.fromkeys(max(1, round(size * options.share)) for size in kind.sizes))
        for work in WORKS:
            print(row(f"{name}, {work}", measure(kind, work, sizes)), flush=True)


if __name__ == "__main__":
    main()
