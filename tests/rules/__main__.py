"""Shows in the cases what their repairs make of them: ``python -m tests.rules [CODE …]``.

Cases that show it already are left alone; what is written is to be looked at.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.markdown import cases
from tests.rules.test_cases import CASES, lacking
from tests.support import PROJECT, write


def main() -> None:
    """Add the fences that are missing."""
    codes = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), PROJECT)
        os.chdir(folder)
        for path in sorted(CASES.glob("*.md")):
            text = path.read_text("utf-8")
            for case in reversed(list(cases(text)) if path.stem in codes or not codes else []):
                fences = "".join(
                    f'\n\n```python fixed="{kind}"\n{repaired}```'
                    for kind, repaired in lacking(path.stem, case).items()
                )
                text = text[: case.end] + fences + text[case.end :]
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
