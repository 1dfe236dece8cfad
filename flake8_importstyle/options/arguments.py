"""Arguments: registers the options with flake8's parser, and turns its result into settings.

The text of an option comes from the command line, from a configuration file, or as a TOML value
through Flake8-pyproject.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from flake8_importstyle.options import types
from flake8_importstyle.options.presets import NO_PRESET, OPPOSITES, PRESETS
from flake8_importstyle.options.settings import DEFAULTS, OPTIONS, Settings, flag


class _Switch(argparse.Action):
    """``store_true``, but with a checked value in configuration files.

    flake8 reads a real ``store_true`` option with ``getboolean``, whose ``ValueError`` ends the run
    in a traceback. Here the value is a string, which goes through ``type`` like any other.
    """

    def __init__(self, option_strings: Sequence[str], *, other: str = "", **arguments: Any) -> None:
        strings = [*option_strings]
        if other:
            # The option takes no value, so register the text with a value as another name for it.
            strings += [f"{each}={other}" for each in option_strings]
        super().__init__(strings, **arguments, nargs=0)

    def __call__(
        self, parser: object, namespace: argparse.Namespace, _: object, option: str | None = None
    ) -> None:
        _, _, value = (option or "").partition("=")
        setattr(namespace, self.dest, value or True)


class Registrar(Protocol):
    """The part of flake8's option manager that is used here."""

    def add_option(self, *args: Any, **kwargs: Any) -> None:
        """Take the arguments of ``argparse``, and ``parse_from_config``."""


def register(registrar: Registrar, origin: Callable[[str], str] = lambda name: "") -> None:
    """Register every option with flake8.

    ``origin``: returns the configuration file that sets an option, if one does.
    """
    for name, described in OPTIONS.items():
        arguments: dict[str, Any] = {"action": partial(_Switch, other=described.other)}
        if described.metavar is not None:
            arguments = {"metavar": described.metavar}
        if described.is_path:
            # flake8 makes paths absolute by a type of its own, so they are read afterwards.
            arguments["normalize_paths"] = True
            arguments["comma_separated_list"] = described.read is types.folders
        else:
            arguments["type"] = partial(_read, described.read, flag(name)[2:], origin)
        registrar.add_option(
            flag(name),
            **arguments,
            # Not the option's own default: a preset may have another.
            default=None,
            parse_from_config=True,
            help=described.help.replace("%", "%%"),
        )


def _read(read: Callable[[str], Any], name: str, origin: Callable[[str], str], text: str) -> Any:
    """Read the text of an option; an error also names the configuration file that has it."""
    try:
        return read(text)
    except argparse.ArgumentTypeError as fault:
        raise argparse.ArgumentTypeError(f"{fault}{_in(origin(name))}") from None


def _in(path: str) -> str:
    return f" (in {path})" if path else ""


def settings_from(
    namespace: argparse.Namespace,
    texts: Mapping[str, str] = {},
    origin: Callable[[str], str] = lambda name: "",
) -> Settings:
    """Return the settings from parsed options; those not given come from ``texts`` or the preset.

    ``texts``: values by the names of their fields. ``origin``: returns the configuration file that
    sets an option. Raises ``argparse.ArgumentTypeError`` with every invalid path and TOML value,
    one per line: ``argparse`` has not checked them, as it reads only strings, and flake8 reads
    paths itself.
    """
    found: dict[str, Any] = {}
    faults = []
    for name, described in OPTIONS.items():
        value = getattr(namespace, flag(name)[2:].replace("-", "_"))
        if value is None and name in texts:
            found[name] = described.read(texts[name])
        try:
            if value is not None:
                is_read = not described.is_path and _is_read(value, name)
                found[name] = value if is_read else described.read(_text(value))
        except argparse.ArgumentTypeError as fault:
            faults.append(f"{flag(name)[2:]}: {fault}{_in(origin(flag(name)[2:]))}")
    if faults:
        raise argparse.ArgumentTypeError("\n".join(faults))
    if found.get("from_banned"):
        found.setdefault("from_policy", "listed")
    given = frozenset(found)
    preset = PRESETS.get(found.get("preset", ""), NO_PRESET)
    for name, text in preset.options.items():
        if OPPOSITES.get(name) not in given:
            found.setdefault(name, OPTIONS[name].read(text))
    return Settings(
        **found,
        given=given,
        max_line_length=getattr(namespace, "max_line_length", DEFAULTS.max_line_length),
        builtins=frozenset(getattr(namespace, "builtins", None) or ()),
    )


def _is_read(value: object, name: str) -> bool:
    # A number may have been read or not; reading it again does no harm.
    return isinstance(value, type(getattr(DEFAULTS, name))) and type(value) is not int


def _text(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
