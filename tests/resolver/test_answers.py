"""What the disk has answered, and whether it still does."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flake8_importstyle.resolver import disk
from flake8_importstyle.resolver.answers import Answers, answers_of
from tests.support import write

Ask = Callable[[Path], object]
FILES = {"goods.py": "price = 1\n", "shop/__init__.py": "", "shop/till.py": ""}
LONG_AGO = (1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with old files; whatever is recorded after that is forgotten."""
    write(tmp_path, FILES)
    for path in tmp_path.rglob("*.py"):
        os.utime(path, LONG_AGO)
    yield tmp_path
    disk.record_in(None)


def recorded(ask: Ask, folder: Path) -> Answers:
    answers = Answers()
    disk.record_in(answers)
    ask(folder)
    disk.record_in(None)
    return answers


def content(folder: Path, largest: int = 100) -> bytes | None:
    return disk.read(str(folder / "goods.py"), largest)


def forget_times(answers: Answers) -> None:
    """Take all files for old: the time of their last change of status cannot be set."""
    for path, text in answers.texts.items():
        answers.texts[path] = text._replace(is_recent=False)


@pytest.mark.parametrize(
    ("ask", "answer", "change"),
    [
        (lambda folder: disk.is_file(str(folder / "goods.py")), True, Path.unlink),
        (lambda folder: disk.is_folder(str(folder / "goods.py")), False, Path.unlink),
        (lambda folder: disk.exists(str(folder / "goods.py")), True, Path.unlink),
        (lambda folder: disk.is_link(str(folder / "goods.py")), False, Path.unlink),
        (lambda folder: disk.size(str(folder / "goods.py")), 10, Path.unlink),
        (lambda folder: disk.size(str(folder)), None, None),
        (content, b"price = 1\n", Path.unlink),
        (content, b"price = 1\n", lambda path: path.write_text("price = 2\n")),
        (content, b"price = 1\n", lambda path: path.write_text("price = 12\n")),
        (lambda folder: content(folder, 9), None, lambda path: path.write_text("a")),
        (lambda folder: content(folder / "gone"), None, None),
        (
            lambda folder: dict(disk.listing(str(folder))),
            {"goods.py": False, "shop": True},
            lambda path: (path.parent / "a").touch(),
        ),
        (lambda folder: dict(disk.listing(str(folder / "gone"))), {}, None),
        (
            lambda folder: disk.without_links(str(folder / "goods.py")).endswith("goods.py"),
            True,
            lambda path: path.rename(path.parent / "a") and path.symlink_to(path.parent / "a"),
        ),
    ],
)
def test_an_answer_that_changes(
    folder: Path, ask: Ask, answer: object, change: Callable[[Path], object] | None
) -> None:
    assert ask(folder) == answer
    answers = recorded(ask, folder)
    forget_times(answers)
    kept = json.dumps(answers.as_json())
    assert answers_of(json.loads(kept)).hold()
    if change is not None:
        change(folder / "goods.py")
        assert not answers_of(json.loads(kept)).hold()


def test_a_file_that_was_changed_lately_is_read_again(folder: Path) -> None:
    path = folder / "goods.py"
    answers = recorded(content, folder)
    (text,) = answers.texts.values()
    assert text.is_recent
    # The same status with other content, as after two changes within the precision of the clock.
    path.write_text("price = 2\n")
    lately = text._replace(status=disk.status(str(path)))
    answers.texts[str(path)] = lately
    assert not answers.hold()
    answers.texts[str(path)] = lately._replace(is_recent=False)
    assert answers.hold()


def test_a_file_that_was_touched_is_the_same(folder: Path) -> None:
    answers = recorded(content, folder)
    forget_times(answers)
    os.utime(folder / "goods.py", (2, 2))
    before = answers.texts.copy()
    assert answers.hold()
    assert answers.texts != before
    forget_times(answers)
    (folder / "copy").write_bytes((folder / "goods.py").read_bytes())
    (folder / "copy").replace(folder / "goods.py")
    assert answers.hold()


def test_what_programs_leave_behind_is_no_answer(folder: Path) -> None:
    answers = recorded(lambda folder: disk.listing(str(folder)), folder)
    for name in ("__pycache__", disk.CACHE_FOLDER, ".pytest_cache"):
        (folder / name).mkdir()
    for name in (".coverage", ".coverage.host.1"):
        (folder / name).touch()
    assert answers.hold()
    (folder / ".coveragerc").touch()
    assert not answers.hold()
    assert not {"__pycache__", disk.CACHE_FOLDER}.intersection(disk.listing(str(folder)))


def test_answers_that_contradict_each_other(folder: Path) -> None:
    def ask(folder: Path) -> None:
        content(folder)
        content(folder, 9)
        disk.exists(str(folder / "new"))

    one, same = recorded(ask, folder), recorded(ask, folder)
    assert one.agree
    one.add(same)
    assert one.agree
    assert [text.digest != "" for text in one.texts.values()] == [True]
    for path in ("new", "goods.py"):
        (folder / path).write_text("price = 2\n")
        other = recorded(ask, folder)
        assert other.agree
        both = Answers()
        both.add(one)
        both.add(other)
        assert not both.agree
        assert not both.hold()
        more = Answers()
        more.add(both)
        assert not more.agree


def test_a_file_that_grows_between_two_questions(folder: Path) -> None:
    answers = recorded(content, folder)
    (folder / "goods.py").write_text("price = 12345\n")
    answers.add(recorded(lambda folder: content(folder, 9), folder))
    assert not answers.agree
