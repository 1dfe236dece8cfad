"""What is left out of a text to find its names, and that nothing else is."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from flake8_importstyle.exports.body.visitor import exports_of
from flake8_importstyle.exports.wildcard import Resolver
from flake8_importstyle.syntax.parsing import tree_of
from flake8_importstyle.syntax.skeleton import skeleton
from tests.support import examples

STDLIB = Path(sysconfig.get_path("stdlib"))
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def outside(tree: ast.Module) -> list[str]:
    """Return what stands outside of the bodies of functions and classes, with its lines."""
    for statement in tree.body:
        if isinstance(statement, DEFINITIONS):
            statement.body = []
    return [f"{each.lineno} {ast.dump(each)}" for each in tree.body]


def test_functions_and_classes() -> None:
    text = (
        b'"""Shop."""\n'
        b"@cache\n"
        b"def open(\n"
        b"    path: str = ':',  # where:\n"
        b"    *, flags={'a': {0: 1}},\n"
        b") -> None:  # now\n"
        b'    """Open.\n'
        b"\n"
        b"Whatever:\n"
        b'    """\n'
        b"    return 1\n"
        b"# That was all.\n"
        b"async  def close(): # soon\r\n"
        b"\treturn {\r\n"
        b"\t\t1\r\n"
        b"\t}\r\n"
        b"class Shop(Base):\n"
        b"    import stock\n"
        b"\n"
        b"    names = globally()\n"
        b"x = 1\n"
        b"class Last:\n"
        b"    def f(self): ..."
    )
    assert skeleton(text) == (
        b'"""Shop."""\n'
        b"@cache\n"
        b"def open(\n"
        b"    path: str = ':',  # where:\n"
        b"    *, flags={'a': {0: 1}},\n"
        b") -> None:pass\n\n\n\n\n\n"
        b"\n"
        b"async  def close():pass\n\n\n"
        b"\n"
        b"class Shop(Base):pass;globally()\n\n\n"
        b"\n"
        b"x = 1\n"
        b"class Last:pass\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1\n",
        "\ndef f(): return 1\nif x:\n    y = 1\n",
        "\nclass C: ...\nif x:\n    y = 1\n",
        "\nclass C: \\\n    x = 1\nif x:\n    y = 1\n",
        "\nif x:\n    def f():\n        pass\n",
        "\ndef f():\n    \\\nclass C: pass\n",
        "\ndef f():\r\n    \\\r\nclass C: pass\r\n",
        # These may change the names of the module when they are called.
        "\ndef f():\n    __all__.append(1)\n",
        "\ndef f():\n    globals()['x'] = 1\n",
        "\ndef f():\n    sys.modules[__name__].x = 1\n",
        "\ndef f():\n    global x\n    x = 1\n\ndef g():\n    f()\n",
        "\ndef f(): global x; x = 1\n\ndef g():\n    f()\n",
        "\ndef f():\n    x; global y\n\ndef g():\n    f()\n",
        "\ndef f():\n\tglobal\tx\n\ndef g():\n    f()\n",
        "\ndef f():\n    global\\\n        x\n\ndef g():\n    f()\n",
        "\ndef __getattr__(name):\n    return import_module(name)\n",
        # Code in the text of a module is no code.
        '"""\ndef f():\n    pass\n"""\n',
        "'''\nclass C:\n    \"\"\"text\"\"\"\n'''\n",
        'x = """\\"""\ndef f():\n    pass\n"""\n',
        # Quotes in short strings, before and after such a text.
        'x = \'"""\'\ny = """\ndef f():\n    1\n"""\nz = \'"""\'\n',
        "x = \"'''\"\ny = '''\ndef f():\n    1\n'''\nz = \"'''\"\n",
        '\'\\\n"""\'\ny = """\ndef f():\n    1\n"""\n\'\\\n"""\'\n',
        'x = \'\\\r\n"""\'\r\ny = """\r\ndef f():\r\n    1\r\n"""\r\nz = \'\\\r\n"""\'\r\n',
        "x = '''\ndef f():\n    1\n'''\ny = \"\"\"\n\"\"\"\n",
        '# """\ny = """\ndef f():\n    1\n"""\n',
        # What cannot be told from the text alone.
        'x = """\ndef f():\n    pass\n\\\n',
        'x = """a""""b"\ndef f():\n    pass\n',
        'x = \'\\\n""" # \\\n\'\ndef f():\n    """\nx"""\n',
        '# \\\n """\ndef f():\n    """\nx"""\n',
        'x = """\ndef f():\n    pass\n',
        '\ndef f(x="""a"""):\n    pass\n',
        "\ndef f(x='''a'''):\n    pass\n",
        "\ndef f(\n",
        # Bytes that no line of Python has, and other encodings.
        "\ndef f():\n    x\0\n",
        "# coding: latin-1\n\ndef f():\n    pass\n",
        "\ndef f():\n    pass\rx = 1\n",
        # Python 2.
        '\ndef f():\n    print "text"\n',
        "\nclass C:\n    def f():\n        print text\n",
        "\ndef f():\n    print  'text'\n",
        "\ndef f():\n    try:\n        pass\n    except  OSError , error:\n        pass\n",
        "\ndef f():\n    try:\n        pass\n    except os.error, error:\n        pass\n",
        "\ndef f():\n    try:\n        pass\n    except OSError, error:\n        pass\n",
    ],
)
def test_kept(text: str) -> None:
    assert skeleton(text.encode()) == text.encode()


def test_not_utf8() -> None:
    text = b"\ndef f():\n    '\xe4'\n"
    assert skeleton(text) == text


@pytest.mark.parametrize(
    ("text", "brief"),
    [
        (
            "\ndef f():\n    '''A global x'''\n\ndef g():\n    pass\n",
            "\ndef f():\n    '''A global x'''\n\ndef g():pass\n\n",
        ),
        ("\ndef f():\n    submodules\n", "\ndef f():pass\n\n"),
        ('# """\ndef f():\n    pass\n', '# """\ndef f():pass\n\n'),
        ('# """', '# """'),
        ("\nasync\tdef f():\n    1\n", "\nasync\tdef f():pass\n\n"),
        ("\ndef\tf():\n    1\n", "\ndef\tf():pass\n\n"),
        ("\ndef f():\r\n    1\r\n\r\n    2\r\n", "\ndef f():pass\n\n\n\n"),
        ("\ndef f(x='\\'('):\n    1\n", "\ndef f(x='\\'('):pass\n\n"),
        ('\ndef f(x="(\\""):\n    1\n', '\ndef f(x="(\\""):pass\n\n'),
        ("\ndef f(x='a\\\n('):\n    1\n", "\ndef f(x='a\\\n('):pass\n\n"),
        (
            "x = 'a\\\nb'; y = '''\n'''\ndef f():\n    1\n",
            "x = 'a\\\nb'; y = '''\n'''\ndef f():pass\n\n",
        ),
        ("\ndef f(x=[1],\n    y=2):\n    1\n", "\ndef f(x=[1],\n    y=2):pass\n\n"),
        ("\ndef f \\\n    ():\n    1\n", "\ndef f \\\n    ():pass\n\n"),
        ("\ndef f \\\r\n    ():\r\n    1\r\n", "\ndef f \\\r\n    ():pass\n\n"),
        ("\ndef f(  # (\n    x):\n    1\n", "\ndef f(  # (\n    x):pass\n\n"),
        ("\ndef f():\n    modules_of\n", "\ndef f():pass\n\n"),
        ("\ndef f():\n    blueprint in x\n", "\ndef f():pass\n\n"),
        (
            "\ndef f():\n    globals()\n\ndef g():\n    1\n",
            "\ndef f():\n    globals()\n\ndef g():pass\n\n",
        ),
        ("\ndef f(): return 1\ndef g():\n    1\n", "\ndef f(): return 1\ndef g():pass\n\n"),
        ("\ndef f():\n    \\\nx\ndef g():\n    1\n", "\ndef f():\n    \\\nx\ndef g():pass\n\n"),
        ("\ndef f(\n    x:\n    int\n):\n    1\n", "\ndef f(\n    x:\n    int\n):pass\n\n"),
        (
            'y = \'\'\nx = \\\n"""\n"""\ndef f():\n    1\n',
            'y = \'\'\nx = \\\n"""\n"""\ndef f():pass\n\n',
        ),
        (
            'x = """\\\\\\"""\n"""\ndef f():\n    1\n',
            'x = """\\\\\\"""\n"""\ndef f():pass\n\n',
        ),
        ("\ndef f():\n    1\n# \"\"\" '''", "\ndef f():pass\n\n"),
        ("\n# \"\"\" '''\ndef f():\n    1\n", "\n# \"\"\" '''\ndef f():pass\n\n"),
        ("# \"\"\"\n'''\n'''\ndef f():\n    1\n", "# \"\"\"\n'''\n'''\ndef f():pass\n\n"),
        ('x = \'\'\n"""\n"""\ndef f():\n    1\n', 'x = \'\'\n"""\n"""\ndef f():pass\n\n'),
        ('x = """\\\\"""\ndef f():\n    1\n', 'x = """\\\\"""\ndef f():pass\n\n'),
        ('x = """\\""""\ndef f():\n    1\n', 'x = """\\""""\ndef f():pass\n\n'),
        ('x = \'#\'; y = """\ndef """\ndef f():\n    pass', None),
        ('x = \\\n    """\n"""\nclass C:\n    1\n', 'x = \\\n    """\n"""\nclass C:pass\n\n'),
        ("\nclass C:\n    1\n\x0cclass D:\n    2\n", "\nclass C:pass\n\n\x0cclass D:\n    2\n"),
    ],
)
def test_left_out(text: str, brief: str | None) -> None:
    expected = brief if brief is not None else text.replace("():\n    pass", "():pass\n")
    assert skeleton(text.encode()) == expected.encode()


LINES = [
    *("", "x = 1", "y", ")", "]", "# note", "# it's", '# """', "\f", "\\", "@f", "else:", "# \\"),
    *("def f():", "def f(", "class C:", "class C(B): pass", "async def g(a,", "b): # '", "):"),
    *(
        "    pass",
        "    return (",
        "\treturn [",
        "    z = {'",
        "  '''",
        "    x = 'a \\",
        "    \\",
        " 1)",
    ),
    *(
        '"""',
        "'''",
        '    """text',
        '    """',
        '    """text"""',
        'x = """',
        "x = '''\"\"\"",
        "x = '\\",
    ),
    *(
        '    x = "#',
        "y = ''",
        'r"""\\"""',
        "if x:",
        "    global x",
        "    'it\\'s'",
        'f"""{x}"""',
        "'",
    ),
]


@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join))
@settings(max_examples=examples(1500), deadline=None)
def test_nothing_else_is_left_out(text: str) -> None:
    full, brief = tree_of(text), tree_of(skeleton(text.encode()))
    if full is not None and brief is not None:
        assert outside(brief) == outside(full)


def told(tree: ast.Module, text: bytes) -> object:
    """Return what is found out about the names of a module."""
    found = exports_of(tree, "package.module", "package", Resolver(()), text=text)
    names = {name: (each.line, each.is_definite) for name, each in found.names.items()}
    return names, found.incomplete, list(found.loads), found.needs


@pytest.mark.parametrize("path", sorted(STDLIB.glob("*.py")), ids=lambda path: path.stem)
def test_standard_library(path: Path) -> None:
    text = path.read_bytes()
    full, brief = tree_of(text), tree_of(skeleton(text))
    assert full is not None
    assert brief is not None
    assert told(brief, skeleton(text)) == told(full, text)
    assert outside(brief) == outside(full)
