"""One process of a race: ``python -m tests.races.worker``, with its order on standard input.

It says that it stands ready, waits until all do, and prints what its people were told.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from random import Random

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, text

from bot.db.booking.bookings import read_bookings_of, read_unanswered
from bot.db.engine.database import Database
from bot.db.tables import offer
from bot.domain.booking.booking import Booking
from bot.domain.desk.views import Outcome
from bot.domain.model import (
    BookingId,
    CancelReason,
    HostReason,
    OfferId,
    OfferState,
    PersonId,
    ProgrammeId,
    SessionId,
    SiteId,
)
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.services.booking.mine import cancel_booking
from bot.services.booking.offers import taking as offers
from bot.services.desk import requests, sessions
from bot.services.upkeep.deadlines import expire_all_holds
from tests.races.orders import BEFORE_THE_RACE, BETWEEN_LOOK_AND_TAKE, Order, Task, Told, What
from tests.town import Town, open_town

AT_ONCE = 5
"""People of a process who act at the same time on a busy day."""
BUSY_SECONDS = 60
"""How long a write waits for other processes on SQLite; a loaded machine is no defect."""


async def wait_for_the_others(phase: str) -> None:
    print(phase, flush=True)  # noqa: T201 - how processes talk
    await asyncio.to_thread(sys.stdin.readline)


async def buy(town: Town, order: Order, people: Sequence[Actor]) -> list[Told]:
    await wait_for_the_others(BEFORE_THE_RACE)
    (session_id,) = order.sessions
    answers = await asyncio.gather(
        *(town.try_seats(actor, ProgrammeId(order.programme_id), session_id, 1) for actor in people)
    )
    return [told_of(answer, session_id) for answer in answers]


def told_of(answer: Booking | Refusal, session_id: int) -> Told:
    if isinstance(answer, Refusal):
        return Told(What.REFUSED, session_id=session_id, reason=answer.reason.value)
    return Told(
        What.SENT,
        reference=answer.reference,
        session_id=answer.first.session_id,
        seats=answer.first.seats,
        status=answer.first.status.value,
    )


async def look_then_take(town: Town, order: Order, people: Sequence[Actor]) -> list[Told]:
    """The worst moment is arranged, not hoped for: all have looked before anybody writes."""

    def look(connection: Connection) -> int:
        free: int = connection.execute(text("SELECT seats - taken FROM naive")).scalar_one()
        return free

    def take(connection: Connection) -> None:
        connection.execute(text("UPDATE naive SET taken = taken + 1"))

    await wait_for_the_others(BEFORE_THE_RACE)
    seen = [await town.db.read(look) for _ in people]
    await wait_for_the_others(BETWEEN_LOOK_AND_TAKE)
    lucky = [free for free in seen if free > 0]
    await asyncio.gather(*(town.db.write(take) for _ in lucky))
    return [Told(What.SENT, seats=1) for _ in lucky]


class BusyDay:
    def __init__(self, town: Town, order: Order, people: Sequence[Actor], owner: Actor) -> None:
        self._town = town
        self._order = order
        self._people = people
        self._owner = owner
        self._rng = Random(order.seed)
        self._left = order.bookings
        self._to_close = list(order.closes)
        self._sent: dict[BookingId, tuple[Actor, str]] = {}
        self.told: list[Told] = []

    async def run(self) -> None:
        share = len(self._people) // AT_ONCE
        groups = [self._people[first * share : (first + 1) * share] for first in range(AT_ONCE)]
        await asyncio.gather(*(self._keep_booking(group) for group in groups))

    async def _keep_booking(self, people: Sequence[Actor]) -> None:
        while self._left > 0:
            self._left -= 1
            await self._book(self._rng.choice(people))
            self._town.clock.move(timedelta(minutes=1))
            await self._rng.choice(
                (self._nothing, self._take, self._cancel, self._answer, self._answer, self._sweep)
            )()
            if self._to_close and self._left % 20 == 0:
                await self._close(self._to_close.pop())

    async def _nothing(self) -> None:
        """Some of the time somebody only books."""

    async def _book(self, actor: Actor) -> None:
        programme_id = ProgrammeId(self._order.programme_id)
        session_id, seats = self._rng.choice(self._order.sessions), self._rng.randint(1, 4)
        view = await self._town.seats_form(actor, programme_id, session_id, seats)
        if isinstance(view, Refusal):
            self.told.append(told_of(view, session_id))
        elif self._rng.random() < 0.1:
            self.told.append(Told(What.LEFT, session_id=session_id, seats=seats))
        else:
            sent = await self._town.send(actor, view)
            self.told.append(told_of(sent, session_id))
            if isinstance(sent, Booking):
                self._sent[sent.id] = (actor, sent.reference)

    async def _cancel(self) -> None:
        if not self._sent:
            return
        booking_id = self._rng.choice(list(self._sent))
        actor, reference = self._sent[booking_id]
        answer = await self._town.runner.do(actor, cancel_booking, booking_id, CancelReason.FROST)
        what = What.NOT_CANCELLED if isinstance(answer, Refusal) else What.CANCELLED
        self.told.append(Told(what, reference))

    async def _answer(self) -> None:
        """A host takes any request of the queue, perhaps one that another process answers right now."""
        site_id = self._owner.site_ids[0]
        waiting = await self._town.db.read(lambda connection: read_unanswered(connection, [site_id]))
        if not waiting:
            return
        booking = self._rng.choice(waiting)
        confirms = self._rng.random() < 0.7
        if confirms:
            view = await self._town.runner.do(self._owner, requests.confirm_request, booking.id, site_id)
        else:
            view = await self._town.runner.do(
                self._owner, requests.decline_request, booking.id, site_id, HostReason.REPAIR
            )
        assert not isinstance(view, Refusal), view
        if view.outcome is Outcome.DONE:
            self.told.append(Told(What.CONFIRMED if confirms else What.DECLINED, booking.reference))
        else:
            self.told.append(Told(What.DECIDED_BEFORE, booking.reference, status=view.outcome.value))

    async def _take(self) -> None:
        """Somebody whose request was declined takes the place that was kept instead, or does not."""
        mine = {each.person_id: each for each in self._people}
        stored = select(offer.c.id, offer.c.person_id).where(
            offer.c.person_id.in_(list(mine)), offer.c.state == OfferState.LIVE
        )
        live = await self._town.db.read(lambda connection: connection.execute(stored).all())
        if not live:
            return
        chosen = self._rng.choice(live)
        actor, offer_id = mine[PersonId(chosen.person_id)], OfferId(chosen.id)
        if self._rng.random() < 0.3:
            await self._town.runner.do(actor, offers.decline_offer, offer_id)
            self.told.append(Told(What.NOT_WANTED))
            return
        answer = await self._town.runner.do(actor, offers.take_offer, offer_id, 1)
        if isinstance(answer, Refusal):
            self.told.append(Told(What.TOO_LATE, reason=answer.reason.value))
        elif not answer.repeated:
            taken = answer.booking
            self.told.append(replace(told_of(taken, 0), what=What.TAKEN))
            self._sent[taken.id] = (actor, taken.reference)

    async def _sweep(self) -> None:
        await expire_all_holds(self._town.runner)

    async def _close(self, session_id: int) -> None:
        view = await self._town.runner.do(
            self._owner, sessions.close_session, SessionId(session_id), HostReason.REPAIR
        )
        assert not isinstance(view, Refusal), view
        self.told.append(Told(What.CLOSED, session_id=session_id))


async def live(town: Town, order: Order, people: Sequence[Actor]) -> list[Told]:
    site_id: SiteId = town.content.programme(ProgrammeId(order.programme_id)).site_id
    day = BusyDay(town, order, people, await town.owner(order.owner, site_id))
    await wait_for_the_others(BEFORE_THE_RACE)
    await day.run()
    return day.told


class Waiting:
    """Those who have seats call their visits off; those who wait take what they are offered, or do not."""

    def __init__(self, town: Town, order: Order, people: Sequence[Actor], waiting: Sequence[Actor]) -> None:
        self._town = town
        self._rng = Random(order.seed)
        self._people = people
        self._waiting = {each.person_id: each for each in waiting}
        self._visits: list[tuple[Actor, BookingId]] = []
        self.told: list[Told] = []

    async def read(self) -> None:
        for actor in self._people:
            found = await self._town.db.read(partial(read_bookings_of, person_id=actor.person_id))
            self._visits += [(actor, each.id) for each in found]
        self._rng.shuffle(self._visits)
        del self._visits[len(self._visits) * 2 // 3 :]

    async def run(self) -> None:
        await asyncio.gather(*(self._keep_on() for _ in range(AT_ONCE)))

    async def _keep_on(self) -> None:
        while self._visits:
            actor, booking_id = self._visits.pop()
            gone = await self._town.runner.do(actor, cancel_booking, booking_id, CancelReason.NOT_NEEDED)
            self.told.append(Told(What.NOT_CANCELLED if isinstance(gone, Refusal) else What.CANCELLED))
            for _ in range(2):
                await self._answer()

    async def _answer(self) -> None:
        """Of an offer that another process may be ending right now."""
        mine = list(self._waiting)
        query = select(offer.c.id, offer.c.person_id).where(
            offer.c.state == OfferState.LIVE, offer.c.person_id.in_(mine)
        )
        live = await self._town.db.read(lambda c: c.execute(query).all())
        if not live:
            return
        chosen = self._rng.choice(live)
        who, lot = self._waiting[PersonId(chosen.person_id)], self._rng.random()
        if lot < 0.5:
            taken = await self._town.runner.do(who, offers.take_offer, OfferId(chosen.id), 1)
            if isinstance(taken, Refusal):
                self.told.append(Told(What.REFUSED, reason=taken.reason.value))
            else:
                self.told.append(Told(What.TAKEN, taken.booking.reference, seats=taken.booking.party.seats))
        elif lot < 0.7:
            await self._town.runner.do(who, offers.decline_offer, OfferId(chosen.id))
            self.told.append(Told(What.NOT_WANTED))


async def wait(town: Town, order: Order, people: Sequence[Actor]) -> list[Told]:
    waiting = Waiting(town, order, people, [await town.person(number) for number in order.waiting])
    await waiting.read()
    await wait_for_the_others(BEFORE_THE_RACE)
    await waiting.run()
    return waiting.told


TASKS: dict[Task, Callable[[Town, Order, Sequence[Actor]], Awaitable[list[Told]]]] = {
    Task.BUY: buy,
    Task.LIVE: live,
    Task.WAIT: wait,
    Task.LOOK_THEN_TAKE: look_then_take,
}


async def main() -> None:
    order = TypeAdapter(Order).validate_json(sys.stdin.readline())
    db = await Database.open(order.address, busy_timeout_ms=BUSY_SECONDS * 1000)
    try:
        town = await open_town(db, seed=order.seed)
        people = [await town.person(number) for number in order.people]
        told = await TASKS[order.task](town, order, people)
    finally:
        await db.close()
    print(json.dumps([asdict(each) for each in told]), flush=True)  # noqa: T201 - how processes talk
    assert "aiogram" not in sys.modules, "a race needs no Telegram"


if __name__ == "__main__":
    asyncio.run(main())
