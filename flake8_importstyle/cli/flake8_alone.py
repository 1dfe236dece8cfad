"""flake8 with this plugin alone: its options, configuration, discovery and ``noqa``, nothing else.

All uses of flake8's undocumented parts are here: its search for plugins is replaced while options
are read, and its own ``FileProcessor`` reads the files. No other plugin is imported, a file is
parsed only if it may have an import, and tokenized only if it has findings, for ``noqa``. flake8's
``Application`` and ``FileChecker`` do the same for all plugins:
https://flake8.pycqa.org/en/latest/internal/checker.html
"""

from __future__ import annotations

import argparse
import ast
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from configparser import RawConfigParser
from importlib import metadata
from typing import Any, ClassVar, NamedTuple

from flake8.formatting.base import BaseFormatter
from flake8.formatting.default import SimpleFormatter
from flake8.main.options import stage1_arg_parser
from flake8.options import aggregator, config
from flake8.options.manager import OptionManager
from flake8.options.parse_args import parse_args
from flake8.plugins import finder, reporter
from flake8.processor import FileProcessor
from flake8.style_guide import StyleGuideManager
from flake8.violation import Violation

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.checker.configuration import ALONE
from flake8_importstyle.checker.judge import noqa_lines
from flake8_importstyle.checker.selection import CODE_PREFIX
from flake8_importstyle.cli import configuration
from flake8_importstyle.cli.discovery import files
from flake8_importstyle.cli.findings_cache import Entry, FindingsCache, Line, findings_cache, state
from flake8_importstyle.cli.garbage import collect_seldom
from flake8_importstyle.options import pyproject
from flake8_importstyle.resolver.answers import Answers
from flake8_importstyle.resolver.disk import record_in
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.syntax.escapes import one_line
from flake8_importstyle.syntax.imports import may_import

_PACKAGE = "flake8-importstyle"
_UNUSED_NOQA = "IMP401"
_CONFIGURATION = "Flake8-pyproject"
_EXTENSION, _REPORT = "flake8.extension", "flake8.report"
# Starting a process costs as much as checking this many files.
_FEWEST_FILES = 150
# Windows cannot wait for more processes.
_MOST_PROCESSES = 61
# Neighbours import the same modules, which the process that checks them together reads once. But
# each process is to ask for files several times, so that all of them end at about the same time.
_FILES_AT_A_TIME, _TIMES = 64, 6
# A comment that excludes a whole file contains this word, in upper or lower case.
_OF_WHOLE_FILE = "flake8"


class Checked(NamedTuple):
    """The result of checking one file."""

    filename: str
    """As it is to be displayed."""
    found: list[Line]
    fault: str
    """Why the file could not be checked; empty if it could."""
    entry: Entry | None = None
    """The findings as the cache keeps them; None if it does not."""
    answers: Answers | None = None
    """The answers of the disk that the findings, or those in other files, may depend on."""


class Session(NamedTuple):
    """A run of flake8 that is ready to start."""

    options: argparse.Namespace
    formatter: BaseFormatter
    argv: Sequence[str]
    is_verbose: bool


class _OtherOptions:
    """Stands in for the other plugins whose options this one uses."""

    argv: ClassVar[Sequence[str]] = ()
    """The arguments of this run."""

    def __init__(self, tree: ast.Module) -> None:
        """Take what flake8 gives to plugins that look at trees; nobody makes one."""

    @staticmethod
    def add_options(manager: OptionManager) -> None:
        """Register the option of pyflakes that says which names exist; errors are not flake8's."""
        manager.parser.prog = "importstyle check"
        manager.parser.usage = "%(prog)s [OPTION …] [PATH …]"
        manager.add_option(
            "--builtins",
            comma_separated_list=True,
            parse_from_config=True,
            help="define more built-ins, comma separated",
        )

    @staticmethod
    def parse_options(options: argparse.Namespace) -> None:
        """Select this plugin, which is the only one, where the user has named only others."""
        setattr(options, ALONE, _OtherOptions.argv)
        selected = options.select or ()
        if selected and not any(
            CODE_PREFIX.startswith(each) or each.startswith(CODE_PREFIX) for each in selected
        ):
            options.select = [*selected, CODE_PREFIX]
        if options.importstyle_unused_noqa:
            # The option asks for this rule, whatever else is selected.
            options.extend_select = [*(options.extend_select or ()), _UNUSED_NOQA]


def session(argv: Sequence[str]) -> Session:
    """Read the options of flake8 and of this plugin from arguments and configuration files.

    Raises ``SystemExit`` and ``flake8.exceptions.ExecutionError`` for those that cannot be used.
    """
    plugins, options = _parsed(argv)
    # flake8 takes this option away before the others are read.
    given, _ = stage1_arg_parser().parse_known_args(argv)
    formatter = reporter.make(plugins.reporters, options)
    return Session(options, formatter, argv, is_verbose=given.verbose > 0)


def _parsed(argv: Sequence[str]) -> tuple[finder.Plugins, argparse.Namespace]:
    original = finder.find_plugins
    # The plugin for the configuration replaces these for good.
    aggregate_options, parse_config = aggregator.aggregate_options, config.parse_config
    finder.find_plugins = _own_plugins
    _OtherOptions.argv = argv
    try:
        configuration.refuse_pipes(os.curdir, argv)
        return parse_args([*_of_pyproject(argv), *argv])
    except configuration.FAULTS as fault:
        raise configuration.unreadable(fault, argv) from fault
    finally:
        finder.find_plugins = original
        aggregator.aggregate_options, config.parse_config = aggregate_options, parse_config


def _of_pyproject(argv: Sequence[str]) -> list[str]:
    """Return what ``pyproject.toml`` sets of flake8's options, as arguments.

    Its faults are found, and told, when the plugin reads its own options from it.
    """
    try:
        table = pyproject.table(os.getcwd()) if "--isolated" not in argv else None
    except argparse.ArgumentTypeError:
        table = None
    if table is None:
        return []
    return [f"--{key}={','.join(values)}" for key, values in table.of_flake8.items()]


def _own_plugins(cfg: RawConfigParser, opts: finder.PluginOptions) -> list[finder.Plugin]:
    """Return this plugin and flake8's formatters, instead of all installed plugins.

    Flake8-pyproject is kept as well: it is not a check, but reads options from ``[tool.flake8]``.
    """
    stand_in = metadata.EntryPoint("F", f"{__name__}:{_OtherOptions.__name__}", _EXTENSION)
    found = [finder.Plugin(_PACKAGE, ImportStyleChecker.version, stand_in)]
    # It would read its file all the same.
    others = () if "--isolated" in _OtherOptions.argv else (_CONFIGURATION,)
    for package in (_PACKAGE, "flake8", *others):
        try:
            installed = metadata.distribution(package)
        except metadata.PackageNotFoundError:
            continue
        version = installed.version  # It is read from a file each time.
        found += (
            finder.Plugin(package, version, each)
            for each in installed.entry_points
            if each.group == _REPORT or (each.group == _EXTENSION and each.name == CODE_PREFIX)
        )
    return found


def check(
    run: Session, progress: Callable[[int, int], None], *, is_cached: bool = True
) -> list[Checked]:
    """Return the findings in each file, in the order of their names.

    ``progress``: called with the number of finished files and of all files. ``is_cached``: whether
    to use the findings cache.
    """
    names = files(run.options)
    jobs = _jobs(run.options, len(names))
    cache = findings_cache(run.options, len(names)) if is_cached else None
    if cache is not None:
        forget()  # What was asked before would not be recorded.
    done = []
    for checked in _checked(run, names, jobs, cache):
        done.append(checked)
        progress(len(done), len(names))
    if cache is not None:
        entries = {each.filename: each.entry for each in done if each.entry is not None}
        cache.keep(entries, (each.answers for each in done if each.answers is not None))
    return sorted(done, key=_filename)


class _Recorder(BaseFormatter):
    """Records the findings that a formatter gets."""

    def __init__(self, formatter: BaseFormatter) -> None:
        self.formatter = formatter
        self.reported: dict[str, list[Violation]] = {}

    def handle(self, error: Violation) -> None:
        self.reported.setdefault(error.filename, []).append(error)
        if type(self.formatter).__module__ == SimpleFormatter.__module__:
            # flake8's formatters cannot print a name that is not UTF-8.
            error = error._replace(filename=one_line(error.filename))
        self.formatter.handle(error)


def report(run: Session, checked: Sequence[Checked]) -> dict[str, list[Violation]]:
    """Pass the findings that flake8 reports to the formatter, and return them by file."""
    formatter = run.formatter
    recorder = _Recorder(formatter)
    guide = StyleGuideManager(run.options, recorder)
    formatter.start()
    for filename, found, *_ in checked:
        formatter.beginning(filename)
        for line, column, code, message, physical_line in sorted(found, key=_position):
            guide.handle_error(code, filename, line, column, message, physical_line)
        formatter.finished(filename)
    if run.options.statistics:
        formatter.show_statistics(guide.stats)
    formatter.stop()
    return recorder.reported


def _filename(checked: Checked) -> str:
    return checked.filename


def _position(line: Line) -> tuple[int, int]:
    return line.line, line.column


def _jobs(options: argparse.Namespace, count: int) -> int:
    if "-" in options.filenames:
        return 1
    if not options.jobs.is_auto:
        return min(int(options.jobs.n_jobs), count, _MOST_PROCESSES)
    return min(os.cpu_count() or 1, count // _FEWEST_FILES, _MOST_PROCESSES)


def _checked(
    run: Session, names: Sequence[str], jobs: int, cache: FindingsCache | None
) -> Iterator[Checked]:
    global _options, _cache
    _options, _cache = run.options, cache
    done = 0
    if jobs > 1:
        for each in _checked_in_processes(run, names, jobs, cache):
            done += 1
            yield each
    yield from map(_check, names[done:])


def _checked_in_processes(
    run: Session, names: Sequence[str], jobs: int, cache: FindingsCache | None
) -> Iterator[Checked]:
    """Check files in several processes, as far as that works.

    It does not where there are no semaphores, and it ends early if a process is killed, perhaps
    because there is no memory left.
    """
    # A `multiprocessing.Pool` would wait for a killed process for ever.
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        executor = ProcessPoolExecutor(jobs, initializer=_start, initargs=(run.argv, cache))
        try:
            at_a_time = min(len(names) // (jobs * _TIMES) + 1, _FILES_AT_A_TIME)
            yield from executor.map(_check, names, chunksize=at_a_time)
        finally:
            executor.shutdown(cancel_futures=True)
    except (BrokenProcessPool, NotImplementedError, OSError):
        return


_options: argparse.Namespace | None = None
"""The options of the run; a process that was forked has them already."""
_cache: FindingsCache | None = None


def _start(argv: Sequence[str], cache: FindingsCache | None) -> None:
    """Set up a process of a pool."""
    import signal

    # The process that waits for this one says that it was stopped.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    collect_seldom()
    global _options, _cache
    _cache = cache
    if _options is None:
        _, _options = _parsed(argv)


def _check(filename: str) -> Checked:
    """Check a file, and record the answers of the disk if findings are to be kept."""
    if _cache is None:
        return _findings(filename)
    answers = Answers()
    record_in(answers)
    try:
        return _findings(filename)._replace(answers=answers)
    finally:
        record_in(None)


def _findings(filename: str) -> Checked:
    assert _options is not None
    try:
        processor = FileProcessor(filename, _options)
    except OSError as error:
        return Checked(filename, [], error.strerror or "it cannot be read")
    except LookupError as error:
        return Checked(filename, [], str(error))  # As of 'rot13', which is no encoding of texts.
    name = processor.filename
    lines = processor.lines
    text = "".join(lines)
    if not _may_have_findings(name, text) or _is_ignored(processor, text):
        return Checked(name, [], "")
    key = state(name, text) if _cache is not None else ""
    known = _cache.known(name, key) if _cache is not None else None
    if known is not None:
        return Checked(name, known.found, "", known)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        return Checked(name, [], f"line {error.lineno}: {error.msg}")
    except (ValueError, RecursionError, MemoryError) as error:
        return Checked(name, [], str(error) or "too large to be parsed")
    checker = ImportStyleChecker(tree, lines, name)
    reports = list(checker.run())
    found = []
    if reports:
        noqa_line = noqa_lines(processor)
        for line, column, text, _ in reports:
            code, _, message = text.partition(" ")
            found.append(Line(line, column, code, message, noqa_line(line)))
    entry = Entry(key, checker.source.asks_others, found) if _cache is not None else None
    return Checked(name, found, "", entry)


def _is_ignored(processor: FileProcessor, text: str) -> bool:
    """Tell whether a comment in a file tells flake8 to ignore all of it."""
    return _OF_WHOLE_FILE in text.lower() and processor.should_ignore_file()


def _may_have_findings(filename: str, text: str) -> bool:
    """Tell whether a file may have findings; some do without any import."""
    is_package = os.path.basename(filename).startswith("__init__.")
    if is_package or may_import(text.encode("utf-8", "surrogatepass")):
        return True
    settings = ImportStyleChecker.settings
    if settings.baseline is not None and settings.baseline.of(filename):
        return True
    return settings.unused_noqa and CODE_PREFIX in text


def missing_hooks() -> list[str]:
    """Return the internals of flake8 that this needs, but the installed version lacks."""
    needed: dict[str, tuple[Any, str]] = {
        "finder.find_plugins": (finder, "find_plugins"),
        "finder.Plugin.entry_point": (finder.Plugin, "entry_point"),
        "FileProcessor.noqa_line_for": (FileProcessor, "noqa_line_for"),
        "FileProcessor.should_ignore_file": (FileProcessor, "should_ignore_file"),
        "StyleGuideManager.handle_error": (StyleGuideManager, "handle_error"),
    }
    return [name for name, (owner, attribute) in needed.items() if not hasattr(owner, attribute)]
