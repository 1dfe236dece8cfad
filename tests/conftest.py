"""What holds for all tests."""

from __future__ import annotations

import logging

from flake8_importstyle.registry import LOG


class _Raise(logging.Handler):
    """Turns a fault that the checker would only log into a failed test."""

    def emit(self, record: logging.LogRecord) -> None:
        assert record.exc_info is None, record.getMessage()


LOG.addHandler(_Raise())
