"""The files with star imports among those that a command is called for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flake8.exceptions import ExecutionError
from flake8.processor import FileProcessor

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.cli import flake8_alone
from flake8_importstyle.cli.discovery import files
from flake8_importstyle.cli.terminal import Fault, say
from flake8_importstyle.formatters.project_repairs import (
    STAR_RULE,
    ProjectFile,
    may_have_stars,
    project_file,
)
from flake8_importstyle.formatters.repairing import Examined, Repairing
from flake8_importstyle.formatters.shrinking import Update
from flake8_importstyle.formatters.writing import LEADS_OUT, LeftAlone, leads_out
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.search_path import real_path
from flake8_importstyle.rules.registry import Rule
from flake8_importstyle.rules.reports import Report, reports
from flake8_importstyle.syntax.parsing import why_not_parsed
from flake8_importstyle.syntax.source import SourceFile


class StarFiles(NamedTuple):
    """The input of a command about star imports."""

    files: list[ProjectFile]
    """The files with star imports, each once."""
    faults: list[str]
    """Messages about files that cannot be read."""
    rules: Sequence[Rule]
    settings: Settings
    reader: Repairing
    """Reads files, and knows which findings flake8 would report."""

    def not_ignored(self, source: SourceFile, found: list[Report]) -> list[Report]:
        """Return the findings in a file that flake8 would report."""
        options = self.reader.options
        is_ignored = FileProcessor(
            source.filename, options, list(source.lines)
        ).should_ignore_file()
        return [] if is_ignored else self.reader.not_ignored(source, found)

    def shrunk_baseline(self, files: Iterable[ProjectFile]) -> Update | None:
        """Return the baseline without what is gone from files as they are to be; None if it lists
        nothing of the kind.
        """
        if self.settings.baseline is not None:
            sources = {file.filename: file.source(self.settings) for file in files}
            self.reader.shrink_baseline(
                {
                    name: Examined(
                        source,
                        self.not_ignored(source, reports(source, self.rules, self.settings)),
                    )
                    for name, source in sources.items()
                }
            )
        return self.reader.new_baseline


def star_files(argv: Sequence[str]) -> StarFiles:
    """Read the options and the files that they name; print which files cannot be read.

    Raises ``Fault``.
    """
    missing = flake8_alone.missing_hooks()
    if missing:
        raise Fault(f"this flake8 has no {', '.join(missing)}")
    try:
        run = flake8_alone.session([*argv, "--format=default"])
    except ExecutionError as error:
        raise Fault(str(error)) from None
    _look_at(run.options.filenames)
    rules, settings = ImportStyleChecker.rules, ImportStyleChecker.settings
    if settings.no_resolve:
        raise Fault("--importstyle-no-resolve: the names of other modules are needed here")
    if STAR_RULE not in {rule.code for rule in rules}:
        raise Fault(f"{STAR_RULE} is not selected, so no star import is reported or repaired")
    faults: list[str] = []
    reader = Repairing(run.options)
    found = list(_files(reader, faults))
    for fault in faults:
        say(fault)
    return StarFiles(found, faults, rules, settings, reader)


def _look_at(paths: Sequence[str]) -> None:
    """Raise ``Fault`` for named paths that cannot be repaired."""
    for path in paths:
        if path == "-":
            raise Fault("standard input is no project: name its folder")
        if not os.path.exists(path):
            raise Fault(f"{path}: no such file or folder")
        if not os.access(path, os.R_OK):
            raise Fault(f"{path}: permission denied")


def _files(reader: Repairing, faults: list[str]) -> Iterator[ProjectFile]:
    seen = set()
    for filename in sorted(files(reader.options)):
        path = real_path(filename)
        if path in seen:
            continue
        seen.add(path)
        try:
            content = reader.read(filename)
        except LeftAlone as reason:
            faults.append(f"{filename}: left alone: {reason}")
            continue
        if not may_have_stars(content):
            continue
        if leads_out(filename, reader.options.filenames):
            faults.append(f"{filename}: left alone: {LEADS_OUT}")
            continue
        file = project_file(filename, content)
        if file is None:
            faults.append(f"{filename}: left alone: {why_not_parsed(content)}")
        elif file.count:
            yield file
