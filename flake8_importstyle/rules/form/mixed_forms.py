"""Rules about modules that are imported in more than one form."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import absolute, roots
from flake8_importstyle.resolver.search_path import find
from flake8_importstyle.rules.registry import Default, Finding, rule
from flake8_importstyle.syntax.imports import ImportedName, module_text
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite


@rule(
    "IMP106",
    "imported-both-ways",
    Default.OPT_IN,
    in_stubs=False,
    related=("IMP007", "IMP205"),
)
def imported_both_ways(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A file imports a module and also names from it.

    ## What it does

    Reports `import a` beside `from a import b`, and `from a import b` beside `from a.b import c`, at
    the later of the two. Imports with an alias are ignored, and so are those under `TYPE_CHECKING` or
    in exclusive branches, those with a comment `# noqa: F401`, which the file itself does not use, and
    a pair of which only one is in a `try` that expects a missing module, or for one version of Python.
    `from a import b` beside `import a` is accepted if `a.b` is found to be a submodule, which
    `import a` does not load, and the file imports nothing else from `a`.

    ## Why this is bad

    The same thing then has two spellings in one file, `a.b` and `b`, and a reader has to know both.

    ## Example

    ```python
    import database
    from database import Query  # IMP106
    ```

    ```text
    IMP106 'database' is imported both as a module (line 1) and by name: choose one
    ```

    ## Use instead

    ```python
    import database

    query = database.Query
    ```

    ## References

    - [Ruff issue 20544: ban importing specific names from a module if the whole module is already imported](https://github.com/astral-sh/ruff/issues/20544)
    """
    wholes: dict[str, ImportedName] = {}
    parts: dict[str, ImportedName] = {}
    reported: set[ast.AST] = set()
    for imported in source.imported_names:
        is_ignored = imported.aliased or imported.suite.is_type_checking
        if is_ignored or source.is_kept(imported):
            continue
        whole = imported.target
        at: ast.alias | ast.stmt = imported.alias
        other, here, there = parts.get(whole), "as a module", "by name"
        if other is None and isinstance(imported.statement, ast.ImportFrom):
            whole, at = module_text(imported.statement), imported.statement
            other, here, there = wholes.get(whole), there, here
            parts.setdefault(whole, imported)
        wholes.setdefault(imported.target, imported)
        if (
            other is not None
            and at not in reported
            and not other.suite.excludes(imported.suite)
            and not _depends_on_what_is_there(imported.suite, other.suite)
            and not _takes_only_submodules(source, whole)
        ):
            reported.add(at)
            yield Finding(
                at,
                whole,
                f"'{whole}' is imported both {there} (line {other.alias.lineno}) and {here}:"
                " choose one",
            )


def _depends_on_what_is_there(one: Suite, other: Suite) -> bool:
    """Tell whether only one of two imports may fail, or is for other versions of Python."""
    return one is not other and any(
        each.asks_version or each.expects_missing_module for each in (one, other)
    )


def _takes_only_submodules(source: SourceFile, package: str) -> bool:
    """Tell whether all names that a file imports from a package are known to be submodules."""
    whole = absolute(source, package)
    taken = [
        f"{whole}.{alias.name}"
        for statement, _ in source.imports
        if isinstance(statement, ast.ImportFrom) and module_text(statement) == package
        for alias in statement.names
    ]
    return whole is not None and all(find(each, roots(source)) is not None for each in taken)
