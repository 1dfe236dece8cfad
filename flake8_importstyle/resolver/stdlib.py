"""The standard library: the names of modules that only the interpreter can report.

Such modules are compiled, or create their names dynamically. They are on a closed list of modules
without side effects. A compiled one that this process has loaded already is inspected; the others
are imported in a separate process that can find nothing but the standard library.
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

from flake8_importstyle.resolver.disk import is_file
from flake8_importstyle.resolver.environments import is_library, is_of_this_version, library
from flake8_importstyle.resolver.files import remembered
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
        *("ssl", "sysconfig", "timeit", "tkinter", "tkinter.simpledialog", "tkinter.tix"),
        *("typing", "unittest.loader"),
    )
)
"""The modules with source that may be imported in that process; a test finds them in the library.
"""

# End the process after this time. It takes tenths of a second, but the result must not depend on
# how busy the machine is.
_MOST_SECONDS = 300
# Read no more bytes of an answer; the longest one, for `tkinter`, has 10,000.
_LARGEST = 1_000_000
# The only environment variables to pass on: some interpreters do not start without them.
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
    """What the interpreter reports about a module."""

    names: dict[str, bool]
    """Its names, each with whether it is a module."""
    listed: list[str] | None
    """Its ``__all__``, if it has one."""
    owners: dict[str, tuple[str, str]]
    """The module and name where each of its classes and compiled functions is defined."""


@remembered
def may_be_asked(module: str) -> bool:
    """Tell whether a module is on the closed list: those above, and compiled ones.

    A compiled one has to be part of the interpreter or of its own standard library.
    """
    return module in MADE_BY_CODE or _is_compiled(module)


def caveat(module: str, found: Module) -> str | None:
    """Return why the interpreter's answer about a module may be wrong; empty if it is right.

    None if the interpreter may not be asked: the module is not on the list, or was not found in a
    standard library.
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
    """Tell whether a module was found in a standard library."""
    if found.file is None:
        return module in sys.builtin_module_names
    folder = _root(module, found.file, found)
    return folder == library() or is_library(folder)


def _root(module: str, file: str, found: Module) -> str:
    """Return the folder that the standard library would have, given the file of a module."""
    folder = os.path.dirname(file)
    for _ in range(module.count(".") + bool(found.folders)):
        folder = os.path.dirname(folder)
    if os.path.basename(folder) in ("DLLs", "lib-dynload"):
        folder = os.path.dirname(folder)
    return folder


def ask(module: str) -> Answer | None:
    """Return what the interpreter reports about a module; None if it may not be asked, or fails."""
    return known(module) or _asked(module)


def owners(module: str) -> dict[str, tuple[str, str]]:
    """Return the module and name where each class and compiled function is defined."""
    answer = ask(module)
    return answer.owners if answer is not None else {}


@cache
def known(module: str) -> Answer | None:
    """Return what this process knows about a compiled module; None if it is not loaded."""
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
    # A program of another name may embed Python, and do anything when started.
    program = os.path.basename(sys.executable or "").lower()
    if not may_be_asked(module) or not program.startswith(("python", "pypy")):
        return None
    try:
        output = _printed([sys.executable, "-I", "-S", "-B", "-c", _QUESTION, module])
        return _answer(json.loads(output.splitlines()[-1]))
    except (OSError, ValueError, LookupError, TypeError, RecursionError, MemoryError):
        return None


def _answer(found: Any) -> Answer:
    """Return an answer from parsed JSON. Raises ``TypeError`` or ``ValueError`` if malformed."""
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
    """Run a program in an empty folder and return what it prints. Raises ``OSError``."""
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
    """Kill a process and all that it has started, unless it has ended."""
    if process.returncode is not None:
        return
    if sys.platform == "win32":  # pragma: win32 cover
        process.kill()
    else:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)


def _loaded(module: str) -> ModuleType | None:
    """Return a compiled module on the list if this process has loaded it, else None.

    Nothing is imported here: that might find its dependencies outside the standard library. Modules
    with source are left out, as other code may have changed them since they were loaded.
    """
    loaded = sys.modules.get(module)
    if type(loaded) is not ModuleType or not _is_compiled(module):
        return None
    loader = getattr(loaded.__spec__, "loader", None)
    is_own = loader is BuiltinImporter or isinstance(loader, ExtensionFileLoader)
    return loaded if is_own else None


@remembered
def _is_compiled(module: str) -> bool:
    """Tell whether a module of this interpreter's library is compiled; its test modules are not."""
    if module not in sys.stdlib_module_names:
        return False
    if module in sys.builtin_module_names:
        return True
    folders = (os.path.join(library(), "lib-dynload"), os.path.join(sys.base_prefix, "DLLs"))
    return any(
        is_file(os.path.join(folder, module + suffix))
        for folder in folders
        for suffix in EXTENSION_SUFFIXES
    )
