"""What holds for all tests."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flake8.options import aggregator, config
from hypothesis import settings

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.cli.main import main
from flake8_importstyle.resolver.files import forget
from flake8_importstyle.rules.registry import LOG
from tests import support
from tests.tree import FILES, write


class _Raise(logging.Handler):
    """Turns a fault that would only be logged into a failed test."""

    def emit(self, record: logging.LogRecord) -> None:
        assert record.levelno < logging.ERROR, record.getMessage()


LOG.addHandler(_Raise())

# The same examples in each run; `--hypothesis-profile=default` looks for others.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")


# What programs print does not depend on who runs the tests.
for _name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
    os.environ.pop(_name, None)


class Run:
    """What a run of a program ended in."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.returncode = done.returncode
        self.output = done.stdout
        self.stdout = done.stdout.decode("utf-8", "replace")
        self.stderr = done.stderr.decode("utf-8", "replace")


Flake8 = Callable[..., Run]
Command = Callable[..., tuple[int, str, str]]
"""Takes the arguments of ``importstyle``; returns its exit status, output and errors."""


@pytest.fixture
def flake8(tmp_path: Path) -> Flake8:
    """Run flake8 in an empty folder, without a configuration; input is bytes or nothing."""

    def run(*arguments: str, input: bytes | None = None) -> Run:
        command = [sys.executable, "-m", "flake8", "--isolated", *arguments]
        return Run(
            subprocess.run(command, cwd=tmp_path, input=input, capture_output=True, check=False)
        )

    return run


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run a command among the files of a small project."""
    support.write(tmp_path, support.SHOP)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(arguments)
        except SystemExit as ended:
            status = int(ended.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture(autouse=True)
def _own_flake8(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo what Flake8-pyproject does to flake8 for good if a test runs it in this process."""
    monkeypatch.setattr(aggregator, "aggregate_options", aggregator.aggregate_options)
    monkeypatch.setattr(config, "parse_config", config.parse_config)


@pytest.fixture
def memory() -> Iterator[None]:
    """Know nothing of files before the test, nor after it."""
    forget()
    yield
    forget()


@pytest.fixture
def own_settings(memory: None) -> Iterator[None]:
    """Leave the plugin as it was, whatever options it is given in the test."""
    rules, settings = ImportStyleChecker.rules, ImportStyleChecker.settings
    yield
    ImportStyleChecker.rules, ImportStyleChecker.settings = rules, settings


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every case, and the project around them."""
    folder = tmp_path_factory.mktemp("whole")
    write(folder, FILES)
    return folder
