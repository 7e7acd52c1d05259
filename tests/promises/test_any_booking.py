"""Whoever does what, in whatever order: seats, lists, offers, moves and messages keep their promises (K).

Hypothesis invents what leaders, the host, time and the machine do, through the use cases that their taps
call, and looks for the shortest way to a broken promise. What is promised is worked out from the stored rows
alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import SearchStrategy
from sqlalchemy import Connection, select

from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations.self_audit import Moments, audit
from bot.db.outbox.queue import claim_due, mark
from bot.db.people.people import read_actor
from bot.db.tables import person
from bot.domain.booking.routes.days import way_key
from bot.domain.desk.views import DatesView
from bot.domain.forms import (
    BookingForm,
    DraftKind,
    HandoverForm,
    NumbersForm,
    PeriodForm,
    Question,
    SessionChangeForm,
    SessionField,
)
from bot.domain.limits import Limits
from bot.domain.model import (
    BookingId,
    CancelReason,
    ClosureId,
    DraftId,
    DraftState,
    GroupState,
    HandoverId,
    HostReason,
    OfferId,
    OfferPurpose,
    OfferState,
    OutboxState,
    RouteId,
    SessionId,
    SessionStatus,
    SiteId,
    VisitStatus,
    WaitingId,
)
from bot.domain.people.handover import LIVE, HandoverView
from bot.domain.refusal import Refusal
from bot.services.booking.form.questions import start_booking, start_route
from bot.services.booking.mine import cancel_booking
from bot.services.booking.moving import answer_move, start_move
from bot.services.booking.numbers import ask_numbers
from bot.services.booking.offers.taking import decline_offer, take_offer
from bot.services.booking.offers.waiting_list import leave_list, read_own_waiting, wait_for_more
from bot.services.catalogue.cache import CatalogueCache
from bot.services.desk.groups import call_off_group, hold_group
from bot.services.desk.numbers import answer_numbers
from bot.services.desk.requests import call_off, confirm_request, decline_request, offer_dates, show_dates
from bot.services.desk.schedule import one_session, period
from bot.services.desk.sessions import close_session, reopen_session
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished, Outcome
from bot.services.links import handover
from bot.services.messages.due import Due, NotSent, read_due
from bot.services.transaction import SYSTEM, Tx, UseCase
from bot.services.upkeep import deadlines
from tests.effort import examples
from tests.engines import Template, TemplateOf
from tests.filling import AGREE, Answer, Tap, Typed, pick_sessions, take_seats, use_organisation
from tests.promises.kept import (
    ZONE,
    May,
    find_broken_words,
    find_faults,
    find_idle,
    find_losses,
    find_undecided,
)
from tests.promises.messages import holds, read_waiting
from tests.promises.place import (
    CLASSES,
    HOST,
    LEADERS,
    ROUTE,
    START,
    WORKS,
    WORKSHOP,
    fill,
    read_place,
)
from tests.promises.stored import STANDING, Row, Stored, read_stored
from tests.runners import runner_over

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

EXAMPLES, STEPS = 32, 30
LONGEST = timedelta(days=6)
"""After so long a class would be too late for everything."""
LEASE = timedelta(minutes=1)

MOST_CLOSED = 3
A_MOMENT = timedelta(seconds=2)
"""Between two events: nobody says something, takes it back and says it again within the same second."""

leaders = st.integers(0, len(LEADERS) - 1)
MOSTLY = st.sampled_from((True, True, False))
_ENDED = frozenset(OfferState) - {OfferState.LIVE}


class Draw(Protocol):
    """What Hypothesis chooses."""

    def __call__(self, strategy: SearchStrategy[T], /) -> T: ...


Act = Callable[[Draw], None]


class AnyBooking(RuleBasedStateMachine):
    """``stored``: the rows as they were when the promises were looked at; ``may``: what this event may do to
    bookings that had a place then."""

    template: Template
    new_folder: Callable[[], Path]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.loop = self.stack.enter_context(asyncio.Runner())
        self.address = self.stack.enter_context(self.template.copy(self.new_folder()))
        self.clock = MovableClock(START)
        self.lives, self.message_ids = count(1), count(1000)
        self.stored: Stored
        self.may: dict[int, May] = {}
        self.looked = False
        self._start()
        self.place = self._run(read_place(self.db, self.catalogue))
        routes = self.catalogue.published.routes.values()
        self.route_id = RouteId(next(each.id for each in routes if each.slug == ROUTE))
        self.stored = self._run(self.db.read(read_stored))
        self.accounts = self._run(self.db.read(_read_accounts))

    def _start(self) -> None:
        """A process begins, which knows nothing of those before it."""
        self.db = self._run(Database.open(self.address))
        self.catalogue = CatalogueCache(self.db, self.clock)
        self._run(self.catalogue.refresh())
        self.runner = runner_over(self.db, self.clock, self.catalogue, seed=next(self.lives))

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.loop.run(coroutine)

    def teardown(self) -> None:
        self._run(self.db.close())
        self.stack.close()

    def _do(self, who: int, case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """``who``: a Telegram id."""
        actor = self._run(self.db.read(lambda connection: read_actor(connection, who)))
        assert actor is not None
        return self._run(self.runner.do(actor, case, *args, **kwargs))

    def _leader_of(self, row: Row) -> int:
        """The Telegram id of whose booking, offer or place on a list it is."""
        return self.accounts[row.person_id]

    # --- forms -------------------------------------------------------------------------------------

    def _say(self, who: int, draft_id: DraftId, answer: Answer) -> Outcome:
        if isinstance(answer, Typed):
            return self._do(who, engine.type_text, BookingForm, draft_id, answer.text)
        return self._do(who, engine.tap, BookingForm, draft_id, answer.op, answer.value)

    def _describe(self, who: int, asking: Asking | Refusal, party: Answer) -> Asking | None:
        """The form at its calendar; None where this party is refused."""
        answers = {
            Question.PARTY: party,
            Question.SCHOOL: use_organisation(self.place.school_id),
            Question.PARTY_CHECK: AGREE,
        }
        for _ in range(2 * len(answers)):
            if not isinstance(asking, Asking):
                return None
            if asking.question not in answers:
                return asking
            said = self._say(who, asking.draft_id, answers[asking.question])
            assert not isinstance(said, engine.Finished)
            asking = said
        raise AssertionError(f"the form comes no further: {asking}")

    def _begin(self, leader: int, *, guests: int = 0, route: bool = False) -> Asking | None:
        who = LEADERS[leader]
        self._do(who, engine.leave, BookingForm)
        if route:
            return self._describe(who, self._do(who, start_route, self.route_id), Typed(CLASSES[leader]))
        if guests:
            started = self._do(who, start_booking, self.place.programmes[WORKSHOP])
            return self._describe(who, started, take_seats(guests))
        started = self._do(who, start_booking, self.place.programmes[WORKS])
        return self._describe(who, started, Typed(CLASSES[leader]))

    def _choose(self, who: int, asking: Asking, draw: Draw) -> Outcome | None:
        """One of the ways that the calendar offers, or a session whatever it says; None where it has none."""
        view = asking.view
        ways = [
            (f"{day}.{way_key(option.session_ids)}" if option.of_route else "", tuple(option.session_ids))
            for day, choice in (view.days or {}).items()
            for option in choice.options
        ]
        if view.form.route_id is None and (not ways or not draw(MOSTLY)):
            ways = [
                ("", (SessionId(each.id),))
                for each in self.stored.sessions.values()
                if each.programme_id == view.form.programme_id
            ]
        if not ways:
            return None
        way, session_ids = draw(st.sampled_from(sorted(set(ways))))
        return self._say(who, asking.draft_id, Tap("way", way) if way else pick_sessions(session_ids))

    def _send(self, who: int, *, times: int = 1) -> None:
        """Sends the open form, if there is one; once more changes nothing."""
        shown = self._do(who, engine.show, BookingForm)
        if not isinstance(shown, Asking):
            return
        assert isinstance(shown.form, BookingForm)
        if shown.form.moves is not None:
            self.may[shown.form.moves] = May.MOVE
        for _ in range(times):
            self._do(who, engine.send, BookingForm, shown.draft_id)

    def _visit(self, draw: Draw, asking: Asking | None, who: int) -> None:
        """Holds a place, and mostly sends the form."""
        if asking is not None:
            self._choose(who, asking, draw)
            if draw(MOSTLY):
                self._send(who)

    def visit_as_a_class(self, draw: Draw) -> None:
        leader = draw(leaders)
        self._visit(draw, self._begin(leader), LEADERS[leader])

    def visit_as_guests(self, draw: Draw) -> None:
        leader, seats = draw(leaders), draw(st.integers(1, 5))
        self._visit(draw, self._begin(leader, guests=seats), LEADERS[leader])

    def go_along_the_route(self, draw: Draw) -> None:
        leader = draw(leaders)
        self._visit(draw, self._begin(leader, route=True), LEADERS[leader])

    def go_on_with_a_form(self, draw: Draw) -> None:
        """Sends it, once or twice; takes its seats anew, or others, which are given back if these cannot be
        had; or leaves it."""
        form = self._one(draw, self._open_forms())
        who, draft_id = self._leader_of(form), DraftId(form.id)
        match draw(st.sampled_from(("send", "send twice", "take others", "renew", "leave"))):
            case "send":
                self._send(who)
            case "send twice":
                self._send(who, times=2)
            case "renew":
                self._say(who, draft_id, Tap("renew"))
            case "leave":
                self._do(who, engine.leave, BookingForm, draft_id)
            case _:
                shown = self._do(who, engine.show, BookingForm, draft_id)
                assert isinstance(shown, Asking)
                self._choose(who, shown, draw)

    # --- lists and offers --------------------------------------------------------------------------

    def join_a_list(self, draw: Draw) -> None:
        leader, guests = draw(leaders), draw(st.integers(0, 4))
        asking = self._begin(leader, guests=guests)
        if asking is not None:
            days = asking.view.days or {}
            full = [day for day, choice in days.items() if not choice.options]
            day = draw(st.sampled_from(sorted(full or days)))
            self._say(LEADERS[leader], asking.draft_id, Tap("wait", day.isoformat()))

    def wait_otherwise(self, draw: Draw) -> None:
        """For more days, or no longer."""
        wait = self._one(draw, self.stored.live_waits)
        who, waiting_id = self._leader_of(wait), WaitingId(wait.id)
        if not draw(MOSTLY):
            self._do(who, leave_list, waiting_id)
            return
        view = self._do(who, read_own_waiting, waiting_id)
        assert not isinstance(view, Refusal)
        for wish in view.wider[:1]:
            self._do(who, wait_for_more, waiting_id, wish)

    def answer_an_offer(self, draw: Draw) -> None:
        """One that lives, even past its time, once or twice."""
        self._answer(draw, self._one(draw, self._offers(OfferState.LIVE)))

    def answer_an_old_offer(self, draw: Draw) -> None:
        """Nothing comes of it."""
        self._answer(draw, self._one(draw, self._offers(*_ENDED)))

    def _answer(self, draw: Draw, offer: Row) -> None:
        who, offer_id = self._leader_of(offer), OfferId(offer.id)
        options = sorted({each.option for each in self.stored.parts_of(offer.id)})
        takes = draw(MOSTLY)
        option = draw(st.sampled_from(options)) if options and takes else None
        if option is not None and offer.purpose is OfferPurpose.ROUTE and offer.state is OfferState.LIVE:
            self.may[offer.booking_id] = May.REPLACE
        for _ in range(draw(st.integers(1, 2))):
            if option is None:
                self._do(who, decline_offer, offer_id)
            else:
                self._do(who, take_offer, offer_id, option)

    # --- what becomes of a booking -----------------------------------------------------------------

    def change_numbers(self, draw: Draw) -> None:
        booking = self._one(draw, self._booked())
        who = self._leader_of(booking)
        asking = self._do(who, ask_numbers, BookingId(booking.id))
        if not isinstance(asking, Asking):
            return
        self.may[booking.id] = May.COUNT
        more = draw(st.sampled_from((-6, -2, -1, 1, 2, 9)))
        if booking.children:
            adults = max(booking.adults + draw(st.integers(-1, 2)), 1)
            said = f"{max(booking.children + more, 1)} + {adults}"
        else:
            said = f"{max(booking.adults + more, 1)}"
        self._do(who, engine.type_text, NumbersForm, asking.draft_id, said)
        self._do(who, engine.leave, NumbersForm)

    def move(self, draw: Draw) -> None:
        booking = self._one(draw, self._booked())
        who = self._leader_of(booking)
        asking = self._do(who, start_move, BookingId(booking.id))
        if isinstance(asking, Asking):
            self._visit(draw, asking, who)

    def cancel(self, draw: Draw) -> None:
        booking = self._one(draw, self._booked())
        self.may[booking.id] = May.LOSE
        reason = draw(st.sampled_from((CancelReason.ILLNESS, CancelReason.TIME_CHANGED)))
        self._do(self._leader_of(booking), cancel_booking, BookingId(booking.id), reason)

    # --- the host ----------------------------------------------------------------------------------

    def decide(self, draw: Draw) -> None:
        booking_id, site_id = draw(st.sampled_from(self._asked()))
        how = draw(st.sampled_from(("confirm", "confirm", "decline", "name other times")))
        if how == "confirm":
            self.may[booking_id] = May.CONFIRM
            self._do(HOST, confirm_request, booking_id, site_id)
            return
        self.may[booking_id] = May.LOSE
        if how == "decline":
            self._do(HOST, decline_request, booking_id, site_id, HostReason.NO_GUIDE)
            return
        dates = self._do(HOST, show_dates, booking_id, site_id)
        if isinstance(dates, DatesView) and dates.options:
            firsts = [each.session_ids[0] for each in dates.options]
            named = draw(st.sets(st.sampled_from(firsts), max_size=2))
            self._do(HOST, offer_dates, booking_id, site_id, sorted(named))

    def call_off(self, draw: Draw) -> None:
        booking = self._one(draw, self._booked())
        self.may[booking.id] = May.LOSE
        visits = self.stored.visits_of(booking.id)
        sites = sorted({each.site_id for each in visits if each.status in STANDING})
        site_id = SiteId(draw(st.sampled_from(sites)))
        self._do(HOST, call_off, BookingId(booking.id), site_id, HostReason.BREAKDOWN)

    def answer_a_move(self, draw: Draw) -> None:
        offer, grants = self._one(draw, self._moves()), draw(MOSTLY)
        if grants:
            self.may[offer.booking_id] = May.MOVE
        self._do(HOST, answer_move, OfferId(offer.id), grant=grants)

    def answer_numbers(self, draw: Draw) -> None:
        booking, grants = self._one(draw, self._numbers_asked()), draw(MOSTLY)
        if grants:
            self.may[booking.id] = May.COUNT
        site_id = SiteId(next(each.site_id for each in self.stored.visits_of(booking.id)))
        self._do(HOST, answer_numbers, BookingId(booking.id), site_id, booking.version, granted=grants)

    def close(self, draw: Draw) -> None:
        """Who had seats there loses them, and nobody else."""
        session_id = SessionId(self._one(draw, self._sessions(SessionStatus.OPEN)).id)
        there = [each for each in self.stored.standing if each.session_id == session_id]
        self.may.update({each.booking_id: May.LOSE for each in there})
        self._do(HOST, close_session, session_id, HostReason.REPAIR)
        after = {each.id for each in self._run(self.db.read(read_stored)).standing}
        assert {each.id for each in self.stored.standing} - after <= {each.id for each in there}

    def reopen(self, draw: Draw) -> None:
        session = self._one(draw, self._sessions(SessionStatus.CLOSED))
        self._do(HOST, reopen_session, SessionId(session.id))

    def resize(self, draw: Draw) -> None:
        """More seats, or fewer, but never fewer than are taken."""
        session = self._one(draw, self._sessions(SessionStatus.OPEN))
        session_id, field = SessionId(session.id), SessionField.CAPACITY
        begun = self._do(HOST, one_session.begin_change, session_id, field)
        assert isinstance(begun, Asking)
        seats = max(session.capacity + draw(st.sampled_from((-20, -8, -3, -1, 1, 3, 8, 16))), 1)
        done = self._do(HOST, engine.type_text, SessionChangeForm, begun.draft_id, f"{seats}")
        assert isinstance(done, Refusal) or isinstance(done, Finished) == (seats >= session.taken)
        self._do(HOST, engine.leave, SessionChangeForm)

    def decide_about_a_group(self, draw: Draw) -> None:
        session = self._one(draw, self._gathering())
        if draw(MOSTLY):
            self._do(HOST, hold_group, SessionId(session.id))
            return
        self._may_lose(session.id)
        self._do(HOST, call_off_group, SessionId(session.id))

    def close_days(self, draw: Draw) -> None:
        """A day, or two, with whoever is in them; sometimes the bot stops before all of them were told."""
        session = self._one(draw, self._sessions(SessionStatus.OPEN))
        site_id, first = SiteId(session.site_id), _day_of(session)
        last = first + timedelta(days=draw(st.integers(0, 2)))
        begun = self._do(HOST, period.begin_period, site_id)
        assert isinstance(begun, Asking)
        shown: Outcome = begun
        reason = draw(st.sampled_from((HostReason.REPAIR, HostReason.QUARANTINE)))
        for op, value in (("first", f"{first}"), ("last", f"{last}"), ("reason", reason.value)):
            shown = self._do(HOST, engine.tap, PeriodForm, begun.draft_id, op, value)
        assert isinstance(shown, Asking)
        hit = shown.view.hit
        closed = [each for each in self._sessions(SessionStatus.OPEN) if each.site_id == site_id]
        self._may_lose(*(each.id for each in closed if first <= _day_of(each) <= last))
        done = self._do(HOST, engine.tap, PeriodForm, begun.draft_id, "agree", hit.key)
        assert isinstance(done, Finished)
        if draw(MOSTLY):
            self._tell_whom_it_hits(site_id)

    def _tell_whom_it_hits(self, site_id: SiteId) -> None:
        found = self._do(HOST, period.find_sessions_to_empty, site_id)
        assert not isinstance(found, Refusal)
        for each in found:
            while self._do(HOST, period.empty_session, each) is True:
                pass

    def open_days(self, draw: Draw) -> None:
        """Again, even where somebody was still to be told that they are closed."""
        closure = self._one(draw, self._closures())
        found = self._do(HOST, period.open_period, ClosureId(closure.id))
        assert not isinstance(found, Refusal)
        if draw(MOSTLY):
            for each in found:
                self._do(HOST, period.reopen_of_period, each)

    # --- colleagues --------------------------------------------------------------------------------

    def give_to_a_colleague(self, draw: Draw) -> None:
        """A link that somebody opens; who has it already sees how it stands."""
        booking, taker = self._one(draw, self._booked()), LEADERS[draw(leaders)]
        offered = self._do(self._leader_of(booking), handover.offer_booking, BookingId(booking.id))
        if isinstance(offered, Refusal) or not draw(MOSTLY):
            return
        asked = self._do(taker, handover.open_handover, offered.payload)
        if isinstance(asked, Asking):
            self._do(taker, engine.tap, HandoverForm, asked.draft_id, "take", "")
            self._do(taker, engine.leave, HandoverForm)

    def end_a_handover(self, draw: Draw) -> None:
        """The giver agrees, once or twice, or either side lets it be: the booking keeps its places."""
        found = self._one(draw, self._handovers())
        giver, handover_id = self.accounts[found.giver_id], HandoverId(found.id)
        match draw(st.sampled_from(("confirm", "confirm", "confirm", "refuse", "withdraw"))):
            case "confirm":
                for _ in range(draw(st.integers(1, 2))):
                    done = self._do(giver, handover.confirm_handover, handover_id)
                    assert isinstance(done, Refusal | HandoverView)
            case "refuse" if found.taker_id is not None:
                who = draw(st.sampled_from((giver, self.accounts[found.taker_id])))
                self._do(who, handover.refuse_handover, handover_id)
            case _:
                self._do(giver, handover.withdraw_handover, handover_id)

    # --- time, and the machine ---------------------------------------------------------------------

    def time_passes(self, draw: Draw) -> None:
        """Nobody has looked yet: what counts is the deadline when it is read."""
        self.clock.move(timedelta(minutes=draw(st.sampled_from((5, 16, 70, 300, 300, 20 * 60)))))

    def jobs_look(self, draw: Draw) -> None:
        """Everything that is over ends, whoever waits is next, and what is due is sent."""
        now = self.clock.now()
        for each in self.stored.visits.values():
            if each.status is VisitStatus.PENDING and each.expires_at <= now:
                self.may[each.booking_id] = May.LOSE
        undecided = [each.id for each in self._gathering() if each.decides_at <= now]
        self._may_lose(*undecided, *(each.id for each in self._sessions(SessionStatus.CLOSED)))
        for job in (
            deadlines.expire_all_holds,
            deadlines.lapse_all_offers,
            deadlines.expire_all_handovers,
            deadlines.expire_requests,
            deadlines.decide_groups,
            period.finish_closures,
            deadlines.look_at_lists,
        ):
            self._run(job(self.runner))
        self._run(self.db.write(self._deliver))
        self.looked = True

    def _deliver(self, connection: Connection) -> None:
        now, stored = self.clock.now(), read_stored(connection)
        while rows := claim_due(connection, now, LEASE, 50):
            for row in rows:
                due = read_due(self._tx(connection), row)
                if isinstance(due, NotSent):
                    mark(connection, row, OutboxState.DROPPED, now=now, error=due.reason)
                    continue
                assert isinstance(due, Due), "no file is asked for here, and no message waits for one"
                assert holds(stored, row.kind, row.payload, now), f"{row.kind} {row.payload} is untrue"
                mark(connection, row, OutboxState.SENT, now=now, telegram_message_id=next(self.message_ids))

    def restart(self, draw: Draw) -> None:
        self._run(self.db.close())
        self._start()

    # --- what happens ------------------------------------------------------------------------------

    def _acts(self) -> Iterator[tuple[int, Act, object]]:
        """How often each is chosen of ten or so, and whether there is anything that it could happen to."""
        closed = self._sessions(SessionStatus.CLOSED)
        yield 2, self.visit_as_a_class, True
        yield 2, self.visit_as_guests, True
        yield 1, self.go_along_the_route, True
        yield 4, self.join_a_list, self.stored.standing
        yield 3, self.go_on_with_a_form, self._open_forms()
        yield 1, self.wait_otherwise, self.stored.live_waits
        yield 4, self.answer_an_offer, self._offers(OfferState.LIVE)
        yield 1, self.answer_an_old_offer, self._offers(*_ENDED)
        yield 2, self.change_numbers, self._booked()
        yield 3, self.move, self._booked()
        yield 3, self.cancel, self._booked()
        yield 3, self.decide, self._asked()
        yield 1, self.call_off, self._booked()
        yield 4, self.answer_a_move, self._moves()
        yield 4, self.answer_numbers, self._numbers_asked()
        yield 1, self.close, len(closed) < MOST_CLOSED
        yield 1, self.reopen, closed
        yield 1, self.resize, True
        yield 2, self.decide_about_a_group, self._gathering()
        yield 1, self.close_days, len(closed) < MOST_CLOSED
        yield 1, self.open_days, self._closures()
        yield 2, self.give_to_a_colleague, self._booked()
        yield 4, self.end_a_handover, self._handovers()
        yield 3, self.time_passes, self.clock.now() < START + LONGEST
        yield 3, self.jobs_look, True
        yield 1, self.restart, True

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """All of it is one rule, since Hypothesis leaves some rules out of an example altogether."""
        acts = {act.__name__: act for often, act, possible in self._acts() if possible for _ in range(often)}
        names = [act.__name__ for often, act, possible in self._acts() if possible for _ in range(often)]
        self.clock.move(A_MOMENT)
        acts[data.draw(st.sampled_from(names))](data.draw)

    # --- promises ----------------------------------------------------------------------------------

    @invariant()
    def promises_are_kept(self) -> None:
        def look(connection: Connection) -> tuple[Stored, list[str]]:
            stored, now = read_stored(connection), self.clock.now()
            found = [
                *find_faults(stored, looked=self.looked),
                *find_losses(self.stored, stored, self.may),
                *find_broken_words(self.stored, stored),
            ]
            if self.looked:
                found += [*find_idle(stored, now), *find_undecided(stored, now)]
            if self.looked or _has_ended(self.stored, stored):
                found += self._untrue(connection, stored)
                judged = Moments.at(now) if self.looked else Moments(now, None)
                found += map(str, audit(connection, judged).differences)
            return stored, found

        self.stored, found = self._run(self.db.read(look))
        self.may, self.looked = {}, False
        assert not found, "\n".join(found)

    def _untrue(self, connection: Connection, stored: Stored) -> Iterable[str]:
        """What would be sent at its time if nothing happened until then, and does not hold."""
        for row in read_waiting(connection):
            at = max(row.due_at, self.clock.now())
            due = read_due(self._tx(connection, at - self.clock.now()), row)
            if isinstance(due, Due) and not holds(stored, row.kind, row.payload, at):
                yield f"{row.kind} {row.payload} waits, and is untrue"

    # --- what there is -----------------------------------------------------------------------------

    def _tx(self, connection: Connection, later: timedelta = timedelta(0)) -> Tx:
        return Tx(connection, self.clock.now() + later, SYSTEM, self.catalogue, Limits())

    def _one(self, draw: Draw, rows: Iterable[Row]) -> Row:
        found = {each.id: each for each in rows}
        return found[draw(st.sampled_from(sorted(found)))]

    def _booked(self) -> list[Row]:
        """Bookings of which anything stands."""
        standing = {each.booking_id for each in self.stored.standing}
        return [self.stored.bookings[each] for each in sorted(standing)]

    def _asked(self) -> list[tuple[BookingId, SiteId]]:
        pending = [each for each in self.stored.standing if each.status is VisitStatus.PENDING]
        return sorted({(BookingId(each.booking_id), SiteId(each.site_id)) for each in pending})

    def _offers(self, *states: OfferState) -> list[Row]:
        """To leaders."""
        every = self.stored.offers.values()
        return [each for each in every if each.state in states and each.purpose is not OfferPurpose.MOVE]

    def _moves(self) -> list[Row]:
        """Other times that leaders ask for."""
        return [each for each in self.stored.live_offers if each.purpose is OfferPurpose.MOVE]

    def _numbers_asked(self) -> list[Row]:
        return [each for each in self._booked() if each.wanted_children is not None]

    def _open_forms(self) -> list[Row]:
        drafts = self.stored.drafts.values()
        return [each for each in drafts if (each.kind, each.state) == (DraftKind.BOOKING, DraftState.OPEN)]

    def _sessions(self, status: SessionStatus) -> list[Row]:
        return [each for each in self.stored.sessions.values() if each.status is status]

    def _gathering(self) -> list[Row]:
        """Groups that are not decided yet."""
        return [each for each in self.stored.groups if each.group_state is GroupState.GATHERING]

    def _closures(self) -> list[Row]:
        return [each for each in self.stored.closures.values() if each.ended_at is None]

    def _handovers(self) -> list[Row]:
        """On their way, even past their time."""
        return [each for each in self.stored.handovers.values() if each.state in LIVE]

    def _may_lose(self, *session_ids: int) -> None:
        """Who has seats there."""
        there = [each for each in self.stored.standing if each.session_id in session_ids]
        self.may.update({each.booking_id: May.LOSE for each in there})


def _day_of(session: Row) -> date:
    return session.starts_at.astimezone(ZONE).date()  # type: ignore[no-any-return]


def _has_ended(before: Stored, after: Stored) -> bool:
    """Whether anything has that may have been told, or kept seats: then messages and the audit are looked at,
    which takes longer than all the rest."""
    live_before = {each.id for each in before.live_offers}, {each.id for each in before.live_waits}
    live_after = {each.id for each in after.live_offers}, {each.id for each in after.live_waits}
    states = {each.id: (each.status, each.session_id) for each in before.visits.values()}
    return (
        live_before != live_after
        or dict(before.handovers) != dict(after.handovers)
        or before.bookings.keys() != after.bookings.keys()
        or any(states.get(each.id) != (each.status, each.session_id) for each in after.visits.values())
    )


def _read_accounts(connection: Connection) -> dict[int, int]:
    return {row.id: row.telegram_id for row in connection.execute(select(person.c.id, person.c.telegram_id))}


@pytest.mark.chance
@pytest.mark.both_engines
@pytest.mark.shows("K", "A8", "B3", "B6", "B8", "B9", "B12", "B13", "C2", "C3", "E5")
def test_promises_under_any_order_of_events(
    template_of: TemplateOf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    class Here(AnyBooking):
        template = template_of(fill)

        @staticmethod
        def new_folder() -> Path:
            return tmp_path_factory.mktemp("booking")

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples(EXAMPLES),
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            # How it explains a fault takes longer than finding it.
            phases=[Phase.generate, Phase.shrink],
        ),
    )
