"""One session is changed by hand: seats and time (E5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.db.booking.drafts import start_draft
from bot.db.booking.holds import take_hold
from bot.db.engine.connection import Connection
from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.views import Outcome, SessionView
from bot.domain.forms import BookingForm, Part, Question, SessionChangeForm, SessionField
from bot.domain.limits import Limits
from bot.domain.model import CancelReason, HostReason, SessionId, SessionStatus, VisitStatus
from bot.domain.people.access import Actor
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.mine import cancel_booking
from bot.services.booking.offers import free_seats
from bot.services.catalogue.roll_schedules import Rolled, roll_schedules
from bot.services.desk import sessions
from bot.services.desk.schedule.one_session import begin_change
from bot.services.forms import engine
from bot.services.forms.engine import Asking
from tests.host.forms import view_of
from tests.host.site import Site, refused
from tests.runners import runner_over

pytestmark = [pytest.mark.both_engines, pytest.mark.shows("E5")]


async def change(
    site: Site, session_id: SessionId, field: SessionField, text: str, actor: Actor | None = None
) -> Any:
    """What a host types, and agrees to."""
    actor = actor or site.owner
    asking = await site.do(actor, begin_change, session_id, field)
    if isinstance(asking, Refusal):
        return asking
    form, draft_id = SessionChangeForm, asking.draft_id
    typed = await site.do(actor, engine.type_text, form, draft_id, text, site.message_id())
    planned = typed.view.planned if isinstance(typed, Asking) else None
    if planned is not None:
        typed = await site.do(actor, engine.tap, form, draft_id, "agree", planned.key)
    return view_of(typed)


def seen(result: object) -> SessionView:
    assert isinstance(result, SessionView), result
    return result


async def tours(site: Site) -> list[SessionFacts]:
    found = await site.sessions(site.programme("tour").id, after=timedelta(days=14))
    return [each for each in found if each.status is SessionStatus.OPEN]


def clock(session: SessionFacts, by: timedelta = timedelta(0)) -> str:
    """As the site's wall shows it."""
    return f"{session.starts_at + by + timedelta(hours=3):%H:%M}"


async def test_seats_never_below_what_is_taken_and_more_are_for_whoever_waits(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    freed: list[list[SessionId]] = []
    monkeypatch.setattr(free_seats, "seats_came_free", lambda _tx, ids: freed.append([*ids]))
    tour = await site.tour()
    await site.book(tour)

    fewer = await change(site, tour.id, SessionField.CAPACITY, "9")
    assert refused(fewer, Reason.SEATS_TAKEN).params["taken"] == 10
    for wrong in ("много", "0", "501"):
        refused(await change(site, tour.id, SessionField.CAPACITY, wrong), Reason.TEXT_REFUSED)
    assert seen(await change(site, tour.id, SessionField.CAPACITY, "10 мест")).session.capacity == 10
    assert freed == []
    view = seen(await change(site, tour.id, SessionField.CAPACITY, "30", site.staff))
    assert (view.session.capacity, view.outcome) == (30, Outcome.RESIZED)
    assert freed == [[tour.id]]
    same = seen(await change(site, tour.id, SessionField.CAPACITY, "30"))
    assert same.outcome is Outcome.SHOWN
    assert await site.audited() == ["session.resized", "session.resized"]

    for stranger in (site.stranger, site.guide, site.guard, site.coordinator):
        refused(await change(site, tour.id, SessionField.CAPACITY, "40", stranger), Reason.NOT_ALLOWED)
    await site.do(site.owner, sessions.close_session, tour.id, HostReason.REPAIR)
    refused(await change(site, tour.id, SessionField.CAPACITY, "40"), Reason.SESSION_CLOSED)
    other = (await tours(site))[0]
    site.clock.move_to(other.starts_at)
    refused(await change(site, other.id, SessionField.CAPACITY, "40"), Reason.SESSION_PAST)


async def test_a_trial_has_at_most_fifteen(site: Site) -> None:
    trial = (await site.sessions(site.programme("trial").id, after=timedelta(days=14)))[0]
    too_many = refused(await change(site, trial.id, SessionField.CAPACITY, "16"), Reason.TEXT_REFUSED)
    assert too_many.params == {"problem": "count_range", "most": 15}


async def test_another_time_takes_everybody_along_and_leaves_old_buttons_behind(site: Site) -> None:
    """Who has seats is told, once, and leaves without blame, with others kept; who only looked at the old
    time or had it offered does not come at an hour that they have not seen."""
    first, second = (await tours(site))[:2]
    confirmed = await site.book(first, status=VisitStatus.CONFIRMED, children=8, adults=2)
    now = site.clock.now()

    def hold(connection: Connection) -> None:
        draft_id = start_draft(
            connection, site.stranger.person_id, BookingForm(second.programme_id), Question.PARTY, now
        )
        part = Part(second.id, 9, 1)
        taken = take_hold(
            connection, site.stranger.person_id, draft_id, [part], now, now + timedelta(minutes=15)
        )
        assert taken.refused is None

    await site.db.write(hold)
    refused(await change(site, first.id, SessionField.CLOCK, clock(second)), Reason.SESSION_OVERLAPS)
    for wrong in ("5:00", "23:00"):
        refused(await change(site, first.id, SessionField.CLOCK, wrong), Reason.TEXT_REFUSED)

    later = timedelta(minutes=20)
    view = seen(await change(site, first.id, SessionField.CLOCK, clock(first, later)))
    assert view.outcome is Outcome.RETIMED
    assert view.session.starts_at == first.starts_at + later
    assert (view.session.taken, view.session.parties, view.groups) == (10, 1, 1)
    old = await site.session(first.id)
    assert (old.status, old.taken, old.parties) == (SessionStatus.CLOSED, 0, 0)
    (told,) = await site.told("booking.retimed", to=site.leader)
    assert told["before"] == first.starts_at.isoformat()
    assert await site.told("booking.closed") == []
    assert (await site.read(confirmed)).first.starts_at == first.starts_at + later

    moved = seen(await change(site, second.id, SessionField.CLOCK, clock(second, later)))
    assert (moved.session.taken, (await site.session(second.id)).taken) == (0, 0), "the hold has ended"

    # Longer, at the same time: nobody is told anew.
    ends = clock(view.session, timedelta(minutes=80))
    longer = seen(await change(site, view.session.id, SessionField.CLOCK, f"{clock(view.session)}-{ends}"))
    assert longer.session.ends_at - longer.session.starts_at == timedelta(minutes=80)
    assert longer.session.id == view.session.id
    assert len(await site.told("booking.retimed")) == 1

    # And back: what was closed for it is open again, with everybody in it.
    back = seen(await change(site, view.session.id, SessionField.CLOCK, clock(first)))
    assert (back.session.id, back.session.taken) == (first.id, 10)
    assert len(await site.told("booking.retimed", to=site.leader)) == 2

    await site.do(site.leader, cancel_booking, confirmed.id, CancelReason.TIME_CHANGED)
    after = await site.read(confirmed)
    assert (after.first.status, after.first.reason) == (VisitStatus.CANCELLED, "time_changed")
    assert len(await site.told("offer.made", to=site.leader)) == 1
    assert (await site.session(first.id)).taken == 0


async def test_a_change_by_hand_is_protected_from_the_schedule(site: Site) -> None:
    """Neither does the night take it back, nor open another where it was."""
    first, second = (await tours(site))[:2]
    seen(await change(site, first.id, SessionField.CAPACITY, "7"))
    moved = seen(await change(site, second.id, SessionField.CLOCK, clock(second, timedelta(minutes=30))))
    limits = Limits(horizon_days=60)
    for _ in range(2):
        site.clock.move(timedelta(days=1))
        rolled = await roll_schedules(runner_over(site.db, site.clock, site.content, limits=limits))
        assert (rolled.withdrawn, rolled.renewed, rolled.kept) == (0, 0, 0)
    assert await roll_schedules(runner_over(site.db, site.clock, site.content, limits=limits)) == Rolled()
    assert (await site.session(first.id)).capacity == 7
    assert (await site.session(moved.session.id)).status is SessionStatus.OPEN
    assert (await site.session(second.id)).status is SessionStatus.CLOSED


async def test_an_intake_that_somebody_chose_keeps_its_time(site: Site) -> None:
    intake = (await site.sessions(site.programme("intern").id, after=timedelta(days=14)))[0]
    await site.apply(intake)
    refused(
        await change(site, intake.id, SessionField.CLOCK, clock(intake, timedelta(hours=1))),
        Reason.INTAKE_CHOSEN,
    )
