"""flake8's configuration files: reports their faults in one line instead of a traceback."""

from __future__ import annotations

import configparser
import os
import stat
from collections.abc import Iterator, Sequence

from flake8.exceptions import ExecutionError

_FILES = ("setup.cfg", "tox.ini", ".flake8")
_TOML = "pyproject.toml"
_TOML_OPTION = "--toml-config"
FAULTS = (configparser.Error, ValueError, TypeError, OSError, RecursionError)
"""The exceptions that flake8 and Flake8-pyproject may raise on reading configuration files."""


def unreadable(fault: Exception, argv: Sequence[str]) -> ExecutionError:
    """Return an error that says what is wrong with the configuration, and in which file."""
    text = str(fault) or type(fault).__name__
    if isinstance(fault, configparser.Error):
        return ExecutionError(text)
    # The only other file is read by Flake8-pyproject, which does not name it.
    is_toml = type(fault).__name__ == "TOMLDecodeError" or isinstance(
        fault, (UnicodeDecodeError, RecursionError)
    )
    if is_toml:
        return ExecutionError(f"{_toml_file(argv)}: {text}")
    return ExecutionError(f"the configuration cannot be used: {text}")


def _toml_file(argv: Sequence[str]) -> str:
    for option, following in zip(argv, (*argv[1:], ""), strict=True):
        name, equals, value = option.partition("=")
        if name == _TOML_OPTION:
            return value if equals else following
    return _TOML


def refuse_pipes(folder: str, argv: Sequence[str]) -> None:
    """Raise ``ExecutionError`` if flake8 would read a pipe or a device as its configuration.

    Reading one could block for ever. One that the user names with ``--config`` is meant to be read.
    """
    given = {each.partition("=")[0] for each in argv}
    if "--isolated" in given:
        return
    _refuse_pipe(os.path.abspath(os.path.join(folder, _TOML)))
    for path in () if "--config" in given else _files(folder):
        _refuse_pipe(path)
        try:
            with open(path, encoding="utf-8", errors="replace") as stream:
                if "[flake8" in stream.read():
                    return  # No other is read.
        except OSError:
            continue


def _refuse_pipe(path: str) -> None:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise ExecutionError(f"{path}: not a file")


def _files(folder: str) -> Iterator[str]:
    """Yield the paths at which flake8 looks for its configuration, in that order."""
    home = os.path.realpath(os.path.expanduser("~"))
    folder = os.path.abspath(folder)
    while True:
        yield from (os.path.join(folder, name) for name in _FILES)
        parent = os.path.dirname(folder)
        if parent == folder or os.path.realpath(parent) == home:
            return
        folder = parent
