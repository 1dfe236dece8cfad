"""The rule about names that are imported from a module that only re-exports them."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from flake8_importstyle.exports.submodules import is_module
from flake8_importstyle.fixes.edits import Edit, Fix, single_edit_fix
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import location, reference, spellings
from flake8_importstyle.rules.registry import Default, Finding, Repair, rule
from flake8_importstyle.syntax.imports import (
    bound_name,
    imported_name,
    is_private_to_others,
    keyword,
    module_text,
    name_in,
    opening,
    spelled,
)
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite

if TYPE_CHECKING:
    from flake8_importstyle.exports.reexports import Place
    from flake8_importstyle.exports.wildcard import Resolver
    from flake8_importstyle.fixes.writer import ImportWriter


class _Direct(NamedTuple):
    """How to import a name directly from the module that it belongs to."""

    alias: ast.alias
    """The name that is imported indirectly."""
    places: list[Place]
    """The modules on its import chain."""
    place: Place
    """The module to import it from."""
    head: str
    """The text before the name in the new statement."""
    written: ast.alias
    """The name and its alias in the new statement."""


@rule(
    "IMP209",
    "indirect-import",
    Default.CONFIG,
    options=("indirect", "indirect_allow"),
    heeds=("max_relative_level",),
    in_stubs=False,
    repair=Repair.SOME_SAFE,
    related=("IMP207",),
    added="Unreleased",
)
def indirect_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A name is imported from a module that has itself only imported it.

    ## What it does

    Follows each imported name through the modules that pass it on, and reports it depending on
    `--importstyle-indirect`:

    - `implicit`: the module does not offer the name as its own. It uses the name itself, and the
      name is not in the module's `__all__`, not imported as `x as x` or by a star, and has no comment
      `# noqa: F401` or `# re-export`, and the module is not the `__init__` file of a package. No
      module offers the modules of other packages that it imports itself, as `import os`.
    - `package`: also a name that a module takes from the `__init__` file of a package that it is in
      itself, which is the usual cause of import cycles. Tests may do so.
    - `all`: also every name that another module of the project defines.

    The message contains the statement to write. If the name passes through several modules, this is
    an import from the nearest one that offers the name, or with `all` from the one that defines it,
    but never from one that is private to another package, nor in tests from a private one instead
    of a public one. Modules that match `--importstyle-indirect-allow` may be used for any name.

    Other files are read, never imported. Nothing is reported where it is not certain that both
    imports give the same object: for names that are bound in several ways or set by functions, and
    for imports with a fallback.

    ## Why this is bad

    `from shop.orders import Database` breaks when `shop.orders` no longer needs `Database`, and
    readers look for it in the wrong file.

    ## Example

    ```python options="--importstyle-indirect=implicit"
    from logging import os  # IMP209
    from shop.database import loads  # IMP209
    ```

    ```text
    IMP209 'os' of 'logging' is a module of its own: write 'import os'
    IMP209 'loads' comes from 'json': write 'from json import loads'
    ```

    ## Use instead

    ```python options="--importstyle-indirect=implicit"
    import os
    from json import loads
    ```

    ## Fix

    The name is imported from where it comes from; a relative import stays relative within its
    package, as far as `--importstyle-max-relative-level` allows. Safe where the modules that it no
    longer goes through are packages around the one that defines it, which are loaded first anyway.
    Otherwise unsafe, because a module that is no longer imported may have done something else when
    it was loaded. No automatic fix where a comment would be lost.

    ## References

    - [Typing specification: Import conventions](https://typing.python.org/en/latest/spec/distributing.html#import-conventions)
    - [Ruff issue 12194: Flag imports from importing modules](https://github.com/astral-sh/ruff/issues/12194)
    - [Ruff issue 19559: always import from definition](https://github.com/astral-sh/ruff/issues/19559)
    - [ty issue 200: Add `implicit-reexport` rule for runtime files](https://github.com/astral-sh/ty/issues/200)
    - [mypy issue 15831: `no-implicit-reexport` error message should include a note specifying where the original object is defined](https://github.com/python/mypy/issues/15831)
    - [Pyrefly issue 3724: new rule - implicit re-export](https://github.com/facebook/pyrefly/issues/3724)
    - [import-linter issue 240: Disallow imports not specified through `__all__`](https://github.com/seddonym/import-linter/issues/240)
    """
    for statement, suite in source.imports:
        if (
            isinstance(statement, ast.ImportFrom)
            and not suite.expects_missing_module
            and not settings.indirect_allow.match(*spellings(source, module_text(statement)))
        ):
            found = [
                direct
                for alias in statement.names
                if (direct := _direct(source, statement, alias, settings)) is not None
            ]
            # One fix moves all safe names, another one all unsafe names.
            safety = cache(partial(_safety, source, statement, suite, found))
            repaired = cache(
                partial(_direct_import_fix, source, statement, safety, found, settings)
            )
            for direct in found:
                yield Finding(
                    direct.alias,
                    name_in(module_text(statement), direct.alias.name),
                    f"{_what(direct, statement)}: write '{direct.head}{spelled(direct.written)}'",
                    partial(_fix_of_same_safety, repaired, safety, direct.alias),
                )


def _what(direct: _Direct, statement: ast.ImportFrom) -> str:
    """Return the part of a message that tells where a name comes from."""
    name, place = direct.alias.name, direct.place
    if place.name is None and "." not in place.module:
        return f"'{name}' of '{module_text(statement)}' is a module of its own"
    return f"'{name}' comes from '{place.dotted.rpartition('.')[0]}'"


def _direct(
    source: SourceFile, statement: ast.ImportFrom, alias: ast.alias, settings: Settings
) -> _Direct | None:
    """Return how to import a name directly; None if that is unknown, or already the case."""
    named = reference(source, module_text(statement))
    if alias.name == "*" or named is None:
        return None
    # Import on demand: this takes as long as all the rules, and few files need it.
    from flake8_importstyle.exports.reexports import reexports
    from flake8_importstyle.exports.wildcard import resolver

    modules = resolver(named.folders)
    places = reexports(modules, named.module, alias.name)
    if len(places) < 2 or any(_is_file(source, each.file) for each in places):
        return None
    where = location(source)
    user = named.user or (where.module if where is not None else "")
    # Tests import public names, even if they are in the package that they test.
    is_outside = places[0].is_offered and not is_private_to_others(places[0].dotted, "")
    inside = "" if is_outside and _is_test(source) else user
    for each in _candidates(source, settings, modules, places, user):
        is_there = each.module == named.module and each.name is not None
        if is_there or each.dotted == f"{named.module}.{alias.name}":
            return None
        if not _is_private(each, alias, inside) and _is_importable(source, each):
            head, written = _statement(source, statement, alias, settings, each, user)
            is_same = head == opening(statement) and spelled(written) == spelled(alias)
            return None if is_same else _Direct(alias, places, each, head, written)
    return None


def _candidates(
    source: SourceFile, settings: Settings, modules: Resolver, places: list[Place], user: str
) -> list[Place]:
    """Return the places from which a name should be imported, best first."""
    first, last = places[0], places[-1]
    is_own = last.module.partition(".")[0] == user.partition(".")[0]
    if settings.indirect == "all" and (is_own or modules.order.is_of_project(last.module)):
        return places[:0:-1]
    counts_packages = settings.indirect != "implicit"
    if first.is_offered and not (
        counts_packages and _is_parent_reexport(first, user) and not _is_test(source)
    ):
        return []
    return [
        each
        for each in places[1:]
        if each.is_offered and not (counts_packages and _is_parent_reexport(each, user))
    ]


def _is_parent_reexport(place: Place, user: str) -> bool:
    """Tell whether a place is a parent package of a module that only re-exports the name."""
    return place.is_init and place.is_import and user.startswith(f"{place.module}.")


def _is_private(place: Place, alias: ast.alias, user: str) -> bool:
    """Tell whether importing from a place adds the use of a name private to another package."""
    owner, _, name = place.dotted.rpartition(".")
    return is_private_to_others(owner if name == alias.name else place.dotted, user)


def _is_importable(source: SourceFile, place: Place) -> bool:
    """Tell whether a place can be imported: a package may bind its module's name to another object."""
    package, _, name = place.dotted.rpartition(".")
    return place.name is not None or not package or is_module(source, package, name) is True


def _is_file(source: SourceFile, file: str | None) -> bool:
    return file is not None and os.path.abspath(source.filename) == file


def _is_test(source: SourceFile) -> bool:
    from flake8_importstyle.stars.project.testing import is_test_file

    return source.fact(is_test_file)


def _statement(
    source: SourceFile,
    statement: ast.ImportFrom,
    alias: ast.alias,
    settings: Settings,
    place: Place,
    user: str,
) -> tuple[str, ast.alias]:
    """Return the start of the statement that imports a name from a place, and the name in it."""
    bound = bound_name(alias)
    package, _, name = place.dotted.rpartition(".")
    if not package:
        is_alias = bound != place.dotted
        return f"{keyword(statement)}import ", ast.alias(place.dotted, bound if is_alias else None)
    module = package
    if statement.level:
        module = _relative(package, user if source.is_init else user.rpartition(".")[0])
        where = location(source)
        level = len(module) - len(module.lstrip("."))
        if level > settings.max_relative_level and where is not None and where.is_whole:
            module = package
    is_alias = bound != name or alias.asname == alias.name
    return f"{keyword(statement)}from {module} import ", ast.alias(
        name, bound if is_alias else None
    )


def _relative(module: str, package: str) -> str:
    """Return a module relative to ``package``; unchanged if they share no parent package."""
    parts, around = module.split("."), package.split(".")
    common = 0
    for one, other in zip(parts, around, strict=False):
        if one != other:
            break
        common += 1
    if not common:
        return module
    return "." * (len(around) - common + 1) + ".".join(parts[common:])


def _fix_of_same_safety(
    repaired: Callable[[bool], Fix | None],
    safety: Callable[[], dict[ast.alias, bool]],
    alias: ast.alias,
) -> Fix | None:
    return repaired(safety()[alias])


def _safety(
    source: SourceFile, statement: ast.ImportFrom, suite: Suite, found: list[_Direct]
) -> dict[ast.alias, bool]:
    """Return for each name whether importing it directly is certainly equivalent."""
    return {each.alias: _is_safe(source, statement, suite, each) for each in found}


def _direct_import_fix(
    source: SourceFile,
    statement: ast.ImportFrom,
    safety: Callable[[], dict[ast.alias, bool]],
    found: list[_Direct],
    settings: Settings,
    is_safe: bool,
) -> Fix | None:
    """Return the fix that imports names of a statement directly: the safe ones, or the others."""
    moved = {each.alias: each for each in found if safety()[each.alias] is is_safe}
    writer = import_writer(source, statement, settings)
    by_head: dict[str, list[ast.alias]] = {}
    for alias in statement.names:
        if alias not in moved:
            by_head.setdefault(opening(statement), []).append(alias)
    for each in moved.values():
        by_head.setdefault(each.head, []).append(each.written)
    heads = list(by_head)
    names = [spelled(each) for each in by_head[heads[0]]]
    if heads[0].split()[-3:-2] == ["from"] and names == list(map(spelled, statement.names)):
        edit: Edit | None = writer.respell_module(heads[0].split()[-2])
    elif writer.has_comments:
        return None
    else:
        edit = writer.replace(
            [
                text
                for head, aliases in by_head.items()
                for text in _statements(writer, head, aliases)
            ]
        )
    return single_edit_fix(edit, is_safe=is_safe, reason="another module is loaded instead")


def _statements(writer: ImportWriter, head: str, aliases: list[ast.alias]) -> list[str]:
    if "from " in head:
        return [writer.with_names(aliases, head)]
    return [head + spelled(alias) for alias in aliases]


def _is_safe(source: SourceFile, statement: ast.ImportFrom, suite: Suite, direct: _Direct) -> bool:
    """Tell whether importing a name directly is certainly equivalent.

    All modules on its chain must be parent packages, which are loaded in any case. In a function,
    the name may refer to another object by then, as in a test that patches it.
    """
    from flake8_importstyle.exports.identity import chain_through, is_fixed
    from flake8_importstyle.stars.replaced import may_be_replaced

    passed = direct.places[: direct.places.index(direct.place)]
    return (
        all(direct.place.module.startswith(f"{each.module}.") for each in passed)
        and not suite.is_in_function
        and is_fixed(chain_through(source, statement, direct.alias.name))
        and not may_be_replaced(source, [imported_name(direct.alias, statement, suite)])
    )
