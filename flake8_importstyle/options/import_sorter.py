"""The import style of a project, taken from its configuration of isort, Ruff or black.

Those tools run beside this plugin, which should write imports as they would. Only their
configuration is read; none of them needs to be installed.

https://pycqa.github.io/isort/docs/configuration/options.html
https://docs.astral.sh/ruff/settings/#lintisort
"""

from __future__ import annotations

import configparser
import enum
import os
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flake8_importstyle.options.pyproject import loads_toml
from flake8_importstyle.resolver import disk
from flake8_importstyle.resolver.files import content, remembered

_LARGEST = 1_000_000
_INI = {
    ".isort.cfg": ("settings", "isort"),
    "setup.cfg": ("isort", "tool:isort"),
    "tox.ini": ("isort",),
}
_YES = ("1", "on", "true", "yes")
_BLACK_LENGTH = 88
# The options that isort's profiles set for line length, wrapping, trailing commas and `as` imports;
# https://pycqa.github.io/isort/docs/configuration/profiles
_PROFILES: dict[str, dict[str, object]] = {
    "": {"line_length": 79, "multi_line_output": 0},
    "black": {"line_length": 88, "multi_line_output": 3, "include_trailing_comma": True},
    "django": {
        "line_length": 79,
        "multi_line_output": 5,
        "include_trailing_comma": True,
        "combine_as_imports": True,
    },
    "pycharm": {"line_length": 79, "multi_line_output": 3},
    "google": {"line_length": 1000, "force_single_line": True, "order_by_type": False},
    "open_stack": {"line_length": 79, "force_single_line": True},
    "plone": {"line_length": 79, "multi_line_output": 3, "include_trailing_comma": True},
    "attrs": {"line_length": 79, "multi_line_output": 3, "include_trailing_comma": True},
    "hug": {"line_length": 100, "multi_line_output": 3, "include_trailing_comma": True},
    "wemake": {"line_length": 80, "multi_line_output": 3, "include_trailing_comma": True},
    "appnexus": {
        "line_length": 88,
        "multi_line_output": 3,
        "include_trailing_comma": True,
        "combine_as_imports": True,
    },
}


class Wrapping(enum.Enum):
    """How a list of names that is too long for a line is written."""

    ONE_A_LINE = 3
    GRID = 0
    """As many names on a line as fit, below the first one, which follows ``(``."""
    GRID_BELOW = 5
    """So too, but the first line ends with ``(``."""


class ImportSorter(NamedTuple):
    """The import style in the nearest configuration files that have one."""

    combines_as: bool = False
    """Whether ``from m import a as b`` shares a statement with other names of the module."""
    groups_plain: bool = True
    """Whether names without ``as`` share a statement even if one with ``as`` sorts between them."""
    longest: int | None = None
    """How long a line may be; None if not configured."""
    wrapping: Wrapping = Wrapping.ONE_A_LINE
    ends_with_comma: bool = True
    """Whether a comma follows the last name of a list that is wrapped."""
    single_names: bool = False
    """Whether each name has a statement of its own."""
    by_kind: bool = True
    """Whether constants sort before classes, and classes before all other names."""
    case_matters: bool = False


def import_sorter(folder: str) -> ImportSorter:
    """Return the import style for the files in a folder."""
    return _import_sorter(disk.without_links(folder))


@remembered
def _import_sorter(folder: str) -> ImportSorter:
    for said in (_isort(folder), _ruff_or_black(folder)):
        if said is not None:
            return said
    parent = os.path.dirname(folder)
    is_root = parent == folder or disk.exists(os.path.join(folder, ".git"))
    return ImportSorter() if is_root else _import_sorter(parent)


def _isort(folder: str) -> ImportSorter | None:
    """Return the style in isort's configuration in a folder; None if there is none."""
    for name, sections in _INI.items():
        said = _ini(os.path.join(folder, name), sections)
        if said:
            return _of_isort(said)
    said = _tables(os.path.join(folder, "pyproject.toml"), "tool", "isort")
    return _of_isort(said) if said else None


def _of_isort(said: Mapping[str, object]) -> ImportSorter:
    profile = _PROFILES.get(str(said.get("profile", "")).lower(), {})
    said = {**_PROFILES[""], **profile, **said}
    mode = str(said.get("multi_line_output", "")).upper()
    wrapping = next(
        (each for each in Wrapping if mode in (str(each.value), each.name)), Wrapping.ONE_A_LINE
    )
    if mode == "VERTICAL_GRID_GROUPED":
        wrapping = Wrapping.GRID_BELOW
    return ImportSorter(
        _is_yes(said.get("combine_as_imports", said.get("combine_as"))),
        False,
        _number(said.get("line_length", said.get("line-length"))),
        wrapping,
        _is_yes(said.get("include_trailing_comma")),
        _is_yes(said.get("force_single_line")),
        _is_yes(said.get("order_by_type", True)),
        _is_yes(said.get("case_sensitive")),
    )


def _ruff_or_black(folder: str) -> ImportSorter | None:
    pyproject = os.path.join(folder, "pyproject.toml")
    black = _tables(pyproject, "tool", "black")
    said: Mapping[str, Any] | None = None
    for path, names in (
        (os.path.join(folder, ".ruff.toml"), ()),
        (os.path.join(folder, "ruff.toml"), ()),
        (pyproject, ("tool", "ruff")),
    ):
        said = _tables(path, *names)
        if said is not None:
            break
    if said is None:
        if black is None:
            return None
        return ImportSorter(longest=_number(black.get("line-length")) or _BLACK_LENGTH)
    lint = said.get("lint")
    order = lint.get("isort") if isinstance(lint, dict) else None
    order = order or said.get("isort")
    order = order if isinstance(order, dict) else {}
    longest = _number(said.get("line-length"))
    if longest is None and black is not None:
        longest = _number(black.get("line-length"))
    return ImportSorter(
        combines_as=_is_yes(order.get("combine-as-imports")),
        longest=longest or _BLACK_LENGTH,
        single_names=_is_yes(order.get("force-single-line")),
        by_kind=_is_yes(order.get("order-by-type", True)),
        case_matters=_is_yes(order.get("case-sensitive")),
    )


def _ini(path: str, sections: Iterable[str]) -> Mapping[str, object] | None:
    text = content(path, _LARGEST)
    if text is None or b"isort" not in text + os.path.basename(path).encode():
        return None
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text.decode())
    except (configparser.Error, ValueError):
        return None
    return next((parser[name] for name in sections if parser.has_section(name)), None)


def _tables(path: str, *names: str) -> Mapping[str, Any] | None:
    """Return a table of a TOML file; None if there is none."""
    found: Any = _toml(path)
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else None


@remembered
def _toml(path: str) -> Mapping[str, Any] | None:
    text = content(path, _LARGEST)
    try:
        return loads_toml(text.decode()) if text is not None else None
    except (ValueError, RecursionError):
        return None


def _is_yes(value: object) -> bool:
    return str(value).lower() in _YES


def _number(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None
