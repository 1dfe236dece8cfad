"""All rules. Importing this module loads those that are off by default as well."""

from flake8_importstyle.rules import default, registry, suppressions  # noqa: F401
from flake8_importstyle.rules.form import (  # noqa: F401
    mixed_forms,
    one_per_statement,
    split_imports,
)
from flake8_importstyle.rules.placement import local, needless_local  # noqa: F401
from flake8_importstyle.rules.policy import (  # noqa: F401
    conventions,
    forbidden,
    from_imports,
    indirect,
    relative,
)

RULES = dict(sorted(registry.RULES.items()))
"""Every rule by its code, sorted."""
REVIEWS = registry.REVIEWS
"""Every rule that reviews the findings of other rules, by its code."""
