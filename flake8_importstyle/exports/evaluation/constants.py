"""Constants: what the interpreter and the platform give, and what stands for values not known."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from typing import Any


class NotConstant(Exception):
    """An expression whose value cannot be told."""


class Opaque:
    """What stands for a value that is not computed with: whatever is tried raises an error."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name

    def _refuse(self, *_: object) -> Any:
        raise NotConstant

    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __format__ = __hash__ = __iter__ = __str__ = _refuse

    def __bool__(self) -> bool:
        raise NotConstant


class _Thing(Opaque):
    """What stands for a module, a function or a class: it is true, and not None."""

    def __bool__(self) -> bool:
        return True


UNKNOWN: Any = Opaque("UNKNOWN")
"""The value of what cannot be told."""
THING: Any = _Thing("THING")
"""The value of what is no constant, but surely there."""
HIDDEN: Any = _Thing("HIDDEN")
"""The value of a constant of another module of which no more is to be told than that it is true."""


@dataclass(frozen=True)
class Partial:
    """A sequence of which some items may be missing."""

    items: tuple[Any, ...]
    possible: frozenset[Any]

    def __bool__(self) -> bool:
        if not self.items:
            raise NotConstant
        return True

    @classmethod
    def of(cls, value: Any) -> Partial:
        """Return a sequence as one of which nothing is missing, or a partial one as it is."""
        return value if isinstance(value, Partial) else cls(tuple(value), frozenset())


# What this interpreter and platform say of themselves.
PLATFORM: dict[tuple[str, str], Any] = {
    **{
        ("sys", name): getattr(sys, name)
        for name in (
            *("builtin_module_names", "byteorder", "hexversion", "maxsize", "platform", "version"),
            "version_info",
        )
    },
    ("os", "name"): os.name,
    ("os", "sep"): os.sep,
    ("typing", "TYPE_CHECKING"): False,
}

# What functions without arguments return here.
ANSWERS: dict[tuple[str, str], Any] = {
    ("platform", "python_implementation"): {"cpython": "CPython", "pypy": "PyPy"}.get(
        sys.implementation.name, UNKNOWN
    ),
    ("platform", "system"): os.uname().sysname if hasattr(os, "uname") else "Windows",
}

# What anyone may know of another module's constants: what the platform and the version tell.
_PUBLIC = (*PLATFORM.values(), *ANSWERS.values(), *sys.version_info[:2], 0, 1)
_VERSION = re.compile(
    r"\d+(?:\.\d+){1,3}(?:\.?(?:a|alpha|b|beta|c|dev|final|post|rc)\.?\d{0,8})?", re.IGNORECASE
)
_LEVELS = ("a", "alpha", "b", "beta", "candidate", "dev", "final", "post", "rc", "")


def public_value(name: str, value: Any) -> Any:
    """Return what other modules are to know of the value that a module has under a name.

    They need it for ``__all__``, and for tests of the platform, of versions, and of what is true.
    Nothing else may come through, as names that are made of it stand in messages: a key or a
    password must not be spelled there.
    """
    if name == "__all__" or value is None or isinstance(value, (bool, Opaque)):
        return value
    if isinstance(value, type(sys.version_info)) or (
        isinstance(value, (str, int))
        and any(value == each for each in _PUBLIC if each is not UNKNOWN)
    ):
        return value
    if "version" in name.lower() and _is_version(value):
        return value
    try:
        return HIDDEN if value else value
    except NotConstant:
        return UNKNOWN


def _is_version(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return all(isinstance(each, int) or each in _LEVELS for each in value)
    return isinstance(value, str) and _VERSION.fullmatch(value) is not None
