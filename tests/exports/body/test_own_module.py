"""The module itself as a value: whoever has it can bind names in it, by whatever way.

``own_module.txt`` has a module with the names of its star import, or `unknown` where it may have
any, and the modules that it uses.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import star, write_modules

pytestmark = pytest.mark.usefixtures("memory")

WRITES = "(it changes its namespace dynamically)"
_CASE = re.compile(r"^=== (.*?) \| (.*)\n((?:(?!=== ).*\n)*)", re.MULTILINE)
_FILE = re.compile(r"^--- (\w+)\n((?:(?!--- ).*\n)*)", re.MULTILINE)
CASES = [
    pytest.param(dict(_FILE.findall(files)), names, id=about)
    for about, names, files in _CASE.findall(Path(__file__).with_name("own_module.txt").read_text())
]


@pytest.mark.parametrize(("files", "names"), CASES)
def test_a_module_that_somebody_has(tmp_path: Path, files: dict[str, str], names: str) -> None:
    found = star(write_modules(tmp_path, **files), "m").strip()
    assert found.endswith(WRITES) if names == "unknown" else found == names
