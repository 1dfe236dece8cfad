"""The benchmark runs; what it prints are times, which no test asserts."""

from __future__ import annotations

import sys

import pytest

from tools.write_docs import ROOT


def test_the_benchmark_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("flake8_tidy_imports")
    from bench import compare

    monkeypatch.setattr(sys, "argv", ["compare", str(ROOT / "examples" / "shop")])
    compare.main()
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("7 files, ")
    assert {line[:20].strip() for line in printed[2:]} == {"ast.parse", *compare.CONTENDERS}
