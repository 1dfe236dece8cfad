"""The door to flake8: options go in, findings come out."""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from flake8.exceptions import ExecutionError
from flake8.options.manager import OptionManager
from flake8.style_guide import Decision, DecisionEngine

from flake8_importstyle import __version__
from flake8_importstyle.options.presets import OPPOSITE_RULES
from flake8_importstyle.options.settings import Settings, register, settings_from
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.rules import RULES
from flake8_importstyle.rules.registry import Rule, findings
from flake8_importstyle.syntax.source import SourceFile

CODE_PREFIX = "IMP"


class ImportStyleChecker:
    """The plugin as flake8 sees it: made once a file, after the class has its options."""

    name = "flake8-importstyle"
    version = __version__

    rules: ClassVar[Sequence[Rule]] = ()
    settings: ClassVar[Settings] = Settings()

    def __init__(self, tree: ast.Module, lines: Sequence[str], filename: str) -> None:
        settings = self.settings
        self.source = SourceFile(
            tree, lines, filename, is_alone=settings.no_resolve, search=settings.search
        )

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Register the options with flake8."""
        register(manager)

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Read the options and decide which rules are active.

        Raises ``flake8.exceptions.ExecutionError``, which flake8 prints, for values that no single
        option could refuse.
        """
        try:
            cls.settings = settings_from(options)
        except argparse.ArgumentTypeError as fault:
            raise ExecutionError(f"{cls.name}:\n{fault}") from None
        cls.rules = tuple(active(RULES.values(), options, cls.settings))
        faults = contradictions({rule.code for rule in cls.rules}, cls.settings)
        if faults:
            raise ExecutionError("\n".join((f"{cls.name}:", *faults)))
        forget()

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        """Yield each finding: its line from 1, its column in characters from 0, the message."""
        for rule, finding in findings(self.source, self.rules, self.settings):
            at = finding.at
            yield at.lineno, self.source.column(at), f"{rule.code} {finding.message}", type(self)


def active(
    rules: Iterable[Rule], options: argparse.Namespace, settings: Settings
) -> Iterator[Rule]:
    """Yield the rules that are to run, given flake8's options and the plugin's own.

    flake8 itself drops what is not selected, but only after the work is done, and it cannot tell
    an opt-in rule: its list of codes that are off by default is void once a user sets ``ignore``.
    """
    engine = DecisionEngine(options)
    prefixes = [*(options.select or ()), *(options.extend_select or ())]
    longer = tuple(prefix for prefix in prefixes if len(prefix) > len(CODE_PREFIX))
    found = {
        rule.code: rule
        for rule in rules
        if engine.decision_for(rule.code) is Decision.Selected and rule.is_on(settings, longer)
    }
    for code, opposite in OPPOSITE_RULES.items():
        # What only a preset turns on gives way to what the user asks for.
        if opposite in found and code in settings.rules_of_preset and not code.startswith(longer):
            found.pop(code, None)
    yield from found.values()


def contradictions(codes: set[str], settings: Settings) -> list[str]:
    """Return what is wrong with the active rules, or with options taken together, in words."""
    faults = []
    if codes >= {"IMP104", "IMP105"}:
        faults.append(
            "IMP104 (--importstyle-single-name) wants several statements where IMP105 wants one:"
            " ignore one of the two rules"
        )
    if codes >= {"IMP201", "IMP202"} and settings.max_relative_level == 0:
        faults.append(
            "IMP202 (--importstyle-relative-siblings) wants relative imports, which IMP201"
            " (--importstyle-max-relative-level=0) forbids: raise the level to 1"
        )
    if (settings.from_policy == "listed") != bool(settings.from_banned):
        faults.append(
            "--importstyle-from-policy=listed and --importstyle-from-banned belong together: give"
            f" both or neither (now the policy is {settings.from_policy!r})"
        )
    return faults
