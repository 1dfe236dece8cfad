"""Import statements: what one imports, and how it is spelled."""

from __future__ import annotations

import ast
import codecs
import re
from keyword import iskeyword
from typing import NamedTuple

from flake8_importstyle.syntax.suites import Import, Position, Suite, start

_KEYWORDS = rb"from\b", rb"import\b"
_BLANKS = b" \t\f"
# A statement may follow one of these, or a byte order mark.
_ENDS = b"\n\r:;"
# Look at this many bytes before a keyword; more blanks than that are rare.
_MOST_BEFORE = 200


class ImportedName(NamedTuple):
    """One name that an import statement binds."""

    name: str
    """The bound name: ``a`` for ``import a.b``, ``c`` for ``import a.b as c``."""
    target: str
    """The dotted name of what is imported; a relative import keeps its leading dots: ``..m.x``."""
    origin: str
    """The dotted name of what is bound: ``a`` for ``import a.b``, otherwise the target."""
    aliased: bool
    """Whether ``as`` gives it a different name; ``x as x`` does not."""
    alias: ast.alias
    statement: Import
    suite: Suite

    @property
    def position(self) -> Position:
        """Where in the text the name is bound."""
        return start(self.alias)

    @property
    def is_from(self) -> bool:
        """Whether a ``from`` import binds it.

        ``from a import b`` binds an attribute of ``a``; ``import a.b as b`` binds the submodule.
        """
        return isinstance(self.statement, ast.ImportFrom)

    @property
    def is_reexport(self) -> bool:
        """Whether it is an explicit re-export for type checkers, ``from m import x as x``."""
        return self.is_from and self.alias.asname == self.alias.name

    @property
    def identity(self) -> tuple[str, str, str, bool]:
        """A key that is the same for two imports if one repeats the other."""
        return self.name, self.target, self.origin, self.is_from


def is_future(statement: Import) -> bool:
    """Tell whether this is ``from __future__ import …``."""
    return (
        isinstance(statement, ast.ImportFrom)
        and statement.module == "__future__"
        and not statement.level
    )


def can_be_imported(name: str) -> bool:
    """Tell whether a ``from`` import can spell a name; a name in ``__all__`` can be any text."""
    return name.isidentifier() and not iskeyword(name)


def module_text(statement: ast.ImportFrom) -> str:
    """Return the module of a ``from`` import as it is written: ``..package.module``."""
    return "." * statement.level + (statement.module or "")


def name_in(module: str, name: str) -> str:
    """Return the dotted name of ``name`` in ``module``, which may have leading dots."""
    return f"{module}{'' if module.endswith('.') else '.'}{name}"


def imported_modules(statement: Import) -> list[str]:
    """Return the modules that a statement imports, or imports from, as they are written."""
    if isinstance(statement, ast.ImportFrom):
        return [module_text(statement)]
    return [alias.name for alias in statement.names]


def keyword(statement: Import) -> str:
    """Return the keyword before ``import`` or ``from``: ``"lazy "`` for a lazy import, or ``""``.

    Lazy imports are new in Python 3.15 (PEP 810).
    """
    return "lazy " if getattr(statement, "is_lazy", 0) else ""


def opening(statement: Import, module: str | None = None) -> str:
    """Return the text of a statement before its first name, such as ``"lazy from ..m import "``.

    ``module``: the module to write instead of the statement's own.
    """
    if not isinstance(statement, ast.ImportFrom):
        return f"{keyword(statement)}import "
    return f"{keyword(statement)}from {module or module_text(statement)} import "


def bound_name(alias: ast.alias) -> str:
    """Return the name that an alias binds: ``a`` for ``import a.b``."""
    return alias.asname or alias.name.partition(".")[0]


def spelled(alias: ast.alias, name: str = "") -> str:
    """Return an alias as written, ``a.b as c``; ``name``: what to write instead of ``a.b``."""
    name = name or alias.name
    return f"{name} as {alias.asname}" if alias.asname else name


def imported_name(alias: ast.alias, statement: Import, suite: Suite) -> ImportedName:
    """Return the name that an alias of an import statement binds."""
    if isinstance(statement, ast.ImportFrom):
        target = origin = name_in(module_text(statement), alias.name)
    else:
        target = origin = alias.name
        if not alias.asname:
            origin = target.partition(".")[0]
    aliased = alias.asname not in (None, alias.name)
    return ImportedName(bound_name(alias), target, origin, aliased, alias, statement, suite)


def is_private(part: str) -> bool:
    """Tell whether one part of a dotted name is private, by its leading underscore."""
    return part.startswith("_") and part != "_" and not (part[:2] == part[-2:] == "__")


def is_private_to_others(target: str, user: str) -> bool:
    """Tell whether a dotted name contains a part that is private to a package ``user`` is not in.

    ``user``: the module that uses the name; empty if unknown.
    """
    parts = target.split(".")
    for index, part in enumerate(parts):
        owner = ".".join(parts[:index])
        # A leading underscore makes no difference: `_pytest` is the implementation of `pytest`.
        is_own = f"{user}.".startswith(f"{owner}.") if owner else _top(user) == _top(target)
        if is_private(part) and not (user and is_own):
            return True
    return False


def _top(module: str) -> str:
    return module.partition(".")[0].strip("_")


def with_packages(module: str) -> list[str]:
    """Return the name of a module, then those of its parent packages, innermost first."""
    found = []
    while module.strip("."):
        found.append(module)
        module = module.rpartition(".")[0]
    return found


def may_import(text: bytes) -> bool:
    """Tell whether a text, in an encoding that extends ASCII, may contain an import statement.

    The word "import" in data, for example, does not start a statement.
    """
    return any(
        _may_begin(text, each.start()) for word in _KEYWORDS for each in re.finditer(word, text)
    )


def _may_begin(text: bytes, index: int) -> bool:
    """Tell whether a statement may start at an index of a text."""
    before = text[max(0, index - _MOST_BEFORE) : index].rstrip(_BLANKS)
    before = before.removesuffix(b"lazy").rstrip(_BLANKS)
    return not before or before[-1] in _ENDS or before.endswith(codecs.BOM_UTF8)
