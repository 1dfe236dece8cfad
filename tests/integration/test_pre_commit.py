"""The hooks, run by the real pre-commit from a local repository, without network."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.markdown import FENCE
from tools.write_docs import ROOT

pytest.importorskip("pre_commit")

STAR = "IMP001 star import from 'database': write 'from database import Database'"


class Project:
    """A git repository whose configuration names a hook of ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self.hooks = folder / "hooks"
        names = {
            f"GIT_{who}_{what}": "x"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            **names,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "PRE_COMMIT_HOME": str(folder / "home"),
        }
        # What is installed here stands for what pre-commit would install.
        manifest = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
        here = manifest.replace("language: python", "language: system")
        self.commit(self.hooks, {".pre-commit-hooks.yaml": here})
        self.revision = self.run(self.hooks, "git", "rev-parse", "HEAD").stdout.strip()

    def run(self, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def commit(self, folder: Path, files: Mapping[str, str]) -> None:
        if not folder.exists():
            folder.mkdir()
            self.run(folder, "git", "init", "--quiet")
        for name, text in files.items():
            (folder / name).write_text(text)
        self.run(folder, "git", "add", ".")
        result = self.run(folder, "git", "commit", "--quiet", "--no-verify", "--message=x")
        assert not result.returncode, result.stderr

    def hook(
        self, name: str, files: Mapping[str, str], extra: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a hook over files; ``extra`` is more of its configuration."""
        return self.configured(
            f"repos:\n-   repo: {self.hooks}\n    rev: {self.revision}\n"
            f"    hooks:\n    -   id: {name}\n{extra}",
            files,
        )

    def configured(self, config: str, files: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run all hooks of a configuration over files."""
        self.commit(self.folder, {".pre-commit-config.yaml": config, **files})
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color=never"]
        return self.run(self.folder, *command)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


GOOD = {"database.py": "class Database: ...\n", "till.py": "import database\n"}
BAD = {**GOOD, "report.py": "from database import *\nimport a, b\n\nprint(Database())\n"}


def test_check(project: Project) -> None:
    result = project.hook("importstyle", GOOD)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Passed" in result.stdout
    result = project.hook("importstyle", BAD)
    assert result.returncode == 1
    assert [line for line in result.stdout.splitlines() if "report.py" in line] == [
        f"report.py:1:1: {STAR}"
    ]


def test_a_hook_without_a_repository(project: Project) -> None:
    page = (ROOT / "docs" / "pre-commit.md").read_text("utf-8")
    (config,) = (each[3] for each in FENCE.finditer(page) if "repo: local" in each[3])
    installed = "        additional_dependencies: [flake8-importstyle]\n"
    assert installed in config
    here = config.replace(installed, "").replace("language: python", "language: system")
    result = project.configured(here, BAD)
    assert result.returncode == 1
    assert f"report.py:1:1: {STAR}" in result.stdout
    entry = "importstyle check --fix"
    assert f"`entry: {entry}`" in page
    result = project.configured(
        here.replace("entry: importstyle check\n", f"entry: {entry}\n"), BAD
    )
    assert "files were modified by this hook" in result.stdout
    assert "Rewriting report.py" in result.stdout


@pytest.mark.parametrize(
    ("configuration", "extra", "codes"),
    [
        ("select = E,F", "", ["IMP001"]),
        ("select = E,F\nextend-select = IMP103", "", ["IMP001", "IMP103"]),
        ("ignore = IMP001", "", []),
        ("per-file-ignores = report.py: IMP001", "", []),
        ("exclude = report.py", "", []),
        ("importstyle-allow-star = database", "", []),
        ("", "        args: ['--select=IMP,IMP1']\n", ["IMP001", "IMP103"]),
    ],
)
def test_configuration(project: Project, configuration: str, extra: str, codes: list[str]) -> None:
    files = {**BAD, ".flake8": f"[flake8]\n{configuration}\n"}
    result = project.hook("importstyle", files, extra)
    found = [line.split()[1] for line in result.stdout.splitlines() if "report.py:" in line]
    assert found == codes
    assert result.returncode == bool(codes)


def test_stubs_are_looked_at(project: Project) -> None:
    result = project.hook("importstyle", {"a.pyi": "import b.__init__\n"})
    assert "a.pyi:1:8: IMP107" in result.stdout


def test_fix(project: Project) -> None:
    name = "importstyle-fix"
    assert project.hook(name, GOOD).returncode == 0
    # The line too long is none of this hook's business.
    bad = {"till.py": f"import database, database\nx = '{'x' * 99}'\n", "a.py": "import b, b\n"}
    result = project.hook(name, {**bad, ".flake8": "[flake8]\nselect = E,F\n"})
    assert result.returncode == 1
    assert "files were modified by this hook" in result.stdout
    assert "Rewriting till.py" in result.stdout
    assert (project.folder / "till.py").read_text().startswith("import database\n")
    assert (project.folder / "a.py").read_text() == "import b\n"
    assert project.hook(name, {}).returncode == 0


def test_fix_says_what_is_left(project: Project) -> None:
    files = {"a.py": "import b, b\nfrom d import __init__\n"}
    first = project.hook("importstyle-fix", files)
    assert first.returncode == 1
    assert (project.folder / "a.py").read_text() == files["a.py"].replace("b, b", "b")
    second = project.hook("importstyle-fix", {})
    assert second.returncode == 1
    assert "files were modified" not in second.stdout
    assert "a.py:2:15: IMP107" in first.stdout
    assert "a.py:2:15: IMP107" in second.stdout
