"""Rules about two imports that go for one name, or for one thing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial

from flake8_importstyle.fixes.edits import Fix
from flake8_importstyle.fixes.import_writer import Written
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import Default, Finding, Repair, rule
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.redefinitions import Collision, collisions, repeats_module_level
from flake8_importstyle.syntax.imports import ImportedName, keyword
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import always_leads, start


@rule("IMP004", "import-replaces-import", Default.ON)
def import_replaces_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """Two imports bind one name to different things.

    ## What it does

    Reports an import that always runs after another one in the same scope and binds the same name
    to something else. Submodules of one package (`import a.b` and `import a.c`) share a name on
    purpose; branches, fallbacks and imports under `TYPE_CHECKING` exclude each other.

    A relative and an absolute import that may reach the same module are not told apart. The name
    `_` is for what nobody wants, so it may be bound again and again. If both import the same thing
    by different ways, one of the two is enough.

    ## Why this is bad

    The first import has no effect from there on. Code between the two means one thing by the name,
    code after them another.

    ## Example

    ```python
    from database import connect
    from network import connect  # IMP004
    ```

    ```text
    IMP004 import of 'network.connect' replaces 'database.connect', imported as 'connect' on line 1: keep one, or give one another name
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
            f" on line {earlier.alias.lineno}: keep one, or give one another name",
        )


@rule("IMP005", "repeated-import", Default.ON, repair=Repair.SAFE)
def repeated_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import repeats one that has already run.

    ## What it does

    Reports an import that always runs after another one in the same scope, of the same thing under
    the same name; also a name that stands twice in one statement. Imports under `TYPE_CHECKING`
    may be repeated outside of it. A module may be imported again after code that has to do with
    `sys.modules` or reloads modules, and in a `with` that patches modules, expects warnings or
    captures what is printed or logged. What stands above `__lazy_modules__` is there to make that
    list, and may be imported again below.

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

    ## Fix

    Safe: the later of the two is removed, and its statement with its last name; `pass` takes the
    place of a statement that stood alone.
    """
    for _, earlier, later in _pairs_of_imports(source, _repeats):
        if _opens_lazy_imports(source, earlier, later):
            continue
        yield Finding(
            later.alias,
            f"'{later.target}' is already imported as '{later.name}'"
            f" on line {earlier.alias.lineno}: keep one of the two",
            partial(_without, source, earlier, later, settings, "IMP005"),
        )


def _opens_lazy_imports(source: SourceFile, earlier: ImportedName, later: ImportedName) -> bool:
    """Tell whether `__lazy_modules__`, which is for the imports below it, stands between two."""
    scope = source.fact(analyse).scopes[source.tree]
    return any(
        earlier.position < each.position < later.position
        for each in scope.bindings.get("__lazy_modules__", ())
    )


def _without(
    source: SourceFile, earlier: ImportedName, later: ImportedName, settings: Settings, code: str
) -> Fix | None:
    """Return the repair that removes the later of two imports of one thing."""
    if keyword(earlier.statement) != keyword(later.statement):
        return None
    written = Written(source, later.statement, settings)
    return written.remove_name(later.alias, later.suite, drop=("F811", code))


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


@rule("IMP303", "repeated-local-import", Default.OPT_IN, repair=Repair.SOME_SAFE)
def repeated_local_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import in a function repeats one of the module.

    ## What it does

    Reports an import inside of a function if the module has already imported the same thing under
    the same name, whatever happens, and binds the name to nothing else.

    Functions that have to do with `sys.modules`, or reload modules, are left alone; so are files
    that ask for the source of functions by `getsource`, which may be to run it elsewhere.

    ## Why this is bad

    It changes nothing. It looks as if the module could not be imported at the top.

    ## Example

    ```python
    from database import Database


    def sell(product):
        from database import Database  # IMP303

        Database("shop.db").remove(product)
    ```

    ```text
    IMP303 'database.Database' is already imported as 'Database' on line 1: remove this one
    ```

    ## Use instead

    ```python
    from database import Database


    def sell(product):
        Database("shop.db").remove(product)
    ```

    ## Fix

    The name is removed, and its statement with the last one; `pass` takes the place of a statement
    that stood alone. Safe if the module's own import stands above the function; otherwise unsafe,
    because the function might be called before that import has run.
    """
    first: dict[tuple[str, str, str, bool], ImportedName] = {}
    for imported in source.imported_names:
        if imported.suite.always_runs:
            first.setdefault(imported.identity, imported)
    for imported in source.imported_names:
        earlier = first.get(imported.identity)
        if earlier is not None and repeats_module_level(imported, source):
            yield Finding(
                imported.alias,
                f"'{imported.target}' is already imported as '{imported.name}'"
                f" on line {earlier.alias.lineno}: remove this one",
                partial(_without_local, source, earlier, imported, settings),
            )


def _without_local(
    source: SourceFile, earlier: ImportedName, imported: ImportedName, settings: Settings
) -> Fix | None:
    """Remove an import in a function for which there is one in the module."""
    fix = _without(source, earlier, imported, settings, "IMP303")
    is_above = earlier.position < start(imported.suite.scope)
    return fix if fix is None or is_above else fix._replace(is_safe=False)


@rule(
    "IMP007",
    "two-names-one-object",
    Default.OPT_IN,
    heeds=("strict_aliases",),
    in_stubs=False,
)
def two_names_one_object(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """One object is imported under two names.

    ## What it does

    Reports an import that always runs after another one in the same scope, of the same thing under
    another name. `import a.b` does not count beside `import a as c`: it is there to load the
    submodule. Nothing is reported in `__init__.py`, where names are there for others. The comment
    `# noqa: F401` says the same of one name; so does the form `from m import y as y`, unless with
    `--importstyle-strict-aliases`. A module that may have been loaded anew in between is another
    object.

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
    if source.is_init:
        return
    first: dict[tuple[ast.AST, str, bool], ImportedName] = {}
    for later in source.imported_names:
        if later.origin != later.target or (later.is_reexport and not settings.strict_aliases):
            continue
        earlier = first.setdefault((later.suite.scope, later.origin, later.is_from), later)
        if (
            earlier.name != later.name
            and always_leads(earlier.statement, earlier.suite, later.statement, later.suite)
            and earlier.suite.is_type_checking == later.suite.is_type_checking
            and not source.is_kept(later)
            and not Collision(earlier, later).is_reloaded(source)
        ):
            yield Finding(
                later.alias,
                f"'{later.origin}' is '{later.name}' here and '{earlier.name}'"
                f" on line {earlier.alias.lineno}: keep one of the names",
            )
