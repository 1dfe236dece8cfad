"""Every option from ``pyproject.toml``, through real flake8 with the real Flake8-pyproject."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import flake8.options.aggregator
import flake8.options.config
import pytest
from flake8.main.application import Application

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.options.settings import OPTIONS, Settings, flag
from tools.write_docs import ROOT

pytest.importorskip("flake8p")

GLOBS = ("a.b, shop.*", '"a.b, shop.*"', '["a.b", "shop.*"]')
SWITCH = ("true", "true", '"true"', '"yes"', "1")
# Folders that are there whatever the working directory; empty ones take their values away.
FOLDERS = (str(ROOT), f'"{ROOT}"', f'["{ROOT}"]')
PYTHON = (sys.prefix, f'"{sys.prefix}"', f'["{sys.prefix}"]')
# How one value is written for setup.cfg, and in each way that there is for pyproject.toml.
VALUES = {
    "preset": ("google", '"google"', '["google"]'),
    "allow_star": GLOBS,
    "ban": (
        "\n mock = use unittest.mock\n a.* except a/*.py, b.py = no",
        '"""\nmock = use unittest.mock\na.* except a/*.py, b.py = no\n"""',
        '["mock = use unittest.mock", "a.* except a/*.py, b.py = no"]',
    ),
    "ban_alias": ("\n keras = K, k\n * = ?", '["keras = K, k", "* = ?"]'),
    "baseline": ("old.baseline", '"old.baseline"', '["old.baseline"]'),
    "baseline_stale": ("ignore", '"ignore"', '["ignore"]'),
    "builtins_allow": ("open, max", '"open, max"', '["open", "max"]'),
    "from_policy": ("modules", '"modules"', '["modules"]'),
    "from_banned": GLOBS,
    "from_exempt": GLOBS,
    "heavy_modules": GLOBS,
    "idioms": (
        "\n import numpy as np\n import datetime as dt | from datetime import date",
        "'''\nimport numpy as np\nimport datetime as dt | from datetime import date'''",
        '["import numpy as np", "import datetime as dt | from datetime import date"]',
    ),
    "indirect": ("package", '"package"', '["package"]'),
    "indirect_allow": GLOBS,
    "lazy": ("ban", '"ban"', '["ban"]'),
    "lazy_modules": GLOBS,
    "local_allow": GLOBS,
    "max_relative_level": ("1", "1", '"1"', '["1"]', "[1]"),
    "no_resolve": SWITCH,
    "noqa_reason": ("still to do", '"still to do"', '["still to do"]'),
    "private_allow": GLOBS,
    "python": PYTHON,
    "relative_siblings": GLOBS,
    "single_name": ("modules", '"modules"', '["modules"]'),
    "single_name_exempt": GLOBS,
    "src": FOLDERS,
    "strict_aliases": SWITCH,
    "submodule_alias": ("from", '"from"', '["from"]'),
    "unsafe_fixes": SWITCH,
    "unused_noqa": SWITCH,
    "vague_names": ("load, default", '"load, default"', '["load", "default"]'),
}
SWITCHES = [name for name, option in OPTIONS.items() if option.metavar is None]
# What an option cannot do without.
COMPANIONS = {
    "baseline_stale": ("importstyle-baseline", "old.baseline"),
    "from_exempt": ("importstyle-from-policy", "modules"),
    "indirect_allow": ("importstyle-indirect", "all"),
    "lazy_modules": ("importstyle-lazy", "ban"),
    "single_name_exempt": ("importstyle-single-name", "true"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder; the process is as before afterwards."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.baseline").write_text("")
    monkeypatch.setattr(ImportStyleChecker, "rules", ())
    monkeypatch.setattr(ImportStyleChecker, "settings", Settings())
    # Flake8-pyproject puts functions of its own here.
    for module, name in (
        (flake8.options.aggregator, "aggregate_options"),
        (flake8.options.config, "parse_config"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    return tmp_path


def settings(path: Path, text: str) -> Settings:
    """Return the plugin's settings when flake8 starts with this configuration file."""
    path.write_text(text)
    Application().initialize([])
    path.unlink()
    return ImportStyleChecker.settings


@pytest.mark.parametrize("name", OPTIONS)
def test_option(folder: Path, name: str) -> None:
    assert name in VALUES, "add to VALUES how a value of this option is written"
    ini, *written = VALUES[name]
    key = flag(name)[2:]
    companion, value = COMPANIONS.get(name, ("max-line-length", "99"))
    expected = settings(
        folder / "setup.cfg",
        f"[flake8]\n{companion} = {value}\n{key} = {ini}\n",
    )
    assert name in expected.given
    assert expected.differs(name)
    for toml in written:
        text = f'[tool.flake8]\n{companion} = "{value}"\n{key} = {toml}\n'
        assert settings(folder / "pyproject.toml", text) == expected


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_that_is_off(folder: Path, name: str) -> None:
    text = f"[tool.flake8]\n{flag(name)[2:]} = false\n"
    assert settings(folder / "pyproject.toml", text) == Settings(given=frozenset({name}))


@pytest.mark.parametrize("name", [name for name in OPTIONS if name not in ("preset", *SWITCHES)])
def test_an_empty_list_takes_the_value_of_a_preset_away(folder: Path, name: str) -> None:
    text = f'[tool.flake8]\nimportstyle-preset = "strict"\n{flag(name)[2:]} = []\n'
    found = settings(folder / "pyproject.toml", text)
    assert getattr(found, name) == OPTIONS[name].read("")


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flake8", "--select=IMP", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_findings(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.flake8]\nimportstyle-ban = ["mock = use unittest.mock"]\n'
    )
    (tmp_path / "a.py").write_text("import mock\n")
    assert run(tmp_path).stdout == "./a.py:1:8: IMP203 'mock' is banned: use unittest.mock\n"


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ('["a = b", "c"]', "importstyle-ban: line 2: 'c': write 'name = message'"),
        ('{mock = "no"}', "importstyle-ban: line 1: "),
        ("[[1]]", "importstyle-ban: line 1: '[1]': write 'name = message'"),
        ("1979-05-27", "importstyle-ban: line 1: '1979-05-27': write 'name = message'"),
    ],
)
def test_faults(tmp_path: Path, value: str, fault: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.flake8]\nimportstyle-ban = {value}\n")
    result = run(tmp_path)
    assert result.returncode in (1, 2)
    assert fault in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
