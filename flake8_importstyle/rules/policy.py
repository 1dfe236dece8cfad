"""Rules about what may be imported, and from where."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import PurePath

from flake8_importstyle.exports.kinds import is_module
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import Location, loaded, location, project_roots, spellings
from flake8_importstyle.resolver.search_path import contents, find, submodules
from flake8_importstyle.rules.registry import Default, Finding, rule
from flake8_importstyle.syntax.imports import is_private, module_text, name_in
from flake8_importstyle.syntax.source import SourceFile

# Documented, though their names look private.
_PUBLIC = (
    r"_thread(\..*)?|_typeshed(\..*)?|os\._exit|ctypes\._\w+|cython\.cimports\..*"
    r"|sys\._(current_exceptions|current_frames|getframe|getframemodulename|xoptions)"
)
_TESTS = frozenset(("test", "tests", "testing"))
# In these stand the packages of many projects.
_INSTALLED = frozenset(("dist-packages", "site-packages"))
# A script is looked for the packages of its project this far above.
_HIGHEST = 4


@rule("IMP203", "banned-import", Default.CONFIG, options=("ban",))
def banned_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import is on the project's list of banned imports.

    ## What it does

    Reports the imports that `--importstyle-ban` lists, one per line, with the message given there:

    ```ini
    importstyle-ban =
        mock = use unittest.mock
        os.getcwd = use pathlib.Path.cwd()
        django.contrib.* = not in this project
        shop.database except shop/models/*, migrations = go through shop.models
    ```

    A plain name bans exactly that module or object, in whatever form it is imported. `package.*` bans
    the package and everything in it; other patterns are compared with the complete dotted name. The
    patterns after `except` name files that may use the import: by their path, the end of it, or a
    folder in it. Relative imports are resolved first: `from .mock import Mock` is not `mock`.

    ## Why this is bad

    That depends on the project: the module is outdated, not meant for this layer, or replaced by the
    project's own. The message says which.

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
                yield Finding(at, target, f"'{target}' is banned: {ban.message}")


@rule(
    "IMP204",
    "from-import-not-allowed",
    Default.CONFIG,
    options=("from_policy", "from_banned", "from_exempt"),
    in_stubs=False,
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

    Modules that match `--importstyle-from-exempt` are accepted, by default `typing`,
    `typing_extensions` and `collections.abc`.

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
    ```

    ```text
    IMP204 'Database' of 'shop.database' is not a module: write 'from shop import database' and use 'database.Database'
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
                        name_in(module, alias.name),
                        f"'{alias.name}' of '{module}' is not a module:"
                        f" {_by_module(start, names[-1], alias.name)}",
                    )
        elif settings.from_policy == "none" or settings.from_banned.match(*names):
            if all(alias.asname == alias.name for alias in statement.names):
                continue
            first = statement.names[0].name
            advice = "use them through the module"
            kind = is_module(source, names[-1], first)
            # What cannot be seen is no module if it is called like a class.
            is_known = not names[-1].startswith(".")
            if is_known and (kind is False or (kind is None and first[:1].isupper())):
                advice = _by_module("", names[-1], first)
            yield Finding(
                statement, module, f"names must not be imported from '{module}': {advice}"
            )


@rule("IMP207", "private-import", Default.OPT_IN, options=("private_allow",), in_stubs=False)
def private_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An import uses something that is private to another package.

    ## What it does

    Reports a name or module with a leading underscore that is imported from another top-level package.
    Names with two underscores on both sides are accepted, and so are the few that are documented for
    general use, such as `os._exit`, imports in tests, under `TYPE_CHECKING` and where a missing module
    is expected, and everything that `--importstyle-private-allow` names. A private module beside the
    file counts as its own, and so do `_shop_speedups` for the package `shop` and every package in the
    same folder as the file's own, unless both are installed. A file that belongs to no package may use
    private names from the packages of its project.

    ## Why this is bad

    Private names may change or disappear in any new version.

    ## Example

    In `shop/orders.py`:

    ```python filename="shop/orders.py"
    from warehouse._pool import Pool  # IMP207
    ```

    ```text
    IMP207 'warehouse._pool' is private to 'warehouse': use a public name instead
    ```

    ## Use instead

    ```python filename="shop/orders.py"
    from warehouse import Pool
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
                any(map(is_private, target.split(".")))
                and not re.fullmatch(_PUBLIC, target)
                and not settings.private_allow.cover(target)
                and not _is_own(source, place, top)
            ):
                owner = _owner(target)
                whose = f"private to '{owner}'" if owner else "a private module"
                yield Finding(at, target, f"'{target}' is {whose}: use a public name instead")
                if at is statement:
                    break


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


def _owner(target: str) -> str:
    """Return the part of a dotted name before its first private one."""
    parts = target.split(".")
    first = next(index for index, part in enumerate(parts) if is_private(part))
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
        if os.path.basename(place.root) not in _INSTALLED and top in contents(place.root):
            return True
        # `_pytest` is the inner side of `pytest`.
        own, name = place.package.partition(".")[0].strip("_"), top.strip("_")
        return name == own or (
            is_private(top) and (name.startswith(f"{own}_") or top in submodules(str(folder)))
        )
    above = [str(each) for each in (folder, *folder.parents[:_HIGHEST])]
    beside = [os.path.join(each, name) for each in above for name in ("lib", "python", "src")]
    return find(top, (*above, *beside, *project_roots(source))) is not None
