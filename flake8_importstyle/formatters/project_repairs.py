"""Project repairs: replaces the star imports in all files of a project, importers first.

A file keeps the names that others import through it. So it is repaired after its importers, whose
imports list those names by then. Nothing is written here: while planning, each file counts as
having its planned content.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.fixes.edits import Fix
from flake8_importstyle.formatters.rounds import Filter, Repaired, repair
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.files import assume
from flake8_importstyle.resolver.modules import reference
from flake8_importstyle.resolver.search_path import real_path
from flake8_importstyle.rules.registry import Rule
from flake8_importstyle.rules.reports import Report, reports
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.parsing import Text, decoded, parsed
from flake8_importstyle.syntax.source import SourceFile

STAR_RULE = "IMP001"
"""The rule whose findings are repaired here."""

# Repair importers first for at most this many rounds, as each one clears all caches. No real
# project has deeper chains of importers; all files that are left are repaired in one round.
_MOST_ROUNDS = 20
# Removing stars may make it possible to remove others: look again at most this many times.
_MOST_REPETITIONS = 5
_STAR = re.compile(rb"\bimport(?:[ \t\f]|\\\r?\n)*\*")

EXCUSED = "a comment or the configuration excuses it"
ALLOWED = "the configuration allows it"
_UNKNOWN = "no list of names can replace it"


def may_have_stars(content: bytes) -> bool:
    """Tell whether the text of a file may contain a star import."""
    return _STAR.search(content) is not None


class Left(NamedTuple):
    """A star import that stays."""

    line: int
    """From 1, in the repaired file."""
    column: int
    """In characters, from 1."""
    module: str
    """As written."""
    is_unsafe: bool
    """Whether an unsafe repair would replace it."""
    reason: str
    """Why it stays, in words."""


@dataclass(eq=False)
class ProjectFile:
    """A file with star imports, and its planned content."""

    filename: str
    """As the user has named it, or the folder that it is in."""
    before: bytes
    text: Text
    """Its planned text."""
    count: int
    """How many star imports it had."""
    unsafe: int = 0
    """How many of them an unsafe repair has removed."""
    left: list[Left] = field(default_factory=list)
    refused: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The real path."""
        return real_path(self.filename)

    @property
    def after(self) -> bytes:
        """Its planned content. Raises ``UnicodeError`` if it cannot be encoded."""
        return self.text.encoded(self.text.text)

    def source(self, settings: Settings) -> SourceFile:
        """Return the file as it is to be."""
        found = parsed(self.text.text, self.filename, search=settings.search)
        assert found is not None  # It was valid, and repairs keep it so.
        return found


def project_file(filename: str, content: bytes) -> ProjectFile | None:
    """Return a file of a project; None if it cannot be parsed."""
    text = decoded(content)
    source = parsed(text.text, filename) if text is not None else None
    if text is None or source is None:
        return None
    return ProjectFile(filename, content, text, len(source.stars))


class ProjectRepairs:
    """Repairs the star imports of files, each of which is there once, as far as a plan goes.

    ``rules``: all that hold, to see that nothing gets worse; ``keep``: what decides, of a file and
    what is found in it, what is reported. ``progress`` is told how many files of how many are done.
    """

    def __init__(
        self,
        files: Sequence[ProjectFile],
        rules: Sequence[Rule],
        settings: Settings,
        keep: Filter,
        progress: Callable[[int, int], None],
    ) -> None:
        self.files = files
        self._rules = rules
        self._settings = settings._replace(is_whole_project=True)
        self._keep = keep
        self._progress = progress
        self._changed: list[ProjectFile] = []

    def plan(self) -> list[ProjectFile]:
        """Plan the content of each file, find out why stars stay, and return changed files.

        Their order is safe for writing: the result is valid even if later ones are not written.
        """
        try:
            self._in_order()
            for _ in range(_MOST_REPETITIONS):
                if not self._round(self.files):
                    break
            for file in self.files:
                file.left = list(self._left(file))
        finally:
            assume({})
        return self._changed

    def _in_order(self) -> None:
        """Repair importers first, then the files that they import from."""
        importers = self._importers()
        pending = {file.path: file for file in self.files}
        rounds = 0
        while pending:
            rounds += 1
            ready = [
                file
                for path, file in pending.items()
                if importers.get(path, set()).isdisjoint(pending.keys() - {path})
            ]
            if not ready or rounds == _MOST_ROUNDS:
                ready = list(pending.values())  # They import from each other.
            self._round(ready)
            for file in ready:
                del pending[file.path]
            self._progress(len(self.files) - len(pending), len(self.files))

    def _importers(self) -> dict[str, set[str]]:
        """Return for each file the files that star-import it, by their real paths."""
        found: dict[str, set[str]] = {}
        for file in self.files:
            source = file.source(self._settings)
            for statement, _ in source.stars:
                provider = module_file(source, statement)
                if provider is not None:
                    found.setdefault(provider, set()).add(file.path)
        return found

    def _round(self, files: Iterable[ProjectFile]) -> bool:
        """Repair files, each as if the others were unrepaired; tell whether any has changed."""
        changed = [file for file in files if self._repair(file)]
        if changed:
            self._changed += (file for file in changed if file not in self._changed)
            assume({file.path: file.after for file in self._changed})
        return bool(changed)

    def _repair(self, file: ProjectFile) -> bool:
        source = file.source(self._settings)
        if not source.stars:
            return False
        repaired = repair(source, self._rules, self._settings, self._only_stars())
        file.refused = repaired.refused
        if not repaired.rounds:
            return False
        try:
            file.text.encoded(repaired.text)
        except UnicodeError:
            reason = f"its names cannot be written in {file.text.encoding}"
            file.refused = {**file.refused, **dict.fromkeys(repaired.made, reason)}
            return False
        file.unsafe += _gone_unsafely(repaired)
        file.text = file.text._replace(text=repaired.text)
        return True

    def _only_stars(self) -> Filter:
        """Return a filter that keeps star imports, and findings that their repair causes."""
        first: list[set[tuple[str, str]]] = []

        def keep(source: SourceFile, found: list[Report]) -> list[Report]:
            found = self._keep(source, found)
            if not first:
                first.append({each.kind for each in found})
            return [
                each
                if each.code == STAR_RULE or each.kind not in first[0]
                else each.without_repair("")
                for each in found
            ]

        return keep

    def _left(self, file: ProjectFile) -> Iterator[Left]:
        """Yield the stars that stay in a file."""
        settings = self._settings._replace(unsafe_fixes=True)
        source = file.source(settings)
        rules = [rule for rule in self._rules if rule.code == STAR_RULE]
        found = reports(source, rules, settings)
        kept = self._keep(source, found)
        fixes = {each.finding.at: each.proposal() for each in kept}
        refused = file.refused
        if not self._settings.unsafe_fixes and any(map(_is_unsafe, fixes.values())):
            # Report an unsafe repair only if it can be made.
            refused = repair(source, self._rules, settings, self._only_stars()).refused | refused
        of = {each.finding.at: each for each in found}
        for statement, _ in source.stars:
            report = of.get(statement)
            fix = None
            if report is None:
                reason = ALLOWED
            elif report not in kept:
                reason = EXCUSED
            elif report.kind in refused:
                reason = refused[report.kind]
            else:
                fix = fixes[statement]
                reason = fix.reason if fix is not None else _UNKNOWN
            yield Left(
                statement.lineno,
                source.column(statement) + 1,
                module_text(statement),
                _is_unsafe(fix),
                reason or _UNKNOWN,
            )


def _is_unsafe(fix: Fix | None) -> bool:
    """Tell whether a repair is made only if the user allows unsafe ones."""
    return fix is not None and bool(fix.edits) and not fix.is_safe


def module_file(source: SourceFile, statement: ast.ImportFrom) -> str | None:
    """Return the real path of the module that a star import imports from; None if not found."""
    named = reference(source, module_text(statement))
    place = resolver(named.folders).find(named.module) if named is not None else None
    return real_path(place.file) if place is not None and place.file else None


def _gone_unsafely(repaired: Repaired) -> int:
    return sum(not is_safe for (code, _), is_safe in repaired.made.items() if code == STAR_RULE)
