"""Rules about star imports."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_importstyle.analysis import analyse
from flake8_importstyle.modules import spellings
from flake8_importstyle.options import Settings
from flake8_importstyle.registry import Default, Finding, quoted, rule
from flake8_importstyle.source import SourceFile, module_text, opening
from flake8_importstyle.supplies import Supply, supplies


@rule("IMP001", "star-import", Default.ON, options=("allow_star",), in_stubs=False)
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
    """
    # All that follows costs a file without a star nothing.
    for supply in source.fact(supplies) if source.stars else ():
        module = module_text(supply.statement)
        if settings.allow_star and settings.allow_star.match(*spellings(source, module)):
            continue
        yield Finding(supply.statement, f"star import from '{module}'{_advice(source, supply)}")


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
