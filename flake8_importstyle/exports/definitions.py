"""Definitions: what the names of a module are bound to, and why there may be more of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from flake8_importstyle.exports.evaluation.constants import UNKNOWN, NotConstant
from flake8_importstyle.resolver.search_path import shown

WRITES = "it changes its namespace dynamically"
REPLACES = "it replaces itself in 'sys.modules'"
DYNAMIC = "its '__all__' is dynamic"
IN_CYCLE = "it is part of the import cycle "
_STARRED = "it star-imports '"
IMPORT_FAILS = ("ImportError", "ModuleNotFoundError")


class Target(NamedTuple):
    """What a name is taken from."""

    module: str
    name: str | None
    """None for the module itself."""


class Definition(NamedTuple):
    """What a name is bound to."""

    line: int
    """From 1; 0 if no line binds it, or it cannot be seen."""
    target: Target | None = None
    """None for what the module makes itself."""
    is_definite: bool = True
    """Whether every run of the module binds it."""
    value: Any = UNKNOWN
    """What it holds, where that is a constant, or surely something."""
    is_module: bool | None = None
    """Whether it is a module, as far as this can be told without its target."""
    others: tuple[int, ...] = ()
    """The lines that may bind it instead."""


class Exports(NamedTuple):
    """The names of a module after it has run."""

    names: Mapping[str, Definition]
    incomplete: str
    """Why there may be more names than these; empty if there are none."""
    loads: Mapping[str, int]
    """The modules that it imports, in their order, each with the line that does so first."""
    packages: tuple[str, ...] = ()
    """Packages whose loaded submodules a star import has bound as well."""
    needs: tuple[str, ...] = ()
    """The modules without which it cannot be imported, as far as that is sure."""
    foreign_assignments: tuple[tuple[Target, Definition], ...] = ()
    """The names that it gives to other modules, as ``module.name = …`` does."""
    rebound: frozenset[str] = frozenset()
    """The names that its functions bind anew, whenever they are called."""
    refused: frozenset[str] = frozenset()
    """The names in its ``__all__`` that its ``__getattr__`` surely does not make."""


class WildcardNames(NamedTuple):
    """What a star import binds."""

    names: Mapping[str, Definition]
    incomplete: str
    """Why there may be other names; empty if there are none."""
    packages: tuple[str, ...] = ()
    """Packages without ``__all__``: those of their submodules that are loaded are bound as well."""
    unfinished: str = ""
    """Why the module may not have run to its end by then; empty if it has."""
    is_listed: bool = False
    """Whether an ``__all__`` says what it binds."""
    missing: tuple[str, ...] = ()
    """What is in there and surely not in the module, so that the import fails."""
    made: frozenset[str] = frozenset()
    """What is in there and may not be in the module until the star import loads or makes it."""
    unsure: frozenset[str] = frozenset()
    """What is in there and in the module on some ways only, so that the import may fail."""


class OtherModules(Protocol):
    """What a module asks about others; the part of the resolver that is needed here."""

    def exists(self, module: str) -> bool | None:
        """Tell whether a module can be imported; None if that cannot be seen."""

    def is_submodule(self, target: Target) -> bool:
        """Tell whether ``from module import name`` loads a submodule."""

    def has(self, module: str, name: str) -> bool | None:
        """Tell whether a module has a name; None if that cannot be seen."""

    def works(self, module: str) -> bool | None:
        """Tell whether importing a module succeeds; None if that cannot be seen."""

    def constant(self, module: str, name: str) -> Any:
        """Return what a name of a module holds, where that is a constant."""

    def answer(self, module: str, function: str) -> Any:
        """Return what a function of a module returns if it is called without arguments."""

    def wildcard_names(self, module: str, user: str = "") -> WildcardNames:
        """Return what a star import of a module binds in the module ``user``."""

    def is_module(self, module: str, name: str) -> bool | None:
        """Tell whether a name of a module is a module; None if that cannot be seen."""

    def extends_all(self, module: str, name: str) -> bool:
        """Tell whether calling something may add names to ``__all__``."""

    def registers(self, module: str, name: str) -> bool:
        """Tell whether calling something, or deriving a class from it, may bind names somewhere."""

    def may_register(self, module: str, name: str) -> bool:
        """Tell whether calling a method of something, which may be a module, may bind names."""


class Failure(Exception):
    """The code being gone through raises an exception here."""

    def __init__(self, *names: str) -> None:
        self.names = (*names, "Exception", "BaseException")


def all_possible(names: Mapping[str, Definition]) -> dict[str, Definition]:
    """Return names as such of which none is surely bound."""
    return {name: each._replace(is_definite=False) for name, each in names.items()}


def why_star_is_incomplete(module: str, incomplete: str) -> str:
    """Return why the names of a module are incomplete whose star import of another is."""
    if incomplete.startswith(IN_CYCLE):
        return incomplete
    text = f"{_STARRED}{shown(module)}'"
    if not incomplete.startswith(_STARRED):
        return f"{text} ({incomplete})"
    head, _, reason = incomplete.partition(" (")
    inner = head.split("'")[-2]
    return f"{text}, which leads to '{inner}' ({reason}"


def truth(value: Any) -> Any:
    try:
        return bool(value)
    except NotConstant:
        return UNKNOWN


def is_same(one: Any, other: Any) -> bool:
    try:
        return one is other or bool(one == other)
    except NotConstant:
        return False
