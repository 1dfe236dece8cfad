"""Rules about how an import statement is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_importstyle.options import Settings
from flake8_importstyle.registry import Default, Finding, quoted, rule
from flake8_importstyle.source import SourceFile, keyword, module_text, spelled


@rule("IMP103", "several-modules", Default.OPT_IN, in_stubs=False)
def several_modules(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """One statement imports several modules.

    ## What it does

    Reports `import a, b`, and `lazy import a, b` as well.

    ## Why this is bad

    One module a line is easier to read, to search, to move and to merge. It is also what
    [PEP 8](https://peps.python.org/pep-0008/#imports) asks for.

    ## Example

    ```python
    import database, products  # IMP103
    ```

    ```text
    IMP103 'import database, products' imports several modules: give each a statement of its own
    ```

    ## Use instead

    ```python
    import database
    import products
    ```
    """
    for statement, _ in source.imports:
        if isinstance(statement, ast.Import) and len(statement.names) > 1:
            modules = list(map(spelled, statement.names))
            yield Finding(
                statement,
                f"{quoted(f'{keyword(statement)}import ', modules)} imports several modules:"
                " give each a statement of its own",
            )


@rule("IMP107", "dunder-init-import", Default.ON)
def dunder_init_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A package is imported through its `__init__` file.

    ## What it does

    Reports `__init__` as a part of an imported module's path, or as the name that is imported.

    ## Why this is bad

    `import shop.__init__` runs the package's code a second time, under a second name: its classes
    and variables then exist twice. `from shop import __init__` does not import the file at all; it
    binds a method of the module object.

    ## Example

    ```python
    from shop.__init__ import Database  # IMP107
    ```

    ```text
    IMP107 'shop.__init__' is a second copy of the package: write 'from shop import Database'
    ```

    ## Use instead

    ```python
    from shop import Database
    ```
    """
    for statement, _ in source.imports:
        if isinstance(statement, ast.ImportFrom):
            yield from _from_dunder_init(statement)
        else:
            for alias in statement.names:
                if "__init__" in alias.name.split("."):
                    package = _without_dunder_init(alias.name)
                    instead = [spelled(alias, package)] if package else []
                    head = f"{keyword(statement)}import "
                    yield Finding(alias, _second_copy(alias.name, head, instead))


def _from_dunder_init(statement: ast.ImportFrom) -> Iterator[Finding]:
    module = module_text(statement)
    if "__init__" in module.split("."):
        package = "." * statement.level + _without_dunder_init(statement.module or "")
        head = f"{keyword(statement)}from {package} import "
        instead = list(map(spelled, statement.names)) if package else []
        yield Finding(statement, _second_copy(module, head, instead))
    for alias in statement.names:
        if alias.name == "__init__":
            yield Finding(
                alias,
                f"'__init__' of '{module}' is a method of the module object, not the package:"
                f" import what you need from '{module}' by name",
            )


def _without_dunder_init(path: str) -> str:
    return ".".join(part for part in path.split(".") if part != "__init__")


def _second_copy(path: str, head: str, instead: list[str]) -> str:
    advice = f"write {quoted(head, instead)}" if instead else "import the package by its own name"
    return f"'{path}' is a second copy of the package: {advice}"
