"""The flake8 plugin: takes flake8's options and files, and yields findings."""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from flake8.exceptions import ExecutionError
from flake8.options.manager import OptionManager

from flake8_importstyle import __version__
from flake8_importstyle.checker.configuration import (
    apply_to_flake8,
    is_alone,
    locate_baseline,
    option_origin,
    own_table,
)
from flake8_importstyle.checker.judge import Judge
from flake8_importstyle.checker.selection import (
    active_rules,
    available_rules,
    baseline_faults,
    contradictions,
    options_without_effect,
    unknown_names,
)
from flake8_importstyle.options.arguments import register, settings_from
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.rules.registry import Rule
from flake8_importstyle.rules.reports import reports
from flake8_importstyle.syntax.source import SourceFile


class ImportStyleChecker:
    """The plugin class: flake8 sets options on it once, then creates an instance for each file."""

    name = "flake8-importstyle"
    version = __version__

    rules: ClassVar[Sequence[Rule]] = ()
    settings: ClassVar[Settings] = Settings()
    options: ClassVar[argparse.Namespace] = argparse.Namespace()
    _judge: ClassVar[Judge | None] = None

    def __init__(self, tree: ast.Module, lines: Sequence[str], filename: str) -> None:
        self.source = self._source(tree, lines, filename)

    @classmethod
    def _source(cls, tree: ast.Module, lines: Sequence[str], filename: str) -> SourceFile:
        settings = cls.settings
        return SourceFile(
            tree, lines, filename, is_alone=settings.no_resolve, search=settings.search
        )

    @classmethod
    def source_at(cls, filename: str) -> SourceFile:
        """Return a source file without its content, for questions about its place alone."""
        return cls._source(ast.Module([], []), (), filename)

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Register the options with flake8."""
        register(manager, option_origin)

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Read the options and decide which rules are active.

        Raises ``flake8.exceptions.ExecutionError``, which flake8 prints, for values that no single
        option could refuse.
        """
        try:
            table = own_table(options)
            locate_baseline(options)
            texts = table.options if table is not None else {}
            cls.settings = settings_from(options, texts, option_origin)
        except argparse.ArgumentTypeError as fault:
            raise ExecutionError(f"{cls.name}:\n{fault}") from None
        if table is not None and not is_alone(options):
            apply_to_flake8(table, options)
        rules = available_rules(options, cls.settings)
        cls.rules = tuple(active_rules(rules, options, cls.settings))
        cls.options, cls._judge = options, None
        faults = contradictions({rule.code for rule in cls.rules}, cls.settings)
        faults += options_without_effect(rules, options, cls.settings)
        faults += baseline_faults(options, cls.settings)
        faults += unknown_names(rules, options)
        if faults:
            raise ExecutionError("\n".join((f"{cls.name}:", *faults)))
        forget()

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        """Yield each finding: its line from 1, its column in characters from 0, the message."""
        source, settings = self.source, self.settings
        found = reports(source, self.rules, settings)
        if settings.baseline is not None and settings.baseline.of(source.filename):
            judge = self.judge()
            left = judge.left(source, found)
            # flake8 itself drops the findings that it ignores, so yield all of them.
            kept = {id(each) for each in left}
            found = [each for each in found if id(each) not in kept]
            found += judge.without_listed(source, left, self.rules, settings)
        for each in found:
            yield each.line, each.column, f"{each.code} {each.message}", type(self)

    @classmethod
    def judge(cls) -> Judge:
        """Return the judge of which findings flake8 reports with the options of this run."""
        if cls._judge is None:
            cls._judge = Judge(cls.options)
        return cls._judge
