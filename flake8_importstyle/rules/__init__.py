"""The rules, one family a module. Importing this package registers them all."""

from flake8_importstyle.rules import (  # noqa: F401
    aliases,
    conventions,
    duplicates,
    form,
    from_imports,
    indirect,
    mixed_forms,
    needless,
    packages,
    placement,
    policy,
    registry,
    relative,
    repetitions,
    shadowing,
    stars,
)

RULES = dict(sorted(registry.RULES.items()))
"""Every rule by its code, in the order of the codes."""
