"""The door to flake8: options go in, findings come out."""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar

from flake8.exceptions import ExecutionError
from flake8.formatting.base import BaseFormatter
from flake8.main.options import stage1_arg_parser
from flake8.options.config import load_config
from flake8.options.manager import OptionManager
from flake8.processor import FileProcessor
from flake8.style_guide import Decision, DecisionEngine, StyleGuideManager
from flake8.violation import Violation

from flake8_importstyle import __version__
from flake8_importstyle.options import pyproject
from flake8_importstyle.options.arguments import register, settings_from
from flake8_importstyle.options.presets import OPPOSITE_RULES
from flake8_importstyle.options.settings import OPTIONS, PREFIX, Settings, flag
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.rules import REVIEWS, RULES
from flake8_importstyle.rules.registry import Default, Rule
from flake8_importstyle.rules.reports import Report, reports, without_listed
from flake8_importstyle.syntax.source import SourceFile

CODE_PREFIX = "IMP"
_NOQA = re.compile("noqa", re.IGNORECASE)
LAST = {code for code, rule in REVIEWS.items() if rule.is_last}
"""The codes of what is said of findings after flake8 has left some out."""
# As flake8 looks for them.
_FILES = ("setup.cfg", "tox.ini", ".flake8")
ALONE = "importstyle_alone"
"""What ``importstyle check`` adds to the options: the arguments that flake8 was given."""
BASELINE_FORMAT = "importstyle-baseline"
"""The format by which flake8 writes the baseline, which need not be there then."""


class ImportStyleChecker:
    """The plugin as flake8 sees it: made once a file, after the class has its options."""

    name = "flake8-importstyle"
    version = __version__

    rules: ClassVar[Sequence[Rule]] = ()
    settings: ClassVar[Settings] = Settings()
    options: ClassVar[argparse.Namespace] = argparse.Namespace()
    _judge: ClassVar[Judge | None] = None

    def __init__(self, tree: ast.Module, lines: Sequence[str], filename: str) -> None:
        settings = self.settings
        self.source = SourceFile(
            tree, lines, filename, is_alone=settings.no_resolve, search=settings.search
        )

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Register the options with flake8."""
        register(manager, _origin)

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Read the options and decide which rules are active.

        Raises ``flake8.exceptions.ExecutionError``, which flake8 prints, for values that no single
        option could refuse.
        """
        try:
            table = _table(options)
            _find_baseline(options)
            texts = table.options if table is not None else {}
            cls.settings = settings_from(options, texts, _origin)
        except argparse.ArgumentTypeError as fault:
            raise ExecutionError(f"{cls.name}:\n{fault}") from None
        if table is not None and not is_alone(options):
            _heed(table, options)
        rules = (*RULES.values(), *REVIEWS.values())
        cls.rules = tuple(active(rules, options, cls.settings))
        cls.options, cls._judge = options, None
        faults = contradictions({rule.code for rule in cls.rules}, cls.settings)
        faults += idle(rules, options, cls.settings)
        faults += unwritten(options, cls.settings)
        faults += unknown(options)
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
            # What flake8 leaves out counts for nothing here, and flake8 does that itself.
            kept = {id(each) for each in left}
            found = [each for each in found if id(each) not in kept]
            found += judge.without_listed(source, left, self.rules, settings)
        for each in found:
            yield each.line, each.column, f"{each.code} {each.message}", type(self)

    @classmethod
    def judge(cls) -> Judge:
        """Return what tells what flake8 leaves of findings, with the options of this run."""
        if cls._judge is None:
            cls._judge = Judge(cls.options)
        return cls._judge


class Judge:
    """What flake8 leaves of findings by its options, and by the comments in the files."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.guide = StyleGuideManager(options, _Nobody())

    def left(self, source: SourceFile, found: Iterable[Report]) -> list[Report]:
        """Return what flake8 would report of a file."""
        found = list(found)
        if not found:
            return []
        noqa_line = noqa_lines(FileProcessor(source.filename, self.options, list(source.lines)))
        return [
            each
            for each in found
            if self.guide.handle_error(
                each.code,
                source.filename,
                each.line,
                each.column,
                each.message,
                noqa_line(each.line),
            )
        ]

    def without_listed(
        self, source: SourceFile, left: list[Report], rules: Iterable[Rule], settings: Settings
    ) -> list[Report]:
        """Return what is to be reported of a file if flake8 leaves so much of the findings."""
        rules = list(self.active(source, rules))
        before = without_listed(source, rules, left, settings)
        stale = [each for each in before if each.code in LAST]
        return [each for each in before if each.code not in LAST] + self.left(source, stale)

    def active(self, source: SourceFile, rules: Iterable[Rule]) -> Iterator[Rule]:
        """Yield the rules whose findings in a file flake8 does not leave out altogether."""
        guide = self.guide.style_guide_for(source.filename)
        return (each for each in rules if guide.should_report_error(each.code) is Decision.Selected)


def noqa_lines(processor: FileProcessor) -> Callable[[int], str | None]:
    """Return what gives the text in which a ``noqa`` for a line would be; lines count from 1.

    flake8 knows by tokens which lines belong together. They take more memory than the tree, so they
    are made only where a line says ``noqa``, or the source is to be shown.
    """
    lines = processor.lines
    if processor.options.show_source or any(map(_NOQA.search, lines)):
        return processor.noqa_line_for
    return lambda number: lines[number - 1] if 0 < number <= len(lines) else None


class _Nobody(BaseFormatter):
    """Takes what is reported, and does nothing with it."""

    def __init__(self) -> None:
        """Take no options: nothing is printed."""

    def handle(self, error: Violation) -> None:
        """Leave it."""


def is_alone(options: argparse.Namespace) -> bool:
    """Tell whether this is the only plugin that runs: ``importstyle check`` was called."""
    return hasattr(options, ALONE)


def _origin(name: str) -> str:
    """Return which of flake8's configuration files sets an option; empty if none does.

    Asked only for an option that is faulty.
    """
    argv = sys.argv[1:]
    # On the command line an option may be shortened.
    options = (each.partition("=")[0] for each in argv if each.startswith(PREFIX))
    if any(f"--{name}".startswith(each) for each in options):
        return ""
    given, _ = stage1_arg_parser().parse_known_args(argv)
    configuration, folder = load_config(given.config, given.append_config, isolated=given.isolated)
    section = configuration["flake8"] if configuration.has_section("flake8") else {}
    if not {name, name.replace("-", "_")} & set(section):
        return ""
    paths = [given.config] if given.config else [os.path.join(folder, each) for each in _FILES]
    found = [path for path in (*paths, *given.append_config) if _sets(path, name)]
    return found[-1] if found else folder


def _sets(path: str, name: str) -> bool:
    """Tell whether a configuration file of flake8 names an option."""
    try:
        with open(path, encoding="utf-8") as stream:
            return re.search(rf"(?m)^{name.replace('-', '[-_]')}\s*[=:]", stream.read()) is not None
    except (OSError, UnicodeDecodeError):
        return False


def _table(options: argparse.Namespace) -> pyproject.Table | None:
    """Return what ``pyproject.toml`` sets; flake8's own files must not set anything then.

    Raises ``argparse.ArgumentTypeError`` if both do.
    """
    # flake8 takes the options that say where its configuration is away before it asks plugins.
    argv = getattr(options, ALONE, sys.argv[1:])
    given, _ = stage1_arg_parser().parse_known_args(argv)
    table = pyproject.table(os.getcwd()) if not given.isolated else None
    if table is not None and table.options:
        configuration, folder = load_config(given.config, given.append_config)
        section = configuration.options("flake8") if configuration.has_section("flake8") else []
        prefix = PREFIX.lstrip("-")
        both = sorted(key for key in section if key.replace("_", "-").startswith(prefix))
        if both:
            raise argparse.ArgumentTypeError(
                f"{table.path} has a table 'tool.importstyle', and flake8's configuration in"
                f" {folder} sets '{both[0]}': keep all options of this plugin in one place"
            )
    return table


def _heed(table: pyproject.Table, options: argparse.Namespace) -> None:
    """Have flake8 select and ignore what the table says, besides its own options.

    What the table says of files is for this plugin alone: other plugins run over them.
    """
    codes = {key: table.of_flake8.get(key, []) for key in pyproject.CODES}
    options.extend_select = [
        *(options.extend_select or ()),
        *codes["select"],
        *codes["extend-select"],
    ]
    options.extend_ignore = [
        *(options.extend_ignore or ()),
        *codes["ignore"],
        *codes["extend-ignore"],
    ]
    per_file = table.of_flake8.get("per-file-ignores", [])
    options.per_file_ignores = "\n".join((options.per_file_ignores or "", *per_file))


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


def _find_baseline(options: argparse.Namespace) -> None:
    """Take a baseline without a folder, in a configuration file, to be in the folder of that file.

    flake8 makes only paths with a slash absolute.
    """
    name = options.importstyle_baseline
    if not isinstance(name, str) or not name.strip() or os.path.dirname(name):
        return
    argv = getattr(options, ALONE, sys.argv[1:])
    given, rest = stage1_arg_parser().parse_known_args(argv)
    if given.isolated or any(each.startswith("--importstyle-baseline") for each in rest):
        return
    configuration, folder = load_config(given.config, given.append_config)
    section = dict(configuration["flake8"]) if configuration.has_section("flake8") else {}
    for key, value in section.items():
        if key.replace("_", "-") == "importstyle-baseline" and value.strip() == name.strip():
            options.importstyle_baseline = os.path.join(folder, name.strip())


def unwritten(options: argparse.Namespace, settings: Settings) -> list[str]:
    """Return why the baseline cannot be used, in words."""
    is_to_be_written = getattr(options, "format", "") == BASELINE_FORMAT
    if settings.baseline is None:
        if is_to_be_written:
            return [f"--format={BASELINE_FORMAT} needs --importstyle-baseline: name the file"]
        return []
    if settings.baseline.is_missing and not is_to_be_written:
        path = settings.baseline.path
        advice = "write it with 'importstyle check --update-baseline'"
        return [f"importstyle-baseline: {path} is not there: {advice}"]
    return []


def unknown(options: argparse.Namespace) -> list[str]:
    """Return the options of this plugin, and the selected codes, that do not exist, in words."""
    codes = (*RULES, *REVIEWS)
    faults = [
        f"{each} is selected, but no rule has such a code{_nearest(each.upper(), codes)}"
        for each in dict.fromkeys((*(options.select or ()), *(options.extend_select or ())))
        if each.upper().startswith(CODE_PREFIX)
        and not any(code.startswith(each) for code in codes)
        and (is_alone(options) or not _is_of_another_plugin(each))
    ]
    given, _ = stage1_arg_parser().parse_known_args(getattr(options, ALONE, sys.argv[1:]))
    configuration, folder = load_config(given.config, given.append_config, isolated=given.isolated)
    names = [flag(name)[2:] for name in OPTIONS]
    known = {*names, *(name.replace("-", "_") for name in names)}
    for key in configuration.options("flake8") if configuration.has_section("flake8") else ():
        if key.startswith(PREFIX[2:-1]) and key not in known:
            near = _nearest(key.replace("_", "-"), names)
            faults.append(f"flake8's configuration in {folder}: no such option '{key}'{near}")
    return faults


def _nearest(word: str, words: Iterable[str]) -> str:
    """Return the question whether the most similar of some words is meant, if one is similar."""
    from difflib import get_close_matches

    near = get_close_matches(word, words, 1)
    return f": did you mean '{near[0]}'?" if near else ""


def _is_of_another_plugin(code: str) -> bool:
    from importlib.metadata import entry_points

    return any(
        code.startswith(each.name) and each.name != CODE_PREFIX
        for each in entry_points(group="flake8.extension")
    )


def contradictions(codes: set[str], settings: Settings) -> list[str]:
    """Return what is wrong with the active rules, or with options taken together, in words."""
    faults = []
    if codes >= {"IMP104", "IMP105"}:
        faults.append(
            "IMP104 (--importstyle-single-name) asks for several statements where IMP105 asks"
            " for one: ignore one of the two rules"
        )
    if codes >= {"IMP201", "IMP202"} and settings.max_relative_level == 0:
        faults.append(
            "IMP202 (--importstyle-relative-siblings) asks for relative imports, which IMP201"
            " (--importstyle-max-relative-level=0) forbids: raise the level to 1"
        )
    if settings.from_policy == "listed" and not settings.from_banned:
        faults.append(
            "--importstyle-from-policy=listed needs --importstyle-from-banned: list the modules"
        )
    if settings.from_policy != "listed" and settings.from_banned:
        faults.append(
            "--importstyle-from-banned implies the policy 'listed', but the policy is"
            f" '{settings.from_policy}': set only one of --importstyle-from-banned and"
            " --importstyle-from-policy"
        )
    return faults


def idle(rules: Iterable[Rule], options: argparse.Namespace, settings: Settings) -> list[str]:
    """Return what the user asks for that has no effect without an option, in words."""
    engine = DecisionEngine(options)
    named = {*(options.select or ()), *(options.extend_select or ())}
    faults = []
    for rule in rules:
        if rule.default is not Default.CONFIG or rule.is_on(settings, ()):
            continue
        first, *others = rule.options
        if rule.code in named and engine.decision_for(rule.code) is Decision.Selected:
            faults.append(f"{rule.code} is selected but does nothing without {flag(first)}")
        if not settings.differs(first):
            faults += [
                f"{flag(name)} does nothing without {flag(first)}"
                for name in others
                if name in settings.given and getattr(settings, name)
            ]
    return faults
