"""The registry of rules. A rule is a decorated generator function.

The decorator holds its metadata, the docstring is its page, and the examples there are tests.
"""

from __future__ import annotations

import ast
import enum
import inspect
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from flake8_importstyle.fixes.edits import Fix
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.syntax.escapes import one_line
from flake8_importstyle.syntax.source import SourceFile

# Below "flake8", so that `flake8 -v` shows it.
LOG = logging.getLogger("flake8.importstyle")

UNRELEASED, FIRST_VERSION = "Unreleased", "1.0.0"

_LONGEST_STATEMENT = 79
_LONGEST_START = 50


class Default(enum.Enum):
    """When a rule is active."""

    ON = "on"
    """When flake8 selects it."""
    CONFIG = "config"
    """When flake8 selects it and its option is given."""
    OPT_IN = "opt-in"
    """When the user selects it by more than the bare prefix ``IMP``, or gives its option."""


class Repair(enum.Enum):
    """Whether the findings of a rule have fixes."""

    NONE = "none"
    SAFE = "safe"
    """Fixes do not change what the program does."""
    SOME_SAFE = "safe or unsafe"
    UNSAFE = "unsafe"
    """Only with ``--importstyle-unsafe-fixes``."""


class Needs(enum.Enum):
    """The modules that must be found for a rule to report everything in a file."""

    FILE = "file"
    """Only the file itself."""
    STARS = "stars"
    """The modules of the file's star imports, if there are any."""
    MODULES = "modules"
    """All modules that the file imports."""


class Finding(NamedTuple):
    """A violation of a rule."""

    at: ast.stmt | ast.alias | ast.expr
    """The node at which it is reported."""
    about: str
    """The imported module or name as written. It identifies the finding in a baseline, because it
    stays the same when lines move, statements change, or messages are reworded."""
    message: str
    """The message, without the code."""
    fix: Callable[[], Fix | None] | None = None
    """Returns the fix, which is computed only on demand; None if there is no automatic fix."""


def about_modules(modules: Iterable[str]) -> str:
    """Return the text for ``Finding.about`` if a finding is about several modules."""
    return ",".join(modules)


def quoted(head: str, names: Sequence[str]) -> str:
    """Return the statement that lists ``names`` after ``head`` in quotes, shortened if too long.

    ``'from m import a, b'``, or ``'from m import a, b, …' and 14 more``.
    """
    if len(head) + len(", ".join(names)) <= _LONGEST_STATEMENT:
        return f"'{head}{', '.join(names)}'"
    shown = 1
    while len(head) + len(", ".join(names[: shown + 1])) <= _LONGEST_START:
        shown += 1
    if shown >= len(names) - 1:
        return f"'{head}{', '.join(names)}'"
    return f"'{head}{', '.join(names[:shown])}, …' and {len(names) - shown} more"


Check: TypeAlias = Callable[[SourceFile, Settings], Iterator[Finding]]


class Found(NamedTuple):
    """The findings of rules in a file, in source order."""

    source: SourceFile
    codes: Collection[str]
    """The rules that are active for this file."""
    findings: Sequence[tuple[str, Finding]]
    """The code of each finding, and the finding."""


Review: TypeAlias = Callable[[Found, Settings], Iterator[Finding]]


class Rule(NamedTuple):
    """A rule and its metadata."""

    code: str
    name: str
    default: Default
    options: tuple[str, ...]
    """The fields of ``Settings`` that are its options; the first one turns it on."""
    heeds: tuple[str, ...]
    """The options of other rules that affect it, too."""
    in_stubs: bool
    """Whether it also applies to ``.pyi`` files."""
    check: Check
    repair: Repair = Repair.NONE
    related: tuple[str, ...] = ()
    """The codes of related rules."""
    added: str = FIRST_VERSION
    """The section of the changelog that announces it: a version, or ``Unreleased``."""
    needs: Needs = Needs.MODULES
    review: Review | None = None
    """The function that reviews the findings of other rules; its check finds nothing then."""
    is_last: bool = False
    """Whether it reviews only the findings that flake8 keeps, after ``noqa``, ``select`` etc."""

    @property
    def text(self) -> str:
        """The docstring of its check, in Markdown."""
        return inspect.getdoc(self.review or self.check) or ""

    def is_on(self, settings: Settings, prefixes: tuple[str, ...]) -> bool:
        """Tell whether it runs if flake8 selects it.

        ``prefixes``: the prefixes that the user selects, except the bare ``IMP``.
        """
        if self.default is Default.ON:
            return True
        in_preset = self.code in settings.rules_of_preset
        is_configured = any(map(settings.differs, self.options[:1]))
        if self.default is Default.CONFIG:
            return is_configured and (in_preset or self.options[0] in settings.given)
        return is_configured or in_preset or self.code.startswith(prefixes)


def findings(
    source: SourceFile, rules: Iterable[Rule], settings: Settings
) -> Iterator[tuple[Rule, Finding]]:
    """Yield the findings of rules in a file.

    flake8 aborts the whole run if a plugin raises an exception. An error in a rule should not cost
    the user all other findings, so it goes to flake8's log.
    """
    # Even without imports, a package may define names that hide its submodules.
    if not source.imports and not source.is_init:
        return
    for each in rules:
        if source.is_stub and not each.in_stubs:
            continue
        try:
            for finding in each.check(source, settings):
                # A name in `__all__` can be any string, also one with line breaks.
                yield each, finding._replace(message=one_line(finding.message))
        except Exception:
            LOG.exception("%s failed on %s", each.code, source.filename)
            source.fact(failed).add(each.code)


def failed(source: SourceFile) -> set[str]:
    """Return the codes of the rules that failed on a file; ``findings`` adds to them."""
    return set()


RULES: dict[str, Rule] = {}
"""Every registered rule by its code."""


REVIEWS: dict[str, Rule] = {}
"""Every rule that reviews the findings of other rules, by its code."""


def review(
    code: str,
    name: str,
    default: Default,
    *,
    options: tuple[str, ...] = (),
    repair: Repair = Repair.NONE,
    is_last: bool = False,
) -> Callable[[Review], Review]:
    """Register the decorated function as a rule that reviews the findings of other rules."""

    def register(function: Review) -> Review:
        REVIEWS[code] = Rule(
            code,
            name,
            default,
            options,
            (),
            True,
            _nothing,
            repair,
            added=UNRELEASED,
            review=function,
            is_last=is_last,
        )
        return function

    return register


def _nothing(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """The check of a rule that only reviews findings: it finds nothing."""
    return iter(())


def rule(
    code: str,
    name: str,
    default: Default,
    *,
    options: tuple[str, ...] = (),
    heeds: tuple[str, ...] = (),
    in_stubs: bool = True,
    repair: Repair = Repair.NONE,
    related: tuple[str, ...] = (),
    added: str = FIRST_VERSION,
    needs: Needs = Needs.MODULES,
) -> Callable[[Check], Check]:
    """Register the decorated check as the rule ``code``."""

    def register(check: Check) -> Check:
        RULES[code] = Rule(
            code, name, default, options, heeds, in_stubs, check, repair, related, added, needs
        )
        return check

    return register
