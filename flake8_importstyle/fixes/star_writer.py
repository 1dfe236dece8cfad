"""Write a list of names in place of a star, in the style of the file and its import sorters."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Collection, Iterable, Iterator

from flake8_importstyle.fixes.edits import Edit
from flake8_importstyle.fixes.import_style import import_style
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.fixes.name_lists import Piece
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.syntax.comments import is_for_tools_alone, without_codes
from flake8_importstyle.syntax.imports import bound_name, keyword, module_text, opening, spelled
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite

# The code for names that may come from a star import, in flake8 and Ruff.
_CODES_OF_USES = ("F405",)


def write_names(
    source: SourceFile,
    star: tuple[ast.ImportFrom, Suite],
    names: Collection[str],
    settings: Settings,
    *,
    drop: Iterable[str],
) -> Edit:
    """Return the edit that replaces a star with names, which may include an ``as``.

    Imports from the same module directly above and below are merged into the statement. If it ends
    with a ``noqa`` comment, the codes in ``drop`` are removed from that.
    """
    statement, suite = star
    writer = import_writer(source, statement, settings)
    style = source.fact(import_style)
    comment = without_codes(writer.comment, drop)
    run = [statement]
    if writer.is_alone and not comment:
        run = list(_mergeable(source, statement, suite, names, settings))
    others = [each for each in run if each is not statement]
    before = [spelled(alias) for each in others for alias in each.names]
    if before != style.sorted(before):
        # Keep unsorted neighbours as they are: their order may matter, as submodules are loaded in
        # that order.
        run, others, before = [statement], [], []
    texts = dict.fromkeys((*names, *before))
    # If the neighbours have one name per statement, continue with that style.
    if sum(not each.names[0].asname for each in others) > 1:
        style = style._replace(sorter=style.sorter._replace(single_names=True))
    statements = list(style.statements(texts)) if writer.is_alone else [style.sorted(texts)]
    if len(statements) == 1 and not others:
        pieces = list(map(Piece, statements[0]))
        return writer.replace_names(statement.names[0], pieces, drop=drop)
    first, last = (import_writer(source, each, settings) for each in (run[0], run[-1]))
    head = opening(statement)
    is_last = [each is statements[-1] for each in statements]
    lines = [
        head
        + first.listed(
            first.indentation + head,
            list(map(Piece, each)),
            comment if ends or is_for_tools_alone(comment) else "",
        )
        for each, ends in zip(statements, is_last, strict=True)
    ]
    end = last.end + len(last.after.rstrip())
    return Edit(first.start, end, f"{first.newline}{first.indentation}".join(lines))


def _mergeable(
    source: SourceFile,
    star: ast.ImportFrom,
    suite: Suite,
    names: Iterable[str],
    settings: Settings,
) -> Iterator[ast.ImportFrom]:
    """Yield a star import and the neighbours that can be merged with it, in source order."""
    index = suite.body.index(star)
    bound = {name.rpartition(" ")[2]: name for name in names}
    runs: list[list[ast.ImportFrom]] = []
    for others in (reversed(suite.body[:index]), suite.body[index + 1 :]):
        found: list[ast.ImportFrom] = []
        near = star
        for each in others:
            if not _may_merge(source, star, near, each, settings):
                break
            assert isinstance(each, ast.ImportFrom)
            own = {bound_name(alias): spelled(alias) for alias in each.names}
            if any(bound.setdefault(name, text) != text for name, text in own.items()):
                break
            found.append(each)
            near = each
        runs.append(found)
    above, below = runs
    yield from (*reversed(above), star, *below)


def _may_merge(
    source: SourceFile,
    star: ast.ImportFrom,
    near: ast.ImportFrom,
    other: ast.stmt,
    settings: Settings,
) -> bool:
    """Tell whether ``other`` can be merged with a star import, and is adjacent to ``near``."""
    if (
        not isinstance(other, ast.ImportFrom)
        or module_text(other) != module_text(star)
        or keyword(other) != keyword(star)
        or other.names[0].name == "*"
    ):
        return False
    first, second = sorted((near, other), key=lambda each: each.lineno)
    writer = import_writer(source, other, settings)
    return (
        second.lineno == (first.end_lineno or 0) + 1
        and writer.is_alone
        and not writer.has_comments
        and not writer.comment
    )


def outdated_comments(source: SourceFile) -> list[Edit]:
    """Return the edits that remove ``noqa`` codes which only a file with star imports needs.

    These are the codes for uses of star-imported names; other codes stay.
    """
    if not any(code in source.text.upper() for code in _CODES_OF_USES):
        return []
    try:
        return list(_without_outdated_codes(source))
    except (tokenize.TokenError, SyntaxError):
        return []


def _without_outdated_codes(source: SourceFile) -> Iterator[Edit]:
    for token in _comments(source.text):
        before = token.line[: token.start[1]]
        if not before.strip():
            continue
        start = source.places.position(*token.start)
        end = start + len(token.string)
        comment = without_codes(token.string, _CODES_OF_USES)
        if comment != token.string and source.text[start:end] == token.string:
            start -= 0 if comment else len(before) - len(before.rstrip())
            yield Edit(start, end, comment)


def _comments(text: str) -> list[tokenize.TokenInfo]:
    tokens = tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    return [token for token in tokens if token.type == tokenize.COMMENT]
