"""Formatters for flake8 that repair: ``importstyle-diff`` and ``importstyle-fix``.

flake8 hands them what it reports, after ``noqa``, ``select``, ``per-file-ignores`` and everything
else had their say, so that what is not reported is not repaired either. Files are written once all
have been looked at: no repair sees half of the others.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from flake8.checker import FileChecker
from flake8.formatting.default import Default
from flake8.options.parse_args import parse_args
from flake8.plugins.finder import Checkers
from flake8.processor import FileProcessor
from flake8.style_guide import StyleGuideManager
from flake8.utils import stdin_get_value
from flake8.violation import Violation

from flake8_importstyle.checker import CODE_PREFIX, ImportStyleChecker, is_alone
from flake8_importstyle.formatters.diff import diff
from flake8_importstyle.formatters.noqa_lines import noqa_lines
from flake8_importstyle.formatters.rounds import Repaired, Report, repair, reports
from flake8_importstyle.formatters.writing import LeftAlone, leads_out, remove_strays, replace
from flake8_importstyle.rules.registry import LOG
from flake8_importstyle.syntax.escapes import one_line
from flake8_importstyle.syntax.parsing import Text, decoded, parsed
from flake8_importstyle.syntax.source import SourceFile

_STANDARD_INPUT = "-"
_CHANGED = "it, or what it imports from, changed while flake8 ran"


class Reviewed(NamedTuple):
    """A file with findings, as it was read again."""

    content: bytes
    text: Text
    source: SourceFile


class Plan(NamedTuple):
    """A file that can be repaired."""

    filename: str
    """As flake8 names it."""
    before: bytes
    after: bytes
    repaired: Repaired

    def violations(self) -> list[Violation]:
        """Return what the plugin itself says of the repaired file."""
        return [
            Violation(each.code, self.filename, each.line, each.column + 1, each.message, None)
            for each in self.repaired.left
        ]


class Repairing(Default):
    """What formatters that repair have in common."""

    left_count = 0
    """How many findings are left; known at the end."""

    def after_init(self) -> None:
        """Take note of the time, and of standard input, which flake8 can read only once."""
        self.began = time.time_ns()
        self.violations: dict[str, list[Violation]] = {}
        self.plans: dict[str, Plan] = {}
        self.refused: dict[str, dict[tuple[str, str], str]] = {}
        """Which repairs of a file are not made because of what would come of them, and why."""
        self.input: bytes | None = None
        if _STANDARD_INPUT in self.options.filenames:
            self.input = sys.stdin.buffer.read()
            _let_flake8_read(self.input)

    @property
    def input_name(self) -> str | None:
        """What flake8 calls standard input, if it is read."""
        return None if self.input is None else self.options.stdin_display_name

    def handle(self, error: Violation) -> None:
        """Keep what is reported until everything is."""
        self.violations.setdefault(error.filename, []).append(error)

    def stop(self) -> None:
        """Repair what was reported, and print what is left."""
        for filename, violations in self.violations.items():
            try:
                self.plan(filename, violations)
            except LeftAlone as reason:
                self.say(f"{filename}: left alone: {reason}")
            except Exception:  # noqa: BLE001
                LOG.exception("%s cannot be repaired", filename)
                self.say(f"{filename}: left alone: internal error in this plugin, see `flake8 -v`")
        self.carry_out()
        for filename, violations in self.violations.items():
            for error in self.left(filename, violations):
                self.left_count += 1
                super().handle(error)
        super().stop()

    def say(self, text: str) -> None:
        """Print a line about the run itself."""
        print(one_line(text), file=sys.stderr)

    def carry_out(self) -> None:
        """Do what is planned."""
        raise NotImplementedError

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return what is left to say of a file."""
        raise NotImplementedError

    def plan(self, filename: str, violations: list[Violation]) -> None:
        """Plan how to repair a file, if there is something to repair. Raises ``LeftAlone``."""
        reported = _reported(violations)
        if not reported:
            return
        content, text, source = self.read_again(filename)
        settings = ImportStyleChecker.settings
        repaired = repair(source, ImportStyleChecker.rules, settings, self.not_ignored)
        if reported != _places(repaired.reported):
            raise LeftAlone(_CHANGED)
        self.refused[filename] = repaired.refused
        if repaired.rounds:
            try:
                after = text.encoded(repaired.text)
            except UnicodeError:
                raise LeftAlone(f"the repair cannot be written in {text.encoding}") from None
            self.plans[filename] = Plan(filename, content, after, repaired)

    def proposals(self, filename: str, violations: list[Violation]) -> list[Report]:
        """Return what the plugin reports of a file, with repairs of all kinds.

        Raises ``LeftAlone``.
        """
        _, _, source = self.read_again(filename)
        settings = ImportStyleChecker.settings._replace(unsafe_fixes=True)
        found = self.not_ignored(source, reports(source, ImportStyleChecker.rules, settings))
        if _reported(violations) != _places(found):
            raise LeftAlone(_CHANGED)
        return found

    def read_again(self, filename: str) -> Reviewed:
        """Return a file as flake8 has read it. Raises ``LeftAlone``."""
        if filename != self.input_name and leads_out(filename, self.options.filenames):
            raise LeftAlone("it is a link to a file outside the paths given to flake8")
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
        # On Windows the time of the change of a file's status is that of its creation.
        changed = status.st_mtime_ns if sys.platform == "win32" else status.st_ctime_ns
        if self.began < changed <= time.time_ns():
            raise LeftAlone(_CHANGED)
        return content

    def not_ignored(self, source: SourceFile, found: list[Report]) -> list[Report]:
        """Return what flake8 would report of a file: all that its options and ``noqa`` leave."""
        if not found:
            return []
        noqa_line = noqa_lines(FileProcessor(source.filename, self.options, list(source.lines)))
        judge = self.judge
        return [
            each
            for each in found
            if judge.handle_error(
                each.code,
                source.filename,
                each.line,
                each.column,
                each.message,
                noqa_line(each.line),
            )
        ]

    @cached_property
    def judge(self) -> StyleGuideManager:
        """What decides in flake8 whether something is reported."""
        return StyleGuideManager(self.options, _Collector(self.options))


class DiffFormatter(Repairing):
    """Prints how files would be repaired, and changes none. The findings go to standard error."""

    def _write(self, output: str) -> None:
        print(output, file=sys.stderr)

    def carry_out(self) -> None:
        """Print one diff for all files."""
        output = self.output_fd.buffer if self.output_fd is not None else sys.stdout.buffer
        for plan in _each_file_once(self.plans.values()):
            output.write(diff(plan.filename, plan.before, plan.after))
        output.flush()

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return what has no repair."""
        plan = self.plans.get(filename)
        if plan is None:
            return violations
        answers = plan.repaired.is_repaired(ImportStyleChecker.settings)
        fixed = {
            (each.line, each.column + 1, each.code)
            for each, is_repaired in zip(plan.repaired.reported, answers, strict=True)
            if is_repaired
        }
        return [error for error in violations if _place(error) not in fixed]


class FixFormatter(Repairing):
    """Repairs files, and prints what is left to a person."""

    def after_init(self) -> None:
        """Start with nothing written."""
        super().after_init()
        self.written: set[str] = set()
        self.folders: dict[str, None] = {}

    def beginning(self, filename: str) -> None:
        """Take note of a file that is checked, whether there is something to say of it or not."""
        super().beginning(filename)
        self.folders[os.path.dirname(filename)] = None

    def _write(self, output: str) -> None:
        if self.input is not None:
            # The text itself goes to standard output.
            print(output, file=sys.stderr)
        else:
            super()._write(output)

    def carry_out(self) -> None:
        """Write each file once."""
        for folder in self.folders:
            remove_strays(folder)
        for plan in _each_file_once(self.plans.values()):
            if plan.filename == self.input_name:
                continue
            path = os.path.realpath(plan.filename)
            try:
                replace(path, plan.before, plan.after)
            except LeftAlone as reason:
                self.say(f"{plan.filename}: left alone: {reason}")
            else:
                self.written.add(path)
                self.say(f"Rewriting {plan.filename}")
        if self.input is not None:
            of_input = self.plans.get(self.input_name or "")
            content = self.input if of_input is None else of_input.after
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
            _let_flake8_read(content)

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return what flake8 says of the file as it is now."""
        plan = self.plans.get(filename)
        is_input = filename == self.input_name
        if plan is None or not (is_input or os.path.realpath(filename) in self.written):
            return violations
        plugins = self.plugins
        if plugins is None:
            # What can be told without asking the other plugins again.
            rest = [each for each in violations if not each.code.startswith(CODE_PREFIX)]
            return [*rest, *plan.violations()]
        name = _STANDARD_INPUT if is_input else filename
        _, results, _ = FileChecker(
            filename=name, plugins=plugins, options=self.options
        ).run_checks()
        collector = _Collector(self.options)
        judge = StyleGuideManager(self.options, collector)
        for code, line, column, text, physical_line in sorted(results, key=itemgetter(1, 2)):
            judge.handle_error(code, filename, line, column, text, physical_line)
        return collector.collected

    @cached_property
    def plugins(self) -> Checkers | None:
        """All plugins of this run of flake8; None if it was not started from a command line."""
        if is_alone(self.options):
            return None
        plugins, options = parse_args(sys.argv[1:])
        if (options.filenames, options.format) != (self.options.filenames, self.options.format):
            return None
        return plugins.checkers


class _Collector(Default):
    """Collects what is reported, and prints nothing."""

    def after_init(self) -> None:
        self.collected: list[Violation] = []

    def handle(self, error: Violation) -> None:
        self.collected.append(error)


def _let_flake8_read(content: bytes) -> None:
    """Give flake8 a text to be read from standard input, even if it has read one."""
    sys.stdin = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
    stdin_get_value.cache_clear()  # type: ignore[attr-defined]


def _each_file_once(plans: Iterable[Plan]) -> Iterator[Plan]:
    """Yield the plans, without those for a file that was there by another name."""
    seen = set()
    for plan in plans:
        path = os.path.realpath(plan.filename)
        if path not in seen:
            seen.add(path)
            yield plan


def _reported(violations: Iterable[Violation]) -> list[tuple[int, int, str]]:
    """Return where flake8 reports what this plugin finds, in the order of the text."""
    return sorted(_place(each) for each in violations if each.code.startswith(CODE_PREFIX))


def _places(found: Iterable[Report]) -> list[tuple[int, int, str]]:
    return [(each.line, each.column + 1, each.code) for each in found]


def _place(error: Violation) -> tuple[int, int, str]:
    return error.line_number, error.column_number, error.code
