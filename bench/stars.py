"""What the resolver says about star imports, compared to what the interpreter does.

Usage: ``python -m bench.stars [--std] [--python PATH] [--path FOLDER] [PACKAGE …]``. Every module
of the standard library or the packages is imported, and so run, by a star import in a process of
its own, by the interpreter of the environment ``PATH``; those that fail are left out. A name in
doubt makes a module count as unknown. Each module that is known, but not so, is printed, and with
``-v`` each unknown one as well.
"""

from __future__ import annotations

import argparse
import os
import sys
import sysconfig
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from bench.asking import asking
from flake8_importstyle.exports.wildcard import Resolver
from flake8_importstyle.resolver.environments import environment
from flake8_importstyle.resolver.search_path import find, submodules

_TRUTH = """
def names_of(module):
    names = {}
    exec(f"from {module} import *", names)
    # Names that `exec` and a warning add are not the module's.
    return sorted(names.keys() - {"__builtins__", "__warningregistry__"})
answer_in_children(names_of)
"""


def modules_in(name: str, folders: tuple[str, ...]) -> Iterator[str]:
    """Yield a module and all its submodules, except tests and programs."""
    found = find(name, folders)
    last = name.rpartition(".")[2]
    if found is None or last in ("__main__", "conftest", "setup", "test", "tests"):
        return
    yield name
    for folder in found.folders:
        for each in sorted(submodules(folder)):
            yield from modules_in(f"{name}.{each}", folders)


def standard_library() -> list[str]:
    """Return the modules of the standard library, but for tests and what shows something."""
    library = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
    folders = (*library, *(os.path.join(folder, "lib-dynload") for folder in library))
    left_out = {"antigravity", "idlelib", "this", "turtledemo"}
    return [
        module
        for name in sorted(sys.stdlib_module_names - left_out)
        for module in modules_in(name, folders)
    ]


def truth(
    modules: Sequence[str], folders: Iterable[str], command: Sequence[str] = (sys.executable,)
) -> dict[str, list[str]]:
    """Return the names that a star import of each module binds, for all that can be imported.

    ``command``: the command that starts the interpreter.
    """
    with asking(command, _TRUTH, path=folders) as names_of:
        answers = {module: names_of(module) for module in modules}
    return {module: names for module, names in answers.items() if names is not None}


def verdict(resolver: Resolver, module: str, real: list[str]) -> tuple[str, str]:
    """Return "exact", "unknown" or "wrong" for the resolver's answer about a module, and why."""
    star = resolver.wildcard_names(module)
    names = star.names.keys() | resolver.submodules(star.packages).keys()
    possible = [name for name, bound in star.names.items() if not bound.is_definite]
    if star.incomplete or possible:
        return "unknown", star.incomplete or f"in doubt are {possible[:5]}"
    if names == set(real):
        return "exact", ""
    missing, extra = sorted(set(real) - names), sorted(names - set(real))
    return "wrong", f"missing {missing[:5]}, too many {extra[:5]}"


def compare(
    modules: dict[str, list[str]], folders: tuple[str, ...], printed: Collection[str]
) -> tuple[Counter[str], Counter[str]]:
    """Count the verdicts on the resolver's answers for ``modules``, given their real names.

    The first count is of modules in pure Python, the second of all others. ``printed``: the
    verdicts whose modules to print.
    """
    resolver = Resolver(folders)
    pure: Counter[str] = Counter()
    compiled: Counter[str] = Counter()
    for module, real in modules.items():
        found = resolver.find(module)
        is_pure = found is not None and (
            found.has_source or bool(found.file is None and found.folders)
        )
        kind, reason = verdict(resolver, module, real)
        (pure if is_pure else compiled)[kind] += 1
        if kind in printed:
            print(f"{module}: {kind}: {reason}")
    return pure, compiled


def interpreter(path: str) -> str:
    """Return the interpreter of an environment, given its path or the environment's folder."""
    programs = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")
    inside = (os.path.join(path, program) for program in programs)
    return next(filter(os.path.isfile, inside), path)


def row(title: str, count: Counter[str]) -> str:
    """Return a line of the table."""
    total = count.total()
    shares = (f"{count[kind] / (total or 1):8.2%}" for kind in ("exact", "unknown", "wrong"))
    return f"{title:<30}{total:8}{''.join(shares)}"


def main(argv: Sequence[str] | None = None) -> None:
    """Print a line for each package, of its pure Python modules, and for all together."""
    parser = argparse.ArgumentParser(description="Compare the resolver with the interpreter.")
    parser.add_argument("--std", action="store_true", help="take the standard library as well")
    parser.add_argument("--python", default="", help="an environment, or an interpreter")
    parser.add_argument("--path", action="append", default=[], help="a folder with packages")
    parser.add_argument("-v", "--verbose", action="store_true", help="print what is unknown, too")
    parser.add_argument("package", nargs="*")
    options = parser.parse_args(argv)
    own = tuple(map(os.path.abspath, options.path))
    folders = (*own, *(environment(options.python) or sys.path))
    program = interpreter(options.python) if options.python else sys.executable
    printed = ("unknown", "wrong") if options.verbose else ("wrong",)
    print(f"{'':<30} modules   exact unknown   wrong")
    all_pure: Counter[str] = Counter()
    all_compiled: Counter[str] = Counter()
    for package in (*(["the standard library"] if options.std else []), *options.package):
        if package == "the standard library":
            # Leave out installed packages, which may load modules when the interpreter starts.
            real = truth(standard_library(), (), [program, "-I", "-S"])
        else:
            real = truth(list(modules_in(package, folders)), own, [program])
        pure, compiled = compare(real, folders, printed)
        print(row(package, pure), flush=True)
        all_pure += pure
        all_compiled += compiled
    print(row("all in pure Python", all_pure))
    print(row("all compiled", all_compiled))


if __name__ == "__main__":
    main()
