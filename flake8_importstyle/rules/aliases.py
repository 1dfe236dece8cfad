"""Rules about aliases."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_importstyle.options import Settings
from flake8_importstyle.registry import Default, Finding, rule
from flake8_importstyle.source import SourceFile, opening


@rule("IMP101", "redundant-alias", Default.ON, options=("strict_aliases",), in_stubs=False)
def redundant_alias(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """An alias repeats the name that it stands for.

    ## What it does

    Reports `import x as x`. The form `from m import y as y` is the explicit re-export that type
    checkers ask for, so it is reported only with `--importstyle-strict-aliases`. Neither is
    reported in `__init__.py` or in a stub file.

    ## Why this is bad

    The alias says nothing, yet a reader looks for the difference.

    ## Example

    ```python
    import database as database  # IMP101
    ```

    ```text
    IMP101 alias 'database' says nothing new: write 'import database'
    ```

    ## Use instead

    ```python
    import database
    ```
    """
    if source.is_init:
        return
    for statement, _ in source.imports:
        if isinstance(statement, ast.ImportFrom) and not settings.strict_aliases:
            continue
        for alias in statement.names:
            if alias.asname == alias.name:
                yield Finding(
                    alias,
                    f"alias '{alias.name}' says nothing new:"
                    f" write '{opening(statement)}{alias.name}'",
                )
