"""Sketches: what a module's text shows of it at a glance, without going through it."""

from __future__ import annotations

from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.resolver.files import LARGEST_MODULE, content
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.skeleton import skeleton
from flake8_importstyle.syntax.source import SourceFile


def sketch(finder: Finder, module: str) -> SourceFile | None:
    """Return what runs when a module is loaded, if that can be read.

    Of functions and classes there are only the bodies that may change the names of modules.
    """
    found = finder.find(module)
    if found is None or found.file is None or not found.has_source or finder.leads_out(found):
        return None
    text = content(found.file, LARGEST_MODULE)
    known = sketch_of(text, found.file) if text is not None else None
    return known[0] if known is not None else None


def sketch_of(text: bytes, file: str) -> tuple[SourceFile, bytes] | None:
    """Return the same of a text, and the part of it that is left."""
    for brief in (skeleton(text), text):
        tree = tree_of(brief)
        if tree is not None:
            return SourceFile(tree, (), file), brief
    return None


def package_of(finder: Finder, module: str) -> str:
    """Return the package that a module is in, or is."""
    found = finder.find(module)
    is_package = found is not None and bool(found.folders)
    return module if is_package else module.rpartition(".")[0]
