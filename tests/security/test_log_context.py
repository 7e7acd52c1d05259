"""Log lines say which update or message they are about, by whose mark, and nothing personal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog

from bot.logs import person_mark
from bot.ui.visitor.finding import home
from sandbox.faults import Fault, FaultKind
from tests.bot.paths import PAPER_MILL, book_class, phone_digits, words
from tests.bot.world import World
from tests.log_stream import LogStream, logs_kept

MOTHER = "Мария Ивановна Секретова"
COMMENT = "встретьте у ворот, пожалуйста, нас ждёт завуч"
TYPED = ("Анна", "Петровна", "Секретова", COMMENT, "завуч", "Список", "Северный ключ", "7 Б")


@pytest.fixture
def log() -> Iterator[LogStream]:
    with logs_kept() as kept:
        yield kept


@pytest.mark.shows("H5")
async def test_a_whole_conversation_at_the_finest_level_leaves_no_personal_data(
    world: World, log: LogStream
) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    host = await world.host(PAPER_MILL)
    await book_class(world, teacher, w)
    await teacher.writes("/profile")
    await teacher.tap(w("profile.change_name"))
    await teacher.writes(MOTHER)
    await teacher.writes(COMMENT)
    await teacher.sends_document("Список 7Б.xlsx", b"names")
    await teacher.press_data("f:999999999:day:20261208")
    await teacher.press_data(f"nonsense {MOTHER}")
    await host.tap(w("host.confirm"))
    await world.move(timedelta(days=9))
    await teacher.writes("/delete_me")
    await teacher.tap(w("delete.sure"))
    assert len(log.events) > 20, "there is something to search"
    for person in (teacher, host):
        assert str(person.user_id) not in log.text
        assert phone_digits(person) not in log.text
    for typed in (
        "Анна",
        "Петровна",
        MOTHER,
        "Секретова",
        COMMENT,
        "завуч",
        "Список",
        "Северный ключ",
        "7 Б",
    ):
        assert typed not in log.text, typed


@pytest.mark.shows("H5")
async def test_what_fails_over_personal_data_does_not_quote_it(
    world: World, log: LogStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An incident, a message that cannot be delivered, a refused edit: each by its number."""
    teacher = world.person("Анна")
    await teacher.start()

    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError(f"{MOTHER}, +7 912 345-67-89, {teacher.user_id}")

    monkeypatch.setattr(home, "home", break_down)
    await teacher.start()
    events = [event for event in log.events if "incident" in event["event"]]
    assert len(events) == 1
    assert events[0]["update"] == "message"
    assert events[0]["person"] == person_mark(teacher.user_id)
    assert MOTHER not in log.text
    assert "345-67-89" not in log.text
    assert str(teacher.user_id) not in log.text


async def test_each_line_of_an_update_carries_its_id_kind_and_mark(world: World, log: LogStream) -> None:
    one, two = world.person("one"), world.person("two")
    await one.start()
    await two.start()
    await two.press_data("nonsense")
    handled = [event for event in log.events if event["logger"] == "bot.middlewares.log_context"]
    assert [(event["update"], event["person"]) for event in handled] == [
        ("message", person_mark(one.user_id)),
        ("message", person_mark(two.user_id)),
        ("callback_query", person_mark(two.user_id)),
    ]
    ids = [event["update_id"] for event in handled]
    assert ids == sorted(set(ids))
    assert structlog.contextvars.get_contextvars() == {}


async def test_updates_that_are_handled_at_the_same_time_do_not_mix(world: World, log: LogStream) -> None:
    people = [world.person(f"person {number}") for number in range(20)]
    for each in people:
        world.telegram.start(each.user_id, None)
    await world.settle()
    handled = [event for event in log.events if event["logger"] == "bot.middlewares.log_context"]
    assert {event["person"] for event in handled} == {person_mark(each.user_id) for each in people}
    assert len({event["update_id"] for event in handled}) == 20


async def test_a_message_that_is_sent_carries_its_row_and_its_reader(world: World, log: LogStream) -> None:
    teacher = world.person("Анна")
    host = await world.host(PAPER_MILL)
    world.telegram.faults.add(Fault(FaultKind.INTERNAL, {"sendMessage"}, chat_id=host.user_id))
    await book_class(world, teacher, words("ru"))
    lines = [event for event in log.events if event["logger"] == "bot.scheduler.sender"]
    (failed,) = [event for event in lines if "failed" in event["event"]]
    assert failed["event"].startswith(f"outbox row {failed['outbox_row']} ")
    assert failed["person"] == person_mark(host.user_id)
    assert structlog.contextvars.get_contextvars() == {}


def marks_of_a_process(key: str | None) -> str:
    code = (
        "import io\n"
        "from bot.logs import configure_logs, person_mark\n"
        "from bot.settings import LogFormat, LogLevel\n"
        f"configure_logs(LogLevel.INFO, LogFormat.JSON, io.StringIO(), key={key!r})\n"
        "print(person_mark(712345678))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.processes
def test_marks_are_the_same_in_every_process_with_the_key_and_in_none_without() -> None:
    key, other = "a-long-random-word-of-ours", "another-long-random-word"
    assert marks_of_a_process(key) == marks_of_a_process(key)
    assert len({marks_of_a_process(each) for each in (key, other, None, None)}) == 4
