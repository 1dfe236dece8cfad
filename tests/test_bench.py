"""The benchmark runs; what it prints are times, which no test asserts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools.write_docs import ROOT


def test_the_benchmark_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pytest.importorskip("flake8_tidy_imports")
    from bench import compare

    (tmp_path / "bad.py").write_text("from a import\n")
    (tmp_path / "too_deep_for_pyflakes.py").write_text("x" + " + x" * 800)
    folders = [str(ROOT / "examples" / "shop"), str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["compare", *folders])
    compare.main()
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("7 files, ")
    assert {line[:20].strip() for line in printed[2:]} == {"ast.parse", *compare.CONTENDERS}
