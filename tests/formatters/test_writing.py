"""Files are written so that nothing is lost."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_importstyle.formatters.writing import LeftAlone, replace
from tests.conftest import Flake8

FIX = "--format=importstyle-fix"
# The one who tests may be root, to whom nothing is forbidden.
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.mark.parametrize("function", ["fsync", "replace", "utime"])
def test_a_full_disk_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    path = tmp_path / "a.py"
    path.write_text("old\n")

    def fail(*arguments: object, **keywords: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, function, fail)
    with pytest.raises(LeftAlone, match="No space left on device"):
        replace(str(path), b"old\n", b"new\n")
    assert [each.name for each in tmp_path.iterdir()] == ["a.py"]
    assert path.read_text() == "old\n"


def test_a_kill_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    names = [f"m{number}.py" for number in range(8)]
    for name in names:
        (tmp_path / name).write_text("import a as a\n")
    # The third file is written, but not yet in its place.
    script = (
        "import os, sys\n"
        "from flake8.main.cli import main\n"
        "place, count = os.replace, 0\n"
        "def replace(*arguments):\n"
        "    global count\n"
        "    count += 1\n"
        "    if count == 3:\n"
        "        os._exit(9)\n"
        "    place(*arguments)\n"
        "os.replace = replace\n"
        "main()\n"
    )
    command = [sys.executable, "-c", script, "--isolated", "--select=IMP", FIX, *names]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 9
    found = [(tmp_path / name).read_text() for name in names]
    assert found == ["import a\n"] * 2 + ["import a as a\n"] * 6


@pytest.mark.skipif(IS_ROOT or sys.platform == "win32", reason="nothing is forbidden to root")
def test_read_only_files(flake8: Flake8, tmp_path: Path) -> None:  # pragma: no cover
    (tmp_path / "a.py").write_text("import a as a\n")
    (tmp_path / "a.py").chmod(0o444)
    assert "a.py: left alone: it is read-only" in flake8(FIX).stderr


def test_read_only_files_of_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_text("old\n")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(LeftAlone, match="it is read-only"):
        replace(str(path), b"old\n", b"new\n")


@pytest.mark.skipif(not IS_ROOT, reason="needs the right to give files away")
def test_the_owner_is_kept(tmp_path: Path) -> None:  # pragma: no cover
    path = tmp_path / "a.py"
    path.write_text("old\n")
    os.chown(path, 12345, 12346)
    path.chmod(0o4755)
    replace(str(path), b"old\n", b"new\n")
    status = path.stat()
    assert (status.st_uid, status.st_gid) == (12345, 12346)
    assert stat.S_IMODE(status.st_mode) == 0o4755
    assert path.read_text() == "new\n"
