"""The rule about imports from one module that could be one statement."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from flake8_importstyle.exports.submodules import is_module
from flake8_importstyle.fixes.edits import Applicability, Edit, Fix
from flake8_importstyle.fixes.import_style import combines_as, import_style
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.fixes.name_lists import Piece
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.resolver.modules import absolute
from flake8_importstyle.rules.registry import Default, Finding, Needs, Repair, quoted, rule
from flake8_importstyle.syntax.imports import (
    bound_name,
    imported_modules,
    is_future,
    keyword,
    module_text,
    opening,
    spelled,
)
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Import, Suite, end, start


@rule(
    "IMP105",
    "split-from-import",
    Default.OPT_IN,
    in_stubs=False,
    repair=Repair.SOME_SAFE,
    related=("IMP103", "IMP104"),
    needs=Needs.FILE,
)
def split_from_import(source: SourceFile, settings: Settings) -> Iterator[Finding]:
    """Two statements import from the same module.

    ## What it does

    Reports a `from` import if another one from the same module is above it in the same block, with
    nothing but imports in between. Star imports are ignored, and one in between that may provide one of
    the names keeps the two apart. So does a comment directly above a statement, and a comment for tools,
    such as `# noqa: F401`, that only one of the two has.

    An import with `as` keeps a statement of its own, as with isort and Ruff by default, unless the file
    already combines such names with others, or the project's configuration says so (`combine_as`,
    `combine-as-imports`).

    ## Why this is bad

    It is easier to see in one place what a file imports from a module.

    ## Example

    ```python
    from database import Database
    from database import Query  # IMP105
    ```

    ```text
    IMP105 line 1 also imports from 'database': write 'from database import Database, Query'
    ```

    ## Use instead

    ```python
    from database import Database, Query
    ```

    ## Fix

    The names move to the first statement. Safe if there is no other import between the two, or if none
    of the names is a submodule that would be loaded earlier than before, or a variable that a module
    loaded in between may set, or a submodule that is then loaded first; and if there is no comment on
    a line of its own in between. Otherwise unsafe. Nothing is repaired if this would let another
    import replace one of the names.
    """
    for suite in dict.fromkeys(suite for _, suite in source.imports):
        block: dict[tuple[str, ...], list[tuple[int, ast.ImportFrom]]] = {}
        for index, statement in enumerate(suite.body):
            if not isinstance(statement, (ast.Import, ast.ImportFrom)):
                block.clear()
            elif isinstance(statement, ast.ImportFrom):
                module = module_text(statement)
                if _is_never_merged(source, statement):
                    _split_block(source, statement, block)
                    continue
                key = (keyword(statement), module, *_for_tools(source, statement, settings))
                if any(line.lstrip().startswith("#") for line in _above(source, statement)):
                    block.pop(key, None)
                same = block.setdefault(key, [])
                if same and _is_separated_by_star(source, suite, same[-1], (index, statement)):
                    same.clear()
                same.append((index, statement))
                _, first = same[0]
                is_split = first is not statement and not is_future(statement)
                if is_split and not source.fact(import_style).sorter.single_names:
                    names = dict.fromkeys(map(spelled, (*first.names, *statement.names)))
                    together = quoted(opening(statement), [*names])
                    yield Finding(
                        statement,
                        module,
                        f"line {first.lineno} also imports from '{module}': write {together}",
                        # With its neighbour: of many, half can be merged at a time.
                        partial(_merge, source, same[-2], same[-1], suite, settings),
                    )


def _is_never_merged(source: SourceFile, statement: ast.ImportFrom) -> bool:
    """Tell whether a statement is never merged with another one."""
    names = statement.names
    if names[0].name == "*":
        return True
    return any(alias.asname for alias in names) and not combines_as(source)


def _split_block(
    source: SourceFile,
    statement: ast.ImportFrom,
    block: dict[tuple[str, ...], list[tuple[int, ast.ImportFrom]]],
) -> None:
    """Keep statements apart if isort puts this one, which has an alias, between them."""
    is_star = statement.names[0].name == "*"
    if is_star or source.fact(import_style).sorter.groups_plain:
        return
    start = keyword(statement), module_text(statement)
    for key in [each for each in block if each[:2] == start]:
        del block[key]


def _is_separated_by_star(
    source: SourceFile,
    suite: Suite,
    above: tuple[int, ast.ImportFrom],
    below: tuple[int, ast.ImportFrom],
) -> bool:
    """Tell whether a star import between two statements may bind one of their names."""
    stars = [
        each
        for each in suite.body[above[0] + 1 : below[0]]
        if isinstance(each, ast.ImportFrom) and each.names[0].name == "*"
    ]
    if not stars:
        return False
    # Import on demand: this takes as long as all the rules, and few files need it.
    from flake8_importstyle.stars.flow import may_give

    names = [bound_name(alias) for _, each in (above, below) for alias in each.names]
    return any(may_give(source, star, name) for star in stars for name in names)


def _above(source: SourceFile, statement: ast.stmt) -> Sequence[str]:
    """Return the line above a statement, if there is one."""
    return source.lines[max(0, statement.lineno - 2) : statement.lineno - 1]


def _for_tools(source: SourceFile, statement: Import, settings: Settings) -> list[str]:
    """Return the comments for tools that apply to a whole `from` statement."""
    last, _ = end(statement)
    if "#" not in "".join(source.lines[statement.lineno - 1 : last]):
        return []
    comments = import_writer(source, statement, settings).tool_comments
    # A comment may contain several, separated by `#`; only the first is for tools.
    return [comment.split("#")[1].strip() for comment in comments]


def _merge(
    source: SourceFile,
    above_at: tuple[int, ast.ImportFrom],
    below_at: tuple[int, ast.ImportFrom],
    suite: Suite,
    settings: Settings,
) -> Fix | None:
    """Return the fix that merges a statement into another one above, from the same module.

    Each is given with its index in ``suite``.
    """
    (index, first), (other_index, second) = above_at, below_at
    between = suite.body[index + 1 : other_index]
    new = {bound_name(alias) for alias in second.names}
    others = {
        name
        for statement in between
        if isinstance(statement, (ast.Import, ast.ImportFrom))
        for name in map(bound_name, statement.names)
    }
    if not new.isdisjoint(others):
        return None
    # Names that the first statement has already are not moved, so no other may rebind them.
    there = set(map(spelled, first.names))
    moved = [alias for alias in second.names if spelled(alias) not in there]
    if _bound(*first.names, *moved) != _bound(*first.names, *second.names):
        return None
    above, below = (import_writer(source, each, settings) for each in (first, second))
    if not above.is_alone or not below.is_alone:
        return None
    for_tools = above.tool_comments
    if below.tool_comments != for_tools or len(for_tools) > 1:
        return None
    pieces, added, comment = above.pieces, below.pieces, "".join(for_tools)
    # A comment that is not for tools moves with its name, if its statement has only one name.
    for part, about in ((pieces, above.comment), (added, below.comment)):
        if about and about != comment:
            if comment or len(part) > 1 or part[0].beside:
                return None
            part[0] = part[0]._replace(beside=about)
    texts = {piece.text for piece in pieces}
    new_ones = [piece for piece in added if piece.text not in texts]
    if any(piece.has_comments for piece in added if piece not in new_ones):
        return None
    bound = [bound_name(alias) for alias in (*first.names, *moved)]
    module = absolute(source, module_text(second))
    has_submodules = module is None or not all(
        is_module(source, module, alias.name) is False for alias in (*first.names, *moved)
    )
    # Keep the order if it matters: submodules are loaded, and names bound, in that order. Where a
    # missing name is handled, those before it are bound.
    if has_submodules or len(set(bound)) < len(bound) or suite.is_handled:
        pieces += new_ones
    else:
        pieces = _in_order(source, pieces, new_ones)
    head = opening(first)
    text = head + above.listed(above.before + head, pieces, comment)
    last = above.end + len(above.after.rstrip())
    is_safe = all(
        isinstance(each, ast.ImportFrom) and module_text(each) == module_text(second)
        for each in between
    ) or (
        module is not None
        and all(is_module(source, module, alias.name) is False for alias in second.names)
        and not _may_set(between, source, second)
    )
    if between and suite.is_handled:
        is_safe = False  # A missing name would keep those in between from being imported.
    # A comment on a line of its own may be a heading for the imports below it.
    is_safe = is_safe and not _has_heading(source, [first, *between, second])
    if is_safe and has_submodules:
        from flake8_importstyle.stars.replaced import are_set_by_submodules

        is_safe = not are_set_by_submodules(source, first, suite, first.names, second.names)
    edits = Edit(above.start, last, text), Edit(below.line_start, below.line_end, "")
    return Fix(edits, Applicability.safe_if(is_safe))


def _may_set(between: list[ast.stmt], source: SourceFile, statement: ast.ImportFrom) -> bool:
    """Tell whether imports may load code that sets a variable which a later statement imports."""
    modules = (
        module
        for each in between
        if isinstance(each, (ast.Import, ast.ImportFrom))
        for module in imported_modules(each)
    )
    if all(module.partition(".")[0] in sys.stdlib_module_names for module in modules):
        return False
    from flake8_importstyle.exports.identity import chain_through, is_fixed

    return not all(
        is_fixed(chain_through(source, statement, alias.name)) for alias in statement.names
    )


def _in_order(source: SourceFile, pieces: list[Piece], new: list[Piece]) -> list[Piece]:
    """Return the names of a statement and new ones, sorted if the old ones were."""
    style = source.fact(import_style)
    texts = [piece.text for piece in pieces]
    every = [*pieces, *new]
    if texts != style.sorted(texts):
        return every
    return sorted(every, key=lambda piece: style.key(piece.text))


def _has_heading(source: SourceFile, statements: Sequence[ast.stmt]) -> bool:
    """Tell whether there is a comment on a line of its own between any of the statements."""
    return any(
        line.lstrip().startswith("#")
        for one, other in pairwise(statements)
        for line in source.lines[end(one)[0] : start(other)[0] - 1]
    )


def _bound(*aliases: ast.alias) -> dict[str, str]:
    """Return the import that each name is finally bound by, as text."""
    return {bound_name(alias): spelled(alias) for alias in aliases}
