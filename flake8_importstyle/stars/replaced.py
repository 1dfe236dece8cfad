"""Find names that other files, such as tests, may replace in a module.

An import in a function gets the name when the function is called, and ``module.name`` when it is
evaluated: both see a replacement by ``mock.patch("module.name")`` or ``module.name = …``. An import
at the top of a file may not. Replacements are searched for in the text of all files in the project,
without checking which module they refer to.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from flake8_importstyle.exports.identity import chain_of, chain_through, is_fixed, is_same_object
from flake8_importstyle.exports.submodules import is_module
from flake8_importstyle.resolver.modules import absolute, location
from flake8_importstyle.resolver.search_path import real_path
from flake8_importstyle.stars.project.files import Project, project
from flake8_importstyle.stars.project.module_search import Evidence, ModuleSearch
from flake8_importstyle.stars.project.replacements import replaces_module, replacing
from flake8_importstyle.syntax.imports import ImportedName, imported_name, module_text
from flake8_importstyle.syntax.source import SourceFile
from flake8_importstyle.syntax.suites import Suite


def may_be_replaced(source: SourceFile, imports: Iterable[ImportedName]) -> bool:
    """Tell whether a file of the project may replace one of the imported objects."""
    if location(source) is None:
        return False  # There is no file yet, or reading other files is disabled.
    around = project(source)
    return around is None or any(_is_replaced(source, around, each) for each in imports)


def may_be_set_here(source: SourceFile, name: str) -> bool:
    """Tell whether another file of the project may rebind a name in this file.

    The other file must refer to this one by name, or receive its module from a file that does.
    """
    place = location(source)
    if place is None:
        return False
    around = project(source)
    if around is None:
        return True
    stem = place.module.rpartition(".")[2]
    own = real_path(source.filename)
    files = [file for file in replacing(around, stem, name) if file != own]
    words = [stem, "__main__"] if "." not in place.module else [stem]
    if any(word.encode() in around.texts[file] for file in files for word in words):
        return True
    found = Evidence()
    if files:
        ModuleSearch(around, source, found, {name}).run()
    return found.is_open


def are_set_by_submodules(
    source: SourceFile,
    statement: ast.ImportFrom,
    suite: Suite,
    names: Iterable[ast.alias],
    loaded: Iterable[ast.alias],
) -> bool:
    """Tell whether names of a package may be set while its submodules in ``loaded`` are imported.

    A single ``from`` import loads all of its submodules before it binds anything; if it is split,
    the first statement binds its names before the second loads its submodules. ``statement``: an
    import from the package.
    """
    module = absolute(source, module_text(statement))
    if module is None or not any(is_module(source, module, each.name) for each in loaded):
        return False
    for each in names:
        chain = chain_through(source, statement, each.name)
        if chain and not is_fixed(chain):
            imported = imported_name(each, statement, suite)
            if not is_same_object(chain, chain) or may_be_replaced(source, [imported]):
                return True
    return False


def _is_replaced(source: SourceFile, project: Project, imported: ImportedName) -> bool:
    """Tell whether a name may be set in the file itself, or in a module of its import chain.

    A module that is set in ``sys.modules`` in place of another one replaces all of its names.
    """
    place = location(source)
    chain = chain_of(source, imported)
    names = {(place.module if place is not None else "", imported.name)}
    module = imported.target
    if isinstance(imported.statement, ast.ImportFrom):
        module = module_text(imported.statement)
        names.add((module.lstrip("."), imported.alias.name))
        names.update((step.module, step.name) for step in chain if step.name)
    modules = {absolute(source, module) or "", *(step.module for step in chain)} - {""}
    return any(
        replacing(project, of.rpartition(".")[2], name) for of, name in sorted(names)
    ) or any(replaces_module(project, each) for each in sorted(modules))
