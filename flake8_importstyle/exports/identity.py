"""Identity: whether two names of a file stand for the same object, given their re-export chains.

This is the only place that decides it: for reports about two imports, for the star import that a
name belongs to, and for the origin of a name.
"""

from __future__ import annotations

import ast
import os

from flake8_importstyle.exports.module_exports import NOT_FOUND, parsed
from flake8_importstyle.exports.origins import LAZY, ReexportChain, Step, follow
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.files import remembered
from flake8_importstyle.resolver.modules import absolute, location, reference, resolve, roots
from flake8_importstyle.syntax.imports import ImportedName, module_text
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import DefinedName, SourceFile


def chain_of(source: SourceFile, owner: ImportedName | DefinedName) -> list[Step]:
    """Return the re-export chain of a name that a file imports or defines; empty if unknown."""
    if isinstance(owner, DefinedName):
        place = location(source)
        module = place.module if place is not None else ""
        line = owner.statement.lineno
        return [Step(module, owner.name, os.path.abspath(source.filename), line, True)]
    return _followed(source, owner).known


def chain_through(source: SourceFile, statement: ast.ImportFrom, name: str) -> list[Step]:
    """Return the chain of a name that a ``from`` import takes from its module; empty if unknown."""
    return _through(source, statement, name).known


def identifying_chain(
    source: SourceFile, imported: ImportedName | ast.ImportFrom, name: str
) -> list[Step]:
    """Return the chain of a name that an import, or a star import, binds; empty if unknown.

    Unlike the other chains, it may end at a module that is not found: whoever imports that gets
    the same one.
    """
    if isinstance(imported, ast.ImportFrom):
        return _through(source, imported, name).identifying
    return _followed(source, imported).identifying


def may_vary(source: SourceFile, imported: ImportedName) -> bool:
    """Tell whether an import may bind a different object when it runs again."""
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
    """Tell whether two names stand for the same object, given the chains of both.

    None if that is unknown, or may change while the program runs.
    """
    if not first or not second:
        return None
    ways = (*first, *second)
    if _end(first) != _end(second):
        return False if all(step.is_definite for step in ways) else None
    # How the object is made at the common end does not matter.
    on_the_way = (*first[:-1], *second[:-1])
    return (all(s.is_definite for s in on_the_way) and all(s.is_lasting for s in ways)) or None


def do_meet(source: SourceFile, first: ImportedName, second: ImportedName) -> bool:
    """Tell whether the chains of two imported names share a name of a module, or may do so.

    Then it does not matter what that name is, or whether it exists.
    """
    chains = [_followed(source, each).steps for each in (first, second)]
    places = [set(map(_place, steps)) for steps in chains]
    return not places[0].isdisjoint(places[1]) or any(
        absolute(source, each.origin) in _imported_as(step)
        for each, steps in zip((second, first), chains, strict=True)
        for step in steps
    )


def _imported_as(step: Step) -> frozenset[str]:
    """Return what a module imports under the name of a step, even where another import failed.

    An import that fails here may succeed in another environment.
    """
    return _imported_in(step.file, step.module).get(step.name or "", frozenset())


@remembered
def _imported_in(file: str | None, module: str) -> dict[str, frozenset[str]]:
    """Return the dotted names of what a module imports, by the names that it binds to them."""
    tree = parsed(file) if file is not None and file.endswith(".py") else None
    if file is None or tree is None:
        return {}
    is_init = os.path.basename(file) == "__init__.py"
    package = module if is_init else module.rpartition(".")[0]
    found: dict[str, set[str]] = {}
    for each in SourceFile(tree, (), file).imported_names:
        origin = resolve(each.origin, package)
        if origin is not None and not each.suite.is_type_checking:
            found.setdefault(each.name, set()).add(origin)
    return {name: frozenset(origins) for name, origins in found.items()}


def is_absent(source: SourceFile, imported: ImportedName) -> bool:
    """Tell whether a name is imported from a module that lacks it at run time."""
    statement = imported.statement
    module = module_text(statement) if isinstance(statement, ast.ImportFrom) else None
    named = reference(source, module) if module is not None else None
    return named is not None and (
        resolver(named.folders).has(named.module, imported.alias.name) is False
    )


def is_fixed(way: list[Step]) -> bool:
    """Tell whether a name always stands for the same module, class or function.

    Variables do not count: any module may assign to them.
    """
    if is_same_object(way, way) is not True:
        return False
    made = way[-1]
    if made.name is None or made.file is None or not made.file.endswith(".py"):
        return True  # In a compiled module, only classes and functions have a known origin.
    return (made.name, made.line) in _definitions(made.file)


@remembered
def _definitions(file: str) -> frozenset[tuple[str, int]]:
    """Return the name and line of each class and function in a file."""
    tree = parsed(file)
    return frozenset(
        (node.name, node.lineno)
        for node in (nodes_in(tree) if tree is not None else ())
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
    )


def is_made_there(way: list[Step]) -> bool:
    """Tell whether a name is imported from the module that makes it.

    A package counts as the maker of its submodules.
    """
    first, last = way[0], way[-1]
    return len(way) == 1 or (last.name is None and last.module == f"{first.module}.{first.name}")


def _end(way: list[Step]) -> tuple[str, str | None]:
    return _place(way[-1])


def _place(step: Step) -> tuple[str, str | None]:
    # A file may be found under two dotted names.
    return step.file or step.module, step.name
