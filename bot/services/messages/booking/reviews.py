"""What the expert of a job trial says of a group: asked for when it is over, told to the leader (D1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_booking_of_visit, read_person_names
from bot.db.outbox.queue import withdraw
from bot.db.papers.reviews import read_review
from bot.domain.booking.booking import Booking, Visit
from bot.domain.desk.reviews import ReviewView
from bot.domain.model import (
    BookingId,
    PersonId,
    Priority,
    ProgrammeKind,
    SessionId,
    SiteId,
    VisitId,
    VisitStatus,
)
from bot.domain.papers.review import ExpertReview, Scale, last_review_day
from bot.domain.time.local_time import utc_at
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.booking.papers import MARKED_LATE
from bot.services.messages.message import AnyMessage, Change, Message, ToOne
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later, tell, tell_anew, with_copies
from bot.services.transaction import Tx

WRITTEN_WITHIN = timedelta(minutes=10)
"""So long after the last scale the expert has for the sentence, before the leader is told."""
TOLD_WITHIN = timedelta(days=14)


def review_view(tx: Tx, booking: Booking, visit: Visit) -> ReviewView:
    """What is said of a group so far; whether it may be read is the caller's."""
    site, programme = tx.catalogue.site(visit.site_id), tx.catalogue.programme(visit.programme_id)
    review = read_review(tx.connection, visit.id)
    authors = () if review is None or review.written_by is None else (review.written_by,)
    until = utc_at(
        last_review_day(visit, site.timezone) + timedelta(days=1), time(0), ZoneInfo(site.timezone)
    )
    judged = programme.kind is ProgrammeKind.TRIAL and visit.status is VisitStatus.ARRIVED
    return ReviewView(
        site=site,
        programme=programme,
        booking=booking,
        visit=visit,
        review=review,
        may_write=judged and visit.ends_at <= tx.now < until,
        asks=Scale.INTEREST if review is None else review.missing,
        by=next(iter(read_person_names(tx.connection, authors).values()), None),
    )


@dataclass(frozen=True, slots=True)
class _OfGroup(Message[ReviewView]):
    """About one group of a job trial."""

    booking_id: BookingId
    visit_id: VisitId

    def identity(self) -> tuple[object, ...]:
        return (self.visit_id,)

    def prefix(self) -> str:
        return f"{self.kind}:{self.visit_id}:"

    def _view(self, tx: Tx) -> ReviewView | None:
        booking = read_booking_of_visit(tx.connection, self.visit_id)
        visits = () if booking is None else booking.visits
        visit = next((each for each in visits if each.id == self.visit_id), None)
        return None if booking is None or visit is None else review_view(tx, booking, visit)


@dataclass(frozen=True, slots=True)
class ReviewAsked(_OfGroup):
    """«Как работала группа?», once, when the trial is over, to whoever works with its groups."""

    kind = "host.review"
    urgency = Urgency.VISIT
    priority = Priority.REMINDER

    site_id: SiteId
    session_id: SessionId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.experts_of(self.site_id, self.session_id)

    def load(self, tx: Tx) -> ReviewView | None:
        view = self._view(tx)
        return view if view is not None and view.may_write and view.complete is None else None


@dataclass(frozen=True, slots=True)
class ReviewAnswered(Change[ReviewView], _OfGroup):
    """All copies of the question show what was answered. ``change`` tells one answer from the others."""

    kind = "host.review.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    site_id: SiteId
    session_id: SessionId
    change: str = ""

    def identity(self) -> tuple[object, ...]:
        return (self.visit_id, self.change)

    def changes(self) -> ReviewAsked:
        return ReviewAsked(self.booking_id, self.visit_id, self.site_id, self.session_id)

    def load(self, tx: Tx) -> ReviewView | None:
        return self._view(tx)


@dataclass(frozen=True, slots=True)
class GroupReviewed(_OfGroup, ToOne[ReviewView]):
    """What the expert says, to the leader."""

    kind = "visit.review"
    urgency = Urgency.STATUS
    priority = Priority.REMINDER

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def prefix(self) -> str:
        return f"{self.kind}:{self.visit_id}"

    def load(self, tx: Tx) -> ReviewView | None:
        view = self._view(tx)
        came = view is not None and view.visit.status is VisitStatus.ARRIVED
        return view if came and view is not None and view.complete is not None else None


@dataclass(frozen=True, slots=True)
class GroupReviewChanged(Change[ReviewView], _OfGroup, ToOne[ReviewView]):
    """The leader's message shows what was corrected. ``change`` tells one correction from the others."""

    kind = "visit.review.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    change: str = ""

    def identity(self) -> tuple[object, ...]:
        return (self.visit_id, self.change)

    def changes(self) -> GroupReviewed:
        return GroupReviewed(self.booking_id, self.visit_id)

    def load(self, tx: Tx) -> ReviewView | None:
        return self._view(tx)


def _asked(visit: Visit) -> ReviewAsked:
    return ReviewAsked(visit.booking_id, visit.id, visit.site_id, visit.session_id)


def _changes(tx: Tx, visit: Visit, review: ExpertReview | None) -> list[AnyMessage]:
    """What is said now, in every chat that shows it; within a second more than one thing may be."""
    scores = "" if review is None else "".join(map(str, review.said.values()))
    change = f"{tx.now:%m%d%H%M%S}-{visit.status}-{scores}"
    answered = ReviewAnswered(visit.booking_id, visit.id, visit.site_id, visit.session_id, change)
    return with_copies(tx, [answered, GroupReviewChanged(visit.booking_id, visit.id, change)])


def _told_to_leader(tx: Tx, visit: Visit) -> Later:
    due_at = tx.now + WRITTEN_WITHIN
    return Later(GroupReviewed(visit.booking_id, visit.id), due_at, due_at + TOLD_WITHIN)


def follow_mark(tx: Tx, visit: Visit) -> None:
    """After a mark at the gate: a group that came to a job trial is asked about when it is over; of one that
    did not, nothing is asked or told any more. ``visit``: as it is stored now."""
    if tx.catalogue.programme(visit.programme_id).kind is not ProgrammeKind.TRIAL:
        return
    who, asked = Readers(tx.connection), _asked(visit)
    review = read_review(tx.connection, visit.id)
    is_complete = review is not None and review.completed_at is not None
    if visit.status is not VisitStatus.ARRIVED:
        told = GroupReviewed(visit.booking_id, visit.id)
        people = {*asked.readers(who), *told.readers(who)}
        withdraw(tx.connection, sorted(people), [asked.prefix(), told.prefix()])
    elif is_complete:
        tell_anew(tx, _told_to_leader(tx, visit), who=who)
    else:
        due_at = visit.ends_at if tx.now < visit.ends_at else tx.now + MARKED_LATE
        zone = ZoneInfo(tx.catalogue.site(visit.site_id).timezone)
        until = utc_at(last_review_day(visit, zone.key) + timedelta(days=1), time(0), zone)
        tell_anew(tx, Later(asked, due_at, until), who=who)
    if is_complete:
        tell(tx, *_changes(tx, visit, review), who=who)


def tell_review(tx: Tx, visit: Visit, *, first: bool) -> None:
    """After the expert has said something. ``first``: all scales are judged now; the leader is told."""
    who = Readers(tx.connection)
    tell(tx, *_changes(tx, visit, read_review(tx.connection, visit.id)), who=who)
    if first:
        tell(tx, _told_to_leader(tx, visit), who=who)
