"""The guard: what speaks against a repaired text.

The rules plan their repairs from what they know; here is looked at what came of it, by other means:
the compiler's, pyflakes', the rules' own words about the new text, and what every read sees.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from flake8_importstyle.fixes.edits import Edit, moved
from flake8_importstyle.stars.reads import END, reads_of_imports
from flake8_importstyle.syntax.budget import TOO_LARGE, TooLarge
from flake8_importstyle.syntax.control_flow import TRY
from flake8_importstyle.syntax.source import SourceFile

_QUOTED = re.compile(r"'[^']*'")

_Flakes: TypeAlias = "Counter[tuple[str, str]] | None"


def subject(code: str, message: str) -> tuple[str, str]:
    """Return what a finding is about: what may be said of it in other words later."""
    quoted = _QUOTED.search(message)
    return code, quoted[0] if quoted is not None else ""


def objections(
    before: SourceFile,
    after: SourceFile,
    said: Iterable[tuple[str, str]],
    says: Iterable[tuple[str, str]],
    builtins: Collection[str],
) -> Iterator[str]:
    """Yield what is wrong with a repaired file that was not wrong with it before.

    ``said``, ``says``: the codes and messages of what the rules found and find. ``builtins``: names
    that the user says are always there.
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
    """Yield what reads would see something else by the imports of the module than they did.

    ``rounds``: the edits that made one text of the other, one list after the other. ``gone``: names
    that nobody else takes, and that the module no longer has on purpose.
    """
    try:
        reads = reads_of_imports(before)
        seen = reads_of_imports(after, {place.name for place in reads})
    except TooLarge:
        yield f"its names are {TOO_LARGE}"
        return
    for place, old in reads.items():
        if place.name in gone and place.position == END:
            continue
        position: int | None = place.position
        for edits in rounds:
            position = moved(position, edits) if position is not None else None
        if position is None:
            continue
        if seen.get(place._replace(position=position), old) != old:
            yield f"the name '{place.name}' would mean something else"


def _compiles(source: SourceFile) -> bool:
    """Tell whether the compiler takes a text; it finds more than the parser."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(_compact(source.text), "<repaired>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def _compact(text: str) -> ast.Module:
    """Return a tree that the compiler takes if it takes a text, however that is nested.

    It compiles what stands in ``finally`` for each way to get there: forty of them within each
    other, a trillion times.
    """
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, TRY) and node.finalbody:
            node.orelse += node.finalbody
            node.finalbody = []
            if not node.handlers:
                node.handlers = [ast.ExceptHandler(body=[ast.Pass()])]
    return ast.fix_missing_locations(tree)


def _flakes(source: SourceFile, builtins: Collection[str]) -> _Flakes:
    """Count what pyflakes says of names that have no meaning, or lose one; None if it fails.

    It takes longer than all the rest, so it is asked once of each text.
    """
    known, given = source.fact(_known), frozenset(builtins)
    if given not in known:
        known[given] = _count_flakes(source, given)
    return known[given]


def _known(_: SourceFile) -> dict[frozenset[str], _Flakes]:
    return {}


def _count_flakes(source: SourceFile, builtins: frozenset[str]) -> _Flakes:
    # Needed where something is repaired, and nowhere else.
    from pyflakes import messages
    from pyflakes.checker import Checker

    kinds = {
        messages.UndefinedName: "undefined",
        messages.UndefinedExport: "undefined, but listed in '__all__'",
        messages.RedefinedWhileUnused: "redefined before anything reads it",
    }
    try:
        # It leaves marks in the tree.
        tree = ast.parse(source.text)
        found = Checker(tree, source.filename, set(builtins) or None, withDoctest=False).messages
    except Exception:  # noqa: BLE001
        # Of some texts it ends in an exception of its own, as if its names are no list of texts.
        return None
    return Counter(
        (kinds[type(each)], str(each.message_args[0])) for each in found if type(each) in kinds
    )
