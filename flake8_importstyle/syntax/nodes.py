"""Walking over the nodes of a tree, in half the time of ``ast.walk``."""

from __future__ import annotations

import ast

_PLAIN_FIELDS = frozenset({"arg", "ctx", "op", "ops"})


class _ChildFields(dict[type, tuple[str, ...]]):
    """The fields of each kind of node that may hold nodes with names in them."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        # What is no node, as a string among the fields that are left, has no fields at all.
        names = getattr(kind, "_fields", ())
        self[kind] = fields = tuple(name for name in names if name not in _PLAIN_FIELDS)
        return fields


CHILD_FIELDS = _ChildFields()
"""Those fields, by the kind of node."""


def nodes_in(root: ast.AST) -> list[ast.AST]:
    """Return all nodes of a tree, an outer one before those in it; without contexts, operators."""
    found = [root]
    for node in found:
        for field in CHILD_FIELDS[node.__class__]:
            value = getattr(node, field, None)
            if value.__class__ is list:
                found += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found
