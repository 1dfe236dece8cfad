"""Find files that change where modules are looked for, and modules that they may mean then."""

from __future__ import annotations

import ast

from flake8_importstyle.exports.wildcard import resolver
from flake8_importstyle.resolver.modules import Reference, location
from flake8_importstyle.resolver.search_path import real_path
from flake8_importstyle.stars.project.files import module_path, project
from flake8_importstyle.syntax.control_flow import dotted_end
from flake8_importstyle.syntax.nodes import nodes_in
from flake8_importstyle.syntax.source import SourceFile


def changes_search_path(source: SourceFile) -> bool:
    """Tell whether a file has to do with where modules are looked for."""
    return any(
        isinstance(node, ast.Attribute)
        and (node.attr == "addsitedir" or (node.attr, dotted_end(node.value)) == ("path", "sys"))
        for node in nodes_in(source.tree)
    )


def may_be_another(source: SourceFile, named: Reference) -> bool:
    """Tell whether the name of a module may mean another file of the project than the one found."""
    has_file = source.fact(changes_search_path) and location(source) is not None
    around = project(source) if has_file else None
    if around is None:
        return False
    found = resolver(named.folders).find(named.module)
    own = module_path(real_path(found.file or "")) if found is not None else ""
    return any(module_path(file) != own for file in around.ending_in(named.module))
