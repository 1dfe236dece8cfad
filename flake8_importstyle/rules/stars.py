"""Rules about star imports.

What they find is in a module of its own, with all that it needs: few files have star imports.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import Default, Finding, Repair, rule
from flake8_importstyle.syntax.source import SourceFile


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
    the names that nothing else binds: most likely these come from the star. In `__init__.py`, in
    a file that does nothing but import, in settings, and where nothing of the star is used here
    but other files of the project take names through this one, it says how many names pass
    through.

    Of several star imports that give one object, the name is listed in the one whose module makes
    it, else in the first. What an import above binds to the same object is not listed. Where
    nothing is left, the star import only passes on, and the message says from where to take it.

    A star import fails if `__all__` lists a name that the module does not have, as where a comma is
    missing between two texts. The message says so, and nothing is repaired.

    In an import cycle a star import may be reached before the other module has run to its end. It
    takes what is there by that time, so it is in doubt; the message names the modules of the cycle.

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
    file sorts names, else in that of isort and Ruff, and with imports from the same module right
    above and below in one statement. Nothing is repaired where a star import is in doubt that may
    give one of these names, where a name is not surely in the module, or where the file computes
    its `__all__` in ways that cannot be followed.

    In `__init__.py`, and in a file that does nothing but import, the list is that of all names that
    the star gives, so that nobody misses any: as `name as name`, or plain where the other imports
    of the file are, and where its `__all__` lists them. This is safe if the names are surely the
    same ones for the same objects. It is not if the star import loads submodules that `__all__`
    lists, or has a `__getattr__` make names; if submodules of a package without `__all__` may be
    loaded by then or not; if two star imports may give different objects under one name; and if the
    names depend on the system, the version of Python or what is installed. Unsafe repairs leave out
    what a module without `__all__` has only imported for itself from elsewhere, as `os`, unless
    somebody is seen to take it.

    In other files it is unsafe, although the names are listed that are seen to be needed:

    - where others take names through this file (these are listed as well), may take any name, or
      cannot all be seen. Others are the files of the project, wherever flake8 was started: modules,
      scripts, notebooks, examples in its documentation, entry points and configuration;
    - in settings and other files that programs know by their names, as `conf.py`, `urls.py`,
      `models.py` and `tasks.py`;
    - in tests, if a test runner takes something by the star, or may: test cases, test functions,
      fixtures and hooks;
    - in files that read names by `eval`, `globals()` and the like.

    Where no name is used, the star becomes `import module`, or is removed if the module is a
    relative one. That is unsafe too.
    """
    if source.stars:
        from flake8_importstyle.rules import star_checks as starring

        yield from starring.imports(source, settings)


@rule("IMP010", "star-replaces-name", Default.ON, heeds=("allow_star",), in_stubs=False)
def star_replaces_name(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A star import silently replaces a builtin, an import or a definition that the file uses.

    ## What it does

    Reports a star import by which a name gets another meaning: that of a builtin, or of an import,
    a class or a function above. It is reported if the name is surely read afterwards, and if both
    meanings could be followed to where they are made and are surely different objects.

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
    IMP010 star import from 'os' replaces the builtin 'open', used on line 3: import the names you need, or write 'from os import open' to say that you mean it
    ```

    ## Use instead

    ```python
    from os import getcwd, listdir

    with open("products.txt") as file:
        print(file.read())
    ```
    """
    if source.stars:
        from flake8_importstyle.rules import star_checks as starring

        yield from starring.replaced(source, settings)


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
    IMP011 star import from 'customers' replaces 'Customer' from 'shop.models.customer' (line 1), used on line 4: import the one you mean explicitly
    ```

    ## Use instead

    ```python
    from customers import Customer

    customer = Customer()
    ```
    """
    if source.stars:
        from flake8_importstyle.rules import star_checks as starring

        yield from starring.colliding(source, settings)


@rule("IMP012", "name-not-in-star", Default.ON, in_stubs=False)
def name_not_in_star(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A name is read that no star import gives, and nothing else either.

    ## What it does

    Reports the first read of a name that neither this file binds nor the builtins nor any of the
    star imports, all of which are fully known. Without a star import, flake8 itself says so (F821);
    with one, it can only say that the name may be undefined (F405).

    Nothing is said as soon as one star import is in doubt, if the file may bind names by other
    means (`exec`, `globals()` and the like) or handles a `NameError`, of names that flake8's own
    `--builtins` lists, and of those that the module binds on other systems only.

    ## Why this is bad

    The line fails with a `NameError` when it is reached. Most often the name is misspelled, is no
    longer in the module, or begins with an underscore, which a star import leaves out.

    ## Example

    ```python
    from database import *

    products = Qeury(Database("shop.db"), "products")  # IMP012
    ```

    ```text
    IMP012 undefined name 'Qeury': 'database' does not define it (did you mean 'Query'?)
    ```

    ## Use instead

    ```python
    from database import *

    products = Query(Database("shop.db"), "products")
    ```
    """
    if source.stars:
        from flake8_importstyle.rules import star_checks as starring

        yield from starring.missing(source, settings)
