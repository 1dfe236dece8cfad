"""Reading files, or what is planned for them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_importstyle.resolver.files import assume, content


def test_a_planned_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_bytes(b"old")
    (tmp_path / "b.py").write_bytes(b"other")
    assume({os.path.realpath("a.py"): b"planned"})
    try:
        assert content("a.py", 10) == b"planned"
        assert content("a.py", 6) is None
        assert content("b.py", 10) == b"other"
    finally:
        assume({})
    assert content("a.py", 10) == b"old"
