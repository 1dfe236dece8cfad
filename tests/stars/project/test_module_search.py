"""Where a file is used, and how."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.resolver.files import forget
from flake8_importstyle.stars.importers import imported_through
from flake8_importstyle.syntax.parsing import parsed
from tests.support import write

MAKER = "a = b = c = d = e = 1\n"
MIDDLE = "from maker import *\nx = 1\n"
VALUE = "user.py uses this module as a value"
LOADED = "user.py loads this module by name"
RUN = "user.py runs this file"

pytestmark = pytest.mark.usefixtures("memory")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a project; ``maker`` has the names."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"setup.cfg": "", "maker.py": MAKER, "middle.py": MIDDLE})
    return tmp_path


def used(name: str = "middle.py") -> str:
    """Return the names that are surely taken from a file, or else why there may be more."""
    forget()
    source = parsed(Path(name).read_text(), name)
    assert source is not None
    found = source.fact(imported_through)
    return ", ".join(found.incomplete) or " ".join(sorted(found.names))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Attributes.
        ("import middle\nmiddle.a.b = middle.c", "a c"),
        ("import middle as m\nm.a\nm.b = 1\ndel m.c", "a b c"),
        ("import x.middle as m\nm.a", ""),
        ("def f():\n    import middle as m\n    return m.a\n", "a"),
        ("import middle\ngetattr(middle, 'a')\nhasattr(middle, 'b')", "a b"),
        ("import middle\nmock.patch.object(middle, 'a')", "a"),
        ("import middle\nmonkeypatch.setattr(middle, 'a', 1)", "a"),
        ("import middle\nprint(middle.own.a)", ""),
        # The module as a value.
        ("import middle\ngetattr(middle, name)", VALUE),
        ("import middle\nz = middle", VALUE),
        ("import middle as m\nf(m)", VALUE),
        ("import middle\nmiddle.__dict__['a']", VALUE),
        ("import middle as m\nm.__getattribute__('a')", VALUE),
        ("import middle\nprint([middle])", VALUE),
        ("try:\n    import middle\nexcept ImportError:\n    middle = None\nf(middle)", VALUE),
        # Whether there is one is no use of it.
        ("try:\n    import middle\nexcept ImportError:\n    middle = None\nif middle: 1", ""),
        ("import middle\nmiddle is None\nnot middle\nmiddle if middle is not None else 1", VALUE),
        ("import middle\nx = 1 if middle else 2\nwhile middle: break", ""),
        ("import middle\nmiddle == x\n-middle", VALUE),
        # Something else of that name.
        ("def f(middle):\n    return middle.a, middle", ""),
        ("class K:\n    def f(self):\n        return self.middle.a, self.middle", ""),
        ("middle = load()\nmiddle.a", ""),
        ("try:\n    f()\nexcept E as middle:\n    middle.a", ""),
        ("from os import middle\nmiddle.a\nf(middle)", ""),
        ("import os\nos.middle.a", ""),
        # Something that was handed over may be a package.
        ("def f(p):\n    return p.middle.a", "a"),
        # Loaded by its name.
        ("__import__('middle').a", LOADED),
        ("importlib.import_module('middle')", LOADED),
        ("importlib.import_module(name='middle')", LOADED),
        ("sys.modules['middle'].a", LOADED),
        ("APPS = ['maker', 'middle']", LOADED),
        ("pytest_plugins = 'middle'", LOADED),
        ("__all__ = ['middle']", ""),
        ("setup(py_modules=['middle'], packages=['middle'])", ""),
        ("x = 'middle'", ""),
        # Run by its path.
        ("runpy.run_path('middle.py')", RUN),
        ("path = 'sub/middle.py'\nexec(open(path).read())", RUN),
        ("subprocess.run(['python', 'middle.py'])", ""),
        ("runpy.run_path('other_middle.py')", ""),
        # Texts.
        ("mock.patch('middle.a')", "a"),
        ("'''\n>>> from middle import a, b\n>>> import middle as m\n>>> m.c\n'''", "a b c"),
        ("'''\n>>> from middle import *\n>>> a + q\n'''", "a"),
        ("from middle import b\n'''\n>>> from middle import a\n'''", "a b"),
        ("# middle.a", ""),
        # What runs as a script.
        ("import __main__\n__main__.a", "a"),
        ("from __main__ import a", "a"),
        ("timeit('a', 'from __main__ import a')", "a"),
        ("if __name__ == '__main__':\n    a()", ""),
        # Not Python of today.
        ("import middle\nprint middle.a", "user.py imports this module but cannot be parsed"),
        ("print 'middle.a'", "a"),
        ("print 'the middle of it'", ""),
    ],
)
def test_a_file_in_python(project: Path, text: str, expected: str) -> None:
    write(project, {"user.py": f"{text}\n"})
    assert used() == expected


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("README.md", "`middle.a` is", "a"),
        ("README.rst", ">>> from middle import (a,\n... b)\n", "a b"),
        ("n.ipynb", '"source": ["from middle import *\\n", "a"]', "a"),
        ("n.ipynb", '"source": ["%run -i middle.py\\n", "a"]', "a"),
        ("fast.pyx", "from middle cimport a\n", "a"),
        ("Procfile", "web: gunicorn middle:a", "a"),
        ("a.yml", "handler: middle.a\n", "a"),
        ("a.yml", "path: middle.py::a\n", "a"),
        ("a.txt", "in the middle. a man", ""),
        ("a.txt", "amiddle.a middle.ab", ""),
        ("pyproject.toml", "[project.scripts]\nx = 'middle:a'\n", "a"),
        (
            "pyproject.toml",
            "[project.entry-points.x]\nx = 'middle'\n",
            "pyproject.toml mentions this module",
        ),
        (
            "setup.cfg",
            "[options.entry_points]\nx =\n    y = middle\n",
            "setup.cfg mentions this module",
        ),
        (
            "pyproject.toml",
            "[build-system]\nbuild-backend = 'middle'\n",
            "pyproject.toml mentions this module",
        ),
        ("pyproject.toml", "[project]\nname = 'middle'\n", ""),
        ("script", "#!/usr/bin/python\nfrom middle import a\n", "a"),
        ("gui.pyw", "from middle import a\n", "a"),
    ],
)
def test_another_file(project: Path, file: str, text: str, expected: str) -> None:
    write(project, {file: text})
    assert used() == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"user.py": "import p\np.middle.a"}, "a"),
        ({"user.py": "import p.middle\np.middle.a"}, "a"),
        ({"user.py": "import p.middle\nf(p.middle)"}, VALUE),
        ({"user.py": "import p as q\nq.middle.a"}, "a"),
        ({"user.py": "import p as q\nf(q.middle)"}, VALUE),
        ({"user.py": "import p\nz = p\nz.middle.a"}, "a"),
        ({"user.py": "import other\nother.middle.a"}, ""),
        ({"user.py": "from p import *\nmiddle.a"}, "a"),
        ({"user.py": "from p import *\nf(middle)"}, VALUE),
        ({"user.py": "from hub import *\nhub.middle.a", "hub.py": ""}, "a"),
        ({"user.py": "from os import *\nmiddle.a"}, ""),
        ({"p/near.py": "from . import middle\nmiddle.a"}, "a"),
        ({"p/near.py": "from .middle import a"}, "a"),
        ({"p/q/near.py": "from ..middle import a"}, "a"),
        ({"p/near.py": "import middle\nmiddle.a"}, "a"),
        ({"user.py": "import json\njson.a", "p/json.py": ""}, ""),
        # Through other modules.
        ({"hub.py": "from p import middle", "user.py": "import hub\nhub.middle.a"}, "a"),
        ({"hub.py": "from p import middle", "user.py": "from hub import middle as m\nm.a"}, "a"),
        ({"hub.py": "import p.middle as m", "user.py": "import hub\nhub.m.a"}, "a"),
        ({"hub.py": "import p.middle as m", "user.py": "from hub import m\nm.a"}, "a"),
        ({"hub.py": "import p.middle as m", "user.py": "from hub import *\nm.a"}, "a"),
        ({"hub.py": "import p.middle as m", "user.py": "from other import m\nm.a"}, ""),
        (
            {
                "one.py": "from p import middle",
                "two.py": "from one import *\nfrom three import *",
                "three.py": "from two import *",
                "user.py": "from two import middle\nmiddle.a",
            },
            "a",
        ),
        ({"hub.py": "import middle\nprint x", "user.py": "from hub import middle\nmiddle.a"}, None),
        (
            {
                "one.py": "from two import *\nfrom . import *",
                "two.py": "from one import *",
                "user.py": "from one import middle\nfrom .. import x\nmiddle.a",
            },
            "",
        ),
        ({"hub.py": "def middle(): 1", "user.py": "from hub import middle\nf(middle)"}, ""),
        # By a name that is made up.
        ({"user.py": "import_module(f'p.{x}')"}, "user.py loads the modules of 'p'"),
        ({"user.py": "import_module('p.mid' + x)"}, "user.py loads the modules of 'p'"),
        ({"user.py": "import_module('p.%s' % x)"}, "user.py loads the modules of 'p'"),
        ({"user.py": "import_module('p.{}'.format(x))"}, "user.py loads the modules of 'p'"),
        ({"user.py": "import_module('p.other' + x)\nimport_module('q.' + x)"}, ""),
        ({"user.py": "import_module(x)\nlistdir(__file__)"}, ""),
        ({"user.py": "__import__('' + x)\nimport_module()"}, ""),
        ({"p/load.py": "import_module(x)\nlistdir(__file__)"}, "modules in a folder"),
        ({"p/load.py": "import_module('.' + x)\niter_modules(__path__)"}, "modules in a folder"),
        ({"p/load.py": "import_module(f'{x}')\niter_modules(__path__)"}, "modules in a folder"),
        ({"load.py": "import_module(x)\nwalk_packages(__path__)"}, "modules in a folder"),
        ({"p/load.py": "import_module(x)\nlistdir(folder)"}, ""),
        ({"p/load.py": "import_module(\nlistdir(__file__)"}, ""),
        ({"user.py": "x = 'p.middle'\ny = ['p.middle']"}, LOADED),
        ({"a.yaml": "plugins: [p.middle]"}, "a.yaml mentions this module"),
        ({"a.yaml": "plugins: [q.middle]"}, ""),
        # Itself.
        ({"p/middle.py": "from .maker import *\nimport p.middle as me\nme.a"}, "a"),
        ({"p/middle.py": "from .maker import *\nfrom . import middle\nf(middle)"}, "value"),
        ({"p/middle.py": "from .maker import *\nfrom .middle import *\n"}, None),
    ],
)
def test_a_module_of_a_package(project: Path, files: dict[str, str], expected: str | None) -> None:
    # The one at the top is there as well, but for where it would be in the way.
    (project / "middle.py").unlink()
    write(project, {"p/__init__.py": "", "p/maker.py": MAKER, "other.py": ""})
    write(project, {"p/middle.py": "from .maker import *\nx = 1\n", **files})
    found = used("p/middle.py")
    if expected is not None:
        assert found.endswith(expected) or expected in found
        assert expected or not found


def test_a_package(project: Path) -> None:
    write(
        project,
        {
            "p/__init__.py": "from .maker import *\n",
            "p/maker.py": MAKER,
            "p/near.py": "from . import a\n",
            "pyproject.toml": "[tool.x]\npackages = ['p', 'p.q']\n",
            "user.py": "import p\np.b\n",
        },
    )
    assert used("p/__init__.py") == "a b"


def test_a_script_that_nothing_can_import(project: Path) -> None:
    write(project, {"my-script.py": MIDDLE, "my_script.py": "", "user.py": "import my_script\n"})
    assert used("my-script.py") == ""
    write(project, {"user.py": "importlib.import_module('my-script')\n"})
    assert used("my-script.py") == LOADED
    write(project, {"user.py": "runpy.run_path('my-script.py')['a']\n"})
    assert used("my-script.py") == RUN


def test_a_file_that_loads_others_by_computed_names(project: Path) -> None:
    write(project, {"middle.py": f"{MIDDLE}import_module(x)\nlistdir(__file__)\n"})
    assert used() == ""


def test_many_other_names(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, {"one.py": "import middle as m\n", "two.py": "import middle as n\nn.a\n"})
    assert used() == "a"
    monkeypatch.setattr("flake8_importstyle.stars.project.module_search._MOST_ALIASES", 1)
    assert used() == "this module has too many names"


@pytest.mark.parametrize(
    "text", ["'shop.middle#{}'", "f('shop.middle.%s')", "'shop.middle:{name}'"]
)
def test_names_that_are_made_up(project: Path, text: str) -> None:
    write(project, {"shop/__init__.py": "", "shop/middle.py": MIDDLE, "user.py": f"{text}\n"})
    forget()
    found = parsed(MIDDLE, "shop/middle.py")
    assert found is not None
    assert found.fact(imported_through).incomplete == ("user.py builds names of this module",)
