"""Rules about what may be imported, and from where."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import PurePath

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.options.types import Ban
from flake8_importstyle.resolver.modules import (
    Location,
    loaded,
    location,
    project_roots,
    reference,
)
from flake8_importstyle.resolver.search_path import contents, find, submodules
from flake8_importstyle.rules.registry import Default, Finding, Needs, rule
from flake8_importstyle.syntax.imports import is_private, module_text, name_in
from flake8_importstyle.syntax.source import SourceFile

# These are documented, although their names look private.
_PUBLIC = (
    r"_thread(\..*)?|_typeshed(\..*)?|os\._exit|ctypes\._\w+|cython\.cimports\..*"
    r"|sys\._(current_exceptions|current_frames|getframe|getframemodulename|xoptions)"
)
_TESTS = frozenset(("test", "tests", "testing"))
# Folders with the packages of many projects.
_INSTALLED = frozenset(("dist-packages", "site-packages"))
# How many folders above a script may contain the packages of its project.
_HIGHEST = 4


@rule(
    "IMP203",
    "banned-import",
    Default.CONFIG,
    options=("ban",),
    related=("IMP206", "IMP207"),
    needs=Needs.FILE,
)
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

    A banned name that comes through another module of the project is reported as well, with the
    modules that it comes through, unless one of these may import it. Other files are read for that,
    never imported.

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
    # More specific bans come first: names before patterns, longer ones before shorter ones.
    special_first = sorted(settings.ban, key=lambda ban: ("*" in ban.name, -len(ban.name)))
    bans = [ban for ban in special_first if not ban.exempts(source.filename)]
    for statement, _ in source.imports:
        found = [
            (at, target, next((ban for ban in bans if ban.applies_to(target)), None))
            for at, target in loaded(source, statement)
        ]
        if found and found[0][0] is statement:
            # Names that are covered by the ban of their module are reported once, with the module.
            whole = found[0][2]
            named = [each for each in found[1:] if each[2] not in (None, whole)]
            found = [*found[: 1 if len(named) < len(statement.names) else 0], *named]
        for at, target, ban in found:
            if ban is not None:
                yield Finding(at, target, f"'{target}' is banned: {ban.message}")
        if bans and isinstance(statement, ast.ImportFrom) and found and not found[0][2]:
            banned = {at for at, _, ban in found if ban is not None}
            for alias in statement.names:
                if alias not in banned:
                    yield from _banned_behind(source, statement, alias, bans)


def _banned_behind(
    source: SourceFile, statement: ast.ImportFrom, alias: ast.alias, bans: list[Ban]
) -> Iterator[Finding]:
    """Report a name that other modules of the project re-export from a banned module."""
    named = reference(source, module_text(statement))
    if named is None or alias.name == "*":
        return
    # Import on demand: this takes as long as all the rules, and few files need it.
    from flake8_importstyle.exports.reexports import passed_on

    way = passed_on(named.folders, named.module, named.user, alias.name)
    for count in range(1, len(way)):
        module, name = way[count].module, way[count].name
        targets = [f"{module}.{name}", module] if name else [module]
        ban = next((ban for target in targets for ban in bans if ban.applies_to(target)), None)
        if ban is None:
            continue
        # A module that is allowed to import it may also re-export it.
        if not any(each.allows("IMP203") or ban.exempts(each.file) for each in way[:count]):
            through = " → ".join(each.module for each in way[:count])
            yield Finding(
                alias,
                name_in(module_text(statement), alias.name),
                f"'{targets[0]}' is banned, and comes through '{through}': {ban.message}",
            )
        return


@rule(
    "IMP207",
    "private-import",
    Default.OPT_IN,
    options=("private_allow",),
    in_stubs=False,
    related=("IMP203", "IMP209"),
)
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

    ## References

    - [PEP 8: Public and Internal Interfaces](https://peps.python.org/pep-0008/#public-and-internal-interfaces)
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
    """Tell whether a top-level package belongs to the same project as the file."""
    folder = PurePath(os.path.abspath(source.filename)).parent
    # A namespace package has no `__init__` file.
    if top in folder.parts:
        return True
    source.asks_others = True
    if place.package:
        if os.path.basename(place.root) not in _INSTALLED and top in contents(place.root):
            return True
        # `_pytest` is the private part of `pytest`.
        own, name = place.package.partition(".")[0].strip("_"), top.strip("_")
        return name == own or (
            is_private(top) and (name.startswith(f"{own}_") or top in submodules(str(folder)))
        )
    above = [str(each) for each in (folder, *folder.parents[:_HIGHEST])]
    beside = [os.path.join(each, name) for each in above for name in ("lib", "python", "src")]
    return find(top, (*above, *beside, *project_roots(source))) is not None
