"""The standard library: what the interpreter says of modules that do not show their names.

These are compiled, or their names are made by code. They are on a closed list, on which nothing is
that does more than that when it is imported. Those that this process has loaded are looked at;
others are imported in a process of its own, in which only the standard library can be found.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES, BuiltinImporter, ExtensionFileLoader
from types import BuiltinFunctionType, ModuleType
from typing import Any, NamedTuple

from flake8_importstyle.resolver.environments import is_library, is_of_this_version, library
from flake8_importstyle.resolver.search_path import Module

MADE_BY_CODE = frozenset(
    (
        *(
            "ast",
            "calendar",
            "collections.abc",
            "crypt",
            "ctypes",
            "ctypes._endian",
            "ctypes.wintypes",
        ),
        *("dataclasses", "doctest", "enum", "http.client", "importlib.abc", "inspect"),
        *("multiprocessing", "os", "pickle", "plistlib", "profile", "re", "re._compiler"),
        *("re._constants",),
        *("re._parser", "runpy", "signal", "socket", "sre_compile", "sre_constants", "sre_parse"),
        *("ssl", "sysconfig", "tkinter", "tkinter.simpledialog", "tkinter.tix", "typing"),
    )
)
"""The modules with source that may be asked; a test finds them in the library itself."""

# It takes tenths of a second; whether there is an answer must not depend on how busy a machine is.
_MOST_SECONDS = 300
# The longest answer is that of `tkinter`, with 10,000 bytes.
_LARGEST = 1_000_000
# Without these, some interpreters do not start.
_VARIABLES = ("DYLD_LIBRARY_PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_QUESTION = """
import importlib, json, sys, types
module = importlib.import_module(sys.argv[1])
names, owners = {}, {}
for name, value in vars(module).items():
    names[name] = isinstance(value, types.ModuleType)
    if isinstance(value, (type, types.BuiltinFunctionType)):
        owner, own_name = getattr(value, "__module__", None), value.__name__
        if owner in sys.modules and getattr(sys.modules[owner], own_name, None) is value:
            owners[name] = owner, own_name
listed = getattr(module, "__all__", None)
print("\\n" + json.dumps([names, None if listed is None else list(listed), owners]))
"""

OTHER_VERSION = "known only from another version of Python"


class Answer(NamedTuple):
    """What the interpreter says of a module."""

    names: dict[str, bool]
    """Its names, each with whether it is a module."""
    listed: list[str] | None
    """Its ``__all__``."""
    owners: dict[str, tuple[str, str]]
    """Where its classes and compiled functions were made: module and name."""


@cache
def may_be_asked(module: str) -> bool:
    """Tell whether a module is on the closed list: those above, and the compiled ones.

    A compiled one has to be part of the interpreter, or to stand in its own library.
    """
    return module in MADE_BY_CODE or _is_compiled(module)


def caveat(module: str, found: Module) -> str | None:
    """Tell whether the interpreter may be asked for the names of a module, where it was found.

    It may if the module is on the list, and stands in a standard library. What comes back is the
    doubt that there is about the answer, which is empty for its own library; None if it may not be
    asked.
    """
    if not may_be_asked(module):
        return None
    if found.file is None:
        return "" if module in sys.builtin_module_names else None
    folder = _root(module, found.file, found)
    if folder == library():
        return ""
    if not is_library(folder):
        return None
    return "" if is_of_this_version(folder) else OTHER_VERSION


def is_in_library(module: str, found: Module) -> bool:
    """Tell whether a module, where it was found, belongs to a standard library."""
    if found.file is None:
        return module in sys.builtin_module_names
    folder = _root(module, found.file, found)
    return folder == library() or is_library(folder)


def _root(module: str, file: str, found: Module) -> str:
    """Return the folder of the library that the file of a module would belong to."""
    folder = os.path.dirname(file)
    for _ in range(module.count(".") + bool(found.folders)):
        folder = os.path.dirname(folder)
    if os.path.basename(folder) in ("DLLs", "lib-dynload"):
        folder = os.path.dirname(folder)
    return folder


def ask(module: str) -> Answer | None:
    """Return what the interpreter says of a module; None if it may not be asked, or fails."""
    return known(module) or _asked(module)


def owners(module: str) -> dict[str, tuple[str, str]]:
    """Return where classes and compiled functions of a module were made: module and name."""
    answer = ask(module)
    return answer.owners if answer is not None else {}


@cache
def known(module: str) -> Answer | None:
    """Return what can be said of a compiled module without asking another process."""
    loaded = _loaded(module)
    if loaded is None:
        return None
    names = {name: value for name, value in vars(loaded).items() if isinstance(name, str)}
    owners = {}
    for name, value in names.items():
        if isinstance(value, (type, BuiltinFunctionType)):
            owner, own_name = str(getattr(value, "__module__", None)), value.__name__
            made = sys.modules.get(owner)
            if made is not None and vars(made).get(own_name) is value:
                owners[name] = owner, own_name
    return Answer(
        {name: isinstance(value, ModuleType) for name, value in names.items()}, None, owners
    )


@cache
def _asked(module: str) -> Answer | None:
    # A program of another name may be one that Python is built into, and do anything.
    program = os.path.basename(sys.executable or "").lower()
    if not may_be_asked(module) or not program.startswith(("python", "pypy")):
        return None
    try:
        output = _printed([sys.executable, "-I", "-S", "-B", "-c", _QUESTION, module])
        return _answer(json.loads(output.splitlines()[-1]))
    except (OSError, ValueError, LookupError, TypeError, RecursionError, MemoryError):
        return None


def _answer(found: Any) -> Answer:
    """Return an answer from JSON. Raises ``TypeError`` or ``ValueError`` for what is none."""
    names, listed, owners = found
    pairs = {name: (module, own_name) for name, (module, own_name) in dict.items(owners)}
    texts = (
        *dict.keys(names),
        *(listed or ()),
        *(text for pair in pairs.values() for text in pair),
    )
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    if not all(isinstance(is_module, bool) for is_module in names.values()):
        raise TypeError
    if not isinstance(listed, (list, type(None))):
        raise TypeError
    return Answer(names, listed, pairs)


def _printed(command: list[str]) -> bytes:
    """Return what a program prints, which runs in an empty folder. Raises ``OSError``."""
    bare = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    with (
        tempfile.TemporaryDirectory(prefix="importstyle-", ignore_cleanup_errors=True) as folder,
        subprocess.Popen(
            command,
            cwd=folder,
            env=bare,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process,
    ):
        timer = threading.Timer(_MOST_SECONDS, _end, (process,))
        timer.daemon = True
        timer.start()
        try:
            assert process.stdout is not None
            output = process.stdout.read(_LARGEST + 1)
            if len(output) <= _LARGEST and process.wait() == 0:
                return output
        finally:
            timer.cancel()
            _end(process)
    raise OSError(f"{command[0]} did not answer")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, and all that it has started, unless it has ended."""
    if process.returncode is not None:
        return
    if sys.platform == "win32":  # pragma: win32 cover
        process.kill()
    else:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)


def _loaded(module: str) -> ModuleType | None:
    """Return a compiled module of the list, if it is part of this process.

    Nothing is imported here, as that could find what it needs in other places than the library.
    Modules with source may have been changed since they were loaded, and are not looked at.
    """
    loaded = sys.modules.get(module)
    if type(loaded) is not ModuleType or not _is_compiled(module):
        return None
    loader = getattr(loaded.__spec__, "loader", None)
    is_own = loader is BuiltinImporter or isinstance(loader, ExtensionFileLoader)
    return loaded if is_own else None


@cache
def _is_compiled(module: str) -> bool:
    """Tell whether a module of this interpreter's library is compiled; tests of it do not count."""
    if module not in sys.stdlib_module_names:
        return False
    if module in sys.builtin_module_names:
        return True
    folders = (os.path.join(library(), "lib-dynload"), os.path.join(sys.base_prefix, "DLLs"))
    return any(
        os.path.isfile(os.path.join(folder, module + suffix))
        for folder in folders
        for suffix in EXTENSION_SUFFIXES
    )
