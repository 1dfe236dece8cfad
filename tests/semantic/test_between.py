"""What may happen between two imports of one thing."""

from __future__ import annotations

import pytest

from tests.support import check

REPEATED = "from m import a\nf(1, 2, 3)\nfrom m import a\n"


def test_too_much_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(REPEATED, select=["IMP005"])
    monkeypatch.setattr("flake8_importstyle.semantic.between._MOST_NODES", 3)
    assert not check(REPEATED, select=["IMP005"])
