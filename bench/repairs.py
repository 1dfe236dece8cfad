"""Repairs of star imports in real files, compared to other tools, and checked by running the code.

Usage: ``python -m bench.repairs [--python INTERPRETER] PACKAGE …``. The packages have to be
installed for that interpreter, as well as removestar and autoflake. Each is copied into a project
of its own, but its files are not changed: every tool only returns the new text of every file with a
star import. A process of that interpreter, the judge, imports the module, runs the old and the new
text in separate namespaces, and compares, name by name, the objects that the file refers to.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tokenize
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.asking import Ask, asking
from flake8_importstyle.formatters.rounds import repair
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.environments import environment
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.stars.uses import star_uses
from flake8_importstyle.syntax.parsing import decoded, parsed

SAFE, UNSAFE = "safe repairs", "with unsafe ones"
PEERS = ("removestar", "autoflake")

_WHERE = """
import importlib.util, sys
spec = importlib.util.find_spec(sys.argv[1])
print(spec.origin if spec and spec.origin else "")
"""
_PEER = """
import time
from autoflake import fix_code as autoflake
from removestar.removestar import fix_code as removestar
tools = {
    "removestar": lambda text, file: removestar(text, file=file, quiet=True),
    "autoflake": lambda text, file: autoflake(text, expand_star_imports=True),
}
def repaired(tool, file, text):
    began = time.perf_counter()
    try:
        text = tools[tool](text, file)
    except BaseException:
        text = None
    return text, time.perf_counter() - began
answer(repaired)
"""
_JUDGE = """
import ast, builtins, dis, importlib, types
GONE = object()

def reads(code):
    found, pending = set(), [code]
    while pending:
        code = pending.pop()
        instructions = list(dis.get_instructions(code))
        own = {each.argval for each in instructions if each.opname == "STORE_NAME"}
        for each in instructions:
            if each.opname == "LOAD_GLOBAL":
                found.add(each.argval)
            elif each.opname == "LOAD_NAME":
                # A class body reads what it has bound itself.
                found.update({each.argval} - (own if code.co_name != "<module>" else set()))
        pending += (each for each in code.co_consts if isinstance(each, types.CodeType))
    return found

def run(text, module, file):
    kept = "__name__", "__package__", "__path__", "__spec__", "__file__", "__loader__", "__doc__"
    names = {name: vars(module)[name] for name in kept if name in vars(module)}
    code = compile(text, file, "exec")
    exec(code, names)
    return names, reads(code)

def look(names, name):
    return names.get(name, getattr(builtins, name, GONE))

def explicit(text):
    return {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }

def starred(text, module):
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            try:
                name = "." * node.level + (node.module or "")
                other = importlib.import_module(name, vars(module).get("__package__"))
            except BaseException:
                continue
            listed = getattr(other, "__all__", None)
            if listed is None:
                listed = [name for name in vars(other) if not name.startswith("_")]
            found.update((name, getattr(other, name, GONE)) for name in listed)
    return found

def judge(name, file, old, new):
    try:
        module = importlib.import_module(name)
    except BaseException as error:
        return {"cannot": "it cannot be imported"}
    try:
        before, wanted = run(old, module, file)
    except BaseException as error:
        return {"cannot": "it cannot be run twice"}
    listed = before.get("__all__")
    wanted |= set(listed) if isinstance(listed, (list, tuple)) else set()
    given = starred(old, module)
    # What the file makes itself is another object in every run.
    shared = {
        each for each in wanted
        if look(before, each) is look(vars(module), each) or each not in before
    }
    used = sorted(e for e in shared if e in given and before.get(e, GONE) is given[e])
    faults, left = {}, {}
    own = explicit(old)
    for tool, text in new.items():
        try:
            after, _ = run(text, module, file)
        except BaseException as error:
            faults[tool] = f"{type(error).__name__}: {error}"[:200]
            continue
        # What the file imports itself, in a branch that did not run, need not come from a star.
        spared = {each for each in own if each not in after}
        other = sorted(
            each for each in shared - spared if look(before, each) is not look(after, each)
        )
        remaining = starred(text, module).keys() - explicit(text)
        left[tool] = [each for each in used if each in remaining]
        faults[tool] = f"means something else: {', '.join(other[:5])}" if other else ""
    return {"used": used, "faults": faults, "left": left}

try:
    importlib.import_module(sys.argv[1])
except BaseException:
    pass
answer_in_children(judge)
"""


@contextmanager
def standing_in(folder: str) -> Iterator[None]:
    """Change the working directory for the ``with`` block."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def copied(python: str, package: str, folder: str) -> str | None:
    """Copy an installed package into a folder of its own; return the copy's path."""
    command = [python, "-c", _WHERE, package]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    origin = done.stdout.strip()
    if not origin.endswith(".py"):
        return None
    if os.path.basename(origin) != "__init__.py":
        shutil.copy(origin, folder)
        return os.path.join(folder, os.path.basename(origin))
    target = os.path.join(folder, package)
    shutil.copytree(os.path.dirname(origin), target, copy_function=shutil.copyfile)
    return target


def with_stars(path: str) -> Iterator[tuple[str, str]]:
    """Yield the files with star imports below a path, with their texts."""
    files = [Path(path)] if path.endswith(".py") else sorted(Path(path).rglob("*.py"))
    for file in files:
        content = file.read_bytes()
        text = decoded(content) if b"*" in content else None
        source = parsed(text.text, str(file)) if text is not None else None
        if source is not None and any(suite.scope is source.tree for _, suite in source.stars):
            yield str(file), source.text


def own(text: str, file: str, settings: Settings) -> str:
    """Return a text after our repairs."""
    source = parsed(text, file, search=settings.search)
    assert source is not None
    return repair(source, [RULES["IMP001"]], settings, lambda _, found: found).text


def why_left(text: str, file: str, settings: Settings) -> list[str]:
    """Return why star imports are left in a text."""
    source = parsed(text, file, search=settings.search)
    assert source is not None
    reasons = []
    for star in source.fact(star_uses) if source.stars else ():
        known = "a name is not sure" if star.names else "nothing is used of it"
        reasons.append(re.sub("'[^']*'", "'…'", re.sub(r"\d+", "…", star.incomplete)) or known)
    return reasons


def comments(text: str) -> Counter[str]:
    """Count the comments in a text that are more than a ``noqa``."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(
        token.string
        for token in tokens
        if token.type == tokenize.COMMENT and "noqa" not in token.string
    )


def verdict(old: str, new: str | None, fault: str, *, has_star: bool) -> str:
    """Return a word for the result of repairing a file.

    ``fault``: what is wrong when it runs. ``has_star``: whether a star import still provides a name
    that is used.
    """
    if new is None:
        return "failed"
    if new == old:
        return "left alone"
    try:
        keeps_comments = comments(new) >= comments(old)
    except (SyntaxError, tokenize.TokenError):
        keeps_comments = False
    if fault or not keeps_comments:
        return "wrong"
    return "partly" if has_star else "whole"


class Results:
    """The results so far."""

    def __init__(self) -> None:
        self.files = 0
        self.used = 0
        self.counts: dict[str, Counter[str]] = {}
        self.seconds: dict[str, list[float]] = {}
        self.reasons: Counter[str] = Counter()
        self.cannot: Counter[str] = Counter()

    def examine(self, package: str, python: str, *, is_verbose: bool) -> None:
        """Repair and judge the files of a package, in a folder of its own."""
        folder = os.getcwd()
        path = copied(python, package, folder)
        if path is None:
            print(f"{package}: not found")
            return
        forget()
        with (
            asking([python], _PEER, path=[folder]) as peer,
            asking([python], _JUDGE, package, path=[folder]) as judge,
        ):
            self.compare(path, python, peer, judge, is_verbose=is_verbose)

    def compare(self, path: str, python: str, peer: Ask, judge: Ask, *, is_verbose: bool) -> None:
        """Repair and judge the files below a path."""
        for file, text in with_stars(path):
            new, reasons = self.repaired(text, file, python, peer)
            module = os.path.relpath(file)[: -len(".py")].replace(os.sep, ".")
            texts = {name: each for name, each in new.items() if each is not None}
            answer = judge(module.removesuffix(".__init__"), file, text, texts)
            self.files += 1
            if answer is None:
                self.cannot["it ends the process"] += 1
            elif "cannot" in answer:
                self.cannot[answer["cannot"]] += 1
            elif answer["used"]:
                self.used += 1
                self.reasons.update(set(reasons))
                for name, each in new.items():
                    fault = answer["faults"].get(name, "")
                    has_star = bool(answer["left"].get(name, True))
                    kind = verdict(text, each, fault, has_star=has_star)
                    self.counts.setdefault(name, Counter())[kind] += 1
                    if name not in PEERS and (kind == "wrong" or is_verbose):
                        said = fault or "; ".join(reasons)
                        print(f"{kind} ({name}): {os.path.relpath(file)}: {said}")

    def repaired(
        self, text: str, file: str, python: str, peer: Ask
    ) -> tuple[dict[str, str | None], list[str]]:
        """Return the text from each tool, and why stars are left in ours."""
        new: dict[str, str | None] = {}
        reasons: list[str] = []
        for name, is_unsafe in ((SAFE, False), (UNSAFE, True)):
            settings = Settings(
                unsafe_fixes=is_unsafe, python=environment(python), max_line_length=100
            )
            began = time.perf_counter()
            new[name] = text_after = own(text, os.path.relpath(file), settings)
            self.seconds.setdefault(name, []).append(time.perf_counter() - began)
            reasons = why_left(text_after, os.path.relpath(file), settings)
        for name in PEERS:
            new[name], spent = peer(name, file, text)
            self.seconds.setdefault(name, []).append(spent)
        return new, reasons

    def show(self) -> None:
        """Print the table."""
        print(
            f"{self.files} files with star imports; {self.used} use names of these, as far as they"
            " can be run"
        )
        for reason, count in self.cannot.most_common():
            print(f"{count:8}  not judged: {reason}")
        kinds = ("whole", "partly", "left alone", "failed", "wrong")
        print(f"{'':20}" + "".join(f"{kind:>14}" for kind in (*kinds, "median ms", "mean ms")))
        for name, counts in self.counts.items():
            cells = "".join(f"{counts[kind]:14}" for kind in kinds)
            for average in (statistics.median, statistics.mean):
                cells += f"{average(self.seconds[name]) * 1000:14.1f}"
            print(f"{name:20}{cells}")
        print(f"files in which stars are left {UNSAFE}, and why:")
        for reason, count in self.reasons.most_common():
            print(f"{count:8}  {reason}")


def main(argv: Sequence[str] | None = None) -> None:
    """Print a table, and what was wrong."""
    parser = argparse.ArgumentParser(description="Repair real star imports, and judge the repairs.")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--verbose", action="store_true", help="say what became of each file")
    parser.add_argument("package", nargs="+")
    options = parser.parse_args(argv)
    results = Results()
    for package in options.package:
        with tempfile.TemporaryDirectory() as folder, standing_in(folder):
            results.examine(package, options.python, is_verbose=options.verbose)
    results.show()


if __name__ == "__main__":
    main()
