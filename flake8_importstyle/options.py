"""The plugin's options, each declared once: its name, default, meaning and how its text is read.

An option's text comes from the command line, from a configuration file, or as a TOML value through
Flake8-pyproject. All three end in one frozen ``Settings``.
"""

from __future__ import annotations

import argparse
import fnmatch
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, Protocol, TypeVar

T = TypeVar("T")

PREFIX = "--importstyle-"


class Globs:
    """Patterns for whole dotted names, as in ``fnmatch``: ``*`` also matches dots.

    False when there are none.
    """

    def __init__(self, patterns: Sequence[str] = ()) -> None:
        self._matches = re.compile("|".join(map(fnmatch.translate, patterns))).match
        self._patterns = tuple(patterns)

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def __repr__(self) -> str:
        return ",".join(self._patterns)

    def match(self, name: str) -> bool:
        """Tell whether one of the patterns matches the whole of ``name``."""
        return bool(self._patterns) and self._matches(name) is not None


def globs(text: str) -> Globs:
    """Read patterns separated by commas or white space.

    Raises ``argparse.ArgumentTypeError`` for a character that no module name or pattern has.
    """
    patterns = _words(text)
    wrong = [pattern for pattern in patterns if not re.fullmatch(r"[\w.*?!\[\]-]+", pattern)]
    if wrong:
        named = ", ".join(map(repr, wrong))
        raise argparse.ArgumentTypeError(f"{named}: not a module name or a pattern for one")
    return Globs(patterns)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", text) if word]


def names(text: str) -> frozenset[str]:
    """Read names separated by commas or white space.

    Raises ``argparse.ArgumentTypeError`` for anything that is no name.
    """
    found = _words(text)
    wrong = [name for name in found if not name.isidentifier()]
    if wrong:
        raise argparse.ArgumentTypeError(f"{', '.join(map(repr, wrong))}: not a name")
    return frozenset(found)


def switch(text: str) -> bool:
    """Read yes or no in the words that configuration files use.

    Raises ``argparse.ArgumentTypeError`` for any other word.
    """
    word = text.strip().lower()
    if word in {"1", "on", "true", "yes"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise argparse.ArgumentTypeError(f"{text!r}: write 'true' or 'false'")


class Option(NamedTuple):
    """How one setting is written and explained."""

    read: Callable[[str], Any]
    """Turns the text into the setting; raises ``argparse.ArgumentTypeError``."""
    default: str
    metavar: str | None
    """What stands for the value in the help; None for a switch, which takes none."""
    help: str


def option(read: Callable[[str], T], default: str, metavar: str | None, help: str) -> T:
    """Declare a field of ``Settings`` that an option of the same name sets."""
    described = Option(read, default, metavar, help)
    return field(default=read(default), metadata={"option": described})


@dataclass(frozen=True)
class Settings:
    """What the user set, read and checked. A field ``a_b`` is the option ``--importstyle-a-b``."""

    allow_star: Globs = option(
        globs,
        "",
        "GLOB,…",
        "Modules that may be star-imported. A pattern is compared with the whole module as the"
        " import spells it, leading dots included; '*' also matches dots.",
    )
    both_ways_allow: Globs = option(
        globs,
        "",
        "GLOB,…",
        "Modules that one file may import both as a whole and by their names, compared as the"
        " import spells them.",
    )
    builtins_allow: frozenset[str] = option(
        names, "", "NAME,…", "Builtins that an import may replace."
    )
    local_allow: Globs = option(
        globs,
        "",
        "GLOB,…",
        "Modules that may be imported inside of functions, compared as the import spells them.",
    )
    strict_aliases: bool = option(
        switch,
        "false",
        None,
        "Also report 'from m import y as y', which says nothing more than 'from m import y'"
        " outside of '__init__.py' and stubs.",
    )


OPTIONS: dict[str, Option] = {each.name: each.metadata["option"] for each in fields(Settings)}
"""Every option by the name of its field, in the order of declaration."""


def flag(name: str) -> str:
    """Return the option of a field as it is written on the command line."""
    return PREFIX + name.replace("_", "-")


class _Switch(argparse.Action):
    """``store_true`` with a checked value in configuration files.

    flake8 reads what it knows as ``store_true`` with ``getboolean``, whose ``ValueError`` ends the
    run in a traceback. As a string the value goes through ``type`` like any other.
    """

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments, nargs=0)

    def __call__(self, parser: object, namespace: argparse.Namespace, *_: object) -> None:
        setattr(namespace, self.dest, True)


class Registrar(Protocol):
    """The part of flake8's option manager that is needed here."""

    def add_option(self, *args: Any, **kwargs: Any) -> None:
        """Take what ``argparse`` takes, and ``parse_from_config``."""


def register(registrar: Registrar) -> None:
    """Make every option known to flake8."""
    for name, described in OPTIONS.items():
        arguments: dict[str, Any] = {"action": _Switch}
        if described.metavar is not None:
            arguments = {"metavar": described.metavar}
        registrar.add_option(
            flag(name),
            **arguments,
            type=described.read,
            default=described.default,
            parse_from_config=True,
            help=described.help.replace("%", "%%"),
        )


def settings_from(namespace: argparse.Namespace) -> Settings:
    """Collect the settings from parsed options.

    Raises ``argparse.ArgumentTypeError`` with every faulty TOML value, one a line: they arrive
    unread, because ``argparse`` reads only strings.
    """
    values = {}
    faults = []
    for name, described in OPTIONS.items():
        value = getattr(namespace, flag(name)[2:].replace("-", "_"))
        try:
            values[name] = described.read(_text(value)) if _is_toml(value) else value
        except argparse.ArgumentTypeError as fault:
            faults.append(f"{flag(name)[2:]}: {fault}")
    if faults:
        raise argparse.ArgumentTypeError("\n".join(faults))
    return Settings(**values)


def _is_toml(value: object) -> bool:
    return isinstance(value, (list, int, float, dict))


def _text(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
