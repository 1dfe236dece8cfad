"""Frameworks: files whose names are read by programs that know the file by what it is called."""

from __future__ import annotations

import os
import re

from flake8_importstyle.syntax.source import SourceFile

# Each pattern is matched with the whole name of a file without its ending, in lower case.
_FILES = {
    r".*(?:conf|settings).*": "settings",
    r"apps|models|urls|asgi|wsgi": "a web application's module",
    r"celery|conanfile|dodo|fabfile|locustfile|noxfile|pavement|tasks": "a task file",
}
_FOLDERS = {
    "commands": "a plugin",
    "conf": "settings",
    "config": "settings",
    "dags": "a task file",
    "migrations": "a web application's module",
    "plugins": "a plugin",
    "settings": "settings",
    "templatetags": "a web application's module",
}


def read_by_tools(source: SourceFile) -> str:
    """Say why programs may read any name of a file, as far as what it is called shows; or nothing.

    Such programs know the file, and what it defines, by convention; nothing else names it.
    """
    folder, file = os.path.split(os.path.abspath(source.filename))
    name = os.path.splitext(file)[0].lower()
    found = [what for pattern, what in _FILES.items() if re.fullmatch(pattern, name)]
    if not found:
        found = [_FOLDERS.get(os.path.basename(folder).lower(), "")]
    return f"other programs may read names from {found[0]}" if found[0] else ""
