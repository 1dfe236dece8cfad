"""Find unresolved references: names that a file with star imports reads, but nothing binds.

Only certain cases count: every star import must be complete, and nothing in the file may bind names
dynamically.
"""

from __future__ import annotations

import ast
import re
from operator import attrgetter

from flake8_importstyle.exports.module_exports import parsed
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.modules import Reference, reference, resolve
from flake8_importstyle.resolver.search_path import Module
from flake8_importstyle.semantic.model import analyse
from flake8_importstyle.semantic.scopes import Read
from flake8_importstyle.stars.changed_lists import changer
from flake8_importstyle.stars.flow import binds, flow, star_reference
from flake8_importstyle.stars.project.added_builtins import added_to_builtins
from flake8_importstyle.stars.search_paths import changes_search_path
from flake8_importstyle.stars.set_elsewhere import loaded_by, set_elsewhere
from flake8_importstyle.syntax.control_flow import TRY, WITH, mentions, swallows_errors
from flake8_importstyle.syntax.imports import module_text
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite, holds_around

# Code that uses one of these may bind any name, in the module or in `builtins`.
_WRITERS = frozenset(
    (
        *("__builtin__", "__builtins__", "__main__", "builtins", "exec", "execfile", "globals"),
        *("locals", "f_builtins", "f_globals", "f_locals", "_getframe", "currentframe", "modules"),
    )
)
# Names that every module has, `_` as installed by `gettext`, and mangled names of a class.
_IGNORED = re.compile(r"_|__\w*|_\w*?__\w+")
# Python 2 builtins: not reported in files that check the version.
_PYTHON_2 = frozenset(
    (
        *("apply", "basestring", "buffer", "cmp", "coerce", "execfile", "file", "intern", "long"),
        *("raw_input", "reduce", "reload", "unichr", "unicode", "xrange"),
    )
)
_VERSIONS = ("PY2", "PY3", "hexversion", "six", "version", "version_info")
# Give up after this many modules behind star imports: each is analysed again, which is slow.
_MOST_MODULES = 50


def absent(source: SourceFile) -> list[Read]:
    """Return the first read of each name that nothing binds, in source order."""
    stars = source.fact(flow).stars
    if any(star.incomplete for star in stars):
        return []
    names = source.fact(analyse)
    given = {name for star in stars for name in star.names}
    starred = [star_reference(source, statement) for statement, _ in source.stars]
    packages = [
        (resolver(each.folders), package)
        for each, star in zip(starred, stars, strict=True)
        for package in star.packages
    ]
    if source.is_init:
        own = reference(source, ".")
        if own is None:
            return []
        # Any import of a submodule binds it here, including the star imports of this file.
        packages.append((resolver(own.folders), own.module))
    candidates = {
        name: reads
        for name, reads in names.unbound_reads.items()
        if name not in names.declared
        and not _IGNORED.fullmatch(name)
        and name not in given
        and not any(holds_around(read.suite, _is_guarded) for read in reads)
        # Any module that imports a submodule binds it in its package.
        and not any(found.find(f"{package}.{name}") for found, package in packages)
    }
    # A module-level `__getattr__` may provide names that `__all__` lists.
    if not candidates or binds(source, "__getattr__") or _may_bind_dynamically(source.tree):
        return []
    # Other modules than those found may be imported then.
    if any(not each.level for each, _ in source.stars) and source.fact(changes_search_path):
        return []
    names_left = set(candidates) - _placeholders(source.tree)
    if not _PYTHON_2.isdisjoint(names_left) and mentions(source.tree, *_VERSIONS):
        names_left -= _PYTHON_2
    for each in starred:
        names_left -= _bound_elsewhere(each, names_left)
    imported = [*loaded_by(source)] if names_left else []
    if names_left:
        names_left -= set_elsewhere(imported, names_left)
    if names_left:
        names_left -= added_to_builtins(source, imported, names_left)
    if names_left and any(changer(source, each.module) for each in starred):
        return []
    # Several reads in one string may have the same position.
    return sorted((candidates[name][0] for name in names_left), key=attrgetter("position", "name"))


def _is_guarded(suite: Suite) -> bool:
    """Tell whether a clause allows for a missing name, or never runs."""
    statement = suite.statement
    if suite.has_version_test:
        return True
    if isinstance(statement, WITH):
        return swallows_errors(statement)
    if isinstance(statement, TRY):
        return suite.clause == "body" and any(each.type is None for each in statement.handlers)
    return (
        isinstance(statement, (ast.If, ast.While))
        and suite.clause == "body"
        and isinstance(statement.test, ast.Constant)
        and not statement.test.value
    )


def _may_bind_dynamically(tree: ast.Module) -> bool:
    """Tell whether a file may bind names dynamically, or handles ``NameError``."""
    return any(map(_is_writer, nodes_in(tree)))


def _is_writer(node: ast.AST) -> bool:
    """Tell whether a node may bind names dynamically, or handles ``NameError``."""
    if isinstance(node, ast.Name):
        return node.id in _WRITERS
    if isinstance(node, ast.Attribute):
        return node.attr in _WRITERS
    if isinstance(node, ast.alias):
        return not _WRITERS.isdisjoint((node.name, node.asname))
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "vars" and not node.args
    if isinstance(node, ast.ExceptHandler):
        return node.type is not None and mentions(node.type, "NameError")
    return False


def _placeholders(tree: ast.Module) -> set[str]:
    """Return the names that stand alone in braces, as in a file that is still to be filled in."""
    return {
        node.elts[0].id
        for node in nodes_in(tree)
        if isinstance(node, ast.Set) and len(node.elts) == 1 and isinstance(node.elts[0], ast.Name)
    }


def _bound_elsewhere(named: Reference, names: set[str]) -> set[str]:
    """Return which of the names a star import may bind on other systems or at other times.

    A branch that is not taken here may bind a name elsewhere, a compiled module may have other
    names on each system, and a decorator or a call that gets a name as a string may bind it.
    """
    bound: set[str] = set()
    found = resolver(named.folders)
    starred = {named.module: None}
    pending = [*starred]
    while pending:
        module = pending.pop()
        place = found.find(module)
        tree = _tree(place) if len(starred) <= _MOST_MODULES else None
        if place is None or tree is None:
            return names
        other = SourceFile(tree, (), place.file or "")
        its = other.fact(analyse)
        bindings = its.scopes[tree].bindings
        texts = {node.value for node in nodes_in(tree) if isinstance(node, ast.Constant)}
        bound |= {
            name
            for name in names - bound
            if name in texts
            or name in its.declared_global
            or any(each.suite.condition().is_conditional for each in bindings.get(name, ()))
        }
        package = module if place.folders else module.rpartition(".")[0]
        for statement, suite in other.stars:
            onward = resolve(module_text(statement), package)
            if onward is None or suite.condition().is_conditional:
                return names
            if onward not in starred:
                starred[onward] = None
                pending.append(onward)
    return bound


def _tree(place: Module | None) -> ast.Module | None:
    """Return the syntax tree of a module; None if its source cannot be read.

    A namespace package counts as an empty module.
    """
    if place is None or (not (place.file is None and place.folders) and not place.has_source):
        return None
    return parsed(place.file) if place.file is not None else ast.Module([], [])
