"""Whether what an import takes from a module is a module itself, and which one."""

from __future__ import annotations

from flake8_importstyle.resolver.modules import roots
from flake8_importstyle.syntax.source import SourceFile


def is_module(source: SourceFile, module: str, name: str) -> bool | None:
    """Tell whether ``from module import name`` gives a module; None if that cannot be seen."""
    # Loading the resolver takes as long as all the rules, and few files need it.
    from flake8_importstyle.exports.wildcard import resolver

    return resolver(roots(source)).is_module(module, name)


def is_own_submodule(source: SourceFile, package: str, name: str) -> bool:
    """Tell whether ``from package import name`` surely gives the package's submodule."""
    from flake8_importstyle.exports.wildcard import resolver

    return resolver(roots(source)).is_own_submodule(package, name)
