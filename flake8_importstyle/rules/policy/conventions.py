"""Rules about the names under which a project imports modules and objects."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from flake8_importstyle.fixes.edits import Fix
from flake8_importstyle.fixes.rename import renamed
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import absolute
from flake8_importstyle.rules.registry import Default, Finding, Needs, Repair, rule
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.syntax.imports import ImportedName, keyword, module_text
from flake8_importstyle.syntax.source import SourceFile


@rule(
    "IMP205",
    "unidiomatic-import",
    Default.CONFIG,
    options=("idioms",),
    heeds=("strict_aliases",),
    in_stubs=False,
    repair=Repair.UNSAFE,
    related=("IMP102", "IMP204", "IMP206"),
    needs=Needs.FILE,
)
def unidiomatic_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A module is imported in an unusual way.

    ## What it does

    Compares imports with the list in `--importstyle-idioms`, one line per module, written as the import
    itself:

    ```ini
    importstyle-idioms =
        scientific
        import os
        import datetime as dt | from datetime import date
    ```

    An import is reported if it gives such a module another name: here `import numpy` (which is on the
    list that `scientific` adds), `import os as system`, and `import datetime`. If the alternatives
    after `|` import names from the module, other names from it are reported as well, here
    `from datetime import timedelta`. A line that has only `from` is about these names alone. Imports of
    submodules are ignored. So are imports with a comment `# noqa: F401`, which only check that the
    module exists, and the re-export form `from m import y as y`, unless `--importstyle-strict-aliases`
    is given.

    ## Why this is bad

    Everybody writes `np.array`; any other name makes a reader stumble.

    ## Example

    ```python options="--importstyle-idioms='import numpy as np'"
    import numpy  # IMP205
    ```

    ```text
    IMP205 'numpy' is imported as 'numpy': write 'import numpy as np'
    ```

    ## Use instead

    ```python options="--importstyle-idioms='import numpy as np'"
    import numpy as np
    ```

    ## Fix

    Unsafe: the import and all uses of the name in the file are renamed, if the idiom has exactly one
    name for the import. Uses in other files that import the name from this one are not changed. Nothing
    is renamed if the new name is already in use, or if a use may be hidden in a string.
    """
    for imported in source.imported_names:
        target = absolute(source, imported.target)
        module = None
        if isinstance(imported.statement, ast.ImportFrom):
            module = absolute(source, module_text(imported.statement))
        if target is not None:
            idiom = settings.idioms.broken_by(target, imported.name, module)
            is_reexport = imported.is_reexport and not settings.strict_aliases
            if idiom is not None and not is_reexport and not source.is_kept(imported):
                instead = " or ".join(
                    f"'{keyword(imported.statement)}{each}'" for each in idiom.statements
                )
                ours = [name for what, name in idiom.bindings if what == target]
                yield Finding(
                    imported.alias,
                    imported.target,
                    f"'{target}' is imported as '{imported.name}': write {instead}",
                    partial(_rename, source, imported, ours[0], settings)
                    if len(ours) == 1
                    else None,
                )


@rule(
    "IMP206",
    "banned-alias",
    Default.CONFIG,
    options=("ban_alias",),
    heeds=("idioms",),
    in_stubs=False,
    repair=Repair.UNSAFE,
    related=("IMP108", "IMP203", "IMP205"),
    needs=Needs.FILE,
)
def banned_alias(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An alias is on the project's list of banned aliases.

    ## What it does

    Reports the aliases that `--importstyle-ban-alias` lists, one line each. Both the import and the
    alias may be patterns:

    ```ini
    importstyle-ban-alias =
        tensorflow.keras.backend = K
        pandas = p, pd_
        * = ?
    ```

    The last line bans all one-letter aliases. Aliases that `--importstyle-idioms` asks for are
    accepted.

    ## Why this is bad

    That depends on the project: the alias is too short, misleading, or used for something else.

    ## Example

    ```python options="--importstyle-ban-alias='* = ?'"
    import database as d  # IMP206
    ```

    ```text
    IMP206 'database' must not be imported as 'd': choose another alias
    ```

    ## Use instead

    ```python options="--importstyle-ban-alias='* = ?'"
    import database
    ```

    ## Fix

    Unsafe: the import gets its original name back, and all uses in the file are renamed. Uses in other
    files that import the alias from this one are not changed. Nothing is renamed if the original name
    is already in use, or if a use may be hidden in a string.
    """
    for imported in source.imported_names:
        if not imported.aliased:
            continue
        target = absolute(source, imported.target) or imported.target
        if not settings.idioms.ask_for(target, imported.name) and any(
            ban.applies_to(target, imported.name) for ban in settings.ban_alias
        ):
            yield Finding(
                imported.alias,
                imported.target,
                f"'{target}' must not be imported as '{imported.name}': choose another alias",
                partial(
                    _rename, source, imported, imported.alias.name.rpartition(".")[2], settings
                ),
            )


def _rename(
    source: SourceFile, imported: ImportedName, name: str, settings: Settings
) -> Fix | None:
    """Return the fix that makes an import bind ``name``, in the shortest form."""
    package, _, last = imported.alias.name.rpartition(".")
    statement = ""
    if package:  # Only an `import` statement has dots here.
        if not imported.alias.asname or name == package.partition(".")[0]:
            return None  # The statement binds the top-level package, not the module.
        if name == last:
            statement = f"{keyword(imported.statement)}from {package} import {name}"
    return renamed(source, imported, name, settings, statement=statement)


@rule(
    "IMP208",
    "vague-name",
    Default.CONFIG,
    options=("vague_names",),
    in_stubs=False,
    related=("IMP108", "IMP204"),
    needs=Needs.FILE,
)
def vague_name(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An imported name is vague without its module.

    ## What it does

    Reports `from m import name` without an alias for the names in `--importstyle-vague-names`. The word
    `default` adds `load`, `loads`, `dump`, `dumps`, `parse`, `read`, `write` and their variants. Names
    in `__init__.py` and names that `__all__` lists become the module's own, and are accepted.

    ## Why this is bad

    Further down, the code says `load(file)`, and nobody can see what kind of file that is.

    ## Example

    ```python options="--importstyle-vague-names=default"
    from json import load  # IMP208
    ```

    ```text
    IMP208 'load' is vague without its module: use 'json.load', or give it an alias
    ```

    ## Use instead

    ```python options="--importstyle-vague-names=default"
    import json
    from yaml import load as load_yaml
    ```
    """
    if source.is_init:
        return
    for imported in source.imported_names:
        if (
            imported.is_from
            and not imported.alias.asname
            and imported.name in settings.vague_names
            and imported.name not in source.fact(analyse).exported
        ):
            last = imported.target.rpartition(".")[0].rpartition(".")[2]
            advice = (
                f"use '{last}.{imported.name}', or give it an alias" if last else "give it an alias"
            )
            yield Finding(
                imported.alias,
                imported.target,
                f"'{imported.name}' is vague without its module: {advice}",
            )
