"""Which modules load which, and what functions load that run in the meantime."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.exports.foreign import load_graph
from tests.support import write

pytestmark = pytest.mark.usefixtures("memory")

CHAIN = {
    "p/__init__.py": "",
    "p/user.py": "",
    "p/a.py": "import p.b\n",
    "p/b.py": "import p.c\n",
    "p/c.py": "import p.user\n",
}


def graph(folder: Path, files: dict[str, str]) -> load_graph.LoadGraph:
    return load_graph.load_graph(write(folder, files))


def test_a_cycle_begins_with_the_user(tmp_path: Path) -> None:
    found = graph(tmp_path, {**CHAIN, "p/alone.py": "import json\n"})
    assert found.cycle("p.a", "p.user") == ["p.user", "p.a", "p.b", "p.c"]
    assert found.cycle("p.alone", "p.user") == []


def test_only_so_many_modules_are_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_graph, "_MOST_MODULES", 2)
    found = graph(tmp_path, CHAIN)
    assert found.loads_with("p.a", "p.user") is None
    assert "p.user" not in found.closure("p.a", "p.user")


def test_a_file_that_is_too_large_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_graph, "LARGEST_MODULE", 1)
    assert graph(tmp_path, CHAIN).loads_with("p.a", "p.user") is None


@pytest.mark.parametrize(
    ("files", "is_known"),
    [
        ({"p/a.py": "x = lambda: exec('')\n"}, True),
        ({"p/a.py": "x = exec('')\n"}, False),
        ({"p/a.py": "import sys\nx = sys.modules['p']\n"}, True),
        ({"p/a.py": "import sys\nsys.modules['p'] = 1\n"}, False),
        ({"p/a.py": "\nclass C:\n    import p.b\n", "p/b.py": ""}, True),
        ({"p/a.py": "\nclass C:\n    import p.b\n    print 'old'\n"}, False),
        ({"p/a.py": "import p.b\n", "p/b.so": ""}, False),
        ({"p/a.py": "import p.b.c\n", "p/b/c.py": ""}, True),
        ({"p/a.py": "import p.gone\n"}, False),
        ({"p/a.py": "from .... import b\n"}, False),
    ],
)
def test_what_a_module_loads_is_known(
    tmp_path: Path, files: dict[str, str], is_known: bool
) -> None:
    found = graph(tmp_path, {"p/__init__.py": "", "p/user.py": "", **files})
    assert (found.loads_with("p.a", "p.user") is not None) == is_known


@pytest.mark.parametrize(
    ("files", "is_found"),
    [
        ({"p/a.py": "def f():\n    import p.user\n"}, False),
        ({"p/a.py": "def f():\n    import p.user\nf()\n"}, True),
        ({"p/a.py": "def f():\n    from p import user\nf()\n"}, True),
        ({"p/a.py": "def f():\n    from . import user\nf()\n"}, True),
        ({"p/a.py": "def f():\n    from .... import user\nf()\n"}, False),
        ({"p/a.py": "def g():\n    f()\ndef f():\n    import p.user\nx.g\n"}, True),
        ({"p/a.py": "@f\ndef g(a=h): ...\ndef f():\n    import p.user\n"}, True),
        ({"p/a.py": "class C:\n    def __init__(self):\n        import p.user\nC()\n"}, True),
        ({"p/a.py": "class C:\n    def m(self):\n        import p.user\nC()\n"}, False),
        # What a function loads is loaded as well, with its functions.
        (
            {
                "p/a.py": "def f():\n    import p.b, json\nf(), g\n",
                "p/b.py": "from p.c import f\ndef g():\n    import p.user\n",
                "p/c.py": "f = 1\n",
            },
            True,
        ),
        ({"p/a.py": "def f():\n    import p.b\nf()\n", "p/b.py": "print 'old'\n"}, False),
        ({"p/a.py": "def f():\n    import p.b\nf()\n"}, False),
    ],
)
def test_what_is_called_meanwhile_leads_back(
    tmp_path: Path, files: dict[str, str], is_found: bool
) -> None:
    found = graph(tmp_path, {"p/__init__.py": "", "p/user.py": "", **files})
    assert (found.loads_with("p.a", "p.user") is None) == is_found


def test_imports_in_classes_are_told_by_their_indentation() -> None:
    text = b"\nclass C:\n    if x:\n        y\n    import a\n"
    assert load_graph.has_imports_in_classes(text)
    assert not load_graph.has_imports_in_classes(
        text.replace(b"if x", b"def f()").replace(b"    imp", b"imp")
    )
    assert not load_graph.has_imports_in_classes(b"\ndef f():\n    class C: ...\n    import a\n")


LATE = {
    "p/__init__.py": "",
    "p/user.py": "",
    "p/a.py": "def f():\n    import p.b\n    import json\n",
    "p/b.py": "import p.c, decimal\n",
    "p/c.py": "class C:\n    def f(self):\n        from p import user\n",
}


def test_the_way_back_through_functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = graph(tmp_path, LATE)
    assert found.returns_late(["p.a", "json"], "p.user")
    assert not found.returns_late(["p.a"], "p.other")
    monkeypatch.setattr(load_graph, "_MOST_MODULES", 2)
    assert found.returns_late(["p.a"], "p.other")


def test_a_package_that_is_being_loaded_is_not_loaded_again(tmp_path: Path) -> None:
    files = {"p/a.py": "import p.q.b\n", "p/q/__init__.py": "import p.c\n", "p/q/b.py": ""}
    found = graph(tmp_path, {"p/__init__.py": "", "p/c.py": "", **files})
    assert set(found.closure("p.a", "other")) == {"p", "p.a", "p.c", "p.q", "p.q.b"}
    assert set(found.closure("p.a", "p.q.user")) == {"p.a", "p.q.b"}
