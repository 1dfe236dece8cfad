"""The table ``[tool.importstyle]`` of ``pyproject.toml``.

It has the plugin's options without their prefix, and the options of flake8 that matter when this
plugin runs alone.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from flake8_importstyle.options.settings import OPTIONS

_FILE = "pyproject.toml"
_TABLE = "importstyle"
CODES = ("select", "extend-select", "ignore", "extend-ignore")
"""The keys whose values are prefixes of codes."""
_PER_FILE = "per-file-ignores"
OF_FLAKE8 = (*CODES, "exclude", _PER_FILE, "jobs")
"""The keys that are options of flake8."""


class Table(NamedTuple):
    """The values in the table of one file."""

    path: str
    options: dict[str, str]
    """The text of each of the plugin's options, by the names of their fields."""
    of_flake8: dict[str, list[str]]
    """The values of each option of flake8, by its key."""


def table(folder: str) -> Table | None:
    """Return the table that applies in a folder: that of the nearest file that has one.

    Files are looked for in the folder and its parents up to the user's home folder, as flake8 looks
    for its own. Raises ``argparse.ArgumentTypeError`` with all faults of the table, or if the file
    mentions the table but is not valid TOML.
    """
    for path in _files(folder):
        found = _read(path)
        if found is not None:
            return _checked(path, found)
    return None


def _files(folder: str) -> Iterator[str]:
    home = os.path.realpath(os.path.expanduser("~"))
    folder = os.path.realpath(folder)
    while True:
        path = os.path.join(folder, _FILE)
        if os.path.isfile(path):
            yield path
        parent = os.path.dirname(folder)
        if parent in (folder, home):
            return
        folder = parent


def _read(path: str) -> dict[str, Any] | None:
    """Return the table of a file; None if it has none."""
    try:
        with open(path, "rb") as stream:
            text = stream.read()
        if _TABLE.encode() not in text:
            return None  # The file does not mention the table, so its faults do not matter.
        tool = loads_toml(text.decode()).get("tool", {})
    except OSError:
        return None
    except (ValueError, RecursionError) as error:
        raise argparse.ArgumentTypeError(f"{path}: {error}") from None
    found = tool.get(_TABLE) if isinstance(tool, dict) else None
    if found is None or isinstance(found, dict):
        return found
    raise argparse.ArgumentTypeError(f"{path}: 'tool.{_TABLE}' is not a table")


def loads_toml(text: str) -> dict[str, Any]:
    # Import the parser late: few runs need it.
    if sys.version_info >= (3, 11):  # pragma: >=3.11 cover
        import tomllib
    else:  # pragma: <3.11 cover
        import tomli as tomllib

    return tomllib.loads(text)


def _checked(path: str, found: dict[str, Any]) -> Table:
    options: dict[str, str] = {}
    of_flake8: dict[str, list[str]] = {}
    faults = []
    for key, value in found.items():
        name = key.replace("-", "_")
        try:
            if key in OF_FLAKE8:
                of_flake8[key] = list(_of_flake8(key, value, os.path.dirname(path)))
            elif name in OPTIONS and "_" not in key:
                options[name] = _text(name, value, os.path.dirname(path))
                OPTIONS[name].read(options[name])
            else:
                raise argparse.ArgumentTypeError(_unknown(key))
        except argparse.ArgumentTypeError as fault:
            faults.append(f"{path}: tool.{_TABLE}.{key}: {fault}")
    if faults:
        raise argparse.ArgumentTypeError("\n".join(faults))
    return Table(path, options, of_flake8)


def keys() -> list[str]:
    """Return all keys that the table may have."""
    return sorted((*OF_FLAKE8, *(name.replace("_", "-") for name in OPTIONS)))


def _unknown(key: str) -> str:
    from difflib import get_close_matches

    spelled = key.replace("_", "-").removeprefix(f"{_TABLE}-")
    near = get_close_matches(spelled, keys(), 1)
    return f"no such option{f': did you mean {near[0]!r}?' if near else ''}"


def _text(name: str, value: object, folder: str) -> str:
    """Return the text of a value as written in a flake8 configuration file."""
    option = OPTIONS[name]
    if isinstance(value, bool):
        if option.metavar is not None:
            raise argparse.ArgumentTypeError("true or false is not a value of this option")
        return str(value).lower()
    if isinstance(value, dict):
        if option.metavar != "LINES" or not all(isinstance(each, str) for each in value.values()):
            raise argparse.ArgumentTypeError("write a string or a list of strings")
        return "\n".join(f"{left} = {right}" for left, right in value.items())
    texts = _texts(value)
    if option.is_path:
        texts = [os.path.join(folder, each) for each in texts if each]
    return "\n".join(texts)


def _texts(value: object) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(each, (str, int)) and not isinstance(each, bool) for each in parts):
        raise argparse.ArgumentTypeError("write a string or a list of strings")
    return list(map(str, parts))


def _of_flake8(key: str, value: object, folder: str) -> Iterator[str]:
    """Yield the values of a flake8 option, with paths resolved against the file's folder."""
    if key == _PER_FILE:
        if not isinstance(value, dict):
            raise argparse.ArgumentTypeError("write a table of file patterns with their codes")
        for pattern, codes in value.items():
            yield from (f"{_absolute(pattern, folder)}:{code}" for code in _words(codes))
    elif key == "exclude":
        yield from (_absolute(pattern, folder) for pattern in _words(value))
    else:
        yield from _words(value)


def _words(value: object) -> list[str]:
    return [word for text in _texts(value) for word in text.replace(",", " ").split()]


def _absolute(pattern: str, folder: str) -> str:
    return os.path.join(folder, pattern) if "/" in pattern else pattern
