"""A source file, and the facts about it that rules use.

Everything here comes from the file's own syntax tree and text; no other file is read.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, cast

from flake8_importstyle.syntax.comments import keeps_unused
from flake8_importstyle.syntax.control_flow import TRY, dotted_end
from flake8_importstyle.syntax.imports import ImportedName, imported_name, is_future
from flake8_importstyle.syntax.lines import Lines, has_plain_lines, lines_at, occurrences
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.outline import Outline, completed, outline
from flake8_importstyle.syntax.suites import Definition, Import, Position, Suite, end, start

T = TypeVar("T")

_OF_FACADES = (ast.Import, ast.ImportFrom, ast.If, ast.Pass, *TRY)
_WARNING = re.compile(r"(?is).*(?:warn|deprecat)")


class DefinedName(NamedTuple):
    """The name that a ``class`` or ``def`` statement binds."""

    name: str
    statement: Definition
    suite: Suite

    @property
    def position(self) -> Position:
        """Where in the text the name is bound: at the end, after bases, defaults and body."""
        return end(self.statement)


class Search(NamedTuple):
    """The configured search path, as absolute paths."""

    sources: tuple[str, ...] = ()
    """The folders of the project's own modules; if empty, the usual ones."""
    environment: tuple[str, ...] = ()
    """The folders of all other modules; if empty, those of this interpreter."""


class SourceFile:
    """One parsed file.

    ``tree``: its syntax tree. ``lines``: its lines with their line ends, but without a byte order
    mark; empty if only the tree is known. ``filename``: its path as given to flake8, which need not
    exist. ``is_alone``: whether no other file may be read. ``search``: where to find its imports.
    """

    def __init__(
        self,
        tree: ast.Module,
        lines: Sequence[str],
        filename: str,
        *,
        is_alone: bool = False,
        search: Search | None = None,
    ) -> None:
        self.tree = tree
        self.lines = lines
        self.filename = filename
        self.is_alone = is_alone
        self.search = search or Search()
        self.asks_others = False
        """Whether an answer about this file has depended on other files."""
        self._facts: dict[Callable[[SourceFile], Any], Any] = {}

    @cached_property
    def is_stub(self) -> bool:
        """Whether this is a ``.pyi`` file."""
        return self.filename.endswith(".pyi")

    @cached_property
    def is_init(self) -> bool:
        """Whether this is the ``__init__`` file of a package."""
        return os.path.basename(self.filename).partition(".")[0] == "__init__"

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.lines)

    @cached_property
    def places(self) -> Lines:
        """The positions of the lines in the text."""
        return Lines(self.lines)

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return the start and the end of a node, as positions in the text."""
        first, last = (
            self.places.position(line, self.characters(line, column))
            for line, column in (start(node), end(node))
        )
        return first, last

    @cached_property
    def sketch(self) -> Outline:
        """The outline without the bodies of functions and classes that have no imports.

        It has all imports, and all definitions in their scopes and in the enclosing ones.
        """
        text = self.text
        if not text or not has_plain_lines(text):
            return outline(self.tree)
        return outline(self.tree, lines_at(occurrences("import", text), text))

    @cached_property
    def outline(self) -> Outline:
        """The whole outline of this file."""
        return completed(self.sketch)

    @property
    def is_for_others(self) -> bool:
        """Whether it re-exports all names of its star imports: it is a package, or a facade."""
        return self.is_init or self.is_facade

    @cached_property
    def is_facade(self) -> bool:
        """Whether this file only imports names for others to import from it.

        It may also warn them that the names have moved.
        """
        return all(
            isinstance(each, _OF_FACADES)
            or (isinstance(each, ast.Expr) and _is_text_or_warning(each.value))
            or (isinstance(each, ast.Assign) and all(map(_is_metadata, each.targets)))
            for suite in self.outline.suites
            for each in suite.body
        )

    @cached_property
    def imports(self) -> list[tuple[Import, Suite]]:
        """The import statements in source order, each with its suite.

        ``from __future__ import …`` is a compiler directive, and left out.
        """
        return [each for each in self.sketch.imports if not is_future(each[0])]

    @cached_property
    def imported_names(self) -> list[ImportedName]:
        """The names bound by imports in source order, except by star imports."""
        return [
            imported_name(alias, statement, suite)
            for statement, suite in self.imports
            for alias in statement.names
            if alias.name != "*"
        ]

    @cached_property
    def stars(self) -> list[tuple[ast.ImportFrom, Suite]]:
        """The star imports in source order, each with its suite."""
        return [
            (statement, suite)
            for statement, suite in self.imports
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
        ]

    def is_kept(self, imported: ImportedName) -> bool:
        """Tell whether a comment marks an import as unused on purpose.

        It is a re-export then, or tests whether the import succeeds.
        """
        return not self._kept.isdisjoint((imported.statement.lineno, imported.alias.lineno))

    def keeps(self, statement: ast.stmt) -> bool:
        """Tell whether a comment on its first line marks a whole import as unused on purpose."""
        return statement.lineno in self._kept

    @cached_property
    def _kept(self) -> set[int]:
        return {number for number, line in enumerate(self.lines, 1) if keeps_unused(line)}

    def deletes(self, scope: ast.AST, name: str, after: Position = (0, 0)) -> bool:
        """Tell whether a ``del`` in the code of ``scope``, after a position, names ``name``."""
        return any(position > after for position in self._deletions.get((scope, name), ()))

    @cached_property
    def _deletions(self) -> dict[tuple[ast.AST, str], list[Position]]:
        found: dict[tuple[ast.AST, str], list[Position]] = {}
        for statement, suite in self.outline.deletions:
            for node in nodes_in(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
                    found.setdefault((suite.scope, node.id), []).append(start(node))
        return found

    def is_foreign(self, scope: ast.AST, name: str) -> bool:
        """Tell whether the code of ``scope`` declares ``name`` ``global`` or ``nonlocal``."""
        return (scope, name) in self._foreign

    @cached_property
    def _foreign(self) -> set[tuple[ast.AST, str]]:
        return {
            (suite.scope, name)
            for statement, suite in self.outline.foreign
            for name in statement.names
        }

    def fact(self, find: Callable[[SourceFile], T]) -> T:
        """Return ``find(self)``, computed once."""
        try:
            return cast(T, self._facts[find])
        except KeyError:
            return cast(T, self._facts.setdefault(find, find(self)))

    def column(self, node: ast.AST) -> int:
        """Return the column of a node in characters, from 0; ``ast`` counts UTF-8 bytes."""
        return self.characters(*start(node))

    def characters(self, line: int, column: int) -> int:
        """Convert a column in UTF-8 bytes to one in characters, both from 0."""
        if line > len(self.lines):
            # flake8 and the parser count lines differently if there are bare carriage returns.
            return column
        text = self.lines[line - 1]
        if text.isascii():
            return min(column, len(text))
        prefix = text.encode("utf-8", "surrogatepass")[:column]
        return len(prefix.decode("utf-8", "replace"))


def _is_text_or_warning(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        text = dotted_end(node.func) or ""
        if text == "print" and node.args and isinstance(node.args[0], ast.Constant):
            shown = node.args[0].value
            text = shown if isinstance(shown, str) else ""
        return bool(_WARNING.match(text))
    return isinstance(node, ast.Constant)


def _is_metadata(target: ast.expr) -> bool:
    """Tell whether a target is a name such as ``__author__``, but not ``__all__``."""
    return (
        isinstance(target, ast.Name)
        and target.id != "__all__"
        and target.id.startswith("__")
        and target.id.endswith("__")
    )
