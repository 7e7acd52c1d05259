"""Questions and answers: of sites to leaders (E2), of visitors to sites (E3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.enquiries.enquiry import Enquiry
from bot.domain.enquiries.views import EnquiryView, LateEnquiryView
from bot.domain.messages.views import OverdueView, UnattendedView
from bot.domain.model import BookingId, EnquiryId, EnquiryState, PersonId, Priority, Role, SiteId
from bot.domain.time.quiet_hours import Urgency
from bot.services.enquiries.reading import may_talk, present_view, queued_enquiry
from bot.services.messages.booking.requests import RequestChanged
from bot.services.messages.message import AnyMessage, Change, Message, ToOne, V_co
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.messages.tell import Later, with_copies
from bot.services.transaction import Tx

# --- a site asks the leader of a booking ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeaderAsked(ToOne[EnquiryView]):
    """A site's question; not told any more when it was answered, or the visit called off."""

    kind = "booking.asked"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    enquiry_id: EnquiryId
    booking_id: BookingId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def load(self, tx: Tx) -> EnquiryView | None:
        view = present_view(tx, self.enquiry_id)
        if view is None or view.booking is None or not view.enquiry.is_open:
            return None
        return view if may_talk(tx, view.booking, view.site.id) else None


@dataclass(frozen=True, slots=True)
class LeaderAskedChanged(Change[EnquiryView], ToOne[EnquiryView]):
    """The leader's copy shows the answer, so that nobody wonders whether it was sent."""

    kind = "booking.asked.update"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER

    enquiry_id: EnquiryId
    booking_id: BookingId
    change: str = ""

    def changes(self) -> LeaderAsked:
        return LeaderAsked(self.enquiry_id, self.booking_id)

    def load(self, tx: Tx) -> EnquiryView | None:
        return present_view(tx, self.enquiry_id)


@dataclass(frozen=True, slots=True)
class LeaderAnswered(Message[EnquiryView]):
    """Question and answer to all who answer requests at the site; again when something is ``added``."""

    kind = "host.answer"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    enquiry_id: EnquiryId
    booking_id: BookingId
    site_id: SiteId
    added: int = 0

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING)

    def load(self, tx: Tx) -> EnquiryView | None:
        view = present_view(tx, self.enquiry_id)
        # What was added meanwhile is told by a message of its own, which says all of it.
        return None if view is None or view.enquiry.additions != self.added else view


def about_question_to_leader(
    tx: Tx, enquiry_id: EnquiryId, booking_id: BookingId, site_id: SiteId, until: datetime, who: Readers
) -> Iterator[AnyMessage | Later]:
    """The question, until the visit is over (UTC); the copies of the request show it to colleagues."""
    yield Later(LeaderAsked(enquiry_id, booking_id), until=until)
    yield from _copies_of_request(tx, booking_id, site_id, f"asked-{enquiry_id}", who)


def _copies_of_request(
    tx: Tx, booking_id: BookingId, site_id: SiteId, change: str, who: Readers
) -> list[AnyMessage]:
    return with_copies(tx, [RequestChanged(booking_id, site_id, change)], who)


# --- a visitor asks a site -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _OfEnquiry(Message[V_co]):
    """To those who answer at the site that was asked."""

    enquiry_id: EnquiryId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(who.site_of_enquiry(self.enquiry_id), ANSWERING)

    def _open(self, tx: Tx) -> EnquiryView | None:
        view = present_view(tx, self.enquiry_id)
        return None if view is None or not view.enquiry.is_open else view


@dataclass(frozen=True, slots=True)
class EnquiryNotice(_OfEnquiry[EnquiryView]):
    """A new question. One that a colleague has answered meanwhile shows that; one that was taken back is not
    told of."""

    kind = "host.enquiry"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    def load(self, tx: Tx) -> EnquiryView | None:
        view = present_view(tx, self.enquiry_id)
        return None if view is None or view.enquiry.state is EnquiryState.WITHDRAWN else view


@dataclass(frozen=True, slots=True)
class EnquiryChanged(_OfEnquiry[EnquiryView]):
    """All copies show what became of it. ``change`` tells one change from the others."""

    kind = "host.enquiry.update"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    change: str = ""

    def changes(self) -> EnquiryNotice:
        return EnquiryNotice(self.enquiry_id)

    def load(self, tx: Tx) -> EnquiryView | None:
        return present_view(tx, self.enquiry_id)


@dataclass(frozen=True, slots=True)
class EnquiryUnanswered(_OfEnquiry[LateEnquiryView]):
    """All who answer are reminded after one working day, owners after two."""

    kind = "host.enquiry.late"
    urgency = Urgency.NEWS
    priority = Priority.REMINDER

    working_days: int = 1

    def readers(self, who: Readers) -> Collection[PersonId]:
        roles = ANSWERING if self.working_days == 1 else (Role.OWNER,)
        return who.at(who.site_of_enquiry(self.enquiry_id), roles)

    def load(self, tx: Tx) -> LateEnquiryView | None:
        view = self._open(tx)
        return None if view is None else LateEnquiryView(view, self.working_days)


@dataclass(frozen=True, slots=True)
class EnquiryReminderChanged(Change[EnquiryView], _OfEnquiry[EnquiryView]):
    """A reminder shows what became of the question."""

    kind = "host.enquiry.late.update"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    working_days: int = 1
    change: str = ""

    def changes(self) -> EnquiryUnanswered:
        return EnquiryUnanswered(self.enquiry_id, self.working_days)

    def load(self, tx: Tx) -> EnquiryView | None:
        return present_view(tx, self.enquiry_id)


@dataclass(frozen=True, slots=True)
class EnquiryOverdue(_OfEnquiry[OverdueView]):
    """The answer is due now, and nobody gave it."""

    kind = "region.enquiry.late"
    urgency = Urgency.NEWS
    priority = Priority.CHANGE

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators_at(who.site_of_enquiry(self.enquiry_id))

    def load(self, tx: Tx) -> OverdueView | None:
        view = self._open(tx)
        return None if view is None else OverdueView(queued_enquiry(tx, view.enquiry), "", None, tx.now)


@dataclass(frozen=True, slots=True)
class EnquiryOverdueChanged(Change[EnquiryView], _OfEnquiry[EnquiryView]):
    """The coordinators' notice shows what became of the question."""

    kind = "region.enquiry.late.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    change: str = ""

    def changes(self) -> EnquiryOverdue:
        return EnquiryOverdue(self.enquiry_id)

    def load(self, tx: Tx) -> EnquiryView | None:
        return present_view(tx, self.enquiry_id)


@dataclass(frozen=True, slots=True)
class EnquiryUnattended(_OfEnquiry[UnattendedView]):
    """A question reaches nobody at its site: coordinators are told at once."""

    kind = "region.enquiry.unattended"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators_at(who.site_of_enquiry(self.enquiry_id))

    def load(self, tx: Tx) -> UnattendedView | None:
        view = self._open(tx)
        if view is None or Readers(tx.connection).is_attended(view.site.id, view.enquiry.asked_at):
            return None
        return UnattendedView(queued_enquiry(tx, view.enquiry), None, tx.now, waits=True)


@dataclass(frozen=True, slots=True)
class EnquiryUnattendedChanged(
    Change[UnattendedView | EnquiryView], _OfEnquiry[UnattendedView | EnquiryView]
):
    """The coordinators' notice: the same as long as nobody is there who could be told, then what became of
    the question."""

    kind = "region.enquiry.unattended.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    change: str = ""

    def changes(self) -> EnquiryUnattended:
        return EnquiryUnattended(self.enquiry_id)

    def load(self, tx: Tx) -> UnattendedView | EnquiryView | None:
        return self.changes().load(tx) or present_view(tx, self.enquiry_id)


@dataclass(frozen=True, slots=True)
class EnquiryAnswered(_OfEnquiry[EnquiryView], ToOne[EnquiryView]):
    """The site's answer, to whoever asked; again when something is ``added``."""

    kind = "enquiry.answered"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    added: int = 0

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.asker(self.enquiry_id)

    def load(self, tx: Tx) -> EnquiryView | None:
        view = present_view(tx, self.enquiry_id)
        return None if view is None or view.enquiry.additions != self.added else view


@dataclass(frozen=True, slots=True)
class EnquiryClosed(_OfEnquiry[EnquiryView], ToOne[EnquiryView]):
    """The site answers nothing."""

    kind = "enquiry.closed"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.asker(self.enquiry_id)

    def load(self, tx: Tx) -> EnquiryView | None:
        view = present_view(tx, self.enquiry_id)
        return None if view is None or view.enquiry.state is not EnquiryState.CLOSED else view


def about_new(
    enquiry_id: EnquiryId, moments: Sequence[datetime], due_at: datetime, *, attended: bool
) -> Iterator[AnyMessage | Later]:
    """What a new question has told: those who answer at once, again after one and two working days, and the
    coordinators when it is due, as long as nobody answers; at once where nobody could be told. Moments are
    UTC."""
    yield EnquiryNotice(enquiry_id)
    if not attended:
        yield EnquiryUnattended(enquiry_id)
    for number, moment in enumerate(moments[:2], start=1):
        if moment < due_at:
            yield Later(EnquiryUnanswered(enquiry_id, number), moment)
    yield Later(EnquiryOverdue(enquiry_id), due_at)


def about_end(tx: Tx, enquiry_id: EnquiryId, state: EnquiryState) -> list[AnyMessage]:
    """A visitor's question has ended without an answer: all copies show it, and whoever asked is told of what
    they did not do themselves."""
    told: list[AnyMessage] = [EnquiryClosed(enquiry_id)] if state is EnquiryState.CLOSED else []
    return [*told, *_copies(tx, enquiry_id, state.value)]


def about_answer(tx: Tx, found: Enquiry) -> list[AnyMessage]:
    """An answer, or what was added to it, goes to whoever asked; all copies of the question show it."""
    change = f"answered-{found.additions}"
    if found.booking_id is None:
        return [EnquiryAnswered(found.id, found.additions), *_copies(tx, found.id, change)]
    about = found.id, found.booking_id
    who = Readers(tx.connection)
    return [
        LeaderAnswered(*about, found.site_id, found.additions),
        *with_copies(tx, [LeaderAskedChanged(*about, change)], who),
        *_copies_of_request(tx, found.booking_id, found.site_id, f"{change}-{found.id}", who),
    ]


def _copies(tx: Tx, enquiry_id: EnquiryId, change: str) -> list[AnyMessage]:
    return with_copies(
        tx,
        [
            EnquiryChanged(enquiry_id, change),
            EnquiryReminderChanged(enquiry_id, 1, change),
            EnquiryReminderChanged(enquiry_id, 2, change),
            EnquiryOverdueChanged(enquiry_id, change),
            EnquiryUnattendedChanged(enquiry_id, change),
        ],
    )
