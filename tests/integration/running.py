"""flake8 run over the tree of files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def flake8(folder: Path, *arguments: str) -> list[str]:
    """Return the lines that flake8 prints in a folder of such files."""
    result = subprocess.run(
        [sys.executable, "-m", "flake8", "--config=.flake8", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONUTF8": "1"},
    )
    assert not result.stderr
    return result.stdout.splitlines()
