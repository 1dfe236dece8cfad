"""Supplies: which names a file takes from which of its star imports.

A name is taken from a star import if that is what some read of it may see. Code of functions sees
the names as they are at the end of the module, other code as they are where it stands.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from flake8_importstyle.analysis import analyse
from flake8_importstyle.flow import LOOPS, dotted_end
from flake8_importstyle.modules import absolute, location, roots
from flake8_importstyle.namespaces import Star, run
from flake8_importstyle.scopes import POSITION, Read
from flake8_importstyle.source import SourceFile, module_text
from flake8_importstyle.stars import NOT_FOUND, Resolver, resolver
from flake8_importstyle.suites import Position, Suite, start

_TYPE_COMMENT = re.compile(r"#\s*type:(?!\s*ignore\b)(.*)")
_NAME = re.compile(r"[^\W\d]\w*")
_TAKE_TYPES = frozenset({"NewType", "TypeVar", "cast"})
_END: Position = (2**31, 0)


class Supply(NamedTuple):
    """What one star import gives to its file."""

    statement: ast.ImportFrom
    star: Star
    names: list[str]
    """The names that the file takes from it, in the order of the alphabet."""
    doubt: str
    """Why these may not be all, or not be from there; empty if they are."""


class _Event(NamedTuple):
    """Something that gives a name of the module a meaning."""

    position: Position
    suite: Suite
    star: int | None
    """Which star import it is; None if it is none."""
    is_sure: bool


def supplies(source: SourceFile) -> list[Supply]:
    """Return what each star import of a file gives to it, in the order of the text."""
    found = resolver(roots(source))
    statements = source.stars
    stars = [_star(source, found, statement) for statement, _ in statements]
    taken: list[set[str]] = [set() for _ in stars]
    names = source.fact(analyse)
    bindings = names.scopes[source.tree].bindings
    for name, reads in _wanted(source, found):
        events = [_Event(*each, None, True) for each in bindings.get(name, ())]
        for index, ((statement, suite), star) in enumerate(zip(statements, stars, strict=True)):
            bound = star.names.get(name)
            if bound is not None:
                events.append(_Event(start(statement), suite, index, bound.is_sure))
        if any(event.star is not None for event in events):
            events.sort(key=POSITION)
            for read in reads:
                for event in _reaching(events, read):
                    if event.star is not None:
                        taken[event.star].add(name)
    return [
        Supply(statement, star, sorted(each), _doubt(statements, stars, index))
        for index, ((statement, _), star, each) in enumerate(
            zip(statements, stars, taken, strict=True)
        )
    ]


def _star(source: SourceFile, found: Resolver, statement: ast.ImportFrom) -> Star:
    module = absolute(source, module_text(statement))
    if module is None:
        return Star({}, NOT_FOUND)
    star = found.star(module)
    # Which submodules are loaded is much to find out, and matters only for names that are missing.
    missing = source.fact(analyse).unbound()
    wanted = {
        name
        for name in missing
        if name not in star.names
        for package in star.packages
        if found.find(f"{package}.{name}") is not None
    }
    if wanted:
        loaded = found.submodules(star.packages)
        more = {name: bound for name, bound in loaded.items() if name in wanted}
        star = star._replace(names={**more, **star.names})
    return star


def _wanted(source: SourceFile, found: Resolver) -> Iterator[tuple[str, list[Read | None]]]:
    """Yield the names that are looked up in the module, with the reads; None for its end."""
    names = source.fact(analyse)
    module = names.scopes[source.tree]
    wanted: dict[str, list[Read | None]] = {}
    for name, reads in names.reads_of.items():
        for read in reads:
            binder = next((each for each in read.scope.outward() if each.binds(name)), module)
            if binder is module:
                wanted.setdefault(name, []).append(read)
    for name in (*_exported(source, found), *_in_texts(source)):
        wanted.setdefault(name, []).append(None)
    yield from wanted.items()


def _exported(source: SourceFile, found: Resolver) -> list[str]:
    """Return the names in the file's own ``__all__``."""
    if "__all__" not in source.fact(analyse).scopes[source.tree].bindings:
        return []
    place = location(source)
    module, package = (place.module, place.package) if place is not None else ("", "")
    listed = run(source.tree, module, package, found, is_stub=False).names.get("__all__")
    value = listed.value if listed is not None else None
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _in_texts(source: SourceFile) -> Iterator[str]:
    """Yield the names in type comments, and in the texts that ``cast`` and the like take."""
    for line in source.lines:
        comment = _TYPE_COMMENT.search(line)
        if comment is not None:
            yield from _NAME.findall(comment[1])
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and dotted_end(node.func) in _TAKE_TYPES:
            for argument in (*node.args, *(word.value for word in node.keywords)):
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield from _NAME.findall(argument.value)


def _reaching(events: list[_Event], read: Read | None) -> Iterator[_Event]:
    """Yield what a read may see, the latest first; ``events`` are sorted by their positions."""
    is_eager = read is not None and not (
        read.is_deferred or any(scope.is_function for scope in read.scope.outward())
    )
    around = set(read.suite.outward()) if read is not None and is_eager else set()
    position = read.position if read is not None and is_eager else _END
    loops = {suite for suite in around if isinstance(suite.statement, LOOPS)}
    for event in reversed(events):
        if event.position > position:
            # The next round of a loop sees what stands further down in it.
            if not loops.isdisjoint(event.suite.outward()):
                yield event
            continue
        if read is not None and is_eager and event.suite.excludes(read.suite):
            continue
        yield event
        condition = event.suite.condition()
        if event.is_sure and (condition in around or not condition.is_conditional):
            break


def _doubt(statements: list[tuple[ast.ImportFrom, Suite]], stars: list[Star], index: int) -> str:
    """Return why the names of one star may not be what the file takes from it."""
    if stars[index].doubt:
        return stars[index].doubt
    for (statement, _), star in zip(statements[index + 1 :], stars[index + 1 :], strict=True):
        if star.doubt:
            return f"the star import on line {statement.lineno} may replace them"
    return ""
