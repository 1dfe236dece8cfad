"""Rules about what may be imported, from where, and under which name."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePath

from flake8_importstyle.edits import Fix
from flake8_importstyle.kinds import is_module
from flake8_importstyle.modules import (
    Location,
    absolute,
    find,
    loaded,
    location,
    project_roots,
    spellings,
)
from flake8_importstyle.options import Settings
from flake8_importstyle.registry import Default, Finding, Repair, rule
from flake8_importstyle.renaming import renamed
from flake8_importstyle.source import ImportedName, SourceFile, keyword, module_text

# Documented, though their names look private.
_PUBLIC = (
    r"_thread(\..*)?|_typeshed(\..*)?|os\._exit|ctypes\._\w+|cython\.cimports\..*"
    r"|sys\._(current_exceptions|current_frames|getframe|getframemodulename|xoptions)"
)
_TESTS = frozenset(("test", "tests", "testing"))
# A script is looked for the packages of its project this far above.
_HIGHEST = 4


@rule("IMP203", "banned-import", Default.CONFIG, options=("ban",))
def banned_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import is on the project's list of what not to import.

    ## What it does

    Reports what `--importstyle-ban` lists, a line each, with the message that stands there:

    ```ini
    importstyle-ban =
        mock = use unittest.mock
        os.getcwd = use pathlib.Path.cwd()
        django.contrib.* = not in this project
        shop.database except shop/models/*, migrations = go through shop.models
    ```

    A name bans just that module or object, in whatever form it is imported. `package.*` bans the
    package and all in it; other patterns are compared with the whole name. After `except` stand
    patterns for the files that may import it: for the path, its end, or a folder that the file is
    in. Relative imports are resolved first: `from .mock import Mock` is not `mock`.

    ## Why this is bad

    It depends on the project: a module is outdated, not meant for this layer, or replaced by one's
    own. The message says it.

    ## Example

    ```python options="--importstyle-ban='mock = use unittest.mock'"
    from mock import Mock  # IMP203
    ```

    ```text
    IMP203 'mock' is banned: use unittest.mock
    ```

    ## Use instead

    ```python options="--importstyle-ban='mock = use unittest.mock'"
    from unittest.mock import Mock
    ```
    """
    # The longer, the more special; whole names before patterns.
    special_first = sorted(settings.ban, key=lambda ban: ("*" in ban.name, -len(ban.name)))
    bans = [ban for ban in special_first if not ban.exempts(source.filename)]
    for statement, _ in source.imports:
        found = [
            (at, target, next((ban for ban in bans if ban.applies_to(target)), None))
            for at, target in loaded(source, statement)
        ]
        if found and found[0][0] is statement:
            # Names that have no line of their own are banned with their module, once.
            whole = found[0][2]
            named = [each for each in found[1:] if each[2] not in (None, whole)]
            found = [*found[: 1 if len(named) < len(statement.names) else 0], *named]
        for at, target, ban in found:
            if ban is not None:
                yield Finding(at, f"'{target}' is banned: {ban.message}")


@rule(
    "IMP204",
    "from-import-not-allowed",
    Default.CONFIG,
    options=("from_policy", "from_banned", "from_exempt"),
    in_stubs=False,
)
def from_import_not_allowed(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A `from` statement imports what should be used through its module.

    ## What it does

    There are three policies to choose from:

    - `--importstyle-from-policy=listed` reports `from` imports of the modules that
      `--importstyle-from-banned` names;
    - `--importstyle-from-policy=modules` reports names that are no modules. The modules' files are
      looked for where the file's own packages begin, in the working directory, in its `src`, and
      where the Python that runs flake8 looks; they are read, never imported. Where it cannot be
      seen what a name is, nothing is said;
    - `--importstyle-from-policy=none` reports every `from` import.

    Modules that match `--importstyle-from-exempt` are left alone, by default `typing`,
    `typing_extensions` and `collections.abc`.

    ## Why this is bad

    `database.connect` says at each use where `connect` is from; `connect` alone does not.

    ## Example

    ```python options="--importstyle-from-policy=listed --importstyle-from-banned=os,database"
    from database import Database  # IMP204
    ```

    ```text
    IMP204 names may not be imported from 'database': write 'import database' and use 'database.Database'
    ```

    In `shop/orders.py`:

    ```python filename="shop/orders.py" options="--importstyle-from-policy=modules"
    from shop.database import Database  # IMP204
    ```

    ```text
    IMP204 'Database' of 'shop.database' is no module: write 'from shop import database' and use 'database.Database'
    ```

    ## Use instead

    ```python filename="shop/orders.py" options="--importstyle-from-policy=modules"
    from shop import database
    from typing import Any
    ```
    """
    for statement, _ in source.imports:
        if not isinstance(statement, ast.ImportFrom):
            continue
        module = module_text(statement)
        names = spellings(source, module)
        if settings.from_exempt.match(*names):
            continue
        if settings.from_policy == "modules":
            # A relative import is advised where the project has such.
            start = module if settings.max_relative_level else names[-1]
            for alias in statement.names:
                # `y as y` is the explicit re-export.
                if alias.asname != alias.name and is_module(source, names[-1], alias.name) is False:
                    yield Finding(
                        alias,
                        f"'{alias.name}' of '{module}' is no module:"
                        f" {_by_module(start, names[-1], alias.name)}",
                    )
        elif settings.from_policy == "none" or settings.from_banned.match(*names):
            if all(alias.asname == alias.name for alias in statement.names):
                continue
            first = statement.names[0].name
            advice = "use them through their module"
            kind = is_module(source, names[-1], first)
            # What cannot be seen is no module if it is called like a class.
            is_known = not names[-1].startswith(".")
            if is_known and (kind is False or (kind is None and first[:1].isupper())):
                advice = _by_module("", names[-1], first)
            yield Finding(statement, f"names may not be imported from '{module}': {advice}")


@rule(
    "IMP205",
    "unidiomatic-import",
    Default.CONFIG,
    options=("idioms",),
    in_stubs=False,
    repair=Repair.UNSAFE,
)
def unidiomatic_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A module is imported in another way than the project always does.

    ## What it does

    Holds imports to what `--importstyle-idioms` lists, a line for each module, written as the
    import itself:

    ```ini
    importstyle-idioms =
        scientific
        import os
        import datetime as dt | from datetime import date
    ```

    Reported is a file that gives such a module another name than the line does: here
    `import numpy` (of the list that `scientific` stands for), `import os as system`, and
    `import datetime`. Where `|` offers names beside the module, other names of it are reported as
    well, here `from datetime import timedelta`. A line with nothing but `from` is about the names
    in it alone. Imports of submodules are not meant.

    ## Why this is bad

    Everybody writes `np.array`; a reader stumbles over any other name for it.

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

    Unsafe: the import and all uses of the name in the file are renamed, where the idiom has one
    name for what is imported. Other files that use the name through this one are not seen. Nothing
    is renamed where the new name is already used, or a use may be hidden in a text.
    """
    for imported in source.imported_names:
        target = absolute(source, imported.target)
        module = None
        if isinstance(imported.statement, ast.ImportFrom):
            module = absolute(source, module_text(imported.statement))
        if target is not None:
            idiom = settings.idioms.broken_by(target, imported.name, module)
            if idiom is not None:
                instead = " or ".join(
                    f"'{keyword(imported.statement)}{each}'" for each in idiom.statements
                )
                ours = [name for what, name in idiom.bindings if what == target]
                yield Finding(
                    imported.alias,
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
)
def banned_alias(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An alias is on the project's list of what not to use.

    ## What it does

    Reports what `--importstyle-ban-alias` lists, a line each; what is imported and the alias may
    be patterns:

    ```ini
    importstyle-ban-alias =
        tensorflow.keras.backend = K
        pandas = p, pd_
        * = ?
    ```

    The last line bans all aliases of one letter. Aliases that `--importstyle-idioms` asks for are
    accepted.

    ## Why this is bad

    It depends on the project: the alias is too short, misleading, or used for something else.

    ## Example

    ```python options="--importstyle-ban-alias='* = ?'"
    import database as d  # IMP206
    ```

    ```text
    IMP206 'database' may not be called 'd': choose another alias
    ```

    ## Use instead

    ```python options="--importstyle-ban-alias='* = ?'"
    import database
    ```

    ## Fix

    Unsafe: the import gets its original name back, and all uses in the file are renamed. Other
    files that use the alias through this one are not seen. Nothing is renamed where the original
    name is already used, or a use may be hidden in a text.
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
                f"'{target}' may not be called '{imported.name}': choose another alias",
                partial(
                    _rename, source, imported, imported.alias.name.rpartition(".")[2], settings
                ),
            )


def _rename(
    source: SourceFile, imported: ImportedName, name: str, settings: Settings
) -> Fix | None:
    """Call an import ``name``, and write it in the form that takes the fewest words."""
    package, _, last = imported.alias.name.rpartition(".")
    statement = ""
    if package:  # Only an `import` statement has dots here.
        if not imported.alias.asname or name == package.partition(".")[0]:
            return None  # It binds the package around it.
        if name == last:
            statement = f"{keyword(imported.statement)}from {package} import {name}"
    return renamed(source, imported, name, settings, statement=statement)


@rule("IMP207", "private-import", Default.OPT_IN, options=("private_allow",), in_stubs=False)
def private_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import takes what is private to another package.

    ## What it does

    Reports a name or module with a leading underscore that is imported from another top-level
    package. Accepted are names with two underscores on both sides, those few that are documented
    for general use, as `os._exit`, imports in tests, under `TYPE_CHECKING` and where a missing
    module is expected, and what `--importstyle-private-allow` names. A file that is in no package
    may use what is private to the packages of its project.

    ## Why this is bad

    What is private may change or disappear with any new version.

    ## Example

    In `shop/orders.py`:

    ```python filename="shop/orders.py"
    from database._pool import Pool  # IMP207
    ```

    ```text
    IMP207 'database._pool' is private to 'database': use what is public
    ```

    ## Use instead

    ```python filename="shop/orders.py"
    from database import Pool
    ```
    """
    place = location(source)
    if place is None or _is_test(source.filename):
        return
    for statement, suite in source.imports:
        if isinstance(statement, ast.ImportFrom) and statement.level:
            continue
        if suite.is_type_checking or suite.expects_missing_module:
            continue
        for at, target in loaded(source, statement):
            top = target.partition(".")[0]
            if (
                any(map(_is_private, target.split(".")))
                and not re.fullmatch(_PUBLIC, target)
                and not settings.private_allow.cover(target)
                and not _is_own(source, place, top)
            ):
                owner = _owner(target)
                whose = f"private to '{owner}'" if owner else "a private module"
                yield Finding(at, f"'{target}' is {whose}: use what is public")
                if at is statement:
                    break


@rule("IMP208", "vague-name", Default.CONFIG, options=("vague_names",), in_stubs=False)
def vague_name(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An imported name says too little without its module.

    ## What it does

    Reports `from m import name` for the names in `--importstyle-vague-names`, if it gives them no
    alias. The word `default` stands for `load`, `loads`, `dump`, `dumps`, `parse`, `read`, `write`
    and their variants. In `__init__.py`, where a name becomes the package's own, nothing is said.

    ## Why this is bad

    Somewhere below stands `load(file)`, and nobody sees what kind of file that is.

    ## Example

    ```python options="--importstyle-vague-names=default"
    from json import load  # IMP208
    ```

    ```text
    IMP208 'load' does not say what it is of: use it as 'json.load', or give it an alias
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
        if imported.is_from and not imported.alias.asname and imported.name in settings.vague_names:
            last = imported.target.rpartition(".")[0].rpartition(".")[2]
            advice = (
                f"use it as '{last}.{imported.name}', or give it an alias"
                if last
                else "give it an alias"
            )
            yield Finding(imported.alias, f"'{imported.name}' does not say what it is of: {advice}")


def _by_module(start: str, module: str, name: str) -> str:
    """Say how a name may be used through its module.

    ``start``: the module as it may stand after `from`, or nothing for `import` alone.
    """
    path = start.lstrip(".")
    package, _, last = path.rpartition(".")
    around = "." * (len(start) - len(path)) + package
    if not path or not around:
        return f"write 'import {module}' and use '{module}.{name}'"
    return f"write 'from {around} import {last}' and use '{last}.{name}'"


def _is_private(part: str) -> bool:
    return part.startswith("_") and part != "_" and not (part[:2] == part[-2:] == "__")


def _owner(target: str) -> str:
    """Return the part of a dotted name before its first private one."""
    parts = target.split(".")
    first = next(index for index, part in enumerate(parts) if _is_private(part))
    return ".".join(parts[:first])


def _is_test(filename: str) -> bool:
    stem = PurePath(filename).stem.lower()
    folders = PurePath(os.path.abspath(filename)).parent.parts
    return (
        not _TESTS.isdisjoint(map(str.lower, folders))
        or any(part.lower().startswith("tests") for part in PurePath(filename).parts)
        or stem in ("conftest", "test")
        or stem.startswith("test_")
        or stem.endswith("_test")
    )


def _is_own(source: SourceFile, place: Location, top: str) -> bool:
    """Tell whether a top-level package belongs to what the file belongs to."""
    folder = PurePath(os.path.abspath(source.filename)).parent
    # A namespace package has no `__init__` file.
    if top in folder.parts:
        return True
    if place.package:
        # `_pytest` is the inner side of `pytest`.
        return top.strip("_") == place.package.partition(".")[0].strip("_")
    above = [str(each) for each in (folder, *folder.parents[:_HIGHEST])]
    beside = [os.path.join(each, name) for each in above for name in ("lib", "python", "src")]
    return find(top, (*above, *beside, *project_roots(source))) is not None
