"""The measurements of the design's table, each a function that returns what it measured."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import mean, median, quantiles

import aiosqlite
from sqlalchemy import URL

from bench.bots import bare_bot, bare_sending, whole_bot
from bench.measured import Measured
from bench.telegram import BenchTelegram, crowd
from bench.towns import (
    Town,
    demo_town,
    joining_town_at,
    large_town,
    people_before_the_choice,
    people_with_forms,
    queue_confirmations,
    town_at,
)
from bot.clock import SystemClock
from bot.db.engine.database import Database
from bot.db.operations.self_audit import audit
from bot.ui.visitor.callback_data import ShowCatalogue, ShowProgramme, ShowSite
from tests.postgres import address_of, find_binaries, new_database, server_of_our_own, sql

PEOPLE = range(100, 120)
"""Twenty people at once."""
LIMIT_PER_SECOND = 30


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: ``make bench`` takes the defaults."""

    rounds: int = 3
    taps: int = 3_000
    bookings: int = 600
    sites: int = 500
    past_bookings: int = 1_000_000
    messages: int = 10_000
    transactions: int = 4_000


def browsing(town: Town) -> list[str]:
    """List, site card, programme card, over all sites, as one looks around."""
    taps = []
    for number, programme in enumerate(town.programmes):
        site = town.sites[number % len(town.sites)]
        taps += [
            ShowCatalogue().pack(),
            ShowSite(site=site).pack(),
            ShowProgramme(programme=programme).pack(),
        ]
    return taps


async def _rate(telegram: BenchTelegram, taps: Sequence[str], number: int) -> float:
    rate, _ = await crowd(PEOPLE, number, lambda user, each: telegram.tap(user, taps[each % len(taps)]))
    return rate


async def _beside_bare(
    telegram: BenchTelegram, taps: Sequence[str], sizes: Sizes, whole: Callable[[], Awaitable[float]]
) -> tuple[float, float]:
    """What the whole bot does a second, and the taps of the bare one: measured before and after it, since a
    machine that is shared is not equally fast for long."""
    before = await _bare_rate(telegram, taps, sizes)
    rate = await whole()
    return rate, (before + await _bare_rate(telegram, taps, sizes)) / 2


async def _bare_rate(telegram: BenchTelegram, taps: Sequence[str], sizes: Sizes) -> float:
    async with bare_bot(telegram, webhook=True):
        await _rate(telegram, taps, sizes.taps // 5)
        return await _rate(telegram, taps, sizes.taps)


async def s1_browsing(telegram: BenchTelegram, folder: Path, sizes: Sizes) -> Measured:
    town = await demo_town(folder / "s1.sqlite3")
    taps = browsing(town)
    ratios, notes = [], []

    async def browse() -> float:
        async with whole_bot(telegram, town.address, webhook=True):
            await _rate(telegram, taps, sizes.taps // 5)
            return await _rate(telegram, taps, sizes.taps)

    for _ in range(sizes.rounds):
        whole, bare = await _beside_bare(telegram, taps, sizes, browse)
        ratios.append(whole / bare)
        notes.append(f"{whole:.0f} to {bare:.0f}")
    what = "updates/s of browsing taps by webhook ÷ the bare bot"
    return Measured("S1", what, tuple(ratios), 0.8, at_least=True, note="; ".join(notes))


async def s2_bookings(telegram: BenchTelegram, folder: Path, sizes: Sizes) -> Measured:
    town = await demo_town(folder / "s2.sqlite3")
    ratios, notes = [], []

    async def book(guests: Sequence[int], sends: Sequence[str]) -> float:
        async with whole_bot(telegram, town.address, webhook=True):
            await _rate(telegram, browsing(town), sizes.taps // 5)
            return await _send_all(telegram, guests, sends)

    for each in range(sizes.rounds):
        guests = range(10_000 * (each + 1), 10_000 * (each + 1) + sizes.bookings)
        sends = await people_with_forms(town.address, guests)
        whole, bare = await _beside_bare(telegram, ["x"], sizes, partial(book, guests, sends))
        await _all_booked(town.address, sizes.bookings * (each + 1))
        ratios.append(whole / bare)
        notes.append(f"{whole:.0f} to {bare:.0f}")
    what = "bookings/s from the tap to the committed answer, 20 people at once ÷ taps/s of the bare bot"
    return Measured("S2", what, tuple(ratios), 0.4, at_least=True, note="; ".join(notes))


async def _send_all(telegram: BenchTelegram, guests: Sequence[int], sends: Sequence[str]) -> float:
    rate, _ = await crowd(PEOPLE, len(sends), lambda _, number: telegram.tap(guests[number], sends[number]))
    return rate


async def _all_booked(address: str, expected: int) -> None:
    db = await Database.open(address)
    try:
        made = await db.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM booking").scalar_one())
        found = await db.read(lambda c: audit(c, SystemClock().now()).differences)
    finally:
        await db.close()
    if found:
        raise RuntimeError(f"the audit finds {found[:3]}")
    if made != expected:
        raise RuntimeError(f"{made} bookings were made instead of {expected}")


_ROWS = (
    """UPDATE session SET taken = taken + 1, parties = parties + 1 WHERE id = 1 AND status = 'open'
       AND taken + 1 <= capacity AND parties < max_parties""",
    "INSERT INTO claim (session_id, seats) VALUES (1, 1)",
    "INSERT INTO booking (person, children, adults, comment) VALUES (7, 0, 1, NULL)",
    "INSERT INTO visit (session_id, status, children, adults, code) VALUES (1, 'confirmed', 0, 1, 'K7M4')",
    "INSERT INTO outbox (kind, recipient, payload, state) VALUES ('booking.new', 3, '{}', 'due')",
)
_TABLES = (
    """CREATE TABLE session (id INTEGER PRIMARY KEY, status TEXT, taken INTEGER, parties INTEGER,
       capacity INTEGER, max_parties INTEGER, CHECK (taken <= capacity))""",
    "CREATE TABLE claim (id INTEGER PRIMARY KEY, session_id INTEGER REFERENCES session, seats INTEGER)",
    """CREATE TABLE booking (id INTEGER PRIMARY KEY, person INTEGER, children INTEGER, adults INTEGER,
       comment TEXT)""",
    """CREATE TABLE visit (id INTEGER PRIMARY KEY, session_id INTEGER REFERENCES session, status TEXT,
       children INTEGER, adults INTEGER, code TEXT)""",
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY, kind TEXT, recipient INTEGER, payload TEXT, state TEXT)",
    "INSERT INTO session VALUES (1, 'open', 0, 0, 1000000, 1000000)",
)


async def s2b_transactions(_: BenchTelegram, folder: Path, sizes: Sizes) -> Measured:
    ratios, notes = [], []
    for each in range(sizes.rounds):
        ours = await _through_the_writer(folder / f"writer{each}.sqlite3", sizes.transactions)
        raw = await _through_aiosqlite(folder / f"raw{each}.sqlite3", sizes.transactions // 4)
        ratios.append(ours / raw)
        notes.append(f"{ours:.0f} to {raw:.0f}")
    what = "booking transactions/s through db.write, 20 in flight ÷ aiosqlite with the same statements"
    return Measured("S2b", what, tuple(ratios), 3, at_least=True, note="; ".join(notes))


async def _through_the_writer(file: Path, number: int) -> float:
    db = await Database.open(f"sqlite:///{file}")
    try:
        await db.write(lambda c: [c.exec_driver_sql(each) for each in _TABLES] and None)

        async def one(_user: int, _number: int) -> float:
            await db.write(lambda c: [c.exec_driver_sql(each) for each in _ROWS] and None)
            return 0.0

        rate, _ = await crowd(PEOPLE, number, one)
        return rate
    finally:
        await db.close()


async def _through_aiosqlite(file: Path, number: int) -> float:
    """One connection, as a bot has it that keeps its transactions apart; durable as ours."""
    async with aiosqlite.connect(file, isolation_level=None) as connection:
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            await connection.execute(f"PRAGMA {setting}")
        for each in _TABLES:
            await connection.execute(each)
        turn = asyncio.Lock()

        async def one(_user: int, _number: int) -> float:
            async with turn:
                await connection.execute("BEGIN IMMEDIATE")
                for each in _ROWS:
                    await connection.execute(each)
                await connection.execute("COMMIT")
            return 0.0

        rate, _ = await crowd(PEOPLE, number, one)
        return rate


async def s3_size(telegram: BenchTelegram, folder: Path, sizes: Sizes) -> Measured:
    """Processor time of the bot for one tap, since waiting is not what size could cost."""
    small = await demo_town(folder / "small.sqlite3")
    large = await large_town(folder / "large.sqlite3", sites=sizes.sites, bookings=sizes.past_bookings)
    ratios, notes = [], []
    for _ in range(sizes.rounds):
        before = await _cost(telegram, small, sizes)
        cost = await _cost(telegram, large, sizes)
        reference = (before + await _cost(telegram, small, sizes)) / 2
        ratios.append(cost / reference)
        notes.append(f"{cost * 1e3:.2f} to {reference * 1e3:.2f} ms")
    what = f"cost of a tap with {sizes.sites} sites and {sizes.past_bookings:,} bookings ÷ with 14 sites"
    return Measured("S3", what, tuple(ratios), 1.2, at_least=False, note="; ".join(notes))


async def _cost(telegram: BenchTelegram, town: Town, sizes: Sizes) -> float:
    """Seconds of processor time of the whole bot for one tap."""
    taps = browsing(town)[: 3 * 200]
    async with whole_bot(telegram, town.address, webhook=True) as bot:
        await _rate(telegram, taps, sizes.taps // 5)
        before = bot.processor_seconds
        await _rate(telegram, taps, sizes.taps)
        return (bot.processor_seconds - before) / sizes.taps


async def s4_and_s6(telegram: BenchTelegram, folder: Path, sizes: Sizes) -> list[Measured]:
    """Many messages due at once, under the limit, while somebody taps."""
    town = await demo_town(folder / "s4.sqlite3")
    taps = browsing(town)
    async with whole_bot(telegram, town.address, webhook=True):
        await _rate(telegram, taps, sizes.taps // 5)
        load = await _rate(telegram, taps, sizes.taps) / 3
        idle = [await _p99(telegram, taps, load) for _ in range(sizes.rounds)]
        await queue_confirmations(town.address, sizes.messages)
        telegram.sent_at.clear()
        await telegram.received(2 * LIMIT_PER_SECOND)
        busy = [await _p99(telegram, taps, load) for _ in range(sizes.rounds)]
        await telegram.received(sizes.messages)
    moments = telegram.sent_at
    third = len(moments) // 3
    parts = [moments[start : start + third] for start in (0, third, 2 * third)]
    rates = [(len(part) - 1) / (part[-1] - part[0]) for part in parts]
    worst = max(_most_within_a_second(part) for part in parts)
    return [
        Measured(
            "S4",
            f"{sizes.messages:,} messages due at once: rate ÷ Telegram's 30/s",
            tuple(rate / LIMIT_PER_SECOND for rate in rates),
            0.97,
            at_least=True,
            note=f"at most {worst} within one second",
        ),
        Measured(
            "S6",
            "p99 of a tap meanwhile ÷ without messages, at a third of the taps that the bot can answer",
            tuple(b / i for b, i in zip(busy, idle, strict=True)),
            1.5,
            at_least=False,
            note=f"{median(busy) * 1e3:.1f} to {median(idle) * 1e3:.1f} ms at {load:.0f} taps/s",
        ),
    ]


async def _p99(telegram: BenchTelegram, taps: Sequence[str], load: float) -> float:
    """Of 1,000 taps, so many a second whatever becomes of them. A number that is fixed would be idleness on
    one machine and a queue on another, so ``load`` is a part of what the bot can do on this one."""
    seconds: list[float] = []
    started = time.perf_counter()

    async def one(number: int) -> None:
        seconds.append(await telegram.tap(PEOPLE[number % len(PEOPLE)], taps[number % len(taps)]))

    async with asyncio.TaskGroup() as tasks:
        for number in range(1_000):
            await asyncio.sleep(max(started + number / load - time.perf_counter(), 0))
            tasks.create_task(one(number))
    return quantiles(seconds, n=100)[98]


def _most_within_a_second(moments: Sequence[float]) -> int:
    most, start = 0, 0
    for end, moment in enumerate(moments):
        while moment - moments[start] > 1:
            start += 1
        most = max(most, end - start + 1)
    return most


async def s5_unlimited(telegram: BenchTelegram, folder: Path, sizes: Sizes) -> Measured:
    ratios, notes = [], []
    number = min(sizes.messages, 3_000)
    for each in range(sizes.rounds):
        town = await demo_town(folder / f"s5-{each}.sqlite3")
        bare = await bare_sending(telegram, number)
        await queue_confirmations(town.address, number)
        telegram.sent_at.clear()
        async with whole_bot(telegram, town.address, webhook=True, TELEGRAM_MESSAGES_PER_SECOND="1000"):
            await telegram.received(number)
        moments = telegram.sent_at
        whole = (len(moments) - 1) / (moments[-1] - moments[0])
        ratios.append(whole / bare)
        notes.append(f"{whole:.0f} to {bare:.0f}")
    what = "messages/s with the limit at 1,000 ÷ a bare loop of send_message"
    return Measured("S5", what, tuple(ratios), 0.7, at_least=True, note="; ".join(notes))


async def s8_replicas(telegram: BenchTelegram, _: Path, sizes: Sizes) -> Measured:
    """Twice as many people as there are seats, by one replica and by two: the seats are sold once."""
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("S8 needs PostgreSQL; on Debian: apt install postgresql")
    ratios, notes = [], []
    with server_of_our_own(binaries, durable=True) as server:
        for each in range(sizes.rounds):
            rates = [
                await _sell_out(telegram, server, sizes.bookings, 10_000 * (2 * each + replicas), replicas)
                for replicas in (1, 2)
            ]
            ratios.append(rates[1] / rates[0])
            notes.append(f"{rates[1]:.0f} to {rates[0]:.0f}")
    what = "PostgreSQL, bookings/s for half as many seats, none oversold: two replicas ÷ one"
    return Measured("S8", what, tuple(ratios), None, at_least=True, note="; ".join(notes))


async def _sell_out(telegram: BenchTelegram, server: URL, people: int, first: int, replicas: int) -> float:
    """People a second who choose an hour and send."""
    with new_database(server) as name:
        address = address_of(server, name)
        town = await town_at(address)
        guests = range(first, first + people)
        seats = people // 2 // _SESSIONS
        taps = await people_before_the_choice(address, guests, sessions=_SESSIONS, seats=seats)
        async with AsyncExitStack() as bots:
            addresses = []
            for _ in range(replicas):
                await bots.enter_async_context(whole_bot(telegram, address, webhook=True))
                addresses.append(telegram.webhook or "")
            telegram.replicas = addresses
            bots.callback(telegram.replicas.clear)
            await _rate(telegram, browsing(town), 200 * replicas)

            async def one(_: int, number: int) -> float:
                pick, send = taps[number]
                return await telegram.tap(guests[number], pick) + await telegram.tap(guests[number], send)

            rate, _ = await crowd(PEOPLE, people, one)
        await _all_booked(address, seats * _SESSIONS)
        return rate


_SESSIONS = 10
_SITES = 20


async def s9_engines(telegram: BenchTelegram, folder: Path, sizes: Sizes) -> list[Measured]:
    """S2's load on either engine, by one process; on PostgreSQL also where everybody wants one site."""
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("S9 needs PostgreSQL; on Debian: apt install postgresql")
    with server_of_our_own(binaries, durable=True) as server, new_database(server) as name:
        file = await joining_town_at(f"sqlite:///{folder / 's9.sqlite3'}", _SITES)
        postgresql = await joining_town_at(address_of(server, name), _SITES)
        first = count(10_000, sizes.bookings)
        booked = Counter[str]()

        async def book(town: Town, sessions: int, sites: int) -> float:
            start = next(first)
            guests = range(start, start + sizes.bookings)
            sends = await people_with_forms(town.address, guests, sessions=sessions, sites=sites)
            if town is postgresql:
                # What the server does by itself after a while: a database that was filled a minute ago has
                # no counts yet, and nobody's is like that.
                sql(server.set(database=name), "VACUUM ANALYZE")
            async with whole_bot(telegram, town.address, webhook=True):
                await _rate(telegram, browsing(town), sizes.taps // 5)
                rate = await _send_all(telegram, guests, sends)
            booked[town.address] += sizes.bookings
            await _all_booked(town.address, booked[town.address])
            return rate

        engines, sites, notes, notes_of_sites = [], [], [], []
        for _ in range(sizes.rounds):
            # The references before and after, since a machine that is shared is not equally fast for long.
            on_file = [await book(file, 50, _SITES)]
            many = [await book(postgresql, 50, _SITES)]
            one = await book(postgresql, _SESSIONS, 1)
            many.append(await book(postgresql, 50, _SITES))
            on_file.append(await book(file, 50, _SITES))
            engines.append(mean(many) / mean(on_file))
            sites.append(one / mean(many))
            notes.append(f"{mean(many):.0f} to {mean(on_file):.0f}")
            notes_of_sites.append(f"{one:.0f} to {mean(many):.0f}")
    return [
        Measured(
            "S9",
            f"bookings/s of one process over {_SITES} sites: on PostgreSQL ÷ on SQLite",
            tuple(engines),
            0.6,
            at_least=True,
            note="; ".join(notes),
        ),
        Measured(
            "S9 one site",
            f"bookings/s on PostgreSQL, {_SESSIONS} sessions of one site ÷ over {_SITES} sites",
            tuple(sites),
            0.5,
            at_least=True,
            note="; ".join(notes_of_sites),
        ),
    ]


async def s7_start(telegram: BenchTelegram, folder: Path, sizes: Sizes) -> list[Measured]:
    town = await demo_town(folder / "s7.sqlite3")
    times: list[float] = []
    memories: list[float] = []
    notes: list[str] = []
    memory_notes: list[str] = []
    for _ in range(sizes.rounds):
        async with bare_bot(telegram, webhook=True) as bare:
            bare_memory = bare.memory_mb
        async with whole_bot(telegram, town.address, webhook=True) as whole:
            memory = whole.memory_mb
        times.append(whole.started_in / bare.started_in)
        memories.append(memory / bare_memory)
        notes.append(
            f"{whole.started_in:.1f} to {bare.started_in:.1f} s, {memory:.0f} to {bare_memory:.0f} MB"
        )
    return [
        Measured(
            "S7", "start to the first answer ÷ bare", tuple(times), 1.3, at_least=False, note="; ".join(notes)
        ),
        Measured(
            "S7 memory",
            "memory then ÷ bare",
            tuple(memories),
            1.3,
            at_least=False,
            note="; ".join(memory_notes),
        ),
    ]
