"""Progress: how far a long run is."""

from __future__ import annotations

import sys
import time

# Show the progress of a run that takes more seconds than this.
_PATIENCE = 2.0


class Progress:
    """A line on a terminal that shows the progress of a long run."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.is_shown = False
        self.stream = sys.stderr if sys.stderr.isatty() else None

    def __call__(self, done: int, of: int) -> None:
        """Show that ``done`` files of ``of`` are finished, if the run takes long."""
        if self.stream is not None and time.monotonic() - self.began > _PATIENCE:
            self.is_shown = True
            self.stream.write(f"\r{done} of {of} files")
            self.stream.flush()

    def clear(self) -> None:
        """Clear the line."""
        if self.stream is not None and self.is_shown:
            self.stream.write("\r\033[K")
            self.stream.flush()
