"""What the plugin adds to a whole run of flake8.

Usage: ``python -m bench.whole [--rounds N] [FOLDER …]``; by default some packages of the standard
library, as flake8 would need a quarter of an hour for all of it. flake8 runs over the folders in
one process, with pyflakes, pycodestyle and mccabe alone, and together with the plugin or one of its
peers; what else is installed is hidden. The runs take turns, and the least of what each computes
counts. From one run to the next that differs by more than the plugin costs, so a second column is
taken within one run: what is spent in the plugin of all that is computed.

A second table compares ways to ask about imports only, each as a process of its own: flake8 with
all that is installed, ``importstyle check``, the same of files that it has seen in an earlier run,
Ruff's rules about imports, and nothing but parsing.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence

_FOLDERS = [
    os.path.join(sysconfig.get_path("stdlib"), each) for each in ("asyncio", "email", "http", "xml")
]
_PLUGIN = "flake8-importstyle"
_CONTENDERS: dict[str, tuple[str, list[str]]] = {
    "flake8": ("", []),
    f"with {_PLUGIN}": (_PLUGIN, []),
    "… and all its rules": (_PLUGIN, ["--extend-select=IMP0,IMP1,IMP2,IMP3"]),
    "with flake8-tidy-imports": ("flake8-tidy-imports", []),
    "with flake8-import-order": ("flake8-import-order", []),
    "with flake8-bugbear": ("flake8-bugbear", []),
}
# Run by a new interpreter: argv is the file for what is spent, the one plugin to keep, flake8's.
_RUN = """
import importlib.metadata, sys
report, kept, *argv = sys.argv[1:]
real = importlib.metadata.distributions
def distributions(**where):
    for each in real(**where):
        groups = {entry.group.partition(".")[0] for entry in each.entry_points}
        name = (each.metadata["name"] or "").replace("_", "-").lower()
        if "flake8" not in groups or name in ("flake8", kept):
            yield each
importlib.metadata.distributions = distributions
from bench.clock import computed
from flake8.main.cli import main
inside = 0.0
def timed(run):
    def run_timed(self):
        global inside
        began = computed()
        found = list(run(self))
        inside += computed() - began
        return iter(found)
    return run_timed
# Loading it counts as well, as far as it needs what flake8 does not.
if kept:
    began = computed()
    for entry in importlib.metadata.distribution(kept).entry_points:
        if entry.group == "flake8.extension":
            plugin = entry.load()
            plugin.run = timed(plugin.run)
    inside += computed() - began
try:
    main(argv)
finally:
    with open(report, "w") as file:
        file.write(f"{inside} {computed()}")
"""


# Parses what flake8 would, and does nothing with it.
_PARSE = """
import ast, sys, tokenize, warnings
from flake8.discover_files import expand_paths
warnings.simplefilter("ignore")
every = {"stdin_display_name": "", "filename_patterns": ["*.py"], "exclude": []}
for path in expand_paths(paths=sys.argv[1:], **every):
    try:
        with tokenize.open(path) as file:
            ast.parse(file.read())
    except (SyntaxError, ValueError):
        pass
"""
_IMPORT_RULES = "I,F401,F403,F405,F811,E401,E402,TID,ICN,PLC0414,PLC0415,PLR0402"
_CHECK = ["-m", "flake8_importstyle", "check", "--isolated", "--jobs=1"]
_ALONE: dict[str, list[str]] = {
    "flake8": ["-m", "flake8", "--isolated", "--jobs=1"],
    "flake8 --select=IMP": ["-m", "flake8", "--isolated", "--jobs=1", "--select=IMP"],
    "importstyle check": [*_CHECK, "--no-cache"],
    "… of unchanged files": _CHECK,
    "ast.parse": ["-c", _PARSE],
    "Ruff's rules about imports": [
        *("-m", "ruff", "check", "--isolated", "--no-cache", "--exit-zero", "--quiet"),
        f"--select={_IMPORT_RULES}",
    ],
}


def alone(arguments: Sequence[str], folder: str) -> float:
    """Return the user time of a Python program in a folder, including its child processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [sys.executable, *arguments]
    nowhere = subprocess.DEVNULL
    done = subprocess.run(command, cwd=folder, stdout=nowhere, stderr=nowhere, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command} failed: {done.returncode}")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def spent(plugin: str, arguments: Sequence[str]) -> tuple[float, float]:
    """Return the user time of a run of flake8, and the plugin's share of it."""
    with tempfile.NamedTemporaryFile("r") as report:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        command = [sys.executable, "-c", _RUN, report.name, plugin, *arguments]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        if done.returncode > 1:
            raise SystemExit(f"flake8 failed: {done.returncode}")
        seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        inside, whole = map(float, report.read().split())
    return seconds, inside / whole


def main(argv: Sequence[str] | None = None) -> None:
    """Print one line for each plugin."""
    parser = argparse.ArgumentParser(description="Show what plugins add to a run of flake8.")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run")
    parser.add_argument("folder", nargs="*", default=_FOLDERS)
    options = parser.parse_args(argv)
    least: dict[str, tuple[float, float]] = {}
    for _ in range(options.rounds):
        for name, (plugin, arguments) in _CONTENDERS.items():
            run = spent(plugin, ["--isolated", "--jobs=1", *arguments, *options.folder])
            least[name] = min(least.get(name, run), run)
    folders = [os.path.abspath(each) for each in options.folder]
    alike: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as empty:
        # Start with an empty findings cache.
        alone([*_CHECK, *folders], empty)
        for _ in range(options.rounds):
            for name, arguments in _ALONE.items():
                seconds = alone([*arguments, *folders], empty)
                alike[name] = min(seconds, alike.get(name, seconds))
    print(f"{'':26} {'user seconds':>12} {'of flake8':>9} {'spent in it':>11}")
    for name, (seconds, share) in least.items():
        print(f"{name:26} {seconds:12.2f} {seconds / least['flake8'][0]:9.3f} {share:11.2%}")
    asked = alike["flake8 --select=IMP"]
    print(f"\n{'':26} {'user seconds':>12} {'of --select=IMP':>15} {'of ast.parse':>12}")
    for name, seconds in alike.items():
        parsing = seconds / alike["ast.parse"]
        print(f"{name:26} {seconds:12.2f} {seconds / asked:15.3f} {parsing:12.2f}")


if __name__ == "__main__":
    main()
