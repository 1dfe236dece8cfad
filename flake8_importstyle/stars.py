"""Stars: what ``from module import *`` binds, and where each name was defined.

A ``Resolver`` reads the files of modules and goes through them by ``namespaces``. It never imports
what is linted, nor what that depends on. Compiled modules of the standard library, and such whose
names are made by code, are asked in an interpreter of their own.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import subprocess
import sys
import sysconfig
import time
import warnings
from functools import cache
from types import ModuleType
from typing import Any

from flake8_importstyle.constants import PLATFORM, UNKNOWN, Partial
from flake8_importstyle.modules import Module, find
from flake8_importstyle.namespaces import DYNAMIC, Bound, Namespace, Star, Surroundings, Target, run

_LARGEST = 2_000_000
_MOST_FILES = 3_000
_MOST_SECONDS = 20.0
_DEEPEST = 40
# So many re-exports are followed.
_FARTHEST = 5
_REAL_NAMES = {"os.path": os.path.__name__}
_ATTRIBUTES = frozenset(
    ("__all__", "__doc__", "__file__", "__loader__", "__name__", "__package__", "__spec__")
)

NOT_FOUND = "module not found"
COMPILED = "compiled"
UNREADABLE = "its file cannot be read"
CYCLE = "it is part of a cycle"
TOO_LARGE = "too large to analyse"


class Resolver(Surroundings):
    """Answers questions about modules that are found in ``folders``."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        self.folders = folders
        self._namespaces: dict[str, Namespace | None] = {}
        self._stars: dict[str, Star] = {}
        self._running: list[str] = []
        self._files = 0
        self._until = 0.0

    def find(self, module: str) -> Module | None:
        return find(_REAL_NAMES.get(module, module), self.folders)

    def exists(self, module: str) -> bool | None:
        """Tell whether a module can be imported; None if that cannot be seen.

        What is not found may be installed elsewhere, unless it belongs to the standard library.
        """
        found = self.find(module)
        if found is not None:
            return True
        top = module.partition(".")[0]
        return False if top in sys.stdlib_module_names else None

    def has(self, module: str, name: str) -> bool | None:
        namespace = self.namespace(module)
        if namespace is None:
            return self.exists(module) and None
        bound = namespace.names.get(name)
        if bound is not None:
            return True if bound.is_sure else None
        if namespace.doubt or "__getattr__" in namespace.names or name in _ATTRIBUTES:
            return None
        return self.is_submodule(Target(module, name))

    def constant(self, module: str, name: str) -> Any:
        if (module, name) in PLATFORM:
            return PLATFORM[module, name]
        if self._is_running(module):
            return UNKNOWN
        namespace = self.namespace(module)
        bound = namespace.names.get(name) if namespace is not None else None
        if bound is None or not bound.is_sure:
            return UNKNOWN
        target = bound.target
        if bound.value is not UNKNOWN or target is None or target.name is None:
            return bound.value
        return self.constant(target.module, target.name)

    def is_module(self, module: str, name: str, farthest: int = _FARTHEST) -> bool | None:
        """Tell whether ``from module import name`` gives a module; None if that cannot be seen."""
        found = self.find(module)
        namespace = self.namespace(module)
        if found is None or farthest == 0:
            return None
        is_submodule = self.is_submodule(Target(module, name))
        if namespace is None:
            return is_submodule or None
        bound = namespace.names.get(name)
        if bound is None:
            return True if is_submodule and not namespace.doubt else None
        target = bound.target
        if not bound.is_sure:
            return None
        if target is None:
            return bound.is_module
        if target.name is None:
            return True
        answer = self.is_module(target.module, target.name, farthest - 1)
        # What a package takes from itself may be a submodule that it replaces afterwards.
        is_own = target.module == module and self.is_submodule(target)
        return None if is_own and answer is False else answer

    def extends_all(self, module: str, name: str) -> bool:
        """Tell whether a decorator adds what it decorates to ``__all__``."""
        namespace = self.namespace(module)
        if namespace is None:
            return False
        if name in namespace.exporters:
            return True
        bound = namespace.names.get(name)
        target = bound.target if bound is not None else None
        if target is None or target.name is None or target == Target(module, name):
            return False
        return self.extends_all(target.module, target.name)

    def _is_running(self, module: str) -> bool:
        return module in self._running

    def namespace(self, module: str) -> Namespace | None:
        """Return the names of a module; None if its file is not found or cannot be read."""
        if module not in self._namespaces:
            if self._is_running(module) or len(self._running) >= _DEEPEST:
                return None
            if not self._running:
                # Each question from outside may cost so much.
                self._files, self._until = 0, time.monotonic() + _MOST_SECONDS
            self._running.append(module)
            try:
                self._namespaces[module] = self._namespace(module)
            finally:
                self._running.pop()
        return self._namespaces[module]

    def _namespace(self, module: str) -> Namespace | None:
        found = self.find(module)
        if found is None:
            return None
        if found.file is None and found.folders:
            return Namespace({}, "", ())
        if found.file is None or not found.has_source:
            if _is_standard(module, found):
                return asked(module)
            return None
        self._files += 1
        if self._files > _MOST_FILES or time.monotonic() > self._until:
            return None
        tree = parsed(found.file)
        if tree is None:
            return None
        package = module if found.folders else module.rpartition(".")[0]
        is_stub = found.file.endswith(".pyi")
        try:
            namespace = run(tree, module, package, self, is_stub=is_stub)
        except RecursionError:
            return None
        listed = namespace.names.get("__all__")
        is_dynamic = namespace.doubt or (listed is not None and listed.value is UNKNOWN)
        if is_dynamic and _is_standard(module, found) and not module.startswith("test"):
            return asked(module, namespace) or namespace
        return namespace

    def star(self, module: str) -> Star:
        """Return what a star import of a module binds."""
        if module not in self._stars:
            if self._is_running(module):
                return Star({}, CYCLE)
            self._stars[module] = self._star(module)
        return self._stars[module]

    def _star(self, module: str) -> Star:
        namespace = self.namespace(module)
        if namespace is None:
            return Star({}, self._why_unknown(module))
        listed = namespace.names.get("__all__")
        if listed is None:
            names = {
                name: bound for name, bound in namespace.names.items() if not name.startswith("_")
            }
            found = self.find(module)
            own = (module,) if found is not None and found.folders else ()
            return Star(names, namespace.doubt, (*own, *namespace.packages))
        value = listed.value
        if isinstance(value, Partial):
            items, doubtful = value
        elif isinstance(value, (list, tuple, set, frozenset, dict)):
            items, doubtful = tuple(value), frozenset()
        else:
            return Star({}, DYNAMIC)
        names = {}
        doubt = "" if listed.is_sure else DYNAMIC
        for name in (*items, *doubtful):
            if not isinstance(name, str):
                return Star({}, DYNAMIC)
            bound = namespace.names.get(name)
            if bound is None:
                # A submodule, which the star import loads, or what `__getattr__` makes.
                target = Target(f"{module}.{name}", None)
                is_sure = self.has(module, name) is not False
                is_module = self.find(f"{module}.{name}") is not None
                bound = Bound(1, target if is_module else None, is_sure)
            names[name] = bound._replace(
                is_sure=bound.is_sure and listed.is_sure and name not in doubtful
            )
        return Star(names, doubt)

    def _why_unknown(self, module: str) -> str:
        found = self.find(module)
        if found is None:
            return NOT_FOUND
        if found.file is not None and not found.has_source:
            return COMPILED
        return TOO_LARGE if self._files > _MOST_FILES else UNREADABLE

    def submodules(self, packages: tuple[str, ...]) -> dict[str, Bound]:
        """Return the submodules of packages that are loaded once these are, by their names."""
        return {
            name.rpartition(".")[2]: Bound(1, Target(name, None))
            for package in packages
            for name in sorted(self.loaded(package))
            if name.rpartition(".")[0] == package and not name.rpartition(".")[2].startswith("_")
        }

    def loaded(self, module: str) -> set[str]:
        """Return the modules that are loaded once ``module`` has been imported."""
        seen: set[str] = set()
        pending = [module]
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            if "." in name:
                pending.append(name.rpartition(".")[0])
            namespace = self.namespace(name)
            if namespace is not None:
                pending.extend(namespace.loads)
                pending.extend(
                    f"{bound.target.module}.{bound.target.name}"
                    for bound in namespace.names.values()
                    if bound.target is not None
                    and bound.target.name is not None
                    and self.is_submodule(bound.target)
                )
        return seen

    def is_submodule(self, target: Target) -> bool:
        """Tell whether ``from module import name`` loads a submodule."""
        found = self.find(target.module)
        return (
            found is not None
            and bool(found.folders)
            and self.find(f"{target.module}.{target.name}") is not None
        )


def _is_standard(module: str, found: Module) -> bool:
    """Tell whether a file is of the standard library that runs here."""
    if found.file is None:
        return module in sys.builtin_module_names
    library = os.path.join(sysconfig.get_path("stdlib"), "")
    rest = found.file.removeprefix(library)
    return rest != found.file and not rest.startswith(("site-packages", "dist-packages"))


def parsed(file: str) -> ast.Module | None:
    """Return the syntax tree of a file; None if it cannot be read."""
    try:
        if os.path.getsize(file) > _LARGEST:
            return None
        with open(file, "rb") as stream:
            text = stream.read()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def forget() -> None:
    """Forget what is known of files, because they may have changed."""
    resolver.cache_clear()


@cache
def resolver(folders: tuple[str, ...]) -> Resolver:
    """Return the resolver for modules in ``folders``, the one for all who ask."""
    return Resolver(folders)


_QUESTION = """
import importlib, json, sys, types
module = importlib.import_module(sys.argv[1])
names = {name: isinstance(value, types.ModuleType) for name, value in vars(module).items()}
listed = getattr(module, "__all__", None)
print("\\n" + json.dumps([names, None if listed is None else list(listed)]))
"""


@cache
def _answer(module: str) -> tuple[dict[str, bool], list[str] | None] | None:
    if module in sys.builtin_module_names:
        # It is part of the interpreter already.
        found = vars(importlib.import_module(module))
        return {name: isinstance(value, ModuleType) for name, value in found.items()}, None
    command = [sys.executable, "-I", "-S", "-c", _QUESTION, module]
    try:
        done = subprocess.run(
            command, capture_output=True, check=True, timeout=20, stdin=subprocess.DEVNULL
        )
        names, listed = json.loads(done.stdout.splitlines()[-1])
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return names, listed


def asked(module: str, seen: Namespace | None = None) -> Namespace | None:
    """Return the names of a module of the standard library, as an interpreter tells them.

    ``seen``: what could be seen without asking.
    """
    answer = _answer(module)
    if answer is None:
        return None
    names, listed = answer
    known = seen.names if seen is not None else {}
    bound = {
        name: known.get(name, Bound(1, is_module=is_module))._replace(is_sure=True)
        for name, is_module in names.items()
    }
    if listed is not None:
        bound["__all__"] = bound["__all__"]._replace(value=listed)
    return Namespace(bound, "", seen.loads if seen is not None else ())
