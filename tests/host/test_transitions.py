"""Every event of visits and applications, from every state: seats, log, messages, reminders, notices.

What is expected is written here once more, in other words than in ``bot.domain.booking.transitions``: a row
that is changed there by mistake fails here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.booking.transitions import (
    APPLICATION_TRANSITIONS,
    VISIT_TRANSITIONS,
    ApplicationEvent,
    Seats,
    VisitEvent,
)
from bot.domain.model import (
    ApplicationStatus,
    OutboxState,
    VisitStatus,
)
from bot.services.placements.transitions import Change
from tests.host.watched import (
    MARKS,
    REASONS,
    Changes,
    Message,
    Watched,
    changes,
    placed,
    two_sessions,
)

UNANSWERED = {"host.unanswered", "region.unanswered"}
OF_VISIT = {
    "visit.tomorrow",
    "visit.soon",
    "visit.frost",
    "visit.missing.host",
    "visit.unmarked.host",
    "duty.police",
    "duty.count",
}
AFTER_VISIT = {"visit.over", "visit.feedback.again"}
LATE = {"host.application.late", "region.application.late"}


@dataclass(frozen=True)
class Expected:
    """``told``: kind -> who; ``dropped``: kinds of the waiting messages that are withdrawn."""

    after: str
    by: str
    audit: str
    frees: bool = False
    told: dict[str, str] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    planned: set[str] = field(default_factory=set)
    copies: bool = True


VISITS: dict[tuple[VisitEvent, VisitStatus], Expected] = {
    (VisitEvent.CONFIRM, VisitStatus.PENDING): Expected(
        after="confirmed",
        by="owner",
        audit="request.confirmed",
        told={"booking.confirmed": "leader"},
        dropped=UNANSWERED,
        planned=OF_VISIT,
    ),
    (VisitEvent.DECLINE, VisitStatus.PENDING): Expected(
        after="declined",
        by="owner",
        audit="request.declined",
        frees=True,
        told={"booking.declined": "leader"},
        dropped=UNANSWERED,
    ),
    (VisitEvent.CANCEL, VisitStatus.PENDING): Expected(
        after="cancelled",
        by="leader",
        audit="booking.cancelled",
        frees=True,
        told={"host.cancelled": "hosts"},
        dropped=UNANSWERED,
    ),
    (VisitEvent.CANCEL, VisitStatus.CONFIRMED): Expected(
        after="cancelled",
        by="leader",
        audit="booking.cancelled",
        frees=True,
        told={"host.cancelled": "hosts"},
        dropped=OF_VISIT,
    ),
    (VisitEvent.CLOSE, VisitStatus.PENDING): Expected(
        after="cancelled_by_host",
        by="owner",
        audit="booking.closed",
        frees=True,
        told={"booking.closed": "leader"},
        dropped=UNANSWERED,
    ),
    (VisitEvent.CLOSE, VisitStatus.CONFIRMED): Expected(
        after="cancelled_by_host",
        by="owner",
        audit="booking.closed",
        frees=True,
        told={"booking.closed": "leader"},
        dropped=OF_VISIT,
    ),
    (VisitEvent.EXPIRE, VisitStatus.PENDING): Expected(
        after="expired",
        by="system",
        audit="request.expired",
        frees=True,
        told={"booking.expired": "leader"},
        dropped=UNANSWERED,
    ),
    (VisitEvent.ARRIVE, VisitStatus.CONFIRMED): Expected(
        "arrived", "owner", "visit.marked", copies=False, planned=AFTER_VISIT
    ),
    (VisitEvent.ARRIVE, VisitStatus.NO_SHOW): Expected(
        "arrived", "owner", "visit.marked", copies=False, planned=AFTER_VISIT
    ),
    (VisitEvent.RECOUNT, VisitStatus.ARRIVED): Expected("arrived", "owner", "visit.marked", copies=False),
    (VisitEvent.MISS, VisitStatus.CONFIRMED): Expected("no_show", "owner", "visit.marked", copies=False),
    (VisitEvent.UNDO, VisitStatus.ARRIVED): Expected("confirmed", "owner", "visit.marked", copies=False),
    (VisitEvent.UNDO, VisitStatus.NO_SHOW): Expected("confirmed", "owner", "visit.marked", copies=False),
}

MOVES: dict[tuple[VisitEvent, VisitStatus], Expected] = {
    (VisitEvent.MOVE, VisitStatus.CONFIRMED): Expected(
        after="confirmed",
        by="leader",
        audit="booking.moved",
        dropped=OF_VISIT,
        planned=OF_VISIT | {"duty.list"},  # its day has come nearer to the list's
    ),
    (VisitEvent.MOVE, VisitStatus.PENDING): Expected(
        after="confirmed",
        by="leader",
        audit="booking.moved",
        dropped=UNANSWERED,
        planned=OF_VISIT | {"duty.list"},
    ),
    (VisitEvent.ASK_OTHERWISE, VisitStatus.PENDING): Expected(
        after="pending", by="leader", audit="booking.moved"
    ),
    (VisitEvent.ASK_ANEW, VisitStatus.PENDING): Expected(after="pending", by="leader", audit="booking.moved"),
    (VisitEvent.ASK_ANEW, VisitStatus.CONFIRMED): Expected(
        after="pending", by="leader", audit="booking.moved", dropped=OF_VISIT
    ),
}
RETIMES: dict[tuple[VisitEvent, VisitStatus], Expected] = {
    (VisitEvent.RETIME, VisitStatus.CONFIRMED): Expected(
        after="confirmed",
        by="owner",
        audit="booking.retimed",
        told={"booking.retimed": "leader"},
        dropped=OF_VISIT,
        planned=OF_VISIT - {"visit.frost"} | {"duty.list"},  # of an afternoon, and with a list's deadline
    ),
    (VisitEvent.RETIME_REQUEST, VisitStatus.PENDING): Expected(
        after="pending", by="owner", audit="booking.retimed", told={"booking.retimed": "leader"}
    ),
}
MERGES = {(VisitEvent.MERGE, VisitStatus.PENDING), (VisitEvent.MERGE, VisitStatus.CONFIRMED)}
"""What happens to visits that are left over when others of their booking are moved."""

WAY_TO: dict[VisitStatus, tuple[VisitEvent, ...]] = {
    VisitStatus.PENDING: (),
    VisitStatus.CONFIRMED: (VisitEvent.CONFIRM,),
    VisitStatus.ARRIVED: (VisitEvent.CONFIRM, VisitEvent.ARRIVE),
    VisitStatus.NO_SHOW: (VisitEvent.CONFIRM, VisitEvent.MISS),
    VisitStatus.DECLINED: (VisitEvent.DECLINE,),
    VisitStatus.EXPIRED: (VisitEvent.EXPIRE,),
    VisitStatus.CANCELLED: (VisitEvent.CANCEL,),
    VisitStatus.CANCELLED_BY_HOST: (VisitEvent.CLOSE,),
}
"""Whoever has moved is shown nowhere: nothing can happen to it."""

IN_SELECTION = ("review", "considered", "shortlisted", "invited")
"""States in which the site has still to choose. Reminders wait as long as nobody has said more than that the
application was taken up."""


ASKED_AFTERWARDS = {"host.placement.end"}
"""How it ended, once it is over."""


def steps(event: ApplicationEvent, after: str, told: str, *befores: str) -> dict[Any, Expected]:
    """A step of the host, which takes the reminders away that the steps before have left."""
    left = {"review": LATE, "considered": LATE - {"host.application.late"}}
    return {
        (event, ApplicationStatus(before)): Expected(
            after=after,
            by="owner",
            audit=f"application.{after}",
            told={told: "leader"},
            dropped=left.get(before, set()),
            planned=ASKED_AFTERWARDS if event is ApplicationEvent.ACCEPT else set(),
        )
        for before in befores
    }


APPLICATIONS: dict[tuple[ApplicationEvent, ApplicationStatus], Expected] = {
    (ApplicationEvent.CONSIDER, ApplicationStatus.REVIEW): Expected(
        after="considered",
        by="owner",
        audit="application.considered",
        told={"application.considered": "leader"},
        dropped={"host.application.late"},
    ),
    **steps(
        ApplicationEvent.SHORTLIST,
        "shortlisted",
        "application.shortlisted",
        *("review", "considered", "invited"),
    ),
    **steps(ApplicationEvent.INVITE, "invited", "application.invited", "review", "considered", "shortlisted"),
    **steps(ApplicationEvent.ACCEPT, "accepted", "application.accepted", *IN_SELECTION),
    **steps(ApplicationEvent.OFFER, "offered", "application.offered", *IN_SELECTION),
    **steps(ApplicationEvent.DECLINE, "declined", "application.declined", *IN_SELECTION),
    (ApplicationEvent.AGREE, ApplicationStatus.OFFERED): Expected(
        after="accepted",
        by="leader",
        audit="application.agreed",
        told={"application.accepted": "leader", "host.application": "hosts"},
        planned=ASKED_AFTERWARDS,
    ),
    (ApplicationEvent.REFUSE, ApplicationStatus.OFFERED): Expected(
        after="shortlisted",
        by="leader",
        audit="application.refused_offer",
        frees=True,
        told={"host.application": "hosts"},
    ),
    (ApplicationEvent.LAPSE, ApplicationStatus.OFFERED): Expected(
        after="shortlisted",
        by="system",
        audit="application.offer_over",
        frees=True,
        told={"application.offer_over": "leader", "host.application": "hosts"},
    ),
    (ApplicationEvent.CLOSE, ApplicationStatus.ACCEPTED): Expected(
        after="declined",
        by="owner",
        audit="application.declined",
        frees=True,
        told={"application.declined": "leader"},
        dropped=ASKED_AFTERWARDS,
    ),
    (ApplicationEvent.WITHDRAW, ApplicationStatus.REVIEW): Expected(
        after="withdrawn", by="leader", audit="application.withdrawn", dropped=LATE
    ),
    (ApplicationEvent.WITHDRAW, ApplicationStatus.CONSIDERED): Expected(
        after="withdrawn",
        by="leader",
        audit="application.withdrawn",
        dropped=LATE - {"host.application.late"},
    ),
    **{
        (ApplicationEvent.WITHDRAW, before): Expected(
            after="withdrawn",
            by="leader",
            audit="application.withdrawn",
            frees=before in {ApplicationStatus.ACCEPTED, ApplicationStatus.OFFERED},
            told={"host.application": "hosts"},
            dropped=ASKED_AFTERWARDS if before is ApplicationStatus.ACCEPTED else set(),
        )
        for before in (
            ApplicationStatus.SHORTLISTED,
            ApplicationStatus.INVITED,
            ApplicationStatus.OFFERED,
            ApplicationStatus.ACCEPTED,
        )
    },
}

WAY_OF_APPLICATION: dict[ApplicationStatus, tuple[ApplicationEvent, ...]] = {
    ApplicationStatus.REVIEW: (),
    ApplicationStatus.CONSIDERED: (ApplicationEvent.CONSIDER,),
    ApplicationStatus.SHORTLISTED: (ApplicationEvent.SHORTLIST,),
    ApplicationStatus.INVITED: (ApplicationEvent.INVITE,),
    ApplicationStatus.OFFERED: (ApplicationEvent.OFFER,),
    ApplicationStatus.ACCEPTED: (ApplicationEvent.ACCEPT,),
    ApplicationStatus.DECLINED: (ApplicationEvent.DECLINE,),
    ApplicationStatus.WITHDRAWN: (ApplicationEvent.WITHDRAW,),
}
TAKES_PLACE = {ApplicationEvent.ACCEPT, ApplicationEvent.OFFER}


def test_nothing_is_missing_in_the_tables() -> None:
    assert {(event, before) for event, row in VISIT_TRANSITIONS.items() for before in row.before} == (
        VISITS.keys() | MOVES.keys() | RETIMES.keys() | MERGES
    )
    assert {
        (event, before) for event, row in APPLICATION_TRANSITIONS.items() for before in row.before
    } == set(APPLICATIONS)
    assert set(VISIT_TRANSITIONS) == set(VisitEvent)
    assert set(APPLICATION_TRANSITIONS) == set(ApplicationEvent)
    assert set(WAY_TO) == set(VisitStatus) - {VisitStatus.MOVED}


@pytest.mark.parametrize("event", VisitEvent)
def test_seats_are_given_back_just_where_the_state_takes_none(event: VisitEvent) -> None:
    row = VISIT_TRANSITIONS[event]
    assert all(each.takes_seats for each in row.before)
    assert (row.seats in {Seats.KEEP, Seats.SWAP}) is row.after.takes_seats


def check(watched: Watched, expected: Expected, found: Changes) -> None:
    """Who was told, what was withdrawn and planned, which copies change."""
    told = {kind: {each.recipient_id for each in found.told if each.kind == kind} for kind in expected.told}
    assert told == {kind: watched.people(who) for kind, who in expected.told.items()}
    updates = [each for each in found.told if each.kind.endswith(".update")]
    assert {each.recipient_id for each in updates} == (watched.people("hosts") if expected.copies else set())
    for each in updates:
        assert each.payload["notice"] == notice_of(each)
    rest = {each.kind for each in found.told} - expected.told.keys() - {each.kind for each in updates}
    assert rest == expected.planned
    assert {each.kind for each in found.dropped} == expected.dropped


def notice_of(update: Message) -> str:
    """The key that the notice of this person has."""
    if "booking_id" in update.payload:
        about = f"host.request:{update.payload['booking_id']}:{update.payload['site_id']}"
    else:
        about = f"host.application:{update.payload['application_id']}"
    return f"{about}:{update.recipient_id}"


@pytest.mark.shows("B6", "B10", "E2", "E4", "E5")
@pytest.mark.parametrize(("event", "before"), VISITS, ids=lambda each: each.value)
async def test_an_event_of_a_visit(watched: Watched, event: VisitEvent, before: VisitStatus) -> None:
    expected = VISITS[event, before]
    site = watched.site
    first, second = await two_sessions(site)
    booking = await site.book(second, first)
    for step in WAY_TO[before]:
        await watched.visit_event(booking, step)
    stored = await watched.stored()
    await watched.visit_event(booking, event)
    found = changes(stored, await watched.stored())

    after = await site.read(booking)
    assert {each.status.value for each in after.visits} == {expected.after}
    assert await watched.taken([first, second]) == ([0, 0] if expected.frees else [10, 10])
    assert watched.freed == ([sorted([first.id, second.id])] if expected.frees else [])
    check(watched, expected, found)
    for kind in expected.dropped:
        waiting = [each for each in stored.messages.values() if each.kind == kind]
        assert {each.key for each in waiting} == {each.key for each in found.dropped if each.kind == kind}
    records = 2 if event in MARKS else 1
    assert [(action, who) for action, who, _ in found.records] == [
        (expected.audit, watched.actor(expected.by))
    ] * records
    if event in MARKS:
        count = 7 if expected.after == "arrived" else None
        assert found.records[0][2] == {"before": before.value, "after": expected.after, "count": count}
    else:
        reason = REASONS.get(event)
        assert found.records[0][2] == {"visits": 2, "reason": reason.value if reason else None}
        assert {each.decided_by for each in after.visits} == {watched.actor(expected.by)}

    if event is VisitEvent.RECOUNT:
        return
    stored = await watched.stored()
    await watched.visit_event(booking, event)
    assert await watched.stored() == stored, "an event happens once"
    assert len(watched.freed) == expected.frees


@pytest.mark.shows("B9")
@pytest.mark.parametrize(("event", "before"), MOVES, ids=lambda each: each.value)
async def test_a_move(watched: Watched, event: VisitEvent, before: VisitStatus) -> None:
    """Two subgroups go to two other sessions, and then to one that takes all of them that is left."""
    expected = MOVES[event, before]
    site = watched.site
    first, second = await two_sessions(site)
    third, fourth, fifth = (await site.sessions(first.programme_id, after=timedelta(days=21)))[:3]
    booking = await site.book(second, first)
    for step in WAY_TO[before]:
        await watched.visit_event(booking, step)
    stored = await watched.stored()
    await watched.move(booking, event, third, fourth)
    found = changes(stored, await watched.stored())

    after = await site.read(booking)
    assert [each.id for each in after.visits] == [each.id for each in booking.visits]
    assert {each.status.value for each in after.visits} == {expected.after}
    assert {each.code for each in after.visits}.isdisjoint(each.code for each in booking.visits)
    assert await watched.taken([first, second, third, fourth]) == [0, 0, 10, 10]
    assert watched.freed == [sorted([first.id, second.id])]
    check(watched, expected, found)
    assert [(action, who) for action, who, _ in found.records] == [
        (expected.audit, watched.actor(expected.by))
    ]

    await watched.move(after, event, fifth)
    (left,) = (await site.read(booking)).visits
    assert left.session_id == fifth.id
    assert await watched.taken([third, fourth, fifth]) == [0, 0, 10]
    assert watched.freed == [sorted([third.id, fourth.id])]


@pytest.mark.shows("E5")
@pytest.mark.parametrize(("event", "before"), RETIMES, ids=lambda each: each.value)
async def test_another_time_of_the_day(watched: Watched, event: VisitEvent, before: VisitStatus) -> None:
    """Numbers, code and state stay, and so do the seats: in the other session."""
    expected = RETIMES[event, before]
    site = watched.site
    first, _ = await two_sessions(site)
    booking = await site.book(first)
    for step in WAY_TO[before]:
        await watched.visit_event(booking, step)
    stored = await watched.stored()
    later = await watched.retime(booking, first, timedelta(hours=5))
    found = changes(stored, await watched.stored())
    (visit,) = (await site.read(booking)).visits
    assert (visit.id, visit.code, visit.session_id) == (booking.first.id, booking.first.code, later.id)
    assert (visit.status.value, visit.starts_at) == (expected.after, later.starts_at)
    assert await watched.taken([first, later]) == [0, 10]
    check(watched, expected, found)
    assert [(action, who) for action, who, _ in found.records] == [
        (expected.audit, watched.actor(expected.by))
    ]


@pytest.mark.shows("B9", "G1")
async def test_whoever_moves_back_is_reminded_of_the_first_time(watched: Watched) -> None:
    """What was withdrawn when the visit left comes to life when it is back."""
    site = watched.site
    first, second = await two_sessions(site)
    booking = await site.book(first)
    await watched.visit_event(booking, VisitEvent.CONFIRM)
    planned = sorted(each.key for each in await reminders(watched))
    await watched.move(booking, VisitEvent.MOVE, second)
    assert planned != sorted(each.key for each in await reminders(watched))
    await watched.move(await site.read(booking), VisitEvent.MOVE, first)
    assert planned == sorted(each.key for each in await reminders(watched))


async def reminders(watched: Watched) -> list[Message]:
    stored = (await watched.stored()).messages.values()
    return [each for each in stored if each.kind in OF_VISIT and each.state is OutboxState.DUE]


@pytest.mark.parametrize("before", WAY_TO)
async def test_an_event_of_a_visit_that_cannot_happen(watched: Watched, before: VisitStatus) -> None:
    site = watched.site
    tour, elsewhere = await two_sessions(site)
    booking = await site.book(tour)
    for step in WAY_TO[before]:
        await watched.visit_event(booking, step)
    watched.freed.clear()
    stored, taken = await watched.stored(), await watched.taken([tour, elsewhere])
    for event in VisitEvent:
        if event in {VisitEvent.MOVE, VisitEvent.ASK_OTHERWISE, VisitEvent.ASK_ANEW}:
            if (event, before) not in MOVES:
                await watched.move(booking, event, elsewhere)
        elif (event, before) not in VISITS.keys() | MERGES and event not in {each for each, _ in RETIMES}:
            await watched.visit_event(booking, event)
    assert (await site.read(booking)).first.status is before
    assert await watched.stored() == stored
    assert watched.freed == []
    held = 10 if before is not VisitStatus.PENDING else 0
    assert await watched.taken([tour, elsewhere]) == [taken[0], taken[1] + held]


@pytest.mark.shows("D2")
@pytest.mark.parametrize(("event", "before"), APPLICATIONS, ids=lambda each: each.value)
async def test_an_event_of_an_application(
    watched: Watched, event: ApplicationEvent, before: ApplicationStatus
) -> None:
    expected = APPLICATIONS[event, before]
    application_id, intake = await placed(watched)
    for step in WAY_OF_APPLICATION[before]:
        await watched.application_event(application_id, step)
    stored = await watched.stored()
    assert await watched.application_event(application_id, event) is Change.DONE
    found = changes(stored, await watched.stored())

    application = await watched.application(application_id)
    assert application.status.value == expected.after
    assert application.decided_by == watched.actor(expected.by)
    places = 1 if expected.after in {"accepted", "offered"} else 0
    assert await watched.taken([intake]) == [places]
    assert watched.freed == ([[intake.id]] if expected.frees else [])
    check(watched, expected, found)
    ((action, who, details),) = found.records
    assert (action, who) == (expected.audit, watched.actor(expected.by))
    assert details["before"] == before.value
    assert details["session"] == (intake.id if event in TAKES_PLACE else None)

    stored = await watched.stored()
    assert await watched.application_event(application_id, event) is Change.TOO_LATE
    assert await watched.stored() == stored, "an event happens once"
    assert len(watched.freed) == expected.frees


@pytest.mark.parametrize("before", WAY_OF_APPLICATION)
async def test_an_event_of_an_application_that_cannot_happen(
    watched: Watched, before: ApplicationStatus
) -> None:
    application_id, intake = await placed(watched)
    for step in WAY_OF_APPLICATION[before]:
        await watched.application_event(application_id, step)
    stored, taken = await watched.stored(), await watched.taken([intake])
    for event in ApplicationEvent:
        if (event, before) not in APPLICATIONS:
            assert await watched.application_event(application_id, event) is Change.TOO_LATE
    assert (await watched.application(application_id)).status is before
    assert await watched.stored() == stored
    assert await watched.taken([intake]) == taken
