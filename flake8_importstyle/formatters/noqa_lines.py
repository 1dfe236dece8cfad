"""The lines in which flake8 looks for a ``noqa``."""

from __future__ import annotations

import re
from collections.abc import Callable

from flake8.processor import FileProcessor

_NOQA = re.compile("noqa", re.IGNORECASE)


def noqa_lines(processor: FileProcessor) -> Callable[[int], str | None]:
    """Return what gives the text in which a ``noqa`` for a line would be; lines count from 1.

    flake8 knows by tokens which lines belong together. They take more memory than the tree, so they
    are made only where a line says ``noqa``, or the source is to be shown.
    """
    lines = processor.lines
    if processor.options.show_source or any(map(_NOQA.search, lines)):
        return processor.noqa_line_for
    return lambda number: lines[number - 1] if 0 < number <= len(lines) else None
