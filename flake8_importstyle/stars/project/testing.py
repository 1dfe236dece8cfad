"""Recognize the files that test runners search, and the names that they collect there.

https://docs.python.org/3/library/unittest.html#loading-and-running-tests
https://docs.pytest.org/en/stable/explanation/goodpractices.html#conventions-for-python-test-discovery
"""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase

from flake8_importstyle.resolver.disk import without_links
from flake8_importstyle.resolver.files import content, relative_path, remembered
from flake8_importstyle.resolver.modules import location
from flake8_importstyle.stars.project.files import project_folder
from flake8_importstyle.syntax.source import SourceFile

_FILE = re.compile(r"tests?.*|.*tests?|conftest", re.IGNORECASE)
_FOLDERS = frozenset(("test", "tests", "testing"))
_RUNNERS = re.compile(r"\b(?:unittest|pytest|nose|testtools|\w*TestCase|load_tests|pytestmark)\b")
_HOOK = re.compile(
    r"pytest_\w+|pytestmark|load_tests|__test__|collect_ignore(?:_glob)?"
    r"|(?:setup|teardown)(?:_module|_function|_package|_class|_method)?"
    r"|(?:setUp|tearDown)(?:Module|Package)?"
)
# https://docs.pytest.org/en/stable/reference/customize.html
_CONFIGURATION = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
_OPTION = re.compile(
    r"^[ \t]*python_(classes|functions|files)[ \t]*=(.*(?:\n[ \t]+.*)*)", re.MULTILINE
)
_PATTERN = re.compile(r"[\w*?\[\]./-]+")
_LARGEST = 1_000_000


def is_test_file(source: SourceFile) -> bool:
    """Tell whether a test runner may collect tests from a file."""
    folder, file = os.path.split(os.path.abspath(source.filename))
    if _FILE.fullmatch(os.path.splitext(file)[0]) or _RUNNERS.search(source.text):
        return True
    if location(source) is None:
        return False
    top = project_folder(source)
    inside = relative_path(without_links(folder), top).split(os.sep)
    path = "/".join(("", *inside, file))
    return not _FOLDERS.isdisjoint(map(str.lower, inside)) or any(
        # https://docs.pytest.org/en/stable/reference/reference.html#confval-python_files
        fnmatchcase(path if "/" in each else file, f"*/{each}" if "/" in each else each)
        for each in _configured(top).get("files", ())
    )


def is_hook(name: str) -> bool:
    """Tell whether test runners give a name a special meaning, as a hook or a setting."""
    return _HOOK.fullmatch(name) is not None


def is_name_of_test(name: str, kind: str, source: SourceFile) -> bool:
    """Tell whether pytest collects a class or function with this name from a file.

    ``kind``: "classes" or "functions".
    """
    known = _configured(project_folder(source)) if location(source) is not None else {}
    patterns = known.get(kind)
    return _matches(name, patterns or (("Test",) if kind == "classes" else ("test",)))


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(name.startswith(each) or fnmatchcase(name, each) for each in patterns)


@remembered
def _configured(folder: str) -> dict[str, tuple[str, ...]]:
    """Return the patterns of test names that a project configures for pytest, by kind."""
    found: dict[str, tuple[str, ...]] = {}
    for name in _CONFIGURATION:
        text = (content(os.path.join(folder, name), _LARGEST) or b"").decode("utf-8", "replace")
        for kind, value in _OPTION.findall(text):
            found[kind] = (*found.get(kind, ()), *_PATTERN.findall(value))
    return found
