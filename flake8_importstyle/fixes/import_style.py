"""Import style: how the import statements of a file are written, besides what they say.

What the file shows comes first, then what the project's sorters are told, then what isort, Ruff and
black do by default.
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
    """What an import statement that is written anew should look like."""

    order: Key
    """By what the names of a statement are sorted."""
    sorter: ImportSorter
    """All else."""

    def sorted(self, names: Iterable[str]) -> list[str]:
        """Return names, each perhaps with an ``as``, in the order in which they are written."""
        return sorted(names, key=self.key)

    def key(self, name: str) -> Any:
        """Return by what a name, perhaps with an ``as``, is sorted."""
        plain, _, alias = name.partition(" ")
        return self.order(plain), alias

    def statements(self, names: Iterable[str]) -> Iterator[list[str]]:
        """Yield the names of each statement that imports some of them from one module.

        ``names``: each perhaps with an ``as``.
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
        """Tell whether a name shares a statement with others; with isort none that has an alias."""
        return " " not in name and (self.sorter.groups_plain or name not in aliased)


def import_style(source: SourceFile) -> ImportStyle:
    """Return the style of a file; ask for it by ``source.fact(import_style)``."""
    lists = [each for each, _ in source.imports if isinstance(each, ast.ImportFrom)]
    source.asks_others = True
    folder = os.path.dirname(os.path.abspath(source.filename))
    told = import_sorter(folder) if not source.is_alone else ImportSorter()
    shown = told._replace(combines_as=told.combines_as or _combines_as(lists))
    return ImportStyle(_order(lists, told), _wrapped_alike(source, lists, shown))


def combines_as(source: SourceFile) -> bool:
    """Tell whether imports with ``as`` stand in one statement with others, here or by option.

    By default isort and Ruff give each of them a statement of its own.
    """
    return source.fact(import_style).sorter.combines_as


def _order(lists: Sequence[ast.ImportFrom], told: ImportSorter) -> Key:
    """Return the key by which a file sorts the names that it imports."""
    keys: list[Key] = [_by_kind, _without_case, str]
    preferred: Key = _with_case if told.by_kind and told.case_matters else _by_kind
    if not told.by_kind:
        preferred = str if told.case_matters else _without_case
    keys.insert(0, preferred)
    names = [[alias.name for alias in each.names] for each in lists]
    fitting = (key for key in keys if all(each == sorted(each, key=key) for each in names))
    return next(fitting, preferred)


def _by_kind(name: str) -> Any:
    """Sort constants before classes, and these before all others, each as people count.

    So do isort and Ruff by default.
    """
    return _kind(name), *_without_case(name)


def _with_case(name: str) -> Any:
    return _kind(name), _natural(name)


def _kind(name: str) -> int:
    is_constant = name.isupper() and len(name) > 1
    return 0 if is_constant else 1 if name[:1].isupper() else 2


def _without_case(name: str) -> Any:
    return _natural(name.lower()), name


def _natural(name: str) -> list[int | str]:
    return [int(part) if part.isdecimal() else part for part in _DIGITS.split(name)]


def _combines_as(lists: Sequence[ast.ImportFrom]) -> bool:
    """Tell whether aliases share statements with other names somewhere in a file."""
    return any(each.names[1:] and any(alias.asname for alias in each.names) for each in lists)


def _wrapped_alike(
    source: SourceFile, lists: Sequence[ast.ImportFrom], told: ImportSorter
) -> ImportSorter:
    """Return what holds if lists on several lines are written like the first one of the file."""
    for each in lists:
        first, last = each.lineno, each.end_lineno or each.lineno
        text = "".join(source.lines[first - 1 : last])
        if last == first or "(" not in source.lines[first - 1] or len(each.names) < 2:
            continue
        starts = [alias.lineno for alias in each.names]
        wrapping = Wrapping.ONE_A_LINE if starts[0] > first else Wrapping.GRID
        if wrapping is Wrapping.ONE_A_LINE and len(set(starts)) < len(starts):
            wrapping = Wrapping.GRID_BELOW
        ends_with_comma = re.search(r",\s*(?:#[^\n]*)?\s*\)[^)]*\Z", text) is not None
        return told._replace(wrapping=wrapping, ends_with_comma=ends_with_comma)
    return told
