"""Rules about how an import statement is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from flake8_importstyle.exports.submodules import is_module
from flake8_importstyle.fixes.edits import Applicability, Fix
from flake8_importstyle.fixes.split_import import modules_apart, split, split_runs
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import spellings
from flake8_importstyle.rules.registry import (
    Default,
    Finding,
    Needs,
    Repair,
    about_modules,
    quoted,
    rule,
)
from flake8_importstyle.syntax.imports import (
    imported_modules,
    module_text,
    opening,
    spelled,
)
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite


@rule(
    "IMP103",
    "several-modules",
    Default.OPT_IN,
    in_stubs=False,
    repair=Repair.SAFE,
    related=("IMP104", "IMP105"),
    needs=Needs.FILE,
)
def several_modules(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """One statement imports several modules.

    ## What it does

    Reports `import a, b`, and `lazy import a, b` as well.

    ## Why this is bad

    One module per line is easier to read, search, move and merge.
    [PEP 8](https://peps.python.org/pep-0008/#imports) asks for it, too.

    ## Example

    ```python
    import database, products  # IMP103
    ```

    ```text
    IMP103 'import database, products' imports several modules: write one statement for each
    ```

    ## Use instead

    ```python
    import database
    import products
    ```

    ## Fix

    Safe: the statement is split, in the same order.

    ## References

    - [PEP 8: Imports](https://peps.python.org/pep-0008/#imports)
    """
    for statement, _ in source.imports:
        if isinstance(statement, ast.Import) and len(statement.names) > 1:
            modules = list(map(spelled, statement.names))
            yield Finding(
                statement,
                about_modules(imported_modules(statement)),
                f"{quoted(opening(statement), modules)} imports several modules:"
                " write one statement for each",
                partial(split, source, statement, settings),
            )


@rule(
    "IMP104",
    "one-name-per-import",
    Default.CONFIG,
    options=("single_name", "single_name_exempt"),
    in_stubs=False,
    repair=Repair.SOME_SAFE,
    related=("IMP103", "IMP105"),
    needs=Needs.FILE,
)
def one_name_per_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A `from` statement imports several names.

    ## What it does

    With `--importstyle-single-name`, reports `from m import a, b`. With
    `--importstyle-single-name=modules`, as in Google's style guide, only modules need a statement of
    their own; other files are read, never imported, to find out what a name is. Modules that match
    `--importstyle-single-name-exempt` are accepted. This is the opposite of IMP105: flake8 refuses to
    start if both are active.

    ## Why this is bad

    With one name per line, branches that each add an import merge without conflicts, and every import
    can be searched, moved and removed on its own.

    ## Example

    ```python options="--importstyle-single-name"
    from database import Database, Query  # IMP104
    ```

    ```text
    IMP104 'from database import Database, Query' imports several names: write one statement for each
    ```

    ## Use instead

    ```python options="--importstyle-single-name"
    from database import Database
    from database import Query
    ```

    ## Fix

    The statement is split, in the same order, and each name keeps its comment. Unsafe if a submodule is
    then loaded after a variable of its package has been imported, which it may set; otherwise safe.
    """
    for statement, suite in source.imports:
        if isinstance(statement, ast.ImportFrom) and len(statement.names) > 1:
            module = module_text(statement)
            names = spellings(source, module)
            if settings.single_name_exempt.match(*names):
                continue
            runs = [[alias] for alias in statement.names]
            kind = "several names: write one statement for each"
            if settings.single_name == "modules":
                runs = modules_apart(source, names[-1], statement)
                kind = _modules_among(
                    [each for each in statement.names if is_module(source, names[-1], each.name)],
                    statement,
                )
            if len(runs) > 1:
                whole = quoted(opening(statement), list(map(spelled, statement.names)))
                yield Finding(
                    statement,
                    module,
                    f"{whole} imports {kind}",
                    partial(_split_from, source, statement, suite, runs, settings),
                )


def _modules_among(modules: list[ast.alias], statement: ast.ImportFrom) -> str:
    """Return, for a message, which of the imported names are modules, and what to do."""
    if len(modules) == len(statement.names):
        return "several modules: write one statement for each"
    listed = ", ".join(f"'{each.name}'" for each in modules)
    if len(modules) == 1:
        return f"the module {listed} together with names: give it its own statement"
    return f"the modules {listed} together with names: give each its own statement"


def _split_from(
    source: SourceFile,
    statement: ast.ImportFrom,
    suite: Suite,
    runs: list[list[ast.alias]],
    settings: Settings,
) -> Fix | None:
    """Return the fix that gives each run of names a statement of its own."""
    from flake8_importstyle.stars.replaced import are_set_by_submodules

    fix = split_runs(source, statement, runs, settings)
    is_safe = not any(
        are_set_by_submodules(source, statement, suite, statement.names[:index], [alias])
        for index, alias in enumerate(statement.names)
    )
    return fix and fix._replace(applicability=Applicability.safe_if(is_safe))
