"""Constants: values from the interpreter and platform, and placeholders for unknown values."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from typing import Any


class NotConstant(Exception):
    """The value of an expression is unknown."""


class Opaque:
    """A placeholder for a value; every operation on it raises ``NotConstant``."""

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
    """A placeholder for a module, a function or a class: it is true, and not None."""

    def __bool__(self) -> bool:
        return True


UNKNOWN: Any = Opaque("UNKNOWN")
"""An unknown value."""
THING: Any = _Thing("THING")
"""An object that is not a constant, but exists and is true."""
HIDDEN: Any = _Thing("HIDDEN")
"""A constant of another module that is kept secret, except that it is true; see
``public_value``."""


@dataclass(frozen=True)
class Partial:
    """A sequence that is only partly known."""

    items: tuple[Any, ...]
    """The items that it certainly has."""
    possible: frozenset[Any]
    """The items that it may have as well."""

    def __bool__(self) -> bool:
        if not self.items:
            raise NotConstant
        return True

    @classmethod
    def of(cls, value: Any) -> Partial:
        """Return a sequence as a ``Partial`` without possible items; a ``Partial`` as it is."""
        return value if isinstance(value, Partial) else cls(tuple(value), frozenset())


# Constants that this interpreter and platform define.
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

# What some functions return here when called without arguments.
ANSWERS: dict[tuple[str, str], Any] = {
    ("platform", "python_implementation"): {"cpython": "CPython", "pypy": "PyPy"}.get(
        sys.implementation.name, UNKNOWN
    ),
    ("platform", "system"): os.uname().sysname if hasattr(os, "uname") else "Windows",
}

# Values that other modules may see: they show no more than the platform and version.
_PUBLIC = (*PLATFORM.values(), *ANSWERS.values(), *sys.version_info[:2], 0, 1)
_VERSION = re.compile(
    r"\d+(?:\.\d+){1,3}(?:\.?(?:a|alpha|b|beta|c|dev|final|post|rc)\.?\d{0,8})?", re.IGNORECASE
)
_LEVELS = ("a", "alpha", "b", "beta", "candidate", "dev", "final", "post", "rc", "")


def public_value(name: str, value: Any) -> Any:
    """Return the value of a name of a module, or ``HIDDEN`` or ``UNKNOWN`` to keep it secret.

    Other modules need such values for ``__all__`` and for tests of the platform, of versions and of
    truth. Anything else is held back: names computed from it appear in messages, which must never
    show a key or a password.
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
