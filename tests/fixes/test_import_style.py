"""How a file writes imports, by what it shows and what isort, Ruff and black are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.fixes.import_style import ImportStyle, combines_as, import_style
from flake8_importstyle.options.import_sorter import Wrapping
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


def style_of(path: Path, text: str = "import a\n") -> ImportStyle:
    forget()
    source = parsed(text, str(path))
    assert source is not None
    return import_style(source)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            ".isort.cfg",
            "[settings]\nline_length = 70\n",
            {"longest": 70, "wrapping": Wrapping.GRID},
        ),
        ("setup.cfg", "[isort]\nprofile = black\n", {"longest": 88, "ends_with_comma": True}),
        ("setup.cfg", "[metadata]\nname = isort\n", {"longest": None}),
        ("setup.cfg", "isort\n", {"longest": None}),
        ("tox.ini", "[isort]\nline_length = many\n", {"longest": None}),
        ("tox.ini", "[isort]\nmulti_line_output = 3\n", {"wrapping": Wrapping.ONE_A_LINE}),
        ("tox.ini", "[isort]\nmulti_line_output = 5\n", {"wrapping": Wrapping.GRID_BELOW}),
        (
            "tox.ini",
            "[isort]\nmulti_line_output = VERTICAL_GRID_GROUPED\n",
            {"wrapping": Wrapping.GRID_BELOW, "ends_with_comma": False},
        ),
        ("tox.ini", "[isort]\nmulti_line_output = GRID\n", {"wrapping": Wrapping.GRID}),
        ("tox.ini", "[isort]\nforce_single_line = yes\n", {"single_names": True}),
        ("pyproject.toml", "[tool.black]\nline-length = 100\n", {"longest": 100}),
        ("pyproject.toml", "[tool.black]\n", {"longest": 88}),
        ("pyproject.toml", "[tool.ruff]\n[tool.black]\nline-length = 100\n", {"longest": 100}),
        ("pyproject.toml", "[tool.ruff]\nlint = 1\nisort = 2\n", {"longest": 88}),
        ("pyproject.toml", "[tool.ruff.isort]\nforce-single-line = true\n", {"single_names": True}),
        ("pyproject.toml", "[tool.ruff", {"longest": None}),
        ("ruff.toml", "line-length = 60\n", {"longest": 60}),
    ],
)
def test_what_is_configured(
    tmp_path: Path, name: str, text: str, expected: dict[str, object]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / name).write_text(text)
    sorter = style_of(tmp_path / "a.py").sorter
    assert {key: getattr(sorter, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "wrapping", "ends_with_comma"),
    [
        ("from m import (a,\n               b)\n", Wrapping.GRID, False),
        ("from m import (\n    a, b,\n    c,\n)\n", Wrapping.GRID_BELOW, True),
        ("from m import (  # why\n    a,\n    b  # because\n)\n", Wrapping.ONE_A_LINE, False),
        ("from m import (\n    a,\n    b,  # because\n)\n", Wrapping.ONE_A_LINE, True),
        ("from m import a, \\\n    b\nfrom m import (\n    a\n)\n", Wrapping.ONE_A_LINE, True),
    ],
)
def test_the_file_shows_how_lists_are_wrapped(
    tmp_path: Path, text: str, wrapping: Wrapping, ends_with_comma: bool
) -> None:
    (tmp_path / ".git").mkdir()
    sorter = style_of(tmp_path / "a.py", text).sorter
    assert (sorter.wrapping, sorter.ends_with_comma) == (wrapping, ends_with_comma)


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ("", "BOTH, CamelCase, a1, a2, a10, b, toVerilog, toVHDL"),
        ("order_by_type = no", "a1, a2, a10, b, BOTH, CamelCase, toVerilog, toVHDL"),
        ("case_sensitive = yes", "BOTH, CamelCase, a1, a2, a10, b, toVHDL, toVerilog"),
        (
            "case_sensitive = yes\norder_by_type = no",
            "BOTH, CamelCase, a1, a10, a2, b, toVHDL, toVerilog",
        ),
    ],
)
def test_the_order_of_names(tmp_path: Path, configuration: str, expected: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".isort.cfg").write_text(f"[settings]\nline_length = 79\n{configuration}\n")
    names = expected.split(", ")
    assert style_of(tmp_path / "a.py").sorted(sorted(names)) == names


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ("[tool.ruff]\n", ["a, c, d", "b as b", "c as e"]),
        ("[tool.ruff.lint.isort]\ncombine-as-imports = true\n", ["a, b as b, c, c as e, d"]),
        (
            "[tool.ruff.lint.isort]\nforce-single-line = true\n",
            ["a", "b as b", "c", "c as e", "d"],
        ),
        ("[tool.isort]\nprofile = 'black'\n", ["a", "b as b", "c", "c as e", "d"]),
    ],
)
def test_what_stands_in_one_statement(
    tmp_path: Path, configuration: str, expected: list[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text(configuration)
    style = style_of(tmp_path / "a.py")
    names = ["d", "c as e", "b as b", "a", "c"]
    assert [", ".join(each) for each in style.statements(names)] == expected
