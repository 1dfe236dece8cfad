"""Find dynamic access: places where code may read or bind names that it does not spell out.

``eval``, ``globals()`` and function frames give access to every name of the module; ``locals()``,
``vars()`` and ``dir()`` to the names of the calling scope; ``sys.modules`` to whole modules.
Arguments are not followed: ``vars(x)`` and ``dir(x)`` concern only ``x``.

The results are the pseudo-names of ``semantic.scopes``, such as ``ALL_NAMES``.
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
# Attributes of functions and frames, and functions of `inspect`, that give access to a namespace.
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
    """Classifies nodes by the names they give access to, and collects the uncertain reads.

    ``of_…`` methods return a pseudo-name, or None if the node gives no access.
    """

    def __init__(self, imports: Iterable[Import], filename: str) -> None:
        path = PurePath(filename)
        self._own = {path.stem, path.parent.name, "__main__"}
        self._builtins = set(_BUILTINS)
        self._sys = {"sys", "_sys"}
        self._imported: set[Position] = set()
        self.renamed: dict[Position, str] = {}
        """The pseudo-names of aliased imports, by position."""
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
        """Return what a name gives access to if it has its usual value."""
        return ALL_NAMES if name in self._builtins else _SPECIAL.get(name)

    def of_attribute(self, node: ast.Attribute) -> str | None:
        """Return what an attribute gives access to."""
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
        """Tell whether an attribute of ``builtins`` is read, so the module itself is not passed on.

        What the attribute gives access to is up to ``of_attribute``.
        """
        is_of_builtins = isinstance(node.value, ast.Name) and node.value.id in self._builtins
        return is_of_builtins and isinstance(node.ctx, ast.Load)

    def of_text(self, text: str) -> str | None:
        """Return what code may get access to by using a string as a name."""
        if text in _ATTRIBUTES:
            return ALL_NAMES
        return SYS_MODULES if text.startswith(SYS_MODULES) else None

    def of_call(self, node: ast.Call) -> str | None:
        """Return what a call like ``import_module(__name__)`` gives access to."""
        first = node.args[0] if node.args else None
        is_own = isinstance(first, ast.Name) and first.id == _OWN_NAME
        return OWN_MODULE if is_own and dotted_end(node.func) == "import_module" else None

    def of_function(self, node: ast.Call) -> str | None:
        """Return what a call of ``dir``, ``locals``, ``vars`` or ``__import__`` gives access to.

        Empty if its arguments show that it concerns another object; None for other functions.
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
        """Keep a read of a name that may not have its usual value, for ``settle``."""
        self._possible.append((key, read))

    def settle(self, names: Names) -> None:
        """Add the kept reads of names that have their usual value to ``names.reads_of``.

        A name that the file binds itself, for example as a parameter, counts as something else,
        unless the real function is used in the file, too: that may be passed around.
        """
        others = []
        for key, read in self._possible:
            if self._is_rebound(read):
                others.append((key, read))
            else:
                names.reads_of.setdefault(key, []).append(read)
        for key, read in others:
            if key in names.reads_of:
                names.reads_of[key].append(read)

    def _is_rebound(self, read: Read) -> bool:
        """Tell whether the file binds a name by something other than an import."""
        binder = next((each for each in read.scope.outward() if each.binds(read.name)), None)
        return binder is not None and not any(
            binding.position in self._imported for binding in binder.bindings[read.name]
        )
