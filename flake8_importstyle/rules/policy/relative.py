"""Rules about relative imports: the number of dots, and imports of siblings."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from functools import partial

from flake8_importstyle.exports.submodules import is_own_submodule
from flake8_importstyle.fixes.edits import Fix, single_edit_fix
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import Location, absolute, location
from flake8_importstyle.resolver.search_path import find
from flake8_importstyle.rules.registry import Default, Finding, Needs, Repair, quoted, rule
from flake8_importstyle.syntax.control_flow import mentions
from flake8_importstyle.syntax.imports import keyword, module_text, opening, spelled
from flake8_importstyle.syntax.source import SourceFile


@rule(
    "IMP201",
    "relative-import",
    Default.CONFIG,
    options=("max_relative_level",),
    in_stubs=False,
    repair=Repair.SAFE,
    related=("IMP202",),
    needs=Needs.FILE,
)
def relative_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A relative import has too many leading dots.

    ## What it does

    Reports a relative import with more leading dots than `--importstyle-max-relative-level` allows: 0
    allows no relative imports, 1 those from the file's own package, 2 also those from its parent
    package, and so on. If the file's package is known, the message says what to write.

    ## Why this is bad

    With many dots it is hard to see where a name comes from, and the import breaks when the file moves.

    ## Example

    In `shop/models/product.py`:

    ```python filename="shop/models/product.py" options="--importstyle-max-relative-level=1"
    from ..database import Database  # IMP201
    ```

    ```text
    IMP201 relative import from '..database': write 'from shop.database import Database'
    ```

    ## Use instead

    ```python filename="shop/models/product.py" options="--importstyle-max-relative-level=1"
    from shop.database import Database
    from .customer import Customer
    ```

    ## Fix

    Safe: the import becomes absolute, if the file's package is known.

    ## References

    - [PEP 8: Imports](https://peps.python.org/pep-0008/#imports)
    - [PEP 328: Imports: Multi-Line and Absolute/Relative](https://peps.python.org/pep-0328/)
    """
    allowed = settings.max_relative_level
    for statement, _ in source.imports:
        if isinstance(statement, ast.ImportFrom) and statement.level > allowed:
            module = module_text(statement)
            target = absolute(source, module)
            fix = None
            if target is not None:
                fix = partial(_respell, source, statement, target, settings)
                names = list(map(spelled, statement.names))
                advice = f"write {quoted(opening(statement, target), names)}"
            elif allowed:
                advice = (
                    f"use at most {allowed} dot{'s' if allowed > 1 else ''}, or an absolute import"
                )
            else:
                advice = "use an absolute import"
            yield Finding(statement, module, f"relative import from '{module}': {advice}", fix)


def _respell(
    source: SourceFile,
    statement: ast.ImportFrom,
    module: str,
    settings: Settings,
    *,
    is_safe: bool = True,
) -> Fix | None:
    """Return the fix that changes how the module of a statement is written."""
    edit = import_writer(source, statement, settings).respell_module(module)
    return single_edit_fix(edit, is_safe=is_safe)


@rule(
    "IMP202",
    "absolute-sibling",
    Default.CONFIG,
    options=("relative_siblings",),
    in_stubs=False,
    repair=Repair.SOME_SAFE,
    related=("IMP201",),
)
def absolute_sibling(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A module imports a sibling by its absolute name.

    ## What it does

    In the packages that `--importstyle-relative-siblings` names, and in their subpackages, reports an
    absolute import of a module that is in the same package or below it.

    ## Why this is bad

    A relative import shows that the two modules belong together, and the package can be renamed or
    moved without changing it.

    ## Example

    In `shop/orders.py`:

    ```python filename="shop/orders.py" options="--importstyle-relative-siblings=shop"
    from shop.database import Database  # IMP202
    ```

    ```text
    IMP202 'shop.database' is in the same package: write 'from .database import Database'
    ```

    ## Use instead

    ```python filename="shop/orders.py" options="--importstyle-relative-siblings=shop"
    from .database import Database
    ```

    ## Fix

    The module's path becomes relative. Unsafe in a file that may be run as a program, in which relative
    imports fail, and if it is not known where the package begins; otherwise safe. A file may be one if
    it is called `__main__.py`, has a `#!` line or mentions `__main__`, or if the project names its path
    in the way of `python shop/orders.py`, but not if it has relative imports that always run.

    `import shop.database as db` becomes `from . import database as db`, which is safe only if the
    submodule's file is found, and the package neither binds its name to something else nor has a
    `__getattr__` that may do so. `import shop.database` without an alias binds `shop`, so there is no
    automatic fix.

    ## References

    - [PEP 328: Imports: Multi-Line and Absolute/Relative](https://peps.python.org/pep-0328/)
    """
    place = location(source)
    if place is None or not settings.relative_siblings.cover(place.package or None):
        return

    def is_sibling(module: str) -> bool:
        is_inside = module.startswith(f"{place.package}.") and module != place.module
        # If the full name of the package is unknown, another package may have the same name.
        return is_inside and (place.is_whole or find(module, (place.root,)) is not None)

    for statement, _ in source.imports:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if is_sibling(alias.name):
                    package, _, name = alias.name.removeprefix(place.package).rpartition(".")
                    renamed = f" as {alias.asname}" if alias.asname not in (None, name) else ""
                    head = f"{keyword(statement)}from {package or '.'} import "
                    instead = f"{head}{name}{renamed}"
                    fix = partial(_import_sibling, source, statement, alias, instead, settings)
                    yield _sibling(alias, alias.name, f"'{instead}'", fix if alias.asname else None)
        elif not statement.level and statement.module == place.package:
            modules = [each for each in statement.names if _is_submodule(place, each.name)]
            if modules:
                named = place.package + "." + modules[0].name
                instead = quoted(opening(statement, "."), list(map(spelled, modules)))
                fix = partial(_respell_sibling, source, statement, ".", settings)
                yield _sibling(statement, named, instead, fix)
        elif is_sibling(module_text(statement)):
            module = module_text(statement)
            relative = module.removeprefix(place.package)
            instead = quoted(opening(statement, relative), list(map(spelled, statement.names)))
            fix = partial(_respell_sibling, source, statement, relative, settings)
            yield _sibling(statement, module, instead, fix)


def _respell_sibling(
    source: SourceFile, statement: ast.ImportFrom, module: str, settings: Settings
) -> Fix | None:
    return _respell(source, statement, module, settings, is_safe=_supports_relative_imports(source))


def _import_sibling(
    source: SourceFile,
    statement: ast.Import,
    alias: ast.alias,
    instead: str,
    settings: Settings,
) -> Fix | None:
    # `from . import b` prefers an attribute `b` of the package to the submodule.
    package, _, name = alias.name.rpartition(".")
    is_same = is_own_submodule(source, package, name)
    edit = import_writer(source, statement, settings).split_off(alias, instead)
    return single_edit_fix(edit, is_safe=is_same and _supports_relative_imports(source))


def _supports_relative_imports(source: SourceFile) -> bool:
    """Tell whether relative imports certainly work in a file, so it is not run as a script."""
    place = location(source)
    return (
        place is not None
        and place.is_whole
        and (source.fact(_has_relative_imports) or not source.fact(_may_be_script))
    )


def _has_relative_imports(source: SourceFile) -> bool:
    """Tell whether a file has relative imports that always run, so it cannot be a script."""
    return any(
        isinstance(statement, ast.ImportFrom) and statement.level and suite.always_runs
        for statement, suite in source.imports
    )


def _may_be_script(source: SourceFile) -> bool:
    """Tell whether a file looks like a script, or the project runs it by its path."""
    from flake8_importstyle.stars.project.runs import is_run_by_path

    # `python folder` and `python archive.zip` run a `__main__.py` outside of its package.
    if os.path.basename(source.filename) == "__main__.py" or source.text.startswith("#!"):
        return True
    if "__main__" in source.text:
        return True
    return any(
        isinstance(statement, ast.If) and mentions(statement.test, "__name__")
        for statement in source.tree.body
    ) or is_run_by_path(source)


def _sibling(
    at: ast.stmt | ast.alias, module: str, instead: str, fix: Callable[[], Fix | None] | None
) -> Finding:
    return Finding(at, module, f"'{module}' is in the same package: write {instead}", fix)


def _is_submodule(place: Location, name: str) -> bool:
    module = find(f"{place.package}.{name}", (place.root,))
    return module is not None and module.file is not None
