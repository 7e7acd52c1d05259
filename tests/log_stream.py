"""The log as an operator collects it, for tests that read it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from bot.logs import configure_logs
from bot.settings import LogFormat, LogLevel


class LogStream(io.StringIO):
    """What was logged, line by line."""

    @property
    def text(self) -> str:
        return self.getvalue()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@contextmanager
def logs_kept(level: LogLevel = LogLevel.DEBUG, *, key: str | None = None) -> Iterator[LogStream]:
    """Everything that is logged meanwhile, by libraries too, as JSON; then logging is as it was."""
    root = logging.getLogger()
    handlers, least = root.handlers[:], root.level
    others = {
        name: logger.level
        for name, logger in logging.root.manager.loggerDict.items()
        if isinstance(logger, logging.Logger)
    }
    stream = LogStream()
    configure_logs(level, LogFormat.JSON, stream, key=key)
    try:
        yield stream
    finally:
        root.handlers[:] = handlers
        root.setLevel(least)
        for name, logger in logging.root.manager.loggerDict.items():
            if isinstance(logger, logging.Logger):
                logger.setLevel(others.get(name, logging.NOTSET))
        structlog.reset_defaults()
