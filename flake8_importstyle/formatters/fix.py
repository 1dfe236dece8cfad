"""Formatters for flake8 that repair: ``importstyle-diff`` and ``importstyle-fix``.

Files are written only after all have been examined, so that no repair sees half of the others.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import itemgetter

from flake8.checker import FileChecker
from flake8.formatting.default import Default
from flake8.options.parse_args import parse_args
from flake8.plugins.finder import Checkers
from flake8.style_guide import StyleGuideManager
from flake8.violation import Violation

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.checker.configuration import is_alone
from flake8_importstyle.checker.judge import codes_of_last
from flake8_importstyle.checker.selection import CODE_PREFIX
from flake8_importstyle.formatters.diff import diff
from flake8_importstyle.formatters.repairing import (
    STANDARD_INPUT,
    Examined,
    Plan,
    Repairing,
    let_flake8_read,
    place,
)
from flake8_importstyle.formatters.writing import LeftAlone, remove_strays, replace
from flake8_importstyle.resolver.files import short_path
from flake8_importstyle.resolver.search_path import real_path
from flake8_importstyle.rules.reports import kind


class DiffFormatter(Repairing):
    """Prints a diff of the repairs, and changes no file. Other findings go to standard error."""

    def _write(self, output: str) -> None:
        print(output, file=sys.stderr)

    def carry_out(self) -> None:
        """Print one diff for all files."""
        output = self.output_fd.buffer if self.output_fd is not None else sys.stdout.buffer
        for plan in _each_file_once(self.plans.values()):
            output.write(diff(plan.filename, plan.before, plan.after))
        repaired = {filename: plan.examined for filename, plan in self.plans.items()}
        self.shrink_baseline({**self.examined, **repaired})
        if self.new_baseline is not None:
            new = self.new_baseline
            output.write(diff(short_path(new.baseline.path), new.before or b"", new.after))
        output.flush()

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return what has no repair."""
        plan = self.plans.get(filename)
        if self.new_baseline is not None:
            last = codes_of_last(ImportStyleChecker.rules)
            violations = [each for each in violations if each.code not in last]
        if plan is None:
            return violations
        answers = plan.repaired.is_repaired(ImportStyleChecker.settings)
        fixed = {
            (each.line, each.column + 1, each.code)
            for each, is_repaired in zip(plan.repaired.reported, answers, strict=True)
            if is_repaired
        }
        violations = [error for error in violations if place(error) not in fixed]
        if not self.is_listed(filename):
            return violations
        # What is repaired may make room for another in the baseline.
        still = Counter(each.kind for each in self.not_listed(plan.examined))
        return [
            error
            for error in violations
            if not error.code.startswith(CODE_PREFIX) or still[kind(error.code, error.text)]
        ]


class FixFormatter(Repairing):
    """Repairs files, and prints the findings that are left for the user."""

    def after_init(self) -> None:
        """Start with nothing written."""
        super().after_init()
        self.written: set[str] = set()
        self.folders: dict[str, None] = {}

    def beginning(self, filename: str) -> None:
        """Record that a file is checked, even if it has no findings."""
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
            path = real_path(plan.filename)
            try:
                replace(path, plan.before, plan.after)
            except LeftAlone as reason:
                self.say(f"{plan.filename}: left alone: {reason}")
            else:
                self.written.add(path)
                self.say(f"Rewriting {plan.filename}")
        self.shrink_baseline({name: self.by_now(name) for name in self.examined})
        self.write_baseline()
        if self.input is not None:
            of_input = self.plans.get(self.input_name or "")
            content = self.input if of_input is None else of_input.after
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
            let_flake8_read(content)

    def left(self, filename: str, violations: list[Violation]) -> Iterable[Violation]:
        """Return the findings that flake8 reports in the repaired file."""
        is_input = filename == self.input_name
        is_rewritten = self.is_rewritten(filename)
        plugins = self.plugins if is_rewritten else None
        if plugins is None:
            if filename not in self.examined or not (is_rewritten or self.new_baseline):
                return violations
            # Only this plugin's findings are known without running the other plugins again.
            rest = [each for each in violations if not each.code.startswith(CODE_PREFIX)]
            return [*rest, *self.violations_of(filename, self.not_listed(self.by_now(filename)))]
        name = STANDARD_INPUT if is_input else filename
        _, results, _ = FileChecker(
            filename=name, plugins=plugins, options=self.options
        ).run_checks()
        collector = _Collector(self.options)
        judge = StyleGuideManager(self.options, collector)
        for code, line, column, text, physical_line in sorted(results, key=itemgetter(1, 2)):
            judge.handle_error(code, filename, line, column, text, physical_line)
        return collector.collected

    def is_rewritten(self, filename: str) -> bool:
        """Tell whether a file, or the text from standard input, has been repaired as planned."""
        is_written = real_path(filename) in self.written
        return filename in self.plans and (filename == self.input_name or is_written)

    def by_now(self, filename: str) -> Examined:
        """Return the findings in a file as it is now."""
        if self.is_rewritten(filename):
            return self.plans[filename].examined
        return self.examined[filename]

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
    """A formatter that collects findings, and prints nothing."""

    def after_init(self) -> None:
        self.collected: list[Violation] = []

    def handle(self, error: Violation) -> None:
        self.collected.append(error)


def _each_file_once(plans: Iterable[Plan]) -> Iterator[Plan]:
    """Yield the plans, without those for files that an earlier plan has under another name."""
    seen = set()
    for plan in plans:
        path = real_path(plan.filename)
        if path not in seen:
            seen.add(path)
            yield plan
