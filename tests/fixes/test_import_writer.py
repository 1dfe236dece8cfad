"""How a statement is written after its repair, in layouts that are odd."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_importstyle.fixes.edits import Edit
from flake8_importstyle.rules.all import RULES
from flake8_importstyle.rules.reports import reports
from flake8_importstyle.syntax.parsing import parsed
from tests.support import configured, repaired, write

LONG = "a_name_of_just_thirty_letters_"


@pytest.fixture(autouse=True)
def _no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("code", "options", "before", "after"),
    [
        ("IMP103", "", "import a, \\\n    b\n", "import a\nimport b\n"),
        ("IMP103", "", "x = 1; \\\nimport a, b\n", "x = 1; \\\nimport a; import b\n"),
        ("IMP103", "", "if x: \\\n    import a, b\n", "if x: \\\n    import a; import b\n"),
        ("IMP103", "", "import a, b; \\\nx\n", "import a; import b; \\\nx\n"),
        ("IMP103", "", "import a, b\rimport c\r", "import a\rimport b\rimport c\r"),
        ("IMP103", "", "import a, b", "import a\nimport b"),
        ("IMP103", "", "import a, b;\n", "import a; import b;\n"),
        ("IMP103", "", "\x0cimport a, b\n", "\x0cimport a\nimport b\n"),
        ("IMP005", "", "import a\nimport a; \\\nx\n", None),
        ("IMP005", "", "import a\nimport a;\n", None),
        ("IMP005", "", "import a, \\\n    a", "import a"),
        ("IMP005", "", "import a, \\\n    a\nx\n", "import a\nx\n"),
        (
            "IMP005",
            "",
            "import b, a\nimport c, \\\n    a, \\\n    d\n",
            "import b, a\nimport c, \\\n    d\n",
        ),
        ("IMP005", "", "from m import a\nx; from m import (a,  # why\n)\n", None),
        ("IMP005", "", "import a\nx; \\\nimport a\n", None),
        ("IMP005", "", "import a\nx; import a\n", "import a\nx\n"),
        ("IMP005", "", "import a\nx; import a  # why\n", "import a\nx  # why\n"),
        (
            "IMP005",
            "",
            "from m import a\nfrom m import (a,  # why\n)\n",
            "from m import a\n# why\n",
        ),
        (
            "IMP005",
            "",
            "if x:\n  import a\n  with y: import a\n",
            "if x:\n  import a\n  with y: pass\n",
        ),
        (
            "IMP005",
            "",
            "from m import a\nfrom m import (\n    b, a,  # noqa: F401\n    c)\n",
            "from m import a\nfrom m import (\n    b,  # noqa: F401\n    c)\n",
        ),
        (
            "IMP005",
            "",
            "from m import a\nfrom m import (a, # noqa: F401\n               b)\n",
            None,
        ),
        (
            "IMP005",
            "",
            "from m import a\nfrom m import (b,\n    a)\n",
            "from m import a\nfrom m import (b)\n",
        ),
        ("IMP104", "--importstyle-single-name", "x; from m import (a,  # a\n  b)\n", None),
        (
            "IMP104",
            "--importstyle-single-name",
            "from m import (\n    a,  # one\n    b)  # noqa: F401\n",
            None,
        ),
        ("IMP105", "", "from m import a\nfrom m import a  # noqa: F401\n", None),
        ("IMP105", "", "from m import a\nfrom m import a  # why\n", None),
        (
            "IMP105",
            "",
            "from m import (a\n)\nfrom m import b\n",
            "from m import (\n    a,\n    b,\n)\n",
        ),
        (
            "IMP105",
            "",
            "from m import a  # noqa\nfrom m import (b)  # noqa\nx\n",
            "from m import a, b  # noqa\nx\n",
        ),
        (
            "IMP105",
            "",
            "from m import (\n    a,\n)  # noqa\nfrom m import b  # noqa\n",
            "from m import (  # noqa\n    a,\n    b,\n)\n",
        ),
        ("IMP103", "", "import x\r\nimport a, b", "import x\r\nimport a\r\nimport b"),
        (
            "IMP103",
            "",
            "import x\nimport a, b  # why\r\n",
            "import x\nimport a\r\nimport b  # why\r\n",
        ),
        (
            "IMP103",
            "",
            "import x\r\nimport a, b  # why\r\n",
            "import x\r\nimport a\r\nimport b  # why\r\n",
        ),
        (
            "IMP104",
            "--importstyle-single-name",
            "from m import (\r\n    a,  # why\r\n    b,\r\n)\r\n",
            "from m import a  # why\r\nfrom m import b\r\n",
        ),
        # What ends in a backslash is not always joined to the next line.
        ("IMP103", "", "# C:\\\nimport a, b\n", "# C:\\\nimport a\nimport b\n"),
        ("IMP103", "", "x = 1 \\\n\nimport a, b\n", "x = 1 \\\n\nimport a\nimport b\n"),
        ("IMP103", "", "import a, b \\\n; x\n", None),
        ("IMP103", "", "import a, b \\\n\nx\n", None),
        # What is behind stays as it is, unless it is for each.
        ("IMP103", "", "import a, b # why\n", "import a\nimport b # why\n"),
        ("IMP103", "", "import a, b # noqa\n", "import a  # noqa\nimport b  # noqa\n"),
        ("IMP103", "", "import a, b \t\nx\n", "import a\nimport b \t\nx\n"),
        (
            "IMP104",
            "--importstyle-single-name",
            "from m import (\n    a,\n    # about b\n    b,\n)  # both\n",
            "from m import a\n# about b\nfrom m import b  # both\n",
        ),
        (
            "IMP104",
            "--importstyle-single-name",
            "from m import (a# a\n    , b)\n",
            "from m import a  # a\nfrom m import b\n",
        ),
        # A comment for tools that is about one name.
        (
            "IMP104",
            "--importstyle-single-name",
            "from m import ( \n    # type: ignore\n    a,\n    b,\n)\n",
            "# type: ignore\nfrom m import a\nfrom m import b\n",
        ),
        # In one line or in several.
        ("IMP105", "", "x\nfrom m import (a)\nfrom m import b\nx\n", "x\nfrom m import a, b\nx\n"),
        (
            "IMP105",
            "",
            f"from m import {LONG}, {LONG}\nfrom m import c\n",
            f"from m import {LONG}, {LONG}, c\n",
        ),
        (
            "IMP105",
            "",
            f"from m import {LONG}, {LONG}b\nfrom m import c\n",
            f"from m import (\n    {LONG},\n    {LONG}b,\n    c,\n)\n",
        ),
        (
            "IMP105",
            "",
            "from m import a\nfrom m import (\n    # about b\n    b,\n)\n",
            "from m import (\n    a,\n    # about b\n    b,\n)\n",
        ),
        (
            "IMP105",
            "",
            "from m import a\nfrom m import (\n    b,\n    # the end\n)\n",
            "from m import (\n    a,\n    b,\n    # the end\n)\n",
        ),
        # With its own indentation, or with that of the statement.
        (
            "IMP105",
            "",
            "from m import (\n  a,\n)\nfrom m import b\n",
            "from m import (\n  a,\n  b,\n)\n",
        ),
        (
            "IMP105",
            "",
            f"from m import \\\n  {LONG}, {LONG}b\nfrom m import c\n",
            f"from m import (\n    {LONG},\n    {LONG}b,\n    c,\n)\n",
        ),
        (
            "IMP105",
            "",
            "if x:\n\tfrom m import (\n\t\ta,\n\t)\n\tfrom m import b\n",
            "if x:\n\tfrom m import (\n\t\ta,\n\t\tb,\n\t)\n",
        ),
        (
            "IMP105",
            "",
            "if x:\n\tfrom m import (a,\n\t\tc)\n\tfrom m import b\n",
            "if x:\n\tfrom m import (\n\t\ta,\n\t\tc,\n\t\tb,\n\t)\n",
        ),
        (
            "IMP105",
            "",
            "if x:\n\t  from m import (a,\n\t\tc)\n\t  from m import b\n",
            "if x:\n\t  from m import (\n\t      a,\n\t      c,\n\t      b,\n\t  )\n",
        ),
        (
            "IMP105",
            "",
            "if x:\n\x0c  from m import (\n\x0c    a)\n  from m import b\n",
            "if x:\n\x0c  from m import (\n    a,\n    b,\n  )\n",
        ),
        # Nothing that a person wrote is removed with a statement.
        (
            "IMP005",
            "",
            "if x:\n  import a\n  with y:\n    import a # why\n",
            "if x:\n  import a\n  with y:\n    pass # why\n",
        ),
        (
            "IMP005",
            "",
            "from m import a\nwith y:\n  from m import (a,  # why\n  )\n",
            None,
        ),
        ("IMP005", "", "import a\nwith y: import a \\\n\n", None),
        (
            "IMP005",
            "",
            "from m import a\nfrom m import (\n    # one\n    a,  # two\n)\nx\n",
            "from m import a\n# one\n# two\nx\n",
        ),
        ("IMP005", "", "import a\nx; import a \\\n\n", None),
        ("IMP005", "", "import a\nx; import a; \\\ny\n", "import a\nx; \\\ny\n"),
        ("IMP005", "", "import a\nx; import a  # one; two\n", "import a\nx  # one; two\n"),
        (
            "IMP005",
            "",
            "from m import a\nfrom m import (\n    b,\n    a,\n    # the end\n)\n",
            None,
        ),
        ("IMP005", "", "from m import a\nfrom m import (\n    a,  # why\n    b,\n)\n", None),
        (
            "IMP005",
            "",
            "# why\nfrom m import a\nfrom m import b, a, c\n",
            "# why\nfrom m import a\nfrom m import b, c\n",
        ),
        (
            "IMP005",
            "",
            "import a\nimport a  # noqa: F401 for its side effects\n",
            "import a\n# noqa: F401 for its side effects\n",
        ),
        # As many blank lines stay as stood on the side that had more.
        ("IMP005", "", "import a\n\nimport a  # why\n\nx\n", "import a\n\n# why\n\nx\n"),
        (
            "IMP005",
            "",
            "import a\nwith y:\n\n    import a\n\n\n    x\n",
            "import a\nwith y:\n\n\n    x\n",
        ),
        # What is left of a suite is never empty.
        (
            "IMP005",
            "",
            "import a; from m import b\nwith y:\n    import a\n    # why\n    from m import b\n",
            "import a; from m import b\nwith y:\n    # why\n    pass\n",
        ),
    ],
)
def test_odd_layouts(code: str, options: str, before: str, after: str | None) -> None:
    assert repaired(before, code, options=options) == (before if after is None else after)


def test_a_name_after_a_backslash() -> None:
    assert repaired("import a, \\\n    a\n", "IMP005") == "import a\n"
    assert repaired("from m import a, \\\n    a, b\n", "IMP005") == "from m import a, \\\n    b\n"


def test_an_alias_over_several_lines() -> None:
    text = "import \\\n  re as \\\n  re\nre\n"
    assert repaired(text, "IMP101", is_safe=False) == "import \\\n  re\nre\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand beside a package."""
    write(tmp_path, {"shop/__init__.py": "", "shop/stock.py": "price = 1\n", "shop/till.py": ""})
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("memory", "package")
@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        (
            "IMP201",
            "from .stock\\\n  import price\n",
            "from shop.stock\\\n  import price\n",
        ),
        (
            "IMP201",
            "from\\\n  .stock import price\n",
            "from\\\n  shop.stock import price\n",
        ),
        ("IMP001", "x = 1; from .stock import *\n", "x = 1\n"),
        ("IMP001", "x = 1; from .stock import * \\\n\n", None),
    ],
)
def test_backslashes_in_a_package(code: str, before: str, after: str | None) -> None:
    text = repaired(
        before, code, "shop/till.py", options="--importstyle-max-relative-level=0", is_safe=False
    )
    assert text == (before if after is None else after)


@pytest.mark.usefixtures("memory", "package")
def test_an_edit_takes_no_more_than_it_changes() -> None:
    settings = configured("--importstyle-max-relative-level=0")
    source = parsed("from .stock import price\n", "shop/till.py")
    assert source is not None
    (report,) = reports(source, [RULES["IMP201"]], settings)
    fix = report.fix(settings)
    assert fix is not None
    assert fix.edits == (Edit(5, 11, "shop.stock"),)
