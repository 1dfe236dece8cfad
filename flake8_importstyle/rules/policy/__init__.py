"""Rules about what may be imported: IMP2nn."""

from flake8_importstyle.rules.policy import (  # noqa: F401
    conventions,
    forbidden,
    from_imports,
    indirect,
    relative,
)
