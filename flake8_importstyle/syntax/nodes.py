"""Walking over the nodes of a tree in half the time that ``ast.walk`` takes."""

from __future__ import annotations

import ast

_PLAIN_FIELDS = frozenset({"arg", "ctx", "op", "ops"})


class _ChildFields(dict[type, tuple[str, ...]]):
    """For each type of node, the fields that may contain nodes, except contexts and operators."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        # A value that is not a node, such as a string, has no fields.
        names = getattr(kind, "_fields", ())
        self[kind] = fields = tuple(name for name in names if name not in _PLAIN_FIELDS)
        return fields


CHILD_FIELDS = _ChildFields()
"""The fields to walk over, by type of node."""


def nodes_in(root: ast.AST) -> list[ast.AST]:
    """Return all nodes of a tree, parents before children, except contexts and operators."""
    found = [root]
    for node in found:
        for field in CHILD_FIELDS[node.__class__]:
            value = getattr(node, field, None)
            if value.__class__ is list:
                found += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found
