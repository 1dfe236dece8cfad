"""``importstyle stars``: the star imports of a project, and what can be done about each."""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from flake8_importstyle.cli import main
from flake8_importstyle.cli.stars import command, drawing, page as stars_page
from tests.conftest import Command
from tests.support import write

pytestmark = pytest.mark.usefixtures("own_settings")

PROJECT = {
    "pyproject.toml": "",
    "makers.py": "price = 1\nweight = 2\ncolour = 3\n",
    "market.py": "from makers import *\nstall = weight\n",
    "till.py": "from market import *\nprint(price, eval('stall'))\n",
    "shelf.py": "from gone import *\nfrom makers import *\nprint(colour)\n",
    "idle.py": "from makers import *\n\nx = 1\n",
    "reading.py": "from market import price\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shop = tmp_path / "shop"
    shop.mkdir()
    monkeypatch.chdir(shop)
    write(shop, PROJECT)
    return shop


@pytest.fixture
def run(folder: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """Run the command, and return its status, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main.main(["stars", *arguments])
        sys.stdout.flush()
        captured = capfd.readouterr()
        return status, captured.out, captured.err.replace("importstyle: ", "")

    return run


def test_table(run: Command) -> None:
    status, output, errors = run()
    assert status == 0
    assert output.splitlines() == [
        (
            "./idle.py:1    makers  0 of 3 used                  unsafe: none of its names are"
            " used, but its module is loaded"
        ),
        "./market.py:1  makers  1 of 3 used, 3 for 2 others  safe",
        "./shelf.py:1   gone    0 of 0+ used                 no: module not found",
        "./shelf.py:2   makers  1 of 3 used                  safe",
        (
            "./till.py:1    market  2 of 4 used                  unsafe: this file may read names"
            " dynamically"
        ),
    ]
    assert errors == (
        "5 star imports in 4 files: 2 can be replaced safely, 2 only unsafely, 1 not at all\n"
    )


def test_json(run: Command, folder: Path) -> None:
    _, output, _ = run("--json", "market.py", "shelf.py")
    market, gone, _ = json.loads(output)
    assert market == {
        "path": "market.py",
        "line": 1,
        "column": 1,
        "module": "makers",
        "file": str(folder / "makers.py"),
        "binds": 3,
        "complete": True,
        "names": [
            {
                "name": "weight",
                "module": "makers",
                "file": str(folder / "makers.py"),
                "line": 2,
            }
        ],
        "reexported": ["colour", "price", "weight"],
        "importers": [
            {"who": "reading.py", "names": ["price"]},
            {"who": "till.py", "names": ["colour", "price", "weight"]},
        ],
        "repair": "safe",
        "reason": None,
    }
    assert (gone["file"], gone["complete"], gone["names"]) == (None, False, [])
    assert (gone["repair"], gone["reason"]) == ("no", "module not found")


def test_without_stars(run: Command, folder: Path) -> None:
    assert run("makers.py") == (0, "", "no star imports\n")
    assert run("makers.py", "--json") == (0, "[]\n", "no star imports\n")
    assert run("makers.py", "--html", "page.html") == (0, "", "no star imports\n")
    assert "No star imports." in (folder / "page.html").read_text()


def test_one_star(run: Command) -> None:
    assert run("idle.py")[2] == (
        "1 star import in 1 file: 0 can be replaced safely, 1 only unsafely, 0 not at all\n"
    )


def test_faults(run: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"old.py": "from makers import *\nprint price\n"})
    assert run("old.py")[2].startswith("old.py: left alone: Missing parentheses")
    assert run("gone.py") == (2, "", "gone.py: no such file or folder\n")
    assert run("--html", ".", "idle.py") == (2, "", ".: Is a directory\n")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "inventory", stop)
    assert run("idle.py") == (130, "", "stopped\n")


class Page(HTMLParser):
    """What stands in a page."""

    VOID = frozenset(("meta",))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        self.ids += filter(None, [values.get("id")])
        self.links += filter(None, [values.get("href"), values.get("src")])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_page(run: Command, folder: Path) -> None:
    write(folder, {"<b>&\n.py": "from makers import *\nprint(price)\n"})
    write(folder, {"far.py": "from string import *\nprint(digits)\n"})
    assert run("--html", "page.html")[:2] == (0, "")
    page = Page((folder / "page.html").read_text())
    assert not page.open
    assert "script" not in page.tags
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} == set(page.ids)
    assert len(page.ids) == len(set(page.ids)) == 6
    assert page.tags.count("rect") == 6 + 4  # With makers, gone, string and reading.
    text = " ".join(page.texts)
    for expected in (
        "Star imports of shop",
        "7 star imports in 6 files: 4 can be replaced safely, 2 only unsafely, 1 not at all.",
        "<b>&\\n.py",
        "none of 0 or more used here",
        "1 name of 3 used here",
        "3 taken through this file by 2 others",
        "makers , line 2",
        "reading.py takes price",
    ):
        assert expected in text


def test_the_way_of_a_name_may_not_be_known(run: Command, folder: Path) -> None:
    write(folder, {"ways.py": "if x: price = 1\nfrom gone import weight\n"})
    write(folder, {"asking.py": "from ways import *\nprint(weight)\n"})
    run("asking.py", "--html", "page.html")
    assert "module not found" in (folder / "page.html").read_text()


def graph(*edges: str) -> tuple[list[drawing.Node], list[drawing.Edge]]:
    keys = dict.fromkeys(key for edge in edges for key in edge.split())
    return (
        [drawing.Node(key, key, key, "own", "") for key in keys],
        [drawing.Edge(edge[0], edge[-1], edge, "safe") for edge in edges],
    )


@pytest.mark.parametrize(
    ("edges", "columns"),
    [
        (["a b", "b c", "a c"], [["a"], ["b"], ["c"]]),
        (["a b", "b a"], [["a"], ["b"]]),
        (["a c", "b d", "a d", "b d"], [["a", "b"], ["c", "d"]]),
        (["a d", "b c"], [["a", "b"], ["d", "c"]]),
        ([], []),
    ],
)
def test_columns(edges: list[str], columns: list[list[str]]) -> None:
    nodes, found = graph(*edges)
    assert drawing._columns([node.key for node in nodes], found) == columns


def test_drawing() -> None:
    nodes, edges = graph("a b", "b a", "a a")
    picture = drawing.drawing(nodes, [*edges, drawing.Edge("a", "gone", "", "safe")], "A & B")
    assert picture.count('class="edge safe"') == 2
    assert 'aria-label="A &amp; B"' in picture
    long = drawing.Node("c", "c" * 60, "", "own", "#c")
    assert f"…{'c' * 39}<" in drawing.drawing([long], [], "")


def test_the_most_linked_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_NODES", 2)
    monkeypatch.setattr(stars_page, "MOST_NODES", 2)
    nodes, edges = graph("a b", "c b", "c e", "c b", "d a")
    picture = drawing.drawing(nodes, edges, "")
    assert picture.count("<rect") == 2
    assert ">c<" in picture


def test_large_pictures_say_so(run: Command, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(stars_page, "MOST_NODES", 2)
    monkeypatch.setattr(drawing, "MOST_NODES", 2)
    run("--html", "page.html")
    assert "Of 7 files, the 2 with the most lines are drawn." in (folder / "page.html").read_text()
