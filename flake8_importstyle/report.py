"""Formatters for flake8 that repair: ``importstyle-diff`` and ``importstyle-fix``.

flake8 hands them what it reports, after ``noqa``, ``select``, ``per-file-ignores`` and everything
else had their say, so that what is not reported is not repaired either. Files are written once all
have been looked at: no repair sees half of the others.
"""

from __future__ import annotations

import difflib
import io
import os
import re
import shutil
import stat
import sys
import tempfile
import time
import tokenize
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from flake8.formatting.default import Default
from flake8.processor import FileProcessor
from flake8.style_guide import StyleGuideManager
from flake8.violation import Violation

from flake8_importstyle.checker import PREFIX, ImportStyleChecker
from flake8_importstyle.edits import Lines, moved
from flake8_importstyle.registry import LOG
from flake8_importstyle.repairs import Repaired, Report, parsed, repair
from flake8_importstyle.source import SourceFile

_STANDARD_INPUT = "-"
_BOM = b"\xef\xbb\xbf"
# pyflakes says these of files with star imports only.
_OF_STARS = ("F403", "F405")


class Text(NamedTuple):
    """The text of a file, and how it is written on disk."""

    text: str
    encoding: str
    has_bom: bool

    def encoded(self, text: str) -> bytes:
        """Return another text in the same way. Raises ``UnicodeError`` where that cannot be."""
        return (_BOM if self.has_bom else b"") + text.encode(self.encoding)


class Plan(NamedTuple):
    """A file that can be repaired."""

    filename: str
    """As flake8 names it."""
    before: bytes
    after: bytes


class LeftAlone(Exception):
    """A file cannot be repaired, for the reason that the exception says."""


class _Repairing(Default):
    """What the two formatters have in common."""

    def after_init(self) -> None:
        """Take note of the time, and of standard input, which flake8 can read only once."""
        self.began = time.time_ns()
        self.violations: dict[str, list[Violation]] = {}
        self.input: bytes | None = None
        if _STANDARD_INPUT in self.options.filenames:
            self.input = sys.stdin.buffer.read()
            sys.stdin = io.TextIOWrapper(io.BytesIO(self.input), encoding="utf-8")

    @property
    def input_name(self) -> str | None:
        """What flake8 calls standard input, if it is read."""
        return None if self.input is None else self.options.stdin_display_name

    def handle(self, error: Violation) -> None:
        """Keep what is reported until everything is."""
        self.violations.setdefault(error.filename, []).append(error)

    def stop(self) -> None:
        """Repair what was reported, and print what is left."""
        plans, left = [], []
        for filename, violations in self.violations.items():
            remaining = violations
            try:
                found = self.plan(filename, violations)
                if found is not None:
                    plan, remaining = found
                    plans.append(plan)
            except LeftAlone as reason:
                self.say(f"{filename}: left alone: {reason}")
            except Exception:  # noqa: BLE001
                LOG.exception("%s cannot be repaired", filename)
                self.say(f"{filename}: left alone: a fault in this plugin, see `flake8 -v`")
            left.append((filename, violations, remaining))
        undone = self.carry_out(plans)
        for filename, violations, remaining in left:
            for error in violations if filename in undone else remaining:
                super().handle(error)
        super().stop()

    def say(self, text: str) -> None:
        """Print a line about the run itself."""
        print(text, file=sys.stderr)

    def carry_out(self, plans: list[Plan]) -> set[str]:
        """Do what is to be done, and return the names of the files for which it was not."""
        raise NotImplementedError

    def plan(
        self, filename: str, violations: list[Violation]
    ) -> tuple[Plan, list[Violation]] | None:
        """Return how to repair a file and what is left then; None if there is nothing to repair.

        Raises ``LeftAlone``.
        """
        if not any(each.code.startswith(PREFIX) for each in violations):
            return None
        before = self.input if filename == self.input_name else self.read(filename)
        assert before is not None
        text = decoded(before)
        settings = ImportStyleChecker.settings
        source = parsed(text.text, filename, settings) if text is not None else None
        if text is None or source is None:
            # flake8 reports such a file itself, unless it was another when flake8 read it.
            return None
        repaired = repair(source, ImportStyleChecker.rules, settings, self.not_ignored)
        reported = [_place(each) for each in violations if each.code.startswith(PREFIX)]
        if sorted(reported) != [_place_of(each) for each in repaired.reported]:
            raise LeftAlone("it, or what it imports from, changed while flake8 ran")
        if not repaired.rounds:
            return None
        try:
            after = text.encoded(repaired.text)
        except UnicodeError:
            raise LeftAlone(f"a repair cannot be written in {text.encoding}") from None
        return Plan(filename, before, after), list(self.remaining(source, repaired, violations))

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
            raise LeftAlone("it changed while flake8 ran")
        return content

    def not_ignored(self, source: SourceFile, found: list[Report]) -> list[Report]:
        """Return what flake8 would report of a file: all that its options and ``noqa`` leave."""
        processor = FileProcessor(source.filename, self.options, list(source.lines))
        return [
            each
            for each in found
            if self.judge.handle_error(
                each.code,
                source.filename,
                each.line,
                each.column,
                each.message,
                processor.noqa_line_for(each.line),
            )
        ]

    @cached_property
    def judge(self) -> StyleGuideManager:
        """What decides in flake8 whether something is reported."""
        return StyleGuideManager(self.options, _Silent(self.options))

    def remaining(
        self, source: SourceFile, repaired: Repaired, violations: list[Violation]
    ) -> Iterator[Violation]:
        """Yield what is left to say of a repaired file, where it stands now."""
        new = parsed(repaired.text, source.filename, ImportStyleChecker.settings)
        assert new is not None
        lines = list(new.lines)
        left = [
            Violation(
                each.code,
                source.filename,
                each.line,
                each.column + 1,
                each.message,
                lines[each.line - 1],
            )
            for each in repaired.left
        ]
        for error in violations:
            if error.code.startswith(PREFIX) or (error.code in _OF_STARS and not new.stars):
                continue
            position: int | None = source.places.position(
                error.line_number, max(0, error.column_number - 1)
            )
            for edits in repaired.rounds:
                position = moved(position, edits) if position is not None else None
            if position is not None:
                line, column = Lines(lines).place(position)
                left.append(error._replace(line_number=line, column_number=column + 1))
            elif error.code not in _OF_STARS:
                left.append(error)
        yield from sorted(left, key=lambda each: (each.line_number, each.column_number))


class DiffFormatter(_Repairing):
    """Prints how files would be repaired, and changes none. The findings go to standard error."""

    def _write(self, output: str) -> None:
        self.say(output)

    def carry_out(self, plans: list[Plan]) -> set[str]:
        """Print one diff for all files."""
        for plan in plans:
            output = self.output_fd.buffer if self.output_fd is not None else sys.stdout.buffer
            output.write(diff(plan))
        # Nothing is repaired yet, so all that was reported is still there.
        return set()

    def remaining(
        self, source: SourceFile, repaired: Repaired, violations: list[Violation]
    ) -> Iterator[Violation]:
        """Yield what has no repair, where it stands in the file as it is."""
        answers = repaired.is_repaired(ImportStyleChecker.settings)
        fixed = {
            _place_of(each)
            for each, is_repaired in zip(repaired.reported, answers, strict=True)
            if is_repaired
        }
        yield from (error for error in violations if _place(error) not in fixed)


class FixFormatter(_Repairing):
    """Repairs files, and prints what is left to a person."""

    def _write(self, output: str) -> None:
        if self.input is not None:
            self.say(output)  # The text itself goes to standard output.
        else:
            super()._write(output)

    def carry_out(self, plans: list[Plan]) -> set[str]:
        """Write each file once."""
        undone, written = set(), set()
        output = self.input
        for plan in plans:
            if plan.filename == self.input_name:
                output = plan.after
                continue
            path = os.path.realpath(plan.filename)
            if path in written:
                continue  # The same file by another name.
            try:
                replace(path, plan)
            except LeftAlone as reason:
                self.say(f"{plan.filename}: left alone: {reason}")
                undone.add(plan.filename)
            else:
                written.add(path)
                self.say(f"Rewriting {plan.filename}")
        if output is not None:
            sys.stdout.buffer.write(output)
            sys.stdout.buffer.flush()
        return undone


class _Silent(Default):
    """Prints nothing; that something is reported is all that counts."""

    def handle(self, error: Violation) -> None:
        """Take note of nothing."""


def _place(error: Violation) -> tuple[int, int, str]:
    return error.line_number, error.column_number, error.code


def _place_of(report: Report) -> tuple[int, int, str]:
    return report.line, report.column + 1, report.code


def decoded(content: bytes) -> Text | None:
    """Return the text of a file, its line ends as they are; None if it cannot be read as Python.

    https://docs.python.org/3/reference/lexical_analysis.html#encoding-declarations
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        return None
    if encoding == "utf-8-sig":
        return Text(text, "utf-8", True)
    return Text(text, encoding, False)


def diff(plan: Plan) -> bytes:
    """Return what ``git apply`` and ``patch -p0`` make of the file, in the file's own encoding."""
    path = plan.filename
    if os.path.isabs(path):
        relative = os.path.relpath(path)
        path = path if relative.startswith("..") else relative
    # `git apply` takes the first part of a path away, `patch -p0` does not.
    name = path if path.startswith((f".{os.sep}", "..", os.sep)) else os.path.join(".", path)
    name = name.replace(os.sep, "/")
    if re.search(r'[\x00-\x1f"\\]', name):
        escaped = re.sub(r'["\\]', r"\\\g<0>", name)
        name = '"' + re.sub(r"[\x00-\x1f]", lambda match: f"\\{ord(match[0]):03o}", escaped) + '"'
    elif " " in name:
        name += "\t"  # Where it ends.
    header = os.fsencode(name)
    lines = difflib.diff_bytes(
        difflib.unified_diff,
        _lines(plan.before),
        _lines(plan.after),
        header,
        header,
    )
    parts = []
    for line in lines:
        parts.append(line)
        if not line.endswith(b"\n"):
            parts.append(b"\n\\ No newline at end of file\n")
    return b"".join(parts)


def _lines(content: bytes) -> list[bytes]:
    """Return the lines as ``git`` and ``patch`` see them: only a line feed ends one."""
    return re.findall(rb"[^\n]*\n|[^\n]+", content)


def replace(path: str, plan: Plan) -> None:
    """Write a file at once: whoever reads it sees the old content or the new one, as a whole.

    ``path``: the file itself, not a link to it. Raises ``LeftAlone``.
    """
    try:
        status = os.stat(path)
        with open(path, "rb") as file:
            if file.read() != plan.before:
                raise LeftAlone("it changed while flake8 ran")
        if not os.access(path, os.W_OK):
            raise LeftAlone("it is read-only")
        if status.st_nlink > 1:
            # A new file would leave the other names with the old one.
            raise LeftAlone("it has several names (hard links)")
        folder, name = os.path.split(path)
        handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
        try:
            with open(handle, "wb") as file:
                file.write(plan.after)
                file.flush()
                os.fsync(file.fileno())
            shutil.copystat(path, temporary)
            os.utime(temporary)
            _keep_owner(temporary, status)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise LeftAlone(error.strerror or str(error)) from None


def _keep_owner(path: str, status: os.stat_result) -> None:
    if hasattr(os, "chown") and (os.stat(path).st_uid, os.stat(path).st_gid) != (
        status.st_uid,
        status.st_gid,
    ):
        os.chown(path, status.st_uid, status.st_gid)
        # A change of the owner may take rights away.
        os.chmod(path, stat.S_IMODE(status.st_mode))
