"""What the screens of a site's people show: values that use cases read and screens render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.booking.availability import Option, SessionFacts
from bot.domain.booking.booking import Booking, Turnout, Visit, status_of_all
from bot.domain.booking.duties import Duty
from bot.domain.booking.no_shows import waits_manually
from bot.domain.booking.offers.views import OfferView
from bot.domain.booking.takers import Takers
from bot.domain.booking.transitions import ApplicationEvent
from bot.domain.catalogue.catalogue import Programme, Region, Route, Site
from bot.domain.catalogue.minimum import Group
from bot.domain.desk.closure import Closure
from bot.domain.enquiries.enquiry import Enquiry
from bot.domain.forms import NewSessionForm, PeriodForm, SessionChangeForm
from bot.domain.model import (
    DraftId,
    GuideAnyway,
    GuideState,
    HostReason,
    PersonId,
    ProgrammeId,
    Role,
    SessionId,
    VisitStatus,
)
from bot.domain.pages import Page
from bot.domain.placements.application import Application
from bot.domain.placements.ending import PlacementEnd
from bot.domain.placements.views import Stage, stage_of
from bot.domain.refusal import Refusal
from bot.domain.time.local_time import local_day
from bot.domain.time.quiet_hours import About

REASONS_TO_DECLINE: tuple[HostReason, ...] = tuple(
    reason for reason in HostReason if reason not in {HostReason.ANOTHER_TIME, HostReason.TOO_FEW}
)
REASONS_TO_CLOSE: tuple[HostReason, ...] = tuple(
    reason for reason in REASONS_TO_DECLINE if reason is not HostReason.PARTY_UNSUITABLE
)
REASONS_TO_DECLINE_APPLICANTS: tuple[HostReason, ...] = (
    HostReason.PARTY_UNSUITABLE,
    HostReason.NO_GUIDE,
    HostReason.REPAIR,
    HostReason.SECURITY,
    HostReason.INSPECTION,
    HostReason.QUARANTINE,
)


class Outcome(StrEnum):
    """What a tap did: nothing but a look, the change itself, the same change again, or too late for it."""

    SHOWN = "shown"
    DONE = "done"
    REPEATED = "repeated"
    DECIDED_BEFORE = "decided_before"
    RESIZED = "resized"
    RETIMED = "retimed"
    GUIDED = "guided"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class RequestView:
    """A booking as one site sees it. ``names``: of those who decided."""

    booking: Booking
    site: Site
    programmes: Mapping[ProgrammeId, Programme]
    names: Mapping[PersonId, str | None]
    now: datetime
    outcome: Outcome = Outcome.SHOWN
    duties: tuple[Duty, ...] = ()
    """Of the booking at this site."""
    background: Background | None = None
    """What helps to decide, as long as it awaits an answer."""
    enquiries: tuple[Enquiry, ...] = ()
    """What the site has asked its leader, oldest first (E2)."""
    route: Route | None = None
    """Whose stop it is (C3)."""

    @property
    def visits(self) -> tuple[Visit, ...]:
        return self.booking.at(self.site.id)

    @property
    def about(self) -> About:
        return About(self.site, min(each.starts_at for each in self.visits))

    @property
    def awaits_answer(self) -> bool:
        """Whether the site can still answer; a deadline is evaluated when it is read."""
        return any(is_awaited(each, self.now) for each in self.visits)

    @property
    def manual(self) -> bool:
        """Whether the site is asked only since the party has been missing before: it confirms others at
        once."""
        return self.awaits_answer and waits_manually(self.visits)

    @property
    def to_call_off(self) -> tuple[Visit, ...]:
        """Confirmed and yet to begin: the site can still call them off."""
        return tuple(
            each for each in self.visits if each.status is VisitStatus.CONFIRMED and each.starts_at > self.now
        )

    @property
    def may_ask(self) -> bool:
        """Whether there is still something to ask its leader."""
        return any(may_be_talked_of(each, self.now) for each in self.visits)

    @property
    def status(self) -> VisitStatus:
        """The state of the site's part of the booking; a pending one past its time is expired."""
        found = status_of_all(self.visits)
        if found is VisitStatus.PENDING and not self.awaits_answer:
            return VisitStatus.EXPIRED
        return found

    @property
    def decided(self) -> Visit | None:
        """The visit whose end is that of the whole, and on which somebody decided, if any."""
        return next(
            (each for each in self.visits if each.decided_by is not None and each.status is self.status), None
        )

    @property
    def ended_alike(self) -> bool:
        """Whether one state and reason is true of all its visits."""
        return len({(each.status, each.reason) for each in self.visits}) == 1


@dataclass(frozen=True, slots=True)
class NoView:
    """A request to which a host is about to say no. ``line``: what was typed to go with the reason."""

    request: RequestView
    calls_off: bool
    line: str | None = None
    refusal: Refusal | None = None

    @property
    def is_over(self) -> bool:
        return not (self.request.to_call_off if self.calls_off else self.request.awaits_answer)


@dataclass(frozen=True, slots=True)
class DatesView:
    """Other times that a site could name for a request, soonest first; ``chosen``: by their first session."""

    request: RequestView
    options: tuple[Option, ...]
    chosen: tuple[SessionId, ...]
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Background:
    """What helps to decide about a request (E12). ``here`` and ``elsewhere``: how often its organisation came
    to the site, and to others of the region, since ``since``. ``alike``: visits of the same grade of it that
    have seats here within some weeks, each with its booking. ``before``, ``after``: who comes just before and
    after on the day."""

    since: date
    here: Turnout
    elsewhere: Turnout
    alike: tuple[tuple[Booking, Visit], ...]
    before: tuple[Booking, Visit] | None
    after: tuple[Booking, Visit] | None


def may_be_talked_of(visit: Visit, now: datetime) -> bool:
    """Whether a site and a leader have anything to ask each other: the visit stands, and is not over."""
    return visit.status.takes_seats and visit.status is not VisitStatus.NO_SHOW and visit.ends_at > now


def is_awaited(visit: Visit, now: datetime) -> bool:
    return visit.status is VisitStatus.PENDING and (visit.expires_at is None or visit.expires_at > now)


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """A placement application with the intakes that were asked for."""

    application: Application
    site: Site
    programme: Programme
    intakes: tuple[SessionFacts, ...]
    """The first and, if given, the second wanted date; then another one in which it has a place."""
    names: Mapping[PersonId, str | None]
    now: datetime
    outcome: Outcome = Outcome.SHOWN
    school: str | None = None
    """Of a teacher who applies for a pupil, as far as it is known from their classes."""
    end: PlacementEnd | None = None
    """What the site says of a placement that is over."""

    @property
    def in_selection(self) -> bool:
        """Whether the site has still to choose."""
        return self.application.status.in_selection

    @property
    def awaits_answer(self) -> bool:
        """Whether the site has still to say what becomes of it."""
        return self.application.status.awaits_word

    @property
    def is_over(self) -> bool:
        """Whether it was accepted, and its placement has ended."""
        return stage_of(self.application, self.intakes, self.now) is Stage.FINISHED

    @property
    def about(self) -> About:
        return About(self.site)


@dataclass(frozen=True, slots=True)
class PreviewView:
    """A step that a host is about to take: what the applicant would be told, by the ``kind`` of the message.

    ``told``: the application as it would be; ``language`` and ``zone``: the applicant's.
    """

    shown: ApplicationView
    event: ApplicationEvent
    kind: str
    told: ApplicationView
    language: str
    zone: str | None


@dataclass(frozen=True, slots=True)
class TalkView:
    """An invitation to a talk that is being made: the application while nothing was said of the time, then
    what the applicant would read. ``key``: of what is shown, in callback data."""

    draft_id: DraftId
    shown: ApplicationView | PreviewView
    key: str


@dataclass(frozen=True, slots=True)
class OtherDatesView:
    """Intakes that could be offered to an applicant who asked for others."""

    shown: ApplicationView
    intakes: tuple[SessionFacts, ...]


@dataclass(frozen=True, slots=True)
class SilentGuide:
    """``name``: of whoever was asked to lead a session and has not answered."""

    session: SessionFacts
    programme: Programme
    name: str | None


@dataclass(frozen=True, slots=True)
class DeskSite:
    """One site on somebody's desk, with what waits there."""

    site: Site
    role: Role
    waiting: int
    """Requests and applications without an answer; 0 for those who do not answer them."""
    today: int
    """Groups that come today."""
    published: bool = True
    """Whether visitors see the site; nobody can book at a hidden one."""
    to_choose: int = 0
    """Applicants for placements from whom those who answer have to choose."""
    silent: tuple[SilentGuide, ...] = ()
    """Who was asked to lead what comes on the next working day or sooner, and says nothing."""


@dataclass(frozen=True, slots=True)
class DeskView:
    sites: tuple[DeskSite, ...]
    chosen: DeskSite | None
    """The site whose desk is shown; None: first choose one of several."""
    coordinates: bool
    name_known: bool
    leads: int = 0
    """Sessions ahead that the reader leads, or is asked to lead (E7)."""

    @property
    def waiting(self) -> int:
        return sum(each.waiting for each in self.sites)


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A request, an application or a visitor's question that awaits an answer: one of the three is there.
    ``move``: the other time that is asked for, where the booking has been confirmed (B9)."""

    site: Site
    programme: Programme
    created_at: datetime
    due_at: datetime
    booking: Booking | None = None
    application: Application | None = None
    enquiry: Enquiry | None = None
    move: OfferView | None = None


@dataclass(frozen=True, slots=True)
class QueueView:
    """One page of what awaits an answer, oldest first."""

    entries: tuple[QueueEntry, ...]
    total: int
    page: int
    pages: int
    site: Site | None
    """The only site asked about; None for all of one's own."""
    several_sites: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Guiding:
    """Who leads a session or is asked to; ``asked_at`` tells one time of asking from the others. ``anyway``:
    why they have it although another session of theirs is too near (E7)."""

    person_id: PersonId
    name: str | None
    state: GuideState
    asked_at: datetime
    anyway: GuideAnyway | None = None

    @property
    def key(self) -> str:
        """In callback data: another one when somebody else was asked, or the same once more."""
        return f"{self.asked_at:%d%H%M%S}"


@dataclass(frozen=True, slots=True)
class DayEntry:
    booking: Booking
    visit: Visit
    programme: Programme
    guide: Guiding | None = None
    """On the list of a day: who leads its session, or is asked to."""


@dataclass(frozen=True, slots=True)
class DayView:
    """Who comes to a site on a local day, in order of start."""

    site: Site
    day: date
    today: date
    role: Role
    entries: tuple[DayEntry, ...]
    now: datetime | None = None
    """When it was read: whether a group that came is still there."""
    has_guides: bool = False
    """Whether the site has guides, so that a session without one is worth saying."""

    @property
    def about(self) -> About:
        return About(self.site)


@dataclass(frozen=True, slots=True)
class ComingView:
    """One page of the groups that are still to come to a site, from today on, soonest first."""

    site: Site
    page: Page[DayEntry]
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class VisitView:
    """One group at the gate, and what its reader may do with it now."""

    site: Site
    programme: Programme
    booking: Booking
    visit: Visit
    role: Role
    today: date
    now: datetime
    may_mark: bool
    """Arrival can be marked or changed: it is the day of the visit, or a few days later."""
    may_miss: bool
    """«Не приехали» is possible: half an hour after the start, for those who answer requests."""
    may_undo: bool
    may_ask: bool = False
    """«Никого нет» is possible: half an hour after the start, until the end, once."""
    may_review: bool = False
    """It came to a job trial, which is over: its expert says how it was, or has said."""
    marked_by: str | None = None
    """The name of whoever made the present mark, if they gave one."""
    duties: tuple[Duty, ...] = ()
    """Of a class at this site: its list, its bus."""
    wanted: int | None = None
    """How many a tap of an older copy would have marked, 0 for «Не приехали», instead of what is marked."""
    outcome: Outcome = Outcome.SHOWN

    @property
    def last_mark_day(self) -> date:
        """The last local day on which its reader may mark the group."""
        day = local_day(self.visit.starts_at, ZoneInfo(self.site.timezone))
        return last_mark_day(day, self.role)

    @property
    def is_too_late(self) -> bool:
        return self.today > self.last_mark_day


LATE_MARK_DAYS = 7
"""So long those who answer requests can still say who came: the report counts what was marked."""


def last_mark_day(day: date, role: Role) -> date:
    """The gate marks on the day of the visit; owner and staff some days longer."""
    return day + timedelta(days=LATE_MARK_DAYS) if role in {Role.OWNER, Role.STAFF} else day


@dataclass(frozen=True, slots=True)
class ScanView:
    """The group whose arrival code was typed or scanned. ``early``: its hour is another one, so that nothing
    was marked."""

    seen: VisitView
    early: bool = False


@dataclass(frozen=True, slots=True)
class CodeView:
    """The question for arrival codes of a site; ``seen`` is the group whose code was typed last."""

    site: Site
    draft_id: DraftId
    seen: VisitView | None = None
    early: bool = False
    """It is of another hour and was not marked."""


@dataclass(frozen=True, slots=True)
class SessionEntry:
    session: SessionFacts
    programme: Programme


@dataclass(frozen=True, slots=True)
class SessionsView:
    """Sessions of a site on the seven days from ``first``."""

    site: Site
    first: date
    today: date
    entries: tuple[SessionEntry, ...]
    more: bool
    """Whether there are sessions later still."""
    closures: tuple[Closure, ...] = ()
    """Closed days that are not over."""


@dataclass(frozen=True, slots=True)
class SessionView:
    site: Site
    programme: Programme
    session: SessionFacts
    closed_reason: str | None
    groups: int
    """Groups and accepted applicants who have seats in it."""
    people: int
    now: datetime
    outcome: Outcome = Outcome.SHOWN
    reason: HostReason | None = None
    """The reason that was chosen and still has to be agreed to."""
    takers: Takers | None = None
    """Who can book it, while it is ahead."""
    waiting: int = 0
    """Parties on the waiting list of its day."""
    by_rule: bool = False
    """A weekly rule makes it, which its reader may change."""
    coming: tuple[DayEntry, ...] = ()
    """The groups that have seats in it."""
    clash: SessionEntry | None = None
    """Another session of the site that stands in its way (E11)."""
    guide: Guiding | None = None
    """Who leads it, or is asked to (E7)."""


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """What would be opened (UTC), as understood from what was typed; ``key``: its time in callback data."""

    starts_at: datetime
    ends_at: datetime
    takers: Takers
    key: str
    group: Group | None = None
    """The group that it would need (C2)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Whom closing some days hits: open sessions, the groups in them soonest first, applicants with a place.
    ``key``: in callback data, another one when others are hit."""

    sessions: int
    coming: tuple[DayEntry, ...]
    applicants: int

    @property
    def groups(self) -> int:
        """Parties: subgroups of one are one."""
        return len({each.booking.id for each in self.coming}) + self.applicants

    @property
    def people(self) -> int:
        return sum(each.visit.seats for each in self.coming) + self.applicants

    @property
    def key(self) -> str:
        return f"{self.groups}.{self.people}"


@dataclass(frozen=True, slots=True)
class PeriodView:
    """Days that are to be closed. ``page``: the Monday with which the calendar begins; ``hit``: as soon as
    days and reason are known."""

    draft_id: DraftId
    form: PeriodForm
    site: Site
    today: date
    page: date
    last_day: date
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class ClosuresView:
    """The closed days of a site that are not over. ``done``: the one that was just closed or opened, with
    ``hit``, and in how many sessions somebody is still to be told (``left``)."""

    site: Site
    closures: tuple[Closure, ...]
    done: Closure | None = None
    hit: Hit | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class NewTime:
    """When a session would be (UTC), as understood from what was typed; ``key``: in callback data."""

    starts_at: datetime
    ends_at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class SessionChangeView:
    """One session of which something is changed. ``most``: seats that it may have. ``planned``: its new time,
    to be agreed to."""

    draft_id: DraftId
    form: SessionChangeForm
    shown: SessionView
    most: int
    planned: NewTime | None = None


@dataclass(frozen=True, slots=True)
class NewSessionView:
    """A session that is being added: programme, day, time."""

    draft_id: DraftId
    form: NewSessionForm
    site: Site
    programmes: tuple[Programme, ...]
    today: date
    first: date
    """First day of the four weeks that the calendar shows, a Monday."""
    last_day: date
    on_day: tuple[SessionFacts, ...]
    """Sessions that the programme has on the chosen day."""
    planned: PlannedSession | None = None
    """To be agreed to."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a live role at a site."""

    person_id: PersonId
    role: Role
    name: str | None
    phone: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class PeopleView:
    """People of a site. ``invite_key``: operation key for the next invitation link."""

    site: Site
    people: tuple[Member, ...]
    reader: PersonId
    may_change: bool
    coordinates: bool
    invite_key: str
    removed: Member | None = None


@dataclass(frozen=True, slots=True)
class InvitationView:
    """A one-time link to forward: ``payload`` goes after ``/start``."""

    role: Role
    region: Region
    site: Site | None
    payload: str
    expires_at: datetime
    timezone: str
    used: bool


@dataclass(frozen=True, slots=True)
class WelcomeView:
    """A role that was taken up; ``kept``: the reader had as much before, the link stays unused."""

    role: Role
    region: Region
    site: Site | None
    kept: bool
    name_known: bool


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody left a site, or had left it before."""

    site: Site
