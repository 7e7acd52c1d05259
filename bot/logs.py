"""Logs for an operator: one event a line, to read (console) or to collect (json), never with personal data.

Three nets, one behind the other: fields that name a person are dropped, whatever they hold; what looks like
a phone number, an e-mail address or a token is masked in every text, tracebacks included; a person appears
only as a mark that means nothing outside this process.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import sys
from collections.abc import Mapping
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import LogFormat, LogLevel

PERSONAL_FIELDS = frozenset(
    {
        "address",
        "caption",
        "chat_id",
        "comment",
        "contact",
        "email",
        "first_name",
        "from_user",
        "full_name",
        "last_name",
        "message",
        "motivation",
        "name",
        "payload",
        "phone",
        "recipient",
        "telegram_id",
        "text",
        "user_id",
        "username",
    }
)

_MASKS = (
    # Bot tokens stand in the addresses that the HTTP client quotes.
    (re.compile(r"\d{5,}(:|%3A)[A-Za-z0-9_-]{20,}"), "[token]"),
    (re.compile(r"(?<=://)[^/\s@]+:[^/\s@]+(?=@)"), "[password]"),
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "[e-mail]"),
    # +7 912 345-67-89, 8(912)3456789: a plus with ten or more digits, or eleven with marks between them.
    (re.compile(r"\+\d(?:[\s().-]{0,2}\d){9,14}(?!\d)"), "[phone]"),
    (re.compile(r"(?<![\w.:-])[78](?:[\s().-]{0,2}\d){10}(?![\w-])"), "[phone]"),
    # SQLAlchemy quotes the values of a failed statement.
    (re.compile(r"\[parameters: .*?\](?=\n|$)", re.DOTALL), "[parameters left out]"),
)

_MARK_KEY = secrets.token_bytes(16)
_LEVEL_OF_OTHERS = {
    "aiogram.event": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
}


def configure_logs(level: LogLevel, form: LogFormat, stream: TextIO | None = None) -> None:
    """Sends all logs, those of libraries too, to standard error or to ``stream``. May be called again."""
    stream = sys.stderr if stream is None else stream
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, leave_out_persons, last],
        )
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.value)
    for name, least in _LEVEL_OF_OTHERS.items():
        logging.getLogger(name).setLevel(max(least, root.level))


def leave_out_persons(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The processor that drops personal fields and masks what looks personal in all others."""
    return {key: mask(value) for key, value in event.items() if key not in PERSONAL_FIELDS}


def mask(value: object) -> object:
    """Masks phones, e-mail addresses and tokens in texts, also inside of collections."""
    if isinstance(value, str):
        for form, instead in _MASKS:
            value = form.sub(instead, value)
        return value
    if isinstance(value, Mapping):
        return {key: mask(item) for key, item in value.items() if key not in PERSONAL_FIELDS}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask(item) for item in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return mask(str(value))


def person_mark(telegram_id: int) -> str:
    """A short mark under which one person's events can be followed; it changes with every start."""
    return hashlib.blake2b(str(telegram_id).encode(), key=_MARK_KEY, digest_size=5).hexdigest()
