"""The benchmarks run; no test asserts a time that they print."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from bench import repairs, stars, uses
from tests.support import write, write_modules
from tools.write_docs import ROOT

# Binds a name that no analysis of the text finds: the garbage collector knows the namespace.
HIDDEN = (
    "import gc\n"
    "[each.update(z=1) for each in gc.get_referents(lambda: 0) if isinstance(each, dict)]\n"
)


def test_the_benchmark_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for peer in ("bugbear", "flake8_import_order", "flake8_tidy_imports"):
        pytest.importorskip(peer)
    from bench import compare

    (tmp_path / "bad.py").write_text("from a import\n")
    (tmp_path / "too_deep_for_pyflakes.py").write_text("x" + " + x" * 800)
    folders = [str(ROOT / "examples" / "shop"), str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["compare", *folders])
    compare.main()
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("7 files, ")
    assert printed[0].endswith(", 2 files with star imports")
    assert {line[:21].strip() for line in printed[2:]} == {
        *("ast.parse", *compare.CONTENDERS, "… on files with stars")
    }


def test_whole_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("bugbear")
    from bench import whole

    (tmp_path / "a.py").write_text("from b import *\nimport c, d\n")
    whole.main(["--rounds", "1", str(tmp_path)])
    added, alike = capsys.readouterr().out.split("\n\n")
    printed = added.splitlines()
    assert [line.split("  ")[0] for line in printed[1:4]] == [
        "flake8",
        "with flake8-importstyle",
        "… and all its rules",
    ]
    assert printed[1].endswith(" 1.000       0.00%")
    assert all(
        re.fullmatch(r".{26} +\d+\.\d\d +\d\.\d{3} +\d+\.\d\d%", each) for each in printed[1:]
    )
    assert not printed[2].endswith(" 0.00%")
    ways = [
        re.fullmatch(r"(.{26}) +\d+\.\d\d +\d\.\d{3} +\d+\.\d\d", each)
        for each in alike.splitlines()[1:]
    ]
    assert [each[1].strip() for each in ways if each] == list(whole._ALONE)
    with pytest.raises(SystemExit, match="failed: 2"):
        whole.alone(["-m", "flake8", "--no-such-option"], os.curdir)
    with pytest.raises(SystemExit, match="flake8 failed: "):
        whole.spent("", ["--no-such-option"])


def test_growth(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource")
    from bench import growth

    monkeypatch.setattr(growth, "_ROUNDS", 1)
    growth.main(["--share", "0.01"])
    printed = capsys.readouterr().out.splitlines()
    assert [line[:38].strip() for line in printed] == [
        f"{kind}, {work}" for kind in growth.KINDS for work in growth.WORKS
    ]
    assert printed[0][38:].startswith("       1:  1.00      10: ")
    growth.main(["--share", "0.01", "chain"])
    assert len(capsys.readouterr().out.splitlines()) == len(growth.WORKS)


def test_stars_beside_the_interpreter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "__init__": "from . import exact\n",
        "exact": "import os\nx = 1\n",
        "wrong": f"y = 1\n{HIDDEN}",
        "unknown": "exec('x = ' + repr(1))\n",
        "failing": "raise SystemExit\n",
        "__main__": "",
    }
    folder = tmp_path / "bench_package"
    write_modules(folder, **files)
    (folder / "compiled.abi3.so").write_text("")
    stars.main(["--path", str(tmp_path), "bench_package", "bench_gone"])
    printed = capsys.readouterr().out.splitlines()
    assert printed == [
        "                               modules   exact unknown   wrong",
        "bench_package.wrong: wrong: missing ['z'], too many []",
        "bench_package                        4  50.00%  25.00%  25.00%",
        "bench_gone                           0   0.00%   0.00%   0.00%",
        "all in pure Python                   4  50.00%  25.00%  25.00%",
        "all compiled                         0   0.00%   0.00%   0.00%",
    ]
    stars.main(["--python", sys.prefix, "-v", "--path", str(tmp_path), "bench_package.unknown"])
    assert capsys.readouterr().out.splitlines()[1] == (
        "bench_package.unknown: unknown: it runs code with 'exec'"
    )


def test_the_standard_library(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdlib_module_names", {"abc", "json", "math", "this"})
    stars.main(["--std"])
    assert capsys.readouterr().out.splitlines()[1:] == [
        "the standard library                 6 100.00%   0.00%   0.00%",
        "all in pure Python                   6 100.00%   0.00%   0.00%",
        "all compiled                         1 100.00%   0.00%   0.00%",
    ]


def test_uses_beside_the_interpreter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "bench_lib": "a = b = c = d = e = 1\n",
        "bench_more": "d = f = 1\n",
        "bench_hidden": f"x = 1\n{HIDDEN}",
        "bench_failing": "x = 1\nassert not x\n",
        "exact": (
            "from bench_lib import *\nfrom bench_more import *\nb = 1\nprint(a, b, d)\n"
            "class C:\n    c = c\n    def f(self, e):\n"
            "        global b\n        b = [f for f in e]\n"
        ),
        "wrong": "from bench_hidden import *\nprint(x, z)\n",
        "unknown": "from bench_gone import *\n",
        "failing": "from bench_failing import *\nx\n",
        "bad": "from\n",
        "none": "",
    }
    write_modules(tmp_path, **files)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    uses.main(["--path", str(tmp_path), ".", "nowhere.py"])
    assert capsys.readouterr().out.splitlines() == [
        "wrong.py:1: bench_hidden: missing ['z'], too many []",
        "5 star imports in 4 files: 2 exact, 1 not to be imported, 1 unknown, 1 wrong",
    ]


def test_repairs_beside_other_tools(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        # Other tools: one that knows no better, and one that fails.
        "removestar/__init__.py": "",
        "removestar/removestar.py": "def fix_code(text, file, quiet):\n    raise SystemExit\n",
        "autoflake.py": (
            "def fix_code(text, expand_star_imports):\n"
            "    if 'comment' in text:\n"
            "        return text.replace('  # a comment', '').replace('*', 'digits')\n"
            "    return text.replace('import *', 'import (')\n"
        ),
        "bench_single.py": "from string import *  # a comment\nprint(digits)\n",
        "bench_pack/__init__.py": "",
        "bench_pack/lib.py": "a = object()\nb = object()\n",
        "bench_pack/used.py": "from .lib import *\nprint(a)\n",
        "bench_pack/unused.py": "from .lib import *\n",
        "bench_pack/missing.py": "from .lib import *\nfrom gone import *\nprint(a)\n",
        "bench_pack/dies.py": "from .lib import *\nimport os\nos._exit(3)\n",
        "bench_pack/doubtful.py": (
            "from .lib import *\nfrom .written import *\nprint(a, c)\nexec('')\n"
        ),
        "bench_pack/written.py": "c = object()\nglobals().update(dict([]))\nexec(str())\n",
        "bench_pack/no_star.py": "x = 2 * 3\n",
        "bench_pack/broken.py": "from bench_lib import *\nx =\n",
    }
    write(tmp_path, files)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    repairs.main(["--verbose", "bench_pack", "bench_single", "bench_gone", "time"])
    lines = capsys.readouterr().out.splitlines()
    assert "bench_gone: not found" in lines
    assert "time: not found" in lines
    assert "whole (safe repairs): bench_pack/used.py: " in lines
    table = {line[:18].strip(): line[18:].split()[:5] for line in lines}
    assert table["safe repairs"] == ["2", "0", "1", "0", "0"]
    assert table["with unsafe ones"] == ["2", "0", "1", "0", "0"]
    assert table["removestar"] == ["0", "0", "0", "3", "0"]
    assert table["autoflake"] == ["0", "0", "0", "0", "3"]
    assert sum("not judged" in line for line in lines) == 2
