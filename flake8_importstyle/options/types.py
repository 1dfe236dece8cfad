"""The types of option values, and the readers that turn text into them.

A reader takes the text of an option and returns its value. It raises
``argparse.ArgumentTypeError``, which flake8 prints, and names in it everything that is wrong.
"""

from __future__ import annotations

import argparse
import ast
import fnmatch
import os
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import PurePath
from typing import NamedTuple, TypeVar

from flake8_importstyle.resolver.search_path import as_on_disk
from flake8_importstyle.syntax.imports import bound_name, opening, spelled, with_packages

T = TypeVar("T")

# An integer, so that it can be read again, as numbers from TOML are.
NO_LIMIT = 999_999_999

# Only such patterns can match a module: none has a name like `scikit-learn`.
_PART = r"(?:[\w*?]|\[!?[\w*?.-]+\])+"
_PATTERN = rf"\.+|\.*(?!\d){_PART}(?:\.(?!\d){_PART})*"
# A TOML list by mistake: as a pattern it would match one letter, which is useless here.
_LIST = r"\[[\w.]+\]"
_NAME_PATTERN = rf"(?!\d){_PART}"
_VAGUE = (
    *("dump", "dump_all", "dumps", "load", "load_all", "loads", "parse", "read", "safe_dump"),
    *("safe_dump_all", "safe_load", "safe_load_all", "write"),
)
_SCIENTIFIC = """
import altair as alt
import dask.array as da
import dask.dataframe as dd
import geopandas as gpd
import holoviews as hv
import jax.numpy as jnp
import matplotlib | import matplotlib as mpl
import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import panel as pn
import plotly.express as px
import plotly.graph_objects as go
import polars as pl
import pyarrow as pa
import seaborn as sns
import statsmodels.api as sm
import tensorflow as tf
import xarray as xr
"""


class Globs(tuple[str, ...]):
    """Patterns for whole dotted names, as in ``fnmatch``: ``*`` also matches dots."""

    @cached_property
    def _match(self) -> Callable[[str], re.Match[str] | None]:
        return re.compile("|".join(map(fnmatch.translate, self))).match

    def match(self, *names: str | None) -> bool:
        """Tell whether a pattern matches the whole of one of ``names``; None matches nothing."""
        return bool(self) and any(
            name is not None and self._match(name) is not None for name in names
        )

    def cover(self, *names: str | None) -> bool:
        """Tell whether a pattern matches one of ``names``, or a package around it."""
        return bool(self) and any(
            name is not None and self.match(*with_packages(name)) for name in names
        )


class Ban(NamedTuple):
    """One line of the list of banned imports."""

    name: str
    """A dotted name, ``package.*`` for a package and all in it, or another pattern."""
    message: str
    exempt: tuple[str, ...]
    """Patterns for the paths of files that may import it all the same."""

    def applies_to(self, target: str) -> bool:
        """Tell whether it bans the dotted name ``target``."""
        return fnmatch.fnmatchcase(target, self.name) or f"{target}.*" == self.name

    def exempts(self, filename: str) -> bool:
        """Tell whether the file may import it.

        A pattern matches the end of the path, from the start of a part, or a folder around it.
        """
        path = PurePath(filename).as_posix()
        return any(
            re.match(f"(?:.*/)?{fnmatch.translate(pattern)[:-2]}(?:/.*)?\\Z", path)
            for pattern in self.exempt
        )


class BannedAlias(NamedTuple):
    """One line of the list of banned aliases."""

    target: str
    """A pattern for what is imported."""
    aliases: Globs

    def applies_to(self, target: str, alias: str) -> bool:
        """Tell whether ``target`` may not be imported as ``alias``.

        Wildcards leave ``_`` alone, which is a name for what has none.
        """
        return fnmatch.fnmatchcase(target, self.target) and (
            alias in self.aliases if alias == "_" else self.aliases.match(alias)
        )


class Idiom(NamedTuple):
    """The ways in which a project imports one module."""

    statements: tuple[str, ...]
    """As one would write them."""
    bindings: frozenset[tuple[str, str]]
    """Each thing that they import, and the name that it gets."""
    module: str | None
    """The module of which only the listed names may be imported with ``from``, if there is one."""


class Idioms(tuple[Idiom, ...]):
    """How a project imports which module."""

    @cached_property
    def _by_target(self) -> dict[str, Idiom]:
        return {target: idiom for idiom in self for target, _ in idiom.bindings}

    @cached_property
    def _by_module(self) -> dict[str, Idiom]:
        return {idiom.module: idiom for idiom in self if idiom.module is not None}

    def broken_by(self, target: str, name: str, module: str | None) -> Idiom | None:
        """Return the idiom that an import breaks.

        ``target``: what is imported. ``name``: how it is called in the file. ``module``: where
        a ``from`` statement imports it from.
        """
        idiom = self._by_target.get(target) or self._by_module.get(module or "")
        return idiom if idiom is not None and (target, name) not in idiom.bindings else None

    def ask_for(self, target: str, name: str) -> bool:
        """Tell whether an idiom imports ``target`` under this name."""
        idiom = self._by_target.get(target)
        return idiom is not None and (target, name) in idiom.bindings


def globs(text: str) -> Globs:
    """Read patterns for dotted names, separated by commas or white space."""
    patterns = _words(text)
    wrong = [
        each for each in patterns if not re.fullmatch(_PATTERN, each) or re.fullmatch(_LIST, each)
    ]
    if wrong:
        hint = " (leave out the quotes)" if any(map(_is_quoted, wrong)) else ""
        raise argparse.ArgumentTypeError(f"{_quoted(wrong)}: not a module name or pattern{hint}")
    return Globs(patterns)


def names(text: str) -> frozenset[str]:
    """Read names, separated by commas or white space."""
    found = _words(text)
    wrong = [name for name in found if not name.isidentifier()]
    if wrong:
        raise argparse.ArgumentTypeError(f"{_quoted(wrong)}: not a name")
    return frozenset(found)


def folders(text: str) -> tuple[str, ...]:
    """Read paths of folders, separated by commas or line ends, and make them absolute.

    A path may be a pattern, as in ``glob``, for one folder or several.
    """
    paths = [path.strip() for path in re.split(r"[,\n]+", text) if path.strip()]
    found = {path: [path] if os.path.isdir(path) else _matching_folders(path) for path in paths}
    wrong = [path for path in paths if not found[path]]
    if wrong:
        raise argparse.ArgumentTypeError(f"{_quoted(wrong)}: not a folder")
    absolute = (os.path.abspath(each) for path in paths for each in found[path])
    return tuple(dict.fromkeys(map(as_on_disk, absolute)))


def _matching_folders(pattern: str) -> list[str]:
    import glob

    if glob.escape(pattern) == pattern:
        return []
    return sorted(filter(os.path.isdir, glob.iglob(pattern, recursive=True)))


def vague_names(text: str) -> frozenset[str]:
    """Read names, separated by commas or white space; ``default`` stands for a usual list."""
    found = names(text)
    return found - {"default"} | set(_VAGUE) if "default" in found else found


def switch(text: str) -> bool:
    """Read yes or no in the words that configuration files use."""
    word = text.strip().lower()
    if word in {"1", "on", "true", "yes"}:
        return True
    if word in {"", "0", "false", "no", "off"}:
        return False
    raise argparse.ArgumentTypeError(f"{text!r}: write 'true' or 'false'")


def switch_or(other: str) -> Callable[[str], bool | str]:
    """Return a reader for yes or no in the words of configuration files, or one other word."""

    def read(text: str) -> bool | str:
        if text.strip().lower() == other:
            return other
        try:
            return switch(text)
        except argparse.ArgumentTypeError:
            fault = f"{text!r}: write 'true', 'false' or {other!r}"
            raise argparse.ArgumentTypeError(fault) from None

    return read


def limit(text: str) -> int:
    """Read a number from 0; without one, there is no limit."""
    if not text.strip():
        return NO_LIMIT
    if not re.fullmatch(r"\s*[0-9]{1,9}\s*", text):
        raise argparse.ArgumentTypeError(f"{text!r}: write a number, 0 or more")
    return int(text.strip())  # `int` itself knows fewer kinds of white space.


def reason(text: str) -> str:
    """Read a text that can stand in a comment."""
    text = text.strip().lstrip("# ")
    if not text.isprintable():
        raise argparse.ArgumentTypeError(f"{text!r}: write one line")
    return text


def one_of(*words: str) -> Callable[[str], str]:
    """Return a reader for one of ``words``, or nothing."""

    def read(text: str) -> str:
        found = _words(text)
        wrong = [word for word in found if word not in words]
        choice = " or ".join((", ".join(map(repr, words[:-1])), repr(words[-1])))
        if wrong:
            raise argparse.ArgumentTypeError(f"{_quoted(wrong)}: write {choice}")
        if len(set(found)) > 1:
            raise argparse.ArgumentTypeError(f"{_quoted(found)} exclude each other: write {choice}")
        return "".join(found[:1])

    return read


def bans(text: str) -> tuple[Ban, ...]:
    """Read lines ``name = message`` and ``name except GLOB,… = message``."""
    return tuple(_each_line(text, _ban))


def banned_aliases(text: str) -> tuple[BannedAlias, ...]:
    """Read lines ``target = alias``; both may be patterns, and the aliases several."""
    return tuple(_each_line(text, _banned_alias))


def idioms(text: str) -> Idioms:
    """Read import statements, one a line, with ``|`` between several ways for one module.

    The line ``scientific`` stands for a usual list, in which other lines take precedence.
    """
    taken: dict[str, str] = {}

    def read(line: str) -> Idiom | None:
        if line == "scientific":
            return None
        idiom = _idiom(line)
        for target in sorted({target for target, _ in idiom.bindings}):
            if taken.setdefault(target, line) != line:
                raise argparse.ArgumentTypeError(
                    f"{taken[target]!r} is also about {target!r}: join the two with '|'"
                )
        return idiom

    found = _each_line(text, read)
    usual = map(_idiom, _lines(_SCIENTIFIC)) if None in found else ()
    return Idioms(
        (
            *dict.fromkeys(idiom for idiom in found if idiom is not None),
            *(idiom for idiom in usual if not any(target in taken for target, _ in idiom.bindings)),
        )
    )


def _ban(line: str) -> Ban:
    left, _, message = (part.strip() for part in line.partition("="))
    match = re.fullmatch(r"(\S+)(?:\s+except\s+(.*\S))?", left)
    if match is None or not message:
        raise argparse.ArgumentTypeError("write 'name = message' or 'name except GLOB = message'")
    name, exempt = match.groups(default="")
    paths = (PurePath(path).as_posix().removeprefix("**/") for path in _words(exempt))
    return Ban(_pattern(name), message, tuple(paths))


def _banned_alias(line: str) -> BannedAlias:
    target, _, aliases = (part.strip() for part in line.partition("="))
    if not target or not aliases:
        raise argparse.ArgumentTypeError("write 'module = alias'")
    patterns = (_pattern(each, _NAME_PATTERN) for each in _words(aliases))
    return BannedAlias(_pattern(target), Globs(patterns))


def _pattern(text: str, expected: str = _PATTERN) -> str:
    if not re.fullmatch(expected, text):
        raise argparse.ArgumentTypeError(f"{_quoted([text])} is not a name or pattern")
    return text


def _idiom(line: str) -> Idiom:
    statements = [_import(part.strip()) for part in line.split("|")]
    if not set.intersection(*map(_modules, statements)):
        raise argparse.ArgumentTypeError("it imports several modules: use one line for each")
    bindings: set[tuple[str, str]] = set()
    listed: set[str] = set()
    for statement in statements:
        prefix = ""
        if isinstance(statement, ast.ImportFrom):
            listed.add(statement.module or "")
            prefix = f"{statement.module}."
        bindings.update((prefix + alias.name, bound_name(alias)) for alias in statement.names)
    whole = {target for target, _ in bindings}
    texts = (opening(each) + ", ".join(map(spelled, each.names)) for each in statements)
    return Idiom(tuple(texts), frozenset(bindings), next(iter(listed & whole), None))


def _modules(statement: ast.Import | ast.ImportFrom) -> set[str]:
    """Return the modules that a statement may be about."""
    if isinstance(statement, ast.Import):
        return {statement.names[0].name}
    module = statement.module or ""
    only = [alias.name for alias in statement.names] if len(statement.names) == 1 else []
    return {module, *(f"{module}.{name}" for name in only)}


def _import(text: str) -> ast.Import | ast.ImportFrom:
    try:
        (statement,) = ast.parse(text).body
    except (SyntaxError, ValueError):
        statement = ast.Pass()
    if (
        not isinstance(statement, (ast.Import, ast.ImportFrom))
        or statement.names[0].name == "*"
        or (isinstance(statement, ast.Import) and len(statement.names) > 1)
    ):
        raise argparse.ArgumentTypeError(f"{text!r} is not an import of one module")
    if isinstance(statement, ast.ImportFrom) and statement.level:
        raise argparse.ArgumentTypeError(f"{text!r} is relative: use the absolute name")
    return statement


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _each_line(text: str, read: Callable[[str], T]) -> list[T]:
    found = []
    faults = []
    for count, line in enumerate(_lines(text), 1):
        try:
            found.append(read(line))
        except argparse.ArgumentTypeError as fault:
            what = "" if str(fault).startswith(("'", '"')) else f"{_quoted([line])}: "
            faults.append(f"line {count}: {what}{fault}")
    if faults:
        raise argparse.ArgumentTypeError("\n".join(faults))
    return found


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", text) if word]


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(word if _is_quoted(word) else repr(word) for word in words)


def _is_quoted(word: str) -> bool:
    return len(word) > 1 and word[0] == word[-1] and word[0] in "'\""
