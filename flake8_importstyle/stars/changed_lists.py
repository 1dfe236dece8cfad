"""Find modules that change the ``__all__`` of another module, and with it what star imports bind.

``from m import __all__`` and ``__all__ = m.__all__`` bind the list object of ``m``, so a later
``__all__ += …`` changes that list in place, just as ``m.__all__.append(…)`` does.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterable, Iterator

from flake8_importstyle.exports.functions import READING
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.files import LARGEST_MODULE, content, remembered
from flake8_importstyle.stars.project.files import Project, import_statements
from flake8_importstyle.stars.set_elsewhere import loaded_by
from flake8_importstyle.syntax.escapes import utf8
from flake8_importstyle.syntax.imports import bound_name, module_text
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Position, end, start

# Stands for any module: `from . import __all__` does not name the module that it imports from.
_ANY = ""
_ALL = "__all__"
_ATTRIBUTE = re.compile(rb"[\w)\]]\.__all__\b")


def changer(source: SourceFile, module: str) -> str:
    """Return a module that may change the ``__all__`` of ``module``; empty if there is none.

    The search covers all modules of the project that the file loads, directly or indirectly.
    """
    found = source.fact(_changers)
    return found.get(module.rpartition(".")[2]) or found.get(_ANY, "")


def _changers(source: SourceFile) -> dict[str, str]:
    """Return the loaded modules that change another's ``__all__``, by its last name component."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    for each in loaded_by(source):
        if each.module.partition(".")[0] in sys.stdlib_module_names:
            continue
        known = resolver(each.folders)
        for module in known.order.all_loaded(each.module):
            if module in seen:
                continue
            seen.add(module)
            place = known.find(module)
            file = place.file if place is not None and place.has_source else None
            if place is not None and file is not None and not known.leads_out(place):
                found.update(dict.fromkeys(_changed_in(file), module))
    return found


def changed_by(who: str) -> str:
    """Return why a module's names are incomplete, as words: ``who`` may change its ``__all__``."""
    return f"its '__all__' may be changed by {who}"


def changer_in(project: Project, module: str) -> str:
    """Return the path of a file of the project that may change the ``__all__`` of a module."""
    files = (
        file for file in project.mentioning(_ALL) if _includes(_changed_by(project, file), module)
    )
    return next(map(project.name_of, files), "")


def changes_above(source: SourceFile, statement: ast.ImportFrom, module: str) -> bool:
    """Tell whether a file may change a module's ``__all__`` above its star import of the module."""
    at = start(statement)
    above = {name for name, first in source.fact(_first_changes).items() if first <= at}
    return _includes(above, module)


def _first_changes(source: SourceFile) -> dict[str, Position]:
    """Return where the code ends that first may change the ``__all__`` of each module."""
    found = _changes(source.tree) if _may_name_another(utf8(source.text)) else []
    return {name: position for position, name in sorted(found, reverse=True)}


def _includes(names: Collection[str], module: str) -> bool:
    """Tell whether a module may be among those given by their last name components."""
    return _ANY in names or module.rpartition(".")[2] in names


@remembered
def _changed_in(file: str) -> frozenset[str]:
    """Return the modules whose ``__all__`` a file may change, as ``_changed`` does."""
    return _of_text(content(file, LARGEST_MODULE) or b"")


@remembered
def _changed_by(project: Project, file: str) -> frozenset[str]:
    return _of_text(project.texts[file])


def _of_text(text: bytes) -> frozenset[str]:
    tree = tree_of(text) if _may_name_another(text) else None
    return frozenset(name for _, name in _changes(tree)) if tree is not None else frozenset()


def _may_name_another(text: bytes) -> bool:
    """Tell whether a text may refer to another module's ``__all__``.

    Most files are ruled out so, without parsing them.
    """
    name = _ALL.encode()
    return name in text and (
        _ATTRIBUTE.search(text) is not None
        or any(name in statement for statement in import_statements(text))
    )


def _changes(tree: ast.Module) -> list[tuple[Position, str]]:
    """Return where code ends that may change the ``__all__`` of a module, and of which one.

    Modules are given by their last name components.
    """
    modules: dict[str, str] = {}
    lists: dict[str, str] = {}
    nodes = nodes_in(tree)
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            owner = module_text(node).rpartition(".")[2]
            for alias in node.names:
                modules[bound_name(alias)] = alias.name
                if alias.name == _ALL:
                    lists[bound_name(alias)] = owner
        elif isinstance(node, ast.Import):
            for alias in node.names:
                bound = bound_name(alias)
                modules[bound] = alias.name.rpartition(".")[2] if alias.asname else bound
    for names, value in _assignments(nodes):
        given = _owner(value, modules, lists)
        if given is not None:
            lists.update(dict.fromkeys(names, given))
    return [
        (end(node), name)
        for node in nodes
        for part in _changed_at(node)
        if (name := _owner(part, modules, lists)) is not None
    ]


def _assignments(nodes: Iterable[ast.AST]) -> Iterator[tuple[list[str], ast.expr]]:
    """Yield the names to which the same object is assigned, and the expression for it."""
    for node in nodes:
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield [each.id for each in targets if isinstance(each, ast.Name)], node.value


def _changed_at(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions that a node may modify in place, or set."""
    if isinstance(node, ast.AugAssign):
        yield node.target
    elif isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
        yield node if isinstance(node, ast.Attribute) else node.value
    elif isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr not in READING:
            yield function.value


def _owner(node: ast.expr, modules: dict[str, str], lists: dict[str, str]) -> str | None:
    """Return the last name component of the module whose ``__all__`` a node is; None if it is not.

    ``modules``: the modules that imported names may refer to. ``lists``: the owners of lists that
    are imported by ``from … import __all__``, or assigned.
    """
    if isinstance(node, ast.Name):
        return lists.get(node.id)
    if not isinstance(node, ast.Attribute) or node.attr != _ALL:
        return None
    owner = node.value
    if isinstance(owner, ast.Attribute):
        return owner.attr
    return modules.get(owner.id) if isinstance(owner, ast.Name) else None
