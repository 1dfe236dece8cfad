"""Changed lists: modules that change the ``__all__`` of others, which star imports then go by.

``from m import __all__`` gives the list of ``m`` itself, so ``__all__ += …`` below it changes that;
and so does ``m.__all__.append(…)``.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from flake8_importstyle.exports.functions import READING
from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.files import LARGEST_MODULE, content, remembered
from flake8_importstyle.stars.project.files import Project
from flake8_importstyle.stars.set_elsewhere import loaded_by
from flake8_importstyle.syntax.imports import bound_name, module_text
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import end, start

_ANY = ""  # The name of what `from . import __all__` takes it from.
_ALL = "__all__"
# What is to do with the list of another module, in a file or in a statement over several lines.
_HINT = re.compile(rb"\bimport\b(?:[^\n;()]|\([^()]*)*\b__all__\b|[\w)\]]\.__all__\b")


def changer(source: SourceFile, module: str) -> str:
    """Return a module that a file loads and that may change the ``__all__`` of another one.

    All modules of the project are asked that it loads, at whatever distance. Empty if none does.
    """
    found = source.fact(_changers)
    return found.get(module.rpartition(".")[2]) or found.get(_ANY, "")


def _changers(source: SourceFile) -> dict[str, str]:
    """Return the modules that change lists of others, by the ends of the names of these."""
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
    """Say that somebody may change the list of a module, as why its names are not fully known."""
    return f"its '__all__' may be changed by {who}"


def changer_in(project: Project, module: str) -> str:
    """Return the path of a file of the project that may change the ``__all__`` of a module."""
    files = (
        file for file in project.mentioning(_ALL) if _is_meant(module, _changed_by(project, file))
    )
    return next(map(project.name_of, files), "")


def changes_above(source: SourceFile, statement: ast.ImportFrom, module: str) -> bool:
    """Tell whether a file itself may change the list of a module above a star import of it."""
    return _ALL in source.text and _is_meant(module, _changed(source.tree, until=statement))


def _is_meant(module: str, words: frozenset[str]) -> bool:
    """Tell whether a module may be among those that are called by the ends of their names."""
    return _ANY in words or module.rpartition(".")[2] in words


@remembered
def _changed_in(file: str) -> frozenset[str]:
    """Return the ends of the names of the modules whose lists a file may change, or ``_ANY``."""
    return _of_text(content(file, LARGEST_MODULE) or b"")


@remembered
def _changed_by(project: Project, file: str) -> frozenset[str]:
    return _of_text(project.texts[file])


def _of_text(text: bytes) -> frozenset[str]:
    tree = tree_of(text) if _HINT.search(text) is not None else None
    return _changed(tree) if tree is not None else frozenset()


def _changed(tree: ast.Module, until: ast.stmt | None = None) -> frozenset[str]:
    """Return the ends of the names of the modules whose lists some code may change, or ``_ANY``.

    ``until``: the statement above which it stands, if it is not all of the file.
    """
    modules: dict[str, str] = {}
    lists: dict[str, str] = {}
    for node in ast.walk(tree):
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
    changed = (
        part
        for node in ast.walk(tree)
        if until is None or not hasattr(node, "end_lineno") or end(node) <= start(until)
        for part in _changed_at(node)
    )
    return frozenset(name for each in changed if (name := _owner(each, modules, lists)) is not None)


def _changed_at(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what may be a list that a node changes."""
    if isinstance(node, ast.AugAssign):
        yield node.target
    elif isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
        yield node if isinstance(node, ast.Attribute) else node.value
    elif isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr not in READING:
            yield function.value


def _owner(node: ast.expr, modules: dict[str, str], lists: dict[str, str]) -> str | None:
    """Return the end of the name of the module whose list it is; None if it is no such list.

    ``modules``: what each imported name may stand for. ``lists``: whose list.
    """
    if isinstance(node, ast.Name):
        return lists.get(node.id)
    if not isinstance(node, ast.Attribute) or node.attr != _ALL:
        return None
    owner = node.value
    if isinstance(owner, ast.Attribute):
        return owner.attr
    return modules.get(owner.id) if isinstance(owner, ast.Name) else None
