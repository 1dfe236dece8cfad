"""Star imports that fail, and such as bind nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import check, repaired, write

pytestmark = pytest.mark.usefixtures("memory")

NOT_THERE = "fails: its '__all__' lists 'gone', which does not exist"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("__all__ = ['a', 'gone']\na = 1\n", NOT_THERE),
        (
            "__all__ = ['a', 'go' 'ne']\na = 1\n",
            f"{NOT_THERE} (missing comma between 'go' and 'ne'?)",
        ),
        (
            "__all__ = [\n    'a',\n    'go'  # one\n    'ne',\n]\na = 1\n",
            f"{NOT_THERE} (missing comma between 'go' and 'ne'?)",
        ),
        ("__all__ = ['gone', 'a']\na = f'{1}' 'b'\nx = b'go' b'ne'\n", NOT_THERE),
        ("__all__ = ['gone']\ndef __getattr__(name):\n    raise AttributeError(name)\n", NOT_THERE),
        ("__all__ = []\na = 1\n", "binds nothing: its '__all__' is empty"),
        ("__all__ = ()\n", "binds nothing: its '__all__' is empty"),
        # It may be there elsewhere, or by other means.
        ("import sys\n__all__ = ['gone']\nif sys.platform == 'x':\n    gone = 1\n", None),
        ("__all__ = ['gone']\ndef f():\n    global gone\n    gone = 1\n", None),
        ("__all__ = ['gone']\ndef __getattr__(name):\n    return name\n", None),
        ("__all__ = ['gone']\nimport setting\n", None),
        ("__all__ = ['gone']\nimport importing\n", None),
        ("__all__ = ['gone']\nimport filling\n", None),
        (
            "import sys\n__all__ = ['gone']\nif sys.platform == 'x':\n    from other import *\n",
            None,
        ),
        ("if z:\n    __all__ = ['gone']\n", None),
    ],
)
def test_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str | None
) -> None:
    files = {"m.py": text, "setting.py": "import m\nm.gone = 1\n", "main.py": "", "other.py": ""}
    files["filling.py"] = "import m\nx = {}\nx['a'] = 1\nvars(m)['gone'] = 1\n"
    files["importing.py"] = "from setting import m\n"
    write(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    (found, *_) = check("from m import *\nprint(a)\n", "main.py", select=["IMP001"])
    if message is None:
        assert "fails" not in found.message
        assert "empty" not in found.message
    else:
        assert found.message == f"star import from 'm' {message}"
    if message and "fails" in message:
        main = "from m import *\n"
        assert repaired(main, "IMP001", "main.py", is_safe=False) == main


@pytest.mark.parametrize(
    "setting", ["import m\nm.__dict__['gone'] = 1\n", "import m\nvars(m)['gone'] = 1\n"]
)
def test_names_set_in_the_dictionary_of_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    text = "__all__ = ['gone']\nimport setting\n"
    write(tmp_path, {"m.py": text, "setting.py": setting, "main.py": ""})
    monkeypatch.chdir(tmp_path)
    (found,) = check("from m import *\n", "main.py", select=["IMP001"])
    assert "fails" not in found.message


def test_a_module_that_is_too_large_to_look_at_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"m.py": "__all__ = ['gone']\n", "main.py": ""})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("flake8_importstyle.stars.failing.LARGEST_MODULE", 1)
    (found,) = check("from m import *\n", "main.py", select=["IMP001"])
    assert "fails" not in found.message
