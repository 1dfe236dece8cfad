"""Which names other modules of a program add to the builtins."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.resolver.files import forget
from flake8_importstyle.stars.project import files
from tests.support import check, write

pytestmark = pytest.mark.usefixtures("memory")

READER = "from colours import *\n\nprint(render, camera)\n"


@pytest.mark.parametrize(
    ("added", "unknown"),
    [
        ("", ["render", "camera"]),
        ("import builtins\nbuiltins.render = 1\n", ["camera"]),
        ("import builtins as b\nb.render = 1\n", ["camera"]),
        ("from six.moves import builtins as b\nb.render = 1\n", ["camera"]),
        ("b = __import__('builtins')\nb.render = 1\n", ["camera"]),
        ("import builtins\nb = c.d = builtins\nb.render = 1\n", ["camera"]),
        ("__builtins__['render'] = 1\n", ["camera"]),
        ("import builtins\nbuiltins.__dict__.update(render=1, **more)\n", ["camera"]),
        ("import builtins\nfor n in ('render', 2): setattr(builtins, n, 1)\n", ["camera"]),
        ("import gettext\ngettext.install('till', names=['render'])\n", ["camera"]),
        ("from direct import (base,\n  more)\n", ["camera"]),
        ("import os, direct.base as base,\n", ["camera"]),
        # What reads the builtins, or has to do with another module.
        ("import builtins\nprint(builtins.render, __builtins__['render'])\n", ["render", "camera"]),
        ("import builtins\nhasattr(builtins, 'render')\n", ["render", "camera"]),
        ("import builtins\nlevels = {}\nlevels['render'] = 1\n", ["render", "camera"]),
        ("import other\nother.render = 1\nx = builtins = 1\n", ["render", "camera"]),
        ("import builtins\nprint 'old'\n", ["render", "camera"]),
        ("from .direct import base\nimport missing.base\n", ["render", "camera"]),
    ],
)
def test_how_names_are_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, added: str, unknown: list[str]
) -> None:
    write(
        tmp_path,
        {
            "project/setup.cfg": "",
            "project/colours.py": "red = 1\n",
            "project/starting.py": added,
            "project/reader.py": READER,
            "libraries/direct/__init__.py": "",
            "libraries/direct/base.py": "import builtins\nbuiltins.render = 1\n",
        },
    )
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.syspath_prepend(tmp_path / "libraries")
    assert _unknown() == unknown


def test_a_project_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"setup.cfg": "", "colours.py": "red = 1\n", "reader.py": READER})
    monkeypatch.chdir(tmp_path)
    assert _unknown() == ["render", "camera"]
    forget()
    monkeypatch.setattr(files, "_MOST_FILES", 1)
    assert _unknown() == []


def test_a_text_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"starting.py": "import builtins\nbuiltins.render = 1\n", "colours.py": ""})
    monkeypatch.chdir(tmp_path)
    assert _unknown(filename="-") == ["render", "camera"]


def _unknown(filename: str = "reader.py") -> list[str]:
    found = check(READER, filename)
    return [each.message.split("'")[1] for each in found if each.code == "IMP012"]
