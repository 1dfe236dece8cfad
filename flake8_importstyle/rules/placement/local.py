"""Rules about imports in functions and classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import loaded, spellings
from flake8_importstyle.rules.registry import Default, Finding, Needs, about_modules, rule
from flake8_importstyle.syntax.imports import bound_name, imported_modules
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import FUNCTIONS, Import, start

_TO_THE_TOP = "move it to the top of the module"


@rule(
    "IMP301",
    "local-import",
    Default.OPT_IN,
    options=("local_allow",),
    heeds=("heavy_modules",),
    related=("IMP302", "IMP303", "IMP304", "IMP307"),
    needs=Needs.FILE,
)
def local_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import is inside a function.

    ## What it does

    Reports an import inside a function, once per statement. Imports for type checkers only are
    accepted. Modules that `--importstyle-local-allow` names may be imported anywhere, and so may those
    that `--importstyle-heavy-modules` names, because IMP304 asks for exactly that.

    ## Why this is bad

    Imports at the top show at a glance what a module depends on, and a missing module is noticed at the
    start. An import in a function is looked up again on every call. There are good reasons for one,
    such as a cycle or a slow optional module, so this rule is for those who want to see them all. If
    the import would close a cycle at the top, the message shows the cycle. IMP307 is for imports that
    could be at the top.

    ## Example

    ```python
    def sell(product):
        from database import Database  # IMP301

        Database("shop.db").remove(product)
    ```

    ```text
    IMP301 import of 'database' in function 'sell': move it to the top of the module
    ```

    ## Use instead

    ```python
    from database import Database


    def sell(product):
        Database("shop.db").remove(product)
    ```

    ## References

    - [PEP 8: Imports](https://peps.python.org/pep-0008/#imports)
    """
    for statement, suite in source.imports:
        if (
            isinstance(suite.scope, FUNCTIONS)
            and not suite.is_type_checking
            and not _may_be_local(source, statement, settings)
        ):
            modules = imported_modules(statement)
            named = ", ".join(f"'{module}'" for module in modules)
            # Import on demand: this takes as long as all the rules, and few files need it.
            from flake8_importstyle.exports.foreign.load_order import arrows
            from flake8_importstyle.exports.hoisting import closed_cycle

            cycle = closed_cycle(source, statement)
            advice = f"it closes the cycle {arrows(cycle)}" if cycle else _TO_THE_TOP
            yield Finding(
                statement,
                about_modules(modules),
                f"import of {named} in function '{suite.scope.name}': {advice}",
            )


@rule(
    "IMP302",
    "class-body-import",
    Default.OPT_IN,
    in_stubs=False,
    related=("IMP301",),
    needs=Needs.FILE,
)
def class_body_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import is in the body of a class.

    ## What it does

    Reports an import that binds a name in a class. Imports in methods are accepted, and so is one under
    `TYPE_CHECKING`, which binds nothing at run time, and one whose names the class body deletes again or
    declares `global` or `nonlocal`.

    ## Why this is bad

    The import becomes an attribute of the class: it is visible as `self.name`, inherited by subclasses,
    turned into a method if it is a function, and not visible under its plain name in the methods, where
    one would expect it.

    ## Example

    ```python
    class Shop:
        from database import Database  # IMP302

        def open(self):
            return self.Database("shop.db")
    ```

    ```text
    IMP302 import in the body of class 'Shop' creates a class attribute: move it to the top of the module
    ```

    ## Use instead

    ```python
    from database import Database


    class Shop:
        def open(self):
            return Database("shop.db")
    ```
    """
    for statement, suite in source.imports:
        scope = suite.scope
        if (
            isinstance(scope, ast.ClassDef)
            and not suite.is_type_checking
            and not all(_is_no_attribute(source, scope, each) for each in statement.names)
        ):
            yield Finding(
                statement,
                about_modules(imported_modules(statement)),
                f"import in the body of class '{scope.name}' creates a class attribute:"
                f" {_TO_THE_TOP}",
            )


def _is_no_attribute(source: SourceFile, scope: ast.ClassDef, alias: ast.alias) -> bool:
    """Tell whether a name does not become a class attribute: it is deleted, or not of the scope."""
    name = bound_name(alias)
    return source.deletes(scope, name, start(alias)) or source.is_foreign(scope, name)


def _may_be_local(source: SourceFile, statement: Import, settings: Settings) -> bool:
    """Tell whether everything that a statement imports may be imported in a function."""
    modules = imported_modules(statement)
    if all(settings.local_allow.match(*spellings(source, module)) for module in modules):
        return True
    targets = [target for at, target in loaded(source, statement) if at is not statement]
    return bool(targets) and all(map(settings.heavy_modules.cover, targets))
