"""Rename what an import binds, along with all its uses.

Nothing is renamed if a use may be hidden, or if the new name may already be in use.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from flake8_importstyle.fixes.edits import Applicability, Edit, Fix
from flake8_importstyle.fixes.import_writer import import_writer
from flake8_importstyle.options.settings import Settings
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.redefinitions import ACCESS_TO_ALL
from flake8_importstyle.semantic.scopes import Read, Scope
from flake8_importstyle.syntax.control_flow import LOOPS
from flake8_importstyle.syntax.imports import ImportedName, bound_name, spelled
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import DefinedName, SourceFile


class UsedNames(NamedTuple):
    """The names that a file uses, in any scope."""

    bound: Counter[str]
    """How often each name is bound; strings count, too, because `__all__` consists of them."""
    read: set[str]
    origins: dict[str, set[str]]
    """The imported modules and objects, by the last part of their names."""
    in_texts: set[str]
    """The names that strings may refer to, and the words of type comments."""


def used_names(source: SourceFile) -> UsedNames:
    """Return the names that a file uses; call it as ``source.fact(used_names)``."""
    bound: Counter[str] = Counter()
    read = set()
    in_texts = set()
    for node in nodes_in(source.tree):
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                read.add(node.id)
            else:
                bound[node.id] += 1
        elif isinstance(node, ast.alias):
            bound[bound_name(node)] += 1
        elif isinstance(node, ast.arg):
            bound[node.arg] += 1
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                in_texts.add(node.value.rpartition(".")[2])
                if node.value.isidentifier():
                    bound[node.value] += 1
        else:
            # Classes, functions, handlers, captures and type parameters.
            name = getattr(node, "name", None) or getattr(node, "rest", None)
            if isinstance(name, str):
                bound[name] += 1
    origins: dict[str, set[str]] = {}
    for imported in source.imported_names:
        origins.setdefault(imported.target.rpartition(".")[2], set()).add(imported.target)
    for comment in re.findall("# type:(.*)", source.text):
        in_texts.update(re.findall(r"\w+", comment))
    return UsedNames(bound, read, origins, in_texts)


def renamed(
    source: SourceFile,
    imported: ImportedName,
    name: str,
    settings: Settings,
    *,
    statement: str = "",
    beside: DefinedName | None = None,
) -> Fix | None:
    """Return the fix that makes an import bind ``name``; None if a use may be missed.

    ``statement``: the new import statement, if more than the alias changes. ``beside``: a class or
    function in the same scope that has the old name as well, and keeps it.
    """
    old = imported.name
    names = source.fact(analyse)
    scope = names.scopes[imported.suite.scope]
    everything = source.fact(used_names)
    if (
        not name.isidentifier()
        or name in everything.bound
        or name in everything.read
        or source.stars
        or old in names.declared_global
        or not scope.binds(old)
        or scope.is_class
        or len(scope.bindings[old]) != (1 if beside is None else 2)
        or any(each in names.reads_of for each in ACCESS_TO_ALL)
        or old in everything.in_texts
    ):
        return None
    reads = reads_of(source, scope, imported, beside)
    if reads is None:
        return None
    writer = import_writer(source, imported.statement, settings)
    if statement:
        edit = writer.split_off(imported.alias, statement)
    else:
        alias = ast.alias(imported.alias.name, None if imported.alias.name == name else name)
        edit = writer.respell_name(imported.alias, spelled(alias))
    if edit is None:
        return None
    edits = [edit]
    for start in reads:
        if source.text[start : start + len(old)] != old:
            return None  # The name is in a string.
        edits.append(Edit(start, start + len(old), name))
    return Fix(tuple(sorted(set(edits))), Applicability.UNSAFE)


def reads_of(
    source: SourceFile, scope: Scope, imported: ImportedName, beside: DefinedName | None
) -> list[int] | None:
    """Return the offsets at which an imported name is read; None if they are not certain.

    ``beside``: a definition in the same scope with the same name, whose reads do not count.
    """
    if beside is not None:
        if any(isinstance(suite.statement, LOOPS) for suite in imported.suite.within_scope()):
            return None
        if imported.position < beside.position:
            # The definition replaces it before anything reads it.
            return []
    found = []
    for read in source.fact(analyse).reads_of.get(imported.name, ()):
        seen = [each for each in read.scope.outward() if each.binds(imported.name)]
        if not seen or seen[0] is not scope:
            if scope in read.scope.outward() and seen and seen[0].is_class:
                # A class body sees the outer name until its own binding has run.
                return None
            continue
        if beside is None or _runs_later(read, scope) or read.position > imported.position:
            line, column = read.position
            found.append(source.places.position(line, source.characters(line, column)))
    return found


def _runs_later(read: Read, scope: Scope) -> bool:
    """Tell whether a read runs later than the code of ``scope``, and so sees the last binding."""
    return read.is_deferred or any(_are_functions(read.scope, scope))


def _are_functions(inner: Scope, outer: Scope) -> Iterator[bool]:
    """Yield for each scope from ``inner`` outward, up to ``outer``, whether it is a function."""
    scope: Scope | None = inner
    while scope is not None and scope is not outer:
        yield scope.is_function
        scope = scope.parent


def suggestions(imported: ImportedName) -> Iterator[str]:
    """Yield alternative names for an import: its original name, and one with the module's name.

    ``Database``, ``ShopDatabase``; ``connect``, ``shop_connect``; ``_close``, ``_shop_close``.
    """
    package, _, name = imported.alias.name.rpartition(".")
    if name != imported.name:
        yield name
    module = (imported.target.rpartition(".")[0] or package).rpartition(".")[2].strip("_")
    if not module:
        return
    if name.isupper() and "_" in name:
        yield f"{module.upper()}_{name}"
    elif name[:1].isupper():
        yield "".join(part[:1].upper() + part[1:] for part in module.split("_")) + name
    else:
        public = name.lstrip("_")
        yield f"{name[: len(name) - len(public)]}{module}_{public}"
