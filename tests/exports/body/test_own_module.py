"""The module itself as a value: whoever has it can bind names in it, by whatever way.

``own_module.txt`` has such modules in the format of ``tests/programs``. What each is about are the
names of its star import, or `unknown` where it may have any.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import programs
from tests.support import star, write

pytestmark = pytest.mark.usefixtures("memory")

WRITES = "(it may change its namespace dynamically)"
CASES = [
    pytest.param(program.files, program.about, id=program.name)
    for program in programs(Path(__file__).with_name("own_module.txt").read_text("utf-8"))
]


@pytest.mark.parametrize(("files", "names"), CASES)
def test_a_module_that_somebody_has(tmp_path: Path, files: dict[str, str], names: str) -> None:
    found = star(write(tmp_path, files), "m").strip()
    assert found.endswith(WRITES) if names == "unknown" else found == names
