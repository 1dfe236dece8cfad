"""Sketches: the parts of a module's text that run when it is loaded, parsed but not evaluated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flake8_importstyle.exports.finder import Finder
from flake8_importstyle.resolver.files import LARGEST_MODULE, content
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.skeleton import skeleton
from flake8_importstyle.syntax.source import SourceFile

# Keep the trees of so many modules: who asks which names one has often asks soon what it loads.
_MOST_TREES = 128


class Sketch(NamedTuple):
    """The code of a module that runs when it is loaded.

    Bodies of functions and classes are left out unless they may change the names of modules.
    """

    source: SourceFile
    """Its lines are left out."""
    text: bytes
    """What was parsed."""


def sketch(finder: Finder, module: str) -> Sketch | None:
    """Return the sketch of a module; None if it cannot be read."""
    found = finder.find(module)
    if found is None or found.file is None or not found.has_source or finder.leads_out(found):
        return None
    text = content(found.file, LARGEST_MODULE)
    return sketch_of(text, found.file) if text is not None else None


def sketch_of(text: bytes, file: str) -> Sketch | None:
    """Return the sketch of a text; None if it has errors."""
    return next((Sketch(SourceFile(tree, (), file), brief) for tree, brief in trees(text)), None)


def trees(text: bytes) -> Iterator[tuple[ast.Module, bytes]]:
    """Yield the tree of a text's skeleton, then that of the text, each with what was parsed.

    What has errors is left out.
    """
    tree, brief = _of_skeleton(text)
    if tree is not None:
        yield tree, brief
    tree = tree_of(text)
    if tree is not None:
        yield tree, text


@lru_cache(maxsize=_MOST_TREES)
def _of_skeleton(text: bytes) -> tuple[ast.Module | None, bytes]:
    brief = skeleton(text)
    return tree_of(brief), brief


def package_of(finder: Finder, module: str) -> str:
    """Return a module itself if it is a package, else the package that contains it."""
    found = finder.find(module)
    is_package = found is not None and bool(found.folders)
    return module if is_package else module.rpartition(".")[0]
