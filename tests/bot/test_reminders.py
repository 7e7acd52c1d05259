"""What the bot says by itself: to whom, when, in which language, and what it keeps back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Update, select, update

from bot.db.tables import outbox, session
from bot.services.runner import Runner
from bot.services.upkeep.deadlines import plan_digests
from sandbox.people import Person
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    become_known,
    book_class,
    book_seats,
    is_moment,
    open_programme,
    phone_digits,
    tap_moment,
    tells_of,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])

VISIT = datetime(2026, 12, 8, 7, 0, tzinfo=UTC)
"""The first visit of ``book_class``: Tuesday, 8 December, 10:00 in Moscow."""

PAST_THE_QUESTION = timedelta(minutes=11)
"""Whoever books for the first time is asked about news ten minutes later."""


async def _confirm(world: World, language: str) -> None:
    host = await world.host(PAPER_MILL)
    await host.tap("Подтвердить")


async def _rows(world: World, kind: str) -> list[tuple[str, datetime, str | None]]:
    rows = await world.db.read(
        lambda c: c.execute(
            select(outbox.c.state, outbox.c.due_at, outbox.c.last_error)
            .where(outbox.c.kind == kind)
            .order_by(outbox.c.id)
        ).all()
    )
    return [(row.state, row.due_at, row.last_error) for row in rows]


def _newest(person: Person) -> str:
    return person.messages[-1].text


@LANGUAGES
@pytest.mark.shows("G1")
@pytest.mark.shows("G3")
async def test_from_the_request_to_the_gate(world: World, language: str) -> None:
    """Confirmed, the day before at 15:00, two hours before: each once, in the reader's language."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await world.host(PAPER_MILL)
    reference = await book_class(world, teacher, w)
    await _confirm(world, language)
    assert tells_of(reference, _newest(teacher))
    title = w("message.confirmed", reference=reference, site="", city="").splitlines()[0]
    assert title.replace("<b>", "").replace("</b>", "") in _newest(teacher)
    await world.move_to(VISIT - timedelta(hours=20))  # its duties are reminded of before (B17)
    before = len(teacher.messages)
    await world.move_to(VISIT - timedelta(hours=18))
    assert len(teacher.messages) == before + 1
    assert w("mine.meeting", place="")[:10] in _newest(teacher)
    assert teacher.messages[-1].date == datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
    await world.move_to(VISIT - timedelta(minutes=90))
    assert teacher.messages[-1].date == VISIT - timedelta(hours=2)
    assert "10:00" in _newest(teacher)
    await world.move_to(VISIT + timedelta(minutes=45))
    assert teacher.messages[-1].date == VISIT - timedelta(hours=2), "asked only when the site sees nobody"
    host = await world.host(PAPER_MILL)
    assert host.messages[-1].date == VISIT + timedelta(minutes=30)


@pytest.mark.long
@LANGUAGES
@pytest.mark.shows("G1", "B8")
async def test_other_numbers_are_told_from_the_reminder_itself(world: World, language: str) -> None:
    """While they can be: after 17:00 its button says whom to call."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await world.host(PAPER_MILL)
    await book_class(world, teacher, w)
    await _confirm(world, language)
    await world.move_to(VISIT - timedelta(hours=18))
    reminder = teacher.messages[-1]
    assert [w("numbers.change"), w("message.call_off")] == [row[0].label for row in reminder.rows[-2:]]
    await teacher.tap(w("numbers.change"))
    await teacher.writes("26 + 3")
    teacher.sees("26 + 3")
    await world.move_to(VISIT - timedelta(hours=15, minutes=59))
    await teacher.tap(w("numbers.change"), message=reminder)
    teacher.sees("+7")


@pytest.mark.long
@pytest.mark.shows("G1")
async def test_nothing_is_said_about_a_visit_that_was_called_off(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await world.host(PAPER_MILL)
    reference = await book_class(world, teacher, w)
    await _confirm(world, "ru")
    await teacher.tap(w("sent.mine"))
    await teacher.tap(f"✅ {reference}")
    await teacher.tap(w("mine.cancel"))
    await teacher.tap(w("cancel.no_adults"))
    await world.move(PAST_THE_QUESTION)
    before = len(teacher.messages)
    await world.move_to(VISIT + timedelta(hours=3))
    assert len(teacher.messages) == before
    assert {state for state, _, _ in await _rows(world, "visit.tomorrow")} == {"dropped"}


@pytest.mark.shows("G1")
async def test_no_tomorrow_for_a_visit_booked_on_its_own_eve(world: World) -> None:
    """Booked in the evening for the next morning: the answer on screen says it all."""
    w = words("ru")
    tourist = world.person("Марина")
    await world.move_to(datetime(2026, 11, 24, 15, 0, tzinfo=UTC))
    await book_seats(world, tourist, w, 2, FELTING)
    assert await _rows(world, "visit.tomorrow") == []
    await world.move(PAST_THE_QUESTION)
    before = len(tourist.messages)
    await world.move_to(datetime(2026, 11, 25, 6, 0, tzinfo=UTC))
    assert len(tourist.messages) == before + 1


@pytest.mark.shows("B6")
@pytest.mark.shows("E3")
async def test_an_unanswered_request_is_escalated_and_expires_with_alternatives(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    host = await world.host(PAPER_MILL)
    coordinator = await world.coordinator()
    reference = await book_class(world, teacher, w)
    await world.move_to(datetime(2026, 11, 24, 9, 1, tzinfo=UTC))
    assert tells_of(reference, _newest(host))
    await world.move_to(datetime(2026, 11, 26, 9, 1, tzinfo=UTC))
    assert tells_of(reference, _newest(coordinator))
    await world.move_to(datetime(2026, 11, 27, 9, 5, tzinfo=UTC))
    assert tells_of(reference, _newest(teacher))
    # Seats of other days are kept for them, until a stated moment.
    assert "Держим для вас до" in _newest(teacher)
    assert any(label.startswith(w("offer.take", when="")) for label in teacher.buttons())
    offered = [label for label in teacher.messages[-1].labels if is_moment(label)]
    assert 1 <= len(offered) <= 3
    # One tap makes the new request.
    await teacher.tap(offered[0], message=teacher.messages[-1])
    teacher.sees("К-0002")


@pytest.mark.shows("G2")
async def test_reminders_wait_for_the_morning(world: World) -> None:
    """A request of Friday 23:00: the next day's reminder is not sent at night."""
    w = words("ru")
    teacher = world.person("Анна")
    host = await world.host(PAPER_MILL)
    await world.move_to(datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
    await book_class(world, teacher, w)
    assert host.messages[-1].silent
    await world.move_to(datetime(2026, 11, 28, 9, 0, tzinfo=UTC))
    for message in host.messages:
        local = message.date + timedelta(hours=3)
        if not message.silent and message.from_bot and message.date > datetime(2026, 11, 23, 21, tzinfo=UTC):
            assert 8 <= local.hour < 20, (message.date, message.text)


@pytest.mark.shows("E10")
async def test_where_nobody_is_expected_the_digest_writes_nothing(world: World) -> None:
    """It looks every minute for four hours; whoever writes makes others wait."""
    commits = 0

    def count() -> None:
        nonlocal commits
        commits += 1

    await world.move_to(datetime(2026, 11, 25, 12, 59, tzinfo=UTC))
    runner = world.app.dispatcher["runner"]
    assert isinstance(runner, Runner)
    world.db.on_commit(count)
    world.clock.move(timedelta(minutes=2))
    assert await plan_digests(runner) == 0
    assert commits == 0
    await book_seats(world, world.person("Марина"), words("ru"), 3, FELTING)
    before = commits
    assert await plan_digests(runner) == 1, "of the same minute, when somebody is expected"
    assert commits > before


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("E10")
async def test_the_digest_comes_at_four_of_the_working_day_before_without_sound(world: World) -> None:
    w = words("ru")
    tourist = world.person("Марина")
    host = await world.host(FELTING)
    await world.move_to(datetime(2026, 11, 25, 6, 0, tzinfo=UTC))
    await book_seats(world, tourist, w, 3, FELTING, nth_day=1)
    await world.move_to(datetime(2026, 11, 25, 13, 2, tzinfo=UTC))
    assert [state for state, _, _ in await _rows(world, "host.tomorrow")] == ["sent"]
    assert host.messages[-1].silent
    assert host.messages[-1].date == datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
    assert str(w.t.count("count.people", 3)) in _newest(host)


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("G4")
async def test_a_blocked_leader_is_marked_and_the_coordinator_gets_the_phone(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await world.host(PAPER_MILL)
    coordinator = await world.coordinator()
    await book_class(world, teacher, w)
    await teacher.blocks()
    await _confirm(world, "ru")
    await world.move(timedelta(minutes=5))
    states = [state for state, _, _ in await _rows(world, "booking.confirmed")]
    assert states == ["dead"]
    assert "Анна Петровна" in _newest(coordinator)
    assert phone_digits(teacher)[-4:] in _newest(coordinator).replace("-", "").replace(" ", "")


@pytest.mark.shows("E10")
async def test_no_digest_is_made_on_a_day_off(world: World) -> None:
    """A Sunday's visitors are on Friday's digest; on Saturday at four nobody is at work to read another."""
    await book_seats(world, world.person("Марина"), words("ru"), 3, FELTING)
    sunday = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
    await world.db.write(lambda c: c.execute(_move_sessions(sunday)).rowcount)
    for day, planned in ((27, 1), (28, 0), (29, 0)):
        four = datetime(2026, 11, day, 13, 0, tzinfo=UTC)
        world.clock.move(four - world.clock.now())
        assert await plan_digests(world.app.runner) == planned, f"on {four:%A}"


@pytest.mark.shows("E10")
@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(days=3), True),
        (timedelta(days=3, seconds=1), False),
        (timedelta(days=4), False),
    ],
)
async def test_the_site_hears_at_once_of_guests_within_three_days(
    world: World, ahead: timedelta, told: bool
) -> None:
    """Whoever comes later is on the digest in time."""
    w = words("ru")
    tourist = world.person("Марина")
    await open_programme(world, tourist, FELTING, "class")
    await tourist.tap(w("programme.book"))
    await tourist.tap("2")
    await tap_moment(tourist)
    await become_known(tourist, w, name=None)
    await world.db.write(lambda c: c.execute(_move_sessions(world.clock.now() + ahead)).rowcount)
    await tourist.tap(w("summary.book"))
    tourist.sees("К-0001")
    assert bool(await _rows(world, "host.booked")) is told


def _move_sessions(starts_at: datetime) -> Update:
    """The sessions in which somebody has seats begin at another moment."""
    lasts = timedelta(hours=1)
    return update(session).where(session.c.taken > 0).values(starts_at=starts_at, ends_at=starts_at + lasts)
