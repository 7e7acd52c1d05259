"""The audit sees each kind of damage, names just that, and stays quiet otherwise."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from bot.db.engine.database import Database
from bot.db.operations.self_audit import CHECKS, LATE, Fault, Moments, audit, spans
from bot.db.tables import (
    application,
    booking,
    claim,
    class_card,
    consent,
    draft,
    draw,
    draw_entry,
    hold,
    membership,
    offer,
    outbox,
    person,
    region,
    session,
    site,
    visit,
    waiting,
)
from bot.domain.model import (
    ApplicationStatus,
    Audience,
    ConsentKind,
    DraftState,
    GroupState,
    HoldState,
    IfShort,
    OfferState,
    OutboxState,
    Role,
    Sharing,
    VisitStatus,
    WaitState,
)
from bot.services.upkeep.self_audit import AuditDatabase, NightlyAudit
from tests.keeping.conftest import BOOKINGS
from tests.keeping.kept import NOW, Kept, allow_twins
from tests.runners import runner_over

LONG_AGO = NOW - LATE - timedelta(minutes=1)
JUST_NOW = NOW - LATE + timedelta(minutes=1)


def one(connection: Connection, table: Table, *conditions: ColumnElement[bool], last: bool = False) -> int:
    order = table.c.id.desc() if last else table.c.id
    query = select(table.c.id).where(*conditions).order_by(order).limit(1)
    return int(connection.execute(query).scalar_one())


def change(connection: Connection, table: Table, row_id: int, **values: object) -> None:
    changed = connection.execute(update(table).where(table.c.id == row_id).values(**values))
    assert changed.rowcount == 1


def confirmed(connection: Connection) -> int:
    return one(connection, visit, visit.c.status == VisitStatus.CONFIRMED)


def claim_of(connection: Connection, visit_id: int) -> int:
    return one(connection, claim, claim.c.visit_id == visit_id)


def deleted(connection: Connection) -> int:
    return one(connection, person, person.c.deleted_at.is_not(None))


def taken_too_high(c: Connection) -> dict[Fault, int]:
    found = one(c, session, session.c.taken > 0)
    change(c, session, found, taken=session.c.taken + 1)
    return {Fault.SEATS_COUNTED_WRONG: found}


def parties_too_low(c: Connection) -> dict[Fault, int]:
    found = one(c, session, session.c.parties > 0)
    change(c, session, found, parties=session.c.parties - 1)
    return {Fault.SEATS_COUNTED_WRONG: found}


def claim_gone(c: Connection) -> dict[Fault, int]:
    """The counters still agree with each other, not with the claims; and a visit has lost its seats."""
    found = confirmed(c)
    of_session = c.execute(select(visit.c.session_id).where(visit.c.id == found)).scalar_one()
    c.execute(delete(claim).where(claim.c.visit_id == found))
    return {Fault.SEATS_COUNTED_WRONG: of_session, Fault.VISIT_WITHOUT_SEATS: found}


def oversold(c: Connection) -> dict[Fault, int]:
    """Everything adds up, and it is more than there is."""
    found = one(c, session, session.c.taken > 0)
    change(c, session, found, capacity=session.c.taken - 1)
    return {Fault.SEATS_OVERSOLD: found}


def two_parties_in_private(c: Connection) -> dict[Fault, int]:
    found = one(c, session, session.c.parties > 1)
    change(c, session, found, max_parties=1)
    return {Fault.SEATS_OVERSOLD: found}


def session_moved(c: Connection) -> dict[Fault, int]:
    found = one(c, session, session.c.parties == 0)
    other = one(
        c, site, site.c.id != select(session.c.site_id).where(session.c.id == found).scalar_subquery()
    )
    change(c, session, found, site_id=other)
    return {Fault.SESSION_OF_A_FOREIGN_SITE: found}


def group_not_decided(c: Connection) -> dict[Fault, int]:
    """Its time was over long ago, and nobody said anything."""
    found = one(c, session, session.c.sharing == Sharing.SHARED, session.c.taken == 0)
    terms = {"minimum": 8, "decides_at": LONG_AGO, "if_short": IfShort.CANCEL}
    change(c, session, found, **terms, group_state=GroupState.GATHERING)
    return {Fault.GROUP_NOT_DECIDED: found}


def group_not_told(c: Connection) -> dict[Fault, int]:
    """Enough people have their places, and are told that it gathers."""
    of_visits = select(visit.c.session_id).where(visit.c.status == VisitStatus.CONFIRMED)
    found = one(c, session, session.c.sharing == Sharing.SHARED, session.c.id.in_(of_visits))
    terms = {"minimum": 1, "decides_at": JUST_NOW, "if_short": IfShort.CANCEL}
    change(c, session, found, **terms, group_state=GroupState.GATHERING)
    return {Fault.GROUP_NOT_TOLD: found}


def visit_ended_alone(c: Connection) -> dict[Fault, int]:
    found = confirmed(c)
    change(c, visit, found, status=VisitStatus.CANCELLED)
    return {Fault.CLAIM_OF_AN_ENDED_VISIT: claim_of(c, found)}


def hold_ended_alone(c: Connection) -> dict[Fault, int]:
    found = one(c, hold)
    change(c, hold, found, state=HoldState.EXPIRED)
    return {Fault.CLAIM_OF_AN_ENDED_HOLD: one(c, claim, claim.c.hold_id == found)}


def application_ended_alone(c: Connection) -> dict[Fault, int]:
    found = one(c, application)
    change(c, application, found, status=ApplicationStatus.WITHDRAWN, accepted_session_id=None)
    return {Fault.CLAIM_OF_NO_PLACEMENT: one(c, claim, claim.c.application_id == found)}


def claim_elsewhere(c: Connection) -> dict[Fault, int]:
    """A visit goes to another session of the same site, and its seats stay where they were."""
    found = confirmed(c)
    row = c.execute(select(visit.c.session_id, visit.c.site_id).where(visit.c.id == found)).one()
    other = one(c, session, session.c.site_id == row.site_id, session.c.id != row.session_id)
    change(c, visit, found, session_id=other)
    return {Fault.CLAIM_ELSEWHERE: claim_of(c, found)}


def visit_grew(c: Connection) -> dict[Fault, int]:
    found = confirmed(c)
    change(c, visit, found, children=visit.c.children + 5)
    return {Fault.CLAIM_OF_ANOTHER_SIZE: claim_of(c, found)}


def seats_given_back_early(c: Connection) -> dict[Fault, int]:
    """Given back by the book, so that all sums agree; but the visit is confirmed."""
    found = confirmed(c)
    row = c.execute(select(claim).where(claim.c.visit_id == found)).one()
    change(c, claim, row.id, released_at=NOW)
    change(c, session, row.session_id, taken=session.c.taken - row.seats, parties=session.c.parties - 1)
    return {Fault.VISIT_WITHOUT_SEATS: found}


def visit_at_a_foreign_site(c: Connection) -> dict[Fault, int]:
    found = confirmed(c)
    other = one(c, site, last=True)
    change(c, visit, found, site_id=other)
    return {Fault.VISIT_OF_A_FOREIGN_SITE: found}


def replaced_and_awaited(c: Connection) -> dict[Fault, int]:
    found = confirmed(c)
    change(c, visit, found, replaced=True)
    return {Fault.VISIT_REPLACED_AND_AWAITED: found}


def request_forgotten(c: Connection) -> dict[Fault, int]:
    found = one(c, visit, visit.c.status == VisitStatus.PENDING)
    change(c, visit, found, expires_at=LONG_AGO)
    return {Fault.VISIT_NOT_EXPIRED: found}


def booking_of_nothing(c: Connection) -> dict[Fault, int]:
    found = one(c, visit, visit.c.status == VisitStatus.CANCELLED)
    of_booking = c.execute(select(visit.c.booking_id).where(visit.c.id == found)).scalar_one()
    c.execute(delete(claim).where(claim.c.visit_id == found))
    c.execute(delete(visit).where(visit.c.id == found))
    return {Fault.BOOKING_WITHOUT_VISIT: of_booking}


def booking_without_reference(c: Connection) -> dict[Fault, int]:
    found = one(c, booking)
    change(c, booking, found, reference=None)
    return {Fault.BOOKING_WITHOUT_REFERENCE: found}


def placement_without_place(c: Connection) -> dict[Fault, int]:
    found = one(c, application)
    row = c.execute(select(claim).where(claim.c.application_id == found)).one()
    change(c, claim, row.id, released_at=NOW)
    change(c, session, row.session_id, taken=session.c.taken - 1, parties=session.c.parties - 1)
    return {Fault.APPLICATION_WITHOUT_SEAT: found}


def application_without_reference(c: Connection) -> dict[Fault, int]:
    found = one(c, application)
    change(c, application, found, reference=None)
    return {Fault.APPLICATION_WITHOUT_REFERENCE: found}


def other_dates_kept_for_ever(c: Connection) -> dict[Fault, int]:
    found = one(c, application)
    change(c, application, found, status=ApplicationStatus.OFFERED, offered_until=LONG_AGO)
    return {Fault.APPLICATION_OFFER_NOT_ENDED: found}


def drawn_with_a_number_less(c: Connection) -> dict[Fault, int]:
    found = one(c, draw_entry)
    change(c, draw_entry, found, number=2)
    return {Fault.DRAW_LIST_CHANGED: one(c, draw)}


def hold_of_nothing(c: Connection) -> dict[Fault, int]:
    found = one(c, hold)
    row = c.execute(select(claim).where(claim.c.hold_id == found)).one()
    change(c, claim, row.id, released_at=NOW)
    change(c, session, row.session_id, taken=session.c.taken - row.seats, parties=session.c.parties - 1)
    return {Fault.HOLD_WITHOUT_SEATS: found}


def hold_forgotten(c: Connection) -> dict[Fault, int]:
    found = one(c, hold)
    change(c, hold, found, expires_at=LONG_AGO)
    return {Fault.HOLD_NOT_EXPIRED: found}


def offer_ended_alone(c: Connection) -> dict[Fault, int]:
    found = one(c, offer)
    change(c, offer, found, state=OfferState.WITHDRAWN)
    change(c, waiting, one(c, waiting), state=WaitState.WAITING)
    return {Fault.CLAIM_OF_AN_ENDED_OFFER: one(c, claim, claim.c.offer_id == found)}


def offer_of_nothing(c: Connection) -> dict[Fault, int]:
    """All sums agree; but somebody was promised these seats."""
    found = one(c, offer)
    row = c.execute(select(claim).where(claim.c.offer_id == found)).one()
    change(c, claim, row.id, released_at=NOW)
    change(c, session, row.session_id, taken=session.c.taken - row.seats, parties=session.c.parties - 1)
    return {Fault.OFFER_WITHOUT_SEATS: found}


def offer_of_fewer(c: Connection) -> dict[Fault, int]:
    found = one(c, offer)
    row = c.execute(select(claim).where(claim.c.offer_id == found)).one()
    change(c, claim, row.id, seats=row.seats - 1)
    change(c, session, row.session_id, taken=session.c.taken - 1)
    return {Fault.OFFER_WITHOUT_SEATS: found}


def offer_forgotten(c: Connection) -> dict[Fault, int]:
    found = one(c, offer)
    change(c, offer, found, expires_at=LONG_AGO)
    return {Fault.OFFER_NOT_ENDED: found}


def waits_beside_an_offer(c: Connection) -> dict[Fault, int]:
    found = one(c, waiting)
    change(c, waiting, found, state=WaitState.WAITING)
    return {Fault.WAITING_AND_OFFERED: found}


def booking_lost(c: Connection) -> dict[Fault, int]:
    """The worst: somebody was told «sent», and nothing is there."""
    of_the_deleted = select(booking.c.id).join(person).where(person.c.deleted_at.is_not(None))
    gone = one(c, visit, visit.c.status == VisitStatus.CANCELLED, visit.c.booking_id.not_in(of_the_deleted))
    row = c.execute(select(booking.c.id, booking.c.draft_id).join(visit).where(visit.c.id == gone)).one()
    c.execute(delete(claim).where(claim.c.visit_id == gone))
    c.execute(delete(visit).where(visit.c.id == gone))
    c.execute(delete(booking).where(booking.c.id == row.id))
    return {Fault.FORM_SENT_TO_NOBODY: row.draft_id}


def message_for_the_deleted(c: Connection) -> dict[Fault, int]:
    found = one(c, outbox, outbox.c.state == OutboxState.DUE)
    change(c, outbox, found, recipient_id=deleted(c))
    return {Fault.MESSAGE_FOR_NOBODY: found}


def message_stuck(c: Connection) -> dict[Fault, int]:
    found = one(c, outbox, outbox.c.state == OutboxState.DUE)
    change(c, outbox, found, due_at=LONG_AGO)
    return {Fault.MESSAGE_OVERDUE: found}


def message_in_a_dead_hand(c: Connection) -> dict[Fault, int]:
    found = one(c, outbox, outbox.c.state == OutboxState.DUE)
    change(c, outbox, found, state=OutboxState.SENDING, leased_until=LONG_AGO)
    return {Fault.MESSAGE_FORGOTTEN: found}


def message_without_number(c: Connection) -> dict[Fault, int]:
    found = one(c, outbox, outbox.c.state == OutboxState.SENT)
    change(c, outbox, found, message_id=None)
    return {Fault.MESSAGE_SENT_WITHOUT_TRACE: found}


def message_twice(c: Connection) -> dict[Fault, int]:
    allow_twins(c)
    found = one(c, outbox, last=True)
    row = dict(c.execute(select(outbox).where(outbox.c.id == found)).mappings().one())
    c.execute(insert(outbox).values({**row, "id": found + 1}))
    return {Fault.MESSAGE_TWICE: found + 1}


def name_left(c: Connection) -> dict[Fault, int]:
    change(c, person, deleted(c), name="Анна Петровна")
    return {Fault.DELETED_PERSON_STILL_NAMED: deleted(c)}


def phone_left_in_a_booking(c: Connection) -> dict[Fault, int]:
    found = one(c, booking, booking.c.person_id == deleted(c))
    change(c, booking, found, leader_phone="+70000000000")
    return {Fault.DELETED_PERSON_STILL_NAMED: deleted(c)}


def form_left(c: Connection) -> dict[Fault, int]:
    change(c, draft, one(c, draft, draft.c.person_id == deleted(c)), form={"comment": "нас ждёт автобус"})
    return {Fault.DELETED_PERSON_STILL_NAMED: deleted(c)}


def card_left(c: Connection) -> dict[Fault, int]:
    c.execute(
        insert(class_card).values(
            person_id=deleted(c),
            organisation_id=1,
            audience=Audience.SCHOOL,
            children=2,
            adults=1,
            youngest_age=13,
            created_at=NOW,
        )
    )
    return {Fault.DELETED_PERSON_STILL_NAMED: deleted(c)}


def form_open(c: Connection) -> dict[Fault, int]:
    """A draft of a deleted person that was sent is opened again; without the booking check's interest."""
    cancelled = one(c, draft, draft.c.person_id == deleted(c))
    change(c, draft, cancelled, state=DraftState.OPEN)
    return {Fault.DELETED_PERSON_STILL_ACTIVE: deleted(c)}


def consent_alive(c: Connection) -> dict[Fault, int]:
    found = one(c, consent, consent.c.person_id == deleted(c), consent.c.kind == ConsentKind.PROCESSING)
    change(c, consent, found, withdrawn_at=None)
    return {Fault.DELETED_PERSON_STILL_ACTIVE: deleted(c)}


def role_alive(c: Connection) -> dict[Fault, int]:
    c.execute(
        insert(membership).values(
            person_id=deleted(c), role=Role.OWNER, region_id=1, site_id=1, granted_at=NOW
        )
    )
    return {Fault.DELETED_PERSON_STILL_ACTIVE: deleted(c)}


def offer_alive(c: Connection) -> dict[Fault, int]:
    change(c, offer, one(c, offer), person_id=deleted(c))
    return {Fault.DELETED_PERSON_STILL_ACTIVE: deleted(c)}


def still_waits(c: Connection) -> dict[Fault, int]:
    change(c, waiting, one(c, waiting), person_id=deleted(c))
    return {Fault.DELETED_PERSON_STILL_ACTIVE: deleted(c)}


def card_of_no_school(c: Connection) -> dict[Fault, int]:
    found = one(c, class_card)
    change(c, class_card, found, organisation_id=99_999)
    return {Fault.DANGLING_REFERENCE: found}


DAMAGES: tuple[Callable[[Connection], dict[Fault, int]], ...] = (
    taken_too_high,
    parties_too_low,
    claim_gone,
    oversold,
    two_parties_in_private,
    session_moved,
    group_not_decided,
    group_not_told,
    visit_ended_alone,
    hold_ended_alone,
    application_ended_alone,
    claim_elsewhere,
    visit_grew,
    seats_given_back_early,
    visit_at_a_foreign_site,
    replaced_and_awaited,
    request_forgotten,
    booking_of_nothing,
    booking_without_reference,
    placement_without_place,
    application_without_reference,
    other_dates_kept_for_ever,
    drawn_with_a_number_less,
    hold_of_nothing,
    hold_forgotten,
    offer_ended_alone,
    offer_of_nothing,
    offer_of_fewer,
    offer_forgotten,
    waits_beside_an_offer,
    booking_lost,
    message_for_the_deleted,
    message_stuck,
    message_in_a_dead_hand,
    message_without_number,
    message_twice,
    name_left,
    phone_left_in_a_booking,
    form_left,
    card_left,
    form_open,
    consent_alive,
    role_alive,
    offer_alive,
    still_waits,
    card_of_no_school,
)
"""Things that must not be, each with what the audit has to say about it: faults with ids."""


async def test_a_sound_database_has_no_differences(kept: Kept) -> None:
    report = await kept.audit()
    assert report.differences == ()
    assert report.clean
    live = BOOKINGS - BOOKINGS // 10 + 3
    assert report["seats"].counts["claims"] == live
    assert report["seats"].counts["seats"] == 3 * (live - 3) + 6
    assert report["bookings"].counts == {"bookings": BOOKINGS}
    assert report["messages"].counts["dead"] == 1
    assert report["people"].counts == {"people": 6, "deleted": 1}
    assert report["references"].counts["references"] > BOOKINGS * 8


@pytest.mark.shows("F10")
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
async def test_each_damage_is_named_and_nothing_else(
    kept: Kept, damage: Callable[[Connection], dict[Fault, int]]
) -> None:
    expected: dict[Fault, int] = {}
    await kept.damage(lambda connection: expected.update(damage(connection)))
    report = await kept.audit()
    assert {each.fault: each.subject_id for each in report.differences} == expected
    assert len(report.differences) == len(expected)
    assert all(each.next_step for each in report.differences)


def test_every_fault_has_its_damage() -> None:
    """Whoever adds a check breaks something here that only it can see."""
    expected = "".join(inspect.getsource(damage) for damage in DAMAGES)
    assert [fault for fault in Fault if f"Fault.{fault.name}:" not in expected] == []


def request_just_over(c: Connection) -> None:
    change(c, visit, one(c, visit, visit.c.status == VisitStatus.PENDING), expires_at=JUST_NOW)


def hold_just_over(c: Connection) -> None:
    change(c, hold, one(c, hold), expires_at=JUST_NOW)


def offer_just_over(c: Connection) -> None:
    change(c, offer, one(c, offer), expires_at=JUST_NOW)


def message_just_due(c: Connection) -> None:
    change(c, outbox, one(c, outbox, outbox.c.state == OutboxState.DUE), due_at=JUST_NOW)


@pytest.mark.parametrize("change_it", [request_just_over, hold_just_over, offer_just_over, message_just_due])
async def test_what_is_due_for_less_than_an_hour_may_still_be_done(
    kept: Kept, change_it: Callable[[Connection], None]
) -> None:
    await kept.damage(change_it)
    assert (await kept.audit()).clean


async def test_lateness_is_not_judged_in_a_backup(kept: Kept) -> None:
    for damage in (
        request_forgotten,
        hold_forgotten,
        offer_forgotten,
        message_in_a_dead_hand,
        message_stuck,
    ):
        await kept.damage(damage)
    assert len((await kept.audit()).differences) == 5
    report = await kept.db.read(lambda connection: audit(connection, Moments(NOW, late_before=None)))
    assert report.clean


async def test_steps_of_any_length_find_the_same(kept: Kept) -> None:
    for damage in (taken_too_high, hold_ended_alone, message_without_number, name_left, card_of_no_school):
        await kept.damage(damage)
    whole = await kept.audit()
    told: list[tuple[int, int]] = []
    stepwise = await AuditDatabase(runner_over(kept.db, kept.clock), step=7)(
        lambda done, total: told.append((done, total))
    )
    assert stepwise == whole
    assert len(whole.differences) == 5
    done = [each for each, _ in told]
    assert done == sorted(set(done))
    assert told[-1] == (done[-1], done[-1])
    assert done[-1] > len(CHECKS)
    assert len(done) > done[-1] / 7, "most parts have seven ids, which is all that a step may have"


async def test_what_is_little_is_looked_at_together(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ids at the end of each table, then everything in one read: one state, and one way there."""
    reads = 0
    read = Database.read

    async def counted(db: Database, body: Callable[[Connection], object]) -> object:
        nonlocal reads
        reads += 1
        return await read(db, body)

    monkeypatch.setattr(Database, "read", counted)
    assert (await AuditDatabase(runner_over(kept.db, kept.clock))()).clean
    assert reads == 2


def test_spans_leave_nothing_out() -> None:
    assert [(each.first, each.last) for each in spans(0, 10)] == [(1, 10)]
    assert [(each.first, each.last) for each in spans(20, 10)] == [(1, 10), (11, 20)]
    assert [(each.first, each.last) for each in spans(21, 10)][-1] == (21, 30)


async def nightly(kept: Kept) -> None:
    runner = runner_over(kept.db, kept.clock)
    await runner.catalogue.refresh()
    await NightlyAudit(runner)()


async def alarms(kept: Kept) -> list[dict[str, object]]:
    return await kept.db.read(
        lambda c: list(c.execute(select(outbox.c.payload).where(outbox.c.kind == "region.audit")).scalars())
    )


@pytest.mark.shows("F10")
async def test_a_clean_night_alarms_nobody(kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        await nightly(kept)
    assert await alarms(kept) == []
    (said,) = caplog.records
    assert said.levelno == logging.INFO
    assert said.getMessage() == "self-audit: 210 claims, 627 seats, 0 differences"


@pytest.mark.shows("F10")
async def test_a_difference_is_an_alarm_once_a_night(kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    await kept.damage(taken_too_high)
    await kept.damage(name_left)
    await nightly(kept)
    await nightly(kept)
    (alarm,) = await alarms(kept)
    counted = {"claims": 210, "seats": 627, "differences": 2, "about_seats": 1}
    assert {name: alarm[name] for name in counted} == counted
    errors = [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR]
    assert "2 differences" in errors[0]
    assert any(Fault.SEATS_COUNTED_WRONG in each and "next:" in each for each in errors)
    assert not any("Анна" in each for each in errors)


def add_region(c: Connection) -> None:
    first = c.execute(select(region)).mappings().one()
    c.execute(insert(region).values({**first, "id": 2, "slug": "ural", "prefix": "У"}))


async def test_a_difference_of_another_region_is_not_told_here(kept: Kept) -> None:
    """A coordinator hears of their own region and of what is nobody's in particular."""
    await kept.damage(add_region)
    await kept.damage(lambda c: c.execute(update(membership).values(region_id=2)))
    await kept.damage(taken_too_high)
    await nightly(kept)
    assert await alarms(kept) == []
    await kept.damage(card_of_no_school)
    await nightly(kept)
    assert [each["differences"] for each in await alarms(kept)] == [1]
