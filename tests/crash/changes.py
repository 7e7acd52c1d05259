"""What people have changes hands: an offer is taken, a visit moved, a route answered by each of its sites,
one of which refuses, and a booking goes to a colleague. All of it was booked before the run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

from bot.clock import MovableClock
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.operations.demo import drop_due_messages, give_role
from bot.db.people.organisations import add_organisation
from bot.domain.booking.availability import Option
from bot.domain.booking.routes.days import way_key
from bot.domain.catalogue.catalogue import Site
from bot.domain.forms import BookingForm, Question
from bot.domain.limits import Limits
from bot.domain.model import OrganisationId, OrganisationKind, Role
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.services.booking.form.questions import start_booking, start_route
from bot.services.catalogue.cache import CatalogueCache
from bot.services.forms import engine
from bot.services.forms.engine import Asking
from bot.services.runner import Runner
from sandbox.demo import demo_people, seed
from sandbox.model import ShownMessage
from sandbox.people import Person
from sandbox.telegram import Telegram
from tests.bot.paths import FELTING, PAPER_MILL, moments_on, reference_on, words
from tests.bot.world import settings_of_tests
from tests.crash.people import People, until
from tests.crash.town import BOOKED_AT, add_known
from tests.filling import AGREE, Answer, Tap, Typed, pick_sessions, take_seats, use_organisation

PLYWOOD, NONWOVENS = "sloist", "voilokno"
"""The first stop of the route and the last; the paper mill is between them."""
ROUTE: Final = "forest-to-sheet"

LOSER, WAITER, MOVER, GIVER, TAKER, TEACHER, LAST_HOST = range(732_000_001, 732_000_008)
_NAMES: Final[Mapping[int, str]] = {
    LOSER: "who calls off",
    WAITER: "who waits",
    MOVER: "who moves",
    GIVER: "who hands over",
    TAKER: "the colleague",
    TEACHER: "the route's leader",
    LAST_HOST: "the last host",
}

_w = words("ru")


# --- the town -------------------------------------------------------------------------------------------


async def fill_changes(db: Database) -> None:
    """Fills a migrated, empty database of either engine."""
    clock = MovableClock(BOOKED_AT)
    settings = settings_of_tests(Path("never-opened"), Telegram(clock), ())
    await seed(db, clock, settings, [replace(each, leads=False) for each in demo_people()])
    await db.write(lambda connection: drop_due_messages(connection, BOOKED_AT))
    content = CatalogueCache(db, clock)
    await content.refresh()
    sites = {each.slug: each for each in content.published.sites.values()}
    region_id = sites[PAPER_MILL].region_id
    actors = {each: await add_known(db, each, BOOKED_AT) for each in _NAMES}

    def body(connection: Connection) -> OrganisationId:
        host = actors[LAST_HOST].person_id
        give_role(connection, host, Role.OWNER, region_id, sites[NONWOVENS].id, BOOKED_AT)
        school = OrganisationKind.SCHOOL
        return add_organisation(connection, region_id, school, "Школа № 5", None, BOOKED_AT)

    desk = _Desk(Runner(db, clock, content, Limits(), Random(7).randbytes), await db.write(body))
    day = await desk.ask_alone(actors[LOSER], sites[PAPER_MILL])
    await desk.wait_for(actors[WAITER], sites[PAPER_MILL], day)
    for each in (MOVER, GIVER):
        await desk.book_seats(actors[each], sites[FELTING])
    await desk.book_route(actors[TEACHER])


@dataclass(frozen=True, slots=True)
class _Desk:
    """Fills in forms without a chat."""

    runner: Runner
    school_id: OrganisationId

    async def ask_alone(self, actor: Actor, site: Site) -> date:
        """A class asks for a programme that receives one a day; the day."""
        asking = await self._to_calendar(actor, await self._start(actor, site, "career"), Typed("10 А, 16"))
        day, option = self._first(asking)
        await self._send(actor, asking, pick_sessions(option.session_ids))
        return day

    async def wait_for(self, actor: Actor, site: Site, day: date) -> None:
        asking = await self._to_calendar(actor, await self._start(actor, site, "career"), Typed("11 Б, 15"))
        waits = await self._say(actor, asking, Tap("wait", day.isoformat()))
        assert isinstance(waits, engine.Finished), waits

    async def book_seats(self, actor: Actor, site: Site) -> None:
        """Not for the next days, of which people are reminded."""
        asking = await self._to_calendar(actor, await self._start(actor, site, "class"), take_seats(2))
        _, option = self._first(asking, after=5)
        await self._send(actor, asking, pick_sessions(option.session_ids))

    async def book_route(self, actor: Actor) -> None:
        routes = self.runner.catalogue.published.routes.values()
        route_id = next(each.id for each in routes if each.slug == ROUTE)
        started = await self.runner.do(actor, start_route, route_id)
        asking = await self._to_calendar(actor, started, Typed("8 А, 15"))
        day, option = self._first(asking)
        await self._send(actor, asking, Tap("way", f"{day}.{way_key(option.session_ids)}"))

    async def _start(self, actor: Actor, site: Site, code: str) -> Asking | Refusal:
        programme_id = next(each.id for each in site.programmes if each.code == code)
        return await self.runner.do(actor, start_booking, programme_id)

    async def _to_calendar(self, actor: Actor, asking: Asking | Refusal, party: Answer) -> Asking:
        answers = {
            Question.PARTY: party,
            Question.SCHOOL: use_organisation(self.school_id),
            Question.PARTY_CHECK: AGREE,
        }
        while isinstance(asking, Asking) and asking.question in answers:
            said = await self._say(actor, asking, answers[asking.question])
            assert not isinstance(said, engine.Finished)
            asking = said
        assert isinstance(asking, Asking), asking
        return asking

    async def _say(self, actor: Actor, asking: Asking, answer: Answer) -> engine.Outcome:
        form, draft_id = BookingForm, asking.draft_id
        if isinstance(answer, Typed):
            return await self.runner.do(actor, engine.type_text, form, draft_id, answer.text)
        return await self.runner.do(actor, engine.tap, form, draft_id, answer.op, answer.value)

    async def _send(self, actor: Actor, asking: Asking, choice: Tap) -> None:
        chosen = await self._say(actor, asking, choice)
        assert isinstance(chosen, Asking), chosen
        sent = await self.runner.do(actor, engine.send, BookingForm, asking.draft_id)
        assert isinstance(sent, engine.Finished), sent

    def _first(self, asking: Asking, *, after: int = 0) -> tuple[date, Option]:
        days = [(day, choice) for day, choice in asking.view.days.items() if choice.options]
        day, choice = days[after]
        return day, choice.options[0]


# --- the people -----------------------------------------------------------------------------------------


class Changes(People):
    """All of them at once."""

    def known(self) -> Mapping[int, str]:
        return _NAMES

    def _meet(self) -> None:
        self.seen.visitors.update({LOSER, WAITER, MOVER, GIVER, TAKER, TEACHER})

    async def live(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._pass_on())
            tasks.create_task(self._move(self.person(MOVER)))
            tasks.create_task(self._lead_route(self.person(TEACHER)))
            tasks.create_task(self._hand_over(self.person(GIVER), self.person(TAKER)))

    async def _pass_on(self) -> None:
        """One calls off, and who has waited takes the offer that follows."""
        loser, waiter = self.person(LOSER), self.person(WAITER)
        await loser.writes("/my")
        await loser.tap("⏳")
        await loser.tap(_w("mine.cancel_request"))
        await loser.tap(_w("cancel.illness"))
        offer = await self._message(waiter, _w("offer.take", when=""))
        await waiter.tap(_w("offer.take", when=""), message=offer)
        self.seen.references[WAITER] = reference_on(waiter)

    async def _move(self, guest: Person) -> None:
        await guest.writes("/my")
        await guest.tap("✅")
        await guest.tap(_w("mine.move"))
        await guest.tap(moments_on(guest)[2])
        await guest.tap(_w("move.send"))
        self.seen.references[MOVER] = reference_on(guest)

    async def _lead_route(self, teacher: Person) -> None:
        """Two sites confirm, one refuses; the leader takes another day, and all three confirm that."""
        await teacher.writes("/my")
        await teacher.tap("⏳")
        reference = self.seen.references[TEACHER] = reference_on(teacher)
        hosts = [self.person(each) for each in (self.hosts[PLYWOOD], LAST_HOST, self.hosts[PAPER_MILL])]
        confirm, decline = _w("host.confirm"), _w("host.decline")
        for host in hosts[:2]:
            await host.tap(confirm, message=await self._message(host, confirm, reference))
        await hosts[2].tap(decline, message=await self._message(hosts[2], decline, reference))
        await hosts[2].tap(_w("host.reason.no_guide"))
        other_day = _w("route.take_day", when="")
        await teacher.tap(other_day, message=await self._message(teacher, other_day))
        for host in hosts:
            await host.tap(confirm, message=await self._message(host, confirm, reference))

    async def _hand_over(self, giver: Person, taker: Person) -> None:
        await giver.writes("/my")
        await giver.tap("✅")
        self.seen.references[TAKER] = reference_on(giver)
        await giver.tap(_w("handover.button"))
        link = next(each.rpartition("?start=")[2] for each in giver.screen.split() if "?start=h_" in each)
        await taker.start(link)
        await taker.tap(_w("handover.take"))
        confirm = _w("handover.confirm")
        await giver.tap(confirm, message=await self._message(giver, confirm))

    async def _message(self, person: Person, label: str, *texts: str) -> ShownMessage:
        """The newest with a button that begins so, as soon as it is there."""

        def found() -> ShownMessage | None:
            return next(
                (
                    shown
                    for shown in reversed(person.messages)
                    if any(each.startswith(label) for each in shown.labels)
                    and all(each in shown.text for each in texts)
                ),
                None,
            )

        await until(lambda: found() is not None)
        message = found()
        assert message is not None
        return message
