"""The table ``[tool.importstyle]`` of ``pyproject.toml``, by itself."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from flake8_importstyle.options.pyproject import Table, keys, table
from flake8_importstyle.options.settings import OPTIONS


def write(folder: Path, *lines: str) -> str:
    path = folder / "pyproject.toml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


def faults(folder: Path, *lines: str) -> list[str]:
    """Return what is said of a table with these lines, without the path."""
    path = write(folder, "[tool.importstyle]", *lines)
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        table(str(folder))
    return [line.removeprefix(f"{path}: ") for line in str(raised.value).splitlines()]


def test_all_kinds_of_values(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "[tool.importstyle]",
        'allow-star = ["tkinter", "shop.*"]',
        'ban = { mock = "use unittest.mock", "a.*" = "no" }',
        'idioms = """',
        "import numpy as np",
        '"""',
        "max-relative-level = 0",
        "single-name = true",
        'lazy = "ban"',
        'src = "."',
        'select = ["IMP0", "IMP103"]',
        'extend-ignore = "IMP001, IMP002"',
        'exclude = ["build", "docs/conf.py"]',
        "jobs = 2",
        "[tool.importstyle.per-file-ignores]",
        '"__init__.py" = ["IMP001", "IMP010"]',
        '"tests/*" = "IMP"',
    )
    assert table(str(tmp_path)) == Table(
        path,
        {
            "allow_star": "tkinter\nshop.*",
            "ban": "mock = use unittest.mock\na.* = no",
            "idioms": "import numpy as np\n",
            "max_relative_level": "0",
            "single_name": "true",
            "lazy": "ban",
            "src": f"{tmp_path}/.",
        },
        {
            "select": ["IMP0", "IMP103"],
            "extend-ignore": ["IMP001", "IMP002"],
            "exclude": ["build", str(tmp_path / "docs/conf.py")],
            "jobs": ["2"],
            "per-file-ignores": [
                "__init__.py:IMP001",
                "__init__.py:IMP010",
                f"{tmp_path / 'tests/*'}:IMP",
            ],
        },
    )


def test_the_nearest_file_that_has_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    inner = tmp_path / "home" / "shop" / "src"
    inner.mkdir(parents=True)
    assert table(str(inner)) is None
    write(tmp_path, "[tool.importstyle]", "jobs = 1")
    assert table(str(inner)) is None  # It is above the home folder.
    path = write(inner.parent, "[tool.importstyle]", "jobs = 2")
    write(inner, "[project]", 'dependencies = ["flake8-importstyle"]')
    found = table(str(inner))
    assert found is not None
    assert (found.path, found.of_flake8) == (path, {"jobs": ["2"]})


@pytest.mark.parametrize("text", ["", "[tool]", "[tool.importstyle", "tool = 1", "[tool.other]"])
def test_no_table(tmp_path: Path, text: str) -> None:
    write(tmp_path, text.replace("importstyle", "black"))
    assert table(str(tmp_path)) is None
    (tmp_path / "pyproject.toml").write_bytes(b"\xff importstyl")
    assert table(str(tmp_path)) is None


def test_the_root_folder_has_an_end() -> None:
    assert table("/") is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"[tool.importstyle", "Expected"),
        (b"\xff # importstyle", "codec can't decode"),
        (b"tool.importstyle = 1", "'tool.importstyle' is not a table"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, text: bytes, fault: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(text)
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        table(str(tmp_path))
    assert str(raised.value).startswith(f"{path}: ")
    assert fault in str(raised.value)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.path.isfile", lambda path: path.startswith(str(tmp_path)))
    assert table(str(tmp_path)) is None


def test_all_faults_at_once(tmp_path: Path) -> None:
    assert faults(tmp_path, 'lazy = "never"', "slect = 1", 'max-relative-level = "x"') == [
        "tool.importstyle.lazy: 'never': write 'ban' or 'require'",
        "tool.importstyle.slect: no such option: did you mean 'select'?",
        "tool.importstyle.max-relative-level: 'x': write a number, 0 or more",
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("allow_star = 1", "no such option: did you mean 'allow-star'?"),
        ("importstyle-lazy = 1", "no such option: did you mean 'lazy'?"),
        ("zzz = 1", "no such option"),
        ("allow-star = true", "true or false is not a value of this option"),
        ("allow-star = 1.5", "write a string or a list of strings"),
        ("allow-star = [[1]]", "write a string or a list of strings"),
        ("select = [true]", "write a string or a list of strings"),
        ("allow-star = { a = 1 }", "write a string or a list of strings"),
        ("ban = { a = 1 }", "write a string or a list of strings"),
        ("single-name = 'perhaps'", "'perhaps': write 'true', 'false' or 'modules'"),
        ("per-file-ignores = 'a.py:IMP'", "write a table of file patterns with their codes"),
    ],
)
def test_faults(tmp_path: Path, line: str, fault: str) -> None:
    key = line.partition(" ")[0]
    assert faults(tmp_path, line) == [f"tool.importstyle.{key}: {fault}"]


def test_keys() -> None:
    assert {name.replace("_", "-") for name in OPTIONS} < set(keys())
    assert not {"preset", "select", "jobs", "per-file-ignores"} - set(keys())
