"""Shrinking the baseline: its planned content, and writing it."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from flake8_importstyle.formatters.writing import LeftAlone, create, remove_strays, replace
from flake8_importstyle.options.baseline import Baseline, Subject, content, parsed


class Update(NamedTuple):
    """The planned content of a baseline."""

    baseline: Baseline
    before: bytes | None
    """The content of its file; None if there is none."""
    after: bytes

    @property
    def has_changes(self) -> bool:
        return self.before != self.after

    def write(self) -> None:
        """Write the file. Raises ``LeftAlone``."""
        path = os.path.realpath(self.baseline.path)
        remove_strays(os.path.dirname(path))
        if self.before is None:
            create(path, self.after)
        else:
            replace(path, self.before, self.after)


def update(baseline: Baseline, files: Mapping[str, Counter[Subject]]) -> Update:
    """Return the update of a baseline with new findings for ``files``, by their listed names.

    Lines about other files are taken from the file as it is now, as another run may have changed
    it. Raises ``LeftAlone`` if it cannot be read.
    """
    before = None
    current = baseline
    try:
        if os.path.lexists(baseline.path):
            before = content(baseline.path)
            current = parsed(baseline.path, before)
    except OSError as error:
        raise LeftAlone(error.strerror or "it cannot be read") from None
    except argparse.ArgumentTypeError:
        raise LeftAlone("it changed while flake8 ran") from None
    new = current.updated(files)
    return Update(new, before, new.encoded(before or b""))
