"""How a project wants its imports to be written, as far as it tells isort, or Ruff in its place.

https://pycqa.github.io/isort/docs/configuration/options.html#combine-as
https://docs.astral.sh/ruff/settings/#lint_isort_combine-as-imports
"""

from __future__ import annotations

import ast
import os
import re

from flake8_importstyle.resolver.files import content, remembered
from flake8_importstyle.syntax.source import SourceFile

# In the order in which they are looked at in each folder.
_FILES = (".isort.cfg", "ruff.toml", ".ruff.toml", "pyproject.toml", "setup.cfg", "tox.ini")
_LARGEST = 1_000_000
# The one line is enough to know, in whatever format and section.
_COMBINE_AS = re.compile(
    rb"""^[^#;\n]*?\bcombine[-_]as(?:[-_]imports)?["']?\s*[=:]\s*["']?(\w+)""", re.MULTILINE
)
_PROFILE = re.compile(rb"""^\s*profile\s*[=:]\s*["']?(\w+)""", re.MULTILINE)
_COMBINING_PROFILES = (b"appnexus", b"django")
_YES = (b"1", b"on", b"true", b"yes")


def combines_as(source: SourceFile) -> bool:
    """Tell whether imports with ``as`` stand in one statement with others, here or by option.

    By default isort and Ruff give each of them a statement of its own.
    """
    return any(
        len(statement.names) > 1 and any(alias.asname for alias in statement.names)
        for statement, _ in source.imports
        if isinstance(statement, ast.ImportFrom)
    ) or (not source.is_alone and _is_configured(os.path.dirname(os.path.abspath(source.filename))))


@remembered
def _is_configured(folder: str) -> bool:
    """Tell whether the nearest file that says anything about it has them combined."""
    for name in _FILES:
        text = content(os.path.join(folder, name), _LARGEST) or b""
        found = _COMBINE_AS.search(text)
        if found is not None:
            return found[1].lower() in _YES
        found = _PROFILE.search(text)
        if found is not None and b"isort" in text + name.encode():
            return found[1].lower() in _COMBINING_PROFILES
    parent = os.path.dirname(folder)
    if parent == folder or os.path.lexists(os.path.join(folder, ".git")):
        return False
    return _is_configured(parent)
