"""The guard: objections to a repaired text.

The rules plan their repairs from what they know. The guard checks the result by other means: the
compiler, pyflakes, the rules' findings in the new text, and what each reference refers to.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from flake8_importstyle.fixes.edits import Edit, moved
from flake8_importstyle.rules.reports import Report
from flake8_importstyle.stars.reads import END, reads_of_imports
from flake8_importstyle.syntax.budget import TOO_LARGE, TooLarge
from flake8_importstyle.syntax.control_flow import TRY
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import SourceFile

_QUOTED = re.compile(r"'[^']*'")

_Flakes: TypeAlias = "Counter[tuple[str, str]] | None"


def subject(code: str, message: str) -> tuple[str, str]:
    """Return the code of a finding and the name in its message, which outlast other changes."""
    quoted = _QUOTED.search(message)
    return code, quoted[0] if quoted is not None else ""


def objections(
    before: SourceFile,
    after: SourceFile,
    said: Iterable[tuple[str, str]],
    says: Iterable[tuple[str, str]],
    builtins: Collection[str],
) -> Iterator[str]:
    """Yield the faults of a repaired file that it did not have before.

    ``said``, ``says``: the codes and messages of the findings before and after. ``builtins``: names
    that the user declares to be builtins.
    """
    if not after.fact(_compiles) and before.fact(_compiles):
        yield "it would not compile"
    new = Counter(subject(*each) for each in says) - Counter(subject(*each) for each in said)
    for code, about in new:
        yield f"it would cause a new {code} about {about}"
    flakes = _flakes(after, builtins)
    if flakes == Counter():
        return
    known = _flakes(before, builtins)
    if flakes is None or known is None:
        yield "pyflakes fails on it"
        return
    for what, name in flakes - known:
        yield f"the name '{name}' would be {what}"


def changed_reads(
    before: SourceFile,
    after: SourceFile,
    rounds: Sequence[Sequence[Edit]],
    gone: Collection[str] = (),
) -> Iterator[str]:
    """Yield objections to references that would refer to another import than before.

    ``rounds``: the edits that turned one text into the other, one list after the other. ``gone``:
    names that are removed on purpose, as nobody imports them.
    """
    try:
        reads = reads_of_imports(before)
        seen = reads_of_imports(after, {place.name for place in reads})
    except TooLarge:
        yield f"its names are {TOO_LARGE}"
        return
    now = moved((place.position for place in reads), rounds)
    for place, old in reads.items():
        if place.name in gone and place.position == END:
            continue
        position = now.get(place.position)
        if position is not None and seen.get(place._replace(position=position), old) != old:
            yield f"the name '{place.name}' would mean something else"


def same_findings(
    before: SourceFile,
    after: SourceFile,
    found: Sequence[Report],
    left: Sequence[Report],
    rounds: Sequence[Sequence[Edit]],
) -> dict[int, int]:
    """Return which of the findings that are left were there before: the indexes of both.

    A rewritten statement has the same findings as before, though perhaps in other words: an import
    of ``.shop`` in a function is now one of ``market.shop``.
    """
    offsets = [before.places.position(each.line, each.column) for each in found]
    now = moved(offsets, rounds)
    places = {
        (each.code, now[at]): index
        for index, (each, at) in enumerate(zip(found, offsets, strict=True))
        if at in now
    }
    same = {}
    for index, each in enumerate(left):
        old = places.pop((each.code, after.places.position(each.line, each.column)), None)
        if old is not None:
            same[index] = old
    return same


def _compiles(source: SourceFile) -> bool:
    """Tell whether a text compiles; the compiler finds more errors than the parser."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(_compact(source.text), "<repaired>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def _compact(text: str) -> str | ast.Module:
    """Return code that compiles if the text does, but quickly, however deeply it is nested.

    The compiler compiles a ``finally`` clause once for each path to it: with forty nested ones, a
    trillion times.
    """
    if "finally" not in text:
        return text
    tree = ast.parse(text)
    for node in nodes_in(tree):
        if isinstance(node, TRY) and node.finalbody:
            node.orelse += node.finalbody
            node.finalbody = []
            if not node.handlers:
                nothing = ast.copy_location(ast.Pass(), node)
                node.handlers = [ast.copy_location(ast.ExceptHandler(body=[nothing]), node)]
    return tree


def _flakes(source: SourceFile, builtins: Collection[str]) -> _Flakes:
    """Count pyflakes' messages about undefined and redefined names; None if it fails.

    It takes longer than everything else, so the result is kept for each text.
    """
    known, given = source.fact(_known), frozenset(builtins)
    if given not in known:
        known[given] = _count_flakes(source, given)
    return known[given]


def _known(_: SourceFile) -> dict[frozenset[str], _Flakes]:
    return {}


def _count_flakes(source: SourceFile, builtins: frozenset[str]) -> _Flakes:
    # Import pyflakes late: it is needed only for repairs.
    from pyflakes import messages
    from pyflakes.checker import Checker

    kinds = {
        messages.UndefinedName: "undefined",
        messages.UndefinedLocal: "read before it is assigned",
        messages.UndefinedExport: "undefined, but listed in '__all__'",
        messages.RedefinedWhileUnused: "redefined before anything reads it",
    }
    try:
        # pyflakes adds attributes to the nodes of the tree.
        tree = ast.parse(source.text)
        found = Checker(tree, source.filename, set(builtins) or None, withDoctest=False).messages
    except Exception:  # noqa: BLE001
        # pyflakes fails on some valid code, such as an `__all__` that is not a list of strings.
        return None
    return Counter(
        (kinds[type(each)], str(each.message_args[0])) for each in found if type(each) in kinds
    )
