"""Findings that are kept for the next run, and what may not be kept."""

from __future__ import annotations

import ast
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flake8_importstyle.checker import ImportStyleChecker
from flake8_importstyle.cli import findings_cache, flake8_alone, main
from flake8_importstyle.resolver import disk, stdlib
from flake8_importstyle.resolver.answers import Answers
from flake8_importstyle.resolver.files import content, forget
from flake8_importstyle.resolver.modules import location
from tests.support import configure, write
from tests.tree import is_valid

pytestmark = pytest.mark.usefixtures("own_settings")

ALL_RULES = ("--extend-select=IMP1,IMP2,IMP3,IMP007,IMP008,IMP009", "--importstyle-preset=strict")
TWICE = "import os\nimport os  # again\nprint(os)\n"
FOLDER = disk.CACHE_FOLDER
COLLISION = "twice.py:2:8: IMP005"

Run = Callable[..., str]
"""Runs ``importstyle check`` with arguments, and returns what it prints."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with one file that has a finding, of which few are enough to be kept."""
    (tmp_path / "twice.py").write_text(TWICE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(findings_cache, "_FEWEST_FILES", 1)
    return tmp_path


@pytest.fixture
def run(folder: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> str:
        main.main(["check", "--jobs=1", *arguments])
        return capfd.readouterr().out

    return run


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the texts that are checked from now on."""
    texts: list[str] = []
    checker = ImportStyleChecker.__init__

    def noted(self: ImportStyleChecker, tree: ast.Module, lines: Any, filename: str) -> None:
        texts.append("".join(lines))
        checker(self, tree, lines, filename)

    monkeypatch.setattr(ImportStyleChecker, "__init__", noted)
    return texts


def kept(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*.json"))


def entries(folder: Path) -> dict[str, Any]:
    (path,) = kept(folder)
    found: dict[str, Any] = json.loads(path.read_text())["entries"]
    return found


def test_an_unchanged_file_is_not_checked_again(folder: Path, run: Run, parsed: list[str]) -> None:
    first = run()
    assert COLLISION in first
    assert parsed == [TWICE]
    assert run() == first
    assert run("--output-format=github").count("IMP005") == 1
    assert run("--jobs=2", "--count") == f"{first}1\n"
    assert parsed == [TWICE]
    (folder / "twice.py").write_text(f"\n{TWICE}")
    assert "twice.py:3:8: IMP005" in run()
    (folder / "twice.py").write_text("import os\nprint(os)\n")
    assert run() == run() == ""
    assert len(parsed) == 3


def test_a_comment_counts(folder: Path, run: Run, parsed: list[str]) -> None:
    (folder / "twice.py").write_text(TWICE.replace("again", "noqa: IMP005"))
    assert run() == run() == ""
    assert COLLISION in run("--disable-noqa")
    assert COLLISION in run("--disable-noqa")
    assert len(parsed) == 2


def test_other_settings_have_their_own(folder: Path, run: Run, parsed: list[str]) -> None:
    assert COLLISION in run()
    assert run("--ignore=IMP005") == ""
    configure(folder, "importstyle-single-name = True", "extend-ignore = IMP005")
    assert run() == ""
    (folder / "setup.cfg").unlink()
    assert COLLISION in run()
    assert len(parsed) == 3
    assert len(kept(folder)) == 3


@pytest.mark.parametrize(
    "option",
    [
        "--importstyle-ban=mock = no",
        "--importstyle-heavy-modules=torch",
        "--importstyle-idioms=import numpy as np",
        "--importstyle-allow-star=tkinter",
        "--importstyle-vague-names=default",
        "--per-file-ignores=other.py:IMP001",
    ],
)
def test_the_same_settings_are_known_again(run: Run, parsed: list[str], option: str) -> None:
    assert COLLISION in run(option)
    assert COLLISION in run(option)
    assert parsed == [TWICE]


def test_settings_are_compared_by_what_they_hold() -> None:
    class Held:
        def __init__(self, value: object) -> None:
            self.value = value

    plain = findings_cache._plain
    assert plain(Held(re.compile("a"))) == plain(Held(re.compile("a")))
    assert plain(Held(re.compile("a"))) != plain(Held(re.compile("a", re.IGNORECASE)))
    assert plain(Held({"b", "a"})) == [("value", ["'a'", "'b'"])]
    assert plain(len) == repr(len)


STAR = "from goods import *\nprint(price)\n"


def test_findings_that_depend_on_other_files(folder: Path, run: Run, parsed: list[str]) -> None:
    write(folder, {"twice.py": STAR, "goods.py": "price = 1\n"})
    first = run()
    assert "write 'from goods import price'" in first
    assert run() == run("--jobs=2") == first
    assert parsed.count(STAR) == 1
    # A file that has only been touched is the same; so is what programs leave behind.
    os.utime(folder / "goods.py", (1, 1))
    (folder / "__pycache__").mkdir()
    (folder / ".coverage").write_text("goods")
    assert run() == first
    assert parsed.count(STAR) == 1
    write(folder, {"goods.py": "price = 2\n"})
    assert run() == run() == first
    assert parsed.count(STAR) == 2


Change = Callable[[Path], object]


def written(path: str, text: str) -> Change:
    return lambda folder: write(folder, {path: text})


@pytest.mark.parametrize(
    "change",
    [
        written("goods.py", "from more import *\n"),
        written("goods.py", "print()\n"),
        written("goods.pyi", "cost: int\n"),
        written("goods/__init__.py", "cost = 1\n"),
        written("more.py", "cost = 1\n"),
        written("src/goods.py", "cost = 1\n"),
        written("taker.py", "from twice import price\n"),
        written("setup.cfg", ""),
        written("shop/run.sh", "python twice.py\n"),
        lambda folder: (folder / "goods.py").unlink(),
        lambda folder: (folder / "goods.py").rename(folder / "other.py"),
        lambda folder: (folder / "more.py").unlink(),
        lambda folder: (folder / "more.py").replace(folder / "goods.py"),
        lambda folder: shutil.rmtree(folder / "shop"),
        lambda folder: (folder / "shop" / "__init__.py").unlink(),
        lambda folder: os.symlink(folder / "shop", folder / "store", target_is_directory=True),
    ],
)
def test_other_files_that_change(folder: Path, run: Run, change: Change) -> None:
    """The change is seen, whatever the cache has of the time before."""
    files = {
        "twice.py": STAR,
        "goods.py": "from more import *\nfrom shop import *\n",
        "more.py": "price = 1\n",
        "shop/__init__.py": "from .till import *\n",
        "shop/till.py": "from goods import *\nimport store\n",
    }
    write(folder, files)
    for path in folder.rglob("*.py"):
        os.utime(path, (1, 1))
    everything = "--select=IMP001,IMP004,IMP209,IMP307"
    before = run(everything)
    change(folder)
    after = run(everything)
    assert after != before or after == run("--no-cache", everything)
    assert run(everything) == run("--no-cache", everything)


def test_a_file_that_changes_during_the_run(
    folder: Path, run: Run, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"twice.py": STAR, "goods.py": "price = 1\n"})
    check = ImportStyleChecker.run

    def changing(self: ImportStyleChecker) -> Iterator[Any]:
        yield from check(self)
        write(folder, {"goods.py": "cost = 1\n"})
        assert content(str(folder / "goods.py"), 100) == b"cost = 1\n"

    with monkeypatch.context() as patched:
        patched.setattr(ImportStyleChecker, "run", changing)
        assert "write 'from goods import price'" in run()
    assert "none of its names are used" in run()
    assert parsed.count(STAR) == 2


def test_the_place_in_packages_counts(folder: Path, run: Run, parsed: list[str]) -> None:
    write(folder, {"shop/goods.py": "from shop import goods\nfrom .. import x\n"})
    limit = "--importstyle-max-relative-level=0"
    before = run(limit, "shop")
    write(folder, {"shop/__init__.py": ""})
    after = run(limit, "shop")
    assert before != after
    assert "'shop.goods' imports itself" in after
    assert run("--no-cache", limit, "shop") == after


def test_what_no_longer_fits_is_forgotten(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"other.py": TWICE})
    run()
    assert len(entries(folder)) == 2
    (folder / "other.py").unlink()
    write(folder, {"third.py": "import os\n"})
    run("third.py")
    assert sorted(entries(folder)) == ["./twice.py", "third.py"]
    monkeypatch.setattr(findings_cache, "_MOST_KEPT", 2)
    for limit in range(80, 84):
        run(f"--max-line-length={limit}")
    assert len(kept(folder)) == 2
    assert (folder / FOLDER / ".gitignore").read_text() == "*\n"


ANSWERS = '"answers": {"plain": {}, "texts": {}}'


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        f'{{{ANSWERS}, "entries": {{"./twice.py": 1}}}}',
        f'{{{ANSWERS}, "entries": {{"./twice.py": ["STATE", false, [[1]]]}}}}',
        *(
            f'{{{ANSWERS}, "entries": {{"./twice.py": ["STATE", false, [{line}]]}}}}'
            for line in (
                '["1", 2, "IMP005", "x", null]',
                '[1, 2, 5, "x", null]',
                '[1, 2, "IMP005", ["x"], null]',
                '[1, 2, "IMP005", "x", 1]',
            )
        ),
        *(
            f'{{"answers": {answers}, "entries": {{"./twice.py": ["STATE", true, []]}}}}'
            for answers in (
                "null",
                '{"plain": {}}',
                '{"plain": {"x": {"a": 1}}, "texts": {}}',
                '{"plain": {"kind": {"\\u0000": 1}}, "texts": {}}',
                '{"plain": {"real": {"\\u0000": 1}}, "texts": {}}',
                '{"plain": {"kind": 1}, "texts": {}}',
                '{"plain": {}, "texts": {"a": [1]}}',
                '{"plain": {}, "texts": {"a": [1, "x", true]}}',
                '{"plain": {}, "texts": {"twice.py": [[1], "x", true]}}',
            )
        ),
        "[" * 100_000,
    ],
)
def test_what_is_no_cache_is_not_believed(folder: Path, run: Run, content: str) -> None:
    first = run()
    ((state, *_),) = entries(folder).values()
    (path,) = kept(folder)
    path.write_text(content.replace("STATE", state))
    assert run() == first


def test_nothing_is_kept(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert COLLISION in run("--no-cache")
    (folder / "old.txt").write_text("")
    assert COLLISION in run("--importstyle-baseline=old.txt")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TWICE.encode())))
    assert "stdin:2:8: IMP005" in run("-")
    monkeypatch.setattr(findings_cache, "_FEWEST_FILES", 2)
    assert COLLISION in run()
    assert not (folder / FOLDER).exists()


def test_a_folder_that_cannot_be_written(folder: Path, run: Run, tmp_path: Path) -> None:
    (folder / FOLDER).write_text("")
    assert COLLISION in run()
    (folder / FOLDER).unlink()
    (folder / FOLDER).symlink_to(tmp_path, target_is_directory=True)
    assert COLLISION in run()
    assert sorted(os.listdir(folder)) == [FOLDER, "twice.py"]


def test_what_a_killed_run_has_left(folder: Path, run: Run) -> None:
    (folder / FOLDER).mkdir()
    (folder / FOLDER / ".importstyle-abcdefgh").touch()
    assert COLLISION in run()
    names = {each.name for each in (folder / FOLDER).iterdir()}
    assert names == {".gitignore", *(each.name for each in kept(folder))}
    assert (folder / FOLDER / ".gitignore").read_text() == "*\n"


def test_another_run_was_faster(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    (path,) = kept(folder)
    keep = findings_cache.FindingsCache.keep

    def late(self: findings_cache.FindingsCache, *arguments: Any) -> None:
        path.write_text("{}")
        keep(self, *arguments)

    monkeypatch.setattr(findings_cache.FindingsCache, "keep", late)
    (folder / "twice.py").write_text(f"\n{TWICE}")
    assert "twice.py:3:8: IMP005" in run()
    assert path.read_text() == "{}"


@pytest.mark.once
@pytest.mark.parametrize("options", [(), ALL_RULES], ids=["default", "all"])
def test_whoever_looks_at_other_files_says_so_and_is_recorded(
    whole: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(whole)
    flake8_alone.session(options)
    looked: list[str] = []

    def watched(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def watching(path: str, *arguments: Any, **more: Any) -> Any:
            looked.append(path)
            return real(path, *arguments, **more)

        monkeypatch.setattr(owner, name, watching)

    def unwatched(function: Callable[..., Any]) -> Callable[..., Any]:
        def unwatching(*arguments: Any) -> Any:
            before = looked.copy()
            found = function(*arguments)
            looked[:] = before
            return found

        return unwatching

    for name in ("listdir", "lstat", "open", "readlink", "scandir", "stat"):
        watched(os, name)
    # Here many looks make one answer, which is recorded, or is always the same.
    monkeypatch.setitem(disk.QUESTIONS, "real", unwatched(os.path.realpath))
    monkeypatch.setattr(stdlib, "_printed", unwatched(stdlib._printed))
    silent, unrecorded = [], set()
    texts = {path: path.read_text("utf-8") for path in sorted(whole.rglob("*.py"))}
    for path in [path for path, text in texts.items() if is_valid(text)][::6]:
        text = texts[path]
        name = os.path.relpath(path)
        checker = ImportStyleChecker(ast.parse(text), text.splitlines(True), name)
        forget()
        location(checker.source)
        looked.clear()
        answers = Answers()
        disk.record_in(answers)
        list(checker.run())
        disk.record_in(None)
        silent += [name] if looked and not checker.source.asks_others else []
        missing = {*looked}.difference(answers.texts, *answers.plain.values())
        # Others, such as coverage, look at the rest of the disk.
        unrecorded |= {each for each in missing if str(each).startswith(str(whole))}
    assert not silent
    assert not unrecorded
