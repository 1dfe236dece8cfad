"""What is looked at is not run, and cannot stop the run."""

from __future__ import annotations

import os
import socket
import sys
import threading
from pathlib import Path

import pytest

from flake8_importstyle.exports.module_exports import OUTSIDE
from flake8_importstyle.exports.wildcard import Resolver
from flake8_importstyle.resolver.files import content
from flake8_importstyle.resolver.search_path import submodules
from tests.conftest import Flake8
from tests.support import write

UNREADABLE = "its file cannot be read"
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")


pytestmark = pytest.mark.usefixtures("memory")


def test_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\r\n")
    assert content(str(tmp_path / "a"), 5) == b"one\r\n"
    assert content(str(tmp_path / "a"), 4) is None
    assert content(str(tmp_path / "b"), 4) is None
    assert content(str(tmp_path), 4) is None
    assert content("a\0b", 4) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    folders = write(tmp_path, {"user.py": "from pipe import *\nx = 1\n"})
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "endless.py").symlink_to("/dev/zero")
    server = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    os.chdir(tmp_path)  # The address of a socket must be short.
    try:
        server.bind("door.py")
    finally:
        os.chdir(here)
        server.close()
    found = Resolver(folders)
    for name in ("pipe", "door"):
        assert found.wildcard_names(name).incomplete == UNREADABLE
    assert found.wildcard_names("endless").incomplete == OUTSIDE
    assert content(str(tmp_path / "endless.py"), 9) is None
    assert set(found.wildcard_names("user").names) == {"x"}
    assert UNREADABLE in found.wildcard_names("user").incomplete


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_file_that_becomes_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = 1\n")
    before = os.stat(file)
    file.unlink()
    os.mkfifo(file)
    monkeypatch.setattr(os, "stat", lambda path: before)
    assert content(str(file), 100) is None


@pytest.mark.parametrize("after", [b"", b"x = 1\n" * 9, b"y"])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bytes
) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"x = 1\n")
    os.utime(file, ns=(0, 0))
    original = os.fstat

    def fstat(number: int) -> os.stat_result:
        # Between the first look and the reading, another program writes.
        status = original(number)
        file.write_bytes(after)
        return status

    monkeypatch.setattr(os, "fstat", fstat)
    assert content(str(file), 100) is None
    file.write_bytes(b"x = 1\n")
    os.utime(file, ns=(0, 0))
    assert Resolver((str(tmp_path),)).wildcard_names("a").incomplete == UNREADABLE


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    folders = write(
        tmp_path, {"huge.py": "x = 1\n" * 500_000, "bad.py": "x = \n", "folder.py/a": ""}
    )
    found = Resolver(folders)
    for name in ("huge", "bad", "folder"):
        assert found.wildcard_names(name)[:2] == ({}, UNREADABLE)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_without_permission(tmp_path: Path) -> None:  # pragma: no cover
    folders = write(tmp_path, {"secret.py": "x = 1\n"})
    (tmp_path / "secret.py").chmod(0)
    assert Resolver(folders).wildcard_names("secret").incomplete == UNREADABLE


@needs_links
def test_links_in_circles(tmp_path: Path) -> None:
    folders = write(tmp_path, {"user.py": "from a import *\n"})
    (tmp_path / "a.py").symlink_to("b.py")
    (tmp_path / "b.py").symlink_to("a.py")
    (tmp_path / "c").symlink_to("c")
    found = Resolver(folders)
    assert found.wildcard_names("a").incomplete == UNREADABLE
    assert found.wildcard_names("c").incomplete == "module not found"
    assert found.wildcard_names("c.d").incomplete == "module not found"
    assert submodules(str(tmp_path)) == {"a", "b", "user"}


@needs_links
def test_packages_that_contain_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_importstyle.exports.module_exports._MOST_STEPS", 500_000)
    folders = write(
        tmp_path,
        {
            "p/__init__.py": "from . import a, b\nfrom .a import *\nx = 1\n",
            "q/__init__.py": "from .q import *\nfrom .q import y\nx = 1\n",
        },
    )
    for link in ("p/a", "p/b", "q/q"):
        (tmp_path / link).symlink_to(os.path.join("..", link.partition("/")[0]))
    found = Resolver(folders)
    for package in ("p", "q"):
        star = found.wildcard_names(package)
        assert star.incomplete
        assert "x" in star.names
        found.submodules((package,))
        assert found.has(package, "x") is True


@needs_links
def test_links_that_lead_out(tmp_path: Path) -> None:
    """A linted tree could have one to a file that is none of its business."""
    write(
        tmp_path,
        {
            "away/a.py": "x = 1\n",
            "away/p/__init__.py": "x = 1\n",
            "away/s.pyi": "x: int\n",
            "root/m.py": "from a import *\ny = 1\n",
            "root/g/__init__.py": "from . import b\n",
            "root/g/b.py": "y = 1\n",
            "away/giver.py": "from . import b\nb.z = 1\n",
            "root/h/b.py": "y = 1\n",
            "near/b.py": "x = 1\n",
            "venv/site-packages/e.py": "from d import *\n",
        },
    )
    root, site = tmp_path / "root", tmp_path / "venv" / "site-packages"
    for link, target in (
        *(("a.py", "../away/a.py"), ("p", "../away/p"), ("s.pyi", "../away/s.pyi")),
        *(("b.py", "../near/b.py"), ("c.py", "m.py"), ("two.py", "a.py")),
        ("h/__init__.py", "../../away/giver.py"),
    ):
        (root / link).symlink_to(target)
    # Package managers and Bazel fill environments with links.
    (site / "d.py").symlink_to("../../away/a.py")
    (tmp_path / "near" / "i.py").symlink_to("../root/m.py")
    (tmp_path / "link").symlink_to("root")
    folders = (str(root), str(tmp_path / "near"), str(site))
    found = Resolver(folders)
    for module in ("a", "p", "s", "two"):
        assert found.wildcard_names(module)[:2] == ({}, OUTSIDE)
        assert found.exists(module) is not False
    assert OUTSIDE in found.wildcard_names("m").incomplete
    assert set(found.wildcard_names("c").names) == {"y"}
    assert set(found.wildcard_names("h.b").names) == {"y"}
    for module in ("b", "d", "e"):
        assert set(found.wildcard_names(module).names) == {"x"}
    assert set(found.wildcard_names("i").names) == {"y"}
    assert Resolver(folders[1:]).wildcard_names("i")[:2] == ({}, OUTSIDE)
    assert set(Resolver((str(tmp_path / "link"),)).wildcard_names("g.b").names) == {"y"}


def test_import_cycles(tmp_path: Path) -> None:
    texts = {
        f"m{number}.py": f"from m{(number + 1) % 5} import *\nx{number} = 1\n"
        for number in range(5)
    }
    found = Resolver(write(tmp_path, {**texts, "own.py": "from own import *\nimport own\n"}))
    for number in range(5):
        assert "it is part of the import cycle m" in found.wildcard_names(f"m{number}").incomplete
        assert f"x{number}" in found.wildcard_names(f"m{number}").names
    assert "it is part of the import cycle own → own" in found.wildcard_names("own").incomplete
    assert found.loaded("m0") == {f"m{number}" for number in range(5)}


def test_files_that_are_replaced_all_the_time(tmp_path: Path) -> None:
    file, other = tmp_path / "m.py", tmp_path / "other"
    file.write_text("x = 1\n")
    stop = threading.Event()

    def replace() -> None:
        while not stop.is_set():
            for text in ("x = 1\n", "y = 1\n" * 1000, ""):
                other.write_text(text)
                other.replace(file)

    writer = threading.Thread(target=replace)
    writer.start()
    try:
        for _ in range(100):
            star = Resolver((str(tmp_path),)).wildcard_names("m")
            assert set(star.names) in ({"x"}, {"y"}, set())
    finally:
        stop.set()
        writer.join()


MARK = "open({!r}, 'a').write(__name__)\n"


def test_nothing_is_run(flake8: Flake8, tmp_path: Path) -> None:
    """Project modules, among them such with the names of what is asked, would leave a mark."""
    mark = tmp_path / "mark"
    trap = MARK.format(str(mark))
    project = tmp_path / "project"
    site = tmp_path / "venv" / "lib" / "python3.10" / "site-packages"
    standard = ("asyncio/__init__", "os", "select", "socket", "ssl", "token", "typing", "_socket")
    programs = ("json", "importlib", "sitecustomize", "types", "usercustomize")
    write(
        tmp_path,
        {
            **{f"project/{name}.py": f"{trap}x = 1\n" for name in (*standard, *programs, "own")},
            "project/user.py": (
                f"{trap}from _ssl import *\nfrom errno import *\nglobals().update(x)\n"
            ),
            "project/example.py": "".join(
                f"from {name.partition('/')[0]} import *\n"
                for name in (*standard, *programs, "own", "user", "tkinter", "ctypes", "kit")
            )
            + "print(x, y)\n",
            "venv/pyvenv.cfg": "home = /nowhere/bin\nversion = 3.10.1\n",
            "venv/bin/python": f"#!{sys.executable}\n{trap}",
            "venv/lib/python3.10/site-packages/kit.py": trap,
            "venv/lib/python3.10/site-packages/kit.pth": f"import sys; {trap}",
        },
    )
    (tmp_path / "venv/bin/python").chmod(0o755)
    assert site.is_dir()
    result = flake8(
        "--select=IMP",
        f"--importstyle-src={project}",
        f"--importstyle-python={tmp_path / 'venv' / 'bin' / 'python'}",
        "--importstyle-from-policy=modules",
        str(project / "example.py"),
    )
    assert result.stderr == ""
    assert result.stdout.count("IMP001") == 18
    assert not mark.exists()
