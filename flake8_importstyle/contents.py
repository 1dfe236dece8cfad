"""The contents of other modules: whether a name in one stands for a module.

Their files are read and parsed, never imported, each once in a process.
"""

from __future__ import annotations

import ast
import importlib
import os
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import NamedTuple

from flake8_importstyle.analysis import analyse
from flake8_importstyle.flow import dotted_end
from flake8_importstyle.modules import Module, find, resolve
from flake8_importstyle.source import SourceFile, module_text

# Larger files are taken as unknown.
_LARGEST = 2_000_000
# So many re-exports are followed.
_FARTHEST = 5
_LITERALS = (
    *(ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Lambda),
    *(ast.UnaryOp, ast.Compare, ast.ListComp, ast.DictComp, ast.SetComp),
)
# Calls of other functions may return a module, as `importlib.import_module` does.
_CONSTRUCTOR = re.compile(
    r"_*[A-Z]\w*|attrgetter|compile|dict|frozenset|getLogger|itemgetter|list|namedtuple|object"
    r"|partial|set|tuple|type"
)
_ABOUT_MODULES = re.compile("import|lazy|load|module|proxy", re.IGNORECASE)
# The one module that goes by a name that no file has.
_REAL_NAMES = {"os.path": os.path.__name__}


class From(NamedTuple):
    """A name that is taken from another module."""

    module: str
    name: str


class Contents(NamedTuple):
    """What the top level of a module binds."""

    bindings: dict[str, list[From | bool | None]]
    """For each name and binding: whether it is a module, where it is from, or None if unknown."""
    stars: list[str | None]
    """The modules of its star imports, None for one that is unknown."""


def is_module(module: str, name: str, folders: tuple[str, ...]) -> bool | None:
    """Tell whether ``from module import name`` gives a module; None if that cannot be seen.

    ``folders``: where top-level modules are looked for.
    """
    return _is_module(From(module, name), folders, _FARTHEST)


def _is_module(wanted: From, folders: tuple[str, ...], farthest: int) -> bool | None:
    module, name = wanted
    found = find(_REAL_NAMES.get(module, module), folders)
    if found is None or farthest == 0:
        return None
    is_submodule = bool(found.folders) and find(f"{module}.{name}", folders) is not None
    if module in sys.builtin_module_names:
        return _is_in_builtin(wanted)
    if found.file is None or not _has_source(found):
        if is_submodule:
            return True
        # The compiled modules of the standard library have no modules in them.
        is_plain = module in sys.stdlib_module_names and not found.folders
        return False if is_plain else None
    contents = contents_of(found.file, module)
    if contents is None:
        return None
    answers: set[bool | None] = set()
    for binding in contents.bindings.get(name, ()):
        if binding == wanted:
            answers.add(is_submodule or None)
        elif isinstance(binding, From):
            answer = _is_module(binding, folders, farthest - 1)
            # What a package takes from itself may be a submodule that it replaces afterwards.
            is_own = binding.module == module and find(".".join(binding), folders) is not None
            answers.add(None if is_own and answer is False else answer)
        else:
            answers.add(binding)
    if not answers:
        if is_submodule:
            return None if contents.stars else True
        for star in contents.stars:
            if star is not None and _is_open(star, folders):
                answers.add(_is_module(From(star, name), folders, farthest - 1))
        answers.discard(None)
    return answers.pop() if len(answers) == 1 else None


def _is_in_builtin(wanted: From) -> bool | None:
    """Tell about a module that is part of the interpreter, and may be asked."""
    try:
        value = getattr(importlib.import_module(wanted.module), wanted.name)
    except AttributeError:
        return None
    return isinstance(value, ModuleType)


def _is_open(module: str, folders: tuple[str, ...]) -> bool:
    """Tell whether it can be seen which names a module has."""
    found = find(module, folders)
    return found is not None and (module in sys.builtin_module_names or _has_source(found))


def _has_source(module: Module) -> bool:
    return module.file is not None and module.file.endswith((".py", ".pyi"))


def forget() -> None:
    """Forget what is known of files, because they may have changed."""
    contents_of.cache_clear()


@cache
def contents_of(file: str, module: str) -> Contents | None:
    """Read the file of ``module``; None if that is not possible."""
    try:
        if os.path.getsize(file) > _LARGEST:
            return None
        with open(file, "rb") as stream:
            text = stream.read()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        source = SourceFile(tree, [], file)
        return _contents(source, module if source.is_init else module.rpartition(".")[0])
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _contents(source: SourceFile, package: str) -> Contents:
    bindings: dict[str, list[From | bool | None]] = {}
    for name, binding in _classified(source, package):
        bindings.setdefault(name, []).append(binding)
    names = source.fact(analyse)
    for name, bound in names.scopes[source.tree].bindings.items():
        if len(bindings.get(name, ())) < len(bound) or name in names.declared_global:
            bindings.setdefault(name, []).append(None)
    stars = [
        resolve(module_text(each), package)
        for each, _ in source.imports
        if isinstance(each, ast.ImportFrom) and each.names[0].name == "*"
    ]
    return Contents(bindings, stars)


def _classified(source: SourceFile, package: str) -> Iterator[tuple[str, From | bool | None]]:
    for imported in source.imported_names:
        if imported.suite.scope is source.tree:
            statement = imported.statement
            if isinstance(statement, ast.ImportFrom):
                module = resolve(module_text(statement), package)
                yield imported.name, From(module, imported.alias.name) if module else None
            else:
                yield imported.name, True
    bases = class_bases(source)
    for definition, suite in source.outline.definitions:
        if suite.scope is source.tree:
            yield definition.name, False
    for suite in source.outline.suites:
        if suite.scope is source.tree:
            for each in suite.body:
                if isinstance(each, ast.Assign):
                    for target in each.targets:
                        if isinstance(target, ast.Name):
                            is_known = is_plain(each.value, bases)
                            yield target.id, False if is_known else None


def class_bases(source: SourceFile) -> dict[str, list[str]]:
    """Return the names of the bases of each class of a file, those of its bases included."""
    own = {
        definition.name: [dotted_end(base) or "" for base in definition.bases]
        for definition, _ in source.outline.definitions
        if isinstance(definition, ast.ClassDef)
    }
    found = {}
    for name in own:
        pending, seen = [name], {name: None}
        while pending:
            new = [base for base in own.get(pending.pop(), ()) if base not in seen]
            seen.update(dict.fromkeys(new))
            pending += new
        found[name] = list(seen)
    return found


def is_plain(value: ast.expr, bases: Mapping[str, list[str]]) -> bool:
    """Tell whether an expression cannot have a module for its value.

    ``bases``: those of the classes of the file, by ``class_bases``.
    """
    if isinstance(value, ast.Call):
        function = dotted_end(value.func) or ""
        names = [function, *bases.get(function, ())]
        return bool(_CONSTRUCTOR.fullmatch(function)) and not any(map(_ABOUT_MODULES.search, names))
    if isinstance(value, ast.Subscript):
        # A type, as `Union[int, str]`; but `modules[name]` is a module.
        return (dotted_end(value.value) or "")[:1].isupper()
    return isinstance(value, _LITERALS)
