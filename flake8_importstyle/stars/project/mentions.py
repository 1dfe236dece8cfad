"""Find mentions of a module in text that is not Python code: examples, configuration, strings.

In any text, ``main.x``, ``main:x`` and ``from … main import x`` count as uses of the name ``x`` of
the module ``main``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d]\w*")
_NAME = r"([^\W\d]\w*)"
# Limits that keep the patterns fast on any text. Lists of names in parentheses, and lines with a
# command, are rarely longer.
_LONGEST_LIST = 5_000
_LONGEST_LINE = 200
_MOST_ALIASES = 10
# A section, the headings of sections for entry points, and a line there: `name = module`.
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
    """Return the names that a text uses from a module, given the last part of the module's name.

    If the text star-imports or runs the module, these are all of its words.
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
    """Return the dotted names in a configuration file that may be modules to load.

    ``anywhere``: include dotted names outside of entry points. That is not useful for packages,
    which configuration files name for other reasons, too.
    """
    found = set(_BACKEND.findall(text))
    for heading, section in _SECTION.findall(text):
        if _ENTRIES.search(heading):
            found.update(_VALUE.findall(section))
    if anywhere:
        found.update(_DOTTED.findall(text))
    return found


def words(text: str) -> set[str]:
    """Return all words of a text that could be names."""
    return set(_WORD.findall(text))


@lru_cache(maxsize=100)
def _patterns(module: str) -> _Patterns:
    # `__main__` is never in a package.
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
