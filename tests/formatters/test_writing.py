"""Files are written so that nothing is lost."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flake8_importstyle.formatters.writing import LeftAlone, _lock, create, remove_strays, replace
from tests.conftest import Flake8

FIX = "--format=importstyle-fix"
# The one who tests may be root, to whom nothing is forbidden.
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
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


@pytest.mark.parametrize("function", ["os.fsync", "builtins.open"])
def test_a_full_disk_leaves_no_half_of_a_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    """An empty baseline, for example, would say that there is nothing to list."""

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(function, fail)
    with pytest.raises(LeftAlone, match="No space left on device"):
        create(str(tmp_path / "new"), b"content\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("has_links", [True, False])
def test_a_new_file_replaces_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    if not has_links:
        monkeypatch.setattr(os, "link", fail, raising=False)
    path = tmp_path / "new"
    create(str(path), b"content\n")
    with pytest.raises(LeftAlone, match="it changed while flake8 ran"):
        create(str(path), b"other\n")
    assert [each.name for each in tmp_path.iterdir()] == ["new"]
    assert path.read_bytes() == b"content\n"
    # Others may read it, if the user lets them read new files.
    (tmp_path / "plain").touch()
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_stopping_just_after_a_file_is_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.py"
    path.write_text("old\n")
    put = os.replace

    def stop(*arguments: Any) -> None:
        put(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        replace(str(path), b"old\n", b"new\n")
    assert path.read_text() == "new\n"


def test_a_kill_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    names = [f"m{number}.py" for number in range(8)]
    for name in names:
        (tmp_path / name).write_text("import a, a\n")
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
    assert found == ["import a\n"] * 2 + ["import a, a\n"] * 6


@pytest.mark.skipif(IS_ROOT or sys.platform == "win32", reason="nothing is forbidden to root")
def test_read_only_files(flake8: Flake8, tmp_path: Path) -> None:  # pragma: no cover
    (tmp_path / "a.py").write_text("import a, a\n")
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


@needs_links
@pytest.mark.parametrize("format", [FIX, "--format=importstyle-diff", "--format=importstyle-json"])
def test_links_that_lead_out(flake8: Flake8, tmp_path: Path, format: str) -> None:
    """Nobody has asked for what is elsewhere, neither to be changed nor to be shown."""
    text = "import secret, secret\n"
    for name in ("away/a.py", "tree/b.py", "tree/inner/c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "tree/out.py").symlink_to("../away/a.py")
    (tmp_path / "tree/in.py").symlink_to("inner/c.py")
    (tmp_path / "link").symlink_to("tree")
    reason = "left alone: it is a link to a file outside the paths given to flake8"
    for argument in ("tree", "link", "tree/out.py", "."):
        result = flake8("--select=IMP", format, argument)
        is_out = argument != "."
        assert (f"out.py: {reason}" in result.stderr) is is_out
        assert result.stderr.count(reason) == is_out
        if format != FIX:
            shown = result.stdout.replace("\\n", "\n")
            assert ("away/a.py" in shown or "tree/out.py" in shown) is not is_out
            continue
        for name in ("tree/b.py", "tree/inner/c.py"):
            is_asked_for = argument != "tree/out.py"
            assert ((tmp_path / name).read_text() == "import secret\n") is is_asked_for
            (tmp_path / name).write_text(text)
        assert ((tmp_path / "away/a.py").read_text() == text) is is_out


def test_a_file_that_is_not_below_where_it_starts(flake8: Flake8, tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "a.py").write_text("import a, a\n")
    result = flake8("--select=IMP", FIX, os.path.join("tree", "..", "a.py"))
    assert "left alone" not in result.stderr
    assert (tmp_path / "a.py").read_text() == "import a\n"


@needs_links
@pytest.mark.parametrize("by", ["write", "replace", "link"])
def test_a_file_that_changes_while_another_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """The last look is right before the file is replaced."""
    path = tmp_path / "a.py"
    path.write_text("old\n")
    (tmp_path / "other.py").write_text("old\n")

    def change(*_: object) -> None:
        if by == "write":
            path.write_text("edited\n")
        elif by == "replace":
            # With the same text, but perhaps with other rights.
            os.replace(tmp_path / "other.py", path)
        else:
            path.unlink()
            path.symlink_to("other.py")

    monkeypatch.setattr("flake8_importstyle.formatters.writing._keep_owner", change)
    with pytest.raises(LeftAlone, match="it changed while flake8 ran"):
        replace(str(path), b"old\n", b"new\n")
    assert path.read_text() == ("edited\n" if by == "write" else "old\n")
    assert not list(tmp_path.glob(".importstyle-*"))


@needs_links
def test_what_a_killed_run_leaves_is_removed(flake8: Flake8, tmp_path: Path) -> None:
    for name in ("sub/a.py", "clean/b.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("import a, a\n")
    script = (
        "import os\nfrom flake8.main.cli import main\nos.replace = lambda *_: os._exit(9)\nmain()\n"
    )
    command = [sys.executable, "-c", script, "--isolated", "--select=IMP", FIX]
    for name in ("sub", "clean"):
        done = subprocess.run([*command, name], cwd=tmp_path, check=False)
        assert done.returncode == 9
        assert len(list((tmp_path / name).glob(".importstyle-*"))) == 1
    # Another run is about to put this one in its place.
    busy, folder, kept = (
        tmp_path / "sub" / f".importstyle-{name}" for name in ("12345678", "abcdefgh", "notes")
    )
    folder.mkdir()
    kept.write_text("")
    (tmp_path / "sub" / ".importstyle-_linkto_").symlink_to("a.py")
    # There, nothing is to be repaired any more.
    (tmp_path / "clean" / "b.py").write_text("import a\n")
    with busy.open("wb") as file:
        assert _lock(file.fileno())
        flake8("--select=IMP", FIX, ".")
    names = {each.name for each in (tmp_path / "sub").iterdir()}
    assert names == {"a.py", busy.name, folder.name, kept.name, ".importstyle-_linkto_"}
    assert [each.name for each in (tmp_path / "clean").iterdir()] == ["b.py"]
    assert (tmp_path / "sub" / "a.py").read_text() == "import a\n"


def test_strays_that_cannot_be_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: object) -> None:
        raise PermissionError(path)

    remove_strays(str(tmp_path / "gone"))
    stray = tmp_path / ".importstyle-abcdefgh"
    stray.write_text("")
    monkeypatch.setattr(os, "unlink", fail)
    remove_strays(str(tmp_path))
    assert stray.exists()
