"""The rule about what may be imported with ``from``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

from flake8_importstyle.exports.submodules import is_module, is_own_submodule
from flake8_importstyle.fixes.edits import Applicability, Fix
from flake8_importstyle.fixes.rename import reads_of, used_names
from flake8_importstyle.fixes.through_module import used_through_module
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import location, roots, spellings
from flake8_importstyle.rules.registry import Default, Finding, Repair, rule
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.syntax.imports import (
    bound_name,
    imported_name,
    keyword,
    module_text,
    name_in,
    with_packages,
)
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite


@rule(
    "IMP204",
    "from-import-not-allowed",
    Default.CONFIG,
    options=("from_policy", "from_banned", "from_exempt"),
    in_stubs=False,
    repair=Repair.SOME_SAFE,
    related=("IMP205", "IMP208"),
)
def from_import_not_allowed(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A `from` statement imports something that should be used through its module.

    ## What it does

    There are three policies:

    - `--importstyle-from-banned` alone, or with `--importstyle-from-policy=listed`, reports `from`
      imports of the modules that it lists;
    - `--importstyle-from-policy=modules` reports names that are not modules. Modules are looked up in
      the folder in which the file's own packages begin, in the working directory, in its `src`, and
      where the Python that runs flake8 finds them; they are read, never imported. If it is not known
      what a name is, nothing is reported;
    - `--importstyle-from-policy=none` reports every `from` import.

    With `modules`, names that a file imports for others are accepted: `y as y`, those in its
    `__all__`, those that an `__init__` file does not use itself, and all in a file that only imports.
    So are names of a module whose package uses the module's name for something else. Modules that
    match `--importstyle-from-exempt` are accepted, by default `typing`, `typing_extensions` and
    `collections.abc`.

    ## Why this is bad

    `database.connect` shows at every use where `connect` comes from; `connect` alone does not.

    ## Example

    ```python options="--importstyle-from-policy=listed --importstyle-from-banned=os,database"
    from database import Database  # IMP204
    ```

    ```text
    IMP204 names must not be imported from 'database': write 'import database' and use 'database.Database'
    ```

    In `shop/orders.py`:

    ```python filename="shop/orders.py" options="--importstyle-from-policy=modules"
    from shop.database import Database  # IMP204

    store = Database("shop.db")
    ```

    ```text
    IMP204 'Database' of 'shop.database' is not a module: write 'from shop import database' and use 'database.Database'
    ```

    ## Use instead

    ```python filename="shop/orders.py" options="--importstyle-from-policy=modules"
    from shop import database

    store = database.Database("shop.db")
    ```

    ## Fix

    The module is imported, and every use `x` becomes `module.x`. Safe where the name is a class or
    function that the module never binds anew, and no file of the project replaces it, as tests do
    with `mock.patch`, or may take it from this one, as test runners do with test cases and fixtures;
    otherwise unsafe. Where errors are handled, as in a `try`, it is unsafe: a name that is missing
    would then fail elsewhere. With `import a.b.c` it is unsafe if `a.b` or `a.b.c` may load this
    file: Python sets a submodule as an attribute of its package only after the submodule has run.
    Nothing is repaired where the name of the module is used for something else, where a file of the
    project imports the name from this one (see IMP209), where a use may be hidden in a text, or where
    a comment would be lost.

    ## References

    - [Google Python Style Guide: Imports](https://google.github.io/styleguide/pyguide.html#22-imports)
    - [Ruff issue 3045: Rule to enforce import module only](https://github.com/astral-sh/ruff/issues/3045)
    """
    for statement, suite in source.imports:
        if not isinstance(statement, ast.ImportFrom):
            continue
        module = module_text(statement)
        names = spellings(source, module)
        if settings.from_exempt.match(*names):
            continue
        if settings.from_policy == "modules":
            # Suggest a relative import only if the project allows these.
            start = module if settings.max_relative_level else names[-1]
            reported = [
                alias
                for alias in statement.names
                if is_module(source, names[-1], alias.name) is False
                and _is_reachable(source, names[-1])
                and not _is_reexported(source, alias)
            ]
            through = _through(start, names[-1])
            # One fix moves all names, so all findings share it.
            fix: Callable[[], Fix | None] | None = cache(
                partial(_through_module_fix, source, statement, suite, reported, through, settings)
            )
            for alias in reported:
                yield Finding(
                    alias,
                    name_in(module, alias.name),
                    f"'{alias.name}' of '{module}' is not a module: {_advice(through, alias.name)}",
                    fix,
                )
        elif settings.from_policy == "none" or settings.from_banned.match(*names):
            if all(alias.asname == alias.name for alias in statement.names):
                continue
            first = statement.names[0].name
            advice = "use them through the module"
            kind = is_module(source, names[-1], first)
            # If it cannot be determined, a capitalized name is not a module.
            is_known = not names[-1].startswith(".")
            fix = None
            is_no_module = kind is False or (kind is None and first[:1].isupper())
            if is_known and is_no_module and _is_reachable(source, names[-1]) is not False:
                through = _through("", names[-1])
                advice = _advice(through, first)
                fix = partial(
                    _through_module_fix,
                    source,
                    statement,
                    suite,
                    statement.names,
                    through,
                    settings,
                )
            yield Finding(
                statement, module, f"names must not be imported from '{module}': {advice}", fix
            )


def _is_reachable(source: SourceFile, module: str) -> bool | None:
    """Tell whether a module is an attribute of its package, or has no package; None if unknown.

    The package may bind the module's name to something else, such as a function of that name.
    """
    package, _, name = module.rpartition(".")
    if not package.strip(".") or is_own_submodule(source, package, name):
        return True
    return False if is_module(source, package, name) is False else None


def _is_reexported(source: SourceFile, alias: ast.alias) -> bool:
    """Tell whether an import is a re-export: ``y as y``, in ``__all__``, or unused in a facade."""
    from flake8_importstyle.stars.flow import exported_names

    name = bound_name(alias)
    return (
        alias.asname == alias.name
        or ("__all__" in source.text and name in exported_names(source))
        or (source.is_for_others and name not in source.fact(used_names).read)
    )


class _Through(NamedTuple):
    """How to import a module, and how to refer to it then."""

    statement: str
    name: str
    """The expression that refers to the module."""
    module: str
    """The full name of the module."""


def _through(start: str, module: str) -> _Through:
    """Return how to import a module to use names through it.

    ``start``: the module as written after `from`; empty if `import` should be used.
    """
    path = start.lstrip(".")
    package, _, last = path.rpartition(".")
    around = "." * (len(start) - len(path)) + package
    if not path or not around:
        return _Through(f"import {module}", module, module)
    return _Through(f"from {around} import {last}", last, module)


def _advice(through: _Through, name: str) -> str:
    return f"write '{through.statement}' and use '{through.name}.{name}'"


def _through_module_fix(
    source: SourceFile,
    statement: ast.ImportFrom,
    suite: Suite,
    aliases: Sequence[ast.alias],
    through: _Through,
    settings: Settings,
) -> Fix | None:
    """Return the fix that uses names through their module."""
    steps = [each.rpartition(".") for each in with_packages(through.module)[:-1]]
    if (
        any(is_module(source, through.module, alias.name) is not False for alias in aliases)
        or through.module.startswith(".")
        or not all(is_module(source, package, last) for package, _, last in steps)
    ):
        return None
    fix = used_through_module(
        source,
        statement,
        suite,
        aliases,
        (keyword(statement) + through.statement, through.name),
        settings,
    )
    if fix is None:
        return None
    # Import on demand: finding importers is slow, and few files need it.
    from flake8_importstyle.exports.identity import chain_through, is_fixed
    from flake8_importstyle.stars.collectors import may_be_collected
    from flake8_importstyle.stars.importers import Taken, taken
    from flake8_importstyle.stars.replaced import may_be_replaced

    bound = frozenset(map(bound_name, aliases))
    imports = [imported_name(each, statement, suite) for each in aliases]
    scope = source.fact(analyse).scopes[suite.scope]
    is_taken = taken(source, bound)
    if is_taken is Taken.YES:
        return None
    is_safe = (
        # A name that the file does not read is a re-export.
        not source.is_for_others
        and all(reads_of(source, scope, each, None) for each in imports)
        and all(is_fixed(chain_through(source, statement, alias.name)) for alias in aliases)
        and not may_be_collected(source, statement, aliases)
        and not may_be_replaced(source, imports)
        and is_taken is Taken.NO
    )
    reason = "" if is_safe else "others may use the name, or the module may bind it anew"
    if is_safe and suite.is_handled:
        reason = "errors are handled here, and a name that is missing would fail elsewhere"
    elif is_safe and through.name == through.module:
        running = _unfinished(source, through.module)
        reason = f"'{running}' may still be loading when this file runs" if running else ""
    return fix._replace(
        gone=frozenset() if reason else bound,
        applicability=Applicability.safe_if(not reason),
        reason=reason,
    )


def _unfinished(source: SourceFile, module: str) -> str:
    """Return a module on the dotted path to ``module`` that may load the file; empty if none does.

    Python sets a submodule as an attribute of its package only when the submodule has run, so
    ``a.b.c`` fails in a file that ``a.b`` or ``a.b.c`` loads, though ``from a.b.c import x`` works.
    """
    from flake8_importstyle.exports.wildcard import resolver

    place = location(source)
    user = place.module if place is not None else ""
    order = resolver(roots(source)).order
    submodules = with_packages(module)[:-1]
    return next((each for each in submodules if order.way(each, user)), "")
