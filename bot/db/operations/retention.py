"""What has had its time, and what is done with it (H3): one entry for each rule of ``bot.domain.retention``.

What is due is looked for in spans of ids, so that no read is long. What is then done asks again whether it is
due, in the same statement: whoever is still needed meanwhile stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    update,
)

from bot.db.booking.bookings import LIVE
from bot.db.booking.drafts import edit_forms
from bot.db.engine.statements import insert_ignoring_conflict, unindexed
from bot.db.engine.types import UtcDateTime
from bot.db.operations.self_audit.report import Span
from bot.db.tables import (
    access_figure,
    application,
    booking,
    class_card,
    consent,
    draft,
    duty,
    enquiry,
    expert_review,
    feedback,
    handover,
    membership,
    offer,
    person,
    placement_end,
    session,
    site,
    visit,
    waiting,
)
from bot.domain.forms import REMARKS, without_access_needs, without_words
from bot.domain.model import (
    ApplicationStatus,
    DraftState,
    DutyKind,
    EnquiryState,
    OfferState,
    PersonId,
    RegionId,
    RegionSetting,
    VisitStatus,
    WaitState,
)
from bot.domain.retention import DataClass

BEFORE = bindparam("before", type_=UtcDateTime)
"""What a period is counted from was no later."""

IN_REGIONS = bindparam("in_regions", expanding=True, type_=Integer)

Act = Callable[[Connection, Select[tuple[int]], Mapping[str, Any]], Sequence[int]]
"""Does what is to be done with those of some ids that are due; what the log names: of which bookings,
applications, people. One entry for each record."""


COUNTED = 200_000


@dataclass(frozen=True, slots=True)
class Scope:
    """Only what belongs to some regions. ``belongs``: by which condition."""

    belongs: ColumnElement[bool]
    regions: Collection[RegionId]


def _asked(before: datetime, scope: Scope | None) -> dict[str, Any]:
    return {"before": before} | ({} if scope is None else {"in_regions": list(scope.regions)})


@dataclass(frozen=True, slots=True)
class Expiry:
    """Of what is kept for some time only: in which table it is looked for, by which conditions its time is
    over, and what is done then."""

    table: Table
    due: ColumnElement[bool]
    act: Act

    def find(
        self, connection: Connection, span: Span, before: datetime, scope: Scope | None = None
    ) -> list[int]:
        """Ids of this span whose time was over ``before``."""
        ids = self.table.c.id
        found = select(ids).where(ids.between(span.first, span.last), *self._due(scope)).order_by(ids)
        return list(connection.execute(found, _asked(before, scope)).scalars())

    def apply(
        self, connection: Connection, ids: Collection[int], before: datetime, scope: Scope | None = None
    ) -> Sequence[int]:
        """Does it to those of these ids of which that is still so."""
        some = select(self.table.c.id).where(self.table.c.id.in_(list(ids)), *self._due(scope))
        return self.act(connection, some, _asked(before, scope))

    def count(self, connection: Connection, before: datetime, scope: Scope) -> int:
        """Of how many the time was over ``before``, among the newest of all regions: so many that none of a
        year is missed, and it stays a short read."""
        ids = self.table.c.id
        newest = ids > self.highest_id(connection) - COUNTED
        found = select(func.count()).select_from(self.table).where(newest, *self._due(scope))
        return connection.execute(found, _asked(before, scope)).scalar_one()

    def _due(self, scope: Scope | None) -> list[ColumnElement[bool]]:
        return [self.due] if scope is None else [self.due, scope.belongs]

    def highest_id(self, connection: Connection) -> int:
        return connection.execute(select(func.max(self.table.c.id))).scalar_one() or 0


# --- when the time is over ------------------------------------------------------------------------------


def _lasts(booking_id: ColumnElement[int], *, called_off_ends: bool, at: Column[int] | None = None) -> Any:
    """Whether a visit of a booking ended later than that, at one site (``at``) or any. ``called_off_ends``:
    what was called off has ended then, not on the day for which it was."""
    later = [visit.c.booking_id == booking_id, session.c.id == visit.c.session_id, session.c.ends_at > BEFORE]
    if at is not None:
        later.append(visit.c.site_id == at)
    if called_off_ends:
        decided = visit.c.decided_at
        later.append(or_(unindexed(visit.c.status).in_(LIVE), decided.is_(None), decided > BEFORE))
    return exists().where(*later)


_ENDED_APPLICATION = application.c.status.in_(
    [ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN, ApplicationStatus.EXPIRED]
)
_WANTED_LATER = exists().where(
    session.c.id.in_(
        [application.c.first_session_id, application.c.second_session_id, application.c.accepted_session_id]
    ),
    session.c.ends_at > BEFORE,
)
_APPLICATION_OVER = or_(
    and_(_ENDED_APPLICATION, func.coalesce(application.c.decided_at, application.c.created_at) <= BEFORE),
    and_(~_ENDED_APPLICATION, ~_WANTED_LATER),
)


def _says(*names: str) -> ColumnElement[bool]:
    return or_(*(draft.c.form[name].as_string().is_not(None) for name in names))


_WITH_WORDS = or_(
    _says(*REMARKS, "course", "motivation", "text", "line"),
    and_(_says("organisation_name"), draft.c.form["organisation_id"].as_integer().is_(None)),
    draft.c.form["wheelchairs"].as_integer() > 0,
)
_SERVES = or_(
    exists().where(booking.c.draft_id == draft.c.id, _lasts(booking.c.id, called_off_ends=True)),
    exists().where(application.c.draft_id == draft.c.id, ~_APPLICATION_OVER),
    exists().where(
        waiting.c.draft_id == draft.c.id, or_(waiting.c.ended_at.is_(None), waiting.c.ended_at > BEFORE)
    ),
    exists().where(
        offer.c.draft_id == draft.c.id, or_(offer.c.ended_at.is_(None), offer.c.ended_at > BEFORE)
    ),
)
"""What a sent form became is not over for so long. One that became nothing of its own serves nothing."""

# --- what is done ---------------------------------------------------------------------------------------


def _set(table: Table, subject: Column[int], **values: object) -> Act:
    """Empties columns."""

    def act(connection: Connection, some: Select[tuple[int]], asked: Mapping[str, Any]) -> Sequence[int]:
        statement = update(table).where(table.c.id.in_(some)).values(**values).returning(subject)
        return list(connection.execute(statement, asked).scalars())

    return act


def _forget_question(
    connection: Connection, some: Select[tuple[int]], asked: Mapping[str, Any]
) -> Sequence[int]:
    """An open one is closed with it."""
    ids = list(connection.execute(some, asked).scalars())
    still_open = enquiry.c.id.in_(ids), enquiry.c.state == EnquiryState.OPEN
    connection.execute(update(enquiry).where(*still_open).values(state=EnquiryState.CLOSED))
    return _set(enquiry, enquiry.c.id, text=None, answer=None)(connection, some, asked)


def _delete_consents(
    connection: Connection, some: Select[tuple[int]], asked: Mapping[str, Any]
) -> Sequence[int]:
    statement = delete(consent).where(consent.c.id.in_(some)).returning(consent.c.person_id)
    return list(connection.execute(statement, asked).scalars())


def _forget_access_needs(
    connection: Connection, some: Select[tuple[int]], asked: Mapping[str, Any]
) -> Sequence[int]:
    """The booking says it no more; the month of the site counts one group more."""
    found = select(booking.c.id, booking.c.wheelchairs).where(booking.c.id.in_(some)).with_for_update()
    needed = {row.id: row.wheelchairs for row in connection.execute(found, asked)}
    _count_access_needs(connection, needed)
    connection.execute(update(booking).where(booking.c.id.in_(list(needed))).values(wheelchairs=0))
    drafts = select(booking.c.draft_id).where(booking.c.id.in_(list(needed)))
    offered = select(offer.c.draft_id).where(offer.c.booking_id.in_(list(needed)))
    edit_forms(connection, or_(draft.c.id.in_(drafts), draft.c.id.in_(offered)), without_access_needs)
    return list(needed)


def _count_access_needs(connection: Connection, needed: Mapping[int, int]) -> None:
    """Of those groups that were expected, and not said to have stayed away: once at each site."""
    came = (
        select(visit.c.booking_id, visit.c.site_id, site.c.timezone, func.min(session.c.starts_at))
        .join(session, session.c.id == visit.c.session_id)
        .join(site, site.c.id == visit.c.site_id)
        .where(
            visit.c.booking_id.in_(list(needed)),
            visit.c.status.in_([VisitStatus.CONFIRMED, VisitStatus.ARRIVED]),
        )
        .group_by(visit.c.booking_id, visit.c.site_id, site.c.timezone)
    )
    groups: Counter[tuple[int, date]] = Counter()
    wheelchairs: Counter[tuple[int, date]] = Counter()
    for booking_id, site_id, zone, starts_at in connection.execute(came):
        month = starts_at.astimezone(ZoneInfo(zone)).date().replace(day=1)
        groups[site_id, month] += 1
        wheelchairs[site_id, month] += needed[booking_id]
    for (site_id, month), count in sorted(groups.items()):
        insert_ignoring_conflict(
            connection, access_figure, site_id=site_id, month=month, groups=0, wheelchairs=0
        )
        connection.execute(
            update(access_figure)
            .where(access_figure.c.site_id == site_id, access_figure.c.month == month)
            .values(
                groups=access_figure.c.groups + count,
                wheelchairs=access_figure.c.wheelchairs + wheelchairs[site_id, month],
            )
        )


def _strip_forms(connection: Connection, some: Select[tuple[int]], asked: Mapping[str, Any]) -> Sequence[int]:
    return edit_forms(
        connection, draft.c.id.in_(some), lambda form: without_access_needs(without_words(form)), asked
    )


def _close_forms(connection: Connection, some: Select[tuple[int]], asked: Mapping[str, Any]) -> Sequence[int]:
    closed = _set(draft, draft.c.id, state=DraftState.CANCELLED, question=None, form={})
    return closed(connection, some, asked)


EXPIRIES: Mapping[DataClass, Expiry] = {
    DataClass.FORM: Expiry(
        draft,
        and_(
            draft.c.state.in_([DraftState.OPEN, DraftState.CANCELLED]),
            draft.c.updated_at <= BEFORE,
            cast(draft.c.form, Text) != "{}",
        ),
        _close_forms,
    ),
    DataClass.PLATE: Expiry(
        duty,
        and_(
            duty.c.kind == DutyKind.PLATE,
            duty.c.detail.is_not(None),
            ~_lasts(duty.c.booking_id, called_off_ends=False, at=duty.c.site_id),
        ),
        _set(duty, duty.c.booking_id, detail=None),
    ),
    DataClass.DAY_WORDS: Expiry(
        visit,
        and_(
            or_(*(visit.c[name].is_not(None) for name in ("said", "said_at", "coming", "asked_at"))),
            exists().where(session.c.id == visit.c.session_id, session.c.ends_at <= BEFORE),
        ),
        _set(visit, visit.c.booking_id, said=None, said_at=None, coming=None, asked_at=None),
    ),
    DataClass.ACCESS_NEEDS: Expiry(
        booking,
        and_(booking.c.wheelchairs > 0, ~_lasts(booking.c.id, called_off_ends=False)),
        _forget_access_needs,
    ),
    DataClass.LEADER: Expiry(
        booking,
        and_(
            or_(*(booking.c[name].is_not(None) for name in ("leader_name", "leader_phone", *REMARKS))),
            ~_lasts(booking.c.id, called_off_ends=True),
        ),
        _set(booking, booking.c.id, leader_name=None, leader_phone=None, **dict.fromkeys(REMARKS)),
    ),
    DataClass.MENTOR_TEXT: Expiry(
        placement_end,
        and_(
            placement_end.c.text.is_not(None),
            exists().where(application.c.id == placement_end.c.application_id, _APPLICATION_OVER),
        ),
        _set(placement_end, placement_end.c.application_id, text=None),
    ),
    DataClass.APPLICANT: Expiry(
        application,
        and_(
            or_(
                *(application.c[name].is_not(None) for name in ("name", "phone", "motivation", "talk")),
                application.c.course != "",
            ),
            _APPLICATION_OVER,
        ),
        _set(application, application.c.id, name=None, phone=None, motivation=None, talk=None, course=""),
    ),
    DataClass.SENT_FORM: Expiry(
        draft,
        and_(unindexed(draft.c.state) == DraftState.SENT, _WITH_WORDS, ~_SERVES),
        _strip_forms,
    ),
    DataClass.FEEDBACK_AUTHOR: Expiry(
        feedback,
        and_(
            feedback.c.booking_id.is_not(None),
            ~_lasts(feedback.c.booking_id, called_off_ends=False, at=feedback.c.site_id),
        ),
        _set(feedback, feedback.c.id, booking_id=None),
    ),
    DataClass.FEEDBACK_TEXT: Expiry(
        feedback,
        and_(feedback.c.text.is_not(None), feedback.c.created_at <= BEFORE),
        _set(feedback, feedback.c.id, text=None),
    ),
    DataClass.EXPERT_TEXT: Expiry(
        expert_review,
        and_(expert_review.c.text.is_not(None), expert_review.c.created_at <= BEFORE),
        _set(expert_review, expert_review.c.id, text=None),
    ),
    DataClass.QUESTION: Expiry(
        enquiry,
        and_(
            enquiry.c.asked_at <= BEFORE,
            # What the card of a programme shows is kept, until it is taken back.
            enquiry.c.kept_at.is_(None),
            or_(enquiry.c.text.is_not(None), enquiry.c.answer.is_not(None)),
        ),
        _forget_question,
    ),
    DataClass.SITE_LINE: Expiry(
        visit,
        and_(visit.c.line.is_not(None), visit.c.decided_at <= BEFORE),
        _set(visit, visit.c.booking_id, line=None),
    ),
    DataClass.CONSENT: Expiry(consent, consent.c.withdrawn_at <= BEFORE, _delete_consents),
}


def _at_site(column: Column[int]) -> ColumnElement[bool]:
    return exists().where(site.c.id == column, site.c.region_id.in_(IN_REGIONS))


_BELONGS: Mapping[RegionSetting, Mapping[DataClass, ColumnElement[bool]]] = {
    RegionSetting.KEEP_LEADER: {
        DataClass.LEADER: booking.c.region_id.in_(IN_REGIONS),
        DataClass.SENT_FORM: exists().where(
            booking.c.draft_id == draft.c.id, booking.c.region_id.in_(IN_REGIONS)
        ),
    },
    RegionSetting.KEEP_APPLICANT: {
        DataClass.APPLICANT: application.c.region_id.in_(IN_REGIONS),
        DataClass.SENT_FORM: exists().where(
            application.c.draft_id == draft.c.id, application.c.region_id.in_(IN_REGIONS)
        ),
    },
    RegionSetting.KEEP_WORDS: {
        DataClass.FEEDBACK_TEXT: _at_site(feedback.c.site_id),
        DataClass.EXPERT_TEXT: exists().where(
            visit.c.id == expert_review.c.visit_id,
            site.c.id == visit.c.site_id,
            site.c.region_id.in_(IN_REGIONS),
        ),
        DataClass.QUESTION: _at_site(enquiry.c.site_id),
        DataClass.SITE_LINE: _at_site(visit.c.site_id),
    },
}


def classes_of(setting: RegionSetting) -> Sequence[DataClass]:
    """What a region's own period is about, in the order in which rules are applied."""
    return tuple(_BELONGS[setting])


def scope_of(setting: RegionSetting, what: DataClass, regions: Collection[RegionId]) -> Scope:
    return Scope(_BELONGS[setting][what], regions)


# --- whoever asks for nothing any more ------------------------------------------------------------------


def _of_person(table: Table, column: Column[int], *later: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().select_from(table).where(column == person.c.id, *later)


_VISITS_LATER = exists().where(
    booking.c.person_id == person.c.id,
    visit.c.booking_id == booking.c.id,
    session.c.id == visit.c.session_id,
    unindexed(visit.c.status).in_(LIVE),
    session.c.ends_at > BEFORE,
)
_USED_LATER = or_(
    person.c.created_at > BEFORE,
    func.coalesce(person.c.kept_at > BEFORE, false()),
    _of_person(membership, membership.c.person_id, membership.c.ended_at.is_(None)),
    _of_person(membership, membership.c.person_id, membership.c.ended_at > BEFORE),
    _of_person(consent, consent.c.person_id, consent.c.given_at > BEFORE),
    _of_person(class_card, class_card.c.person_id, class_card.c.created_at > BEFORE),
    _of_person(draft, draft.c.person_id, draft.c.updated_at > BEFORE),
    _of_person(booking, booking.c.person_id, booking.c.created_at > BEFORE),
    _of_person(enquiry, enquiry.c.person_id, enquiry.c.asked_at > BEFORE),
    _VISITS_LATER,
    _of_person(handover, handover.c.giver_id, handover.c.created_at > BEFORE),
    _of_person(handover, handover.c.taker_id, handover.c.created_at > BEFORE),
    _of_person(application, application.c.person_id, ~_APPLICATION_OVER),
    _of_person(application, application.c.person_id, application.c.created_at > BEFORE),
    exists().where(
        draft.c.person_id == person.c.id,
        waiting.c.draft_id == draft.c.id,
        waiting.c.state.in_([WaitState.WAITING, WaitState.OFFERED]),
    ),
    _of_person(offer, offer.c.person_id, or_(offer.c.created_at > BEFORE, offer.c.state == OfferState.LIVE)),
)
"""Somebody has a role, something ahead, or has asked for something later than that."""
_IDLE = and_(person.c.deleted_at.is_(None), person.c.telegram_id.is_not(None), ~_USED_LATER)
_WARNED = bindparam("warned", type_=UtcDateTime)
_TO_WARN = and_(_IDLE, or_(person.c.idle_warned_at.is_(None), person.c.idle_warned_at <= BEFORE))
_TO_ERASE = and_(_IDLE, person.c.idle_warned_at > BEFORE, person.c.idle_warned_at <= _WARNED)


def highest_person(connection: Connection) -> int:
    return connection.execute(select(func.max(person.c.id))).scalar_one() or 0


def find_idle(connection: Connection, span: Span, before: datetime) -> list[PersonId]:
    """Whose data go soon: they have asked for nothing since then, and were not told yet. A word that was
    followed by a request counts no more."""
    return _people(connection, span, _TO_WARN, before=before)


def find_warned(connection: Connection, span: Span, before: datetime, warned: datetime) -> list[PersonId]:
    """Whose data go now: they have asked for nothing since ``before``, and were told by ``warned``."""
    return _people(connection, span, _TO_ERASE, before=before, warned=warned)


def _people(
    connection: Connection, span: Span, which: ColumnElement[bool], **asked: datetime
) -> list[PersonId]:
    found = select(person.c.id).where(person.c.id.between(span.first, span.last), which).order_by(person.c.id)
    return [PersonId(each) for each in connection.execute(found, asked).scalars()]


def note_warned(connection: Connection, person_id: PersonId, before: datetime, now: datetime) -> bool:
    """Somebody is told that their data go soon. False: they have asked for something meanwhile."""
    told = update(person).where(person.c.id == person_id, _TO_WARN).values(idle_warned_at=now)
    return connection.execute(told, {"before": before}).rowcount == 1


def is_warned(connection: Connection, person_id: PersonId, before: datetime, warned: datetime) -> bool:
    """Whether somebody's data still go, asked where they are locked."""
    return person_id in find_warned(connection, Span(person_id, person_id), before, warned)


def is_idle(connection: Connection, person_id: PersonId, before: datetime) -> bool:
    found = select(person.c.id).where(person.c.id == person_id, _IDLE)
    return connection.execute(found, {"before": before}).one_or_none() is not None


def has_profile(connection: Connection, person_id: PersonId) -> bool:
    """Whether there is anything to lose: whoever never agreed to anything has none."""
    known = or_(
        person.c.consent_version.is_not(None), person.c.name.is_not(None), person.c.phone.is_not(None)
    )
    found = select(person.c.id).where(person.c.id == person_id, known)
    return connection.execute(found).one_or_none() is not None
