"""``noqa`` comments: where flake8 looks for them, and what they say.

For a finding on a line, flake8 searches that line and those that a string or a backslash joins to
it, and heeds the first ``# noqa`` that it finds there, even if that is within a string.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Sequence
from typing import NamedTuple

# As in `flake8.defaults`: codes that are spelled otherwise make it a comment for all codes.
_NOQA = re.compile(r"# noqa(?::\s?(?P<codes>(?:[A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_NO_LINES = (tokenize.DEDENT, tokenize.ENDMARKER)
_LINE_ENDS = (tokenize.NL, tokenize.NEWLINE)


class JoinedLines(NamedTuple):
    """Lines that are one to flake8 when it looks for a comment."""

    first: int
    """From 1."""
    last: int
    comment: int | None
    """The column of the comment behind them, in characters; None if there is none."""

    def noqa(self, lines: Sequence[str]) -> re.Match[str] | None:
        """Return the first ``noqa`` in the comment, with the group ``codes``.

        ``lines``: those of the file. None if there is none, or flake8 finds one in a string first.
        """
        if self.comment is None or self.is_taken(lines):
            return None
        # The positions are those in the line.
        return _NOQA.search(lines[self.last - 1], self.comment)

    def is_taken(self, lines: Sequence[str]) -> bool:
        """Tell whether flake8 finds a ``noqa`` in a string, so that it looks at no comment."""
        last = lines[self.last - 1]
        before = "".join((*lines[self.first - 1 : self.last - 1], last[: self.comment]))
        return _NOQA.search(before) is not None


def joined_lines(lines: Sequence[str]) -> list[JoinedLines]:
    """Return the lines of a file, with those that flake8 takes together.

    None if it has no tokens: flake8 looks at each line alone then.
    """
    found = []
    first, comment = 0, None
    try:
        for token in tokenize.generate_tokens(map(_with_line_feed, lines).__next__):
            if token.type in _NO_LINES:
                continue
            first = min(first or token.start[0], token.start[0])
            if token.type == tokenize.COMMENT:
                comment = token.start[1]
            elif token.type in _LINE_ENDS:
                found.append(JoinedLines(first, token.end[0], comment))
                first, comment = 0, None
    except (tokenize.TokenError, SyntaxError):
        return []
    return found


def _with_line_feed(line: str) -> str:
    """Return a line as flake8 reads it: with a line feed at its end, if it has any line end."""
    bare = line.rstrip("\r\n")
    return line if bare == line else f"{bare}\n"


def codes_of(noqa: re.Match[str]) -> list[str]:
    """Return the codes that a comment lists; none if it is for all codes."""
    return re.findall(r"[^,\s]+", noqa["codes"] or "")


def excuses_all(noqa: re.Match[str]) -> bool:
    """Tell whether a comment is for all codes."""
    return noqa["codes"] is None


def with_codes(comment: str, codes: Sequence[str], reason: str = "") -> str:
    """Return a comment that excuses these codes as well, and says why.

    It stays as it is if it does so already. ``comment``: empty if there is none.
    """
    match = _NOQA.search(comment)
    if match is None:
        added = f"# noqa: {','.join(codes)}"
        comment = f"{comment}  {added}" if comment else added
    else:
        listed = codes_of(match)
        new = [code for code in codes if code not in listed]
        if excuses_all(match) or not new:
            return comment
        text = re.sub(r"[,\s]+\Z", "", match["codes"])
        end = match.start("codes") + len(text)
        # As the others are parted.
        parted = re.search(r"[,\s]+", text)
        between = parted[0] if parted else ","
        comment = f"{comment[:end]}{between}{between.join(new)}{comment[end:]}"
    return f"{comment}  # {reason}" if reason else comment
