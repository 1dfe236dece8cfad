"""Find out whether a file of a project is run by its path, and so outside of its package.

Relative imports then fail: https://docs.python.org/3/library/__main__.html
"""

from __future__ import annotations

import os
import re

from flake8_importstyle.resolver.modules import location
from flake8_importstyle.resolver.search_path import real_path
from flake8_importstyle.stars.project.files import project
from flake8_importstyle.syntax.source import SourceFile

# How much text may come between a command and the file on one line. It is rarely more.
_LONGEST = 200
_COMMAND = rb"(?<![\w.])py(?:py|thon|w)?[\d.]*\b[^\n]{0,%d}(?<![\w.-])%%b(?!\w)" % _LONGEST
_NAMED = rb"(?<![\w.-])%b[/\\]+%b(?!\w)|[\"']%b[\"']"


def is_run_by_path(source: SourceFile) -> bool:
    """Tell whether a text of the project mentions a file the way scripts are started.

    This is its folder and name, its quoted name alone, or its name after ``python``; in the file
    itself, only the last counts. True if the project is too large to search.
    """
    if location(source) is None:
        return False  # There is no file yet, or reading other files is disabled.
    around = project(source)
    if around is None:
        return True
    own = real_path(source.filename)
    folder, name = own.split(os.sep)[-2:]
    word, beside = (re.escape(os.fsencode(part)) for part in (name, folder))
    command = re.compile(_COMMAND % word)
    named = re.compile(b"|".join((command.pattern, _NAMED % (beside, word, word))))
    return any(
        (command if file == own else named).search(around.texts[file]) is not None
        for file in around.mentioning(name)
    )
