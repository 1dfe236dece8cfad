"""Re-exports: the modules that a name is imported through, and which of them offer it to others."""

from __future__ import annotations

import ast
import io
import re
from typing import NamedTuple

from flake8_importstyle.exports.evaluation.constants import Partial
from flake8_importstyle.exports.foreign.sketches import sketch_of
from flake8_importstyle.exports.module_exports import parsed
from flake8_importstyle.exports.origins import Step, follow
from flake8_importstyle.exports.wildcard import Resolver, resolver
from flake8_importstyle.resolver.files import LARGEST_MODULE, content, remembered
from flake8_importstyle.resolver.search_path import shown
from flake8_importstyle.syntax.comments import may_keep_unused
from flake8_importstyle.syntax.imports import bound_name
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.parsing import decoded
from flake8_importstyle.syntax.suites import Import

# Comments that keep linters from reporting unused imports in the whole file.
_KEPT_IN_FILE = re.compile(
    r"^\s*#\s*(?:(?:flake8|ruff)[:=]\s*noqa\s*(?:$|:[^#]*\bF401\b)"
    r"|pylint:[^#]*\b(?:unused-import|skip-file)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d]\w*")
_LONGEST_ANNOTATION = 100


class Place(NamedTuple):
    """A module that a name can be imported from."""

    module: str
    name: str | None
    """Its name in this module; None for the module itself."""
    file: str | None
    is_import: bool
    """Whether the module only imports it."""
    is_offered: bool
    """Whether the module offers it to others: it makes it, or re-exports it explicitly."""
    is_init: bool
    """Whether the module is the ``__init__`` file of a package."""

    @property
    def dotted(self) -> str:
        """The full dotted name."""
        return shown(f"{self.module}.{self.name}" if self.name else self.module)


def reexports(modules: Resolver, module: str, name: str) -> list[Place]:
    """Return the modules that ``from module import name`` gets a name through, that one first.

    The last one makes it. Empty if the first one does, or if it is not certain that all of them
    have the same object.
    """
    places: list[Place] = []
    chain = follow(modules, module, name)
    if len(chain.steps) < 2:
        return []  # Most names are imported from where they are made; do not read that file.
    for step, following in zip(chain.steps, [*chain.steps[1:], None], strict=True):
        place = _place(modules, step, following)
        if place is None:
            return []
        places.append(place)
        if not place.is_import:
            # The module that binds it by anything but an import counts as its maker.
            return places
    return []


class Passing(NamedTuple):
    """A module that passes a name on from a module that may be forbidden."""

    module: str
    name: str | None
    file: str
    line: str
    """The line on which the module imports it."""

    def allows(self, code: str) -> bool:
        """Tell whether a ``noqa`` comment on the line covers a code."""
        match = re.search(r"#\s*noqa\b(?P<codes>:[^#]*)?", self.line, re.IGNORECASE)
        return match is not None and code in (match["codes"] or code).upper()


def passed_on(folders: tuple[str, ...], module: str, user: str, name: str) -> list[Passing]:
    """Return the modules that a module of the project gets a name through, that module first.

    The last one need not exist. Empty if ``module`` is not part of a project; otherwise, the
    list ends where it is no longer certain what the name comes from.
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
    """Return the module of a step as a place to import the name from; None if not certain."""
    found = modules.find(step.module)
    if found is None or not step.is_lasting:
        return None
    is_init = bool(found.folders)
    if step.name is None or not found.has_source or step.file is None:
        return Place(step.module, step.name, step.file, False, True, is_init)
    statement, always_runs = _import_at(step.file, step.line, step.name)
    is_submodule = following is not None and following.name is None and not step.line
    if statement is None and not is_submodule:
        # Only a visible line that binds the name shows that the module makes it itself.
        is_made = step.line > 0
        return Place(step.module, step.name, step.file, False, True, is_init) if is_made else None
    if not step.is_definite or not always_runs:
        # With another version of Python or other packages installed, it may be something else.
        return None
    is_offered = is_submodule or _is_offered(modules, step, statement, is_init=is_init)
    return Place(step.module, step.name, step.file, True, is_offered, is_init)


def _is_offered(modules: Resolver, step: Step, statement: Import | None, *, is_init: bool) -> bool:
    """Tell whether a module offers an imported name to others, or may do so.

    The ``__init__`` file of a package offers everything but other packages' modules that it imports
    as a whole, as ``import os`` does.
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
    file = step.file or ""
    # What a module takes from another one, and does not use itself, is there for others.
    is_for_others = isinstance(statement, ast.ImportFrom) and step.name not in _used_in(file)
    return is_for_others or _is_kept(file, step.line, statement)


@remembered
def _used_in(file: str) -> frozenset[str]:
    """Return all names, and words of short strings such as annotations, in the code of a file."""
    tree = parsed(file)
    nodes = nodes_in(tree) if tree is not None else []
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    texts = (
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return frozenset(names.union(*(_WORD.findall(each) for each in texts if _is_short(each))))


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_ANNOTATION and "\n" not in text


def _is_of_same_package(module: str, other: str) -> bool:
    return module.partition(".")[0] == other.partition(".")[0]


def _may_list(value: object, name: str) -> bool:
    if isinstance(value, Partial):
        return name in value.items or name in value.possible
    # A value that is not constant may contain any name.
    return not isinstance(value, (list, tuple, set, frozenset, dict)) or name in value


class _Imports(NamedTuple):
    """The import statements of a file, by line."""

    by_line: dict[int, list[tuple[Import, bool]]]
    """The statements that import a name on each line, with whether they always run."""
    kept: frozenset[int]
    """The lines with a comment that keeps an unused import."""
    are_all_kept: bool
    """Whether a comment keeps the unused imports of the whole file."""
    lines: dict[int, str]
    """The text of the lines that import names."""


@remembered
def _imports(file: str) -> _Imports:
    text = content(file, LARGEST_MODULE)
    decoded_text = decoded(text) if text is not None else None
    known = sketch_of(text, file) if text is not None else None
    if decoded_text is None or known is None:
        return _Imports({}, frozenset(), are_all_kept=True, lines={})
    all_lines = io.StringIO(decoded_text.text, newline="").readlines()
    by_line: dict[int, list[tuple[Import, bool]]] = {}
    for statement, suite in known.source.imports:
        for line in {statement.lineno, *(alias.lineno for alias in statement.names)}:
            by_line.setdefault(line, []).append((statement, suite.always_runs))
    kept = frozenset(number for number, line in enumerate(all_lines, 1) if may_keep_unused(line))
    are_all_kept = _KEPT_IN_FILE.search(decoded_text.text) is not None
    lines = {line: all_lines[line - 1] for line in by_line}
    return _Imports(by_line, kept, are_all_kept, lines)


def _import_at(file: str, line: int, name: str) -> tuple[Import | None, bool]:
    """Return the statement that imports a name on a line of a file, and whether it always runs.

    The statement is None if there is none.
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
