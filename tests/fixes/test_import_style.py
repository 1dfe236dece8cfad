"""How a file writes imports, by what it shows and what isort, Ruff and black are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.fixes.import_style import combines_as
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.syntax.parsing import parsed


def is_combined(path: Path, text: str = "import a\n", *, is_alone: bool = False) -> bool:
    forget()
    source = parsed(text, str(path), is_alone=is_alone)
    assert source is not None
    return combines_as(source)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from m import a, b\nfrom m import c as d\nimport e as f, g\n", False),
        ("from m import a, b as c\n", True),
        ("def f():\n    from m import a as b, c as d\n", True),
    ],
)
def test_the_file_itself_shows_it(tmp_path: Path, text: str, expected: bool) -> None:
    assert is_combined(tmp_path / "a.py", text) is expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (".isort.cfg", "[settings]\ncombine_as_imports = True\n", True),
        (".isort.cfg", "[settings]\nprofile=django\n", True),
        (".isort.cfg", "[settings]\nprofile=black\n", False),
        ("setup.cfg", "[isort]\ncombine_as=1\n", True),
        ("tox.ini", "[isort]\ncombine_as_imports: no\n", False),
        ("tox.ini", "[isort]\n# combine_as_imports = yes\n", False),
        ("pyproject.toml", "[tool.isort]\nprofile = 'appnexus'\n", True),
        ("pyproject.toml", "[tool.other]\nprofile = 'django'\n", False),
        ("pyproject.toml", "[tool.isort]\ncombine_as_imports = true\n", True),
        ("pyproject.toml", "[tool.ruff.lint.isort]\ncombine-as-imports = true\n", True),
        ("pyproject.toml", "[tool.ruff.lint.isort]\ncombine-as-imports = false\n", False),
        ("pyproject.toml", "[tool.ruff]\nlint.isort.combine-as-imports = true\n", True),
        ("ruff.toml", "[lint]\nisort = { 'combine-as-imports' = true }\n", True),
        (".ruff.toml", "[lint.isort]\ncombine-as-imports=true\n", True),
    ],
)
def test_a_configuration_says_it(tmp_path: Path, name: str, text: str, expected: bool) -> None:
    (tmp_path / name).write_text(text)
    assert is_combined(tmp_path / "a.py") is expected
    assert is_combined(tmp_path / "shop" / "models" / "a.py") is expected
    assert not is_combined(tmp_path / "a.py", is_alone=True)


def test_the_nearest_that_says_anything_holds(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("[isort]\ncombine_as = true\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.isort]\n")
    assert is_combined(inner / "a.py")
    (inner / ".isort.cfg").write_text("[settings]\ncombine_as = false\n")
    assert not is_combined(inner / "a.py")
    assert is_combined(tmp_path / "a.py")


def test_what_is_above_a_project_is_not_asked(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("[isort]\ncombine_as = true\n")
    (tmp_path / "inner" / ".git").mkdir(parents=True)
    assert not is_combined(tmp_path / "inner" / "a.py")


def test_no_configuration(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert not is_combined(tmp_path / "a.py")
