"""Rules about two imports that bind one name to two objects, or one object to two names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import Default, Finding, Needs, rule
from flake8_importstyle.semantic.redefinitions import Collision, collisions
from flake8_importstyle.syntax.imports import ImportedName
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import always_leads


@rule(
    "IMP004",
    "import-replaces-import",
    Default.ON,
    related=("IMP005", "IMP011"),
    needs=Needs.STARS,
)
def import_replaces_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """Two imports bind one name to different things.

    ## What it does

    Reports an import that always runs after another one in the same scope and binds the same name to
    something else. Submodules of one package (`import a.b` and `import a.c`) share a name on purpose;
    branches, fallbacks and imports under `TYPE_CHECKING` exclude each other.

    Nothing is reported if both imports lead to the same object or may do so, as `from a import x` and
    `from a.b import x` if these modules are not found, nor for `import a.b` after `from m import a`,
    which loads the submodule. A relative and an absolute import that may reach the same module are
    considered the same. The name `_` is conventionally a throwaway, so it may be bound any number of
    times.

    ## Why this is bad

    From the second import on, the first has no effect. The name means one thing in the code between
    the two, and another in the code after them.

    ## Example

    ```python
    from database import connect
    from network import connect  # IMP004
    ```

    ```text
    IMP004 import of 'network.connect' replaces 'database.connect', imported as 'connect' on line 1: keep one or rename one
    ```

    ## Use instead

    ```python
    from database import connect
    from network import connect as connect_to_peer
    ```
    """
    for collision, earlier, later in _pairs_of_imports(source, _replaces):
        # If the code may return in between, the earlier import is for that path.
        if collision.may_be_left(source) or _may_be_one_object(source, earlier, later):
            continue
        yield Finding(
            later.alias,
            later.target,
            f"import of '{later.target}' replaces '{earlier.target}', imported as '{later.name}'"
            f" on line {earlier.alias.lineno}: keep one or rename one",
        )


def _pairs_of_imports(
    source: SourceFile, related: Callable[[ImportedName, ImportedName], bool]
) -> Iterator[tuple[Collision, ImportedName, ImportedName]]:
    """Yield the related imports that collide at run time, for each later one the nearest earlier."""
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


def _replaces(earlier: ImportedName, later: ImportedName) -> bool:
    # `_` is for names that are not needed.
    differ = earlier.origin != later.origin and later.name != "_"
    return differ and not (_may_be_same(earlier, later) or _loads_submodule(earlier, later))


def _may_be_one_object(source: SourceFile, earlier: ImportedName, later: ImportedName) -> bool:
    """Tell whether two imports bind the same object, or may do so."""
    # Import on demand: this takes as long as all the rules, and few files need it.
    from flake8_importstyle.exports.identity import chain_of, do_meet, is_absent, is_same_object

    chains = chain_of(source, earlier), chain_of(source, later)
    if all(chains):
        return is_same_object(*chains) is not False
    if do_meet(source, earlier, later):
        return True
    if later.suite.is_type_checking and any(is_absent(source, each) for each in (earlier, later)):
        return True  # The module may have it for type checkers only.
    # A name in a package that is the name of the package most likely refers to the package.
    package, other = sorted((earlier.origin, later.origin))
    parts = other.split(".")
    if len(parts) > 2 and parts[0] == parts[-1] == package:
        return True
    # A package often re-exports the names of its modules.
    name = earlier.alias.name
    homes = sorted(each.origin.removesuffix(name) for each in (earlier, later))
    return name == later.alias.name and homes[1].startswith(homes[0]) and homes[0].strip(".") != ""


def _loads_submodule(earlier: ImportedName, later: ImportedName) -> bool:
    """Tell whether the later import may load a submodule of the package that the earlier binds."""
    is_package = earlier.is_from and not earlier.aliased
    return is_package and later.origin != later.target


def _may_be_same(one: ImportedName, other: ImportedName) -> bool:
    """Tell whether two targets may refer to one module, as `.models` and `shop.models` may."""
    paths = [each.origin.lstrip(".") for each in (one, other)]
    levels = [len(each.origin) - len(path) for each, path in zip((one, other), paths, strict=True)]
    if levels[0] == levels[1]:
        return False
    # A path that starts at a higher package is longer; absolute paths start at the top.
    near = min((0, 1), key=lambda index: levels[index] or float("inf"))
    return paths[1 - near].endswith("." + paths[near])


@rule(
    "IMP007",
    "two-names-one-object",
    Default.OPT_IN,
    heeds=("strict_aliases",),
    in_stubs=False,
    related=("IMP106", "IMP108"),
    needs=Needs.STARS,
)
def two_names_one_object(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """One object is imported under two names.

    ## What it does

    Reports an import that always runs after another one in the same scope and binds the same thing to
    another name. `import a.b` beside `import a as c` is accepted, because it loads the submodule.
    Nothing is reported in `__init__.py`, nor in a file that only imports: there, names are meant for
    other files. The comment
    `# noqa: F401` marks a single name in the same way; so does the form `from m import y as y`, unless
    `--importstyle-strict-aliases` is given. A module that may have been reloaded in between counts as
    another object.

    ## Why this is bad

    A reader takes two names for two different things.

    ## Example

    ```python
    from database import Database
    from database import Database as DB  # IMP007

    store = DB("shop.db")
    ```

    ```text
    IMP007 'database.Database' is imported as 'DB' here and as 'Database' on line 1: keep one name
    ```

    ## Use instead

    ```python
    from database import Database

    store = Database("shop.db")
    ```
    """
    if source.is_for_others:
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
                later.target,
                f"'{later.origin}' is imported as '{later.name}' here and as '{earlier.name}'"
                f" on line {earlier.alias.lineno}: keep one name",
            )
