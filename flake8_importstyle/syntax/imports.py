"""Import statements: what one says, and how it is spelled."""

from __future__ import annotations

import ast
import codecs
import re
from keyword import iskeyword
from typing import NamedTuple

from flake8_importstyle.syntax.suites import Import, Position, Suite, start

_KEYWORDS = rb"from\b", rb"import\b"
_BLANKS = b" \t\f"
# What a statement may stand behind. A byte order mark may be there as well.
_ENDS = b"\n\r:;"
# Only so many bytes before a keyword are looked at.
_MOST_BEFORE = 200


class ImportedName(NamedTuple):
    """One name that an import statement binds."""

    name: str
    """The bound name: ``a`` for ``import a.b``, ``c`` for ``import a.b as c``."""
    target: str
    """What is asked for, in dots, with the dots of a relative import in front: ``..m.x``."""
    origin: str
    """What the name is bound to: ``a`` for ``import a.b``, otherwise the target."""
    aliased: bool
    """Whether an ``as`` gives it another name; ``x as x`` does not."""
    alias: ast.alias
    statement: Import
    suite: Suite

    @property
    def position(self) -> Position:
        """Where in the text the name is bound."""
        return start(self.alias)

    @property
    def is_from(self) -> bool:
        """Whether a ``from`` statement binds it.

        ``from a import b`` takes the attribute, ``import a.b as b`` the module behind it.
        """
        return isinstance(self.statement, ast.ImportFrom)

    @property
    def is_reexport(self) -> bool:
        """Whether it is written as type checkers ask for, ``from m import x as x``."""
        return self.is_from and self.alias.asname == self.alias.name

    @property
    def identity(self) -> tuple[str, str, str, bool]:
        """What two imports share of which one repeats the other."""
        return self.name, self.target, self.origin, self.is_from


def is_future(statement: Import) -> bool:
    """Tell whether this is ``from __future__ import …``."""
    return (
        isinstance(statement, ast.ImportFrom)
        and statement.module == "__future__"
        and not statement.level
    )


def can_be_imported(name: str) -> bool:
    """Tell whether a ``from`` import can have this name; a name in ``__all__`` can be any text."""
    return name.isidentifier() and not iskeyword(name)


def module_text(statement: ast.ImportFrom) -> str:
    """Return the module of a ``from`` import as it is written: ``..package.module``."""
    return "." * statement.level + (statement.module or "")


def name_in(module: str, name: str) -> str:
    """Return in dots a name of a module, which is spelled as a ``from`` import has it."""
    return f"{module}{'' if module.endswith('.') else '.'}{name}"


def imported_modules(statement: Import) -> list[str]:
    """Return the modules that a statement imports, or imports from, as they are written."""
    if isinstance(statement, ast.ImportFrom):
        return [module_text(statement)]
    return [alias.name for alias in statement.names]


def keyword(statement: Import) -> str:
    """Return what stands before the statement's ``import`` or ``from``: ``"lazy "`` or nothing.

    Lazy imports came with Python 3.15 (PEP 810).
    """
    return "lazy " if getattr(statement, "is_lazy", 0) else ""


def opening(statement: Import, module: str | None = None) -> str:
    """Return a statement up to its first name: ``import``, ``lazy from ..m import``, and a space.

    With ``module``, as if it imported from that one.
    """
    if not isinstance(statement, ast.ImportFrom):
        return f"{keyword(statement)}import "
    return f"{keyword(statement)}from {module or module_text(statement)} import "


def bound_name(alias: ast.alias) -> str:
    """Return the name that an alias binds: ``a`` for ``import a.b``."""
    return alias.asname or alias.name.partition(".")[0]


def spelled(alias: ast.alias, name: str = "") -> str:
    """Return an alias as it is written, ``a.b as c``, or so for ``name`` in its place."""
    name = name or alias.name
    return f"{name} as {alias.asname}" if alias.asname else name


def imported_name(alias: ast.alias, statement: Import, suite: Suite) -> ImportedName:
    if isinstance(statement, ast.ImportFrom):
        target = origin = name_in(module_text(statement), alias.name)
    else:
        target = origin = alias.name
        if not alias.asname:
            origin = target.partition(".")[0]
    aliased = alias.asname not in (None, alias.name)
    return ImportedName(bound_name(alias), target, origin, aliased, alias, statement, suite)


def is_private(part: str) -> bool:
    """Tell whether a part of a dotted name is one that others are not to use."""
    return part.startswith("_") and part != "_" and not (part[:2] == part[-2:] == "__")


def is_private_to_others(target: str, user: str) -> bool:
    """Tell whether a dotted name leads through what is private to a package around it.

    ``user``: the module that uses it; what is private to a package that it is in, it may use.
    """
    parts = target.split(".")
    for index, part in enumerate(parts):
        owner = ".".join(parts[:index])
        # `_pytest` is the inner side of `pytest`.
        is_own = f"{user}.".startswith(f"{owner}.") if owner else _top(user) == _top(target)
        if is_private(part) and not (user and is_own):
            return True
    return False


def _top(module: str) -> str:
    return module.partition(".")[0].strip("_")


def with_packages(module: str) -> list[str]:
    """Return a dotted name and the packages around it, as far as they are spelled out."""
    found = []
    while module.strip("."):
        found.append(module)
        module = module.rpartition(".")[0]
    return found


def may_import(text: bytes) -> bool:
    """Tell whether there may be an import statement in a text, whose encoding extends ASCII.

    Large tables of data say "import" somewhere, but no statement begins there.
    """
    return any(
        _may_begin(text, each.start()) for word in _KEYWORDS for each in re.finditer(word, text)
    )


def _may_begin(text: bytes, index: int) -> bool:
    """Tell whether a statement may begin at some place of a text."""
    before = text[max(0, index - _MOST_BEFORE) : index].rstrip(_BLANKS)
    before = before.removesuffix(b"lazy").rstrip(_BLANKS)
    return not before or before[-1] in _ENDS or before.endswith(codecs.BOM_UTF8)
