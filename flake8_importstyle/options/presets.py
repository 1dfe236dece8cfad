"""Presets: sets of rules and options to be turned on with one word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Preset(NamedTuple):
    """What one word turns on, on top of the rules that are on by default."""

    purpose: str
    """A paragraph about it, in Markdown."""
    rules: frozenset[str]
    """The codes of rules."""
    options: Mapping[str, str]
    """Texts for options, by the names of their fields."""


NO_PRESET = Preset("", frozenset(), {})

PRESETS = {
    "google": Preset(
        "What Google's [style guide](https://google.github.io/styleguide/pyguide.html) for Python"
        " asks of imports: one import a line, `from` only for modules, no relative imports, an"
        " alias only where it is needed. The usual short names of scientific packages may be used,"
        " but need not. Google also accepts an alias for a name that is too long or too general; no"
        " tool can tell which is, so such a line needs a `noqa`.",
        frozenset({"IMP103", "IMP108", "IMP201", "IMP204"}),
        {
            "from_policy": "modules",
            "from_exempt": "typing,typing_extensions,collections.abc,six.moves",
            "idioms": "scientific",
            "max_relative_level": "0",
        },
    ),
    "strict": Preset(
        "Every rule that contradicts no other and can do without a list of your own.",
        frozenset(
            {
                *("IMP007", "IMP008", "IMP009", "IMP102", "IMP103", "IMP105", "IMP106", "IMP108"),
                *("IMP201", "IMP204", "IMP205", "IMP206", "IMP207", "IMP208", "IMP301", "IMP303"),
            }
        ),
        {
            "ban_alias": "* = ?",
            "from_policy": "modules",
            "idioms": "scientific",
            "max_relative_level": "0",
            "strict_aliases": "true",
            "submodule_alias": "from",
            "vague_names": "default",
        },
    ),
}

OPPOSITES = {"max_relative_level": "relative_siblings"}
"""What a preset sets, and the option in whose favour it does not."""
OPPOSITE_RULES = {"IMP105": "IMP104"}
"""A rule that a preset turns on, and the one in whose favour it does not."""
