"""Recognize files that frameworks and tools find by the name of the file or its folder."""

from __future__ import annotations

import os
import re

from flake8_importstyle.syntax.source import SourceFile

# Each pattern must match the whole file name in lower case, without its extension.
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
    """Return why other programs may read any name of a file, judging by its path; empty if none.

    Such programs find the file by convention, so nothing in the project refers to its names.
    """
    folder, file = os.path.split(os.path.abspath(source.filename))
    name = os.path.splitext(file)[0].lower()
    found = [what for pattern, what in _FILES.items() if re.fullmatch(pattern, name)]
    if not found:
        found = [_FOLDERS.get(os.path.basename(folder).lower(), "")]
    return f"other programs may read names from {found[0]}" if found[0] else ""
