"""Cycles: which modules of a project load each other, and by which statements."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flake8_importstyle.cli.terminal import Terminal
from flake8_importstyle.exports.foreign.load_cycles import load_cycles
from flake8_importstyle.exports.foreign.load_graph import load_graph
from flake8_importstyle.exports.foreign.load_order import arrows
from flake8_importstyle.resolver.files import relative_path
from flake8_importstyle.resolver.modules import location, roots
from flake8_importstyle.resolver.search_path import shown
from flake8_importstyle.syntax.imports import opening, spelled
from flake8_importstyle.syntax.source import Search, SourceFile
from flake8_importstyle.syntax.suites import Import

# Show at most this many characters of a statement, so that it fits on a line.
_LONGEST = 79
_NO_SOURCES = frozenset(("__pycache__", "node_modules", "site-packages"))


class Step(NamedTuple):
    """A module of a cycle, and the statement by which it loads the next one."""

    module: str
    file: str
    line: int
    statement: str


def cycles(path: str, search: Search) -> list[list[list[Step]]]:
    """Return import cycles among the modules in a folder, or those of one file, shortest first.

    Each group has cycles among modules that all load each other; every module of it is in one.
    """
    by_roots: dict[tuple[str, ...], dict[str, str]] = {}
    for file in python_files(path):
        source = SourceFile(ast.Module([], []), (), file, search=search)
        place = location(source)
        if place is not None and place.module:
            by_roots.setdefault(roots(source), {})[place.module] = file
    found = [
        [
            [
                Step(
                    shown(link.module),
                    modules[link.module],
                    link.edge.statement.lineno,
                    _written(link.edge.statement),
                )
                for link in cycle
            ]
            for cycle in group.cycles
        ]
        for folders, modules in by_roots.items()
        for group in load_cycles(load_graph(folders), modules)
    ]
    return sorted(found, key=lambda group: len(group[0]))


def python_files(path: str) -> Iterator[str]:
    """Yield the Python files in a folder, in order, except those in environments and the like.

    Pipes and devices are left out too, as reading one could block for ever, unless named directly.
    """
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, files in os.walk(path):
        if "pyvenv.cfg" in files:
            folders.clear()
            continue
        folders[:] = sorted(
            each for each in folders if not each.startswith(".") and each not in _NO_SOURCES
        )
        paths = (os.path.join(folder, each) for each in sorted(files) if each.endswith(".py"))
        yield from filter(os.path.isfile, paths)


def show(found: Iterable[list[list[Step]]], terminal: Terminal) -> None:
    """Print cycles."""
    for group in found:
        indentation = ""
        if len(group) > 1:
            count = len(_modules(group))
            terminal.line(f"{count} modules load each other, in cycles such as:")
            indentation = "  "
        for cycle in group:
            terminal.line(indentation + arrows([step.module for step in cycle], None))
            for step in cycle:
                place = f"{relative_path(step.file)}:{step.line}"
                terminal.line(place, f": {step.statement}", indent=f"{indentation}    ")


def summary(found: list[list[list[Step]]]) -> str:
    """Return a line with the number of modules and cycles; empty for a single cycle."""
    shown_cycles = sum(map(len, found))
    if not found:
        return "no cycles"
    if shown_cycles == 1:
        return ""
    count = sum(len(_modules(group)) for group in found)
    return f"{count} modules are in cycles: each appears in at least one of these {shown_cycles}"


def _modules(group: Iterable[list[Step]]) -> set[str]:
    return {step.module for cycle in group for step in cycle}


def as_json(found: Iterable[list[list[Step]]]) -> str:
    """Return cycles as JSON."""
    return json.dumps(
        [
            {
                "modules": [step.module for step in cycle],
                "group": number,
                "statements": [
                    {**step._asdict(), "file": relative_path(step.file)} for step in cycle
                ],
            }
            for number, group in enumerate(found, 1)
            for cycle in group
        ],
        indent=2,
    )


def _written(statement: Import) -> str:
    """Return a statement on one line, shortened if it is long."""
    names = list(map(spelled, statement.names))
    head = opening(statement)
    text = head + ", ".join(names)
    while len(text) > _LONGEST and len(names) > 1:
        names.pop()
        text = f"{head}{', '.join(names)}, …"
    return text
