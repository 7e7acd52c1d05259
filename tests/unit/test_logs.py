"""Logs say what happened and never to whom."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import PERSONAL_FIELDS, configure_logs, mask, person_mark
from bot.settings import LogFormat, LogLevel


@pytest.fixture(autouse=True)
def _restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.mark.parametrize(
    "text",
    [
        "+79121234567",
        "+7 912 123-45-67",
        "+7 (912) 123 45 67",
        "8 (912) 123-45-67",
        "89121234567",
        "call +375 29 123-45-67 now",
        "anna.petrova@school-1.example",
        "https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe",
        "socks5://user:password@proxy.example:1080",
        "[SQL: INSERT INTO person]\n[parameters: ('Анна', 5)]\n(Background on this error)",
    ],
)
def test_what_looks_personal_is_masked(text: str) -> None:
    shown = str(mask(text))
    assert "[" in shown
    for part in ("912", "375", "anna", "AAHd", "password@", "Анна"):
        assert part not in shown


@pytest.mark.parametrize(
    "text",
    ["2026-11-23T05:17:31+00:00", "К-0412", "140 MB free", "update 734512908 took 12 ms", "127.0.0.1:8080"],
)
def test_what_an_operator_needs_is_left(text: str) -> None:
    assert mask(text) == text


@pytest.mark.shows("H5")
@pytest.mark.parametrize("form", list(LogFormat))
def test_no_personal_field_reaches_the_log(form: LogFormat, stream: io.StringIO) -> None:
    configure_logs(LogLevel.DEBUG, form, stream)
    fields: dict[str, object] = dict.fromkeys(PERSONAL_FIELDS, "Анна")
    structlog.get_logger("bot.x").info(
        "booked", reference="К-0412", nested={"phone": "Анна", "n": 1}, **fields
    )
    shown = stream.getvalue()
    assert "Анна" not in shown
    assert "booked" in shown
    assert "К-0412" in shown


@pytest.mark.shows("H5")
def test_logs_of_libraries_and_tracebacks_are_masked_too(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    try:
        raise RuntimeError("no answer from +7 912 123-45-67")
    except RuntimeError:
        logging.getLogger("aiohttp.client").exception("failed for %s", "anna@school.example")
    event = json.loads(stream.getvalue())
    assert event["event"] == "failed for [e-mail]"
    assert "RuntimeError: no answer from [phone]" in event["exception"]
    assert event["logger"] == "aiohttp.client"
    assert event["timestamp"].endswith("Z")


def test_json_is_one_object_a_line(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    structlog.get_logger().info("first", text_of_two="a\nb")
    structlog.get_logger().warning("second")
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["first", "second"]


def test_below_the_level_nothing_is_logged(stream: io.StringIO) -> None:
    configure_logs(LogLevel.WARNING, LogFormat.CONSOLE, stream)
    structlog.get_logger("bot").info("hidden")
    logging.getLogger("bot").info("hidden")
    structlog.get_logger("bot").warning("shown")
    assert "hidden" not in stream.getvalue()
    assert "shown" in stream.getvalue()


def test_a_person_is_a_mark_that_stays_the_same_and_does_not_tell_the_id() -> None:
    assert person_mark(712345678) == person_mark(712345678)
    assert person_mark(712345678) != person_mark(712345679)
    assert "712345678" not in person_mark(712345678)
