"""``noqa`` comments: where flake8 looks for them, and which codes they list.

For a finding on a line, flake8 searches that line and those that a string or a backslash joins to
it, and applies the first ``# noqa`` that it finds there, even inside a string.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Sequence
from typing import NamedTuple

# As in `flake8.defaults`: a comment whose codes do not match this pattern applies to all codes.
_NOQA = re.compile(r"# noqa(?::\s?(?P<codes>(?:[A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_NO_LINES = (tokenize.DEDENT, tokenize.ENDMARKER)
_LINE_ENDS = (tokenize.NL, tokenize.NEWLINE)


class JoinedLines(NamedTuple):
    """Lines that flake8 treats as one when it looks for a ``noqa`` comment."""

    first: int
    """From 1."""
    last: int
    comment: int | None
    """The column of the comment at their end, in characters; None if there is none."""

    def noqa(self, lines: Sequence[str]) -> re.Match[str] | None:
        """Return the match of the first ``noqa`` in the comment, with the group ``codes``.

        None if there is none, or if flake8 finds one in a string first. ``lines``: the file's.
        """
        if self.comment is None or self.is_taken(lines):
            return None
        # Search the whole line from the comment on, so that match positions are columns.
        return _NOQA.search(lines[self.last - 1], self.comment)

    def is_taken(self, lines: Sequence[str]) -> bool:
        """Tell whether flake8 finds a ``noqa`` in a string first, and so ignores the comment."""
        last = lines[self.last - 1]
        before = "".join((*lines[self.first - 1 : self.last - 1], last[: self.comment]))
        return _NOQA.search(before) is not None


def joined_lines(lines: Sequence[str]) -> list[JoinedLines]:
    """Return the lines of a file, grouped as flake8 groups them.

    Empty if the file cannot be tokenized: flake8 looks at each line alone then.
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
    """Return a line as flake8 reads it: with a line feed in place of any other line end."""
    bare = line.rstrip("\r\n")
    return line if bare == line else f"{bare}\n"


def codes_of(noqa: re.Match[str]) -> list[str]:
    """Return the codes that a comment lists; empty if it applies to all codes."""
    return re.findall(r"[^,\s]+", noqa["codes"] or "")


def excuses_all(noqa: re.Match[str]) -> bool:
    """Tell whether a comment applies to all codes."""
    return noqa["codes"] is None


def with_codes(comment: str, codes: Sequence[str], reason: str = "") -> str:
    """Return a comment that lists these codes as well, followed by a reason.

    It is returned unchanged if it covers them already. ``comment``: empty if there is none.
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
        *_, last = re.finditer(r"[^,\s]+", match["codes"])
        text = match["codes"][: last.end()]
        end = match.start("codes") + len(text)
        # Separate new codes as the listed ones are.
        parted = re.search(r"[,\s]+", text)
        between = parted[0] if parted else ","
        comment = f"{comment[:end]}{between}{between.join(new)}{comment[end:]}"
    return f"{comment}  # {reason}" if reason else comment
