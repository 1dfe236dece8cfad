"""The writer of an import statement. Its code is loaded when the first repair is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_importstyle.fixes.writer import ImportWriter
    from flake8_importstyle.options.settings import Settings
    from flake8_importstyle.syntax.source import SourceFile
    from flake8_importstyle.syntax.suites import Import


def import_writer(source: SourceFile, statement: Import, settings: Settings) -> ImportWriter:
    """Return the writer for an import statement, which is created once per statement."""
    from flake8_importstyle.fixes.writer import ImportWriter

    known = source.fact(_writers)
    key = statement, settings.max_line_length
    if key not in known:
        known[key] = ImportWriter(source, statement, settings)
    return known[key]


def _writers(source: SourceFile) -> dict[tuple[Import, int], ImportWriter]:
    return {}
