"""Ids, enumerations and small value types: the words of the product in code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

RegionId = NewType("RegionId", int)
SiteId = NewType("SiteId", int)
ProgrammeId = NewType("ProgrammeId", int)
ScheduleId = NewType("ScheduleId", int)
SessionId = NewType("SessionId", int)
ClosureId = NewType("ClosureId", int)
RevisionId = NewType("RevisionId", int)
RouteId = NewType("RouteId", int)
OrganisationId = NewType("OrganisationId", int)
PersonId = NewType("PersonId", int)
ClassCardId = NewType("ClassCardId", int)
DraftId = NewType("DraftId", int)
HoldId = NewType("HoldId", int)
OfferId = NewType("OfferId", int)
WaitingId = NewType("WaitingId", int)
BookingId = NewType("BookingId", int)
VisitId = NewType("VisitId", int)
ApplicationId = NewType("ApplicationId", int)
EnquiryId = NewType("EnquiryId", int)
InvitationId = NewType("InvitationId", int)
MembershipId = NewType("MembershipId", int)
OutboxId = NewType("OutboxId", int)
FeedId = NewType("FeedId", int)
DrawId = NewType("DrawId", int)
AnnouncementId = NewType("AnnouncementId", int)
HandoverId = NewType("HandoverId", int)
PhotoId = NewType("PhotoId", int)


class ProgrammeKind(StrEnum):
    EXCURSION = "excursion"
    CAREER = "career"
    TRIAL = "trial"
    INTERNSHIP = "internship"


class Sharing(StrEnum):
    """Who may be in a session: one party at a time, or several until it is full."""

    PRIVATE = "private"
    SHARED = "shared"

    def most_parties(self, capacity: int) -> int:
        """How many parties fit into a session: one into a private one, else whoever has a seat."""
        return 1 if self is Sharing.PRIVATE else capacity


class Confirmation(StrEnum):
    """``host``: a request awaits the host's answer. ``instant``: a booking is confirmed at once."""

    HOST = "host"
    INSTANT = "instant"


class Audience(StrEnum):
    """For whom a programme is, and who a party is."""

    SCHOOL = "school"
    COLLEGE = "college"
    STUDENT = "student"
    FAMILY = "family"
    TOURIST = "tourist"
    ADULT = "adult"


INDIVIDUALS_ALIKE = frozenset({Audience.TOURIST, Audience.FAMILY, Audience.ADULT})
"""One kind of guest to a plant that is open to any of them."""


class Payment(StrEnum):
    """How a visit is paid; the bot takes no money."""

    GATE = "gate"
    INVOICE = "invoice"


class LinkTo(StrEnum):
    """What a link opens, by the letter with which its payload begins."""

    SITE = "s"
    PROGRAMME = "p"
    ROUTE = "r"
    SESSION = "d"


class Publication(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    ARCHIVED = "archived"


class PhotoState(StrEnum):
    """A photo of a site: sent and not agreed to, seen by visitors, or hidden by a coordinator."""

    PREVIEW = "preview"
    SHOWN = "shown"
    HIDDEN = "hidden"


class PhotoRule(StrEnum):
    ALLOWED = "allowed"
    POINTS = "points"
    FORBIDDEN = "forbidden"


class Access(StrEnum):
    """Step-free access."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class ListKind(StrEnum):
    """What the pass office needs on paper. The bot only knows the kind, never the list (H4)."""

    NONE = "none"
    COUNT = "count"
    NAMES = "names"
    NAMES_DOB = "names_dob"
    NAMES_PASSPORT = "names_passport"


class TrialLevel(StrEnum):
    """How deep a job trial goes: one standard task, or work of one's own."""

    INTRODUCTORY = "introductory"
    ADVANCED = "advanced"


class OrganisationKind(StrEnum):
    SCHOOL = "school"
    COLLEGE = "college"
    UNIVERSITY = "university"
    AGENCY = "agency"
    OTHER = "other"


class SessionStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class GroupState(StrEnum):
    """The group of a shared session that needs a minimum (C2). ``runs``: it was told that it takes place."""

    GATHERING = "gathering"
    RUNS = "runs"
    CALLED_OFF = "called_off"


class GuideState(StrEnum):
    """What whoever is to lead a session has said of it (E7); the text is ``guide.state.<value>``."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def counts_on(self) -> bool:
        """Whether the site counts on this guide: their time is taken."""
        return self is not GuideState.DECLINED


class GuideAnyway(StrEnum):
    """Why a guide has a session although another is too near (E7); the text is ``guide.anyway.<value>``."""

    NEAR = "near"
    TOGETHER = "together"
    COVERED = "covered"


class IfShort(StrEnum):
    """What becomes of a group that is too small, if the site says nothing; the text is
    ``group.if_short.<value>``."""

    HOLD = "hold"
    CANCEL = "cancel"


class VisitStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    NO_SHOW = "no_show"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    CANCELLED_BY_HOST = "cancelled_by_host"
    MOVED = "moved"
    """Its people go to another visit of the booking, which says the rest: it is shown nowhere."""

    @property
    def takes_seats(self) -> bool:
        """Whether a visit in this state has a live claim on its session."""
        return self in {VisitStatus.PENDING, VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW}


class DayWord(StrEnum):
    """What a leader says on the day of the visit. Late by minutes: :attr:`Visit.expected_at`."""

    ON_WAY = "on_way"
    LATE_5 = "late_5"
    LATE_10 = "late_10"
    LATE_15 = "late_15"
    LATE_20 = "late_20"
    LATE_25 = "late_25"
    LATE_30 = "late_30"
    LATE_40 = "late_40"
    LATE_45 = "late_45"
    LATE_50 = "late_50"
    LATE_60 = "late_60"
    LATE_90 = "late_90"
    LATE_120 = "late_120"
    HERE = "here"
    """It marks no arrival: the gate does."""

    @property
    def minutes_late(self) -> int:
        """0 for whoever is not late."""
        return int(self.value.removeprefix("late_")) if self.value.startswith("late_") else 0

    @classmethod
    def late_by(cls, minutes: int) -> DayWord | None:
        """The word for so many minutes, or for the next more: whoever waits had better wait for nobody. None
        for a number that no word is meant for."""
        return next((each for each in cls if 0 < minutes <= each.minutes_late), None)


class DutyKind(StrEnum):
    """What somebody has to do for a booking, by when; each has a text ``duty.<value>``.

    The first block is stored, of a leader and then of the site (B17, E8); the last one follows from the
    booking's state.
    """

    TRANSPORT = "transport"
    """To say how the class comes."""
    HAND_LIST = "hand_list"
    """To the pass office, on paper or by e-mail, never through the bot."""
    POLICE = "police"
    """To tell the traffic police of many children in a bus."""
    FINAL_COUNT = "final_count"
    PLATE = "plate"
    """Of the bus, where the gate wants to know it."""
    LIST_RECEIVED = "list_received"
    PASSES_READY = "passes_ready"
    WAIT = "wait"
    WAIT_FOR_COORDINATOR = "wait_for_coordinator"
    GATHER = "gather"
    """To wait until it is decided whether the group is large enough (C2)."""
    COME = "come"


class Transport(StrEnum):
    BUS = "bus"
    TRAIN = "train"
    FOOT = "foot"


class ListWay(StrEnum):
    """How a group's list went to the pass office."""

    PAPER = "paper"
    EMAIL = "email"


class ApplicationStatus(StrEnum):
    """A placement application. The first five are undecided; ``accepted`` and ``offered`` have a live claim
    on an intake."""

    REVIEW = "review"
    """Sent; nobody at the site has taken it up."""
    CONSIDERED = "considered"
    SHORTLISTED = "shortlisted"
    INVITED = "invited"
    """To a talk."""
    OFFERED = "offered"
    """Other dates than those that were asked for, kept until the applicant's answer is due."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def awaits_word(self) -> bool:
        """Whether the site owes a word, by the moment at which its answer is due."""
        return self in {ApplicationStatus.REVIEW, ApplicationStatus.CONSIDERED}

    @property
    def in_selection(self) -> bool:
        """Whether the site has still to choose."""
        return self.awaits_word or self in {ApplicationStatus.SHORTLISTED, ApplicationStatus.INVITED}

    @property
    def has_place(self) -> bool:
        return self in {ApplicationStatus.ACCEPTED, ApplicationStatus.OFFERED}


class Criterion(StrEnum):
    """By what applicants are chosen; the text is ``criterion.<value>``."""

    MOTIVATION = "motivation"
    PREPARATION = "preparation"
    CONDITIONS = "conditions"
    TALK = "talk"
    PLANS = "plans"


class AgeBand(StrEnum):
    FROM_14 = "14-15"
    FROM_16 = "16-17"
    ADULT = "18+"


class Applicant(StrEnum):
    """Who holds the account that applies: the person themselves, or an adult for a minor."""

    SELF = "self"
    PARENT = "parent"
    TEACHER = "teacher"


class CancelReason(StrEnum):
    """A closed list; feeds the report. The first block is the visitor's."""

    FROST = "frost"
    QUARANTINE = "quarantine"
    ILLNESS = "illness"
    NO_BUS = "no_bus"
    NO_ADULTS = "no_adults"
    GROUP_FELL_THROUGH = "group_fell_through"
    LIST_NOT_READY = "list_not_ready"
    SCHOOL_CLASH = "school_clash"
    OTHER = "other"
    NOT_NEEDED = "not_needed"
    TIME_CHANGED = "time_changed"
    """The site has changed the time, and it does not suit: nobody's fault among the visitors."""

    @classmethod
    def of_school(cls) -> tuple[CancelReason, ...]:
        return (
            cls.FROST,
            cls.QUARANTINE,
            cls.ILLNESS,
            cls.NO_BUS,
            cls.NO_ADULTS,
            cls.GROUP_FELL_THROUGH,
            cls.LIST_NOT_READY,
            cls.SCHOOL_CLASH,
            cls.OTHER,
        )


class HostReason(StrEnum):
    """Why a host declines a request or closes a session."""

    REPAIR = "repair"
    SECURITY = "security"
    BREAKDOWN = "breakdown"
    INSPECTION = "inspection"
    NO_GUIDE = "no_guide"
    QUARANTINE = "quarantine"
    WEATHER = "weather"
    PARTY_UNSUITABLE = "party_unsuitable"
    ANOTHER_TIME = "another_time"
    """It names other times, seats of which are kept; never chosen from a list."""
    TOO_FEW = "too_few"
    """The group of a shared session did not come together (C2)."""


class SchoolTime(StrEnum):
    """When a weekly rule holds, as far as school holidays of its region ask; stored in rules."""

    WITHOUT = "without"
    ONLY = "only"


class NewsAudience(StrEnum):
    """Who of those that agreed to news an announcement is for; stored in ``announcement.audience``."""

    ALL = "all"
    TEACHERS = "teachers"
    FAMILIES = "families"
    APPLICANTS = "applicants"
    HOSTS = "hosts"


class AnnouncementState(StrEnum):
    """``sending``: copies are still to leave. The rest are final."""

    SENDING = "sending"
    STOPPED = "stopped"
    DONE = "done"


class CopyState(StrEnum):
    """``planned``: not queued yet. ``skipped``: its reader wants no news any more, or it was stopped."""

    PLANNED = "planned"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


class RegionSetting(StrEnum):
    """What a region may have otherwise than the installation; stored in ``region_setting.name``."""

    ANSWER_DAYS = "answer_days"
    OFFER_HOURS = "offer_hours"
    HOLD_MINUTES = "hold_minutes"
    NUMBERS_PERCENT = "numbers_percent"
    KEEP_LEADER = "keep_leader"
    KEEP_APPLICANT = "keep_applicant"
    KEEP_WORDS = "keep_words"
    HOURS_WORKDAY = "hours_workday"
    HOURS_SATURDAY = "hours_saturday"
    HOURS_SUNDAY = "hours_sunday"


class AbuseReason(StrEnum):
    """Why a host complains about a request; the text is ``abuse.reason.<value>``."""

    NO_SHOWS = "no_shows"
    FALSE_REQUESTS = "false_requests"
    RUDENESS = "rudeness"
    ADVERTISING = "advertising"


class ComplaintState(StrEnum):
    """What coordinators have made of a complaint; ``lifted``: blocked, and unblocked since."""

    PROPOSED = "proposed"
    BLOCKED = "blocked"
    DISMISSED = "dismissed"
    LIFTED = "lifted"


class RevisionState(StrEnum):
    """What has become of a change of a card that a coordinator has to agree to; ``replaced``: by a later one,
    or by what is true already."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    REPLACED = "replaced"


class Role(StrEnum):
    OWNER = "owner"
    STAFF = "staff"
    GUIDE = "guide"
    GUARD = "guard"
    COORDINATOR = "coordinator"


class OwnHours(StrEnum):
    """When somebody wants to be written to, of the hours in which a site may: from when until when (hours of
    the day). The text is ``quiet.hours.<value>``."""

    FROM_9_TO_20 = "9-20"
    FROM_10_TO_18 = "10-18"
    FROM_14_TO_20 = "14-20"

    @property
    def opens(self) -> int:
        return int(self.value.partition("-")[0])

    @property
    def closes(self) -> int:
        return int(self.value.partition("-")[2])


class ConsentKind(StrEnum):
    """Separate questions, separate records (law 156-FZ, since 1 September 2025)."""

    PROCESSING = "processing"
    NEWS = "news"


class DraftState(StrEnum):
    OPEN = "open"
    SENT = "sent"
    CANCELLED = "cancelled"


class HoldState(StrEnum):
    LIVE = "live"
    USED = "used"
    RELEASED = "released"
    EXPIRED = "expired"


class OfferPurpose(StrEnum):
    """Why seats are kept for somebody until a stated moment (K); the text is ``offer.why.<value>``."""

    WAITING = "waiting"
    """They came free for whoever waits (B12)."""
    MOVE = "move"
    """The leader asked for another time, which the site has yet to grant (B9)."""
    ANOTHER_DATE = "another_date"
    """The site cannot receive at the time that was asked for, and names others (E2)."""
    REFUSED = "refused"
    """Instead of a request that was declined, or that nobody answered (B6)."""
    CLOSED = "closed"
    """Instead of a visit that the site called off (E5)."""
    FROST = "frost"
    """Instead of a visit on a frost day (B11)."""
    ROUTE = "route"
    """A stop of a route was refused: its leader decides until then. Without an option nothing is kept but the
    clock (C3)."""
    RETIMED = "retimed"
    """Instead of a visit whose time the site has changed, where the new one does not suit (E5)."""


class OfferState(StrEnum):
    LIVE = "live"
    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    """What it was for has ended: a session was closed, a booking cancelled, the person left."""


class WaitState(StrEnum):
    """A party on a waiting list. ``offered``: it has a live offer. The last three are final."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    LEFT = "left"
    OVER = "over"
    """Nothing that it waited for can be had any more."""


class EnquiryState(StrEnum):
    """A question of a visitor to a site, or of a site to a leader. The last three are final."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    """By the site, without an answer."""
    WITHDRAWN = "withdrawn"
    """By whoever asked."""


class HandoverState(StrEnum):
    """A booking or a class card on its way to a colleague. ``accepted``: by whoever opened the link; whose it
    was has yet to agree. The rest are final; ``expired`` counts from its moment on, and is stored soon."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    REFUSED = "refused"
    """By either side, after it was accepted."""
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class OutboxState(StrEnum):
    """``due``: waits for its time or a next try. ``sending``: leased. The rest are final."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"


class Priority(StrEnum):
    """Order in which due messages leave; stored as its rank (``Priority.rank``), lowest first."""

    ANSWER = "answer"
    CHANGE = "change"
    REMINDER = "reminder"
    DIGEST = "digest"
    ANNOUNCEMENT = "announcement"

    @property
    def rank(self) -> int:
        return list(Priority).index(self)


@dataclass(frozen=True, slots=True)
class Party:
    """Counts only (H4). Adults take seats too; foreign guests and wheelchairs are among those counted."""

    children: int
    adults: int
    youngest_age: int | None = None
    foreign: int = 0
    wheelchairs: int = 0

    @property
    def seats(self) -> int:
        return self.children + self.adults
