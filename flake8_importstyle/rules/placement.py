"""Rules about where an import stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_importstyle.options import Settings
from flake8_importstyle.registry import Default, Finding, rule
from flake8_importstyle.source import SourceFile, bound_name
from flake8_importstyle.suites import start


@rule("IMP302", "class-body-import", Default.ON, in_stubs=False)
def class_body_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import stands in the body of a class.

    ## What it does

    Reports an import that binds a name in a class. Imports in methods are not meant, nor is one
    under `TYPE_CHECKING`, which binds nothing at run time, nor one whose names the class body
    deletes again or declares `global`.

    ## Why this is bad

    The import becomes an attribute of the class: visible as `self.name`, inherited by subclasses,
    turned into a method if it is a function, and not visible by its plain name in the methods,
    where one expects it.

    ## Example

    ```python
    class Shop:
        from database import Database  # IMP302

        def open(self):
            return self.Database("shop.db")
    ```

    ```text
    IMP302 import in the body of the class 'Shop' makes an attribute of it: move it to the top of the module
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
                f"import in the body of the class '{scope.name}' makes an attribute of it:"
                " move it to the top of the module",
            )


def _is_no_attribute(source: SourceFile, scope: ast.ClassDef, alias: ast.alias) -> bool:
    name = bound_name(alias)
    return source.deletes(scope, name, start(alias)) or source.declares_global(scope, name)
