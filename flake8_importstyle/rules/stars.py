"""Rules about star imports."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from flake8_importstyle.absences import absent
from flake8_importstyle.analysis import analyse
from flake8_importstyle.modules import absolute, location, roots, spellings
from flake8_importstyle.options import Settings
from flake8_importstyle.origins import Step, chain, differ
from flake8_importstyle.reaching import Event, Sight
from flake8_importstyle.registry import Default, Finding, Repair, quoted, rule
from flake8_importstyle.replacing import replacement
from flake8_importstyle.scopes import BUILTINS
from flake8_importstyle.source import (
    DefinedName,
    ImportedName,
    SourceFile,
    module_text,
    opening,
)
from flake8_importstyle.stars import Resolver, resolver
from flake8_importstyle.suites import Position
from flake8_importstyle.supplies import Supply, Use, flow, supplies

# Modules that are there to replace builtins, by the words in their names.
_SHIM = re.compile(r"(?:.*[._])?_?(?:builtins?|compat\w*|future|past|py[23]\w*|six)(?:[._].*)?")
# "To override the basic Tk widgets, the import should follow the Tk import":
# https://docs.python.org/3/library/tkinter.ttk.html
_MEANT_TO_WIN = frozenset({("tkinter", "tkinter.ttk")})


@rule(
    "IMP001",
    "star-import",
    Default.ON,
    options=("allow_star",),
    in_stubs=False,
    repair=Repair.SOME_SAFE,
)
def star_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A star import binds names that the file does not spell out.

    ## What it does

    Reports every `from … import *`, in `__init__.py` too. In a stub file (`.pyi`) the star is the
    documented way to re-export, so nothing is said there.

    The file of the module is looked for and gone through, without running it, for the names that
    the star binds; the message lists those that are used here. If no file is found, or its names
    cannot be told for sure, the message says so. Then, if there is no other star import, it lists
    the names that nothing else binds: most likely these come from the star.

    ## Why this is bad

    Nobody can say where a name came from without opening the other module, neither a reader nor
    a tool. The names change whenever the other module does, and they silently replace builtins,
    earlier imports and each other.

    ## Example

    ```python
    from database import *  # IMP001

    products = Query(Database("shop.db"), "products")
    ```

    ```text
    IMP001 star import from 'database': write 'from database import Database, Query'
    ```

    ## Use instead

    ```python
    from database import Database, Query

    products = Query(Database("shop.db"), "products")
    ```

    Some modules are meant to be starred. Name them with `--importstyle-allow-star`, or exempt
    files with flake8's own `per-file-ignores`:

    ```python options="--importstyle-allow-star=tkinter,shop.settings.*"
    from tkinter import *
    from shop.settings.base import *
    ```

    ## Fix

    The star becomes the list of the names that the file takes by it, in the order in which the
    file sorts names. Nothing is repaired where a star import is in doubt that may give one of
    these names, where a name is not surely in the module, or where the file computes its `__all__`
    in ways that cannot be followed.

    Unsafe, although the names are listed that are seen to be needed:

    - in `__init__.py`, and where other files of the project take names through this one (these are
      listed as well, in `__init__.py` as `name as name`), or not all of them can be seen;
    - in settings modules and `conftest.py`, whose names are read by tools, and in tests, which
      take their fixtures and cases by name;
    - in files that read names by `eval`, `globals()` and the like.

    Where no name is used, the star becomes `import module`, or is removed if the module is a
    relative one. That is unsafe too.
    """
    # All that follows costs a file without a star nothing.
    for supply in source.fact(supplies) if source.stars else ():
        module = module_text(supply.statement)
        if _is_allowed(source, settings, module):
            continue
        yield Finding(
            supply.statement,
            f"star import from '{module}'{_advice(source, supply)}",
            partial(replacement, source, supply, settings),
        )


def _advice(source: SourceFile, supply: Supply) -> str:
    """Say what to write instead of a star import, as far as that is known."""
    head = opening(supply.statement)
    if supply.doubt:
        reason = "" if source.is_alone else f" ({supply.doubt})"
        names = source.fact(analyse).unbound() if len(source.fact(supplies)) == 1 else []
        probably = f", probably {quoted(head, names)}" if names else ""
        return f" hides the names it binds{reason}{probably}"
    if source.is_init:
        count = len(supply.star.names)
        return (
            f" passes on {count} name{'' if count == 1 else 's'} that others may import: list them"
        )
    if supply.names:
        return f": write {quoted(head, supply.names)}"
    return ": none of its names is used here"


@rule("IMP010", "star-replaces-name", Default.ON, heeds=("allow_star",), in_stubs=False)
def star_replaces_name(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A star import silently replaces a builtin, an import or a definition that the file uses.

    ## What it does

    Reports a star import by which a name gets another meaning: that of a builtin, or of an import,
    a class or a function above. It is reported if the name is surely read afterwards, and if both
    meanings could be followed to where they are made and are surely different.

    Not reported is what people do on purpose: star imports in a `try` that handles missing
    modules, modules that exist to replace builtins, by their names (`compat`, `six`, …), values
    that are set above as defaults, and modules that `--importstyle-allow-star` names.

    ## Why this is bad

    `open` or `sum` does something else than everybody who reads the file thinks, and nothing in
    the file shows it. The other module may add such a name at any time.

    ## Example

    ```python
    from os import *  # IMP010

    with open("products.txt") as file:
        print(file.read())
    ```

    ```text
    IMP010 star import from 'os' replaces the builtin 'open', read on line 3: import its names one by one
    ```

    ## Use instead

    ```python
    from os import getcwd, listdir

    with open("products.txt") as file:
        print(file.read())
    ```
    """
    for name, event, module, old, line in _replacements(source, settings):
        (before,) = old
        if before is None:
            # Nobody exports a builtin: this name is meant.
            is_meant = name in source.fact(analyse).exported or _SHIM.fullmatch(module)
            if name not in BUILTINS or is_meant:
                continue
            what, other = f"the builtin '{name}'", chain(_resolver(source), "builtins", name)
        elif before.star is None:
            owner = source.fact(_owners).get((name, before.position))
            if owner is None:
                continue
            what, other = _described(owner), _way(source, owner)
        else:
            continue
        if differ(_way_through_star(source, event, name), other):
            yield Finding(
                source.stars[event.star or 0][0],
                f"star import from '{module}' replaces {what}, read on line {line}:"
                " import its names one by one",
            )


@rule("IMP011", "star-names-collide", Default.ON, heeds=("allow_star",), in_stubs=False)
def star_names_collide(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """Two star imports give the file a name that it uses, and mean different things by it.

    ## What it does

    Reports a star import that replaces a name of an earlier one, if the name is surely read
    afterwards. Both names are followed to where they are made; two ways to one thing are fine.

    Not reported are star imports in a `try` that handles missing modules, modules that
    `--importstyle-allow-star` names, and `tkinter.ttk` after `tkinter`, which is there to replace
    its widgets.

    ## Why this is bad

    The later one wins, whatever was meant. A change in the order of the imports, or a new name in
    one of the modules, changes what the code does.

    ## Example

    ```python
    from shop.models.customer import *
    from customers import *  # IMP011

    customer = Customer()
    ```

    ```text
    IMP011 star import from 'customers' replaces 'Customer' of 'shop.models.customer' (line 1), read on line 4: import the one that is meant by name
    ```

    ## Use instead

    ```python
    from customers import Customer

    customer = Customer()
    ```
    """
    for name, event, module, old, line in _replacements(source, settings):
        (before,) = old
        if before is None or before.star is None or not before.is_sure:
            continue
        statement = source.stars[before.star][0]
        earlier = module_text(statement)
        if (earlier, module) not in _MEANT_TO_WIN and differ(
            _way_through_star(source, event, name), _way_through_star(source, before, name)
        ):
            yield Finding(
                source.stars[event.star or 0][0],
                f"star import from '{module}' replaces '{name}' of '{earlier}'"
                f" (line {statement.lineno}), read on line {line}:"
                " import the one that is meant by name",
            )


@rule("IMP012", "name-not-in-star", Default.ON, in_stubs=False)
def name_not_in_star(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A name is read that no star import gives, and nothing else either.

    ## What it does

    Reports the first read of a name that neither this file binds nor the builtins nor any of the
    star imports, all of which are fully known. Without a star import, flake8 itself says so (F821);
    with one, it can only say that the name may be undefined (F405).

    Nothing is said of names that flake8's own `--builtins` lists, as soon as one star import is in
    doubt, if the file may bind names by other
    means (`exec`, `globals()` and the like) or handles a `NameError`, and of names that the module
    binds on other systems only.

    ## Why this is bad

    The line fails with a `NameError` when it is reached. Most often the name is misspelled, is no
    longer in the module, or begins with an underscore, which a star import leaves out.

    ## Example

    ```python
    from database import *

    products = Qeury(Database("shop.db"), "products")  # IMP012
    ```

    ```text
    IMP012 name 'Qeury' is not among those of 'database' and nothing else binds it: correct it or import it
    ```

    ## Use instead

    ```python
    from database import *

    products = Query(Database("shop.db"), "products")
    ```
    """
    if not source.stars:
        return
    modules = list(dict.fromkeys(module_text(statement) for statement, _ in source.stars))
    among = " and ".join(f"'{module}'" for module in modules)
    if len(modules) > 2:
        among = f"'{modules[0]}' and {len(modules) - 1} others"
    for read in absent(source):
        if read.name in settings.builtins:
            continue
        line, column = read.position
        yield Finding(
            ast.Name(read.name, ast.Load(), lineno=line, col_offset=column),
            f"name '{read.name}' is not among those of {among} and nothing else binds it:"
            " correct it or import it",
        )


class _Replacement(NamedTuple):
    """A star import that gives a name another meaning, which is surely read afterwards."""

    name: str
    event: Event
    module: str
    """The star import's, as written."""
    old: Sight
    """What the name surely was before: one thing."""
    line: int
    """Where it is first read."""


def _replacements(source: SourceFile, settings: Settings) -> Iterator[_Replacement]:
    """Yield the replacements of which nothing shows that they are meant."""
    if not source.stars:
        return
    _, uses, reached = source.fact(flow)
    reads = _first_reads(uses)
    declared_global = source.fact(analyse).declared_global
    for (name, event), old in sorted(
        reached.replaced.items(), key=lambda each: (each[0][1].position, each[0][0])
    ):
        if event.star is None or len(old) != 1 or name in declared_global:
            continue
        statement, suite = source.stars[event.star]
        module = module_text(statement)
        if suite.expects_missing_module or _is_allowed(source, settings, module):
            continue
        if (name, event) in reads:
            yield _Replacement(name, event, module, old, reads[name, event])


def _first_reads(uses: Mapping[str, Iterable[Use]]) -> dict[tuple[str, Event], int]:
    """Return on which line a name is first read of which only one event can be the origin."""
    found: dict[tuple[str, Event], int] = {}
    for name, reads in uses.items():
        for read, sight in reads:
            event = next(iter(sight), None) if len(sight) == 1 else None
            if read is not None and event is not None:
                line = read.position[0]
                found[name, event] = min(line, found.get((name, event), line))
    return found


def _is_allowed(source: SourceFile, settings: Settings, module: str) -> bool:
    allowed = settings.allow_star
    return bool(allowed) and allowed.match(*spellings(source, module))


def _owners(source: SourceFile) -> dict[tuple[str, Position], ImportedName | DefinedName]:
    """Return the imports, classes and functions of the module by what they bind, and where."""
    owners: list[ImportedName | DefinedName] = [
        *(each for each in source.imported_names),
        *(
            DefinedName(statement.name, statement, suite)
            for statement, suite in source.outline.definitions
        ),
    ]
    return {(each.name, each.position): each for each in owners}


def _described(owner: ImportedName | DefinedName) -> str:
    if isinstance(owner, ImportedName):
        return f"the import of '{owner.name}' on line {owner.position[0]}"
    kind = "class" if isinstance(owner.statement, ast.ClassDef) else "function"
    return f"the {kind} '{owner.name}' on line {owner.statement.lineno}"


def _resolver(source: SourceFile) -> Resolver:
    return resolver(roots(source))


def _way_through_star(source: SourceFile, event: Event, name: str) -> list[Step]:
    statement, _ = source.stars[event.star or 0]
    module = absolute(source, module_text(statement))
    return chain(_resolver(source), module, name) if module is not None else []


def _way(source: SourceFile, owner: ImportedName | DefinedName) -> list[Step]:
    """Return the way of what the file itself imports or defines."""
    if isinstance(owner, DefinedName):
        place = location(source)
        module = place.module if place is not None else ""
        line = owner.statement.lineno
        return [Step(module, owner.name, os.path.abspath(source.filename), line, True)]
    if not isinstance(owner.statement, ast.ImportFrom):
        return chain(_resolver(source), owner.origin, None)
    origin = absolute(source, module_text(owner.statement))
    return chain(_resolver(source), origin, owner.alias.name) if origin is not None else []
