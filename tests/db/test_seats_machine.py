"""Seats under any order of events: ``taken`` is the sum over live claims, and whoever fits gets in.

Hypothesis invents the order and looks for the shortest one that breaks a promise. A model of a few lines
says beforehand whether the next claim must succeed.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, func, select

from bot.db.booking.bookings import (
    BookingEntry,
    VisitEntry,
    add_booking,
    add_visit,
    give_place,
    move_visits,
)
from bot.db.booking.drafts import add_sent_draft, start_draft
from bot.db.booking.holds import end_holds, expire_holds, read_hold, take_hold, use_hold_of
from bot.db.booking.offers import add_offer, end_offer, find_live_on, read_offer, use_offer
from bot.db.booking.seats import (
    ForHold,
    ForOffer,
    ForVisit,
    find_discrepancies,
    hand_over,
    release,
    resize,
)
from bot.db.booking.session_admin import add_session, close_session, end_holds_on, reopen_session
from bot.db.booking.waiting import add_waiting
from bot.db.engine.database import Database
from bot.db.people.people import add_person, read_actor
from bot.db.tables import claim, hold, programme, session, site
from bot.domain.booking.offers.offer import Terms
from bot.domain.forms import BookingForm, Part, Wish
from bot.domain.model import (
    Audience,
    BookingId,
    Confirmation,
    DraftId,
    HoldId,
    HoldState,
    HostReason,
    OfferId,
    OfferPurpose,
    OfferState,
    Party,
    PersonId,
    ProgrammeId,
    RegionId,
    SessionId,
    Sharing,
    SiteId,
    VisitId,
    VisitStatus,
)
from bot.domain.refusal import Reason, Refusal
from tests.effort import examples
from tests.engines import TemplateOf
from tests.town import fill_catalogue

T = TypeVar("T")

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOLD = timedelta(minutes=15)
CAPACITIES = (12, 12, 30)
"""Of the sessions: two shared ones, and a private one."""
PRIVATE = 2
PEOPLE = 3
EXAMPLES, STEPS = 20, 30

people = st.integers(0, PEOPLE - 1)
places = st.integers(0, len(CAPACITIES) - 1)
sizes = st.integers(1, 9)


@dataclass
class Held:
    """The live hold of a person in the model: seats by session."""

    seats: dict[int, int]
    expires_at: datetime


@dataclass
class Offered:
    """A live offer in the model: an option is a place with seats, or several as of a route, and all of them
    are kept."""

    options: list[list[tuple[int, int]]]
    expires_at: datetime

    @property
    def kept(self) -> list[tuple[int, int]]:
        return [each for option in self.options for each in option]


@dataclass
class Model:
    """What must be so, kept with nothing but dictionaries."""

    closed: set[int] = field(default_factory=set)
    held: dict[int, Held] = field(default_factory=dict)
    booked: dict[VisitId, tuple[int, int]] = field(default_factory=dict)
    """Session and seats of each visit that has some."""
    offered: dict[OfferId, Offered] = field(default_factory=dict)

    def claims(self, place: int) -> list[int]:
        held = [each.seats[place] for each in self.held.values() if place in each.seats]
        offered = [seats for each in self.offered.values() for at, seats in each.kept if at == place]
        return held + offered + [seats for at, seats in self.booked.values() if at == place]

    def fits(self, place: int, seats: int) -> bool:
        claims = self.claims(place)
        most = 1 if place == PRIVATE else CAPACITIES[place]
        return place not in self.closed and sum(claims) + seats <= CAPACITIES[place] and len(claims) < most

    def sweep(self, now: datetime, places: set[int] | None = None) -> int:
        gone = [
            who
            for who, each in self.held.items()
            if each.expires_at <= now and (places is None or places & set(each.seats))
        ]
        for who in gone:
            del self.held[who]
        return len(gone)


class Seats(RuleBasedStateMachine):
    """Events at three sessions; after each the database is compared with the model."""

    address: str
    """Of a database with a catalogue. Machines follow one another in it, each with sessions of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.now = START
        self.model = Model()
        self.numbers = itertools.count(1)
        self.db = self.runner.run(Database.open(self.address))
        self.sessions, self.people, self.programme, self.site, self.region = self.write(_fill)
        self.drafts: dict[int, DraftId] = {}

    def write(self, body: Callable[[Connection], T]) -> T:
        return self.runner.run(self.db.write(body))

    def teardown(self) -> None:
        def end(connection: Connection) -> None:
            live = connection.execute(select(hold.c.id).where(hold.c.state == HoldState.LIVE)).scalars()
            end_holds(connection, [HoldId(each) for each in live], HoldState.RELEASED, self.now)
            for each in self.model.offered:
                assert end_offer(connection, each, OfferState.WITHDRAWN, self.now)
                release(connection, ForOffer(each), self.now)

        self.write(end)
        self.runner.run(self.db.close())
        self.runner.close()

    # --- events ------------------------------------------------------------------------------------

    @rule(who=people, wanted=st.dictionaries(places, sizes, min_size=1, max_size=2))
    def hold(self, who: int, wanted: dict[int, int]) -> None:
        """All of them or none; the earlier hold of the same person is given back if they are had."""
        before = self.model.held.get(who)
        trial = replace(self.model, held=dict(self.model.held))
        trial.held.pop(who, None)
        trial.sweep(self.now, set(wanted))
        possible = all(trial.fits(place, seats) for place, seats in wanted.items())

        def body(connection: Connection) -> DraftId | Refusal:
            draft_id = start_draft(connection, self.people[who], BookingForm(self.programme), None, self.now)
            parts = [Part(self.sessions[place], seats, 0) for place, seats in wanted.items()]
            taken = take_hold(connection, self.people[who], draft_id, parts, self.now, self.now + HOLD)
            return draft_id if taken.refused is None else Refusal(Reason.SESSION_FULL)

        result = self.write(body)
        assert isinstance(result, Refusal) is not possible, (wanted, before, result)
        if not isinstance(result, Refusal):
            self.model = trial
            self.model.held[who] = Held(dict(wanted), self.now + HOLD)
            self.drafts[who] = result

    @rule(who=people)
    def let_go(self, who: int) -> None:
        """Safe to repeat, and harmless when there is nothing."""

        def body(connection: Connection) -> bool:
            if who not in self.drafts:
                return False
            held = read_hold(connection, self.drafts[who])
            if held is None:
                return False
            return end_holds(connection, [held.id], HoldState.RELEASED, self.now).count == 1

        assert self.write(body) is (self.model.held.pop(who, None) is not None)

    @precondition(lambda self: self.model.held)
    @rule(data=st.data())
    def book(self, data: st.DataObject) -> None:
        """The hold's claims become the visits'; no count changes."""
        who = data.draw(st.sampled_from(sorted(self.model.held)))
        held = self.model.held.pop(who)
        number = next(self.numbers)

        def body(connection: Connection) -> list[VisitId]:
            live = use_hold_of(connection, self.drafts[who])
            assert live is not None
            booking_id = add_booking(
                connection,
                self._entry(self.people[who], self.drafts[who], sum(held.seats.values())),
                self.now,
            )
            visits = []
            for position, (place, seats) in enumerate(held.seats.items(), start=1):
                part = Part(self.sessions[place], seats, 0)
                entry = self._visit(booking_id, part, position, f"{number}-{position}")
                visit_id = add_visit(connection, entry)
                assert hand_over(connection, ForHold(live.id), part, visit_id)
                visits.append(visit_id)
            return visits

        for visit_id, (place, seats) in zip(self.write(body), held.seats.items(), strict=True):
            self.model.booked[visit_id] = (place, seats)

    def _visit(self, booking_id: BookingId, part: Part, position: int, code: str) -> VisitEntry:
        return VisitEntry(
            booking_id=booking_id,
            site_id=self.site,
            session_id=part.session_id,
            position=position,
            status=VisitStatus.CONFIRMED,
            children=part.seats,
            adults=0,
            code=code,
            answer_due_at=None,
            expires_at=None,
            list_due_at=None,
        )

    def _entry(self, person_id: PersonId, draft_id: DraftId, children: int) -> BookingEntry:
        return BookingEntry(
            region_id=self.region,
            person_id=person_id,
            draft_id=draft_id,
            organisation_id=None,
            class_card_id=None,
            audience=Audience.SCHOOL,
            grade=None,
            letter=None,
            party=Party(children, 0, None, 0, 0),
            comment=None,
            leader_name=None,
            leader_phone=None,
        )

    # --- offers, and moving

    @rule(
        who=people,
        wanted=st.dictionaries(places, sizes, min_size=1, max_size=2),
        minutes=st.integers(5, 40),
        together=st.booleans(),
    )
    def offer(self, who: int, wanted: dict[int, int], minutes: int, *, together: bool) -> None:
        """Seats of every option are kept, or of none; never more than are free. ``together``: one option
        takes all of them, as the stops of a route."""
        options = [list(wanted.items())] if together else [[each] for each in wanted.items()]
        possible = all(self.model.fits(place, seats) for place, seats in wanted.items())
        until = self.now + timedelta(minutes=minutes)
        number = next(self.numbers)

        def body(connection: Connection) -> OfferId | Refusal:
            person_id = self.people[who]
            form = BookingForm(self.programme)
            draft_id = add_sent_draft(connection, person_id, form, self.now)
            waits = Wish.of_day(START.date())
            made = add_offer(
                connection,
                person_id,
                OfferPurpose.WAITING,
                draft_id,
                Terms(self.now, until),
                [[Part(self.sessions[place], seats, 0) for place, seats in option] for option in options],
                booking_id=None,
                waiting_id=add_waiting(
                    connection,
                    person_id,
                    draft_id,
                    self.programme,
                    waits,
                    party=f"{number}",
                    seats=1,
                    now=self.now,
                ),
                granted=False,
                made_by=None,
                now=self.now,
            )
            return Refusal(Reason.SESSION_FULL) if made is None else made

        result = self.write(body)
        assert isinstance(result, Refusal) is not possible, (wanted, result)
        if not isinstance(result, Refusal):
            self.model.offered[result] = Offered(options, until)

    @precondition(lambda self: self.model.offered)
    @rule(data=st.data(), times=st.integers(1, 2))
    def take(self, data: st.DataObject, times: int) -> None:
        """One option becomes a visit and the seats of the others are free, once; nothing after its time."""
        offer_id = data.draw(st.sampled_from(sorted(self.model.offered)))
        offered = self.model.offered[offer_id]
        option = data.draw(st.integers(1, len(offered.options)))
        chosen = offered.options[option - 1]
        code = f"{next(self.numbers)}"

        def body(connection: Connection) -> list[VisitId] | Refusal:
            if not use_offer(connection, offer_id, option, self.now):
                return Refusal(Reason.OFFER_ENDED)
            made = read_offer(connection, offer_id)
            assert made is not None
            entry = self._entry(made.person_id, made.draft_id, sum(seats for _, seats in chosen))
            booking_id = add_booking(connection, entry, self.now)
            visits = []
            for position, (place, seats) in enumerate(chosen, start=1):
                part = Part(self.sessions[place], seats, 0)
                visit = self._visit(booking_id, part, position, f"{code}-{position}")
                visits.append(add_visit(connection, visit))
                assert hand_over(connection, ForOffer(offer_id), part, visits[-1])
            release(connection, ForOffer(offer_id), self.now)
            return visits

        results = [self.write(body) for _ in range(times)]
        assert all(isinstance(each, Refusal) for each in results[1:])
        assert isinstance(results[0], Refusal) is (offered.expires_at <= self.now)
        if not isinstance(results[0], Refusal):
            del self.model.offered[offer_id]
            self.model.booked.update(zip(results[0], chosen, strict=True))

    @precondition(lambda self: self.model.offered)
    @rule(data=st.data(), state=st.sampled_from((OfferState.DECLINED, OfferState.LAPSED)))
    def end(self, data: st.DataObject, state: OfferState) -> None:
        """Declined at any time, lapsed only when its time is over; its seats come free once."""
        offer_id = data.draw(st.sampled_from(sorted(self.model.offered)))
        offered = self.model.offered[offer_id]
        freed = [self.write(self._ending(offer_id, state)) for _ in range(2)]
        ends = state is OfferState.DECLINED or offered.expires_at <= self.now
        assert freed == [sum(seats for _, seats in offered.kept) if ends else 0, 0]
        if ends:
            del self.model.offered[offer_id]

    def _ending(self, offer_id: OfferId, state: OfferState) -> Callable[[Connection], int]:
        def body(connection: Connection) -> int:
            if not end_offer(connection, offer_id, state, self.now):
                return 0
            return sum(release(connection, ForOffer(offer_id), self.now).values())

        return body

    @precondition(
        lambda self: self.model.booked and any(len(each.seats) == 1 for each in self.model.held.values())
    )
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """A visit goes where a hold has seats: the old ones come free in the same step, and not before."""
        who = data.draw(
            st.sampled_from(sorted(n for n, each in self.model.held.items() if len(each.seats) == 1))
        )
        visit_id = data.draw(st.sampled_from(sorted(self.model.booked)))
        ((place, seats),) = self.model.held.pop(who).seats.items()
        old, _ = self.model.booked[visit_id]
        code = f"{next(self.numbers)}"

        def body(connection: Connection) -> None:
            live = use_hold_of(connection, self.drafts[who])
            assert live is not None
            part = Part(self.sessions[place], seats, 0)
            release(connection, ForVisit(visit_id), self.now)
            entry = self._visit(BookingId(0), part, 1, code)
            assert give_place(connection, visit_id, self.sessions[old], [VisitStatus.CONFIRMED], entry)
            assert hand_over(connection, ForHold(live.id), part, visit_id)

        self.write(body)
        self.model.booked[visit_id] = (place, seats)

    @precondition(lambda self: self.model.booked)
    @rule(data=st.data(), seats=sizes, times=st.integers(1, 2))
    def recount(self, data: st.DataObject, seats: int, times: int) -> None:
        """Other numbers of a visit take or give back the difference, once, where there is room (B8)."""
        visit_id = data.draw(st.sampled_from(sorted(self.model.booked)))
        place, before = self.model.booked[visit_id]
        if seats == before:
            return
        claims = sum(self.model.claims(place))
        fits = seats < before or (
            place not in self.model.closed and claims + seats - before <= CAPACITIES[place]
        )

        def body(connection: Connection) -> bool | Refusal:
            done = resize(connection, visit_id, self.sessions[place], before, seats)
            return done or Refusal(Reason.SESSION_FULL)

        for nth in range(times):
            done = self.write(body) is True
            assert done is (fits and nth == 0), (before, seats, nth)
        if fits:
            self.model.booked[visit_id] = (place, seats)

    @precondition(lambda self: self.model.booked)
    @rule(data=st.data(), times=st.integers(1, 2))
    def cancel(self, data: st.DataObject, times: int) -> None:
        """Seats come free once, however often it is said."""
        visit_id = data.draw(st.sampled_from(sorted(self.model.booked)))
        _, seats = self.model.booked.pop(visit_id)
        freed = [self.write(self._cancelling(visit_id)) for _ in range(times)]
        assert freed == [seats, 0][:times]

    def _cancelling(self, visit_id: VisitId) -> Callable[[Connection], int]:
        def body(connection: Connection) -> int:
            move_visits(
                connection,
                [visit_id],
                [VisitStatus.CONFIRMED],
                VisitStatus.CANCELLED,
                now=self.now,
                by=None,
            )
            return sum(release(connection, ForVisit(visit_id), self.now).values())

        return body

    @rule(minutes=st.integers(1, 20))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def sweep(self) -> None:
        ended = self.write(lambda connection: expire_holds(connection, self.now))
        assert ended.count == self.model.sweep(self.now)

    @rule(place=places)
    def close(self, place: int) -> None:
        """The holds and offers there end whole; visits there are cancelled."""

        def body(connection: Connection) -> bool:
            closed = close_session(connection, self.sessions[place], HostReason.REPAIR, self.now)
            end_holds_on(connection, self.sessions[place], self.now)
            for each in find_live_on(connection, [self.sessions[place]]):
                assert end_offer(connection, each, OfferState.WITHDRAWN, self.now)
                release(connection, ForOffer(each), self.now)
            return closed

        assert self.write(body) is (place not in self.model.closed)
        self.model.closed.add(place)
        self.model.held = {who: each for who, each in self.model.held.items() if place not in each.seats}
        self.model.offered = {
            each: offered
            for each, offered in self.model.offered.items()
            if place not in {at for at, _ in offered.kept}
        }
        for visit_id in [each for each, (at, _) in self.model.booked.items() if at == place]:
            del self.model.booked[visit_id]
            self.write(self._cancelling(visit_id))

    @rule(place=places)
    def reopen(self, place: int) -> None:
        opened = self.write(lambda connection: reopen_session(connection, self.sessions[place], self.now))
        assert opened is (place in self.model.closed)
        self.model.closed.discard(place)

    # --- promises ----------------------------------------------------------------------------------

    @invariant()
    def counts_are_the_sums_over_live_claims(self) -> None:
        def body(connection: Connection) -> dict[SessionId, tuple[int, int]]:
            # Of this machine's sessions alone: one that found a defect leaves its own behind.
            assert not [each for each in find_discrepancies(connection) if each.id in self.sessions]
            sums: Counter[SessionId] = Counter()
            parties: Counter[SessionId] = Counter()
            for session_id, seats in connection.execute(
                select(claim.c.session_id, claim.c.seats).where(claim.c.released_at.is_(None))
            ):
                sums[session_id] += seats
                parties[session_id] += 1
            rows = connection.execute(select(session).where(session.c.id.in_(self.sessions))).all()
            for row in rows:
                assert (row.taken, row.parties) == (sums[row.id], parties[row.id])
                assert 0 <= row.taken <= row.capacity
                assert 0 <= row.parties <= row.max_parties
            return {SessionId(row.id): (row.taken, row.parties) for row in rows}

        counts = self.runner.run(self.db.read(body))
        for place, session_id in enumerate(self.sessions):
            claims = self.model.claims(place)
            assert counts[session_id] == (sum(claims), len(claims))

    @invariant()
    def a_person_has_one_live_hold(self) -> None:
        def body(connection: Connection) -> set[PersonId]:
            live = connection.execute(
                select(hold.c.person_id, func.count())
                .where(hold.c.state == HoldState.LIVE)
                .group_by(hold.c.person_id)
            ).all()
            assert all(number == 1 for _, number in live)
            return {PersonId(who) for who, _ in live}

        assert self.runner.run(self.db.read(body)) == {self.people[who] for who in self.model.held}


def _fill(
    connection: Connection,
) -> tuple[list[SessionId], list[PersonId], ProgrammeId, SiteId, RegionId]:
    """Sessions and people that nobody has used before."""
    place = connection.execute(
        select(programme.c.id, programme.c.site_id, site.c.region_id)
        .join(site, site.c.id == programme.c.site_id)
        .order_by(programme.c.id)
        .limit(1)
    ).one()
    first = connection.execute(select(func.count()).select_from(session)).scalar_one()
    sessions = []
    for number, capacity in enumerate(CAPACITIES):
        starts_at = START + timedelta(days=10, hours=first + number)
        made = add_session(
            connection,
            programme_id=ProgrammeId(place.id),
            site_id=SiteId(place.site_id),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=50),
            sharing=Sharing.PRIVATE if number == PRIVATE else Sharing.SHARED,
            confirmation=Confirmation.INSTANT,
            audience=[Audience.SCHOOL],
            capacity=capacity,
            now=START,
        )
        assert made is not None
        sessions.append(made)
    people = []
    for number in range(PEOPLE):
        add_person(connection, 1000 * first + number + 1, "ru", RegionId(place.region_id), START)
        actor = read_actor(connection, 1000 * first + number + 1)
        assert actor is not None
        people.append(actor.person_id)
    return sessions, people, ProgrammeId(place.id), SiteId(place.site_id), RegionId(place.region_id)


@pytest.mark.chance
@pytest.mark.both_engines
def test_seats_under_any_order_of_events(template_of: TemplateOf, tmp_path: Path) -> None:
    with template_of(fill_catalogue).copy(tmp_path) as address_of_copy:

        class Here(Seats):
            address = address_of_copy

        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=examples(EXAMPLES),
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
