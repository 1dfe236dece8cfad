"""The rules, one module per family. Importing this package registers all of them."""

from flake8_importstyle.rules import (  # noqa: F401
    form,
    names,
    placement,
    policy,
    registry,
    suppressions,
)

RULES = dict(sorted(registry.RULES.items()))
"""Every rule by its code, sorted."""
REVIEWS = registry.REVIEWS
"""Every rule that reviews the findings of other rules, by its code."""
