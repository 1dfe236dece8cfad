"""What the resolver says of star imports, beside what the interpreter does with them.

Usage: ``python -m bench.stars [--path FOLDER] PACKAGE …``. Every module of the packages is
imported, and so run, by a star import in a process of its own; those that fail are left out. A name
in doubt makes a module count as unknown. Each module that is known, but not so, is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from flake8_importstyle.modules import find, submodules
from flake8_importstyle.stars import Resolver

_TRUTH = """
import json, os, sys, warnings
warnings.simplefilter("ignore")
answers = os.fdopen(os.dup(1), "w")
silence = os.open(os.devnull, os.O_RDWR)
os.dup2(silence, 1)
os.dup2(silence, 2)
for name in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        names = {}
        try:
            exec(f"from {name} import *", names)
        except BaseException:
            os._exit(1)
        # What `exec` and a warning put there is not the module's.
        names = sorted(names.keys() - {"__builtins__", "__warningregistry__"})
        answers.write(json.dumps([name, names]) + "\\n")
        answers.flush()
        os._exit(0)
    os.waitpid(child, 0)
"""
_AT_ONCE = 50


def modules_in(name: str, folders: tuple[str, ...]) -> Iterator[str]:
    """Yield a module and all in it, but for tests and programs."""
    found = find(name, folders)
    last = name.rpartition(".")[2]
    if found is None or last in ("__main__", "conftest", "setup", "test", "tests"):
        return
    yield name
    for folder in found.folders:
        for each in sorted(submodules(folder)):
            yield from modules_in(f"{name}.{each}", folders)


def truth(modules: Sequence[str], folders: Iterable[str]) -> dict[str, list[str]]:
    """Return the names that a star import of each module binds, of those that can be imported."""
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    found: dict[str, list[str]] = {}
    for first in range(0, len(modules), _AT_ONCE):
        command = [sys.executable, "-c", _TRUTH, *modules[first : first + _AT_ONCE]]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, check=True, env=path
        )
        found.update(map(json.loads, done.stdout.splitlines()))
    return found


def compare(modules: Sequence[str], folders: tuple[str, ...]) -> Counter[str]:
    """Count what the resolver says of modules: exact, unknown or wrong; print what is wrong."""
    resolver = Resolver((*folders, *sys.path))
    count: Counter[str] = Counter()
    for module, real in truth(modules, folders).items():
        star = resolver.star(module)
        names = star.names.keys() | resolver.submodules(star.packages).keys()
        if star.doubt or not all(bound.is_sure for bound in star.names.values()):
            count["unknown"] += 1
        elif names == set(real):
            count["exact"] += 1
        else:
            count["wrong"] += 1
            missing, extra = sorted(set(real) - names), sorted(names - set(real))
            print(f"{module}: missing {missing[:5]}, too many {extra[:5]}")
    return count


def main(argv: Sequence[str] | None = None) -> None:
    """Print one line for all packages."""
    parser = argparse.ArgumentParser(description="Compare the resolver with the interpreter.")
    parser.add_argument("--path", action="append", default=[], help="a folder with packages")
    parser.add_argument("package", nargs="+")
    options = parser.parse_args(argv)
    folders = tuple(map(os.path.abspath, options.path))
    modules = [
        module
        for package in options.package
        for module in modules_in(package, (*folders, *sys.path))
    ]
    count = compare(modules, folders)
    total = count.total() or 1
    shares = (f"{count[kind] / total:.1%} {kind}" for kind in ("exact", "unknown", "wrong"))
    print(f"{total} modules: {', '.join(shares)}")


if __name__ == "__main__":
    main()
