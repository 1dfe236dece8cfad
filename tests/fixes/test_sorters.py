"""After repairs isort, Ruff and black have nothing to say that they did not say before."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from flake8_importstyle.resolver.files import forget
from tests.support import repaired, write

MODULE = """\
import os
CONSTANT = CONSTANT_2 = 1
class Alpha: ...
class Const: ...
class CString: ...
class MYClass: ...
def toVerilog(): ...
def toVHDL(): ...
def item1(): ...
def item2(): ...
def item10(): ...
def _own(): ...
def a_function_with_a_long_name_of_its_own(): ...
def another_function_with_a_long_name_of_its_own(): ...
"""
FILES = {
    "pkg/lib.py": MODULE,
    "pkg/plain.py": "x = y = X = Z10 = Z9 = 1\n",
    "pkg/short.py": "one = two = 1\n",
    "pkg/a_package_of_a_long_name/and_its_module.py": "of_a_name_that_is_longer = 1\n",
}
USES = "\nprint(CONSTANT, toVHDL, toVerilog, Const, CString, item10, item2, item1)\n"
LONG = """
print(
    a_function_with_a_long_name_of_its_own, another_function_with_a_long_name_of_its_own, item1
)
"""
STAR = "from pkg.lib import *\n"
ONE = "from pkg.short import one\n"
TEXTS = {
    "pkg/__init__.py": "from .lib import *\nfrom .plain import *\n",
    "pkg/listed/__init__.py": (
        'from pkg.lib import *\n\n__all__ = ["Const", "MYClass", "item1", "toVHDL"]\n'
    ),
    "pkg/facade.py": f'"""All."""\n\n{STAR}from pkg.plain import *\n',
    "pkg/plain_facade.py": f"{STAR}from pkg.lib import item1\n{ONE}",
    "pkg/uses.py": f"import os\n\n{STAR}{USES}\nos.getcwd()\n",
    "pkg/long.py": f"{STAR}{LONG}",
    "pkg/joined.py": f"{STAR}from pkg.lib import Alpha\n{ONE}{USES}\nprint(Alpha, one)\n",
    "pkg/own.py": f"{STAR}from pkg.lib import _own\n{LONG}\nprint(_own)\n",
    "pkg/renamed.py": f"{STAR}from pkg.lib import MYClass as item\n{USES}\nprint(item)\n",
    "pkg/noqa.py": f"from pkg.lib import *  # noqa: F403\n{LONG}",
    "pkg/far.py": (
        "from pkg.a_package_of_a_long_name.and_its_module import *\n\n"
        "print(of_a_name_that_is_longer)\n"
    ),
    "pkg/function.py": """\
def f():
    from pkg.lib import Alpha, CString
    from pkg.lib import Const

    return Alpha, Const, CString
""",
}
CONFIGURATIONS = {
    "none": "",
    "ruff": "[tool.ruff]\n",
    "ruff 60": "[tool.ruff]\nline-length = 60\n",
    "ruff combines": "[tool.ruff.lint.isort]\ncombine-as-imports = true\n",
    "ruff single": "[tool.ruff.lint.isort]\nforce-single-line = true\n",
    "ruff without kinds": "[tool.ruff.lint.isort]\norder-by-type = false\n",
    "ruff with case": "[tool.ruff.lint.isort]\ncase-sensitive = true\n",
    "black": "[tool.black]\nline-length = 70\n",
    "black and isort": "[tool.isort]\nprofile = 'black'\n[tool.black]\n",
    "black, isort, combined": """\
[tool.isort]
profile = 'black'
combine_as_imports = true
[tool.black]
""",
    "isort": "[tool.isort]\nline_length = 79\n",
    "isort hanging": "[tool.isort]\nmulti_line_output = 3\n",
    "isort django": "[tool.isort]\nprofile = 'django'\n",
    "isort google": "[tool.isort]\nprofile = 'google'\n",
    "isort without kinds": "[tool.isort]\norder_by_type = false\nprofile = 'black'\n",
    "isort with case": "[tool.isort]\ncase_sensitive = true\nprofile = 'black'\n",
}
TOOLS = {
    "ruff": ("check", "--no-cache", "--select=I", "--output-format=concise", "."),
    "isort": ("--check", "."),
    "black": ("--check", "."),
}


def says(tool: str, folder: Path) -> set[str]:
    """Return the files about which a tool has something to say."""
    result = subprocess.run(
        [sys.executable, "-m", tool, *TOOLS[tool]],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    found = set(re.findall(r"\bpkg\b.\w+\.py\b", result.stdout + result.stderr))
    assert result.returncode == bool(found), result.stderr
    return {path.replace("\\", "/") for path in found}


def tools(configuration: str) -> list[str]:
    """Return the tools that a project with some configuration would run."""
    named = [tool for tool in TOOLS if f"tool.{tool}" in CONFIGURATIONS[configuration]]
    return named or ["ruff", "black"]


@pytest.mark.once
@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_sorters(configuration: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used = tools(configuration)
    missing = [tool for tool in used if find_spec(tool) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")  # pragma: no cover
    text = CONFIGURATIONS[configuration]
    write(tmp_path, {"pyproject.toml": text, **FILES, **TEXTS})
    monkeypatch.chdir(tmp_path)
    for tool in used:
        # What they have to say of the stars alone is settled before.
        fixing = {"ruff": ("check", "--no-cache", "--select=I", "--fix", "."), "isort": (".",)}
        words = [sys.executable, "-m", tool, *fixing.get(tool, (".",))]
        subprocess.run(words, capture_output=True, check=True)
    before = {tool: says(tool, tmp_path) for tool in used}
    forget()
    texts = {}
    for path in TEXTS:
        text = Path(path).read_text("utf-8")
        for code in ("IMP001", "IMP105"):
            text = repaired(text, code, path)
        texts[path] = text
    write(tmp_path, texts)
    assert all("*" not in text for text in texts.values())
    after = {tool: says(tool, tmp_path) for tool in used}
    new = {tool: after[tool] - before[tool] for tool in used}
    assert not any(new.values()), "\n".join(
        f"{tool}: {path}\n{texts[path]}" for tool, paths in new.items() for path in sorted(paths)
    )


def test_neighbours_that_bind_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is merged with those beside it up to one that binds a name of these otherwise."""
    monkeypatch.chdir(tmp_path)
    text = "from lib import A as x\nfrom lib import B as x\nfrom lib import *\n\nprint(x, C)\n"
    write(tmp_path, {"lib.py": "A = B = C = 1\n", "user.py": text})
    forget()
    assert repaired(text, "IMP001", "user.py") == (
        "from lib import A as x\nfrom lib import B as x\nfrom lib import C\n\nprint(x, C)\n"
    )
