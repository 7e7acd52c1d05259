"""Three hours without Telegram, and three hours without the bot, over reminders that fall due.

What is still of use afterwards is sent, in order and once; what is not is dropped, with a line in the log.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.engine.connection import Connection
from bot.db.tables import outbox, person
from bot.domain.model import OutboxState
from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from sandbox.people import Person
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    become_known,
    book_class,
    open_programme,
    tap_day,
    tap_time,
    words,
)
from tests.bot.world import World

LENGTH = timedelta(hours=3)
WEDNESDAY, THURSDAY = 1, 2
"""Of the days that can be booked on the Monday on which the world begins."""
IN_THE_MORNING, AT_NOON, IN_THE_AFTERNOON = 0, 1, 2
"""The sessions of the felting workshop: 10:00, 12:30, 15:00 in Moscow."""

w = words("ru")


@dataclass(frozen=True, slots=True)
class Case:
    """``begins``: when it is all quiet before; which kinds of messages are sent afterwards, which dropped."""

    begins: datetime
    useful: frozenset[str]
    stale: frozenset[str]


_ANSWERED = frozenset({"booking.confirmed", "host.request.update", "host.unanswered.update"})
MORNING = Case(
    datetime(2026, 11, 25, 7, 25, tzinfo=UTC),
    _ANSWERED | frozenset({"visit.soon", "visit.missing.host"}),
    frozenset({"visit.soon", "visit.missing.host"}),
)
"""10:25 to 13:25 in Moscow: over the visits at 10:00 and 12:30, and two hours before the one at 15:00."""
AFTERNOON = Case(
    datetime(2026, 11, 25, 11, 55, tzinfo=UTC),
    _ANSWERED | frozenset({"visit.tomorrow", "host.tomorrow"}),
    frozenset({"visit.missing.host"}),
)
"""14:55 to 17:55 in Moscow: over the visit at 15:00, and over what is said the day before."""
CASES = pytest.mark.parametrize("case", [MORNING, AFTERNOON], ids=["morning", "afternoon"])


@dataclass(frozen=True, slots=True)
class Row:
    """A message that fell due in an outage; ``to`` is a Telegram id."""

    id: int
    kind: str
    to: int
    state: OutboxState
    error: str | None
    due_at: datetime
    stale_at: datetime | None
    sent_at: datetime | None
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Town:
    """Parties of the felting workshop that come one after another, and a class that awaits an answer."""

    leader: Person
    host: Person

    @classmethod
    async def of(cls, world: World) -> Town:
        await world.host(FELTING)
        host = await world.host(PAPER_MILL)
        leader = world.person("Анна")
        await book_class(world, leader, w)
        await _book_felting(world, leader, WEDNESDAY, IN_THE_AFTERNOON)
        for name, day, nth in (
            ("Марина", WEDNESDAY, IN_THE_MORNING),
            ("Пётр", WEDNESDAY, AT_NOON),
            ("Ольга", THURSDAY, IN_THE_MORNING),
        ):
            await _book_felting(world, world.person(name), day, nth)
        return cls(leader, host)


async def _book_felting(world: World, person: Person, day: int, nth: int) -> None:
    known = bool(person.messages)
    await open_programme(world, person, FELTING, "class")
    await person.tap(w("programme.book"))
    await person.tap("2")
    await tap_day(person, nth=day)
    await tap_time(person, nth=nth)
    if not known:
        await become_known(person, w, name=None)
    await person.tap(w("summary.book"))


async def _rows(world: World, since: datetime, until: datetime) -> Sequence[Row]:
    def read(connection: Connection) -> list[Row]:
        rows = connection.execute(
            select(outbox, person.c.telegram_id)
            .join(person, person.c.id == outbox.c.recipient_id)
            .where(outbox.c.due_at.between(since, until))
            .order_by(outbox.c.due_at, outbox.c.id)
        )
        return [
            Row(
                row.id,
                row.kind,
                row.telegram_id,
                row.state,
                row.last_error,
                row.due_at,
                row.stale_at,
                row.sent_at,
                row.message_id,
            )
            for row in rows
        ]

    return await world.db.read(read)


async def _look_for(world: World, length: timedelta, every: timedelta) -> None:
    """Time passes while the bot looks now and then."""
    until = world.clock.now() + length
    while world.clock.now() < until:
        world.clock.move(every)
        await world.look()


async def _judge(world: World, case: Case, log: pytest.LogCaptureFixture, *, within: timedelta) -> None:
    """What has become of all that fell due; ``within``: so soon afterwards the first of it came."""
    ended = case.begins + LENGTH
    rows = [row for row in await _rows(world, case.begins, ended) if row.error != "withdrawn"]
    useful = [row for row in rows if row.stale_at is None or row.stale_at > ended]
    stale = [row for row in rows if row not in useful]
    # The answer to the host's own tap is one of them where it could not be shown.
    assert {row.kind for row in useful} - {"answer.late"} == case.useful
    assert {row.kind for row in stale} == case.stale
    assert {(row.state, row.error) for row in stale} == {(OutboxState.DROPPED, "too late")}
    for row in stale:
        line = f"outbox row {row.id} ({row.kind}) is dropped: too late"
        assert [record.getMessage() for record in log.records].count(line) == 1

    assert {row.state for row in useful} == {OutboxState.SENT}
    came = [row.sent_at - ended for row in useful if row.sent_at is not None]
    assert min(came) <= within
    assert max(came) <= within + timedelta(seconds=30)
    for to in {row.to for row in useful}:
        shown = [each for each in world.telegram.view(to) if each.from_bot]
        ids = [each.message_id for each in shown]
        sent = [row.message_id for row in useful if row.to == to]
        places = [ids.index(each) for each in sent if each is not None]
        assert places == sorted(places), "what fell due first comes first"
        texts = Counter(each.text for each in shown if each.date >= case.begins)
        assert set(texts.values()) <= {1}, "nothing is said twice"


@CASES
@pytest.mark.parametrize("kind", [FaultKind.TIMEOUT_BEFORE, FaultKind.BAD_GATEWAY], ids=["silent", "502"])
@pytest.mark.both_engines(long=True)
@pytest.mark.long
@pytest.mark.shows("G1")
@pytest.mark.shows("G4")
async def test_three_hours_without_telegram(
    world: World, case: Case, kind: FaultKind, caplog: pytest.LogCaptureFixture
) -> None:
    """It goes away when the host has confirmed a request, before anybody is told."""
    town = await Town.of(world)
    await world.move_to(case.begins)
    caplog.set_level(logging.INFO)
    world.allow(LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP)
    outage = world.telegram.faults.add(Fault(kind, times=None))
    before = len(town.leader.messages)
    await town.host.tap("Подтвердить")
    await _look_for(world, LENGTH, timedelta(minutes=5))
    assert len(town.leader.messages) == before
    world.telegram.faults.remove(outage)
    await _look_for(world, timedelta(minutes=1), timedelta(seconds=5))
    await _judge(world, case, caplog, within=timedelta(seconds=30))


@CASES
@pytest.mark.both_engines(long=True)
@pytest.mark.long
@pytest.mark.shows("G1")
@pytest.mark.shows("G4")
async def test_three_hours_without_the_bot(
    world: World, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    """It goes away before the host confirms a request; Telegram keeps the tap."""
    town = await Town.of(world)
    await world.move_to(case.begins)
    caplog.set_level(logging.INFO)
    world.allow(LintRule.UNANSWERED_TAP)
    await world.stop()
    await town.host.tap("Подтвердить")
    world.clock.move(LENGTH)
    await world.start()
    await world.look()
    await _look_for(world, timedelta(minutes=1), timedelta(seconds=5))
    await _judge(world, case, caplog, within=timedelta(0))
