"""Rules about the names that imports bind: IMP0nn, and IMP303, which is about repetitions."""

from flake8_importstyle.rules.names import (  # noqa: F401
    conflicts,
    packages,
    repetitions,
    shadowing,
    stars,
)
