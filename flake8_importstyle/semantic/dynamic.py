"""Dynamic access: the places where code may read or bind names that it does not spell out.

``eval``, ``globals()`` and the frames of functions reach every name of the module; ``locals()``,
``vars()`` and ``dir()`` those of the scope they are called in; ``sys.modules`` whole modules. What
a call is given is not followed: ``vars(x)`` and ``dir(x)`` are about ``x`` alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import PurePath

from flake8_importstyle.semantic.scopes import (
    ALL_NAMES,
    LOCAL_NAMES,
    OWN_MODULE,
    SYS_MODULES,
    Names,
    Read,
)
from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.suites import Import, Position, start

_BUILTINS = ("__builtin__", "__builtins__", "builtins")
_OF_SCOPE = frozenset(("dir", "locals", "vars"))
_OF_MODULE = frozenset(("eval", "exec", "execfile", "globals"))
# Attributes of functions and frames, and what finds the module of something.
_ATTRIBUTES = frozenset(
    ("__builtins__", "__globals__", "f_globals", "f_locals", "func_globals", "getclosurevars")
) | {"getmodule"}
# The last three are helpers of CPython's own tests.
_RELOADERS = frozenset(("modules", "reload", "forget", "uncache", "unload"))
_IMPORT = "__import__"
_SPECIAL: dict[str, str] = {
    **dict.fromkeys((*_OF_MODULE, *_OF_SCOPE, *_ATTRIBUTES, *_BUILTINS), ALL_NAMES),
    **dict.fromkeys(_RELOADERS, SYS_MODULES),
    _IMPORT: OWN_MODULE,
}
_OWNERS = (*_BUILTINS, "imp", "importlib", "inspect", "sys", "_sys")
_OWN_NAME = "__name__"


class DynamicAccess:
    """Tells of parts of the tree what names they reach, and keeps that until all is known."""

    def __init__(self, imports: Iterable[Import], filename: str) -> None:
        path = PurePath(filename)
        self._own = {path.stem, path.parent.name, "__main__"}
        self._builtins = set(_BUILTINS)
        self._sys = {"sys", "_sys"}
        self._imported: set[Position] = set()
        self.renamed: dict[Position, str] = {}
        """What aliased imports give access to, by where they stand."""
        self._possible: list[tuple[str, Read]] = []
        for statement in imports:
            for alias in statement.names:
                self._imported.add(start(alias))
                if isinstance(statement, ast.Import):
                    owners = {"sys": self._sys, **dict.fromkeys(_BUILTINS, self._builtins)}
                    owners.get(alias.name, set()).add(alias.asname or alias.name)
                elif alias.asname and module_text(statement) in _OWNERS and alias.name in _SPECIAL:
                    self.renamed[start(alias)] = _SPECIAL[alias.name]

    def of_name(self, name: str) -> str | None:
        """Return what the value of a name reaches, if it is not bound to something else."""
        return ALL_NAMES if name in self._builtins else _SPECIAL.get(name)

    def of_attribute(self, node: ast.Attribute) -> str | None:
        """Return what an attribute reaches."""
        owner = dotted_end(node.value)
        if node.attr in _ATTRIBUTES:
            return ALL_NAMES
        if node.attr == "modules":
            return SYS_MODULES if owner in self._sys else None
        if node.attr in _RELOADERS:
            return SYS_MODULES
        is_builtin = owner in self._builtins and (node.attr in _OF_MODULE or node.attr in _OF_SCOPE)
        return ALL_NAMES if is_builtin else None

    def is_harmless(self, node: ast.Attribute) -> bool:
        """Tell whether this takes from the builtins what reaches no names: ``builtins.open``."""
        is_of_builtins = isinstance(node.value, ast.Name) and node.value.id in self._builtins
        return is_of_builtins and isinstance(node.ctx, ast.Load)

    def of_text(self, text: str) -> str | None:
        """Return what whoever is given a text may reach by it."""
        if text in _ATTRIBUTES:
            return ALL_NAMES
        return SYS_MODULES if text.startswith(SYS_MODULES) else None

    def of_call(self, node: ast.Call) -> str | None:
        """Return what a call reaches by what it is given: ``import_module(__name__)``."""
        first = node.args[0] if node.args else None
        is_own = isinstance(first, ast.Name) and first.id == _OWN_NAME
        return OWN_MODULE if is_own and dotted_end(node.func) == "import_module" else None

    def of_function(self, node: ast.Call) -> str | None:
        """Return what the function of a call reaches where that depends on what it is given.

        That is so of ``dir``, ``locals``, ``vars`` and ``__import__``. Nothing, as an empty text,
        if it is given what it is to look at; None of other functions.
        """
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        first = node.args[0] if node.args else None
        if name == _IMPORT:
            text = first.value if isinstance(first, ast.Constant) else None
            is_other = isinstance(text, str) and text.rpartition(".")[2] not in self._own
            return "" if is_other else OWN_MODULE
        if name not in _OF_SCOPE:
            return None
        return LOCAL_NAMES if first is None or isinstance(first, ast.Starred) else ""

    def keep(self, key: str, read: Read) -> None:
        """Keep a use of a name that may be bound to something else, for ``settle``."""
        self._possible.append((key, read))

    def settle(self, names: Names) -> None:
        """Record those uses whose names mean what they usually do.

        A name that the file binds otherwise than by an import, as a parameter, is a harmless one.
        Its value may be the real thing if that is used somewhere as well.
        """
        others = []
        for key, read in self._possible:
            if self._is_own(read):
                others.append((key, read))
            else:
                names.reads_of.setdefault(key, []).append(read)
        for key, read in others:
            if key in names.reads_of:
                names.reads_of[key].append(read)

    def _is_own(self, read: Read) -> bool:
        binder = next((each for each in read.scope.outward() if each.binds(read.name)), None)
        return binder is not None and not any(
            binding.position in self._imported for binding in binder.bindings[read.name]
        )
