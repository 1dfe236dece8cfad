"""Rules about star imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_importstyle.analysis import analyse
from flake8_importstyle.modules import spellings
from flake8_importstyle.options import Settings
from flake8_importstyle.registry import Default, Finding, quoted, rule
from flake8_importstyle.source import SourceFile, module_text, opening


@rule("IMP001", "star-import", Default.ON, options=("allow_star",), in_stubs=False)
def star_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """A star import binds names that the file does not spell out.

    ## What it does

    Reports every `from … import *`, in `__init__.py` too. In a stub file (`.pyi`) the star is the
    documented way to re-export, so nothing is said there.

    Where the star import stands alone in its file, the message lists the names that the file reads
    and nothing else binds: most likely these come from the star. Names that replace a builtin
    cannot be told this way.

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
    IMP001 star import from 'database' hides the names it binds, probably 'from database import Database, Query'
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
    """
    stars = [
        statement
        for statement, _ in source.imports
        if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
    ]
    for statement in stars:
        module = module_text(statement)
        if settings.allow_star and settings.allow_star.match(*spellings(source, module)):
            continue
        names = source.fact(analyse).unbound() if len(stars) == 1 else []
        if names:
            advice = f", probably {quoted(opening(statement), names)}"
        else:
            advice = ": import the names you need"
        yield Finding(statement, f"star import from '{module}' hides the names it binds{advice}")
