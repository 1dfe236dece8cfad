"""Rules about the form of imports: IMP1nn."""

from flake8_importstyle.rules.form import (  # noqa: F401
    aliases,
    dunder_init,
    mixed_forms,
    one_per_statement,
    split_imports,
)
