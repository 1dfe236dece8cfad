"""The registry: one rule is one decorated generator function.

Its decorator is its metadata, its docstring its page, the examples on the page its first tests.
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
    """Whether the findings of a rule can be repaired."""

    NONE = "none"
    SAFE = "safe"
    """The program does the same afterwards."""
    SOME_SAFE = "safe or unsafe"
    UNSAFE = "unsafe"
    """Only with ``--importstyle-unsafe-fixes``."""


class Needs(enum.Enum):
    """What must be found for a rule to say all that it has to say of a file."""

    FILE = "file"
    """Nothing but the file itself."""
    STARS = "stars"
    """The modules of its star imports, if there are any."""
    MODULES = "modules"
    """The modules from which it imports."""


class Finding(NamedTuple):
    """One thing to report."""

    at: ast.stmt | ast.alias | ast.expr
    """The node at which it is reported."""
    about: str
    """What is imported there, as it is written: what stays the same of the finding when lines
    move, statements get other names, and messages other words. Baselines list it."""
    message: str
    """What to say of it, without the code."""
    fix: Callable[[], Fix | None] | None = None
    """What repairs it, found out only when asked for; None where only a person can."""


def about_modules(modules: Iterable[str]) -> str:
    """Return the text for ``Finding.about`` where a finding is about several modules."""
    return ",".join(modules)


def quoted(head: str, names: Sequence[str]) -> str:
    """Return the statement that lists ``names`` after ``head``, in quotes, shortened where long.

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
    """What rules have found in a file, in the order of the text."""

    source: SourceFile
    codes: Collection[str]
    """The rules that are active for this file."""
    findings: Sequence[tuple[str, Finding]]
    """The code of each finding, and the finding."""


Review: TypeAlias = Callable[[Found, Settings], Iterator[Finding]]


class Rule(NamedTuple):
    """A rule, with all that is known about it."""

    code: str
    name: str
    default: Default
    options: tuple[str, ...]
    """The fields of ``Settings`` that it reads; the first one turns it on."""
    heeds: tuple[str, ...]
    """Fields that are other rules' options and matter to it as well."""
    in_stubs: bool
    """Whether it also holds in ``.pyi`` files."""
    check: Check
    repair: Repair = Repair.NONE
    related: tuple[str, ...] = ()
    """The codes of rules about similar things."""
    added: str = FIRST_VERSION
    """The section of the changelog that announces it: a version, or ``Unreleased``."""
    needs: Needs = Needs.MODULES
    review: Review | None = None
    """What it says of the findings of the other rules; its check says nothing then."""
    is_last: bool = False
    """Whether its review is about what flake8 leaves of the findings: ``noqa``, ``select`` …"""

    @property
    def text(self) -> str:
        """The docstring of its check, in Markdown."""
        return inspect.getdoc(self.review or self.check) or ""

    def is_on(self, settings: Settings, prefixes: tuple[str, ...]) -> bool:
        """Tell whether it is to run if flake8 selects it.

        ``prefixes``: those that the user selects beyond ``IMP``.
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
    """Yield what rules report of a file.

    flake8 ends the whole run when a plugin raises. A fault in a rule must not cost the user the
    findings of everything else, so it goes to flake8's log.
    """
    # Even without imports, a package may define what hides its submodules.
    if not source.imports and not source.is_init:
        return
    for each in rules:
        if source.is_stub and not each.in_stubs:
            continue
        try:
            for finding in each.check(source, settings):
                # A name in `__all__` can be any text.
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
"""Every rule about the findings of others by its code."""


def review(
    code: str,
    name: str,
    default: Default,
    *,
    options: tuple[str, ...] = (),
    repair: Repair = Repair.NONE,
    is_last: bool = False,
) -> Callable[[Review], Review]:
    """Register the decorated function as a rule about what other rules find."""

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
    """Find nothing in the text alone."""
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
