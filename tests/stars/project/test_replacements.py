"""Which texts set a name of a module from outside, or a module in ``sys.modules``."""

from __future__ import annotations

import pytest

from flake8_importstyle.stars.project.files import Project
from flake8_importstyle.stars.project.replacements import replaces_module, replacing


def in_text(text: str) -> Project:
    return Project("", {"test.py": text.encode()}, ())


@pytest.mark.parametrize(
    "text",
    [
        "main.x = 1\n",
        "a.xx.x = a.x = 1\n",
        "main.x\t+= 1\n",
        "main.x: int = 1\n",
        "yourself.x = 1\n",
        "del main.x\n",
        "with f() as main.x: pass\n",
        "for\tmain.x in y: pass\n",
        "'main.x'\n",
        "'main:x'\n",
        '"pkg.main.x"\n',
        "setattr(main, 'x', 1)\n",
        "monkeypatch.setattr(main,\n    'x', 1)\n",
        "f(('x'), setattr(main, 'x', 1))\n",
        "patch(x=1)\n",
        "patch.multiple(main, a=1, x=1)\n",
    ],
)
def test_the_name_may_be_set(text: str) -> None:
    assert replacing(in_text(text), "main", "x") == ("test.py",)


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n",
        "main.x == 1\n",
        "main.x, y = 1\n",
        "main.xx = 1\n",
        "self.x = cls.x = 1\n",
        "del self.x\n",
        "del main.xx\n",
        "alias main.x\n",
        "del\nmain.x\n",
        "'x'\n",
        "main.x'\n",
        "'other.x'\n",
        "'main.xx'\n",
        "f(main, 'x', 1)\n",
        "setattr(f(), 'x', 1)\n",
        "setattr(main, x)\n",
        "setattr\nx=1\n",
        "patch(xx=1)\n",
        f"patch({', ' * 101}x=1)\n",
    ],
)
def test_the_name_is_not_set(text: str) -> None:
    assert not replacing(in_text(text), "main", "x")


def test_any_module_will_do() -> None:
    assert replacing(in_text("'other.x'\n"), "", "x") == ("test.py",)
    assert not replacing(in_text("'.x'\n"), "", "x")


@pytest.mark.parametrize(
    ("text", "is_set"),
    [
        ("sys.modules['a.b'] = c\n", True),
        ('monkeypatch.setitem(sys.modules, "a.b", c)\n', True),
        ("sys.modules['a.b.c'] = sys.modules['b'] = c\n", False),
        ("sys.modules\n'a.b'\n", False),
        ("sys.submodules['a.b']\n", False),
        (f"sys.modules{' ' * 200}'a.b'\n", True),
        (f"sys.modules{' ' * 201}'a.b'\n", False),
    ],
)
def test_modules(text: str, is_set: bool) -> None:
    assert replaces_module(in_text(text), "a.b") is is_set
