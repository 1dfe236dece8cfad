"""The settings of a run, printed as they would be written in ``pyproject.toml``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.options.baseline import Baseline
from flake8_importstyle.options.settings import OPTIONS
from flake8_importstyle.options.types import NO_LIMIT, Ban, BannedAlias, Idiom

_OF_FLAKE8 = ("select", "extend_select", "ignore", "extend_ignore", "exclude", "per_file_ignores")


def described(options: argparse.Namespace) -> Iterator[str]:
    """Yield lines: the active rules, and every setting that the user or a preset has changed."""
    settings = ImportStyleChecker.settings
    yield f"# active rules: {' '.join(rule.code for rule in ImportStyleChecker.rules)}"
    yield "[tool.importstyle]"
    for name in _OF_FLAKE8:
        value = getattr(options, name)
        if value:
            yield f"{_key(name)} = {_spelled(value)}"
    for name in OPTIONS:
        value = getattr(settings, name)
        if settings.differs(name) or name in settings.given:
            yield f"{_key(name)} = {_spelled('' if value == NO_LIMIT else value)}"


def _key(name: str) -> str:
    return name.replace("_", "-")


def _spelled(value: object) -> str:
    """Return a value in TOML; for strings, numbers and lists, JSON is valid TOML."""
    if isinstance(value, (Ban, BannedAlias, Idiom)):
        return json.dumps(_line(value))
    if isinstance(value, Baseline):
        return json.dumps(value.path)
    if isinstance(value, (list, tuple)):
        return f"[{_joined(value)}]"
    if isinstance(value, frozenset):
        return f"[{_joined(sorted(value))}]"
    return json.dumps(value)


def _joined(values: Iterable[object]) -> str:
    return ", ".join(map(_spelled, values))


def _line(value: Ban | BannedAlias | Idiom) -> str:
    if isinstance(value, Idiom):
        return " | ".join(value.statements)
    if isinstance(value, BannedAlias):
        return f"{value.target} = {', '.join(value.aliases)}"
    exempt = f" except {', '.join(value.exempt)}" if value.exempt else ""
    return f"{value.name}{exempt} = {value.message}"
