"""``importstyle-noqa``: adds ``noqa`` comments to all findings, so that only new ones appear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flake8.violation import Violation

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.fixes.edits import Edit, applied
from flake8_importstyle.formatters.fix import FixFormatter
from flake8_importstyle.formatters.repairing import Plan
from flake8_importstyle.formatters.rounds import Repaired
from flake8_importstyle.formatters.writing import LeftAlone
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.reports import Report, reports
from flake8_importstyle.syntax.noqa import JoinedLines, joined_lines, with_codes
from flake8_importstyle.syntax.parsing import parsed
from flake8_importstyle.syntax.source import SourceFile

# White space to strip at the end of a line; other kinds may be part of a comment.
_BLANKS = " \t\f"


class NoqaFormatter(FixFormatter):
    """Adds ``# noqa`` with its code to each line on which this plugin reports something."""

    def plan(self, filename: str, violations: list[Violation]) -> None:
        """Plan the comments for a file. Raises ``LeftAlone``."""
        # Findings about comments and the baseline have to be corrected, not excused.
        found = [each for each in self.proposals(filename, violations) if each.code in RULES]
        if not found:
            return
        content, text, source = self.read_again(filename)
        settings = ImportStyleChecker.settings
        new = excused(source, found, settings.noqa_reason)
        if new == source.text:
            return
        again = parsed(new, filename, is_alone=source.is_alone, search=source.search)
        if again is None:
            raise LeftAlone("there is no place for the comment")
        left = self.not_ignored(again, reports(again, ImportStyleChecker.rules, settings))
        try:
            after = text.encoded(new)
        except UnicodeError:
            raise LeftAlone(f"the comment cannot be written in {text.encoding}") from None
        self.plans[filename] = Plan(
            filename, content, after, Repaired(new, found, left, again, [[]])
        )


def excused(source: SourceFile, found: Iterable[Report], reason: str) -> str:
    """Return the text of a file with ``noqa`` comments for its findings.

    flake8 looks for a comment on the line of a finding and on the lines that a string or a
    backslash joins to it, so the comment goes at the end of the last of these. A line where flake8
    would not see it stays unchanged.
    """
    joined = {
        line: each
        for each in joined_lines(source.lines)
        for line in range(each.first, each.last + 1)
    }
    codes: dict[JoinedLines, dict[str, None]] = {}
    for each in found:
        lines = joined.get(each.line, JoinedLines(each.line, each.line, None))
        codes.setdefault(lines, {})[each.code] = None
    return applied(source.text, sorted(_comments(source, codes, reason)))


def _comments(
    source: SourceFile, codes: dict[JoinedLines, dict[str, None]], reason: str
) -> Iterator[Edit]:
    for lines, listed in codes.items():
        if lines.is_taken(source.lines):
            continue
        first = source.places.starts[lines.last - 1]
        bare = source.lines[lines.last - 1].rstrip("\r\n")
        if lines.comment is not None:
            start, comment = lines.comment, bare[lines.comment :].rstrip(_BLANKS)
            new = with_codes(comment, [*listed], reason)
            is_same = new == comment
        else:
            start = len(bare.rstrip(_BLANKS))
            new, is_same = f"  {with_codes('', [*listed], reason)}", False
        if not is_same:
            yield Edit(first + start, first + len(bare), new)
