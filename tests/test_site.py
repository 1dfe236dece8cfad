"""The site that `make docs` builds, and the pages that it is made of."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tools.pictures import pictures
from tools.site_hooks import on_page_markdown
from tools.write_docs import DOCS, ROOT, SECTIONS, URLS

pytestmark = pytest.mark.once


class Page(HTMLParser):
    """What a page of the site refers to, and what can be referred to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors.update(given[name] for name in ("id", "name") if name in given)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag in ("script", "img", "iframe") and "src" in given:
            self.loads.append(given["src"])
        elif tag == "link" and given.get("rel") not in ("canonical", "next", "prev"):
            self.loads.append(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("material")
    folder = tmp_path_factory.mktemp("site")
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", f"--site-dir={folder}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert (result.returncode, result.stderr) == (0, "")
    return folder


def test_links(site: Path) -> None:
    pages = {path: Page(path.read_text("utf-8")) for path in site.rglob("*.html")}
    assert len(pages) > len(list(DOCS.rglob("*.md")))
    for path, page in pages.items():
        if path.name == "404.html":
            continue
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target /= "index.html"
            assert target in pages, f"{path}: {link}"
            assert unquote(parts.fragment) in pages[target].anchors, f"{path}: {link}"


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        loads = Page(path.read_text("utf-8")).loads
        assert not [each for each in loads if urlsplit(each).netloc], path
    for path in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//", path.read_text("utf-8")), path


def test_rules_can_be_searched(site: Path) -> None:
    index = (site / "search" / "search_index.json").read_text("utf-8")
    assert "name-hides-submodule" in index


def test_titles_of_examples(site: Path) -> None:
    text = (site / "rules" / "IMP006" / "index.html").read_text("utf-8")
    assert '<span class="filename">shop/orders.py</span>' in text


@pytest.mark.parametrize(
    ("fence", "shown"),
    [
        ("```python", "```python"),
        ('```python filename="a/b.py"', '```python title="a/b.py"'),
        (
            """```python options="--importstyle-ban='a = b\\nc = d'" since="3.15\"""",
            '```python title="--importstyle-ban=a = b ↵ c = d · Python 3.15"',
        ),
    ],
)
def test_titles(fence: str, shown: str) -> None:
    assert on_page_markdown(f"{fence}\nx\n```\n") == f"{shown}\nx\n```\n"


def test_every_page_has_its_place() -> None:
    named = {name for section in SECTIONS.values() for name in section.values()}
    assert {path.name for path in DOCS.glob("*.md")} <= named


def test_the_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    links = set(re.findall(rf"\]\({re.escape(URLS['Documentation'])}/([\w-]+)/\)", readme))
    assert links == {path.stem for path in DOCS.glob("*.md")} - {"index"}


def test_links_of_the_readme_are_absolute() -> None:
    # The package index shows it as well.
    links = re.findall(r"\]\(([^)]*)\)", (ROOT / "README.md").read_text("utf-8"))
    assert not [link for link in links if not link.startswith("https://")]


def test_all_places_with_the_address_are_known() -> None:
    """Who gives the project an address has to change it in these places."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    found = {name for name in listed if URLS["Homepage"].encode() in (ROOT / name).read_bytes()}
    assert found <= {"README.md", "mkdocs.yml", "pyproject.toml"}


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal")
def test_pictures_are_current() -> None:
    for path, text in pictures().items():
        assert path.read_text("utf-8") == text, "run `python -m tools.pictures`"
