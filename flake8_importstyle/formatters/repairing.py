"""The base of formatters that examine files again to repair them.

flake8 passes them the findings that it reports, after applying ``noqa``, ``select``,
``per-file-ignores`` and everything else, so that only reported findings are repaired. Findings that
the baseline lists are repaired as well, so that it shrinks.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from flake8.formatting.default import Default
from flake8.processor import FileProcessor
from flake8.utils import stdin_get_value
from flake8.violation import Violation

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.checker.judge import Judge
from flake8_importstyle.checker.selection import CODE_PREFIX
from flake8_importstyle.formatters.shrinking import Update, update
from flake8_importstyle.formatters.writing import LEADS_OUT, LeftAlone, leads_out
from flake8_importstyle.resolver.files import short_path
from flake8_importstyle.rules.registry import LOG
from flake8_importstyle.rules.reports import Report, reports, stale
from flake8_importstyle.syntax.escapes import one_line
from flake8_importstyle.syntax.parsing import Text, decoded, parsed
from flake8_importstyle.syntax.source import SourceFile

if TYPE_CHECKING:
    from flake8_importstyle.formatters.rounds import Filter, Repaired

STANDARD_INPUT = "-"
_CHANGED = "it, or what it imports from, changed while flake8 ran"

Place: TypeAlias = tuple[int, int, str]


class Reviewed(NamedTuple):
    """A file with findings, read again."""

    content: bytes
    text: Text
    source: SourceFile


class Plan(NamedTuple):
    """A file that can be repaired."""

    filename: str
    """The name of the file in flake8."""
    before: bytes
    after: bytes
    repaired: Repaired

    @property
    def examined(self) -> Examined:
        """The findings in the repaired file."""
        return Examined(self.repaired.source, self.repaired.left)


class Examined(NamedTuple):
    """The findings in a file, including those that the baseline lists."""

    source: SourceFile
    left: list[Report]
    """Those that flake8 reports."""


class Repairing(Default):
    """The base class of formatters that repair."""

    left_count = 0
    """How many findings are left; known at the end."""

    def after_init(self) -> None:
        """Record the time, and standard input, which flake8 can read only once."""
        self.began = time.time_ns()
        self.violations: dict[str, list[Violation]] = {}
        self.plans: dict[str, Plan] = {}
        self.refused: dict[str, dict[tuple[str, str], str]] = {}
        """Which repairs of a file are not made because of what would come of them, and why."""
        self.checked: dict[str, None] = {}
        self.examined: dict[str, Examined] = {}
        """The findings in the files before they are repaired."""
        self.new_baseline: Update | None = None
        self.input: bytes | None = None
        if STANDARD_INPUT in self.options.filenames:
            self.input = sys.stdin.buffer.read()
            let_flake8_read(self.input)

    @property
    def input_name(self) -> str | None:
        """The name of standard input in flake8; None if it is not read."""
        return None if self.input is None else self.options.stdin_display_name

    def beginning(self, filename: str) -> None:
        """Record that a file is checked, even if it has no findings."""
        super().beginning(filename)
        self.checked[filename] = None

    def handle(self, error: Violation) -> None:
        """Keep a finding until flake8 has reported all of them."""
        self.violations.setdefault(error.filename, []).append(error)

    def stop(self) -> None:
        """Repair the reported findings, and print those that are left."""
        # flake8 reports no findings that the baseline lists.
        for filename in filter(self.is_listed, self.checked):
            self.violations.setdefault(filename, [])
        for filename, violations in self.violations.items():
            try:
                self.plan(filename, violations)
            except LeftAlone as reason:
                if _reported(violations):
                    self.say(f"{filename}: left alone: {reason}")
            except Exception:  # noqa: BLE001
                LOG.exception("%s cannot be repaired", filename)
                self.say(f"{filename}: left alone: internal error in this plugin, see `flake8 -v`")
        self.carry_out()
        for filename, violations in self.violations.items():
            for error in self.left(filename, violations):
                self.left_count += 1
                # flake8 cannot print a name that is not UTF-8.
                super().handle(error._replace(filename=one_line(error.filename)))
        super().stop()

    def say(self, text: str) -> None:
        """Print a line about the run itself."""
        print(one_line(text), file=sys.stderr)

    def carry_out(self) -> None:
        """Carry out the plans."""
        raise NotImplementedError

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return the findings of a file that are still to be printed."""
        raise NotImplementedError

    def plan(self, filename: str, violations: list[Violation]) -> None:
        """Plan the repair of a file, if there is anything to repair. Raises ``LeftAlone``."""
        reported = _reported(violations)
        if not reported and not self.is_listed(filename):
            return
        reviewed = self.read_again(filename)
        repaired = self.repaired(reviewed, self.not_ignored)
        self.accept(filename, reported, Examined(reviewed.source, repaired.reported))
        self.keep(filename, reviewed, repaired)

    def repaired(self, reviewed: Reviewed, selected: Filter) -> Repaired:
        """Repair a file as far as possible; ``selected`` returns the findings to repair."""
        # Not loaded to tell what could be repaired, as `importstyle check` does.
        from flake8_importstyle.formatters.rounds import repair

        return repair(
            reviewed.source, ImportStyleChecker.rules, ImportStyleChecker.settings, selected
        )

    def keep(self, filename: str, reviewed: Reviewed, repaired: Repaired) -> None:
        """Record the planned repair of a file. Raises ``LeftAlone``."""
        self.refused[filename] = repaired.refused
        if repaired.rounds:
            text = reviewed.text
            try:
                after = text.encoded(repaired.text)
            except UnicodeError:
                raise LeftAlone(f"the repair cannot be written in {text.encoding}") from None
            self.plans[filename] = Plan(filename, reviewed.content, after, repaired)

    def proposals(self, filename: str, violations: list[Violation]) -> list[Report]:
        """Return the plugin's reports on a file, with safe and unsafe repairs.

        Raises ``LeftAlone``.
        """
        examined = self.examine(filename, violations)
        return self.not_listed(examined)

    def examine(self, filename: str, violations: list[Violation]) -> Examined:
        """Return the findings in a file, with safe and unsafe repairs. Raises ``LeftAlone``."""
        _, _, source = self.read_again(filename)
        settings = ImportStyleChecker.settings._replace(unsafe_fixes=True)
        found = self.not_ignored(source, reports(source, ImportStyleChecker.rules, settings))
        examined = Examined(source, found)
        self.accept(filename, _reported(violations), examined)
        return examined

    def accept(self, filename: str, reported: list[Place], examined: Examined) -> None:
        """Record the findings in a file. Raises ``LeftAlone`` if flake8 reported others."""
        if reported != _places(self.not_listed(examined)) or (
            not reported and self.is_exempt(filename)
        ):
            raise LeftAlone(_CHANGED)
        self.examined[filename] = examined

    def violations_of(self, filename: str, found: Iterable[Report]) -> list[Violation]:
        """Return findings as flake8 reports them."""
        return [
            Violation(each.code, filename, each.line, each.column + 1, each.message, None)
            for each in found
        ]

    def is_listed(self, filename: str) -> bool:
        """Tell whether the baseline lists any finding of a file."""
        baseline = ImportStyleChecker.settings.baseline
        return baseline is not None and bool(baseline.of(filename))

    def is_exempt(self, filename: str) -> bool:
        """Tell whether a comment in a file tells flake8 to ignore the file."""
        name = STANDARD_INPUT if filename == self.input_name else filename
        return bool(FileProcessor(name, self.options).should_ignore_file())

    def not_listed(self, examined: Examined) -> list[Report]:
        """Return the findings of a file that the baseline does not list."""
        settings, rules = ImportStyleChecker.settings, ImportStyleChecker.rules
        if not self.is_listed(examined.source.filename):
            return examined.left
        return self.judge.without_listed(examined.source, examined.left, rules, settings)

    def shrink_baseline(self, examined: Mapping[str, Examined]) -> None:
        """Plan to remove from the baseline the findings that these files no longer have."""
        settings = ImportStyleChecker.settings
        baseline = settings.baseline
        if baseline is None:
            return
        files = {}
        for filename, (source, left) in examined.items():
            rules = self.judge.active_rules(source, ImportStyleChecker.rules)
            gone = stale(source, rules, left, settings)
            if gone and filename != self.input_name:
                files[baseline.name(filename)] = baseline.of(filename) - gone
        try:
            new = update(baseline, files) if files else None
        except LeftAlone as reason:
            self.say(f"{short_path(baseline.path)}: left alone: {reason}")
        else:
            self.new_baseline = new if new is not None and new.has_changes else None

    def write_baseline(self) -> None:
        """Write the planned baseline, and use it from now on."""
        new = self.new_baseline
        if new is None:
            return
        path = short_path(new.baseline.path)
        try:
            new.write()
        except LeftAlone as reason:
            self.say(f"{path}: left alone: {reason}")
        else:
            self.say(f"{'Writing' if new.before is None else 'Rewriting'} {path}")
            settings = ImportStyleChecker.settings
            ImportStyleChecker.settings = settings._replace(baseline=new.baseline)

    def read_again(self, filename: str) -> Reviewed:
        """Return a file as flake8 has read it. Raises ``LeftAlone``."""
        if filename != self.input_name and leads_out(filename, self.options.filenames):
            raise LeftAlone(LEADS_OUT)
        content = self.input if filename == self.input_name else self.read(filename)
        text = decoded(content) if content is not None else None
        settings = ImportStyleChecker.settings
        source = (
            parsed(text.text, filename, is_alone=settings.no_resolve, search=settings.search)
            if text is not None
            else None
        )
        if content is None or text is None or source is None:
            raise LeftAlone(_CHANGED)
        return Reviewed(content, text, source)

    def read(self, filename: str) -> bytes:
        """Return the content of a file. Raises ``LeftAlone``."""
        try:
            with open(filename, "rb") as file:
                content = file.read()
                status = os.fstat(file.fileno())
        except OSError as error:
            raise LeftAlone(error.strerror or "it cannot be read") from None
        # On Windows, `st_ctime` is the time of creation.
        changed = status.st_mtime_ns if sys.platform == "win32" else status.st_ctime_ns
        if self.began < changed <= time.time_ns():
            raise LeftAlone(_CHANGED)
        return content

    def not_ignored(self, source: SourceFile, found: list[Report]) -> list[Report]:
        """Return the findings in a file that flake8 reports, given its options and ``noqa``."""
        return self.judge.left(source, found)

    @cached_property
    def judge(self) -> Judge:
        """Decides whether flake8 reports a finding."""
        return Judge(self.options)

    @property
    def has_changes(self) -> bool:
        """Whether anything is to be repaired."""
        return bool(self.plans) or self.new_baseline is not None


def let_flake8_read(content: bytes) -> None:
    """Make flake8 read a text from standard input, even if it has read that already."""
    sys.stdin = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
    stdin_get_value.cache_clear()  # type: ignore[attr-defined]


def _reported(violations: Iterable[Violation]) -> list[Place]:
    """Return the places of this plugin's findings among flake8's, in source order."""
    return sorted(place(each) for each in violations if each.code.startswith(CODE_PREFIX))


def _places(found: Iterable[Report]) -> list[Place]:
    return sorted((each.line, each.column + 1, each.code) for each in found)


def place(error: Violation) -> Place:
    return error.line_number, error.column_number, error.code
