"""Whether a name that is imported from a module is itself a module."""

from __future__ import annotations

from flake8_importstyle.resolver.modules import roots
from flake8_importstyle.syntax.source import SourceFile


def is_module(source: SourceFile, module: str, name: str) -> bool | None:
    """Tell whether ``from module import name`` binds a module; None if that is unknown."""
    # Import the resolver late: it takes as long to load as all the rules, and few files need it.
    from flake8_importstyle.exports.wildcard import resolver

    return resolver(roots(source)).is_module(module, name)


def is_own_submodule(source: SourceFile, package: str, name: str) -> bool:
    """Tell whether ``from package import name`` certainly binds the package's submodule."""

    from flake8_importstyle.exports.wildcard import resolver

    return resolver(roots(source)).is_own_submodule(package, name)
