"""Tests of what tells whether a module does more than bind its own names."""

import ast

import pytest

from flake8_importstyle.exports.foreign.side_effects import has_side_effects


@pytest.mark.parametrize(
    "text",
    [
        "install()",
        "from m import install\nif install:\n    install.now()",
        "import m\ntry:\n    pass\nexcept OSError:\n    m.run()",
        "match x:\n    case 1:\n        print(x)",
        "import sys\ndel sys.modules['m']",
        "import os\nos.environ['A'] = '1'",
        "import m\nm.a: int = 1",
        "from m import A\nA.b += 1",
        "import sys\npath = sys.path\npath.append('lib')",
        "def get(): ...\nget().a = 1",
        "from m import app\n@app.task(name='a')\ndef f(): ...",
        "from . import typing\n@typing.task\nclass A: ...",
        "import m\nif m:\n    @m.task\n    async def f(): ...",
        "if __name__ == 'm':\n    pass\nelse:\n    run()",
        "await run()",
        "import subprocess\ntext = subprocess.check_output(['m', '-h']).decode()",
        "import json\nnames = json.load(open('names.json'))['all']",
        "from m import path\nfor line in path.read_text().split():\n    pass",
        "with open('m') as file:\n    text = file.read()",
        "import m\ntext: str = await m.urlopen('m')",
    ],
)
def test_does_something(text: str) -> None:
    assert has_side_effects(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "'''Text.'''\nimport m\nlog = m.get()\nx: int",
        "def f():\n    run()\nf.a = 1\nclass A:\n    run()\nA.b.c = 1",
        "__all__ = ['a']\n__all__.append('b')\n__all__ += ['c']",
        "table: dict = {}\ntable['a'] = 1\ntable['b'].append(1)\ndel table['a']",
        "globals()['a'] = 1\nglobals().update(b=2)",
        "if __name__ == '__main__':\n    run()",
        "assert True\ndel x",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass A: ...",
        "import functools, attr\n@functools.cache\ndef f(): ...\n@attr.s\nclass A: ...",
        "def register(f): ...\n@register\ndef f(): ...\n@register('a')\ndef g(): ...",
        "@type\ndef f(): ...",
        "table = {}\ntable.setdefault('a', []).append(1)",
        "import m\ncall = m.find(m.a)[0]\nx = lambda: open('m')\ny = (a := 1)",
        "opened = make()().close",
    ],
)
def test_only_binds_names(text: str) -> None:
    assert not has_side_effects(ast.parse(text))
