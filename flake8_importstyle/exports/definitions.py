"""Definitions: what the names of a module are bound to, and why the list may be incomplete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from flake8_importstyle.exports.evaluation.constants import UNKNOWN, NotConstant
from flake8_importstyle.resolver.search_path import shown

WRITES = "it may change its namespace dynamically"
REPLACES = "it replaces itself in 'sys.modules'"
DYNAMIC = "its '__all__' is dynamic"
IN_CYCLE = "it is part of the import cycle "
_STARRED = "it star-imports '"
IMPORT_FAILS = ("ImportError", "ModuleNotFoundError")


class Target(NamedTuple):
    """The module and the name there that a name is imported from."""

    module: str
    name: str | None
    """None for the module itself."""


class Definition(NamedTuple):
    """What a name of a module is bound to."""

    line: int
    """The line that binds it, from 1; 0 if no line does, or if it is unknown."""
    target: Target | None = None
    """What it is imported from; None if the module itself makes it."""
    is_definite: bool = True
    """Whether every run of the module binds it."""
    value: Any = UNKNOWN
    """Its value if that is constant; ``THING`` for some other object that is true."""
    is_module: bool | None = None
    """Whether it is a module; None if only ``target`` can tell, or nothing can."""
    others: tuple[int, ...] = ()
    """Other lines that may bind it instead."""


class Exports(NamedTuple):
    """The names of a module after it has run."""

    names: Mapping[str, Definition]
    incomplete: str
    """Why there may be more names than these; empty if these are all."""
    loads: Mapping[str, int]
    """The modules that it imports, in order, each with the first line that imports it."""
    packages: tuple[str, ...] = ()
    """Packages without ``__all__`` that it star-imports: their loaded submodules are names too."""
    needs: tuple[str, ...] = ()
    """The modules that must be importable for it to be importable, where that is certain."""
    foreign_assignments: tuple[tuple[Target, Definition], ...] = ()
    """The names that it binds in other modules, as ``module.name = …`` does."""
    rebound: frozenset[str] = frozenset()
    """The names that its functions may rebind when they are called."""
    refused: frozenset[str] = frozenset()
    """The names in its ``__all__`` for which its ``__getattr__`` certainly raises an error."""
    holds_itself: bool = False
    """Whether a variable may hold the module itself, so that any function may bind names in it."""


class WildcardNames(NamedTuple):
    """What a star import binds."""

    names: Mapping[str, Definition]
    incomplete: str
    """Why there may be more names than these; empty if these are all."""
    packages: tuple[str, ...] = ()
    """Packages without ``__all__``: the star binds those of their submodules that are loaded."""
    unfinished: str = ""
    """Why the module may still be running at the star import; empty if it has finished."""
    is_listed: bool = False
    """Whether the names are those of an ``__all__``."""
    missing: tuple[str, ...] = ()
    """Names in ``__all__`` that the module certainly does not have, so that the import fails."""
    made: frozenset[str] = frozenset()
    """Names in ``__all__`` that only the star import may load as submodules, or have made."""
    unsure: frozenset[str] = frozenset()
    """Names in ``__all__`` that the module may not have bound, so that the import may fail."""


class OtherModules(Protocol):
    """The questions about other modules that come up while a module is evaluated."""

    def exists(self, module: str) -> bool | None:
        """Tell whether a module can be found; None if that is unknown."""

    def is_submodule(self, target: Target) -> bool:
        """Tell whether ``from module import name`` loads a submodule."""

    def has(self, module: str, name: str) -> bool | None:
        """Tell whether a module has a name; None if that is unknown."""

    def works(self, module: str) -> bool | None:
        """Tell whether importing a module succeeds; None if that is unknown."""

    def constant(self, module: str, name: str) -> Any:
        """Return the value of a name of a module if it is a constant, else ``UNKNOWN``."""

    def answer(self, module: str, function: str) -> Any:
        """Return what a function returns when called without arguments, or ``UNKNOWN``."""

    def wildcard_names(self, module: str, user: str = "") -> WildcardNames:
        """Return what a star import of a module binds in the module ``user``."""

    def is_module(self, module: str, name: str) -> bool | None:
        """Tell whether a name of a module is a module; None if that is unknown."""

    def extends_all(self, module: str, name: str) -> bool:
        """Tell whether calling ``name`` of ``module`` may add names to the caller's ``__all__``."""

    def registers(self, module: str, name: str) -> bool:
        """Tell whether calling ``name``, or deriving a class from it, may bind names elsewhere."""

    def may_register(self, module: str, name: str) -> bool:
        """Tell whether calling an attribute of ``name`` may bind names elsewhere."""


class Failure(Exception):
    """The evaluated code raises an exception here; ``names``: its class and base classes."""

    def __init__(self, *names: str) -> None:
        self.names = (*names, "Exception", "BaseException")


def possible(definition: Definition) -> Definition:
    """Return the same definition, not definitely bound."""
    # Most that this is asked of are so already, and making one takes a while.
    return definition._replace(is_definite=False) if definition.is_definite else definition


def all_possible(names: Mapping[str, Definition]) -> dict[str, Definition]:
    """Return the same names, none of them definitely bound."""
    return {name: possible(each) for name, each in names.items()}


def why_star_is_incomplete(module: str, incomplete: str) -> str:
    """Return why the names of an importer are incomplete, given why those of its star are.

    ``module``: the star-imported module. ``incomplete``: why its names are incomplete.
    """
    if incomplete.startswith(IN_CYCLE):
        return incomplete
    text = f"{_STARRED}{shown(module)}'"
    if not incomplete.startswith(_STARRED):
        return f"{text} ({incomplete})"
    head, _, reason = incomplete.partition(" (")
    inner = head.split("'")[-2]
    return f"{text}, which leads to '{inner}' ({reason}"


def truth(value: Any) -> Any:
    """Return whether a value is true, or ``UNKNOWN``."""
    try:
        return bool(value)
    except NotConstant:
        return UNKNOWN


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two values are known to be equal."""
    try:
        return one is other or bool(one == other)
    except NotConstant:
        return False
