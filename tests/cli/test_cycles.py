"""``importstyle cycles``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.support import write

FILES = {
    "shop/__init__.py": "",
    "shop/a.py": "from shop.b import b\nfrom shop import c\n",
    "shop/b.py": "import shop.a\n",
    "shop/c.py": "from shop.d import (\n    x,\n    y as z,\n)\n",
    "shop/d.py": "if open():\n    from shop.a import b\n",
    "shop/e.py": "import shop.f\nfrom typing import TYPE_CHECKING\n",
    "shop/f.py": "def f():\n    import shop.e\nif TYPE_CHECKING:\n    import shop.e\n",
    "shop/g/__init__.py": "from shop.g.h import h\nfrom . import i\n",
    "shop/g/h.py": "from shop.g import i\nfrom shop.j import k\n",
    "shop/g/i.py": "",
    "shop/j.py": "from shop.g.i import k\n",
    "shop/long.py": f"from shop.longer import {', '.join(f'name_{i}' for i in range(20))}\n",
    "shop/longer.py": "import shop.long\n",
    "shop/unparsed.py": "print 'old'\n",
    "shop/no-module.py": "import shop.a\n",
    ".hidden/x.py": "import y\n",
    ".hidden/y.py": "import x\n",
    "env/pyvenv.cfg": "",
    "env/x.py": "import y\n",
    "env/y.py": "import x\n",
}
SHOWN = """\
4 modules load each other, in cycles such as:
  shop.a → shop.b → shop.a
      shop/a.py:1: from shop.b import b
      shop/b.py:1: import shop.a
  shop.a → shop.c → shop.d → shop.a
      shop/a.py:2: from shop import c
      shop/c.py:1: from shop.d import x, y as z
      shop/d.py:2: from shop.a import b
shop.long → shop.longer → shop.long
    shop/long.py:1: from shop.longer import name_0, name_1, name_2, name_3, name_4, name_5, …
    shop/longer.py:1: import shop.long
shop.g → shop.g.h → shop.j → shop.g
    shop/g/__init__.py:1: from shop.g.h import h
    shop/g/h.py:2: from shop.j import k
    shop/j.py:1: from shop.g.i import k
"""
SUMMARY = "importstyle: 9 modules are in cycles: each appears in at least one of these 4\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_cycles_are_shown_with_their_statements(project: Path, run: Command) -> None:
    assert run("cycles") == (1, SHOWN, SUMMARY)


def test_a_module_that_shorter_cycles_show_needs_no_other(project: Path, run: Command) -> None:
    write(project, {"shop/b.py": "import shop.a, shop.d\n", "shop/d.py": "import shop.b, shop.a\n"})
    _, output, errors = run("cycles", "shop/")
    cycles = [line.strip() for line in output.splitlines() if "→" in line]
    assert cycles[:2] == ["shop.a → shop.b → shop.a", "shop.b → shop.d → shop.b"]
    assert "9 modules" in errors


def test_a_cycle_of_modules_that_others_show_is_not_shown(project: Path, run: Command) -> None:
    files = {"a": "z", "b": "y", "y": "z, ring.b", "z": "a, ring.y"}
    write(project, {f"ring/{each}.py": f"import ring.{other}\n" for each, other in files.items()})
    write(project, {"ring/__init__.py": ""})
    _, output, _ = run("cycles", "ring")
    cycles = [line.strip() for line in output.splitlines() if "→" in line]
    assert cycles == ["ring.a → ring.z → ring.a", "ring.b → ring.y → ring.b"]


def test_one_cycle_needs_no_summary(project: Path, run: Command) -> None:
    assert run("cycles", "--src", "env", "env")[2] == "importstyle: no cycles\n"
    write(
        project, {"two/__init__.py": "", "two/x.py": "import two.y\n", "two/y.py": "import two.x\n"}
    )
    assert run("cycles", "two")[2] == ""


def test_a_file_is_part_of_no_other_cycle(project: Path, run: Command) -> None:
    assert run("cycles", "shop/a.py") == (0, "", "importstyle: no cycles\n")


def test_json(project: Path, run: Command) -> None:
    status, output, errors = run("cycles", "--json", "--src", ".", "shop")
    assert (status, errors) == (1, "")
    first, *rest = json.loads(output)
    assert len(rest) == 3
    assert first == {
        "modules": ["shop.a", "shop.b"],
        "group": 1,
        "statements": [
            {
                "module": "shop.a",
                "file": "shop/a.py",
                "line": 1,
                "statement": "from shop.b import b",
            },
            {"module": "shop.b", "file": "shop/b.py", "line": 1, "statement": "import shop.a"},
        ],
    }
    assert run("cycles", "--json", "env") == (0, "[]\n", "")


def test_what_is_not_there(project: Path, run: Command) -> None:
    status, output, errors = run("cycles", "gone")
    assert (status, output) == (2, "")
    assert errors == "importstyle: gone: no such file or folder\n"
