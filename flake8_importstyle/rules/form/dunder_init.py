"""The rule about imports of the ``__init__`` file of a package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from flake8_importstyle.fixes.edits import Fix, single_edit_fix
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import Default, Finding, Needs, Repair, quoted, rule
from flake8_importstyle.syntax.imports import module_text, name_in, opening, spelled
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import


@rule("IMP107", "dunder-init-import", Default.ON, repair=Repair.UNSAFE, needs=Needs.FILE)
def dunder_init_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A package is imported through its `__init__` file.

    ## What it does

    Reports `__init__` as a part of an imported module's path, or as the imported name. `__init__` alone
    is accepted where another import has failed: a program that is run inside the folder of its package
    has no other way to name it.

    ## Why this is bad

    `import shop.__init__` runs the package's code a second time, under a second name: its classes and
    variables then exist twice. `from shop import __init__` does not import the file at all; it binds a
    method of the module object.

    ## Example

    ```python
    from shop.__init__ import Database  # IMP107
    ```

    ```text
    IMP107 'shop.__init__' loads a second copy of the package: write 'from shop import Database'
    ```

    ## Use instead

    ```python
    from shop import Database
    ```

    ## Fix

    Unsafe: `__init__` is removed from the path, so that all code uses the same copy of the package.
    `import shop.__init__` without an alias and `from shop import __init__` have no automatic fix,
    because the uses of the name would have to change as well.

    ## References

    - [Python: Regular packages](https://docs.python.org/3/reference/import.html#regular-packages)
    """
    if "__init__" not in source.text:
        return
    for statement, suite in source.imports:
        if isinstance(statement, ast.ImportFrom):
            if not (module_text(statement) == "__init__" and suite.expects_missing_module):
                yield from _from_dunder_init(source, statement, settings)
        else:
            for alias in statement.names:
                if alias.name == "__init__" and suite.expects_missing_module:
                    continue
                if "__init__" in alias.name.split("."):
                    package = _without_dunder_init(alias.name)
                    instead = [spelled(alias, package)] if package else []
                    message = _second_copy(alias.name, opening(statement), instead)
                    fix = None
                    if instead and alias.asname:
                        fix = partial(_respell_name, source, statement, settings, alias, instead[0])
                    yield Finding(alias, alias.name, message, fix)


def _from_dunder_init(
    source: SourceFile, statement: ast.ImportFrom, settings: Settings
) -> Iterator[Finding]:
    module = module_text(statement)
    if "__init__" in module.split("."):
        package = "." * statement.level + _without_dunder_init(statement.module or "")
        head = opening(statement, package)
        names = [each for each in statement.names if package and each.name != "__init__"]
        instead = list(map(spelled, names))
        is_whole = package and len(names) == len(statement.names)
        fix = partial(_respell_module, source, statement, settings, package) if is_whole else None
        yield Finding(statement, module, _second_copy(module, head, instead), fix)
    for alias in statement.names:
        if alias.name == "__init__":
            yield Finding(
                alias,
                name_in(module, alias.name),
                f"'__init__' of '{module}' is a method of the module object, not the package:"
                f" import the names you need from '{module}'",
            )


def _respell_name(
    source: SourceFile, statement: Import, settings: Settings, alias: ast.alias, text: str
) -> Fix | None:
    return single_edit_fix(
        import_writer(source, statement, settings).respell_name(alias, text), is_safe=False
    )


def _respell_module(
    source: SourceFile, statement: ast.ImportFrom, settings: Settings, module: str
) -> Fix | None:
    return single_edit_fix(
        import_writer(source, statement, settings).respell_module(module), is_safe=False
    )


def _without_dunder_init(path: str) -> str:
    return ".".join(part for part in path.split(".") if part != "__init__")


def _second_copy(path: str, head: str, instead: list[str]) -> str:
    advice = f"write {quoted(head, instead)}" if instead else "import the package itself"
    return f"'{path}' loads a second copy of the package: {advice}"
