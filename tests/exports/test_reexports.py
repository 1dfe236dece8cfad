"""The modules that a name comes through, and which of them offer it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.exports import reexports
from flake8_importstyle.exports.wildcard import Resolver
from tests.support import write

pytestmark = pytest.mark.usefixtures("memory")

MADE = {"made.py": "def f(): ...\ndef g(): ...\n", "n.py": "from m import f\n"}


def places(folder: Path, text: str, name: str = "f", files: dict[str, str] = MADE) -> str:
    """Return the places of a name of the module `m`; those that offer it have a plus sign."""
    modules = Resolver(write(folder, {"m.py": text, **files}))
    found = reexports.reexports(modules, "m", name)
    return " ".join(f"{'+' if each.is_offered else ''}{each.dotted}" for each in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from made import f\nf\n", "m.f +made.f"),
        ("from made import f\ndef h(x: 'list[f]'): ...\n", "m.f +made.f"),
        # Not used by the module itself, so meant for others.
        ("from made import f\n", "+m.f +made.f"),
        ("'''Has\n\nf'''\nfrom made import f\n", "+m.f +made.f"),
        ("def f(): ...\n", ""),
        ("from made import f\n__all__ = ['f']\n", "+m.f +made.f"),
        ("from made import f\n__all__ = ['g']\nf\n", "m.f +made.f"),
        # Possibly listed, or listed by whatever.
        ("from made import f\n__all__ = ['g']\nif x: __all__.append('f')\n", "+m.f +made.f"),
        ("from made import f\n__all__ = g()\n", "+m.f +made.f"),
        # Where it goes on is not known.
        ("from gone import f\n", ""),
        ("from m import f\n", ""),
        ("from n import f\n", ""),
        # Another version, or another environment.
        ("import sys\nif sys.version_info > (3, 9):\n    from made import f\n", ""),
        ("try:\n    from made import f\nexcept ImportError:\n    f = None\n", ""),
        # Several statements on a line, and several names of one.
        ("import made; from made import g, f; f()\n", "m.f +made.f"),
    ],
)
def test_places(tmp_path: Path, text: str, found: str) -> None:
    assert places(tmp_path, text) == found


def test_a_file_that_cannot_be_read_makes_its_names_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reexports, "LARGEST_MODULE", 1)
    assert places(tmp_path, "from made import f\n") == "+m.f"
