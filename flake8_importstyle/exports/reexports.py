"""Re-exports: the modules that a name has come through, and which of them offer it as their own."""

from __future__ import annotations

import ast
import io
import re
from typing import NamedTuple

from flake8_importstyle.exports.evaluation.constants import Partial
from flake8_importstyle.exports.foreign.sketches import sketch_of
from flake8_importstyle.exports.origins import Step, follow
from flake8_importstyle.exports.wildcard import Resolver, resolver
from flake8_importstyle.resolver.files import LARGEST_MODULE, content, remembered
from flake8_importstyle.resolver.search_path import shown
from flake8_importstyle.syntax.comments import may_keep_unused
from flake8_importstyle.syntax.imports import bound_name
from flake8_importstyle.syntax.parsing import decoded
from flake8_importstyle.syntax.suites import Import

# What keeps linters from saying that an import is not used, for the whole file.
_KEPT_IN_FILE = re.compile(
    r"^\s*#\s*(?:(?:flake8|ruff)[:=]\s*noqa\s*(?:$|:[^#]*\bF401\b)"
    r"|pylint:[^#]*\b(?:unused-import|skip-file)\b)",
    re.IGNORECASE | re.MULTILINE,
)


class Place(NamedTuple):
    """A module on the way of a name."""

    module: str
    name: str | None
    """What the module calls it; None for the module itself."""
    file: str | None
    is_import: bool
    """Whether the module has only imported it."""
    is_offered: bool
    """Whether the module offers it to others: it makes it, or says that it passes it on."""
    is_init: bool
    """Whether the module is the ``__init__`` file of a package."""

    @property
    def dotted(self) -> str:
        """The whole name of what is there."""
        return shown(f"{self.module}.{self.name}" if self.name else self.module)


def reexports(modules: Resolver, module: str, name: str) -> list[Place]:
    """Return the modules through which ``from module import name`` takes a name, that one first.

    The last one makes it. Empty where that is the first one, and where it is not sure that each
    gives the same object as the next.
    """
    places: list[Place] = []
    chain = follow(modules, module, name)
    if len(chain.steps) < 2:
        return []  # Most names are taken from where they are made; no need to read that file.
    for step, following in zip(chain.steps, [*chain.steps[1:], None], strict=True):
        place = _place(modules, step, following)
        if place is None:
            return []
        places.append(place)
        if not place.is_import:
            # Whatever else it is made of, here it gets its name.
            return places
    return []


class Passing(NamedTuple):
    """A module on the way of a name from what it may not be imported from."""

    module: str
    name: str | None
    file: str
    line: str
    """The line on which the module imports it."""

    def allows(self, code: str) -> bool:
        """Tell whether a comment on the line excuses a code."""
        match = re.search(r"#\s*noqa\b(?P<codes>:[^#]*)?", self.line, re.IGNORECASE)
        return match is not None and code in (match["codes"] or code).upper()


def passed_on(folders: tuple[str, ...], module: str, user: str, name: str) -> list[Passing]:
    """Return the way of a name that a module of the project takes from others, that module first.

    Of what comes last it does not matter whether it is there. Empty if the module makes the name,
    or if it is not certain where it is from.
    """
    modules = resolver(folders)
    is_own = module.partition(".")[0] == user.partition(".")[0]
    if not is_own and not modules.order.is_of_project(module):
        return []
    way = []
    for step in follow(modules, module, name).steps:
        way.append(Passing(step.module, step.name, step.file or "", _line(step)))
        if not step.is_definite:
            break
    return way


def _line(step: Step) -> str:
    found = _imports(step.file) if step.file is not None and step.file.endswith(".py") else None
    return found.lines.get(step.line, "") if found is not None else ""


def _place(modules: Resolver, step: Step, following: Step | None) -> Place | None:
    """Return what a module has to do with a name; None if that is not sure."""
    found = modules.find(step.module)
    if found is None or not step.is_lasting:
        return None
    is_init = bool(found.folders)
    if step.name is None or not found.has_source or step.file is None:
        return Place(step.module, step.name, step.file, False, True, is_init)
    statement, always_runs = _import_at(step.file, step.line, step.name)
    is_submodule = following is not None and following.name is None and not step.line
    if statement is None and not is_submodule:
        # Nothing but a line that is seen tells that the module makes the name itself.
        is_made = step.line > 0
        return Place(step.module, step.name, step.file, False, True, is_init) if is_made else None
    if not step.is_definite or not always_runs:
        # With another version of Python, or another package installed, it is something else.
        return None
    is_offered = is_submodule or _is_offered(modules, step, statement, is_init=is_init)
    return Place(step.module, step.name, step.file, True, is_offered, is_init)


def _is_offered(modules: Resolver, step: Step, statement: Import | None, *, is_init: bool) -> bool:
    """Tell whether a module passes on what it imports, or whether that cannot be seen.

    The ``__init__`` file of a package does, but for whole modules of others, as `import os`.
    """
    if is_init and (
        not isinstance(statement, ast.Import)
        or any(_is_of_same_package(step.module, alias.name) for alias in statement.names)
    ):
        return True
    exports = modules.exports(step.module)
    listed = exports.names.get("__all__") if exports is not None else None
    if listed is not None and _may_list(listed.value, step.name or ""):
        return True
    for alias in statement.names if statement is not None else ():
        if alias.name == "*" or (bound_name(alias) == step.name == alias.asname == alias.name):
            return True
    return _is_kept(step.file or "", step.line, statement)


def _is_of_same_package(module: str, other: str) -> bool:
    return module.partition(".")[0] == other.partition(".")[0]


def _may_list(value: object, name: str) -> bool:
    if isinstance(value, Partial):
        return name in value.items or name in value.possible
    # What is no constant may have any text in it.
    return not isinstance(value, (list, tuple, set, frozenset, dict)) or name in value


class _Imports(NamedTuple):
    """The import statements of a file by the lines of their names, and its lines."""

    by_line: dict[int, list[tuple[Import, bool]]]
    """Each with whether it runs in whatever environment."""
    kept: frozenset[int]
    """The lines that say that an import is there for others."""
    are_all_kept: bool
    lines: dict[int, str]
    """The lines on which names are imported."""


@remembered
def _imports(file: str) -> _Imports:
    text = content(file, LARGEST_MODULE)
    decoded_text = decoded(text) if text is not None else None
    known = sketch_of(text, file) if text is not None else None
    if decoded_text is None or known is None:
        return _Imports({}, frozenset(), are_all_kept=True, lines={})
    source, _ = known
    all_lines = io.StringIO(decoded_text.text, newline="").readlines()
    by_line: dict[int, list[tuple[Import, bool]]] = {}
    for statement, suite in source.imports:
        for line in {statement.lineno, *(alias.lineno for alias in statement.names)}:
            by_line.setdefault(line, []).append((statement, suite.always_runs))
    kept = frozenset(number for number, line in enumerate(all_lines, 1) if may_keep_unused(line))
    are_all_kept = _KEPT_IN_FILE.search(decoded_text.text) is not None
    lines = {line: all_lines[line - 1] for line in by_line}
    return _Imports(by_line, kept, are_all_kept, lines)


def _import_at(file: str, line: int, name: str) -> tuple[Import | None, bool]:
    """Return the statement that imports a name on a line of a file, if it is one.

    And whether it runs in whatever environment.
    """
    for statement, always_runs in _imports(file).by_line.get(line, ()):
        for alias in statement.names:
            if alias.name == "*" or bound_name(alias) == name:
                return statement, always_runs
    return None, True


def _is_kept(file: str, line: int, statement: Import | None) -> bool:
    imports = _imports(file)
    lines = {line, statement.lineno if statement is not None else line}
    return imports.are_all_kept or not imports.kept.isdisjoint(lines)
