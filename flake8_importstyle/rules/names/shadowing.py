"""Rules about imports that shadow something else: a class, a function, a builtin."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import partial

from flake8_importstyle.fixes.edits import Fix
from flake8_importstyle.fixes.rename import renamed, suggestions, used_names
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import Default, Finding, Needs, Repair, rule
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.redefinitions import Collision, classes, collisions, shadowed_class
from flake8_importstyle.semantic.scopes import BUILTINS, replaces_builtins
from flake8_importstyle.syntax.control_flow import mentions
from flake8_importstyle.syntax.imports import ImportedName, opening
from flake8_importstyle.syntax.source import DefinedName, SourceFile
from flake8_importstyle.syntax.suites import FUNCTIONS

# https://docs.python.org/3/library/asyncio-exceptions.html#asyncio.TimeoutError
_TIMEOUTS = (
    *("asyncio.TimeoutError", "asyncio.exceptions.TimeoutError"),
    *("concurrent.futures.TimeoutError", "concurrent.futures._base.TimeoutError"),
)
# Other names of builtins: importing these replaces nothing.
_SAME = frozenset(
    (
        *("_io.BlockingIOError", "_io.open", "io.BlockingIOError", "io.open"),
        *(_TIMEOUTS if sys.version_info >= (3, 11) else ()),
    )
)


@rule(
    "IMP002",
    "alias-shadows-class",
    Default.ON,
    repair=Repair.UNSAFE,
    related=("IMP003", "IMP004"),
    needs=Needs.STARS,
)
def alias_shadows_class(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An alias and a class in this file have the same name.

    ## What it does

    Reports an import whose alias (`as X`) collides with a class `X`: either both are in the same scope
    and the first always leads to the second, or the import is in a function and the class in a scope
    around it.

    Common idioms are accepted: a fallback or an accelerator in `try`, the branches of an `if`, a class
    that extends the import (`class X(X)`), and an import whose name is used, saved or deleted before
    the class replaces it. If a function takes the name of one class several times, such as in each
    branch of an `if`, only the first is reported.

    ## Why this is bad

    An alias can be chosen freely, and this one takes a name that is already in use. Either one of the
    two is lost, or one name means two things in the same file.

    ## Example

    ```python
    from database import Database as DB  # IMP002


    class DB:
        pass
    ```

    ```text
    IMP002 alias 'DB' shadows the class 'DB' on line 4: choose another alias
    ```

    ## Use instead

    ```python
    from database import Database as ShopDatabase


    class DB:
        pass
    ```

    ## Fix

    Unsafe: the import gets its original name, `Database`, or that name prefixed with its module,
    `DatabaseDatabase`, whichever is free in the file. Uses of the import are renamed, and the class
    keeps its name. Nothing is renamed if a use may be hidden in a string.
    """
    aliases = {alias.asname for each, _ in source.imports for alias in each.names if alias.asname}
    if aliases.isdisjoint(source.fact(classes) if aliases else ()):
        return
    shadowed: dict[ast.alias, DefinedName] = {}
    for imported, defined, collision in _imports_and_definitions(source):
        if (
            imported.aliased
            and isinstance(defined.statement, ast.ClassDef)
            and imported.alias not in shadowed
            and not collision.is_cleared(source)
            # An alias could have avoided the name of a class above, even if that has been used.
            and (collision.later is imported or not collision.is_read(source))
        ):
            shadowed[imported.alias] = defined
    told: set[tuple[ast.AST, DefinedName]] = set()
    for imported in source.imported_names:
        if imported.aliased:
            beside = shadowed.get(imported.alias)
            found = beside or shadowed_class(imported, source)
            if found is None or (imported.suite.scope, found) in told:
                continue
            if isinstance(imported.suite.scope, FUNCTIONS):
                # Report once per function, although each of its branches may import the name.
                told.add((imported.suite.scope, found))
            yield Finding(
                imported.alias,
                imported.target,
                f"alias '{imported.name}' shadows the class '{imported.name}'"
                f" on line {found.statement.lineno}: choose another alias",
                partial(_rename, source, imported, beside, settings),
            )


def _rename(
    source: SourceFile, imported: ImportedName, beside: DefinedName | None, settings: Settings
) -> Fix | None:
    """Return the fix that renames an import which has the same name as ``beside``."""
    fixes = (
        renamed(source, imported, name, settings, beside=beside) for name in suggestions(imported)
    )
    return next((fix for fix in fixes if fix is not None), None)


@rule(
    "IMP003",
    "import-shadows-definition",
    Default.ON,
    repair=Repair.UNSAFE,
    related=("IMP002", "IMP008"),
    needs=Needs.STARS,
)
def import_shadows_definition(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import and a class or function in this file have the same name.

    ## What it does

    Reports an import without an alias that collides with a class or function in the same scope: the
    first always leads to the second, and nothing reads the name in between.

    Decorated functions are accepted, because a decorator may register or extend what it is given. So
    are functions in exclusive branches, and an import in a `try` that only checks whether a module is
    available: all of its handlers raise another error.

    ## Why this is bad

    One of the two is never used. Either the import is a leftover, or the definition was meant to have
    another name.

    ## Example

    ```python
    from database import Database  # IMP003


    class Database:
        pass
    ```

    ```text
    IMP003 import 'Database' collides with class 'Database' (line 4): rename one, e.g. 'from database import Database as DatabaseDatabase'
    ```

    ## Use instead

    ```python
    from database import Database as StoredDatabase


    class Database(StoredDatabase):
        pass
    ```

    ## Fix

    Unsafe: the import is prefixed with its module's name, here `DatabaseDatabase`, and its uses are
    renamed. Nothing is renamed if a use may be hidden in a string.
    """
    reported = set()
    for imported, defined, collision in _imports_and_definitions(source):
        if (
            not imported.aliased
            and imported.alias not in reported
            and not _is_special_function(defined)
            and not (collision.earlier is imported and imported.suite.requires_module)
            and not collision.is_cleared(source)
            and not collision.is_read(source)
        ):
            reported.add(imported.alias)
            text = opening(imported.statement) + imported.alias.name
            names = source.fact(used_names)
            free = (
                name
                for name in suggestions(imported)
                if name not in names.bound and name not in names.read
            )
            kind = "class" if isinstance(defined.statement, ast.ClassDef) else "function"
            yield Finding(
                imported.alias,
                imported.target,
                f"import '{imported.name}' collides with {kind} '{defined.name}'"
                f" (line {defined.statement.lineno}): rename one, e.g."
                f" '{text} as {next(free, '…')}'",
                partial(_rename, source, imported, defined, settings),
            )


@rule(
    "IMP008",
    "import-shadows-builtin",
    Default.OPT_IN,
    options=("builtins_allow",),
    heeds=("strict_aliases",),
    in_stubs=False,
    related=("IMP003", "IMP010"),
    needs=Needs.STARS,
)
def import_shadows_builtin(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import shadows a builtin.

    ## What it does

    Reports an import that binds the name of a builtin of the Python that runs flake8. Names that exist
    for interactive use only, such as `exit`, are ignored. Accepted are imports of the builtin itself,
    such as `asyncio.TimeoutError` since Python 3.11; of modules that exist to replace builtins,
    recognised by their name (`builtins`, `six`, `compat`, …); and for Python versions that lack the
    builtin. `--importstyle-builtins-allow` names builtins that may be shadowed.

    A name that is only there for other files shadows nothing: one in `__init__.py` or in `__all__` that
    the file itself does not read, or one in the form of a re-export, `from m import y as y`, unless
    `--importstyle-strict-aliases` is given.

    ## Why this is bad

    Everybody knows what `open` does. Below this import, it does something else.

    ## Example

    ```python
    from gzip import open  # IMP008
    ```

    ```text
    IMP008 import of 'gzip.open' shadows the builtin 'open': give it an alias
    ```

    ## Use instead

    ```python
    import gzip
    from gzip import open as gzip_open
    ```
    """
    for imported in source.imported_names:
        if (
            imported.name in BUILTINS
            and imported.name not in settings.builtins_allow
            and not replaces_builtins(imported.target.removesuffix(f".{imported.alias.name}"))
            and imported.target not in _SAME
            and not imported.suite.asks_version
            and not _is_for_missing_builtin(imported)
            and not (imported.is_reexport and not settings.strict_aliases)
            and not _is_only_reexported(source, imported.name)
        ):
            advice = "choose another alias" if imported.aliased else "give it an alias"
            yield Finding(
                imported.alias,
                imported.target,
                f"import of '{imported.target}' shadows the builtin '{imported.name}': {advice}",
            )


def _is_for_missing_builtin(imported: ImportedName) -> bool:
    """Tell whether an import is in a handler for code that uses the builtin."""
    return any(
        isinstance(each.clause, ast.ExceptHandler)
        and any(mentions(part, imported.name) for part in getattr(each.statement, "body", ()))
        for each in imported.suite.outward()
    )


def _is_only_reexported(source: SourceFile, name: str) -> bool:
    """Tell whether a file re-exports a name without reading it."""
    is_offered = source.is_init or name in source.fact(analyse).exported
    return is_offered and name not in source.fact(used_names).read


def _imports_and_definitions(
    source: SourceFile,
) -> Iterator[tuple[ImportedName, DefinedName, Collision]]:
    for collision in source.fact(collisions):
        earlier, later = collision
        if isinstance(earlier, ImportedName) and isinstance(later, DefinedName):
            yield earlier, later, collision
        elif isinstance(earlier, DefinedName) and isinstance(later, ImportedName):
            yield later, earlier, collision


def _is_special_function(defined: DefinedName) -> bool:
    return not isinstance(defined.statement, ast.ClassDef) and (
        bool(defined.statement.decorator_list) or defined.suite.has_alternative
    )
