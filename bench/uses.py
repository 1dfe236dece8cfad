"""The names that files use from star imports: what IMP001 says, and what the interpreter does.


Usage: ``python -m bench.uses [--path FOLDER] FILE_OR_FOLDER …``. The star-imported modules are
imported, and so run, in separate processes, to get the names that they really bind. The names that
a file reads are taken from its compiled code. A name that the file also binds itself, or gets from
two star imports, is left out: what it refers to depends on the path to it. Each star import for
which IMP001 gives a different answer is printed.
"""

from __future__ import annotations

import argparse
import ast
import dis
import os
import sys
import types
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.stars import truth
from flake8_importstyle.resolver.modules import absolute
from flake8_importstyle.stars.uses import star_uses
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.source import SourceFile

_LOADS = ("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS")
_STORES = ("STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL")


def star_files(paths: Iterable[str]) -> Iterator[SourceFile]:
    """Yield the files below some paths that have star imports and can be parsed."""
    for path in map(Path, paths):
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            try:
                text = file.read_text("utf-8")
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    source = SourceFile(ast.parse(text), text.splitlines(True), str(file))
                    if source.stars:
                        compile(source.tree, str(file), "exec")
            except (OSError, SyntaxError, ValueError):
                continue
            if source.stars:
                yield source


def globals_of(code: types.CodeType, is_module: bool = True) -> tuple[set[str], set[str]]:
    """Return the module's names that compiled code reads, and those that it binds."""
    reads: set[str] = set()
    stores: set[str] = set()
    own: set[str] = set()
    is_function = bool(code.co_flags & 2)  # CO_NEWLOCALS
    for each in dis.get_instructions(code):
        if each.opname in _LOADS:
            reads.add(each.argval)
        elif each.opname in _STORES:
            is_own = not (is_module or is_function or each.opname.endswith("GLOBAL"))
            (own if is_own else stores).add(each.argval)
    reads -= own
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            more = globals_of(each, False)
            reads |= more[0]
            stores |= more[1]
    return reads, stores


def compare(sources: Sequence[SourceFile], folders: tuple[str, ...]) -> Counter[str]:
    """Count star imports: exact, unknown, not to be imported, or wrong; print what is wrong."""
    starred = {
        absolute(source, module_text(statement)) or ""
        for source in sources
        for statement, _ in source.stars
    }
    real = truth(sorted(starred - {""}), folders)
    count: Counter[str] = Counter()
    for source in sources:
        reads, stores = globals_of(compile(source.tree, source.filename, "exec"))
        found = source.fact(star_uses)
        modules = [absolute(source, module_text(each.statement)) or "" for each in found]
        for star, module in zip(found, modules, strict=True):
            if star.incomplete:
                count["unknown"] += 1
                continue
            if not all(each in real for each in modules):
                count["not to be imported"] += 1
                continue
            others = {name for each in modules if each != module for name in real[each]}
            missing = (reads & set(real[module])) - stores - others - set(star.names)
            extra = set(star.names) - set(real[module])
            count["wrong" if missing or extra else "exact"] += 1
            if missing or extra:
                place = f"{source.filename}:{star.statement.lineno}: {module}"
                print(f"{place}: missing {sorted(missing)[:9]}, too many {sorted(extra)[:9]}")
    return count


def main(argv: Sequence[str] | None = None) -> None:
    """Print one line for all files."""
    parser = argparse.ArgumentParser(description="Compare the advice with the interpreter.")
    parser.add_argument("--path", action="append", default=[], help="a folder with packages")
    parser.add_argument("file", nargs="+", help="a file, or a folder with files")
    options = parser.parse_args(argv)
    folders = tuple(map(os.path.abspath, options.path))
    sys.path[:0] = folders
    sources = list(star_files(options.file))
    count = compare(sources, folders)
    shares = (f"{number} {kind}" for kind, number in sorted(count.items()))
    print(f"{count.total()} star imports in {len(sources)} files: {', '.join(shares)}")


if __name__ == "__main__":
    main()
