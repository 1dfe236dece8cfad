"""A record of what the disk has answered, to see later whether it still would.

``importstyle check`` keeps findings that depend on other files, with the answers that they depend
on. Its next run asks the same questions again, and uses the findings if the answers are the same.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from flake8_importstyle.resolver.disk import QUESTIONS, read_with_status, status

# Within this time, a file may change twice and have the same time stamp: some disks round to 2 s.
_RECENT_NANOSECONDS = 3_000_000_000


class Text(NamedTuple):
    """The state of a file whose content was asked for."""

    status: list[int]
    """The type, size, number and times of what is there; empty if there is nothing."""
    digest: str
    """A digest of the content; empty if it was not read."""
    is_recent: bool
    """Whether the file may have changed since without any effect on the status."""


class Answers:
    """A record of what the disk has answered."""

    def __init__(self) -> None:
        self.plain: dict[str, dict[str, Any]] = {}
        """The answers by question and path, except about the content of files."""
        self.texts: dict[str, Text] = {}
        """The files whose content was asked for, by path."""
        self.agree = True
        """Whether the same question has always had the same answer."""

    def note(self, question: str, path: str, answer: Any) -> None:
        """Add an answer to a question about a path."""
        self._add(question, path, _short(answer))

    def note_content(self, path: str, content: bytes | None, reached: list[int]) -> None:
        """Add the content of a file, None if it could not be read, and its status."""
        self._add_text(path, _text(content, reached))

    def add(self, more: Answers) -> None:
        """Add the answers of another record."""
        for question, answers in more.plain.items():
            for path, answer in answers.items():
                self._add(question, path, answer)
        for path, text in more.texts.items():
            self._add_text(path, text)
        self.agree &= more.agree

    def hold(self) -> bool:
        """Ask everything again, and tell whether the disk still answers the same."""
        return all(
            _short(QUESTIONS[question](path)) == answer
            for question, answers in self.plain.items()
            for path, answer in answers.items()
        ) and all(self._holds(path, text) for path, text in self.texts.items())

    def _holds(self, path: str, text: Text) -> bool:
        now = status(path)
        if now == text.status and not text.is_recent:
            return True
        if not text.digest or now[:2] != text.status[:2]:
            return False
        # It may have been touched, or another file with the same content may be in its place.
        self.texts[path] = _text(*read_with_status(path, now[1]))
        return self.texts[path].digest == text.digest

    def _add(self, question: str, path: str, answer: Any) -> None:
        if self.plain.setdefault(question, {}).setdefault(path, answer) != answer:
            self.agree = False

    def _add_text(self, path: str, text: Text) -> None:
        known = self.texts.setdefault(path, text)
        if known is text:
            return
        if known.digest and text.digest:
            self.agree &= known.digest == text.digest
        else:  # One of them was only asked for if it is small.
            self.agree &= known.status == text.status
        self.texts[path] = Text(
            text.status, known.digest or text.digest, known.is_recent or text.is_recent
        )

    def as_json(self) -> dict[str, Any]:
        """Return this record in a form that can be written as JSON."""
        return {"plain": self.plain, "texts": self.texts}


def answers_of(read: Any) -> Answers:
    """Return the record that ``as_json`` has written.

    Raises ``AttributeError``, ``KeyError``, ``TypeError`` or ``ValueError`` if it is none.
    """
    found = Answers()
    found.plain = {question: dict(answers) for question, answers in read["plain"].items()}
    found.texts = {path: Text(*text) for path, text in read["texts"].items()}
    return found


def _short(answer: Any) -> Any:
    """Return an answer in a form that can be kept: that of a long one is a digest."""
    if isinstance(answer, Mapping):
        return digest(repr(dict(answer)).encode("utf-8", "surrogatepass"))
    return answer


def _text(content: bytes | None, reached: list[int]) -> Text:
    is_recent = bool(reached) and time.time_ns() - max(reached[3:]) < _RECENT_NANOSECONDS
    return Text(reached, digest(content) if content is not None else "", is_recent)


def digest(content: bytes) -> str:
    """Return a digest of a content, in hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()
