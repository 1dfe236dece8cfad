"""Rules about star imports.

The checks are in ``star_checks``, which is loaded only on demand: few files have star imports.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_importstyle.options.settings import Settings
from flake8_importstyle.rules.registry import Default, Finding, Needs, Repair, rule
from flake8_importstyle.syntax.source import SourceFile


@rule(
    "IMP001",
    "star-import",
    Default.ON,
    options=("allow_star",),
    in_stubs=False,
    repair=Repair.SOME_SAFE,
    related=("IMP010", "IMP011", "IMP012"),
    needs=Needs.FILE,
)
def star_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A star import hides which names it binds.

    ## What it does

    Reports every `from … import *`, in `__init__.py` too. Stub files (`.pyi`) are left alone: there, a
    star is the documented way to re-export.

    The module's file is read, but never run, to find out which names the star binds. The message lists
    the ones that this file uses. If the module cannot be found, or its names are not fully known, the
    message says why; if it is the only star import, it also lists the names that nothing else defines,
    because they most likely come from the star.

    In `__init__.py`, in a file that consists of nothing but imports, in settings, and wherever other
    files import names through this one, the message says how many names are re-exported.

    If several star imports provide the same object, the name is listed for the module that defines it,
    or else for the first one. A name that an import above already binds to the same object is not
    listed. If nothing is left, the message says which modules define the names.

    A star import fails if `__all__` lists a name that the module does not have, for example because of
    a missing comma between two strings. The message says so, and nothing is repaired.

    In an import cycle, a star import may run before the other module is complete, and binds only what
    exists by then. Its names are then uncertain, and the message lists the modules of the cycle.

    ## Why this is bad

    Neither a reader nor a tool can tell where a name comes from without opening the other module. The
    names change whenever that module changes, and they silently replace builtins, earlier imports and
    each other.

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

    Some modules are meant to be starred. Name them with `--importstyle-allow-star`, in which
    `__all__` stands for all modules that list their names so, or exempt files with flake8's own
    `per-file-ignores`:

    ```python options="--importstyle-allow-star=tkinter,shop.settings.*"
    from tkinter import *
    from shop.settings.base import *
    ```

    ## Fix

    The star is replaced with the list of names that the file uses, sorted the way the file sorts its
    names, or else the way isort and Ruff do. Imports from the same module directly above and below are
    merged into the statement. Nothing is repaired if another star import that may provide one of these
    names is not fully known, if the module may not define a name, or if the file builds its `__all__`
    in a way that cannot be followed.

    In `__init__.py`, and in a file that consists of nothing but imports, the list contains every name
    that the star provides, so that nothing goes missing for other files. Names are written as
    `name as name`, or plainly where the file's other imports are plain or its `__all__` lists them.
    This is safe if the list provides the same names for the same objects. It is unsafe if the star
    import loads submodules that `__all__` lists, or if a `__getattr__` creates names; if a package
    without `__all__` may or may not have loaded a submodule by then; if two star imports may provide
    different objects under one name; and if the names depend on the operating system, the Python
    version or on what is installed. Unsafe repairs leave out names that a module without `__all__` has
    only imported for its own use, such as `os`, unless some file is seen to use them.

    In other files the repair is unsafe, although every name that is seen to be needed is listed:

    - if other files import names through this one (these names are listed too), may use any of its
      names, or cannot all be read. All files of the project count, wherever flake8 was started:
      modules, scripts, notebooks, examples in documentation, entry points and configuration;
    - in settings and other files that programs know by their name, such as `conf.py`, `urls.py`,
      `models.py` and `tasks.py`;
    - in tests, if a test runner collects something from the star, or may do so: test cases, test
      functions, fixtures and hooks;
    - in files that read names with `eval`, `globals()` and the like.

    If none of the names are used, the star import becomes `import module`, or is removed if the module
    is relative. That is unsafe, too.

    ## References

    - [PEP 8: Imports](https://peps.python.org/pep-0008/#imports)
    - [Python: The import statement](https://docs.python.org/3/reference/simple_stmts.html#import)
    - [Ruff issue 1459: Ruff doesn't support expanding star imports](https://github.com/astral-sh/ruff/issues/1459)
    """
    if source.stars:
        from flake8_importstyle.rules.names.star_checks import star_imports

        yield from star_imports(source, settings)


@rule(
    "IMP010",
    "star-replaces-name",
    Default.ON,
    heeds=("allow_star",),
    in_stubs=False,
    related=("IMP001", "IMP008", "IMP011"),
)
def star_replaces_name(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A star import silently replaces a builtin, an import or a definition that the file uses.

    ## What it does

    Reports a star import that changes the meaning of a name: of a builtin, or of an import, a class or
    a function above. It is reported only if the name is certainly read afterwards, and if both meanings
    can be traced to their definitions and are different objects.

    Common idioms are accepted: star imports in a `try` that handles missing modules, modules that exist
    to replace builtins, recognised by their name (`compat`, `six`, …), values that are set above as
    defaults, and modules that `--importstyle-allow-star` names.

    ## Why this is bad

    `open` or `sum` does something other than every reader of the file expects, and nothing in the file
    shows it. The other module may add such a name at any time.

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
        from flake8_importstyle.rules.names.star_checks import replaced_names

        yield from replaced_names(source, settings)


@rule(
    "IMP011",
    "star-names-collide",
    Default.ON,
    heeds=("allow_star",),
    in_stubs=False,
    related=("IMP001", "IMP004", "IMP010"),
)
def star_names_collide(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """Two star imports provide different things under one name that the file uses.

    ## What it does

    Reports a star import that replaces a name from an earlier one, if the name is certainly read
    afterwards. Both names are traced to their definitions; two ways to the same object are fine.

    Not reported are star imports in a `try` that handles missing modules, modules that
    `--importstyle-allow-star` names, and `tkinter.ttk` after `tkinter`, which is meant to replace its
    widgets.

    ## Why this is bad

    The later import wins, whatever was intended. Reordering the imports, or a new name in one of the
    modules, changes what the code does.

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
        from flake8_importstyle.rules.names.star_checks import colliding_names

        yield from colliding_names(source, settings)


@rule("IMP012", "name-not-in-star", Default.ON, in_stubs=False, related=("IMP001",))
def name_not_in_star(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A name is undefined: no star import provides it, and nothing else does.

    ## What it does

    Reports the first read of a name that is defined neither in this file, nor by the builtins, nor by
    any of the star imports, all of which are fully known. Without a star import, flake8 itself reports
    such a name (F821); with one, it can only say that the name may be undefined (F405).

    Nothing is reported if the names of any star import are not fully known, or if the file may define
    names dynamically (`exec`, `globals()` and the like), handles `NameError`, or changes `sys.path`
    and has an absolute star import, since another module may be found then. Names that flake8's option
    `--builtins` lists, names that a module of the project adds to the builtins, or one that the project
    imports, names that the star-imported module defines only on other systems, and placeholders of
    templates (`{name}`) are accepted.

    ## Why this is bad

    The line fails with a `NameError` when it runs. Most often the name is misspelled, has been removed
    from the module, or begins with an underscore, which star imports leave out.

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
        from flake8_importstyle.rules.names.star_checks import undefined_names

        yield from undefined_names(source, settings)
