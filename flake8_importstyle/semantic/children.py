"""Children: which fields of a syntax node may hold nodes with names in them."""

from __future__ import annotations

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
