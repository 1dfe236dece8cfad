"""Identity: whether two names of a file stand for one object, by the ways that they have come.

This is the one place that decides it: for what is reported of two imports, for the star that a name
is listed in, and for where a name is said to come from.
"""

from __future__ import annotations

import ast
import os

from flake8_importstyle.exports.module_exports import NOT_FOUND, parsed
from flake8_importstyle.exports.origins import LAZY, ReexportChain, Step, follow
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.resolver.modules import location, reference, roots
from flake8_importstyle.syntax.imports import ImportedName, module_text
from flake8_importstyle.syntax.source import DefinedName, SourceFile


def chain_of(source: SourceFile, owner: ImportedName | DefinedName) -> list[Step]:
    """Return the way of what a file itself imports or defines; empty if it is not known."""
    if isinstance(owner, DefinedName):
        place = location(source)
        module = place.module if place is not None else ""
        line = owner.statement.lineno
        return [Step(module, owner.name, os.path.abspath(source.filename), line, True)]
    return _followed(source, owner).known


def chain_through(source: SourceFile, statement: ast.ImportFrom, name: str) -> list[Step]:
    """Return the way of a name that a statement takes from its module; empty if not known."""
    return _through(source, statement, name).known


def may_vary(source: SourceFile, imported: ImportedName) -> bool:
    """Tell whether an import may give another object when it runs again, as far as can be seen."""
    found = _followed(source, imported)
    return found.end == LAZY or bool(found.known and not is_fixed(found.known))


def _followed(source: SourceFile, imported: ImportedName) -> ReexportChain:
    if isinstance(imported.statement, ast.ImportFrom):
        return _through(source, imported.statement, imported.alias.name)
    return follow(resolver(roots(source)), imported.origin, None)


def _through(source: SourceFile, statement: ast.ImportFrom, name: str) -> ReexportChain:
    named = reference(source, module_text(statement))
    if named is None:
        return ReexportChain([], NOT_FOUND)
    return follow(resolver(named.folders), named.module, name)


def is_same_object(first: list[Step], second: list[Step]) -> bool | None:
    """Tell whether two names stand for one object, given the ways of both.

    None if that cannot be seen, or may be so at one time and not at another.
    """
    if not first or not second:
        return None
    ways = (*first, *second)
    if _end(first) != _end(second):
        return False if all(step.is_definite for step in ways) else None
    # Whatever it is that is made there.
    on_the_way = (*first[:-1], *second[:-1])
    return (all(s.is_definite for s in on_the_way) and all(s.is_lasting for s in ways)) or None


def do_meet(source: SourceFile, first: ImportedName, second: ImportedName) -> bool:
    """Tell whether two imported names lead to one name of one module, known or not.

    What that is, or whether it is there, does not matter then.
    """
    places = [{_place(step) for step in _followed(source, each).steps} for each in (first, second)]
    return not places[0].isdisjoint(places[1])


def is_fixed(way: list[Step]) -> bool:
    """Tell whether a name always stands for the same module, class or function.

    What a variable holds may be set from anywhere.
    """
    if is_same_object(way, way) is not True:
        return False
    made = way[-1]
    if made.name is None or made.file is None or not made.file.endswith(".py"):
        return True  # Of what is compiled, only the origin of classes and functions is known.
    return (made.name, made.line) in _definitions(made.file)


@remembered
def _definitions(file: str) -> frozenset[tuple[str, int]]:
    """Return the names and the lines of the classes and functions of a file."""
    tree = parsed(file)
    return frozenset(
        (node.name, node.lineno)
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
    )


def is_made_there(way: list[Step]) -> bool:
    """Tell whether the module that a name is taken from is the one that makes it.

    A submodule is at home in its package.
    """
    first, last = way[0], way[-1]
    return len(way) == 1 or (last.name is None and last.module == f"{first.module}.{first.name}")


def _end(way: list[Step]) -> tuple[str, str | None]:
    return _place(way[-1])


def _place(step: Step) -> tuple[str, str | None]:
    # A file may be found under two dotted names.
    return step.file or step.module, step.name
