"""Logs for an operator: one event a line, to read (console) or to collect (json), never with personal data.

Three nets, one behind the other: fields that name a person are dropped, whatever they hold; what looks like
a phone number, an e-mail address, a password or a token is masked in every text, tracebacks included; a
person appears only as a mark that means nothing without the key.

What is logged while an update is handled carries its ``update_id``, its kind (``update``) and the ``person``
behind it; while a message of the outbox is sent, its ``outbox_row`` and the ``person`` it goes to.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TextIO

import structlog
from structlog.contextvars import bound_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.domain.forms import REMARKS
from bot.settings import LogFormat, LogLevel

PERSONAL_FIELDS = frozenset(
    {
        *REMARKS,
        "address",
        "caption",
        "chat_id",
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

_MARK_BYTES = 6
"""48 bits: two people of a region share a mark about never, and it still fits a line."""
_mark_key = secrets.token_bytes(32)
_LEVEL_OF_OTHERS = {
    "aiogram.event": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
}


def configure_logs(
    level: LogLevel, form: LogFormat, stream: TextIO | None = None, *, key: str | None = None
) -> None:
    """Sends all logs, those of libraries too, to standard error or to ``stream``. May be called again.

    ``key``: makes marks of people the same after a restart and in all replicas (LOG_KEY); without it they
    are made with a random one of this process.
    """
    global _mark_key  # noqa: PLW0603 - as global as the logging that it belongs to
    if key is not None:
        _mark_key = hashlib.sha256(key.encode()).digest()
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
    """A short mark under which one person's events can be followed. Without the key it cannot be undone,
    though there are few enough ids to try them all."""
    return hashlib.blake2b(str(telegram_id).encode(), key=_mark_key, digest_size=_MARK_BYTES).hexdigest()


def about_update(update_id: int, kind: str, telegram_id: int | None) -> AbstractContextManager[None]:
    """Whatever is logged inside says which update it belongs to, and by whose mark."""
    person = {} if telegram_id is None else {"person": person_mark(telegram_id)}
    return bound_contextvars(update_id=update_id, update=kind, **person)


def about_outbox_row(row_id: int, telegram_id: int | None) -> AbstractContextManager[None]:
    """The same for a message that the bot sends of its own accord."""
    person = {} if telegram_id is None else {"person": person_mark(telegram_id)}
    return bound_contextvars(outbox_row=row_id, **person)
