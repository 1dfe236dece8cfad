"""Rules about when modules are loaded: what is slow, and what is lazy."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import loaded, location, package_around, spellings
from flake8_importstyle.rules.registry import Default, Finding, Needs, about_modules, rule
from flake8_importstyle.syntax.imports import imported_modules, keyword, with_packages
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import, Suite

_TO_THE_TOP = "move it to the top of the module"


@rule(
    "IMP304",
    "heavy-import",
    Default.CONFIG,
    options=("heavy_modules",),
    in_stubs=False,
    related=("IMP301", "IMP305"),
    needs=Needs.FILE,
)
def heavy_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A slow module is loaded at startup.

    ## What it does

    Reports an import at module level, or in the body of a class, of a module that
    `--importstyle-heavy-modules` names, or of anything in it. Lazy imports
    ([PEP 810](https://peps.python.org/pep-0810/)) are accepted, and so are imports under
    `TYPE_CHECKING` and `if __name__ == "__main__"`, and files that are part of the heavy package
    themselves, or are in a folder of it. Files that define `__lazy_modules__` are left alone.

    ## Why this is bad

    Everyone who imports the module has to wait for it, even for `--help`, and even if it is never used.

    ## Example

    ```python options="--importstyle-heavy-modules=torch"
    from torch import nn  # IMP304


    def model():
        return nn.Linear(2, 1)
    ```

    ```text
    IMP304 'torch' is slow to load: import it in the function that needs it
    ```

    ## Use instead

    ```python options="--importstyle-heavy-modules=torch"
    def model():
        from torch import nn

        return nn.Linear(2, 1)
    ```

    or, from Python 3.15 on:

    ```python since="3.15" options="--importstyle-heavy-modules=torch"
    lazy from torch import nn


    def model():
        return nn.Linear(2, 1)
    ```

    ## References

    - [PEP 810: Explicit lazy imports](https://peps.python.org/pep-0810/)
    """
    heavy = settings.heavy_modules
    place = location(source)
    if place is not None and heavy.cover(place.module):
        return
    for statement, suite in source.imports:
        if keyword(statement) or not suite.runs_at_import:
            continue
        for at, target in loaded(source, statement):
            if (
                heavy.cover(target)
                and not source.fact(_lists_lazy_modules)
                and not heavy.cover(package_around(source))
            ):
                yield Finding(
                    at,
                    target,
                    f"'{target}' is slow to load: import it in the function that needs it",
                )
                if at is statement:
                    break


@rule(
    "IMP305",
    "lazy-policy",
    Default.CONFIG,
    options=("lazy", "lazy_modules"),
    in_stubs=False,
    related=("IMP304", "IMP306"),
    needs=Needs.FILE,
)
def lazy_policy(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import is lazy but should not be, or the other way round.

    ## What it does

    With `--importstyle-lazy=ban`, reports every lazy import
    ([PEP 810](https://peps.python.org/pep-0810/), Python 3.15). With `--importstyle-lazy=require`,
    reports imports that are not lazy but could be: those at module level, outside `try` and `with`, and
    without a star. Before Python 3.15, nothing is required. `--importstyle-lazy-modules` limits either
    to some modules. Imports under `TYPE_CHECKING` and `if __name__ == "__main__"` are accepted, and
    files that define `__lazy_modules__` are left alone.

    ## Why this is bad

    A lazy import moves the time of loading, and any errors, to the first use. A project should decide
    where it wants that.

    ## Example

    ```python since="3.15" options="--importstyle-lazy=ban"
    lazy import database  # IMP305
    ```

    ```text
    IMP305 import of 'database' is lazy: remove 'lazy'
    ```

    ## Use instead

    ```python options="--importstyle-lazy=ban"
    import database
    ```

    ## References

    - [PEP 810: Explicit lazy imports](https://peps.python.org/pep-0810/)
    """
    is_required = settings.lazy == "require"
    for statement, suite in source.imports:
        if bool(keyword(statement)) is is_required or (
            is_required and not _may_be_lazy(statement, suite)
        ):
            continue
        modules = [
            module
            for module in imported_modules(statement)
            if settings.lazy_modules.match(*spellings(source, module))
        ] or [
            target for _, target in loaded(source, statement) if settings.lazy_modules.match(target)
        ]
        if modules and not source.fact(_lists_lazy_modules):
            named = ", ".join(f"'{module}'" for module in modules)
            advice = "add 'lazy'" if is_required else "remove 'lazy'"
            kind = "not lazy" if is_required else "lazy"
            yield Finding(
                statement, about_modules(modules), f"import of {named} is {kind}: {advice}"
            )


@rule(
    "IMP306",
    "eager-and-lazy",
    Default.ON,
    related=("IMP005", "IMP305"),
    needs=Needs.FILE,
)
def eager_and_lazy(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A lazy import has no effect, because the module is also imported eagerly.

    ## What it does

    Reports a `lazy import` ([PEP 810](https://peps.python.org/pep-0810/), Python 3.15) of a module that
    another import at module level always loads at once. An import of a submodule also loads its parent
    packages.

    Files that define `__lazy_modules__` are left alone.

    ## Why this is bad

    The module is loaded at startup, so `lazy` has no effect, although every reader believes it does.

    ## Example

    ```python since="3.15"
    import database
    lazy from database import Database  # IMP306
    ```

    ```text
    IMP306 'lazy' has no effect, since 'database' is imported eagerly on line 1: make both lazy, or neither
    ```

    ## Use instead

    ```python since="3.15"
    lazy import database
    lazy from database import Database
    ```

    ## References

    - [PEP 810: Explicit lazy imports](https://peps.python.org/pep-0810/)
    """
    lazy = [statement for statement, _ in source.imports if keyword(statement)]
    if not lazy or source.fact(_lists_lazy_modules):
        return
    eager: dict[str, int] = {}
    for statement, suite in source.imports:
        if not keyword(statement) and suite.always_runs:
            for module in imported_modules(statement):
                for each in with_packages(module):
                    eager.setdefault(each, statement.lineno)
    for statement in lazy:
        is_from = isinstance(statement, ast.ImportFrom)
        for alias, module in zip(statement.names, imported_modules(statement), strict=False):
            if module in eager:
                yield Finding(
                    statement if is_from else alias,
                    module,
                    f"'lazy' has no effect, since '{module}' is imported eagerly"
                    f" on line {eager[module]}: make both lazy, or neither",
                )


def _may_be_lazy(statement: Import, suite: Suite) -> bool:
    """Tell whether `lazy` may be added to the statement in this Python version."""
    return (
        # The attribute exists only in Python versions that have lazy imports.
        hasattr(statement, "is_lazy")
        and statement.names[0].name != "*"
        and suite.runs_at_import
        and all(isinstance(each.statement, (ast.Module, ast.If)) for each in suite.outward())
    )


def _lists_lazy_modules(source: SourceFile) -> bool:
    """Tell whether a file mentions `__lazy_modules__`, which makes plain imports lazy."""
    return any(
        isinstance(node, ast.Name) and node.id == "__lazy_modules__"
        for node in nodes_in(source.tree)
    )
