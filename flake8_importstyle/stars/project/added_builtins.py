"""Find the names that a program adds to the builtins, where every file of it can read them.

A file need not import the module that does so, so all files of the project are searched, and the
modules that they import.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator

from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.files import LARGEST_MODULE, content, remembered
from flake8_importstyle.resolver.modules import Reference, location, roots
from flake8_importstyle.resolver.search_path import real_path
from flake8_importstyle.stars.project.files import Project, is_python, project
from flake8_importstyle.syntax.control_flow import dotted_end, mentions
from flake8_importstyle.syntax.escapes import utf8
from flake8_importstyle.syntax.imports import bound_name
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.source import SourceFile

_BUILTINS = ("__builtin__", "__builtins__", "builtins")
# What adds to the builtins mentions one of these.
_SIGN = re.compile(rb"__?builtin|\bbuiltins\b|\bgettext\b")
# https://docs.python.org/3/library/gettext.html#gettext.install
_INSTALLER = "install"
_READERS = ("dir", "getattr", "hasattr", "isinstance")
# The start of an import statement with an absolute name.
_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(\w[\w.]*)[ \t]+import[ \t(]+([\w, \t]*)|import[ \t]+(\w[\w., \t]*))",
    re.MULTILINE,
)


def added_to_builtins(
    source: SourceFile, imported: Iterable[Reference], names: set[str]
) -> set[str]:
    """Return which of the names the project adds to the builtins; all of them if that is unknown.

    ``imported``: the modules that the file imports itself.
    """
    has_file = location(source) is not None
    around = project(source) if has_file else None
    if has_file and around is None:
        return names
    found: set[str] = set()
    spelled = list(map(utf8, names))
    for text in _texts(around, imported, roots(source)):
        # Few texts have a sign and one of the names; the others need not be parsed.
        if any(each in text for each in spelled) and _SIGN.search(text):
            found |= names & _added_in(text)
    return found


def _texts(
    around: Project | None, imported: Iterable[Reference], folders: tuple[str, ...]
) -> Iterator[bytes]:
    """Yield the texts of the project's modules, and of those that they or the file import."""
    files = {_file(each.folders, each.module) for each in imported}
    if around is not None:
        modules = {
            module
            for file, text in around.texts.items()
            if is_python(file, text)
            for module in _modules_in(text)
        }
        files |= {_file(folders, module) for module in modules}
        files.difference_update(around.texts)
        yield from (text for file, text in around.texts.items() if is_python(file, text))
    for file in sorted(filter(None, files)):
        yield content(file, LARGEST_MODULE) or b""


def _file(folders: tuple[str, ...], module: str) -> str:
    """Return the real path of a module's source; empty if there is none, or it adds nothing."""
    if module.partition(".")[0] in sys.stdlib_module_names:
        return ""
    place = resolver(folders).find(module)
    return real_path(place.file) if place is not None and place.file and place.has_source else ""


@remembered
def _modules_in(text: bytes) -> frozenset[str]:
    """Return the modules that a text imports by absolute names, and possible submodules."""
    found = set()
    for module, names, modules in _IMPORT.findall(text):
        found |= {each.split()[0] for each in modules.split(b",") if each.strip()}
        if module:
            parts = [each.split()[0] for each in names.split(b",") if each.strip()]
            found |= {module, *(module + b"." + each for each in parts)}
    return frozenset(each.decode("utf-8", "replace") for each in found)


@remembered
def _added_in(text: bytes) -> frozenset[str]:
    """Return the names that the code of a module adds, or may add, to the builtins."""
    tree = tree_of(text)
    nodes = nodes_in(tree) if tree is not None else []
    owners = {*_BUILTINS, *(name for node in nodes for name in _names_of_builtins(node))}
    found: set[str] = set()
    is_open = False
    for node in nodes:
        if isinstance(node, ast.Attribute) and dotted_end(node.value) in owners:
            found |= {node.attr} if isinstance(node.ctx, ast.Store) else set()
            is_open |= node.attr == "__dict__"
        elif isinstance(node, ast.Subscript):
            is_open |= isinstance(node.ctx, ast.Store) and dotted_end(node.value) in owners
        elif isinstance(node, ast.Call):
            function = dotted_end(node.func)
            is_passed = any(dotted_end(each) in owners for each in node.args)
            is_open |= is_passed and function not in _READERS
            if function == _INSTALLER:
                found |= _spelled(nodes_in(node))
    return frozenset(found | _spelled(nodes) if is_open else found)


def _names_of_builtins(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node gives to the module ``builtins``."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (bound_name(alias) for alias in node.names if alias.name in _BUILTINS)
    elif isinstance(node, ast.Assign):
        value = node.value
        is_named = isinstance(value, ast.Call) and any(
            isinstance(each, ast.Constant) and each.value in _BUILTINS for each in value.args
        )
        if is_named or mentions(value, *_BUILTINS):
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))


def _spelled(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the strings and the keywords of calls among some nodes."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.keyword) and node.arg is not None:
            found.add(node.arg)
    return found
