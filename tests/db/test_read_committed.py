"""Two transactions at the same time on PostgreSQL: one stays open while the other runs into it.

On SQLite writes come one after another by themselves. Here the first has done everything but its COMMIT when
the second begins; the second then waits and sees what the first has stored, or it would answer from what is
no longer true. Most of these fail when ``bot.db.engine.locks`` locks nothing, the others where the guard in a
statement is left out.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import ParamSpec, TypeVar

import pytest
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.util import await_only

from bot.db.booking.bookings import is_code_used
from bot.db.booking.drafts import start_draft
from bot.db.booking.holds import take_hold
from bot.db.catalogue.reading import note_change, read_version
from bot.db.catalogue.schedules import find_scheduled, replace_schedules
from bot.db.engine.database import Database
from bot.db.engine.locks import lock_person, share_site
from bot.db.people.members import count_members
from bot.db.people.organisations import CardEntry, add_organisation, read_cards, save_card
from bot.db.tables import content_version, programme, session
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.booking.transitions import ApplicationEvent
from bot.domain.booking.views import BookingFormView, BookingView
from bot.domain.desk.views import ApplicationView, Outcome, RequestView, SessionView, VisitView, WelcomeView
from bot.domain.forms import ApplicationForm, Part
from bot.domain.limits import Limits
from bot.domain.model import (
    AgeBand,
    Applicant,
    ApplicationStatus,
    Audience,
    CancelReason,
    ClassCardId,
    DraftId,
    HostReason,
    OrganisationKind,
    Publication,
    Role,
    SiteId,
    VisitStatus,
)
from bot.domain.people.access import Actor
from bot.domain.people.consents import CONSENT_VERSION
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.mine import cancel_booking
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import roll_on, roll_schedules
from bot.services.demo.seed import DEMO_FILE
from bot.services.desk import gate, requests, sessions
from bot.services.desk.typed_at_gate import ask_codes
from bot.services.forms import engine
from bot.services.people.class_cards import change_class_card
from bot.services.people.deletion import delete_me
from bot.services.people.invitations import accept_invitation, invite_to_site
from bot.services.people.members import leave_site, remove_member
from bot.services.placements import answers
from bot.services.placements.own import withdraw_application
from bot.services.region.sites import publish_site
from bot.services.runner import Runner
from bot.services.transaction import UseCase
from bot.services.upkeep.deadlines import expire_all_holds, expire_requests
from tests.filling import AGREE, Filling, Typed, pick_sessions, use_organisation
from tests.host.conftest import site
from tests.host.site import START, Site, refused

__all__ = ["site"]

pytestmark = pytest.mark.postgres

A = TypeVar("A")
B = TypeVar("B")
P = ParamSpec("P")


@pytest.fixture(name="engine")
def engine_of_this_file() -> str:
    return "postgresql"


class Lingering(Database):
    """The same database; its first transaction has run its body and is not committed until it is told."""

    def __init__(self, db: Database) -> None:
        super().__init__(db._reads, db._writes, db._commits)
        self.has_run = asyncio.Event()
        self.may_end = asyncio.Event()

    async def write(self, body: Callable[[Connection], A]) -> A:
        def lingering(connection: Connection) -> A:
            result = body(connection)
            self.has_run.set()
            await_only(self.may_end.wait())
            return result

        return await super().write(lingering)


class Desk:
    """All use cases over one database."""

    def __init__(self, site: Site, db: Database) -> None:
        random = Random(5)
        limits = Limits()
        self.runner = Runner(db, site.clock, site.content, limits, random.randbytes)
        self.visitor = Filling(self.runner)
        self.db = db

    async def do(self, actor: Actor, case: UseCase[P, A], *args: P.args, **kwargs: P.kwargs) -> A:
        return await self.runner.do(actor, case, *args, **kwargs)


async def overlap(
    site: Site, first: Callable[[Desk], Awaitable[A]], second: Callable[[Desk], Awaitable[B]]
) -> tuple[A, B]:
    """Both answers: the first commits once the second waits for it, or has ended without."""
    lingering = Lingering(site.db)
    one = asyncio.ensure_future(first(Desk(site, lingering)))
    await lingering.has_run.wait()
    two = asyncio.ensure_future(second(Desk(site, site.db)))
    async with asyncio.timeout(20):
        while not two.done() and not await site.db.read(somebody_waits):  # noqa: ASYNC110 - of PostgreSQL
            await asyncio.sleep(0.01)
    lingering.may_end.set()
    return await one, await two


async def import_and_roll(desk: Desk, file: str) -> object:
    counts = await ImportCatalogue(desk.db, desk.runner.clock)(file)
    await roll_schedules(desk.runner)
    return counts


async def until_somebody_waits(site: Site) -> None:
    async with asyncio.timeout(20):
        while not await site.db.read(somebody_waits):  # noqa: ASYNC110 - of PostgreSQL
            await asyncio.sleep(0.01)


def count_waiting(connection: Connection) -> int:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return int(connection.execute(waiting).scalar_one())


def somebody_waits(connection: Connection) -> bool:
    return count_waiting(connection) > 0


# --- what a person does ------------------------------------------------------------------------------


def leader_of(site: Site) -> Actor:
    return replace(site.leader, consent_version=CONSENT_VERSION)


async def filled(site: Site, session: SessionFacts) -> BookingFormView:
    """The leader's form up to the calendar."""
    visitor, leader = Desk(site, site.db).visitor, leader_of(site)
    school = await site.db.write(
        lambda c: add_organisation(c, site.region_id, OrganisationKind.SCHOOL, "Школа № 5", None, START)
    )
    view = await visitor.start(leader, session.programme_id)
    assert isinstance(view, BookingFormView)
    party = Typed("7 А, 8 + 2")
    for answer in (party, use_organisation(school), AGREE):
        seen = await visitor.answer(leader, view.draft_id, answer)
        assert isinstance(seen, BookingFormView), seen
        view = seen
    return view


async def at_summary(site: Site, session: SessionFacts) -> DraftId:
    view = await filled(site, session)
    picked = await Desk(site, site.db).visitor.answer(
        leader_of(site), view.draft_id, pick_sessions((session.id,))
    )
    assert isinstance(picked, BookingFormView), picked
    assert picked.hold_expires_at is not None
    return view.draft_id


def sends(site: Site, draft_id: DraftId) -> Callable[[Desk], Awaitable[Booking | Refusal]]:
    async def send(desk: Desk) -> Booking | Refusal:
        sent = await desk.visitor.send(leader_of(site), draft_id)
        return sent if isinstance(sent, Refusal) else sent.booking

    return send


def closes(site: Site, session: SessionFacts) -> Callable[[Desk], Awaitable[SessionView | Refusal]]:
    return lambda desk: desk.do(site.owner, sessions.close_session, session.id, HostReason.REPAIR)


async def reread(site: Site, session: SessionFacts) -> tuple[int, int]:
    found = await site.session(session.id)
    return found.taken, found.parties


async def test_two_taps_that_start_a_form_start_one(site: Site) -> None:
    tour = await site.tour()

    def start(desk: Desk) -> Awaitable[BookingFormView | Refusal]:
        return desk.visitor.start(site.leader, tour.programme_id)

    first, second = await overlap(site, start, start)
    assert isinstance(first, BookingFormView)
    assert isinstance(second, BookingFormView)
    assert first.draft_id == second.draft_id


async def test_two_taps_on_a_session_hold_it_once(site: Site) -> None:
    tour = await site.tour()
    view = await filled(site, tour)

    def pick(desk: Desk) -> Awaitable[BookingFormView | Refusal]:
        return desk.visitor.answer(leader_of(site), view.draft_id, pick_sessions((tour.id,)))

    for answer in await overlap(site, pick, pick):
        assert isinstance(answer, BookingFormView), answer
    assert await reread(site, tour) == (10, 1)


@pytest.mark.shows("B5")
async def test_two_taps_on_send_make_one_booking(site: Site) -> None:
    tour = await site.tour()
    draft_id = await at_summary(site, tour)
    first, second = await overlap(site, sends(site, draft_id), sends(site, draft_id))
    assert isinstance(first, Booking)
    assert isinstance(second, Booking)
    assert first.reference == second.reference


@pytest.mark.shows("B3")
async def test_a_form_begun_while_another_is_sent_is_a_new_one(site: Site) -> None:
    tour = await site.tour()
    draft_id = await at_summary(site, tour)
    sent, begun = await overlap(
        site, sends(site, draft_id), lambda desk: desk.visitor.start(site.leader, tour.programme_id)
    )
    assert isinstance(sent, Booking)
    assert isinstance(begun, BookingFormView)
    assert begun.draft_id != draft_id


async def test_two_questions_at_once_leave_one_open(site: Site) -> None:
    def ask(desk: Desk) -> Awaitable[object]:
        return desk.do(site.guard, ask_codes, site.id)

    for answer in await overlap(site, ask, ask):
        assert not isinstance(answer, Refusal)


@pytest.mark.shows("B1")
async def test_two_changes_of_a_card_are_both_kept(site: Site) -> None:
    now = site.clock.now()

    def card(connection: Connection) -> ClassCardId:
        school = add_organisation(connection, site.region_id, OrganisationKind.SCHOOL, "Школа", None, now)
        entry = CardEntry(school, Audience.SCHOOL, 7, "Б", 20, 2, 12)
        made = save_card(connection, site.leader.person_id, entry, now, most=10)
        assert made is not None
        return made

    card_id = await site.db.write(card)
    await overlap(
        site,
        lambda desk: desk.do(site.leader, change_class_card, card_id, children=25),
        lambda desk: desk.do(site.leader, change_class_card, card_id, adults=3),
    )
    (kept,) = await site.db.read(lambda c: read_cards(c, site.leader.person_id))
    assert (kept.children, kept.adults) == (25, 3)


# --- seats -------------------------------------------------------------------------------------------


@pytest.mark.shows("E5")
async def test_a_session_closed_while_it_is_booked_cancels_that_booking_too(site: Site) -> None:
    tour = await site.tour()
    draft_id = await at_summary(site, tour)
    sent, closed = await overlap(site, sends(site, draft_id), closes(site, tour))
    assert isinstance(sent, Booking)
    assert isinstance(closed, SessionView)
    assert (await site.read(sent)).status is VisitStatus.CANCELLED_BY_HOST
    assert len(await site.told("booking.closed", to=site.leader)) == 1
    assert await reread(site, tour) == (0, 0)


@pytest.mark.shows("E5")
async def test_a_request_sent_while_its_session_is_closed_is_answered_after_that(site: Site) -> None:
    """The one who closes has not seen the booking when it began, and changes it all the same."""
    tour = await site.tour()
    draft_id = await at_summary(site, tour)
    sending, closing = Lingering(site.db), Lingering(site.db)
    sent = asyncio.ensure_future(sends(site, draft_id)(Desk(site, sending)))
    await sending.has_run.wait()
    closed = asyncio.ensure_future(closes(site, tour)(Desk(site, closing)))
    await until_somebody_waits(site)
    sending.may_end.set()
    booking = await sent
    assert isinstance(booking, Booking)
    await closing.has_run.wait()
    answered = asyncio.ensure_future(confirms(site, booking)(Desk(site, site.db)))
    await until_somebody_waits(site)
    closing.may_end.set()
    view, answer = await closed, await answered
    assert isinstance(view, SessionView)
    assert isinstance(answer, RequestView), answer
    assert answer.outcome is Outcome.OVER
    assert answer.booking.first.status is VisitStatus.CANCELLED_BY_HOST


@pytest.mark.shows("E5")
async def test_a_session_booked_while_it_is_closed_is_refused(site: Site) -> None:
    tour = await site.tour()
    draft_id = await at_summary(site, tour)
    _, sent = await overlap(site, closes(site, tour), sends(site, draft_id))
    assert isinstance(sent, Refusal), sent
    assert await reread(site, tour) == (0, 0)


async def test_a_session_held_while_it_is_closed_is_free_again(site: Site) -> None:
    tour = await site.tour()
    view = await filled(site, tour)
    await overlap(
        site,
        lambda desk: desk.visitor.answer(leader_of(site), view.draft_id, pick_sessions((tour.id,))),
        closes(site, tour),
    )
    assert await reread(site, tour) == (0, 0)


@pytest.mark.shows("B4")
async def test_a_hold_that_is_swept_while_it_is_sent_is_not_lost(site: Site) -> None:
    """Swept first: the seats are taken again. Sent first: nothing is left to sweep."""
    tour = await site.tour()
    draft_id = await at_summary(site, tour)
    site.clock.move(timedelta(minutes=16))
    ended, sent = await overlap(site, lambda desk: expire_all_holds(desk.runner), sends(site, draft_id))
    assert ended == 1
    assert isinstance(sent, Booking), sent
    assert await reread(site, tour) == (10, 1)


@pytest.mark.shows("B4")
async def test_a_hold_that_is_sent_while_it_is_swept_is_not_ended(site: Site) -> None:
    tour = await site.tour()
    draft_id = await at_summary(site, tour)
    site.clock.move(timedelta(minutes=16))
    sent, ended = await overlap(site, sends(site, draft_id), lambda desk: expire_all_holds(desk.runner))
    assert isinstance(sent, Booking)
    assert ended == 0
    assert await reread(site, tour) == (10, 1)


async def test_seats_changed_for_one_another_do_not_deadlock(site: Site) -> None:
    """One gives back the later session and wants the earlier, the other the other way round."""
    places = (await site.sessions(site.programme("tour").id, after=timedelta(days=14)))[:2]
    runs = 0

    def change(actor: Actor, draft_id: DraftId, place: SessionFacts) -> Callable[[Connection], None]:
        def body(connection: Connection) -> None:
            nonlocal runs
            runs += 1
            lock_person(connection, actor.person_id)
            part = Part(place.id, 4, 1)
            until = START + timedelta(minutes=15)
            full = take_hold(connection, actor.person_id, draft_id, [part], START, until).refused
            assert full in {None, place.id}

        return body

    changes = []
    for actor, order in ((site.leader, places), (site.coordinator, places[::-1])):
        view = await Desk(site, site.db).visitor.start(actor, places[0].programme_id)
        assert isinstance(view, BookingFormView)
        changes.append([change(actor, view.draft_id, place) for place in order * 20])
    await asyncio.gather(*(site.db.write(each) for both in zip(*changes, strict=True) for each in both))
    assert runs == 80, "nothing had to run again"


@pytest.mark.shows("F3")
async def test_a_site_is_not_archived_while_it_is_booked(site: Site) -> None:
    draft_id = await at_summary(site, await site.tour())

    async def archive(desk: Desk) -> object:
        await desk.do(site.coordinator, publish_site, site.id, Publication.HIDDEN)
        return await desk.do(site.coordinator, publish_site, site.id, Publication.ARCHIVED)

    sent, archived = await overlap(site, sends(site, draft_id), archive)
    assert isinstance(sent, Booking)
    refused(archived, Reason.HAS_FUTURE_BOOKINGS)


@pytest.mark.shows("F3")
async def test_a_site_that_is_hidden_meanwhile_is_not_booked(site: Site) -> None:
    """Other processes learn of it after some seconds; the database knows."""
    draft_id = await at_summary(site, await site.tour())
    _, sent = await overlap(
        site,
        lambda desk: desk.do(site.coordinator, publish_site, site.id, Publication.HIDDEN),
        sends(site, draft_id),
    )
    refused(sent, Reason.NOT_PUBLISHED)


@pytest.mark.shows("F3")
async def test_those_who_book_at_a_site_do_not_wait_for_each_other(site: Site) -> None:
    booking, lingering = (lambda c: share_site(c, site.id)), Lingering(site.db)
    first = asyncio.ensure_future(lingering.write(booking))
    await lingering.has_run.wait()
    async with asyncio.timeout(5):
        assert await site.db.write(booking) is Publication.PUBLISHED
    lingering.may_end.set()
    assert await first is Publication.PUBLISHED


@pytest.mark.shows("F3")
async def test_a_site_that_is_booked_all_the_time_can_be_hidden(site: Site) -> None:
    """Whoever comes to book later waits for it, or it would have to wait for a gap between bookings."""
    booking, lingering = (lambda c: share_site(c, site.id)), Lingering(site.db)
    first = asyncio.ensure_future(lingering.write(booking))
    await lingering.has_run.wait()
    hiding = Desk(site, site.db).do(site.coordinator, publish_site, site.id, Publication.HIDDEN)
    hidden = asyncio.ensure_future(hiding)
    async with asyncio.timeout(20):
        while await site.db.read(count_waiting) < 1:  # noqa: ASYNC110 - of PostgreSQL
            await asyncio.sleep(0.01)
        later = asyncio.ensure_future(site.db.write(booking))
        while await site.db.read(count_waiting) < 2 and not later.done():  # noqa: ASYNC110 - of PostgreSQL
            await asyncio.sleep(0.01)
    assert not later.done()
    lingering.may_end.set()
    assert await first is Publication.PUBLISHED
    assert not isinstance(await hidden, Refusal)
    assert await later is Publication.HIDDEN


@pytest.mark.shows("B16")
async def test_a_code_that_somebody_is_being_given_is_used(site: Site) -> None:
    def asks(site_id: SiteId, code: str) -> Callable[[Connection], bool]:
        return lambda c: is_code_used(c, site_id, code, START, START + timedelta(days=90))

    lingering = Lingering(site.db)
    first = asyncio.ensure_future(lingering.write(asks(site.id, "Г234")))
    await lingering.has_run.wait()
    async with asyncio.timeout(5):
        assert await site.db.write(asks(site.id, "Г234"))
        assert not await site.db.write(asks(site.id, "Г235"))
        assert not await site.db.write(asks(SiteId(site.id + 1), "Г234"))
    lingering.may_end.set()
    assert not await first
    assert not await site.db.write(asks(site.id, "Г234")), "it was not given away after all"


# --- deciding ----------------------------------------------------------------------------------------


def confirms(site: Site, booking: Booking) -> Callable[[Desk], Awaitable[RequestView | Refusal]]:
    return lambda desk: desk.do(site.owner, requests.confirm_request, booking.id, site.id)


def declines(site: Site, booking: Booking) -> Callable[[Desk], Awaitable[RequestView | Refusal]]:
    return lambda desk: desk.do(site.staff, requests.decline_request, booking.id, site.id, HostReason.REPAIR)


def cancels(site: Site, booking: Booking) -> Callable[[Desk], Awaitable[BookingView | Refusal]]:
    return lambda desk: desk.do(site.leader, cancel_booking, booking.id, CancelReason.FROST)


def expires(site: Site) -> Callable[[Desk], Awaitable[int]]:
    return lambda desk: expire_requests(desk.runner)


@pytest.mark.shows("E2")
async def test_who_answers_second_sees_who_answered(site: Site) -> None:
    booking = await site.book(await site.tour())
    first, second = await overlap(site, confirms(site, booking), declines(site, booking))
    assert isinstance(first, RequestView)
    assert isinstance(second, RequestView), second
    assert (first.outcome, second.outcome) == (Outcome.DONE, Outcome.DECIDED_BEFORE)
    assert second.status is VisitStatus.CONFIRMED


@pytest.mark.shows("B10")
async def test_a_request_cancelled_while_it_is_declined_gives_seats_back_once(site: Site) -> None:
    tour = await site.tour()
    booking = await site.book(tour)
    _, cancelled = await overlap(site, declines(site, booking), cancels(site, booking))
    refused(cancelled, Reason.ALREADY_OVER)
    assert (await site.read(booking)).status is VisitStatus.DECLINED
    assert await reread(site, tour) == (0, 0)


@pytest.mark.shows("B10")
async def test_a_request_confirmed_while_it_is_cancelled_stays_cancelled(site: Site) -> None:
    tour = await site.tour()
    booking = await site.book(tour)
    _, confirmed = await overlap(site, cancels(site, booking), confirms(site, booking))
    assert isinstance(confirmed, RequestView), confirmed
    assert confirmed.outcome is Outcome.OVER
    assert await site.told("booking.confirmed") == []
    assert await reread(site, tour) == (0, 0)


@pytest.mark.shows("B6")
async def test_a_request_that_expires_while_it_is_cancelled_is_told_once(site: Site) -> None:
    booking = await site.book(await site.tour())
    site.clock.move(timedelta(days=5))
    _, expired = await overlap(site, cancels(site, booking), expires(site))
    assert expired == 0
    assert await site.told("booking.expired") == []


@pytest.mark.shows("E5")
async def test_a_booking_cancelled_while_its_session_is_closed(site: Site) -> None:
    tour = await site.tour()
    booking = await site.book(tour, status=VisitStatus.CONFIRMED)
    _, cancelled = await overlap(site, closes(site, tour), cancels(site, booking))
    refused(cancelled, Reason.ALREADY_OVER)
    assert await reread(site, tour) == (0, 0)


@pytest.mark.shows("E5")
async def test_a_session_closed_while_its_booking_is_cancelled(site: Site) -> None:
    tour = await site.tour()
    booking = await site.book(tour, status=VisitStatus.CONFIRMED)
    _, closed = await overlap(site, cancels(site, booking), closes(site, tour))
    assert isinstance(closed, SessionView)
    assert closed.groups == 0, "nobody is left to be told"
    assert await site.told("booking.closed") == []
    assert await reread(site, tour) == (0, 0)


@pytest.mark.shows("E5")
async def test_two_who_close_a_session_close_it_once(site: Site) -> None:
    tour = await site.tour()
    await site.book(tour, status=VisitStatus.CONFIRMED)
    first, second = await overlap(site, closes(site, tour), closes(site, tour))
    assert isinstance(first, SessionView)
    assert isinstance(second, SessionView), second
    assert (first.outcome, second.outcome) == (Outcome.DONE, Outcome.REPEATED)


@pytest.mark.shows("E4")
async def test_a_head_count_is_not_overwritten_by_a_mark_without_one(site: Site) -> None:
    tour = await site.tour()
    booking = await site.book(tour, status=VisitStatus.CONFIRMED)
    site.clock.move_to(tour.starts_at)
    visit_id = booking.first.id
    counted, marked = await overlap(
        site,
        lambda desk: desk.do(site.guard, gate.mark_arrived, visit_id, 8),
        lambda desk: desk.do(site.owner, gate.mark_arrived, visit_id),
    )
    assert isinstance(counted, VisitView)
    assert isinstance(marked, VisitView), marked
    assert (await site.read(booking)).first.arrived_count == 8


@pytest.mark.shows("D2")
async def test_an_application_withdrawn_while_it_is_accepted_tells_of_the_free_place(site: Site) -> None:
    intake = (await site.sessions(site.programme("intern").id, after=timedelta(days=14)))[0]
    application_id = await site.apply(intake)
    accepted, withdrawn = await overlap(
        site,
        lambda desk: desk.do(site.owner, answers.accept_application, application_id, intake.id),
        lambda desk: desk.do(site.leader, withdraw_application, application_id),
    )
    assert isinstance(accepted, ApplicationView)
    assert not isinstance(withdrawn, Refusal)
    assert withdrawn.status is ApplicationStatus.WITHDRAWN
    changes = [str(each.get("change")) for each in await site.told("host.application", to=site.owner)]
    assert [each.partition("-")[0] for each in changes] == ["None", ApplicationEvent.WITHDRAW]
    assert await reread(site, intake) == (0, 0)


@pytest.mark.shows("D2")
async def test_who_decides_an_application_second_sees_who_decided(site: Site) -> None:
    intake = (await site.sessions(site.programme("intern").id, after=timedelta(days=14)))[0]
    application_id = await site.apply(intake)
    reason = HostReason.PARTY_UNSUITABLE
    _, second = await overlap(
        site,
        lambda desk: desk.do(site.owner, answers.decline_application, application_id, reason),
        lambda desk: desk.do(site.staff, answers.accept_application, application_id, intake.id),
    )
    assert isinstance(second, ApplicationView), second
    assert second.outcome is Outcome.DECIDED_BEFORE


@pytest.mark.shows("D2")
async def test_a_form_that_is_sent_meanwhile_is_not_told_to_be_put_aside(site: Site) -> None:
    intake = (await site.sessions(site.programme("intern").id, after=timedelta(days=14)))[0]
    form = ApplicationForm(
        intake.programme_id,
        applicant=Applicant.TEACHER,
        age_band=AgeBand.FROM_16,
        first_session_id=intake.id,
        second_skipped=True,
        course="11 класс",
        motivation="Хочу увидеть, как собирают фанеру",
    )
    leader, now = leader_of(site), site.clock.now()
    draft_id = await site.db.write(lambda c: start_draft(c, leader.person_id, form, None, now))
    sent, cancelled = await overlap(
        site,
        lambda desk: desk.do(leader, engine.send, ApplicationForm, draft_id),
        lambda desk: desk.do(leader, engine.leave, ApplicationForm, draft_id),
    )
    assert not isinstance(sent, Refusal), sent
    refused(cancelled, Reason.DRAFT_CLOSED)


@pytest.mark.shows("D2")
async def test_a_place_accepted_while_its_intake_is_closed(site: Site) -> None:
    intake = (await site.sessions(site.programme("intern").id, after=timedelta(days=14)))[0]
    application_id = await site.apply(intake)
    _, accepted = await overlap(
        site,
        closes(site, intake),
        lambda desk: desk.do(site.staff, answers.accept_application, application_id, intake.id),
    )
    refused(accepted, Reason.INTAKE_FULL)
    assert await reread(site, intake) == (0, 0)


# --- people of a site --------------------------------------------------------------------------------


async def two_owners(site: Site) -> None:
    view = await Desk(site, site.db).do(site.owner, invite_to_site, site.id, Role.OWNER, "k" * 16)
    assert not isinstance(view, Refusal)
    joined = await Desk(site, site.db).do(site.staff, accept_invitation, view.payload)
    assert isinstance(joined, WelcomeView)


@pytest.mark.shows("E1")
async def test_two_owners_who_leave_at_once_do_not_leave_a_site_without_one(site: Site) -> None:
    await two_owners(site)
    _, second = await overlap(
        site,
        lambda desk: desk.do(site.owner, leave_site, site.id),
        lambda desk: desk.do(site.staff, leave_site, site.id),
    )
    refused(second, Reason.LAST_OWNER)


@pytest.mark.shows("H2")
async def test_the_last_owner_is_not_deleted_while_the_other_leaves(site: Site) -> None:
    await two_owners(site)
    staff = await site.again(site.staff)
    _, deleted = await overlap(
        site,
        lambda desk: desk.do(site.owner, leave_site, site.id),
        lambda desk: desk.do(staff, delete_me),
    )
    refused(deleted, Reason.LAST_OWNER)
    assert await site.db.read(lambda c: count_members(c, site.id, {Role.OWNER})) == 1


@pytest.mark.shows("E1")
async def test_a_link_is_used_once(site: Site) -> None:
    view = await Desk(site, site.db).do(site.owner, invite_to_site, site.id, Role.STAFF, "k" * 16)
    assert not isinstance(view, Refusal)
    first, second = await overlap(
        site,
        lambda desk: desk.do(site.leader, accept_invitation, view.payload),
        lambda desk: desk.do(site.coordinator, accept_invitation, view.payload),
    )
    assert isinstance(first, WelcomeView)
    refused(second, Reason.INVITATION_USED)


@pytest.mark.shows("E1")
async def test_a_link_of_somebody_who_is_removed_meanwhile_is_worth_nothing(site: Site) -> None:
    await two_owners(site)
    staff = await site.again(site.staff)
    view = await Desk(site, site.db).do(staff, invite_to_site, site.id, Role.STAFF, "l" * 16)
    assert not isinstance(view, Refusal)
    _, joined = await overlap(
        site,
        lambda desk: desk.do(site.owner, remove_member, site.id, site.staff.person_id),
        lambda desk: desk.do(site.leader, accept_invitation, view.payload),
    )
    refused(joined, Reason.INVITATION_EXPIRED)


# --- content -----------------------------------------------------------------------------------------


@pytest.mark.shows("F2")
async def test_a_region_that_is_imported_twice_at_once(site: Site) -> None:
    document = json.loads(DEMO_FILE.read_bytes())
    document["region"]["slug"] = "another"

    def load(desk: Desk) -> Awaitable[object]:
        return ImportCatalogue(desk.db, site.clock)(json.dumps(document))

    first, second = await overlap(site, load, load)
    assert isinstance(first, ImportCounts)
    assert isinstance(second, ImportCounts)
    assert (first.sites_added, second.sites_added) == (len(document["sites"]), 0)


async def test_the_first_two_imports_at_once_both_raise_the_version(site: Site) -> None:
    def forget(connection: Connection) -> None:
        connection.execute(content_version.delete())

    await site.db.write(forget)

    def note(desk: Desk) -> Awaitable[None]:
        return desk.db.write(note_change)

    await overlap(site, note, note)
    assert await site.db.read(read_version) == 2


@pytest.mark.shows("F2")
async def test_an_import_does_not_delete_a_session_that_is_being_held(site: Site) -> None:
    tour = await site.tour()
    view = await filled(site, tour)
    document = json.loads(DEMO_FILE.read_bytes())
    programmes = next(each for each in document["sites"] if each["slug"] == "sloist")["programmes"]
    next(each for each in programmes if each["code"] == "tour")["duration_min"] += 5
    held, imported = await overlap(
        site,
        lambda desk: desk.visitor.answer(leader_of(site), view.draft_id, pick_sessions((tour.id,))),
        lambda desk: import_and_roll(desk, json.dumps(document)),
    )
    assert isinstance(held, BookingFormView)
    assert isinstance(imported, ImportCounts)
    assert await reread(site, tour) == (10, 1)


@pytest.mark.shows("E5")
async def test_a_schedule_that_an_import_ends_opens_no_more_sessions(site: Site) -> None:
    programme_id = (await site.db.read(find_scheduled))[0]
    newest = select(func.max(session.c.starts_at)).where(session.c.programme_id == programme_id)
    before = await site.db.read(lambda c: c.execute(newest).scalar_one())
    site.clock.move(timedelta(days=14))

    def end(connection: Connection) -> None:
        connection.execute(
            update(programme).where(programme.c.id == programme_id).values(position=programme.c.position)
        )
        replace_schedules(connection, programme_id, [], site.clock.now())

    await overlap(site, lambda desk: desk.db.write(end), lambda desk: desk.runner.run(roll_on, programme_id))
    await Desk(site, site.db).runner.run(roll_on, programme_id)
    after = await site.db.read(lambda c: c.execute(newest).scalar_one())
    assert after is None or after <= before
