"""What messages that the bot starts show, a view for each sort; none where nothing is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.duties import Duty
from bot.domain.booking.offers.views import OfferView, WaitingView
from bot.domain.booking.views import BookingView
from bot.domain.catalogue.catalogue import Programme, Region, Route, Site
from bot.domain.catalogue.minimum import Group
from bot.domain.desk.views import ApplicationView, QueueEntry, RequestView, SessionEntry
from bot.domain.model import DraftId, Publication, Role, VisitStatus
from bot.domain.papers.kinds import PaperKind
from bot.domain.people.access import Contact, Post
from bot.domain.refusal import OtherSession
from bot.domain.time.local_time import local_day
from bot.domain.time.quiet_hours import About, TellsAbout


@dataclass(frozen=True, slots=True)
class PartView:
    """Visits of a booking at one site that the message is about, in order; at least one."""

    booking: Booking
    site: Site
    programme: Programme
    visits: tuple[Visit, ...]
    now: datetime
    others: tuple[PartView, ...] = ()
    """The rest of the day at the other sites of a route."""
    may_recount: bool = False
    """The leader can still say that another number comes."""

    @property
    def about(self) -> About:
        return About(self.site, min(each.starts_at for each in self.visits))

    @property
    def first(self) -> Visit:
        return self.visits[0]

    @property
    def starts(self) -> tuple[datetime, ...]:
        """When each of the visits begins (UTC)."""
        return tuple(each.starts_at for each in self.visits)

    @property
    def day(self) -> date:
        """The local day of the first visit."""
        return local_day(self.first.starts_at, ZoneInfo(self.site.timezone))


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty of the booking that a message is about; ``duties``: all of them."""

    part: PartView
    duties: tuple[Duty, ...]
    duty: Duty

    @property
    def about(self) -> About:
        return self.part.about


@dataclass(frozen=True, slots=True)
class ReminderView:
    """What somebody was reminded of, or asked, about a visit, as it is now. ``kind``: of that message;
    ``starts_at`` (UTC): the start for which it was sent; ``still``: what it goes on saying, or a duty that is
    done by now; None: it is over. ``marked_by``: the name of whoever marked the group."""

    kind: str
    part: PartView
    starts_at: datetime
    still: PartView | DutyView | None
    marked_by: str | None = None
    others: tuple[PartView, ...] = ()
    """The other visits that the message was about, where something else has become of them."""

    @property
    def about(self) -> About:
        return self.part.about

    @property
    def is_moved(self) -> bool:
        """The visit begins at another time, or its people go with another one."""
        visit = self.part.first
        stands = visit.status in {VisitStatus.PENDING, VisitStatus.CONFIRMED}
        return visit.status is VisitStatus.MOVED or (stands and visit.starts_at != self.starts_at)


@dataclass(frozen=True, slots=True)
class RecountedView:
    """A party with its new numbers; ``before``: how many it was."""

    part: PartView
    before: int

    @property
    def about(self) -> About:
        return self.part.about


@dataclass(frozen=True, slots=True)
class NumbersAskedView:
    """Other numbers that the host is asked for; ``waits``: for the answer; ``granted``: what it was."""

    part: PartView
    children: int
    adults: int
    version: int
    waits: bool
    granted: bool | None = None
    outdated: tuple[PaperKind, ...] = ()
    """Papers that were printed for other numbers (B14)."""

    @property
    def about(self) -> About:
        return self.part.about


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A choice at another programme."""

    way: OtherSession
    site: Site
    programme: Programme


@dataclass(frozen=True, slots=True)
class RefusedView:
    """A no, and up to three choices that the same party has instead, soonest first; ``elsewhere``: of other
    programmes, where the reason leaves nothing of this one. ``other_day``: whether this programme may have
    another day for them."""

    part: PartView
    alternatives: tuple[OtherSession, ...]
    elsewhere: tuple[Elsewhere, ...] = ()
    other_day: bool = True
    kept: OfferView | None = None
    """What is kept for them instead, and then the only choices; or what they took of it."""

    @property
    def about(self) -> About:
        return self.part.about


@dataclass(frozen=True, slots=True)
class RetimedView:
    """A visit that the site receives at another time; ``before`` (UTC): when it began until now."""

    part: PartView
    before: datetime
    outdated: tuple[PaperKind, ...] = ()
    """Papers that were printed with the other time (B14)."""

    @property
    def about(self) -> About:
        return self.part.about


@dataclass(frozen=True, slots=True)
class UnansweredRequestView:
    """A request that has waited for its answer so many working days."""

    request: RequestView
    working_days: int

    @property
    def about(self) -> About:
        return self.request.about


@dataclass(frozen=True, slots=True)
class UnansweredApplicationView:
    """An application that has waited for its answer so many working days."""

    shown: ApplicationView
    working_days: int

    @property
    def about(self) -> About:
        return self.shown.about


@dataclass(frozen=True, slots=True)
class OverdueView:
    """A request or an application whose answer is due and was not given. ``visit_start``: of the request."""

    entry: QueueEntry
    reference: str
    visit_start: datetime | None
    now: datetime

    @property
    def about(self) -> About:
        return About(self.entry.site, self.visit_start)


@dataclass(frozen=True, slots=True)
class SessionsView:
    """Sessions of one programme, soonest first; at least one."""

    site: Site
    programme: Programme
    entries: tuple[SessionEntry, ...]

    @property
    def about(self) -> About:
        return About(self.site, self.entries[0].session.starts_at)


@dataclass(frozen=True, slots=True)
class GroupView:
    """The group of a shared session, as its site sees it; ``closed_reason``: why the session is closed, if it
    is."""

    site: Site
    programme: Programme
    session: SessionFacts
    group: Group
    parties: int
    closed_reason: str | None
    now: datetime

    @property
    def about(self) -> About:
        return About(self.site, self.session.starts_at)


@dataclass(frozen=True, slots=True)
class UnattendedView:
    """A request, a booking or an application at a site where nobody can be told of it. ``waits``: for an
    answer."""

    entry: QueueEntry
    visit_start: datetime | None
    now: datetime
    waits: bool

    @property
    def about(self) -> About:
        return About(self.entry.site, self.visit_start)


@dataclass(frozen=True, slots=True)
class PostView:
    """Somebody's role at a site, or in a region; ``place`` is where."""

    post: Post
    place: Site | Region

    @property
    def about(self) -> About:
        return About(self.place)


@dataclass(frozen=True, slots=True)
class HoldExpiredView:
    draft_id: DraftId
    site: Site
    route: Route | None = None
    """Whose stops the form was for, of which ``site`` is the first."""
    moves: Booking | None = None
    """For which another time was held: it has its own."""

    @property
    def about(self) -> About:
        return About(self.site)


@dataclass(frozen=True, slots=True)
class FormEndedView:
    """What became of a form whose hold had run out: ``sent``, or nothing when it was left. ``moves``: the
    booking for which it chose another time."""

    site: Site
    programme: Programme
    sent: BookingView | WaitingView | OfferView | None
    route: Route | None = None
    moves: Booking | None = None

    @property
    def about(self) -> About:
        return About(self.site)


@dataclass(frozen=True, slots=True)
class RegionView:
    """Something of a whole region, or of nobody's in particular; the message itself says it all."""

    region: Region | None

    @property
    def about(self) -> About:
        return About(self.region)


@dataclass(frozen=True, slots=True)
class SiteMovedView:
    """A site that a coordinator has published, hidden or archived. ``by``: who; None: they are deleted.
    ``was_archived``: it came out of the archive. ``upcoming``: visits that are still to come."""

    site: Site
    state: Publication
    was_archived: bool
    by: Contact | None
    upcoming: int

    @property
    def about(self) -> About:
        return About(self.site)


@dataclass(frozen=True, slots=True)
class LateAnswerView:
    """What somebody did that was handled, and whose answer Telegram did not take: the button or the command;
    neither for a text or a contact, which is nobody's to keep."""

    tapped: str | None = None
    command: str | None = None

    @property
    def about(self) -> About:
        return About(None)


@dataclass(frozen=True, slots=True)
class UnreachableView:
    """Somebody to whom the bot cannot write, with what did not arrive, if that is known: ``site``, and the
    ``reference`` of a request. ``role``: theirs at the site; ``asked``: the request is their own."""

    contact: Contact
    region: Region | None
    site: Site | None = None
    reference: str | None = None
    role: Role | None = None
    asked: bool = False

    @property
    def about(self) -> About:
        return About(self.region)


@dataclass(frozen=True, slots=True)
class ForgottenView:
    """A message about somebody who is deleted: what it shows now, as one of this ``kind``; None: nothing but
    the ``reference`` of the request, if it was about one."""

    kind: str
    shown: TellsAbout | None
    reference: str | None
    by_time: bool = False
    """Nobody asked for it: the time was over for which the names were kept."""

    @property
    def about(self) -> About:
        return About(None) if self.shown is None else self.shown.about


@dataclass(frozen=True, slots=True)
class DataGoSoonView:
    """When somebody's data are deleted if they say nothing (UTC)."""

    goes_at: datetime
    region: Region | None

    @property
    def about(self) -> About:
        return About(self.region)


@dataclass(frozen=True, slots=True)
class AuditView:
    """What the nightly count found: ``about_seats`` of the differences are about seats."""

    region: Region | None
    claims: int
    seats: int
    differences: int
    about_seats: int

    @property
    def about(self) -> About:
        return About(self.region)
