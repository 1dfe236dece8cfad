"""The rules, one family a module. Importing this package registers them all."""

from flake8_importstyle.rules import (  # noqa: F401
    form,
    names,
    placement,
    policy,
    registry,
    suppressions,
)

RULES = dict(sorted(registry.RULES.items()))
"""Every rule by its code, in the order of the codes."""
REVIEWS = registry.REVIEWS
"""Every rule about the findings of others by its code."""
