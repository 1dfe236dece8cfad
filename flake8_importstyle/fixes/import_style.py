"""Determine the style in which a file writes its import statements.

The file's own statements come first, then the configuration of the project's import sorters, then
the defaults of isort, Ruff and black.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from flake8_importstyle.options.import_sorter import ImportSorter, Wrapping, import_sorter
from flake8_importstyle.syntax.source import SourceFile

Key: TypeAlias = Callable[[str], Any]

_DIGITS = re.compile(r"(\d+)")


class ImportStyle(NamedTuple):
    """The style for new import statements."""

    order: Key
    """The sort key for names without an ``as``."""
    sorter: ImportSorter
    """Everything else."""

    def sorted(self, names: Iterable[str]) -> list[str]:
        """Return names, which may include an ``as``, in the order in which to write them."""
        return sorted(names, key=self.key)

    def key(self, name: str) -> Any:
        """Return the sort key of a name, which may include an ``as``."""
        plain, _, alias = name.partition(" ")
        return self.order(plain), alias

    def statements(self, names: Iterable[str]) -> Iterator[list[str]]:
        """Divide names that are imported from one module into statements; yield the names of each.

        ``names``: each may include an ``as``.
        """
        sorter, every = self.sorter, self.sorted(names)
        aliased = {each.partition(" ")[0] for each in every if " " in each}
        together: list[str] = []
        apart: list[str] = []
        for name in every:
            if not sorter.single_names and (sorter.combines_as or self._joins(name, aliased)):
                together.append(name)
            elif sorter.groups_plain:
                apart.append(name)
            else:
                if together:
                    yield together
                together = []
                yield [name]
        # Ruff sorts statements by the first name of each.
        rest = [[name] for name in apart] + ([together] if together else [])
        yield from sorted(rest, key=lambda each: self.key(each[0]))

    def _joins(self, name: str, aliased: Collection[str]) -> bool:
        """Tell whether a name may share a statement with others if aliased names may not.

        In isort, a name that is also imported with an alias may not, either.
        """
        return " " not in name and (self.sorter.groups_plain or name not in aliased)


def import_style(source: SourceFile) -> ImportStyle:
    """Return the style of a file; call it as ``source.fact(import_style)``."""
    lists = [each for each, _ in source.imports if isinstance(each, ast.ImportFrom)]
    source.asks_others = True
    folder = os.path.dirname(os.path.abspath(source.filename))
    configured = import_sorter(folder) if not source.is_alone else ImportSorter()
    shown = configured._replace(combines_as=configured.combines_as or _combines_as(lists))
    return ImportStyle(_order(lists, configured), _with_own_wrapping(source, lists, shown))


def combines_as(source: SourceFile) -> bool:
    """Tell whether imports with ``as`` may share a statement, by the file or the configuration.

    By default, isort and Ruff give each of them a statement of its own.
    """
    return source.fact(import_style).sorter.combines_as


def _order(lists: Sequence[ast.ImportFrom], configured: ImportSorter) -> Key:
    """Return the sort key that matches the order of the names that a file imports."""
    keys: list[Key] = [_by_kind, _without_case, str]
    preferred: Key = _with_case if configured.by_kind and configured.case_matters else _by_kind
    if not configured.by_kind:
        preferred = str if configured.case_matters else _without_case
    keys.insert(0, preferred)
    names = [[alias.name for alias in each.names] for each in lists]
    fitting = (key for key in keys if all(each == sorted(each, key=key) for each in names))
    return next(fitting, preferred)


def _by_kind(name: str) -> Any:
    """Return a key that sorts constants before classes before other names, numbers by value.

    This is the default of isort and Ruff.
    """
    return _kind(name), *_without_case(name)


def _with_case(name: str) -> Any:
    return _kind(name), _natural(name)


def _kind(name: str) -> int:
    is_constant = name.isupper() and len(name) > 1
    return 0 if is_constant else 1 if name[:1].isupper() else 2


def _without_case(name: str) -> Any:
    return _natural(name.lower()), name


def _natural(name: str) -> list[tuple[int, str]]:
    return [_number(part) if part.isdecimal() else (0, part) for part in _DIGITS.split(name)]


def _number(digits: str) -> tuple[int, str]:
    """Return a key that sorts numbers by value; ``int`` refuses those with very many digits."""
    value = "".join(str(int(digit)) for digit in digits).lstrip("0")
    return len(value), value


def _combines_as(lists: Sequence[ast.ImportFrom]) -> bool:
    """Tell whether an aliased name shares a statement with other names anywhere in a file."""
    return any(each.names[1:] and any(alias.asname for alias in each.names) for each in lists)


def _with_own_wrapping(
    source: SourceFile, lists: Sequence[ast.ImportFrom], configured: ImportSorter
) -> ImportSorter:
    """Return the style with the wrapping of the first list of names on several lines, if any."""
    for each in lists:
        first, last = each.lineno, each.end_lineno or each.lineno
        text = "".join(source.lines[first - 1 : last])
        if last == first or "(" not in source.lines[first - 1] or len(each.names) < 2:
            continue
        starts = [alias.lineno for alias in each.names]
        wrapping = Wrapping.ONE_A_LINE if starts[0] > first else Wrapping.GRID
        if wrapping is Wrapping.ONE_A_LINE and len(set(starts)) < len(starts):
            wrapping = Wrapping.GRID_BELOW
        ends_with_comma = re.search(r",\s*(?:#[^\n]*\s*)?\)[^)]*\Z", text) is not None
        return configured._replace(wrapping=wrapping, ends_with_comma=ends_with_comma)
    return configured
