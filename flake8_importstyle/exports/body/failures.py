"""Whether statements that seem to succeed may raise an exception after all."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from flake8_importstyle.exports.body.evaluator import Evaluator
from flake8_importstyle.exports.body.growing import Growing
from flake8_importstyle.exports.body.imports import Imports
from flake8_importstyle.exports.definitions import IMPORT_FAILS
from flake8_importstyle.exports.evaluation.constants import UNKNOWN, Partial
from flake8_importstyle.syntax.nodes import nodes_in


class Failures:
    """Decides what the body of a ``try`` statement may raise, once it has been evaluated."""

    def __init__(self, evaluator: Evaluator, imports: Imports) -> None:
        self._evaluator = evaluator
        self._imports = imports

    def are_excluded(self, handled: frozenset[str], body: Iterable[ast.stmt]) -> bool:
        """Tell whether evaluated statements cannot raise any exception in ``handled``."""
        is_about_imports = handled <= {*IMPORT_FAILS}
        return all(
            self._succeeds(each) or (is_about_imports and not self._may_import(each))
            for each in body
        )

    def _succeeds(self, node: ast.stmt) -> bool:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return self._imports.succeed(node)
        if isinstance(node, ast.Expr):
            is_known = isinstance(node.value, (ast.Constant, ast.Name))
            return is_known or self._is_appending(node.value)
        if isinstance(node, ast.Assign):
            return (
                isinstance(node.value, (ast.Constant, ast.Name, ast.Lambda))
                or self._evaluator.value(node.value) is not UNKNOWN
                or self._evaluator.has_attribute(node.value) is True
            )
        return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Pass, ast.Global))

    def _is_appending(self, node: ast.expr) -> bool:
        """Tell whether an expression appends to a list whose value is known."""
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("append", "extend")
            and isinstance(self._evaluator.held_value(node.func.value), (list, Growing, Partial))
        )

    def _may_import(self, node: ast.stmt) -> bool:
        """Tell whether a statement may import, by an import statement or an import function."""
        return any(
            isinstance(each, (ast.Import, ast.ImportFrom))
            or (isinstance(each, ast.Call) and self._evaluator.is_import_function(each.func))
            for each in nodes_in(node)
        )
