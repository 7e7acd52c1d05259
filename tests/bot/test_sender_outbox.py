"""The outbox sender against Telegram's bad days: each message has one row, sent or dead with its reason."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import insert

from bot.app import BotParts, Resources
from bot.db.engine.connection import Connection
from bot.db.outbox.deliveries import retry_at
from bot.db.outbox.queue import NewMessage, OutboxMessage, claim_due, mark, postpone, queue
from bot.db.tables import outbox, person, region
from bot.domain.model import OutboxState, PersonId, Priority
from bot.domain.texts import Texts
from bot.handlers import last
from bot.scheduler.buckets import OVERALL_BURST
from bot.scheduler.outgoing import Drop, Outgoing, Wait
from bot.services.messages.people.reaching import give_up_person
from bot.ui.formats.html import escape
from bot.ui.screen import Inline, Screen
from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from sandbox.model import FloodLimits, SandboxSettings
from tests.bot.world import START, World, eventually, open_world
from tests.engines import TemplateOf

Late = Callable[[Connection, OutboxMessage, datetime], bool]
NIGHT = START + timedelta(hours=8)


async def compose(message: OutboxMessage) -> Outgoing | Wait | Drop:
    """Stand-in: the kind says what becomes of the row."""
    number = message.payload.get("number")
    match message.kind:
        case "edit":
            edits = message.payload["message_id"]
            assert isinstance(edits, int)
            return Outgoing(Screen(escape(f"changed {number}"), Inline()), edits=edits)
        case "wait":
            return Wait(NIGHT)
        case "drop":
            return Drop("not true any more")
        case "broken":
            raise RuntimeError("a defect")
        case "long":
            return Outgoing(Screen(escape("x" * 5000)))
        case "person.unreachable":
            return Outgoing(Screen(escape(f"unreachable: {message.payload['person_id']}")))
        case _:
            return Outgoing(Screen(escape(f"note {number}")), silent=message.kind == "silent")


def wire(_: Resources) -> BotParts:
    return BotParts((last.router,), compose, ())


@pytest.fixture
async def world(tmp_path: Path, template_of: TemplateOf) -> AsyncIterator[World]:
    async with open_world(tmp_path, template_of(None), wire) as opened:
        yield opened


@pytest.fixture
async def strict(tmp_path: Path, empty_template: Path) -> AsyncIterator[World]:
    """Telegram with its limits; waiting for them moves the clock."""
    async with open_world(
        tmp_path, empty_template, wire, sandbox=SandboxSettings(flood=FloodLimits())
    ) as opened:
        yield opened


@dataclass(frozen=True)
class Row:
    recipient_id: int
    kind: str
    number: object
    state: OutboxState
    error: str | None
    message_id: int | None
    attempts: int
    due_at: datetime
    leased_until: datetime | None


async def rows(world: World) -> list[Row]:
    def read(connection: Connection) -> list[Row]:
        return [
            Row(
                row.recipient_id,
                row.kind,
                row.payload.get("number"),
                row.state,
                row.last_error,
                row.message_id,
                row.attempts,
                row.due_at,
                row.leased_until,
            )
            for row in connection.execute(outbox.select().order_by(outbox.c.id))
        ]

    return await world.db.read(read)


async def people(world: World, number: int, *, first: int = 1) -> dict[PersonId, int]:
    """People who pressed Start, as the database knows them: their ids and Telegram ids."""
    found: dict[PersonId, int] = {}
    for each in range(first, first + number):
        user = world.telegram.add_user(f"reader {each}")
        world.telegram.start(user.id)
        found[await world.db.write(partial(_store, telegram_id=user.id, now=world.clock.now()))] = user.id
    world.telegram.updates.drop_all()
    return found


def _store(connection: Connection, telegram_id: int, now: datetime) -> PersonId:
    statement = insert(person).values(telegram_id=telegram_id, language="ru", created_at=now)
    return PersonId(connection.execute(statement.returning(person.c.id)).scalar_one())


async def put(
    world: World,
    to: Sequence[PersonId],
    kind: str = "note",
    *,
    each: int = 1,
    due_at: datetime | None = None,
    stale_at: datetime | None = None,
    priority: Priority = Priority.CHANGE,
    **payload: int,
) -> None:
    def write(connection: Connection) -> None:
        messages = [
            NewMessage(
                kind=kind,
                recipient_id=recipient,
                payload={"number": number, **payload},
                key=f"{kind}:{recipient}:{number}:{priority}",
                due_at=due_at,
                stale_at=stale_at,
                priority=priority,
            )
            for number in range(each)
            for recipient in to
        ]
        queue(connection, messages, world.clock.now())

    await world.db.write(write)


def on_screen(world: World, telegram_id: int) -> list[str]:
    return [shown.text for shown in world.telegram.view(telegram_id) if shown.from_bot]


async def send_until_quiet(world: World, *, hours: int = 48) -> None:
    """Lets time pass until no row waits any more."""
    until = world.clock.now() + timedelta(hours=hours)
    await world.settle()
    while any(row.state in {OutboxState.DUE, OutboxState.SENDING} for row in await rows(world)):
        assert world.clock.now() < until, "some rows never come to an end"
        await world.move(timedelta(minutes=1))


FAULTS: dict[str, Callable[[Random], Fault]] = {
    "429": lambda rng: Fault(
        FaultKind.FLOOD, {"sendMessage"}, times=None, probability=0.1, rng=rng, retry_after=7
    ),
    "500": lambda rng: Fault(FaultKind.INTERNAL, {"sendMessage"}, times=None, probability=0.2, rng=rng),
    "502": lambda rng: Fault(FaultKind.BAD_GATEWAY, {"sendMessage"}, times=None, probability=0.2, rng=rng),
    "time-out before": lambda rng: Fault(
        FaultKind.TIMEOUT_BEFORE, {"sendMessage"}, times=None, probability=0.1, rng=rng
    ),
    "dropped before": lambda rng: Fault(
        FaultKind.DROP_BEFORE, {"sendMessage"}, times=None, probability=0.1, rng=rng
    ),
}
"""Of the last two nobody can know that they have no effect: they are tried three times and no more."""


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("G4")
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.sampled(2)
async def test_faults_while_200_messages_are_due(world: World, name: str) -> None:
    """Faults without an effect: everybody gets everything, once, in order."""
    readers = await people(world, 100)
    await put(world, list(readers), each=2)
    fault = world.telegram.faults.add(FAULTS[name](Random(11)))
    await send_until_quiet(world)
    assert fault.hits > 10
    stored = await rows(world)
    assert len(stored) == 200
    assert {row.state for row in stored} == {OutboxState.SENT}
    for person_id, telegram_id in readers.items():
        assert on_screen(world, telegram_id) == ["note 0", "note 1"]
        shown = [each.message_id for each in world.telegram.view(telegram_id) if each.from_bot]
        assert shown == [row.message_id for row in stored if row.recipient_id == person_id]


@pytest.mark.shows("G4")
@pytest.mark.parametrize("kind", [FaultKind.TIMEOUT_AFTER, FaultKind.DROP_AFTER])
async def test_an_answer_that_is_lost_leads_to_a_second_message_never_to_none(
    world: World, kind: FaultKind
) -> None:
    """Whether it arrived is unknown, so it is sent again: at least once."""
    readers = await people(world, 200)
    await put(world, list(readers))
    fault = world.telegram.faults.add(
        Fault(kind, {"sendMessage"}, times=None, probability=0.1, rng=Random(3))
    )
    await send_until_quiet(world)
    stored = await rows(world)
    assert {row.state for row in stored} == {OutboxState.SENT}
    seen = Counter(len(on_screen(world, telegram_id)) for telegram_id in readers.values())
    assert set(seen) > {1}
    assert sum(number * times for number, times in seen.items()) == 200 + fault.hits
    for row in stored:
        shown = [each.message_id for each in world.telegram.view(readers[PersonId(row.recipient_id)])]
        assert shown[-1] == row.message_id, "the row knows the message that was acknowledged"


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("G4")
async def test_blocked_and_vanished_people_while_200_messages_are_due(world: World) -> None:
    readers = await people(world, 100)
    coordinator = await _make_coordinator(world)
    ids = list(readers.items())
    blocked, gone, normal = ids[:10], ids[10:15], ids[15:]
    for _, telegram_id in blocked:
        world.telegram.block(telegram_id)
    for _, telegram_id in gone:
        world.telegram.delete_account(telegram_id)
    world.telegram.updates.drop_all()
    await put(world, list(readers), each=2)
    await send_until_quiet(world)

    stored = await rows(world)
    notes = [row for row in stored if row.kind == "note"]
    assert len(notes) == 200
    lost = {person_id for person_id, _ in blocked + gone}
    for row in notes:
        if row.recipient_id in lost:
            assert row.state is OutboxState.DEAD
            assert row.error
            assert "Forbidden" in row.error
        else:
            assert row.state is OutboxState.SENT
    for _, telegram_id in blocked + gone:
        assert on_screen(world, telegram_id) == []
    for _, telegram_id in normal:
        assert on_screen(world, telegram_id) == ["note 0", "note 1"]
    told = [text for text in on_screen(world, coordinator) if text.startswith("unreachable")]
    assert sorted(told) == sorted(f"unreachable: {person_id}" for person_id in lost), "each told once"
    marked = await world.db.read(
        lambda connection: {
            row.id
            for row in connection.execute(person.select().where(person.c.unreachable_since.is_not(None)))
        }
    )
    assert marked == lost


async def _make_coordinator(world: World) -> int:
    from bot.db.people.registration import add_newcomer

    def add(connection: Connection) -> None:
        connection.execute(
            insert(region).values(
                slug="komi",
                name=Texts({"ru": "Коми"}),
                timezone="Europe/Moscow",
                prefix="К",
                created_at=world.clock.now(),
            )
        )
        add_newcomer(connection, user.id, "ru", "komi", world.clock.now(), coordinates=True)

    user = world.telegram.add_user("coordinator")
    world.telegram.start(user.id)
    world.telegram.updates.drop_all()
    await world.db.write(add)
    return user.id


@pytest.mark.parametrize("number", [20, 200])
async def test_telegrams_limits_are_kept_and_used(strict: World, number: int) -> None:
    """No 429 at all, and hardly slower than the 30 a second that are allowed."""
    readers = await people(strict, number)
    await put(strict, list(readers))
    before = strict.clock.now()
    await strict.settle()
    seconds = (strict.clock.now() - before).total_seconds()
    assert {row.state for row in await rows(strict)} == {OutboxState.SENT}
    assert {call.status for call in strict.telegram.calls} == {200}
    assert seconds <= number / 30 / 0.97


async def test_messages_are_composed_as_evenly_as_they_are_sent(
    strict: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise everybody who taps waits now and then while a handful is composed at once."""
    composed: list[datetime] = []
    of_house = strict.app.sender._compose

    async def noting(message: OutboxMessage) -> Outgoing | Wait | Drop:
        composed.append(strict.clock.now())
        return await of_house(message)

    monkeypatch.setattr(strict.app.sender, "_compose", noting)
    readers = await people(strict, 60)
    await put(strict, list(readers))
    await strict.settle()
    most = max(sum(each <= other < each + timedelta(seconds=0.2) for other in composed) for each in composed)
    assert len(composed) == 60
    assert most <= OVERALL_BURST + 0.2 * 30


async def test_what_is_in_hand_is_not_claimed_again_when_the_clock_jumps(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that was suspended wakes up with leases that look as if they had run out."""
    readers = await people(world, 40)
    await put(world, list(readers))
    jumped = False

    async def jump(_: float) -> None:
        nonlocal jumped
        if not jumped:
            jumped = True
            world.clock.move(timedelta(minutes=5))
        await asyncio.sleep(0.001)

    monkeypatch.setattr(world.app.pace._time, "sleep", jump)
    await world.settle()
    assert jumped
    assert {(row.state, row.attempts) for row in await rows(world)} == {(OutboxState.SENT, 1)}
    for telegram_id in readers.values():
        assert on_screen(world, telegram_id) == ["note 0"]


async def test_a_message_that_is_not_sent_after_all_costs_no_turn(strict: World) -> None:
    readers = await people(strict, 100)
    await put(strict, list(readers), kind="drop")
    before = strict.clock.now()
    await strict.settle()
    assert {row.state for row in await rows(strict)} == {OutboxState.DROPPED}
    await put(strict, list(readers)[:OVERALL_BURST])
    await strict.settle()
    assert {row.state for row in await rows(strict)} == {OutboxState.DROPPED, OutboxState.SENT}
    assert strict.clock.now() - before < timedelta(seconds=0.5)


async def test_one_chat_gets_one_message_a_second_after_a_short_burst(strict: World) -> None:
    [person_id] = readers = await people(strict, 1)
    strict.allow(LintRule.SAID_TWICE)
    await put(strict, [person_id], each=10)
    before = strict.clock.now()
    await strict.settle()
    assert on_screen(strict, readers[person_id]) == [f"note {number}" for number in range(10)]
    assert {call.status for call in strict.telegram.calls} == {200}
    assert timedelta(seconds=6) <= strict.clock.now() - before <= timedelta(seconds=8)


async def test_a_429_is_waited_for_as_long_as_telegram_says(world: World) -> None:
    [person_id] = readers = await people(world, 1)
    world.telegram.faults.add(Fault(FaultKind.FLOOD, {"sendMessage"}, retry_after=90))
    await put(world, [person_id])
    await world.settle()
    [row] = await rows(world)
    assert (row.state, row.error) == (OutboxState.SENDING, "429: 90 s")
    assert row.leased_until == START + timedelta(seconds=90)
    await world.move(timedelta(seconds=89))
    assert on_screen(world, readers[person_id]) == []
    await world.move(timedelta(seconds=2))
    assert on_screen(world, readers[person_id]) == ["note 0"]


async def test_a_429_in_two_chats_stops_everything(world: World) -> None:
    readers = await people(world, 60)
    world.telegram.faults.add(Fault(FaultKind.FLOOD, {"sendMessage"}, times=2, retry_after=30))
    await put(world, list(readers))
    await world.app.sender.send_due()
    sent = [row for row in await rows(world) if row.state is OutboxState.SENT]
    assert len(sent) < 30, "the batch that met the refusals stops too"
    assert await world.app.sender.send_due() == 0


@pytest.mark.parametrize(
    ("kind", "state", "error"),
    [
        ("drop", OutboxState.DROPPED, "not true any more"),
        ("long", OutboxState.DEAD, "Bad Request: message is too long"),
        ("broken", OutboxState.DEAD, "cannot be rendered: RuntimeError"),
    ],
)
async def test_what_is_not_sent_says_why(world: World, kind: str, state: OutboxState, error: str) -> None:
    [person_id] = readers = await people(world, 1)
    await put(world, [person_id], kind)
    await send_until_quiet(world)
    [row] = await rows(world)
    assert (row.state, row.error) == (state, error)
    assert on_screen(world, readers[person_id]) == []


@pytest.mark.both_engines
@pytest.mark.shows("G2")
async def test_quiet_hours_put_a_message_off(world: World) -> None:
    [person_id] = await people(world, 1)
    await put(world, [person_id], "wait")
    await world.settle()
    [row] = await rows(world)
    assert (row.state, row.due_at) == (OutboxState.DUE, NIGHT)


@pytest.mark.shows("G1")
async def test_a_message_that_comes_too_late_is_dropped(world: World) -> None:
    [person_id] = readers = await people(world, 1)
    await put(world, [person_id], stale_at=START - timedelta(minutes=1))
    await world.settle()
    [row] = await rows(world)
    assert (row.state, row.error) == (OutboxState.DROPPED, "too late")
    assert on_screen(world, readers[person_id]) == []


async def test_a_deleted_account_gets_nothing(world: World) -> None:
    [person_id] = await people(world, 1)
    await put(world, [person_id])
    await world.db.write(
        lambda connection: connection.execute(person.update().values(telegram_id=None)).rowcount
    )
    await world.settle()
    [row] = await rows(world)
    assert (row.state, row.error) == (OutboxState.DROPPED, "the account was deleted")


@pytest.mark.both_engines
async def test_an_edit_changes_the_message_and_is_sent_where_that_is_gone(world: World) -> None:
    [person_id] = readers = await people(world, 1)
    telegram_id = readers[person_id]
    await put(world, [person_id])
    await world.settle()
    [row] = await rows(world)
    assert row.message_id is not None
    await put(world, [person_id], "edit", message_id=row.message_id)
    await world.settle()
    assert on_screen(world, telegram_id) == ["changed 0"]
    world.telegram.delete_for_me(telegram_id, row.message_id)
    await put(world, [person_id], "edit", priority=Priority.DIGEST, message_id=row.message_id)
    await world.settle()
    assert on_screen(world, telegram_id) == ["changed 0"]
    assert [each.state for each in await rows(world)] == [OutboxState.SENT] * 3


async def test_the_same_edit_again_is_sent_all_right(world: World) -> None:
    [person_id] = await people(world, 1)
    await put(world, [person_id])
    await world.settle()
    [row] = await rows(world)
    assert row.message_id is not None
    for priority in (Priority.CHANGE, Priority.DIGEST):
        await put(world, [person_id], "edit", priority=priority, message_id=row.message_id)
        await world.settle()
    assert [each.state for each in await rows(world)] == [OutboxState.SENT] * 3


@pytest.mark.both_engines
async def test_a_row_whose_sender_died_is_sent_when_its_lease_ends(world: World) -> None:
    [person_id] = readers = await people(world, 1)
    await put(world, [person_id])
    lease = timedelta(seconds=60)
    dead_sender = partial(claim_due, now=world.clock.now(), lease=lease, most=10)
    assert len(await world.db.write(dead_sender)) == 1
    await world.move(timedelta(seconds=59))
    assert on_screen(world, readers[person_id]) == [], "while it is leased nobody else sends it"
    await world.move(timedelta(seconds=2))
    assert on_screen(world, readers[person_id]) == ["note 0"]


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "late",
    [
        lambda connection, claimed, now: mark(connection, claimed, OutboxState.DEAD, now=now),
        lambda connection, claimed, now: postpone(connection, claimed, now, "late"),
        lambda connection, claimed, now: retry_at(connection, claimed, now, "late"),
        lambda connection, claimed, now: give_up_person(connection, claimed, 1, error="late", now=now),
    ],
    ids=["mark", "postpone", "retry", "give up"],
)
async def test_a_sender_that_lost_its_lease_changes_nothing(world: World, late: Late) -> None:
    [person_id] = await people(world, 1)
    await put(world, [person_id])
    lease = timedelta(seconds=60)

    def claim_twice(connection: Connection) -> OutboxMessage:
        now = world.clock.now()
        [slow] = claim_due(connection, now, lease, 10)
        [_quick] = claim_due(connection, now + lease, lease, 10)
        return slow

    slow = await world.db.write(claim_twice)
    before = await rows(world)
    now = world.clock.now() + lease
    assert not await world.db.write(lambda connection: late(connection, slow, now))
    assert await rows(world) == before


@pytest.mark.both_engines
async def test_two_senders_never_send_one_row_twice(world: World) -> None:
    readers = await people(world, 60)
    await put(world, list(readers), each=2)
    await asyncio.gather(*(world.app.sender.send_due() for _ in range(3)))
    for telegram_id in readers.values():
        assert on_screen(world, telegram_id) == ["note 0", "note 1"]


@pytest.mark.both_engines
async def test_what_is_urgent_goes_first(world: World) -> None:
    first, second = await people(world, 2)
    await put(world, [first], priority=Priority.DIGEST)
    await put(world, [second], priority=Priority.ANSWER)
    await world.settle()
    sends = [call.chat_id for call in world.telegram.calls if call.method == "sendMessage"]
    known = await world.db.read(
        lambda connection: {row.id: row.telegram_id for row in connection.execute(person.select())}
    )
    assert sends == [known[second], known[first]]


async def test_a_commit_wakes_the_sender_at_once(world: World) -> None:
    [person_id] = readers = await people(world, 1)
    sending = asyncio.ensure_future(world.app.sender.run())
    await put(world, [person_id])
    try:
        await eventually(lambda: on_screen(world, readers[person_id]) == ["note 0"])
    finally:
        sending.cancel()
        await asyncio.wait({sending})


async def test_an_idle_sender_writes_nothing(world: World) -> None:
    """A claim is a commit, and a commit wakes the sender: it must not keep itself awake."""
    commits = 0

    def count() -> None:
        nonlocal commits
        commits += 1

    world.db.on_commit(count)
    [person_id] = await people(world, 1)
    await put(world, [person_id])
    sending = asyncio.ensure_future(world.app.sender.run())
    try:
        await asyncio.sleep(0.3)
        quiet = commits
        await asyncio.sleep(0.3)
    finally:
        sending.cancel()
        await asyncio.wait({sending})
    assert commits == quiet


async def test_a_silent_message_makes_no_sound(world: World) -> None:
    [person_id] = readers = await people(world, 1)
    await put(world, [person_id], "silent")
    await world.settle()
    [shown] = [each for each in world.telegram.view(readers[person_id]) if each.from_bot]
    assert shown.silent
