"""Rules about what an import does to a name that the file also uses otherwise."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator

from flake8_importstyle.collisions import Collision, collisions, shadowed_class
from flake8_importstyle.options import Settings
from flake8_importstyle.registry import Default, Finding, rule
from flake8_importstyle.source import DefinedName, ImportedName, SourceFile, opening
from flake8_importstyle.suites import always_leads

# https://docs.python.org/3/library/constants.html#constants-added-by-the-site-module
_INTERACTIVE = ("copyright", "credits", "exit", "license", "quit")
_BUILTINS = frozenset(
    name for name in dir(builtins) if not name.startswith("_") and name not in _INTERACTIVE
)
_BUILTIN_SOURCES = ("__builtin__", "builtins", "future.builtins", "past.builtins", "six.moves")


@rule("IMP002", "alias-shadows-class", Default.ON)
def alias_shadows_class(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An alias and a class of this file share a name.

    ## What it does

    Reports an import whose alias (`as X`) collides with a class `X`: in the same scope, when the
    first of the two always leads to the second, or in a function, when the class belongs to a
    scope around it.

    Not reported is what people do on purpose: a fallback or an accelerator in `try`, the branches
    of an `if`, a class that extends the import (`class X(X)`), an import whose name is used, saved
    or deleted before the class replaces it.

    ## Why this is bad

    An alias is chosen freely, and this one takes a name that is already taken. One of the two is
    lost, or the same name means two things in one file.

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
    """
    shadowed: dict[ast.alias, DefinedName] = {}
    for imported, defined, collision in _imports_and_definitions(source):
        if (
            imported.aliased
            and isinstance(defined.statement, ast.ClassDef)
            and imported.alias not in shadowed
            and not collision.is_cleared(source)
            # An alias that takes the name of a class above was chosen so.
            and (collision.later is imported or not collision.is_read(source))
        ):
            shadowed[imported.alias] = defined
    for imported in source.imported_names:
        if imported.aliased:
            found = shadowed.get(imported.alias) or shadowed_class(imported, source)
            if found is not None:
                yield Finding(
                    imported.alias,
                    f"alias '{imported.name}' shadows the class '{imported.name}'"
                    f" on line {found.statement.lineno}: choose another alias",
                )


@rule("IMP003", "import-shadows-definition", Default.ON)
def import_shadows_definition(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import and a class or function of this file share a name.

    ## What it does

    Reports an import without an alias that collides with a class or function in the same scope:
    the first of the two always leads to the second, and nothing reads the name in between.

    Decorated functions are left alone, because a decorator may register or extend what it is
    given; so are functions in one of several exclusive branches.

    ## Why this is bad

    One of the two is never used. The import may have been forgotten, or the definition was meant
    to have another name.

    ## Example

    ```python
    from database import Database  # IMP003


    class Database:
        pass
    ```

    ```text
    IMP003 import 'Database' collides with the class 'Database' on line 4, rename it: 'from database import Database as …'
    ```

    ## Use instead

    ```python
    from database import Database as StoredDatabase


    class Database(StoredDatabase):
        pass
    ```
    """
    reported = set()
    for imported, defined, collision in _imports_and_definitions(source):
        if (
            not imported.aliased
            and imported.alias not in reported
            and not _is_special_function(defined)
            and not collision.is_cleared(source)
            and not collision.is_read(source)
        ):
            reported.add(imported.alias)
            text = opening(imported.statement) + imported.alias.name
            kind = "class" if isinstance(defined.statement, ast.ClassDef) else "function"
            yield Finding(
                imported.alias,
                f"import '{imported.name}' collides with the {kind} '{defined.name}'"
                f" on line {defined.statement.lineno}, rename it: '{text} as …'",
            )


@rule("IMP004", "import-replaces-import", Default.ON)
def import_replaces_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """Two imports bind one name to different things.

    ## What it does

    Reports an import that always runs after another one in the same scope and binds the same name
    to something else. Submodules of one package (`import a.b` and `import a.c`) share a name on
    purpose; branches, fallbacks and imports under `TYPE_CHECKING` exclude each other.

    A relative and an absolute import that may reach the same module are not told apart. The name
    `_` is for what nobody wants, so it may be bound again and again.

    ## Why this is bad

    The first import has no effect from there on. Code between the two means one thing by the name,
    code after them another.

    ## Example

    ```python
    from database import connect
    from network import connect  # IMP004
    ```

    ```text
    IMP004 import of 'network.connect' replaces 'database.connect', imported as 'connect' on line 1: choose another name for one of them
    ```

    ## Use instead

    ```python
    from database import connect
    from network import connect as connect_to_peer
    ```
    """
    for collision, earlier, later in _pairs_of_imports(source, _replaces):
        # What is imported for one way out of a function is not replaced on the other.
        if collision.may_be_left(source):
            continue
        yield Finding(
            later.alias,
            f"import of '{later.target}' replaces '{earlier.target}', imported as '{later.name}'"
            f" on line {earlier.alias.lineno}: choose another name for one of them",
        )


@rule("IMP005", "repeated-import", Default.ON)
def repeated_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import repeats one that has already run.

    ## What it does

    Reports an import that always runs after another one in the same scope, of the same thing under
    the same name; also a name that stands twice in one statement. Imports under `TYPE_CHECKING`
    may be repeated outside of it. A module may be imported again after code that has to do with
    `sys.modules` or reloads modules, and in a `with` that patches modules or expects warnings.

    ## Why this is bad

    It does nothing, and it keeps the next reader wondering whether it does.

    ## Example

    ```python
    from database import Database
    from database import Database, Query  # IMP005
    ```

    ```text
    IMP005 'database.Database' is already imported as 'Database' on line 1: keep one of the two
    ```

    ## Use instead

    ```python
    from database import Database, Query
    ```
    """
    for _, earlier, later in _pairs_of_imports(source, _repeats):
        yield Finding(
            later.alias,
            f"'{later.target}' is already imported as '{later.name}'"
            f" on line {earlier.alias.lineno}: keep one of the two",
        )


@rule("IMP007", "two-names-one-object", Default.OPT_IN, in_stubs=False)
def two_names_one_object(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """One object is imported under two names.

    ## What it does

    Reports an import that always runs after another one in the same scope, of the same thing under
    another name.

    ## Why this is bad

    A reader takes two names for two things.

    ## Example

    ```python
    from database import Database
    from database import Database as DB  # IMP007
    ```

    ```text
    IMP007 'database.Database' is 'DB' here and 'Database' on line 1: keep one of the names
    ```

    ## Use instead

    ```python
    from database import Database
    ```
    """
    first: dict[tuple[ast.AST, str, bool], ImportedName] = {}
    for later in source.imported_names:
        earlier = first.setdefault((later.suite.scope, later.origin, later.is_from), later)
        if (
            earlier.name != later.name
            and always_leads(earlier.statement, earlier.suite, later.statement, later.suite)
            and earlier.suite.is_type_checking == later.suite.is_type_checking
        ):
            yield Finding(
                later.alias,
                f"'{later.origin}' is '{later.name}' here and '{earlier.name}'"
                f" on line {earlier.alias.lineno}: keep one of the names",
            )


@rule(
    "IMP008", "import-shadows-builtin", Default.OPT_IN, options=("builtins_allow",), in_stubs=False
)
def import_shadows_builtin(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import takes the name of a builtin.

    ## What it does

    Reports an import that binds the name of a builtin of the running Python. Names that are only
    there for interactive use, such as `exit`, do not count; nor do modules that exist to offer the
    builtins, such as `builtins` and `six.moves`, nor imports for versions of Python that lack the
    builtin. `--importstyle-builtins-allow` names builtins that may be replaced.

    ## Why this is bad

    Everybody knows what `open` does, and below this import it does something else.

    ## Example

    ```python
    from gzip import open  # IMP008
    ```

    ```text
    IMP008 import of 'gzip.open' replaces the builtin 'open': give it an alias
    ```

    ## Use instead

    ```python
    import gzip
    from gzip import open as gzip_open
    ```
    """
    for imported in source.imported_names:
        if (
            imported.name in _BUILTINS
            and imported.name not in settings.builtins_allow
            and imported.target.removesuffix(f".{imported.alias.name}") not in _BUILTIN_SOURCES
            and imported.target != "io.open"
            and not imported.suite.asks_version
        ):
            yield Finding(
                imported.alias,
                f"import of '{imported.target}' replaces the builtin '{imported.name}':"
                " give it an alias",
            )


def _imports_and_definitions(
    source: SourceFile,
) -> Iterator[tuple[ImportedName, DefinedName, Collision]]:
    for collision in source.fact(collisions):
        earlier, later = collision
        if isinstance(earlier, ImportedName) and isinstance(later, DefinedName):
            yield earlier, later, collision
        elif isinstance(earlier, DefinedName) and isinstance(later, ImportedName):
            yield later, earlier, collision


def _pairs_of_imports(
    source: SourceFile, related: Callable[[ImportedName, ImportedName], bool]
) -> Iterator[tuple[Collision, ImportedName, ImportedName]]:
    """Yield the related imports that collide at run time, the nearest one for each later."""
    seen = set()
    for collision in source.fact(collisions):
        earlier, later = collision
        if (
            isinstance(earlier, ImportedName)
            and isinstance(later, ImportedName)
            and later.alias not in seen
            and related(earlier, later)
            and earlier.suite.is_type_checking == later.suite.is_type_checking
            and not collision.is_cleared(source)
            and not collision.is_reloaded(source)
        ):
            seen.add(later.alias)
            yield collision, earlier, later


def _is_special_function(defined: DefinedName) -> bool:
    return not isinstance(defined.statement, ast.ClassDef) and (
        bool(defined.statement.decorator_list) or defined.suite.has_alternative
    )


def _repeats(earlier: ImportedName, later: ImportedName) -> bool:
    return earlier.identity == later.identity


def _replaces(earlier: ImportedName, later: ImportedName) -> bool:
    # `_` says that nobody wants the name.
    differ = earlier.origin != later.origin and later.name != "_"
    return differ and not _may_be_same(earlier, later)


def _may_be_same(one: ImportedName, other: ImportedName) -> bool:
    """Tell whether two targets could name one thing, as `.models` and `shop.models` may."""
    paths = [each.origin.lstrip(".") for each in (one, other)]
    levels = [len(each.origin) - len(path) for each, path in zip((one, other), paths, strict=True)]
    if levels[0] == levels[1]:
        return False
    # The farther a path starts, the longer it is; an absolute one starts farthest.
    near = min((0, 1), key=lambda index: levels[index] or float("inf"))
    return paths[1 - near].endswith("." + paths[near])
