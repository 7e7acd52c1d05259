"""A coordinator sends news to those who agreed to them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select, update

from bot.db.operations.demo import add_known_person
from bot.db.people.people import give_consent, read_actor
from bot.db.tables import announcement, announcement_copy
from bot.domain.model import ConsentKind, CopyState, NewsAudience, RegionId, Role
from bot.domain.people.consents import NEWS_CONSENT_VERSION
from sandbox.faults import Fault, FaultKind
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import data_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import Words, book_class, words
from tests.bot.region.conftest import COLLEAGUE_ID
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
TEXT = "Новая программа: https://example.org/news\n<b>Печь</b> открыта & ждёт"


async def agrees(world: World, someone: Person) -> None:
    """To news, in the present version."""
    now = world.clock.now()

    def body(connection: Connection) -> None:
        actor = read_actor(connection, someone.user_id)
        assert actor is not None
        give_consent(connection, actor.person_id, ConsentKind.NEWS, NEWS_CONSENT_VERSION, "ru", "0" * 64, now)

    await world.db.write(body)


async def readers(world: World, count: int) -> list[Person]:
    """So many people of the region who agreed."""
    found = []
    for number in range(count):
        someone = world.person(f"Читатель {number}")
        await someone.start()
        await agrees(world, someone)
        await someone.waits()
        found.append(someone)
    return found


async def write_news(coordinator: Person, w: Words, text: str, audience: NewsAudience, n: int) -> None:
    """Up to the whole announcement with its button."""
    await coordinator.writes("/region")
    await coordinator.tap(w("news.region.button"))
    await coordinator.tap(w("news.region.new"))
    await coordinator.writes(text)
    label = w(f"news.audience.{audience}")
    await coordinator.tap(w("news.audience.counted", audience=label, n=n))


async def goes_out(world: World) -> None:
    """Copies are queued and leave, and the next look counts them."""
    for _ in range(3):
        await world.move(timedelta(seconds=20))
        await world.look()


@LANGUAGES
@pytest.mark.shows("F7")
@pytest.mark.shows("H1")
async def test_news_reach_those_who_agreed_and_nobody_else(world: World, language: str) -> None:
    """Shown and tried before; markup stands as it was typed; one who blocked the bot is counted, one who has
    enough says so with the button below."""
    w, r = words(language), words("ru")
    coordinator = await coordinator_of(world, language)
    first, second, third = await readers(world, 3)
    other = world.person("Без согласия")
    await other.start()
    await other.waits()
    await write_news(coordinator, w, TEXT, NewsAudience.ALL, 3)
    coordinator.sees("<b>Печь</b> открыта & ждёт", w("news.form.count", people=w.t.count("count.people", 3)))
    await world.restart()
    await coordinator.tap(w("news.form.test"))
    await world.settle()
    coordinator.sees(w("news.test"), "https://example.org/news")
    first.sees_nothing_new()
    send = data_of(coordinator, w("news.form.send", n=3), whole(coordinator, w))
    await coordinator.tap(w("news.form.send", n=3))
    coordinator.sees(w("news.state.sending", region="").split("—")[0].strip())
    await third.blocks()
    await coordinator.press_data(send)
    coordinator.sees(w("form.done_before"))
    await goes_out(world)
    for each in (first, second):
        each.sees(r("news.heading", region="Республика Коми"), "<b>Печь</b> открыта & ждёт")
    other.sees_nothing_new()
    coordinator.sees(w("news.numbers", sent="2", total="3", failed="1"))
    coordinator.does_not_see(w("coordinator.unreachable.title"))
    await coordinator.tap(w("news.open"))
    coordinator.sees(w("news.state.done", region="").split("—")[0].strip(), TEXT.splitlines()[0])

    await first.tap(r("news.off"))
    first.sees(r("news.declined"))
    assert any("Печь" in (each.text or "") for each in first.messages)
    await write_news(coordinator, w, "Вторая", NewsAudience.ALL, 1)
    coordinator.sees(w("news.form.count", people=w.t.count("count.people", 1)))


def whole(coordinator: Person, w: Words) -> ShownMessage:
    return next(
        each
        for each in reversed(coordinator.messages)
        if any(button.label == w("news.form.test") for row in each.rows for button in row)
    )


@pytest.mark.shows("F7")
async def test_for_whom_it_is_and_from_which_town(world: World) -> None:
    w = words("ru")
    coordinator = await coordinator_of(world)
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    host = await host_of(world, "Ольга", Role.OWNER)
    (guest,) = await readers(world, 1)
    for each in (teacher, host):
        await agrees(world, each)
        await each.waits()
    await coordinator.writes("/region")
    await coordinator.tap(w("news.region.button"))
    coordinator.sees(w.t.count("count.people", 3))
    await coordinator.tap(w("news.region.new"))
    await coordinator.writes("Иванов Пётр, Петрова Анна, Сидоров Олег")
    coordinator.sees(w("problem.names.news_text"))
    await coordinator.writes("Ждём вас")
    counted = {
        each: w("news.audience.counted", audience=w(f"news.audience.{each}"), n=n)
        for each, n in (
            (NewsAudience.ALL, 3),
            (NewsAudience.TEACHERS, 1),
            (NewsAudience.FAMILIES, 0),
            (NewsAudience.APPLICANTS, 0),
            (NewsAudience.HOSTS, 1),
        )
    }
    coordinator.sees(*counted.values())
    await coordinator.tap(counted[NewsAudience.FAMILIES])
    coordinator.sees(w("news.form.nobody"))
    await coordinator.tap(w("news.form.other_readers"))
    await coordinator.tap(counted[NewsAudience.TEACHERS])
    await coordinator.tap(w("news.form.choose_town"))
    coordinator.sees(w("news.form.town"))
    await coordinator.tap("Печора")
    coordinator.sees(w("news.form.nobody"), "Печора")
    await coordinator.tap(w("news.form.choose_town"))
    await coordinator.tap("Сыктывкар")
    await coordinator.tap(w("news.form.send", n=1))
    await world.move(timedelta(minutes=1))
    teacher.sees("Ждём вас")
    guest.sees_nothing_new()
    host.does_not_see("Ждём вас")


@pytest.mark.shows("F7")
@pytest.mark.shows("G2")
async def test_nobody_is_woken_and_a_stop_stops(world: World) -> None:
    """At night copies wait for the morning; what is stopped until then goes to nobody."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    (reader,) = await readers(world, 1)
    await world.move_to(world.clock.now().replace(hour=20, minute=0))
    await write_news(coordinator, w, "Вечерняя новость", NewsAudience.ALL, 1)
    await coordinator.tap(w("news.form.send", n=1))
    await world.move(timedelta(minutes=3))
    reader.sees_nothing_new()
    coordinator.sees(w("news.left", n="1"))
    await coordinator.tap(w("news.stop"))
    coordinator.sees(w("news.stop_ask"))
    stop = data_of(coordinator, w("news.stop_sure"))
    await coordinator.tap(w("news.stop_sure"))
    coordinator.sees(w("news.stopped"), w("news.state.stopped", region="").split("—")[0].strip())
    await coordinator.press_data(stop)
    await world.move(timedelta(hours=14))
    reader.sees_nothing_new()
    await coordinator.writes("/region")
    await coordinator.tap(w("news.region.button"))
    coordinator.sees(w("news.numbers", sent="0", total="1", failed="0"))


@pytest.mark.shows("F7")
async def test_the_third_in_a_month_goes_to_nobody(world: World) -> None:
    """The consent says: no more than two."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    (reader,) = await readers(world, 1)
    for number in range(2):
        await write_news(coordinator, w, f"Новость {number}", NewsAudience.ALL, 1)
        await coordinator.tap(w("news.form.send", n=1))
        await world.move(timedelta(minutes=1))
        reader.sees(f"Новость {number}")
    await write_news(coordinator, w, "Третья", NewsAudience.ALL, 0)
    coordinator.sees(w("news.form.nobody"), w("news.form.sated", people=w.t.count("count.people", 1)))
    # What was written in time and went out late counts by its end.
    early = update(announcement).values(created_at=world.clock.now() - timedelta(days=40))
    await world.db.write(lambda connection: connection.execute(early).rowcount)
    await write_news(coordinator, w, "Третья", NewsAudience.ALL, 0)
    coordinator.sees(w("news.form.nobody"))
    await world.skip_to(world.clock.now() + timedelta(days=31))
    await write_news(coordinator, w, "Через месяц", NewsAudience.ALL, 1)
    coordinator.sees(w("news.form.send", n=1))


@pytest.mark.shows("F7")
async def test_a_colleague_stops_it_and_strangers_reach_nothing(world: World) -> None:
    w = words("ru")
    coordinator, colleague = await coordinator_of(world), world.person("Роман", user_id=COLLEAGUE_ID)
    await colleague.start()
    stranger = world.person("Чужой")
    await stranger.start()
    await readers(world, 1)
    await world.move_to(world.clock.now().replace(hour=20, minute=0))
    await write_news(coordinator, w, "Новость", NewsAudience.ALL, 1)
    await coordinator.tap(w("news.form.send", n=1))
    await colleague.press_data("cnt:1:stop")
    colleague.sees(w("news.stopped"))
    await coordinator.tap(w("news.stop"))
    coordinator.sees(w("news.state.stopped", region="").split("—")[0].strip())
    region = next(iter(world.app.content.everything.regions))
    for data in (f"cna:{region}:0", f"cnb:{region}", "cnt:1:stop", "cnt:1:show"):
        await stranger.press_data(data)
        stranger.sees(w("host.refusal.not_allowed"))
        await stranger.tap(w("button.home"))


@pytest.mark.shows("F7")
async def test_what_perhaps_arrived_is_not_sent_again(world: World) -> None:
    """Telegram has taken a copy, and its answer is lost: it is read once, and counts as not delivered."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    (reader,) = await readers(world, 1)
    await write_news(coordinator, w, "Один раз", NewsAudience.ALL, 1)
    await coordinator.tap(w("news.form.send", n=1))
    world.telegram.faults.add(Fault(FaultKind.TIMEOUT_AFTER, frozenset({"sendMessage"}), times=1))
    await goes_out(world)
    await world.move(timedelta(hours=7))
    assert sum("Один раз" in (each.text or "") for each in reader.messages) == 1
    coordinator.sees(w("news.numbers", sent="0", total="1", failed="1"))


def add_readers(connection: Connection, region_id: RegionId, count: int, now: datetime) -> int:
    """Accounts of people who only read; how many."""
    for number in range(count):
        person_id = add_known_person(connection, 5_000_000 + number, "ru", "Анна", "+7", region_id, now)
        give_consent(connection, person_id, ConsentKind.NEWS, NEWS_CONSENT_VERSION, "ru", "0" * 64, now)
    return count


@pytest.mark.parametrize("count", [40, pytest.param(2_000, marks=pytest.mark.long)])
@pytest.mark.shows("F7")
async def test_many_readers_and_a_process_that_dies(world: World, count: int) -> None:
    """The process ends in the middle, its leases with it; another goes on, and each has one copy."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    region_id, now = next(iter(world.app.content.everything.regions)), world.clock.now()
    for number in range(count):
        user = world.telegram.add_user(f"Ч{number}", user_id=5_000_000 + number, language_code="ru")
        world.telegram.chats[user.id].started = user.met = True
    await world.db.write(lambda connection: add_readers(connection, region_id, count, now))
    await write_news(coordinator, w, "Много читателей", NewsAudience.ALL, count)
    await coordinator.tap(w("news.form.send", n=count))
    for number in range(count // 300 + 6):
        await world.move(timedelta(seconds=20))
        await world.look()
        if number < 4:
            await world.restart()

    def read(connection: Connection) -> dict[str, int]:
        rows = connection.execute(
            select(announcement_copy.c.state, func.count().label("n")).group_by(announcement_copy.c.state)
        )
        return {row.state: row.n for row in rows}

    assert await world.db.read(read) == {CopyState.SENT: count}
    for number in (0, count // 2, count - 1):
        shown = Person(world.telegram, 5_000_000 + number, world.settle).messages
        assert sum("Много читателей" in (each.text or "") for each in shown) == 1
