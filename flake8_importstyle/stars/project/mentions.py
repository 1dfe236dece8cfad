"""Mentions: what a text that is no Python says about a module: examples, configuration, strings.

``main.x``, ``main:x`` and ``from … main import x`` name what somebody takes from the module
``main``, whatever the text is and whatever it means.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d]\w*")
_NAME = r"([^\W\d]\w*)"
# A list of names in brackets is hardly longer, nor a line with a heading or a command. The patterns
# are bounded by these, so that no text takes long.
_LONGEST_LIST = 5_000
_LONGEST_LINE = 200
_MOST_ALIASES = 10
# A section about entry points, and what its lines name: `name = module`.
_SECTION = re.compile(r"\[([^\[\]\n]*)\]([^\[]*)")
_ENTRIES = re.compile(r"entry[_-]points|plugins|scripts")
_VALUE = re.compile(r"=[ \t]*[\"']?([\w.]+)[\"']?[ \t]*(?:#[^\n]*)?$", re.MULTILINE)
_BACKEND = re.compile(r"^[ \t]*build-backend[ \t]*=[ \t]*[\"']([\w.]+)", re.MULTILINE)
_DOTTED = re.compile(r"(?<![\w.])\w+(?:\.\w+)+(?![\w.:(])")


class _Patterns(NamedTuple):
    attribute: re.Pattern[str]
    imported_names: re.Pattern[str]
    alias: re.Pattern[str]
    run: re.Pattern[str]


def names_in(text: str, module: str) -> set[str]:
    """Return the names that a text takes from a module, of whose name this is the last part.

    All words of the text if it takes all names of the module.
    """
    patterns = _patterns(module)
    found = set(patterns.attribute.findall(text))
    is_starred = patterns.run.search(text) is not None
    for each in patterns.imported_names.findall(text):
        found.update(_WORD.findall(each))
        is_starred = is_starred or "*" in each
    for alias in sorted(set(patterns.alias.findall(text)))[:_MOST_ALIASES]:
        found.update(re.findall(rf"(?<![\w.]){alias}\.{_NAME}", text))
    if is_starred:
        found |= words(text)
    return found


def modules_named(text: str, anywhere: bool) -> set[str]:
    """Return the dotted names in a configuration that may be modules to be loaded.

    ``anywhere``: not only those of entry points; packages are named for other reasons, too.
    """
    found = set(_BACKEND.findall(text))
    for heading, section in _SECTION.findall(text):
        if _ENTRIES.search(heading):
            found.update(_VALUE.findall(section))
    if anywhere:
        found.update(_DOTTED.findall(text))
    return found


def words(text: str) -> set[str]:
    """Return all words of a text that may be names."""
    return set(_WORD.findall(text))


@lru_cache(maxsize=100)
def _patterns(module: str) -> _Patterns:
    # In front of the script that runs there is no package.
    before = r"(?<![\w.])" if module == "__main__" else r"(?<!\w)"
    name = f"{before}{re.escape(module)}"
    return _Patterns(
        re.compile(rf"{name}(?:\.py)?(?:\.|[ \t]*::?[ \t]*){_NAME}"),
        re.compile(
            rf"\bfrom[ \t]+[.\w]*{name}[ \t]+c?import\b[ \t\\]*"
            rf"(\([^)]{{0,{_LONGEST_LIST}}}|[^\n]{{0,{_LONGEST_LIST}}})"
        ),
        re.compile(rf"{name}[ \t]+as[ \t]+{_NAME}"),
        # https://ipython.readthedocs.io/en/stable/interactive/magics.html#magic-run
        re.compile(rf"%run\b[^\n]{{0,{_LONGEST_LINE}}}{name}"),
    )
