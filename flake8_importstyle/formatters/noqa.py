"""``importstyle-noqa``: excuses what is reported, so that only what comes later is told."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterable

from flake8.violation import Violation

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.fixes.edits import Edit, applied
from flake8_importstyle.formatters.fix import FixFormatter, Plan
from flake8_importstyle.formatters.rounds import Repaired, Report, reports
from flake8_importstyle.formatters.writing import LeftAlone
from flake8_importstyle.syntax.comments import with_codes
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile

REASON = "importstyle_noqa_reason"
"""What ``importstyle check`` adds to the options: the reason to write behind the codes."""


class NoqaFormatter(FixFormatter):
    """Adds ``# noqa`` with its code to each line on which this plugin reports something."""

    def plan(self, filename: str, violations: list[Violation]) -> None:
        """Plan the comments for a file. Raises ``LeftAlone``."""
        found = self.proposals(filename, violations)
        if not found:
            return
        content, text, source = self.read_again(filename)
        new = excused(source, found, getattr(self.options, REASON, ""))
        again = parsed(new, filename, is_alone=source.is_alone, search=source.search)
        if again is None:
            raise LeftAlone("there is no place for the comment")
        left = self.not_ignored(
            again, reports(again, ImportStyleChecker.rules, ImportStyleChecker.settings)
        )
        try:
            after = text.encoded(new)
        except UnicodeError:
            raise LeftAlone(f"the comment cannot be written in {text.encoding}") from None
        self.plans[filename] = Plan(
            filename, content, after, Repaired(new, found, left, again, [[]])
        )


def excused(source: SourceFile, found: Iterable[Report], reason: str) -> str:
    """Return a text with comments for what is found in it.

    flake8 looks for a comment on the line of a finding, and on those that are joined to it by a
    string or a backslash. So it stands at the end of the last of these.
    """
    last = _last_lines(source)
    codes: dict[int, dict[str, None]] = {}
    for each in found:
        codes.setdefault(last.get(each.line, each.line), {})[each.code] = None
    edits = []
    for number, listed in sorted(codes.items()):
        line = source.lines[number - 1]
        bare = line.rstrip("\r\n")
        start = source.places.starts[number - 1]
        new = with_codes(bare.rstrip(), listed, reason)
        edits.append(Edit(start, start + len(bare), new))
    return applied(source.text, edits)


def _last_lines(source: SourceFile) -> dict[int, int]:
    """Return for each line the last of those that are joined to it, for flake8."""
    joined: dict[int, int] = {}
    first = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            if token.type in (tokenize.DEDENT, tokenize.ENDMARKER):
                continue
            first = min(first or token.start[0], token.start[0])
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                joined.update(dict.fromkeys(range(first, token.end[0] + 1), token.end[0]))
                first = 0
    except (tokenize.TokenError, SyntaxError):
        return {}
    return joined
