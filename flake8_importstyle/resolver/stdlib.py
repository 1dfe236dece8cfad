"""The interpreter: what it says of the names in modules of its own standard library.

Compiled modules, and such whose names are made by code, do not show their names otherwise. They are
imported in a process of their own, in which only the standard library can be found.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from types import ModuleType
from typing import Any, NamedTuple

from flake8_importstyle.resolver.environments import is_library, is_of_this_version, library
from flake8_importstyle.resolver.modules import Module

_MOST_SECONDS = 20
# What shows or tests something when it is imported.
_PROGRAMS = frozenset(("antigravity", "idlelib", "test", "this", "turtledemo"))
_QUESTION = """
import importlib, json, sys, types
module = importlib.import_module(sys.argv[1])
names = {name: isinstance(value, types.ModuleType) for name, value in vars(module).items()}
listed = getattr(module, "__all__", None)
print("\\n" + json.dumps([names, None if listed is None else list(listed)]))
"""
_QUESTION_OF_OWNERS = """
import importlib, json, sys
owners = {}
for name, value in vars(importlib.import_module(sys.argv[1])).items():
    owner = getattr(value, "__module__", None)
    own_name = getattr(value, "__name__", None)
    if isinstance(owner, str) and isinstance(own_name, str):
        if getattr(sys.modules.get(owner), own_name, None) is value:
            owners[name] = owner, own_name
print("\\n" + json.dumps(owners))
"""

OTHER_VERSION = "known only from another version of Python"


class Answer(NamedTuple):
    """What the interpreter says of a module."""

    names: dict[str, bool]
    """Its names, each with whether it is a module."""
    listed: list[str] | None
    """Its ``__all__``."""


def standing(module: str, found: Module) -> str | None:
    """Tell whether the interpreter may be asked for the names of a module.

    It may if the module belongs to a standard library. What comes back is the doubt that there
    is about the answer, which is empty for its own library; None if it may not be asked.
    """
    top = module.partition(".")[0]
    if found.file is None:
        return "" if module in sys.builtin_module_names else None
    if top not in sys.stdlib_module_names or top in _PROGRAMS:
        return None
    folder = os.path.dirname(found.file)
    for _ in range(module.count(".") + bool(found.folders)):
        folder = os.path.dirname(folder)
    if os.path.basename(folder) in ("DLLs", "lib-dynload"):
        folder = os.path.dirname(folder)
    if folder == library():
        return ""
    if not is_library(folder):
        return None
    return "" if is_of_this_version(folder) else OTHER_VERSION


def ask(module: str) -> Answer | None:
    """Return what the interpreter says of a module that it may be asked for; None for no answer."""
    return known(module) or _asked(module)


@cache
def known(module: str) -> Answer | None:
    """Return what can be said of a compiled module without asking another process."""
    loaded = _loaded(module)
    if loaded is None:
        return None
    return Answer(
        {name: isinstance(value, ModuleType) for name, value in vars(loaded).items()}, None
    )


@cache
def owners(module: str) -> dict[str, tuple[str, str]]:
    """Return where the functions and classes of a compiled module were made: module and name.

    It must be one that the interpreter may be asked for.
    """
    loaded = _loaded(module)
    if loaded is None:
        answer = _reply(_QUESTION_OF_OWNERS, module)
        return {name: tuple(owner) for name, owner in answer.items()} if answer is not None else {}
    made = {
        name: (getattr(value, "__module__", None), getattr(value, "__name__", None))
        for name, value in vars(loaded).items()
    }
    return {
        name: (owner, own_name)
        for name, (owner, own_name) in made.items()
        if isinstance(owner, str)
        and isinstance(own_name, str)
        and getattr(sys.modules.get(owner), own_name, None) is vars(loaded)[name]
    }


@cache
def _asked(module: str) -> Answer | None:
    answer = _reply(_QUESTION, module)
    return Answer(*answer) if answer is not None else None


def _reply(question: str, module: str) -> Any:
    """Return what a program prints as JSON; None if it fails."""
    command = [sys.executable, "-I", "-S", "-c", question, module]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=True,
            timeout=_MOST_SECONDS,
            stdin=subprocess.DEVNULL,
        )
        return json.loads(done.stdout.splitlines()[-1])
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _loaded(module: str) -> ModuleType | None:
    """Return a compiled module that is part of this process, or of the interpreter."""
    if module in sys.builtin_module_names:
        return importlib.import_module(module)
    loaded = sys.modules.get(module)
    if loaded is None:
        return None
    # Other modules that are loaded may have been changed since.
    is_compiled = str(getattr(loaded, "__file__", "")).endswith(tuple(EXTENSION_SUFFIXES))
    return loaded if is_compiled else None
