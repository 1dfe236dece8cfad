"""Kinds: whether what an import takes from a module is a module itself."""

from __future__ import annotations

from flake8_importstyle.resolver.modules import roots
from flake8_importstyle.syntax.source import SourceFile


def is_module(source: SourceFile, module: str, name: str) -> bool | None:
    """Tell whether ``from module import name`` gives a module; None if that cannot be seen."""
    # Loading the resolver takes as long as all the rules, and few files need it.
    from flake8_importstyle.exports.wildcard import resolver

    return resolver(roots(source)).is_module(module, name)
