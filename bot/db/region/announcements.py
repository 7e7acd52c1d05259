"""Announcements, for whom they are, and what became of each copy (F7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)

from bot.db.engine.statements import from_row, insert_ignoring_conflict, unindexed
from bot.db.tables import (
    announcement,
    announcement_copy,
    application,
    booking,
    class_card,
    consent,
    membership,
    organisation,
    outbox,
    person,
)
from bot.domain.booking.availability import CLASSES
from bot.domain.model import (
    INDIVIDUALS_ALIKE,
    AnnouncementId,
    AnnouncementState,
    ConsentKind,
    CopyState,
    DraftId,
    NewsAudience,
    OutboxState,
    PersonId,
    RegionId,
)
from bot.domain.people.consents import NEWS_CONSENT_VERSION
from bot.domain.region.announcement import MOST_NEWS, NEWS_WITHIN, Announcement, Recipients

_ENDED = {
    OutboxState.SENT: CopyState.SENT,
    OutboxState.DEAD: CopyState.FAILED,
    OutboxState.DROPPED: CopyState.SKIPPED,
}
"""What the end of a message is for its copy."""

Town = Collection[str]
"""A city's slug and its names in all languages; empty: every town."""


def _booked_in(region_id: RegionId) -> tuple[ColumnElement[bool], ...]:
    """By the index of a person's bookings: a region has thousands, which would be looked through for each."""
    return booking.c.person_id == person.c.id, unindexed(booking.c.region_id) == region_id


def _of_audience(region_id: RegionId, audience: NewsAudience) -> ColumnElement[bool]:
    booked = _booked_in(region_id)
    match audience:
        case NewsAudience.TEACHERS:
            return or_(
                person.c.organisation_id.is_not(None),
                exists().where(class_card.c.person_id == person.c.id),
                exists().where(*booked, booking.c.audience.in_(sorted(CLASSES))),
            )
        case NewsAudience.FAMILIES:
            return exists().where(*booked, booking.c.audience.in_(sorted(INDIVIDUALS_ALIKE)))
        case NewsAudience.APPLICANTS:
            return exists().where(
                application.c.person_id == person.c.id, application.c.region_id == region_id
            )
        case NewsAudience.HOSTS:
            return exists().where(
                membership.c.person_id == person.c.id,
                membership.c.region_id == region_id,
                membership.c.site_id.is_not(None),
                membership.c.ended_at.is_(None),
            )
        case NewsAudience.ALL:
            return true()


def _readers() -> Select[tuple[int]]:
    """Whoever wants news."""
    return select(consent.c.person_id).where(
        consent.c.kind == ConsentKind.NEWS,
        consent.c.version == NEWS_CONSENT_VERSION,
        consent.c.withdrawn_at.is_(None),
    )


def _agreed(region_id: RegionId, readers: Select[tuple[int]] | None = None) -> ColumnElement[bool]:
    """Who belongs to a region, can be written to, and wants its news. ``readers``: of these only."""
    return and_(
        person.c.id.in_(_readers() if readers is None else readers),
        person.c.telegram_id.is_not(None),
        person.c.blocked_at.is_(None),
        person.c.unreachable_since.is_(None),
        or_(
            person.c.region_id == region_id,
            exists().where(*_booked_in(region_id)),
            exists().where(
                membership.c.person_id == person.c.id,
                membership.c.region_id == region_id,
                membership.c.ended_at.is_(None),
            ),
        ),
    )


def _is_sated(now: datetime) -> ColumnElement[bool]:
    lately = (
        select(func.count())
        .select_from(announcement_copy)
        .join(announcement, announcement.c.id == announcement_copy.c.announcement_id)
        .where(
            announcement_copy.c.person_id == person.c.id,
            announcement_copy.c.state.in_([CopyState.PLANNED, CopyState.QUEUED, CopyState.SENT]),
            # By its end, since the last copies may be read days after the first.
            or_(announcement.c.ended_at.is_(None), announcement.c.ended_at > now - NEWS_WITHIN),
        )
        .scalar_subquery()
    )
    return lately >= MOST_NEWS


def _in_town(town: Town) -> ColumnElement[bool]:
    if not town:
        return true()
    school = select(organisation.c.id).where(organisation.c.city.in_(list(town)))
    return or_(
        person.c.city_slug.in_(list(town)),
        and_(person.c.city_slug.is_(None), person.c.organisation_id.in_(school)),
    )


def count_recipients(
    connection: Connection,
    region_id: RegionId,
    audiences: Collection[NewsAudience],
    town: Town,
    now: datetime,
) -> dict[NewsAudience, Recipients]:
    """How many there are of each, in one look through the people of a region."""
    columns = []
    for audience in audiences:
        belongs = _of_audience(region_id, audience)
        columns += [
            func.count(case((and_(belongs, ~_is_sated(now)), 1))),
            func.count(case((and_(belongs, _is_sated(now)), 1))),
        ]
    found = connection.execute(
        select(*columns).select_from(person).where(_agreed(region_id), _in_town(town))
    ).one()
    pairs = zip(found[::2], found[1::2], strict=True)
    return {audience: Recipients(*pair) for audience, pair in zip(audiences, pairs, strict=True)}


def add_announcement(
    connection: Connection,
    region_id: RegionId,
    written_by: PersonId,
    draft_id: DraftId,
    text: str,
    to: tuple[NewsAudience, str | None, Town],
    now: datetime,
) -> AnnouncementId | None:
    """Settles a text and for whom it is: a copy a person. ``to``: whom, and of which town (its slug, and all
    that it is called). None: this form has become one already."""
    audience, city_slug, town = to
    found = insert_ignoring_conflict(
        connection,
        announcement,
        region_id=region_id,
        written_by=written_by,
        draft_id=draft_id,
        text=text,
        audience=audience,
        city_slug=city_slug,
        state=AnnouncementState.SENDING,
        total=0,
        created_at=now,
    )
    if found is None:
        return None
    announcement_id = AnnouncementId(found)
    wanted = (
        select(literal(announcement_id), person.c.id, literal(CopyState.PLANNED.value))
        .where(_agreed(region_id), _of_audience(region_id, audience), _in_town(town), ~_is_sated(now))
        .order_by(person.c.id)
    )
    columns = ["announcement_id", "person_id", "state"]
    added = connection.execute(insert(announcement_copy).from_select(columns, wanted)).rowcount
    connection.execute(update(announcement).where(announcement.c.id == announcement_id).values(total=added))
    return announcement_id


_COLUMNS = (
    announcement.c.id,
    announcement.c.region_id,
    announcement.c.written_by,
    announcement.c.text,
    announcement.c.audience,
    announcement.c.city_slug,
    announcement.c.state,
    announcement.c.total,
    announcement.c.sent,
    announcement.c.failed,
    announcement.c.created_at,
    announcement.c.ended_at,
)


def read_announcement(connection: Connection, announcement_id: AnnouncementId) -> Announcement | None:
    row = connection.execute(select(*_COLUMNS).where(announcement.c.id == announcement_id)).one_or_none()
    return None if row is None else from_row(Announcement, row)


def read_announcements(connection: Connection, region_id: RegionId) -> list[Announcement]:
    """Newest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(announcement.c.region_id == region_id).order_by(announcement.c.id.desc())
    )
    return [from_row(Announcement, row) for row in rows]


def find_unfinished(connection: Connection) -> Sequence[AnnouncementId]:
    """Those that are being sent, and stopped ones of which something is on its way."""
    on_its_way = exists().where(
        announcement_copy.c.announcement_id == announcement.c.id,
        announcement_copy.c.state.in_([CopyState.PLANNED, CopyState.QUEUED]),
    )
    found = connection.execute(
        select(announcement.c.id)
        .where(or_(announcement.c.state == AnnouncementState.SENDING, on_its_way))
        .order_by(announcement.c.id)
    ).scalars()
    return [AnnouncementId(each) for each in found]


def count_copies(connection: Connection, announcement_id: AnnouncementId) -> Mapping[CopyState, int]:
    rows = connection.execute(
        select(announcement_copy.c.state, func.count().label("n"))
        .where(announcement_copy.c.announcement_id == announcement_id)
        .group_by(announcement_copy.c.state)
    )
    return Counter({row.state: row.n for row in rows})


def find_waiting(connection: Connection, announcement_id: AnnouncementId, most: int) -> Sequence[PersonId]:
    """Whose copies are not queued yet, so many."""
    found = connection.execute(
        select(announcement_copy.c.person_id)
        .where(
            announcement_copy.c.announcement_id == announcement_id,
            announcement_copy.c.state == CopyState.PLANNED,
        )
        .order_by(announcement_copy.c.id)
        .limit(most)
    ).scalars()
    return [PersonId(each) for each in found]


def find_queued(
    connection: Connection, announcement_id: AnnouncementId, keys: str
) -> Mapping[PersonId, tuple[OutboxState, datetime]]:
    """Whose copies were queued and not ended, with what has become of their messages, and when those are due.
    ``keys``: how the keys of the messages begin."""
    rows = connection.execute(
        select(announcement_copy.c.person_id, outbox.c.state, outbox.c.due_at)
        .join(outbox, outbox.c.dedupe_key == literal(keys) + cast(announcement_copy.c.person_id, String))
        .where(
            announcement_copy.c.announcement_id == announcement_id,
            announcement_copy.c.state == CopyState.QUEUED,
        )
    )
    return {PersonId(row.person_id): (row.state, row.due_at) for row in rows}


def mark_copies(
    connection: Connection,
    announcement_id: AnnouncementId,
    people: Collection[PersonId],
    after: CopyState,
) -> None:
    ids = sorted(people)
    for first in range(0, len(ids), 500):
        connection.execute(
            update(announcement_copy)
            .where(
                announcement_copy.c.announcement_id == announcement_id,
                announcement_copy.c.person_id.in_(ids[first : first + 500]),
            )
            .values(state=after)
        )


def end_copies(
    connection: Connection,
    announcement_id: AnnouncementId,
    found: Mapping[PersonId, tuple[OutboxState, datetime]],
) -> None:
    """Notes what has become of messages that have ended."""
    for before, after in _ENDED.items():
        ended = [each for each, (state, _) in found.items() if state is before]
        mark_copies(connection, announcement_id, ended, after)


def keep_result(connection: Connection, announcement_id: AnnouncementId, sent: int, failed: int) -> None:
    """What came of it stays, when nobody knows any more who got it."""
    connection.execute(
        update(announcement).where(announcement.c.id == announcement_id).values(sent=sent, failed=failed)
    )


def skip_waiting(connection: Connection, announcement_id: AnnouncementId) -> None:
    """What is not queued is not sent any more."""
    connection.execute(
        update(announcement_copy)
        .where(
            announcement_copy.c.announcement_id == announcement_id,
            announcement_copy.c.state == CopyState.PLANNED,
        )
        .values(state=CopyState.SKIPPED)
    )


def end_announcement(
    connection: Connection, announcement_id: AnnouncementId, after: AnnouncementState, now: datetime
) -> bool:
    """False: it has ended before (invariant 5)."""
    return bool(
        connection.execute(
            update(announcement)
            .where(announcement.c.id == announcement_id, announcement.c.state == AnnouncementState.SENDING)
            .values(state=after, ended_at=now)
        ).rowcount
    )


def region_of_announcement(connection: Connection, announcement_id: AnnouncementId) -> RegionId | None:
    return connection.execute(
        select(announcement.c.region_id).where(announcement.c.id == announcement_id)
    ).scalar_one_or_none()


def wants_news(connection: Connection, person_id: PersonId, region_id: RegionId) -> bool:
    """Whether somebody still agrees to news, and is not blocked."""
    themselves = _readers().where(consent.c.person_id == person_id)
    found = select(person.c.id).where(person.c.id == person_id, _agreed(region_id, themselves))
    return connection.execute(found).scalar_one_or_none() is not None


def forget_copies(connection: Connection, before: datetime) -> int:
    """Who got announcements that ended before a moment is nobody's business any more; numbers stay."""
    old = select(announcement.c.id).where(announcement.c.ended_at < before, announcement.c.sent.is_not(None))
    return connection.execute(
        delete(announcement_copy).where(announcement_copy.c.announcement_id.in_(old))
    ).rowcount
