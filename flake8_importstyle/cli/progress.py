"""Progress: how far a long run is."""

from __future__ import annotations

import sys
import time

# A run that takes longer than this shows how far it is.
_PATIENCE = 2.0


class Progress:
    """A line on a terminal that says how far a long run is."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.is_shown = False
        self.stream = sys.stderr if sys.stderr.isatty() else None

    def __call__(self, done: int, of: int) -> None:
        """Take note that so many files of so many are done."""
        if self.stream is not None and time.monotonic() - self.began > _PATIENCE:
            self.is_shown = True
            self.stream.write(f"\r{done} of {of} files")
            self.stream.flush()

    def clear(self) -> None:
        """Leave the line as it was."""
        if self.stream is not None and self.is_shown:
            self.stream.write("\r\033[K")
            self.stream.flush()
