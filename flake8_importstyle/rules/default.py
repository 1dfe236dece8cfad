"""The families with rules that are on by default. Importing this module registers them.

Most runs need no others, and loading those would take as long as checking several files.
"""

from flake8_importstyle.rules import registry
from flake8_importstyle.rules.form import aliases, dunder_init  # noqa: F401
from flake8_importstyle.rules.names import (  # noqa: F401
    conflicts,
    packages,
    repetitions,
    shadowing,
    stars,
)
from flake8_importstyle.rules.placement import loading  # noqa: F401

RULES = dict(sorted(registry.RULES.items()))
"""The rules of these families by their codes, sorted; some of them are off by default."""
