"""Questions and their answers (E2, E3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict, values_of
from bot.db.tables import booking, enquiry
from bot.domain.catalogue.catalogue import KeptAnswer
from bot.domain.enquiries.enquiry import LONGEST_ANSWER, Enquiry
from bot.domain.model import BookingId, EnquiryId, EnquiryState, PersonId, ProgrammeId, SiteId

_ENQUIRIES = select(enquiry).order_by(enquiry.c.id)
_BY_ID = _ENQUIRIES.where(enquiry.c.id == bindparam("enquiry_id"))
_OF_BOOKINGS = _ENQUIRIES.where(
    enquiry.c.booking_id.in_(bindparam("ids", expanding=True)), enquiry.c.text.is_not(None)
)
_OPEN_AT = _ENQUIRIES.where(
    enquiry.c.site_id.in_(bindparam("site_ids", expanding=True)),
    enquiry.c.state == EnquiryState.OPEN,
    enquiry.c.booking_id.is_(None),
    enquiry.c.text.is_not(None),
)
_OPEN_OF_PERSON = _ENQUIRIES.where(
    enquiry.c.person_id == bindparam("person_id"),
    enquiry.c.site_id == bindparam("site_id"),
    enquiry.c.state == EnquiryState.OPEN,
    enquiry.c.booking_id.is_(None),
)
_UNANSWERED_BY = _ENQUIRIES.where(
    enquiry.c.booking_id.in_(select(booking.c.id).where(booking.c.person_id == bindparam("leader_id"))),
    enquiry.c.state == EnquiryState.OPEN,
    enquiry.c.text.is_not(None),
)


@dataclass(frozen=True, slots=True)
class EnquiryEntry:
    """A question as it is first stored, by the columns of its table."""

    site_id: SiteId
    booking_id: BookingId | None
    programme_id: ProgrammeId | None
    person_id: PersonId
    text: str
    asked_at: datetime
    answer_due_at: datetime | None
    state: EnquiryState = EnquiryState.OPEN


def add_enquiry(connection: Connection, entry: EnquiryEntry) -> EnquiryId | None:
    """None: an open one stands there already, of this person to this site, or of this site to this leader."""
    new_id = insert_ignoring_conflict(connection, enquiry, **values_of(entry))
    return None if new_id is None else EnquiryId(new_id)


def read_enquiry(connection: Connection, enquiry_id: EnquiryId) -> Enquiry | None:
    row = connection.execute(_BY_ID, {"enquiry_id": enquiry_id}).one_or_none()
    return None if row is None else from_row(Enquiry, row)


def read_open_of(connection: Connection, person_id: PersonId, site_id: SiteId) -> Enquiry | None:
    """The question that a visitor has asked a site and that waits for its answer."""
    row = connection.execute(_OPEN_OF_PERSON, {"person_id": person_id, "site_id": site_id}).one_or_none()
    return None if row is None else from_row(Enquiry, row)


def read_open_at(connection: Connection, site_ids: Collection[SiteId]) -> list[Enquiry]:
    """Questions of visitors that wait for an answer of these sites, oldest first."""
    return [from_row(Enquiry, row) for row in connection.execute(_OPEN_AT, {"site_ids": list(site_ids)})]


def read_unanswered_by(connection: Connection, leader_id: PersonId) -> list[Enquiry]:
    """What sites have asked a leader and have no answer to, oldest first."""
    return [from_row(Enquiry, row) for row in connection.execute(_UNANSWERED_BY, {"leader_id": leader_id})]


def read_enquiries_about(
    connection: Connection, booking_ids: Collection[BookingId]
) -> dict[BookingId, list[Enquiry]]:
    """What sites have asked about these bookings, oldest first."""
    found: dict[BookingId, list[Enquiry]] = defaultdict(list)
    for row in connection.execute(_OF_BOOKINGS, {"ids": list(booking_ids)}) if booking_ids else ():
        found[BookingId(row.booking_id)].append(from_row(Enquiry, row))
    return found


def read_asked_by(connection: Connection, person_id: PersonId) -> list[Enquiry]:
    """What a visitor has asked sites."""
    own = _ENQUIRIES.where(enquiry.c.person_id == person_id, enquiry.c.booking_id.is_(None))
    return [from_row(Enquiry, row) for row in connection.execute(own)]


def give_answer(
    connection: Connection, enquiry_id: EnquiryId, text: str, *, by: PersonId, now: datetime
) -> bool:
    """False: it has been answered, or is open no more (invariant 5)."""
    given = connection.execute(
        update(enquiry)
        .where(enquiry.c.id == enquiry_id, enquiry.c.state == EnquiryState.OPEN)
        .values(state=EnquiryState.ANSWERED, answer=text, answered_by=by, answered_at=now)
    )
    return given.rowcount == 1


def add_to_answer(connection: Connection, enquiry_id: EnquiryId, text: str) -> bool:
    """Puts a line under an answer, which stays. False: there is none, or the line does not fit any more."""
    added = connection.execute(
        update(enquiry)
        .where(
            enquiry.c.id == enquiry_id,
            enquiry.c.state == EnquiryState.ANSWERED,
            enquiry.c.answer.is_not(None),
            func.length(enquiry.c.answer) + len(text) < LONGEST_ANSWER,
        )
        .values(answer=enquiry.c.answer + "\n" + text, additions=enquiry.c.additions + 1)
    )
    return added.rowcount == 1


def end_enquiry(connection: Connection, enquiry_id: EnquiryId, after: EnquiryState) -> bool:
    """Without an answer. False: it is open no more (invariant 5)."""
    ended = connection.execute(
        update(enquiry)
        .where(enquiry.c.id == enquiry_id, enquiry.c.state == EnquiryState.OPEN)
        .values(state=after)
    )
    return ended.rowcount == 1


# --- what a programme's card shows ---------------------------------------------------------------------


def keep_on_card(connection: Connection, enquiry_id: EnquiryId, now: datetime) -> bool:
    """False: it is kept already, or is no answered question of a visitor."""
    kept = connection.execute(
        update(enquiry)
        .where(
            enquiry.c.id == enquiry_id,
            enquiry.c.state == EnquiryState.ANSWERED,
            enquiry.c.programme_id.is_not(None),
            enquiry.c.answer.is_not(None),
            enquiry.c.kept_at.is_(None),
        )
        .values(kept_at=now)
    )
    return kept.rowcount == 1


def take_off_card(connection: Connection, enquiry_id: EnquiryId) -> bool:
    """False: the card does not show it."""
    taken = connection.execute(
        update(enquiry).where(enquiry.c.id == enquiry_id, enquiry.c.kept_at.is_not(None)).values(kept_at=None)
    )
    return taken.rowcount == 1


def count_kept(connection: Connection, programme_id: ProgrammeId) -> int:
    kept = enquiry.c.programme_id == programme_id, enquiry.c.kept_at.is_not(None)
    return connection.execute(select(func.count()).select_from(enquiry).where(*kept)).scalar_one()


def read_kept(connection: Connection) -> dict[int, tuple[KeptAnswer, ...]]:
    """What the cards of all programmes show, the newest first."""
    kept: dict[int, list[KeptAnswer]] = defaultdict(list)
    found = (
        select(enquiry.c.id, enquiry.c.programme_id, enquiry.c.text, enquiry.c.answer)
        .where(enquiry.c.kept_at.is_not(None), enquiry.c.text.is_not(None), enquiry.c.answer.is_not(None))
        .order_by(enquiry.c.kept_at.desc(), enquiry.c.id.desc())
    )
    for row in connection.execute(found):
        kept[row.programme_id].append(KeptAnswer(EnquiryId(row.id), row.text, row.answer))
    return {programme_id: tuple(each) for programme_id, each in kept.items()}


# --- retention -----------------------------------------------------------------------------------------


def forget_words_of(connection: Connection, person_id: PersonId) -> int:
    """Deletes what a person has asked or answered, also where a card shows it; how many questions."""
    led = select(booking.c.id).where(booking.c.person_id == person_id)
    own = or_(
        (enquiry.c.person_id == person_id) & enquiry.c.booking_id.is_(None), enquiry.c.booking_id.in_(led)
    )
    connection.execute(
        update(enquiry).where(own, enquiry.c.state == EnquiryState.OPEN).values(state=EnquiryState.WITHDRAWN)
    )
    forgotten = connection.execute(
        update(enquiry)
        .where(own, or_(enquiry.c.text.is_not(None), enquiry.c.answer.is_not(None)))
        .values(text=None, answer=None, kept_at=None)
    )
    return forgotten.rowcount
