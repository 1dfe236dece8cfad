"""Rules about what an import does to a name that the file also uses otherwise."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from functools import partial

from flake8_importstyle.analysis import analyse
from flake8_importstyle.collisions import Collision, collisions, shadowed_class
from flake8_importstyle.edits import Fix
from flake8_importstyle.kinds import is_module
from flake8_importstyle.modules import Location, find, location, resolve, submodules
from flake8_importstyle.options import Settings
from flake8_importstyle.registry import Default, Finding, Repair, rule
from flake8_importstyle.renaming import renamed, suggestions
from flake8_importstyle.rewriting import without_repeated
from flake8_importstyle.scopes import BUILTINS, SYS_MODULES
from flake8_importstyle.source import (
    DefinedName,
    ImportedName,
    SourceFile,
    module_text,
    opening,
)
from flake8_importstyle.suites import FUNCTIONS, Import, Suite, always_leads, start

_BUILTIN_SOURCES = ("__builtin__", "builtins", "future.builtins", "past.builtins", "six.moves")


@rule("IMP002", "alias-shadows-class", Default.ON, repair=Repair.UNSAFE)
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

    ## Fix

    Unsafe: the import is called as at home, `Database`, or with its module in front,
    `DatabaseDatabase`, whichever is free in the file; the uses that mean the import are renamed,
    and the class keeps its name. Nothing is renamed where a use may be hidden in a text.
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
            beside = shadowed.get(imported.alias)
            found = beside or shadowed_class(imported, source)
            if found is not None:
                yield Finding(
                    imported.alias,
                    f"alias '{imported.name}' shadows the class '{imported.name}'"
                    f" on line {found.statement.lineno}: choose another alias",
                    partial(_rename, source, imported, beside, settings),
                )


def _rename(
    source: SourceFile, imported: ImportedName, beside: DefinedName | None, settings: Settings
) -> Fix | None:
    """Give an import another name than what stands beside it in the same scope."""
    fixes = (
        renamed(source, imported, name, settings, beside=beside) for name in suggestions(imported)
    )
    return next((fix for fix in fixes if fix is not None), None)


@rule("IMP003", "import-shadows-definition", Default.ON, repair=Repair.UNSAFE)
def import_shadows_definition(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import and a class or function of this file share a name.

    ## What it does

    Reports an import without an alias that collides with a class or function in the same scope:
    the first of the two always leads to the second, and nothing reads the name in between.

    Decorated functions are left alone, because a decorator may register or extend what it is
    given; so are functions in one of several exclusive branches, and an import in a `try` that
    only asks whether something can be imported: its handlers all end in another error.

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

    ## Fix

    Unsafe: the import gets its module's name in front, here `DatabaseDatabase`, and the uses that
    mean the import are renamed. Nothing is renamed where a use may be hidden in a text.
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
            kind = "class" if isinstance(defined.statement, ast.ClassDef) else "function"
            yield Finding(
                imported.alias,
                f"import '{imported.name}' collides with the {kind} '{defined.name}'"
                f" on line {defined.statement.lineno}, rename it: '{text} as …'",
                partial(_rename, source, imported, defined, settings),
            )


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
    captures what is printed or logged.

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
        yield Finding(
            later.alias,
            f"'{later.target}' is already imported as '{later.name}'"
            f" on line {earlier.alias.lineno}: keep one of the two",
            partial(without_repeated, source, earlier, later, settings, "IMP005"),
        )


@rule("IMP006", "self-import", Default.ON, in_stubs=False)
def self_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A module imports itself.

    ## What it does

    Reports `import own.module`, `from own.module import x` and `from . import module` in the file
    of that module. Its dotted name comes from the `__init__.py` files in the folders above; a file
    that is in no package is left alone.

    To import the module as a whole is accepted in a function and under `if __name__ == "__main__"`,
    where the module that runs is called `__main__` and may need its other self. So is any import in
    a function if the file has such an `if`, if it uses `sys.modules`, or if nothing else in the
    module binds the names, which its `__getattr__` may give. Accepted are also an alias in a
    function that has a variable of the original name, and in `__init__.py` a name that may be a
    submodule.

    ## Why this is bad

    The names are already there, or not yet: while the module is being loaded, it has only what
    stands above the import.

    ## Example

    In `shop/orders.py`:

    ```python filename="shop/orders.py"
    from shop.orders import Order  # IMP006
    ```

    ```text
    IMP006 'shop.orders' is this very module: use its names without an import
    ```

    ## Use instead

    ```python filename="shop/orders.py"
    from shop.models import Order
    ```
    """
    path = source.filename
    if source.is_init:
        path = os.path.dirname(os.path.abspath(path))
    tail = os.path.basename(path).removesuffix(".py")
    for statement, suite in source.imports:
        # Most imports are ruled out by how they end, before any folder is looked at.
        module = getattr(statement, "module", "") or ""
        if not module.endswith(tail) and not (source.is_init and not module):
            for alias in statement.names:
                if alias.name.endswith(tail):
                    break
            else:
                continue
        place = location(source)
        if place is None or not place.package or not place.module:
            return
        for at in _self_imports(source, place, statement, suite):
            yield Finding(
                at, f"'{place.module}' is this very module: use its names without an import"
            )


@rule("IMP007", "two-names-one-object", Default.OPT_IN, in_stubs=False)
def two_names_one_object(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """One object is imported under two names.

    ## What it does

    Reports an import that always runs after another one in the same scope, of the same thing under
    another name. `import a.b` does not count beside `import a as c`: it is there to load the
    submodule. Nothing is reported in `__init__.py`, where names are there for others.

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
        if later.origin != later.target:
            continue
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
            imported.name in BUILTINS
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


@rule("IMP009", "name-hides-submodule", Default.OPT_IN, in_stubs=False)
def name_hides_submodule(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A name in `__init__.py` hides a submodule beside it.

    ## What it does

    Reports an import, a class, a function or a plain value in an `__init__.py` whose name is that
    of a module or package in the same folder. Private submodules do not count, nor does a name
    that may be the submodule itself, or is deleted again.

    ## Why this is bad

    `package.name` is then one thing or the other, depending on what has been imported before.
    `import package.name` looks as if it gave the submodule, and gives the other thing.

    ## Example

    In `shop/__init__.py`, beside `shop/database.py`:

    ```python filename="shop/__init__.py"
    from shop.database import connect as database  # IMP009
    ```

    ```text
    IMP009 'database' hides the submodule 'shop.database': choose another name for one of them
    ```

    ## Use instead

    ```python filename="shop/__init__.py"
    from shop.database import connect
    ```
    """
    place = location(source)
    if not source.is_init or place is None or not place.package:
        return
    folder = os.path.dirname(os.path.abspath(source.filename))
    beside = {name for name in submodules(folder) if not name.startswith("_")}
    loaded = [
        each
        for each in source.imported_names
        if resolve(each.origin, place.package) == f"{place.package}.{each.name}"
    ]
    for at, name, suite in _bound_in_package(source, place, beside):
        if (
            not suite.is_type_checking
            and not source.deletes(source.tree, name, start(at))
            and not any(
                each.name == name and (isinstance(at, ast.Assign) or each.suite.excludes(suite))
                for each in loaded
            )
        ):
            yield Finding(
                at,
                f"'{name}' hides the submodule '{place.package}.{name}':"
                " choose another name for one of them",
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


def _self_imports(
    source: SourceFile, place: Location, statement: Import, suite: Suite
) -> Iterator[Import | ast.alias]:
    """Yield the statement, or the names in it, by which a module imports itself."""
    runs_later = isinstance(suite.scope, FUNCTIONS) or suite.is_program or suite.is_type_checking
    if isinstance(statement, ast.Import):
        if not runs_later and place.is_whole:
            yield from (alias for alias in statement.names if alias.name == place.module)
        return
    if not statement.level and not place.is_whole:
        return
    module = resolve(module_text(statement), place.package)
    if module == place.module and not source.is_init:
        if not suite.is_program and not _reaches_more(source, statement, suite):
            yield statement
        return
    for alias in statement.names:
        target = f"{module}.{alias.name}"
        if module == place.module:
            if find(target, (place.root,)) is None and _is_bound_elsewhere(source, alias):
                yield alias
        elif target == place.module and not runs_later and not _binds_another(place, alias.name):
            yield alias


def _reaches_more(source: SourceFile, statement: Import, suite: Suite) -> bool:
    """Tell whether a function may import from its own module what plain names do not give.

    That is the other self of a module that was started, or loaded anew, what ``__getattr__`` of the
    module makes, and what names of the function hide, as its arguments.
    """
    if not isinstance(suite.scope, FUNCTIONS):
        return False
    names = source.fact(analyse)
    scope = names.scopes[suite.scope]
    return (
        SYS_MODULES in names.reads_of
        or any(each.is_program for each in source.outline.suites)
        or not any(_is_bound_elsewhere(source, alias) for alias in statement.names)
        or all(alias.asname is not None and scope.binds(alias.name) for alias in statement.names)
    )


def _is_bound_elsewhere(source: SourceFile, alias: ast.alias) -> bool:
    """Tell whether the module itself binds the name, and not only by this import."""
    bindings = source.fact(analyse).scopes[source.tree].bindings.get(alias.name, ())
    return any(each.position != start(alias) for each in bindings)


def _binds_another(place: Location, name: str) -> bool:
    """Tell whether the package of a module binds the module's name to something else."""
    from flake8_importstyle.namespaces import Target
    from flake8_importstyle.stars import resolver

    namespace = resolver((place.root,)).namespace(place.package)
    bound = namespace.names.get(name) if namespace is not None else None
    return bound is not None and bound.target != Target(place.module, None)


def _bound_in_package(
    source: SourceFile, place: Location, names: set[str]
) -> Iterator[tuple[ast.stmt | ast.alias, str, Suite]]:
    """Yield what binds ``names`` in an ``__init__`` file, but for what may be a submodule of it."""
    from flake8_importstyle.namespaces import is_plain

    top = place.package.partition(".")[0]
    for imported in source.imported_names:
        if imported.name not in names or imported.suite.scope is not source.tree:
            continue
        origin = resolve(imported.origin, place.package)
        itself = f"{place.package}.{imported.name}"
        if origin in (None, itself) or (not place.is_whole and origin.endswith(f".{itself}")):
            continue
        module, _, name = origin.rpartition(".")
        if (
            origin.partition(".")[0] != top
            or not imported.is_from
            or is_module(source, module, name) is False
        ):
            yield imported.alias, imported.name, imported.suite
    for definition, suite in source.outline.definitions:
        if definition.name in names and suite.scope is source.tree:
            yield definition, definition.name, suite
    for suite in source.outline.suites:
        for statement in suite.body if suite.scope is source.tree else ():
            if isinstance(statement, ast.Assign) and is_plain(statement.value, {}):
                for target in statement.targets:
                    if isinstance(target, ast.Name) and target.id in names:
                        yield statement, target.id, suite
