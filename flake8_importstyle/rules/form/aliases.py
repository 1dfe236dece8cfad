"""Rules about aliases."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from functools import partial

from flake8_importstyle.exports.submodules import is_own_submodule
from flake8_importstyle.fixes.edits import Fix, single_edit_fix
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.fixes.rename import used_names
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import absolute, location, roots
from flake8_importstyle.resolver.search_path import find
from flake8_importstyle.rules.registry import Default, Finding, Needs, Repair, rule
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.syntax.comments import keeps_alias
from flake8_importstyle.syntax.imports import ImportedName, imported_name, keyword, opening
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import, Suite


@rule(
    "IMP101",
    "redundant-alias",
    Default.ON,
    options=("strict_aliases",),
    in_stubs=False,
    repair=Repair.SOME_SAFE,
    related=("IMP108",),
    needs=Needs.STARS,
)
def redundant_alias(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An alias repeats the original name.

    ## What it does

    Reports `import x as x` in a file that reads `x` itself. If it does not, this is an explicit
    re-export in the sense of type checkers, and so is `from m import y as y` in any file:
    [these forms](https://typing.python.org/en/latest/spec/distributing.html#import-conventions) are
    reported only with `--importstyle-strict-aliases`. The same goes for `import x as x` under
    `TYPE_CHECKING`, beside an import of the same name in another branch, and with a comment that tells
    other linters to accept the alias (`# noqa: PLC0414`). Nothing is reported in `__init__.py` or in
    stub files.

    ## Why this is bad

    The alias adds nothing, yet a reader looks for the difference.

    ## Example

    ```python
    import database as database  # IMP101

    database.connect()
    ```

    ```text
    IMP101 redundant alias 'database': write 'import database'
    ```

    ## Use instead

    ```python
    import database

    database.connect()
    ```

    ## Fix

    The alias is removed. Safe in a file that belongs to no package; otherwise unsafe, because type
    checkers may then no longer let other files import the name from this one.

    ## References

    - [Typing specification: Import conventions](https://typing.python.org/en/latest/spec/distributing.html#import-conventions)
    """
    if source.is_init:
        return
    for statement, suite in source.imports:
        if isinstance(statement, ast.ImportFrom) and not settings.strict_aliases:
            continue
        for alias in statement.names:
            if alias.asname == alias.name and (
                settings.strict_aliases or not _may_be_reexport(source, alias, suite)
            ):
                yield Finding(
                    alias,
                    imported_name(alias, statement, suite).target,
                    f"redundant alias '{alias.name}': write '{opening(statement)}{alias.name}'",
                    partial(_without_alias, source, statement, alias, settings),
                )


def _may_be_reexport(source: SourceFile, alias: ast.alias, suite: Suite) -> bool:
    """Tell whether ``import x as x`` may be a re-export, as in a compatibility module."""
    if alias.name not in source.fact(used_names).read:
        return True  # The usual case, checked first because it is fast.
    if keeps_alias(source.lines[alias.lineno - 1]):
        return True
    names = source.fact(analyse)
    return (
        suite.is_type_checking
        or not names.reads_bound_in(alias.name, names.scopes[suite.scope])
        or any(
            other.name == alias.name
            and other.suite.scope is suite.scope
            and other.suite.excludes(suite)
            for other in source.imported_names
        )
    )


def _without_alias(
    source: SourceFile, statement: Import, alias: ast.alias, settings: Settings
) -> Fix | None:
    """Return the fix that removes a redundant alias; safe only outside of packages."""
    place = location(source)
    edit = import_writer(source, statement, settings).respell_name(alias, alias.name)
    return single_edit_fix(edit, is_safe=place is not None and not place.package)


@rule(
    "IMP102",
    "submodule-alias",
    Default.CONFIG,
    options=("submodule_alias",),
    heeds=("idioms",),
    in_stubs=False,
    repair=Repair.SOME_SAFE,
    related=("IMP108", "IMP205"),
)
def submodule_alias(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A submodule gets its alias in the less preferred of two forms.

    ## What it does

    With `--importstyle-submodule-alias=from`, reports `import a.b as c`. With
    `--importstyle-submodule-alias=import`, reports `from a import b as c` if `b` is certainly the module
    `a.b`; if that is not known, nothing is reported. Relative imports have only one form, and imports
    that `--importstyle-idioms` asks for are accepted.

    ## Why this is bad

    Both forms do the same. A project is easier to read and to search if it uses only one of them.

    ## Example

    ```python options="--importstyle-submodule-alias=from"
    import shop.database as store  # IMP102
    ```

    ```text
    IMP102 submodule 'shop.database' has the alias 'store': write 'from shop import database as store'
    ```

    ## Use instead

    ```python options="--importstyle-submodule-alias=from"
    from shop import database as store
    ```

    ## Fix

    Safe if the submodule's file is found, and the package neither binds its name to something else nor
    has a `__getattr__` that may do so; otherwise unsafe, because `from a import b` prefers an attribute
    `b` of the package. A statement with several names is split, in the same order.

    ## References

    - [Ruff issue 14070: Enforce consistency between `import a.b.c as d` and `from a.b import c as d`](https://github.com/astral-sh/ruff/issues/14070)
    """
    for imported in source.imported_names:
        alias, target = imported.alias, imported.target
        package, _, name = target.rpartition(".")
        if not alias.asname or not package.strip("."):
            continue
        if settings.idioms.ask_for(target, imported.name):
            continue
        if settings.submodule_alias == "from" and not imported.is_from:
            renamed = f" as {alias.asname}" if alias.asname != name else ""
            instead = f"{keyword(imported.statement)}from {package} import {name}{renamed}"
        elif (
            settings.submodule_alias == "import"
            and imported.is_from
            and imported.aliased
            and not target.startswith(".")
            and find(target, roots(source)) is not None
            and is_own_submodule(source, package, name)
        ):
            instead = f"{keyword(imported.statement)}import {target} as {alias.asname}"
        else:
            continue
        yield Finding(
            alias,
            imported.target,
            f"submodule '{target}' has the alias '{alias.asname}': write '{instead}'",
            partial(_other_form, source, imported, instead, settings),
        )


def _other_form(
    source: SourceFile, imported: ImportedName, instead: str, settings: Settings
) -> Fix | None:
    """Return the fix that writes the import of a submodule in the preferred form."""
    package, _, name = imported.target.rpartition(".")
    is_safe = is_own_submodule(source, package, name)
    writer = import_writer(source, imported.statement, settings)
    return single_edit_fix(writer.split_off(imported.alias, instead), is_safe=is_safe)


@rule(
    "IMP108",
    "needless-alias",
    Default.OPT_IN,
    heeds=("idioms", "vague_names"),
    in_stubs=False,
    related=("IMP101", "IMP206"),
    needs=Needs.FILE,
)
def needless_alias(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An alias is used where the original name would do.

    ## What it does

    Reports an alias if nothing else in the file has the original name: no other import, class,
    function, argument or variable, and no builtin. These aliases are accepted:

    - those that `--importstyle-idioms` asks for, wherever a module of that name comes from, and, with
      the preset `google`, common abbreviations such as `ET` for `xml.etree.ElementTree`;
    - those for names that `--importstyle-vague-names` lists;
    - those that add or remove a leading underscore;
    - those that the file also binds in another way, such as a fallback;
    - those that appear in a string, such as in `__all__`, or have a comment `# noqa: F401`;
    - all in `__init__.py`, in files that only import, for others, and in files with a star import.

    ## Why this is bad

    A second name for the same thing is one more thing to remember, and a search for the first name
    misses it. The one good reason for an alias is that the name is taken.

    ## Example

    ```python
    from database import Database as Store  # IMP108

    store = Store("shop.db")
    ```

    ```text
    IMP108 unnecessary alias 'Store', since 'Database' is free in this file: write 'from database import Database'
    ```

    ## Use instead

    ```python
    from database import Database

    store = Database("shop.db")
    ```
    """
    # A star may bind any name.
    if source.is_for_others or source.stars:
        return
    for imported in source.imported_names:
        name = imported.alias.name.rpartition(".")[2]
        target = absolute(source, imported.target) or imported.target
        if (
            imported.aliased
            and imported.name != name
            and "_" not in (imported.name[0], name[0])
            and not any(settings.idioms.ask_for(each, imported.name) for each in (target, name))
            and (target, imported.name) not in settings.aliases_of_preset
            and not (imported.is_from and name in settings.vague_names)
            and not _has_reason(imported, source)
        ):
            instead = f"{opening(imported.statement)}{name}"
            package = imported.target.rpartition(".")[0]
            if package and not imported.is_from:
                instead = f"{keyword(imported.statement)}from {package} import {name}"
            yield Finding(
                imported.alias,
                imported.target,
                f"unnecessary alias '{imported.name}', since '{name}' is free in this file:"
                f" write '{instead}'",
            )


def _has_reason(imported: ImportedName, source: SourceFile) -> bool:
    """Tell whether an alias avoids a conflict, or is also bound elsewhere in the file."""
    names = source.fact(used_names)
    # Without its alias, `import a.b as c` would bind `a`; as `from a import b`, it would bind `b`.
    first, _, _ = imported.alias.name.partition(".")
    name = imported.alias.name.rpartition(".")[2]
    return (
        names.bound[imported.name] > 1
        or source.is_kept(imported)
        or any(each in names.bound or each in names.read for each in (first, name))
        or hasattr(builtins, name)
        or len(names.origins[name]) > 1
    )
