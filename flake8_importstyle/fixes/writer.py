"""Rewrite import statements.

The text around a statement is preserved, and so is its style: line ends, indentation, one name per
line. Comments are kept; if there is no place for one, there is no edit.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise, takewhile
from typing import NamedTuple

from flake8_importstyle.fixes.edits import Edit, Fix, Group
from flake8_importstyle.fixes.import_style import ImportStyle, import_style
from flake8_importstyle.fixes.name_lists import Layout, Piece, name_list, with_comments
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.syntax.comments import is_directive, is_for_tools_alone, without_codes
from flake8_importstyle.syntax.imports import opening, spelled
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import, Suite

# The tokens of an import statement.
_TOKEN = r"(?P<comment>#[^\r\n]*)|(?P<word>[^\s#.,()*\\]+)|(?P<mark>[.,()*])"


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


class ImportWriter:
    """An import statement in a text, and the edits that rewrite it.

    ``source``: the file; its lines must have the line ends that they have on disk.
    """

    def __init__(self, source: SourceFile, statement: Import, settings: Settings) -> None:
        self.source = source
        self.statement = statement
        self._longest = settings.max_line_length
        text, starts = source.text, source.places.starts
        self.start, self.end = source.span(statement)
        self.line_start = starts[statement.lineno - 1]
        self.line_end = starts[min(statement.end_lineno or 1, len(starts) - 1)]
        self.before = text[self.line_start : self.start]
        self.after = text[self.end : self.line_end]
        """The rest of its last line, including the line end."""
        self.tokens = [
            _Token(match.lastgroup or "", match[0], match.start(), match.end())
            for match in re.compile(_TOKEN).finditer(text, self.start, self.end)
        ]

    @cached_property
    def style(self) -> ImportStyle:
        """How the file writes import statements."""
        return self.source.fact(import_style)

    @property
    def longest(self) -> int:
        """The maximum length of a line."""
        return self.style.sorter.longest or self._longest

    @property
    def is_first(self) -> bool:
        """Whether it is the first statement on its line."""
        line = self.statement.lineno - 1
        above = "".join(self.source.lines[line - 1 : line]).strip()
        # A backslash at the end of a comment does not continue the line.
        is_joined = above.endswith("\\") and not above.startswith("#")
        return not self.before.strip() and not is_joined

    @property
    def is_alone(self) -> bool:
        """Whether there is nothing else on its lines, except a comment."""
        return self.is_first and self.after.strip()[:1] in ("", "#")

    @property
    def newline(self) -> str:
        """The line end to use."""
        for line in (self.after, *self.source.lines[:1]):
            match = re.search(r"\r\n|\n|\r$", line)
            if match is not None:
                return match[0]
        return "\n"

    @property
    def indentation(self) -> str:
        """The whitespace at the start of its first line."""
        return self._indentation(self.statement)

    @property
    def comment(self) -> str:
        """The comment at its end."""
        after = self.after.strip()
        return after if after.startswith("#") else ""

    @property
    def opening_comment(self) -> str:
        """The comment for tools directly after the parenthesis that opens the list of names."""
        for token, following in pairwise(self.tokens):
            if token.text == "(" and is_for_tools_alone(following.text):
                between = self.source.text[token.end : following.start]
                return "" if re.search("[\r\n]", between) else following.text
        return ""

    @property
    def tool_comments(self) -> list[str]:
        """The comments for tools that apply to the whole statement."""
        return list(filter(is_for_tools_alone, (self.opening_comment, self.comment)))

    @property
    def has_comments(self) -> bool:
        """Whether there are comments inside it."""
        return any(token.kind == "comment" for token in self.tokens)

    @property
    def spans_lines(self) -> bool:
        """Whether its names are in parentheses and on more than one line."""
        opened = next((each for each in self.tokens if each.text == "("), None)
        return opened is not None and "\n" in self.source.text[opened.start : self.end]

    @property
    def module_span(self) -> tuple[int, int]:
        """The span of the module in a ``from`` statement, including leading dots."""
        words = [each.text for each in self.tokens]
        first, last = words.index("from") + 1, words.index("import") - 1
        return self.tokens[first].start, self.tokens[last].end

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The span of each of its names, including an ``as``."""
        return [self.source.span(alias) for alias in self.statement.names]

    @cached_property
    def pieces(self) -> list[Piece]:
        """Its names as written, with the comments between them.

        A comment for tools before all names is left out: it belongs to the statement.
        """
        comments = [(each.start, each.text) for each in self.tokens if each.kind == "comment"]
        del comments[: 1 if self.opening_comment else 0]
        names = [spelled(alias) for alias in self.statement.names]
        return with_comments(names, self.spans, comments, self.source.text)

    def listed(self, before: str, pieces: Sequence[Piece], comment: str) -> str:
        """Return the text of a list of names for a ``from`` statement; see ``name_list``.

        ``before``: the text on its first line before it. ``comment``: the comment after it.
        """
        layout = Layout(
            self.style.sorter,
            before,
            self._inner_indentation(),
            self.indentation,
            self.longest,
            self.newline,
            self.spans_lines,
        )
        return name_list(layout, pieces, comment)

    def _inner_indentation(self) -> str:
        indentation, own = self.indentation, self._indentation(self.statement.names[0])
        if self.spans_lines and own != indentation:
            return own
        return indentation + ("\t" if indentation.endswith("\t") else "    ")

    def _indentation(self, node: Import | ast.alias) -> str:
        line = self.source.lines[node.lineno - 1]
        # A form feed resets the indentation.
        return line[: len(line) - len(line.lstrip(" \t\f"))].rpartition("\f")[2]

    # Edits

    def replace_names(
        self, place: ast.alias, pieces: Sequence[Piece], *, drop: Iterable[str]
    ) -> Edit:
        """Return the edit that replaces the only name, such as a star, with several.

        If the statement ends with a ``noqa`` comment, the codes in ``drop`` are removed from that.
        """
        start, _ = self.source.span(place)
        text = self.source.text
        line_start = self.source.places.starts[place.lineno - 1]
        before = text[line_start:start]
        if text[start - 1 : start].isalpha():  # `import*`
            before += " "
        comment = without_codes(self.comment, drop)
        end = self.end + (len(self.after.rstrip()) if self.comment else 0)
        listed = self.listed(before, pieces, comment)
        return Edit(start, end, before[start - line_start :] + listed)

    def split_off(self, alias: ast.alias, statement: str) -> Edit | None:
        """Return the edit that imports one name by another statement, and the rest as before.

        None if a comment would be lost.
        """
        if self.has_comments:
            return None
        names = self.statement.names
        index = names.index(alias)
        statements = [self.with_names(rest) for rest in (names[:index], names[index + 1 :])]
        statements.insert(1, statement)
        return self.replace([each for each in statements if each])

    def with_names(self, names: Sequence[ast.alias], head: str = "") -> str:
        """Return the text of a statement like this one for other names; empty for no names.

        ``head``: the text before the names; by default that of this statement.
        """
        if not names:
            return ""
        head, texts = head or opening(self.statement), list(map(spelled, names))
        line = head + ", ".join(texts)
        is_short = len(texts) == 1 and len(self.indentation + line) <= self.longest
        if isinstance(self.statement, ast.Import) or is_short or not self.is_alone:
            return line
        return head + self.listed(self.indentation + head, list(map(Piece, texts)), "")

    def respell_module(self, module: str) -> Edit:
        """Return the edit that makes a ``from`` statement import from another module.

        Names that are aligned with the first one stay aligned. If a line becomes too long, the
        names are wrapped.
        """
        start, end = self.module_span
        text = self.source.text
        # `from.m import x` and `from m.import x` are valid Python.
        left = "" if text[start - 1].isspace() else " "
        right = "" if text[end].isspace() or text[end] == "\\" else " "
        written = f"{left}{module}{right}"
        rest = self._aligned(text[end : self.end], len(written) - (end - start))
        new = text[self.line_start : start] + written + rest
        if self._fits(text[self.line_start : self.end]) and not self._fits(new):
            names, comments = self.statement.names, {self.opening_comment, self.comment} - {""}
            if self.is_alone and names[0].name != "*" and len(comments) < 2:
                head = opening(self.statement, module)
                listed = self.listed(self.before + head, self.pieces, "".join(comments))
                return Edit(self.start, self.end + len(self.after.rstrip()), head + listed)
        if rest == text[end : self.end]:
            return Edit(start, end, written)
        return Edit(start, self.end, written + rest)

    def _aligned(self, rest: str, shift: int) -> str:
        """Return the rest of the statement, with lines aligned to a first name that moved right."""
        column = self.source.span(self.statement.names[0])[0] - self.line_start
        return re.sub(rf"\n {{{column}}}(?=\S)", "\n" + " " * (column + shift), rest)

    def _fits(self, text: str) -> bool:
        """Tell whether no line is too long if this is the text of the statement."""
        return all(len(line) <= self.longest for line in (text + self.after.rstrip()).splitlines())

    def respell_name(self, alias: ast.alias, text: str) -> Edit | None:
        """Return the edit that replaces the text of a name; None if a comment would be lost."""
        start, end = self.source.span(alias)
        if "#" in self.source.text[start:end]:
            return None
        return Edit(start, end, text)

    def replace(
        self, statements: Sequence[str | Piece], *, drop: Iterable[str] = ()
    ) -> Edit | None:
        """Return the edit that replaces it with other statements; None if a comment would be lost.

        Comments inside it are kept only as far as the new statements contain them. The comment at
        its end stays after the last one, or after each one if it is for tools; if it is a ``noqa``,
        the codes in ``drop`` are removed.
        """
        pieces = [each if isinstance(each, Piece) else Piece(each) for each in statements]
        if not self.is_alone:
            if self.has_comments or self.after.strip().startswith("\\"):
                return None
            return Edit(self.start, self.end, "; ".join(piece.text for piece in pieces))
        if self.opening_comment and self.comment:
            return None
        comment = without_codes(self.opening_comment or self.comment, drop)
        is_for_tools = is_for_tools_alone(comment)
        if comment and any(piece.beside for piece in pieces):
            return None
        lines: list[str] = []
        for piece in pieces:
            lines += piece.above
            is_last = piece is pieces[-1]
            beside = piece.beside or (comment if is_for_tools or is_last else "")
            lines.append(f"{piece.text}{'  ' if beside else ''}{beside}")
            lines += piece.below
        end = self.end + len(self.after.rstrip())
        if self.comment == comment and not is_for_tools and not pieces[-1].has_comments:
            # Leave the comment at the end as it is.
            end = self.end
            lines[-1] = pieces[-1].text
        return Edit(self.start, end, f"{self.newline}{self.indentation}".join(lines))

    def remove(self, suite: Suite, *, drop: Iterable[str] = ()) -> Fix | None:
        """Return the fix that removes the statement; None if something would be lost.

        ``suite``: the suite that contains it; if nothing else is there, ``pass`` replaces it.
        """
        group = None
        if not isinstance(suite.statement, ast.Module):
            if len(suite.body) == 1:
                if suite.is_attempt:
                    return None  # The handlers would be left without a purpose.
                edit = self.replace(["pass"], drop=drop) if not self.has_comments else None
                return Fix((edit,)) if edit is not None else None
            if suite.has_imports_alone:
                # At least one of them must stay in this round; the last one becomes a `pass`.
                group = Group((suite.statement, suite.clause), len(suite.body) - 1)
        edit = self._removal(suite, drop)
        return Fix((edit,), group=group) if edit is not None else None

    def _removal(self, suite: Suite, drop: Iterable[str]) -> Edit | None:
        after = self.after.strip()
        if self.is_alone:
            comments = [each.text for each in self.tokens if each.kind == "comment"]
            comments.append(without_codes(self.comment, drop))
            kept = [each for each in comments if each and not is_directive(each)]
            text = "".join(f"{self.indentation}{each}{self.newline}" for each in kept)
            end = self.line_end if kept else self._end_with_blank_lines(suite)
            return Edit(self.line_start, end, text)
        if self.has_comments or after.startswith("\\"):
            return None
        follows = re.match(r"[ \t\f]*;[ \t\f]*(?=[^\s#\\])", self.after)
        if follows is not None:
            return Edit(self.start, self.end + follows.end(), "")
        before = self.before.rstrip(" \t\f")
        if before.endswith(";"):
            blanks = len(self.before) - len(before[:-1].rstrip(" \t\f"))
            return Edit(self.start - blanks, self.end, "")
        return None

    def _end_with_blank_lines(self, suite: Suite) -> int:
        """Return its end, including the blank lines below that would be too many without it."""
        first, last = self.statement.lineno - 1, self.statement.end_lineno or 1
        lines = self.source.lines
        # A slice would be a copy of the file, for each statement that goes.
        above = list(takewhile(_is_blank, map(lines.__getitem__, range(first - 1, -1, -1))))
        below = list(takewhile(_is_blank, map(lines.__getitem__, range(last, len(lines)))))
        is_opening = suite.body[0] is self.statement and not above
        if is_opening and not "".join(lines[first - 1 : first]).lstrip().startswith("#"):
            unwanted = len(below)
        else:
            unwanted = min(len(above), len(below))
        return self.source.places.starts[last + unwanted] if unwanted else self.line_end

    def remove_name(
        self, alias: ast.alias, suite: Suite, *, drop: Iterable[str] = ()
    ) -> Fix | None:
        """Return the fix that removes one name, or the statement if it has no other name.

        None if a comment would be lost.
        """
        names = self.statement.names
        if len(names) == 1:
            return self.remove(suite, drop=drop)
        index = names.index(alias)
        piece = self.pieces[index]
        if piece.above or piece.below or (piece.beside and not is_directive(piece.beside)):
            return None
        start, end = self.spans[index]
        starts, text = self.source.places.starts, self.source.text
        line_start = starts[alias.lineno - 1]
        line_end = starts[min(alias.end_lineno or 1, len(starts) - 1)]
        rest = text[end:line_end].strip().removeprefix(",").strip().removesuffix(piece.beside)
        is_on_own_line = not text[line_start:start].strip() and not rest
        # Without parentheses, the line above ends with a backslash that must not be left over.
        if is_on_own_line and self.spans_lines:
            return Fix((Edit(line_start, line_end, ""),))
        spans = self.spans
        # Remove it with the comma after it, or with the one before it.
        candidates = [(start, following) for following, _ in spans[index + 1 : index + 2]]
        candidates += [(preceding, end) for _, preceding in spans[max(0, index - 1) : index]]
        # Prefer not to join lines.
        candidates.sort(key=lambda span: "\n" in text[slice(*span)])
        for first, last in candidates:
            if "#" not in text[first:last]:
                return Fix((Edit(first, last, ""),))
        return None


def _is_blank(line: str) -> bool:
    # A form feed does not count as whitespace.
    return not line.strip(" \t\r\n")
