"""Sketches: the parts of a module's text that run when it is loaded, parsed but not evaluated."""

from __future__ import annotations

from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.resolver.files import LARGEST_MODULE, content
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.skeleton import skeleton
from flake8_importstyle.syntax.source import SourceFile


def sketch(finder: Finder, module: str) -> SourceFile | None:
    """Return the code of a module that runs when it is loaded; None if it cannot be read.

    Bodies of functions and classes are left out unless they may change the names of modules.
    """
    found = finder.find(module)
    if found is None or found.file is None or not found.has_source or finder.leads_out(found):
        return None
    text = content(found.file, LARGEST_MODULE)
    known = sketch_of(text, found.file) if text is not None else None
    return known[0] if known is not None else None


def sketch_of(text: bytes, file: str) -> tuple[SourceFile, bytes] | None:
    """Return the sketch of a text, and the text it was parsed from; None if it has errors."""
    for brief in (skeleton(text), text):
        tree = tree_of(brief)
        if tree is not None:
            return SourceFile(tree, (), file), brief
    return None


def package_of(finder: Finder, module: str) -> str:
    """Return a module itself if it is a package, else the package that contains it."""
    found = finder.find(module)
    is_package = found is not None and bool(found.folders)
    return module if is_package else module.rpartition(".")[0]
