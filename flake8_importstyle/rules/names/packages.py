"""Rules about packages: modules that import themselves, hidden submodules, `__init__` in a path."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator

from flake8_importstyle.exports.submodules import is_module
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import Location, location, resolve
from flake8_importstyle.resolver.search_path import find, submodules
from flake8_importstyle.rules.registry import Default, Finding, rule
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.scopes import SYS_MODULES
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import, Suite, start


@rule("IMP006", "self-import", Default.ON, in_stubs=False)
def self_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A module imports itself.

    ## What it does

    Reports `import own.module`, `from own.module import x` and `from . import module` in the file of
    that module. The module's name follows from the `__init__.py` files in the folders above. A file
    that belongs to no package is left alone, and so is a package with the same name as a module of the
    standard library, which may be part of a namespace package.

    An import in a function or under `if __name__ == "__main__"` is accepted: the running module is
    called `__main__` and may need its other self, and a name that a function imports may have been set
    from outside. Also accepted are all imports in a module that defines `__getattr__`, which may
    provide the names, or that uses `sys.modules` or `reload`; and, in `__init__.py`, an alias of the
    package itself and a name that may be a submodule, such as one that is bound otherwise only where
    this import fails.

    ## Why this is bad

    The names are either already defined or not yet: while a module is being loaded, it has only what
    is defined above the import.

    ## Example

    In `shop/orders.py`:

    ```python filename="shop/orders.py"
    from shop.orders import Order  # IMP006
    ```

    ```text
    IMP006 'shop.orders' imports itself: use its names directly
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
        # Comparing the ends of names rules out most imports without any access to files.
        module = getattr(statement, "module", "") or ""
        if not module.endswith(tail) and not (source.is_init and not module):
            for alias in statement.names:
                if alias.name.endswith(tail):
                    break
            else:
                continue
        if suite.is_program or suite.is_in_function:
            continue
        place = location(source)
        if place is None or not place.package or not place.module:
            return
        if place.module in sys.stdlib_module_names:
            return
        for at in _self_imports(source, place, statement, suite):
            if not _is_dynamic(source):
                yield Finding(
                    at,
                    place.module,
                    f"'{place.module}' imports itself{_advice(place, statement)}",
                )


def _advice(place: Location, statement: Import) -> str:
    """Return the part of a message about an import of its own module."""
    # Up to Python 2, an import looked in the file's package first.
    beside = f"{place.package}.{place.module}"
    found = None if getattr(statement, "level", 0) else find(beside, (place.root,))
    if found is not None and found.file:
        return f", not '{beside}': make the import relative"
    return ": use its names directly"


def _self_imports(
    source: SourceFile, place: Location, statement: Import, suite: Suite
) -> Iterator[Import | ast.alias]:
    """Yield the statement, or the names in it, with which a module imports itself."""
    if isinstance(statement, ast.Import):
        if place.is_whole and not suite.is_type_checking:
            for alias in statement.names:
                # `import package as short` gives the package a second name.
                is_alias = source.is_init and alias.asname is not None
                if alias.name == place.module and not is_alias:
                    yield alias
        return
    if not statement.level and not place.is_whole:
        return
    module = resolve(module_text(statement), place.package)
    if module == place.module and not source.is_init:
        yield statement
        return
    for alias in statement.names:
        target = f"{module}.{alias.name}"
        if module == place.module:
            if find(target, (place.root,)) is None and _is_bound_elsewhere(source, alias, suite):
                yield alias
        elif (
            target == place.module
            and not suite.is_type_checking
            and not _binds_another(place, alias.name)
        ):
            yield alias


def _is_dynamic(source: SourceFile) -> bool:
    """Tell whether the module may be reloaded, or have names that no statement binds."""
    names = source.fact(analyse)
    bindings = names.scopes[source.tree].bindings
    return "__getattr__" in bindings or SYS_MODULES in names.reads_of


def _is_bound_elsewhere(source: SourceFile, alias: ast.alias, suite: Suite) -> bool:
    """Tell whether the module itself binds the name, and not only by or instead of this import."""
    bindings = source.fact(analyse).scopes[source.tree].bindings.get(alias.name, ())
    return any(
        each.position != start(alias) and not each.suite.excludes(suite) for each in bindings
    )


def _binds_another(place: Location, name: str) -> bool:
    """Tell whether the package of a module binds the module's name to something else."""
    from flake8_importstyle.exports.definitions import Target
    from flake8_importstyle.exports.wildcard import resolver

    exports = resolver((place.root,)).exports(place.package)
    bound = exports.names.get(name) if exports is not None else None
    return bound is not None and bound.target != Target(place.module, None)


@rule(
    "IMP009",
    "name-hides-submodule",
    Default.OPT_IN,
    heeds=("strict_aliases",),
    in_stubs=False,
    related=("IMP003",),
)
def name_hides_submodule(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A name in `__init__.py` hides a submodule of the package.

    ## What it does

    Reports an import, a class, a function or a plain value in an `__init__.py` whose name is also that
    of a module or package in the same folder. Private submodules are ignored, and so is a name that may
    be the submodule itself, is deleted again, or has the form of a re-export, `from m import y as y`
    (unless `--importstyle-strict-aliases` is given). A package that uses `sys.modules` is left alone.

    ## Why this is bad

    `package.name` is then one thing or the other, depending on what has been imported before.
    `import package.name` looks as if it provided the submodule, but provides the other thing.

    ## Example

    In `shop/__init__.py`, beside `shop/database.py`:

    ```python filename="shop/__init__.py"
    from shop.database import connect as database  # IMP009
    ```

    ```text
    IMP009 'database' hides the submodule 'shop.database': rename one of them
    ```

    ## Use instead

    ```python filename="shop/__init__.py"
    from shop.database import connect
    ```

    ## References

    - [Python: Submodules](https://docs.python.org/3/reference/import.html#submodules)
    """
    place = location(source)
    if not source.is_init or place is None or not place.package:
        return
    source.asks_others = True
    folder = os.path.dirname(os.path.abspath(source.filename))
    beside = {name for name in submodules(folder) if not name.startswith("_")}
    loaded = [
        each
        for each in source.imported_names
        if resolve(each.origin, place.package) == f"{place.package}.{each.name}"
    ]
    for at, name, suite in _bound_in_package(source, place, beside, settings):
        if (
            not suite.is_type_checking
            and SYS_MODULES not in source.fact(analyse).reads_of
            and not source.deletes(source.tree, name, start(at))
            and not any(
                each.name == name and (isinstance(at, ast.Assign) or each.suite.excludes(suite))
                for each in loaded
            )
        ):
            yield Finding(
                at,
                name,
                f"'{name}' hides the submodule '{place.package}.{name}': rename one of them",
            )


def _bound_in_package(
    source: SourceFile, place: Location, names: set[str], settings: Settings
) -> Iterator[tuple[ast.stmt | ast.alias, str, Suite]]:
    """Yield the bindings of ``names`` in an ``__init__`` file, except those to a submodule."""
    from flake8_importstyle.exports.body.assignments import is_plain

    top = place.package.partition(".")[0]
    for imported in source.imported_names:
        if imported.name not in names or imported.suite.scope is not source.tree:
            continue
        if imported.is_reexport and not settings.strict_aliases:
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
