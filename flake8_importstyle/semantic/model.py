"""The semantic model of a whole file: every binding and every read of a name.

Building it visits every expression, so it is built only for a file in which two bindings may
collide or a star import hides names. The code that builds it is not loaded before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_importstyle.semantic.scopes import Names
    from flake8_importstyle.syntax.source import SourceFile


def analyse(source: SourceFile) -> Names:
    """Return all bindings and reads of a file; call it as ``source.fact(analyse)``."""
    from flake8_importstyle.semantic.collector import collected

    return collected(source)
