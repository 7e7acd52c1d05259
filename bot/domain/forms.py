"""What people fill in, answer by answer: immutable forms kept in a draft row.

A form knows nothing of screens. What is still missing follows from it, so leaving and coming back after a
restart of the bot goes on where it was; there is no other state. How it is filled in: ``bot.services.forms``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from dataclasses import field as dataclass_field
from datetime import date, time
from enum import StrEnum
from typing import Any, ClassVar

from bot.domain.model import (
    AgeBand,
    Applicant,
    ApplicationId,
    Audience,
    BookingId,
    ClassCardId,
    DrawId,
    DutyKind,
    EnquiryId,
    HandoverId,
    HostReason,
    NewsAudience,
    OrganisationId,
    Party,
    ProgrammeId,
    ProgrammeKind,
    RegionId,
    RegionSetting,
    RevisionId,
    RouteId,
    ScheduleId,
    SchoolTime,
    SessionId,
    SiteId,
    VisitId,
    WaitingId,
)


class DraftKind(StrEnum):
    """Stored in ``draft.kind``; of each one draft of a person can be open."""

    BOOKING = "booking"
    CLASS_CARD = "class_card"
    APPLICATION = "application"
    PROFILE = "profile"
    HEAD_COUNT = "head_count"
    ARRIVAL_CODE = "arrival_code"
    NEW_SESSION = "new_session"
    COMING = "coming"
    DUTY = "duty"
    NUMBERS = "numbers"
    FEEDBACK = "feedback"
    TALK = "talk"
    SEED = "seed"
    REVIEW = "review"
    MENTOR = "mentor"
    ASK_SITE = "ask_site"
    ASK_LEADER = "ask_leader"
    ANSWER = "answer"
    LINK_LABEL = "link_label"
    HANDOVER = "handover"
    SITE_PHOTO = "site_photo"
    SESSION_CHANGE = "session_change"
    PERIOD = "period"
    RULE = "rule"
    INTAKE = "intake"
    SITE_NO = "site_no"
    CARD = "card"
    WHY_NOT = "why_not"
    NEW_SITE = "new_site"
    NEW_PROGRAMME = "new_programme"
    ROUTE = "route"
    REGION_DAYS = "region_days"
    REGION_SETTING = "region_setting"
    REGION_CONSENT = "region_consent"
    ANNOUNCEMENT = "announcement"
    OWN_REGION = "own_region"


LONE = frozenset(
    {
        DraftKind.HEAD_COUNT,
        DraftKind.COMING,
        DraftKind.DUTY,
        DraftKind.NUMBERS,
        DraftKind.PROFILE,
        DraftKind.CLASS_CARD,
        DraftKind.ARRIVAL_CODE,
        DraftKind.FEEDBACK,
        DraftKind.TALK,
        DraftKind.SEED,
        DraftKind.REVIEW,
        DraftKind.MENTOR,
        DraftKind.ASK_SITE,
        DraftKind.ASK_LEADER,
        DraftKind.ANSWER,
        DraftKind.LINK_LABEL,
        DraftKind.SITE_PHOTO,
        DraftKind.SESSION_CHANGE,
        DraftKind.SITE_NO,
        DraftKind.CARD,
        DraftKind.WHY_NOT,
        DraftKind.OWN_REGION,
    }
)
"""Of one question, asked by a button: whoever opens something else has walked away from it, and it is closed.
The others are put aside then: their buttons go on, and they are offered, but ask nothing."""
CONTINUED = frozenset({DraftKind.BOOKING, DraftKind.APPLICATION})
"""Begun and not sent, these are offered to be continued."""


class Question(StrEnum):
    """What can be asked; stored in ``draft.question``. Of booking and application in their order."""

    PARTY = "party"
    SCHOOL = "school"
    PARTY_CHECK = "party_check"
    DAY = "day"
    TIME = "time"
    APPLICANT = "applicant"
    AGE = "age"
    FIRST_DATE = "first_date"
    SECOND_DATE = "second_date"
    COURSE = "course"
    MOTIVATION = "motivation"
    CONSENT = "consent"
    NAME = "name"
    PHONE = "phone"
    SUMMARY = "summary"
    COUNTS = "counts"
    YOUNGEST = "youngest"
    FOREIGN = "foreign"
    WHEELCHAIRS = "wheelchairs"
    COMMENT = "comment"
    GROUP_TITLE = "group_title"
    PROGRAMME = "programme"
    SESSION_TIME = "session_time"
    HEAD_COUNT = "head_count"
    CODE = "code"
    COMING = "coming"
    DUTY = "duty"
    NUMBERS = "numbers"
    IMPROVE = "improve"
    HANDS = "hands"
    TALK = "talk"
    SEED = "seed"
    SENTENCE = "sentence"
    ENQUIRY = "enquiry"
    ANSWER = "answer"
    CITY = "city"
    REGION = "region"
    LABEL = "label"
    TAKE = "take"
    PHOTO = "photo"
    CAPACITY = "capacity"
    LAST_DAY = "last_day"
    REASON = "reason"
    AGREEMENT = "agreement"
    WEEKDAYS = "weekdays"
    TIMES = "times"
    SEASON = "season"
    SINCE = "since"
    INTAKE_DAY = "intake_day"
    MONTHS = "months"
    LINE = "line"
    FIELD = "field"
    WHY_NOT = "why_not"
    SITE_NAME = "site_name"
    TOWN = "town"
    MUNICIPALITY = "municipality"
    INDUSTRY = "industry"
    MEETING_POINT = "meeting_point"
    ENTRANCE = "entrance"
    KIND = "kind"
    TITLE = "title"
    ABOUT = "about"
    AUDIENCE = "audience"
    MIN_AGE = "min_age"
    MAX_GROUP = "max_group"
    LENGTH = "length"
    SETTING = "setting"
    CONSENT_TEXT = "consent_text"
    NEWS_TEXT = "news_text"
    READERS = "readers"
    THEME = "theme"
    ROUTE_STOPS = "route_stops"
    DAYS = "days"
    STOP_DAY = "stop_day"
    TRAVEL = "travel"
    TRANSPORT = "transport"
    FOR_WHOM = "for_whom"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a party that goes to one session."""

    session_id: SessionId
    children: int
    adults: int
    stop: int | None = None
    """Of which stop of a route, from 1 (C3)."""

    @property
    def seats(self) -> int:
        return self.children + self.adults


ANY_DAY = 127
"""All weekdays; Monday is bit 1, Sunday 64."""


def weekday_bit(day: date) -> int:
    return 1 << day.weekday()


@dataclass(frozen=True, slots=True)
class Wish:
    """Days for which a party waits (B12): local days of the site from ``first`` to ``last``, on some weekdays
    (bits)."""

    first: date
    last: date
    weekdays: int = ANY_DAY

    @classmethod
    def of_day(cls, day: date) -> Wish:
        return cls(day, day)

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last and bool(self.weekdays & weekday_bit(day))

    def includes(self, other: Wish) -> bool:
        """Whether whoever waits so waits for all of the other's days, too."""
        if other.is_one_day:
            return self.covers(other.first)
        within = self.first <= other.first and other.last <= self.last
        return within and other.weekdays & ~self.weekdays == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What a leader writes freely, by the columns of ``booking``: kept, shown, copied and erased together."""

    comment: str | None = None
    group_title: str | None = None
    """How an operator calls its group (C4)."""


REMARKS = tuple(each.name for each in fields(Remarks))
"""Their names. Nobody who keeps, copies or erases a booking need know them one by one."""


def remarks_of(one: Remarks) -> dict[str, Any]:
    """The remarks of a form, a booking or an entry, by their names."""
    return {name: getattr(one, name) for name in REMARKS}


@dataclass(frozen=True, slots=True)
class BookingForm(Remarks):
    kind: ClassVar = DraftKind.BOOKING
    programme_id: ProgrammeId
    audience: Audience | None = None
    class_card_id: ClassCardId | None = None
    grade: int | None = None
    letter: str | None = None
    other_letter: str | None = None
    """It was typed in Latin and may be this one as well: which is asked."""
    organisation_id: OrganisationId | None = None
    organisation_name: str | None = None
    new_school: bool = False
    """The name joins the directory when the request is sent, not before."""
    children: int = 0
    adults: int = 0
    youngest_age: int | None = None
    age_guessed: bool = False
    """The age of the youngest follows from the grade; nobody said it, so it refuses nothing."""
    adults_guessed: bool = False
    """So many adults as the programme asks for; nobody said how many there are."""
    party_agreed: bool = False
    foreign: int = 0
    wheelchairs: int = 0
    day: date | None = None
    parts: tuple[Part, ...] = ()
    wanted: SessionId | None = None
    """The session whose date led here; once the party is known the form goes to its day, and forgets it."""
    waits: Wish | None = None
    """For these days it joins the waiting list, instead of choosing sessions."""
    waiting_id: WaitingId | None = None
    """The party stood on the list for these days already, by another form."""
    source: str = ""
    """The label of the link that led here (A8)."""
    moves: BookingId | None = None
    """It chooses another time for this booking, whose visits stand until it has one (B9)."""
    operator: bool = False
    """A tour operator or another organisation that is no school: one group of adults and children alike, as
    large as a session takes (C4)."""
    route_id: RouteId | None = None
    """It is for all stops of a route together (C3); ``programme_id`` is that of the first."""
    rest_stands: bool = False
    """It is for subgroups of a booking that were called off: not for the whole class, whose card stays."""

    @property
    def party(self) -> Party:
        return Party(
            children=self.children,
            adults=self.adults,
            youngest_age=self.youngest_age,
            foreign=self.foreign,
            wheelchairs=self.wheelchairs,
        )

    @property
    def agreement(self) -> str:
        """What «Верно» under the check confirms: another party has another one (B2)."""
        numbers = f"{self.children}.{self.adults}.{self.youngest_age or 0}"
        return f"{numbers}.{self.grade or 0}.{self.letter or ''}.{self.organisation_id or 0}"

    @property
    def without_card(self) -> BookingForm:
        """The same of whoever has not saved this class."""
        return replace(self, class_card_id=None)

    @property
    def comes_alone(self) -> bool:
        """Tourists, a family, the group of an operator: seats without a class."""
        return self.audience is not None and not self.is_class and self.adults > 0

    @property
    def is_class(self) -> bool:
        """Speaks for a school or college: needs an organisation, and lead times always apply."""
        return self.audience in {Audience.SCHOOL, Audience.COLLEGE}

    @property
    def is_organised(self) -> bool:
        """Comes under an organisation, which is asked for."""
        return self.is_class or self.operator


class ClassField(StrEnum):
    """What of a class card is typed anew; ``ANY``: nothing is asked, the card takes what is typed over it."""

    CLASS = "class"
    SCHOOL = "school"
    CHILDREN = "children"
    ADULTS = "adults"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class ClassCardForm:
    """A class card is being changed; ``organisation_name``: a school as it was typed, not yet chosen."""

    kind: ClassVar = DraftKind.CLASS_CARD
    card_id: ClassCardId
    field: ClassField
    organisation_name: str | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """A placement application (D2). CV, grades and documents stay outside the bot."""

    kind: ClassVar = DraftKind.APPLICATION
    programme_id: ProgrammeId
    applicant: Applicant | None = None
    age_band: AgeBand | None = None
    first_session_id: SessionId | None = None
    second_session_id: SessionId | None = None
    second_skipped: bool = False
    course: str | None = None
    motivation: str | None = None
    source: str = ""
    """The label of the link that led to it, as it was written."""


def without_words(form: Form) -> Form:
    """What is left of a form when nothing may be kept that was written freely: numbers and choices."""
    if isinstance(form, BookingForm):
        name = form.organisation_name if form.organisation_id is not None else None
        nothing: dict[str, Any] = dict.fromkeys(REMARKS)
        return replace(form, organisation_name=name, new_school=False, **nothing)
    if isinstance(form, ApplicationForm):
        return replace(form, course=None, motivation=None)
    if isinstance(form, FeedbackForm | TalkForm | ReviewForm | MentorForm | AnnouncementForm):
        return replace(form, text=None)
    if isinstance(form, AskSiteForm | AskLeaderForm | AnswerForm):
        return replace(form, text=None)
    if isinstance(form, SiteNoForm):
        return replace(form, line=None)
    if isinstance(form, ClassCardForm):
        return replace(form, organisation_name=None)
    if isinstance(form, WhyNotForm):
        return replace(form, text=None)
    return form


def without_access_needs(form: Form) -> Form:
    """The same without a word of who cannot take stairs."""
    return replace(form, wheelchairs=0) if isinstance(form, BookingForm) else form


@dataclass(frozen=True, slots=True)
class HeadCountForm:
    """A host types how many people of a visit really came."""

    kind: ClassVar = DraftKind.HEAD_COUNT
    visit_id: VisitId
    count: int | None = None
    seen: str | None = None
    """What was marked when the question was asked (``Visit.mark``)."""


@dataclass(frozen=True, slots=True)
class ComingForm:
    """A leader types how many will come today."""

    kind: ClassVar = DraftKind.COMING
    booking_id: BookingId
    count: int | None = None
    visits: tuple[VisitId, ...] = ()
    """Of which visits the number was asked; a form of an earlier release does not say it."""


@dataclass(frozen=True, slots=True)
class DutyForm:
    """A leader types what a duty needs: how many stand on the list, the plate of the bus."""

    kind: ClassVar = DraftKind.DUTY
    booking_id: BookingId
    site_id: SiteId
    duty: DutyKind
    answered: bool = False


@dataclass(frozen=True, slots=True)
class NumbersForm:
    """A leader types how many come; ``meant``: children and adults, either of which a text may have said."""

    kind: ClassVar = DraftKind.NUMBERS
    booking_id: BookingId
    meant: tuple[tuple[int, int], ...] = ()
    asks_first: bool = False
    """What a text says is agreed to before it counts."""
    answered: bool = False


@dataclass(frozen=True, slots=True)
class ArrivalCodeForm:
    """A guard types codes; stays open so that the next group needs no menu."""

    kind: ClassVar = DraftKind.ARRIVAL_CODE
    site_id: SiteId
    seen: VisitId | None = None
    """The group whose code was typed last; ``again``: it had been marked before."""
    again: bool = False
    early: bool = False
    """It is of another hour, and was not marked: first that is said."""


@dataclass(frozen=True, slots=True)
class NewSessionForm:
    """A host adds one session: programme, day, time. ``ends``: where two times were typed; else the programme
    says how long it takes. ``agreed``: to what was shown."""

    kind: ClassVar = DraftKind.NEW_SESSION
    site_id: SiteId
    programme_id: ProgrammeId | None = None
    day: date | None = None
    clock: time | None = None
    ends: time | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class TalkForm:
    """A host invites an applicant to a talk: when the site calls, in words, or ``applicant_calls``.
    ``agreed``: to the message that was shown."""

    kind: ClassVar = DraftKind.TALK
    application_id: ApplicationId
    text: str | None = None
    applicant_calls: bool = False
    agreed: bool = False


class SessionField(StrEnum):
    """What of one session is changed by hand."""

    CAPACITY = "capacity"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class SessionChangeForm:
    """A host changes one session: how many seats it has, or its time within the day. ``ends``: where two
    times were typed; else it takes as long as before. ``agreed``: to the time that was shown."""

    kind: ClassVar = DraftKind.SESSION_CHANGE
    session_id: SessionId
    field: SessionField
    capacity: int | None = None
    clock: time | None = None
    ends: time | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class SeedForm:
    """The seed of a draw is typed (D3), and agreed to as it was read."""

    kind: ClassVar = DraftKind.SEED
    draw_id: DrawId
    seed: str | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class PeriodForm:
    """A host closes some local days, both counted, with a reason. ``agreed``: to whom it hits."""

    kind: ClassVar = DraftKind.PERIOD
    site_id: SiteId
    first: date | None = None
    last: date | None = None
    reason: HostReason | None = None
    agreed: bool = False


class RuleField(StrEnum):
    """What of a weekly rule a button asks anew."""

    WEEKDAYS = "weekdays"
    TIMES = "times"
    SEASON = "season"
    CAPACITY = "capacity"
    SINCE = "since"


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A weekly rule of a programme is added, changed or ended (E5). ``schedule_id``: the one that is changed.
    ``days`` as in iCalendar, ``times`` as «10:00»; ``season``: first and last day of a part of each year, as
    «09-01»; ``capacity``: None, as the programme. ``since``: the first local day to which it applies, and up
    to which the rule before it goes on; None: at once. ``asks``: what a button has opened."""

    kind: ClassVar = DraftKind.RULE
    site_id: SiteId
    programme_id: ProgrammeId | None = None
    schedule_id: ScheduleId | None = None
    days: tuple[str, ...] = ()
    days_chosen: bool = False
    times: tuple[str, ...] = ()
    season: tuple[str, str] | None = None
    school: SchoolTime | None = None
    """Only in school holidays, or without them."""
    capacity: int | None = None
    since: date | None = None
    ends: bool = False
    """It is to be ended, not changed."""
    asks: RuleField | None = None
    agreed: bool = False


class IntakeField(StrEnum):
    """What of a rule of intakes is said anew."""

    DAY = "day"
    MONTHS = "months"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class IntakeForm:
    """A rule of a placement's intakes is added, changed or ended (E5): they begin on the ``week``-th (1 to 4)
    ``weekday`` (as in iCalendar) of each of ``months``, at ``clock`` («10:00»). ``schedule_id``: the one that
    is changed; ``ends``: it is to be ended. ``asks``: what a button has opened."""

    kind: ClassVar = DraftKind.INTAKE
    site_id: SiteId
    programme_id: ProgrammeId | None = None
    schedule_id: ScheduleId | None = None
    week: int | None = None
    weekday: str | None = None
    months: tuple[int, ...] = ()
    months_chosen: bool = False
    clock: str | None = None
    ends: bool = False
    asks: IntakeField | None = None
    agreed: bool = False


class DaysKind(StrEnum):
    """What a coordinator makes of some days."""

    OFF = "off"
    WORKING = "working"
    USUAL = "usual"
    """As the national calendar has them, again."""
    SCHOOL = "school"
    NO_SCHOOL = "no_school"
    """School holidays that are no more."""


@dataclass(frozen=True, slots=True)
class RegionDaysForm:
    """A coordinator settles days of a region, both counted (F9). ``agreed``: to what it changes."""

    kind: ClassVar = DraftKind.REGION_DAYS
    region_id: RegionId
    what: DaysKind
    first: date | None = None
    last: date | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class RegionSettingForm:
    """A coordinator says a number or hours for a region (F9). ``value``: as it is stored; empty: as the
    installation has it. ``agreed``: to what it changes."""

    kind: ClassVar = DraftKind.REGION_SETTING
    region_id: RegionId
    setting: RegionSetting
    value: str | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class RegionConsentForm:
    """A coordinator writes what a region adds to the consent (F9). ``texts``: by language, in the order in
    which they are asked for; empty: none in that language. ``shown``: in which language it is previewed.
    ``agreed``: to the consent as it was shown."""

    kind: ClassVar = DraftKind.REGION_CONSENT
    region_id: RegionId
    texts: dict[str, str] = dataclass_field(default_factory=dict)
    shown: str = "ru"
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class AnnouncementForm:
    """A coordinator writes news for those who agreed to them (F7). ``city``: only for a town, by its slug.
    ``agreed``: to the text and to how many it is for."""

    kind: ClassVar = DraftKind.ANNOUNCEMENT
    region_id: RegionId
    text: str | None = None
    audience: NewsAudience | None = None
    city: str | None = None
    agreed: bool = False


class FeedbackField(StrEnum):
    """What is typed of a visit afterwards; the score has buttons."""

    IMPROVE = "improve"
    HANDS = "hands"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """What could be better (``text``), or how many children would like to work there."""

    kind: ClassVar = DraftKind.FEEDBACK
    booking_id: BookingId
    site_id: SiteId
    field: FeedbackField
    text: str | None = None
    hands: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """The expert of a job trial types one sentence about a group."""

    kind: ClassVar = DraftKind.REVIEW
    visit_id: VisitId
    text: str | None = None


@dataclass(frozen=True, slots=True)
class MentorForm:
    """A site types one sentence about a placement that is over."""

    kind: ClassVar = DraftKind.MENTOR
    application_id: ApplicationId
    text: str | None = None


@dataclass(frozen=True, slots=True)
class AskSiteForm:
    """A visitor writes a question about a programme."""

    kind: ClassVar = DraftKind.ASK_SITE
    programme_id: ProgrammeId
    text: str | None = None


@dataclass(frozen=True, slots=True)
class AskLeaderForm:
    """A host writes a question to the leader of a booking. ``visit_id``: of the group from whose card."""

    kind: ClassVar = DraftKind.ASK_LEADER
    booking_id: BookingId
    site_id: SiteId
    visit_id: VisitId | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class SiteNoForm:
    """A host is about to decline, or calls off what is confirmed (``calls_off``): beside the reason, which
    has buttons, a line can be typed."""

    kind: ClassVar = DraftKind.SITE_NO
    booking_id: BookingId
    site_id: SiteId
    calls_off: bool = False
    line: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The answer to a question is written. ``adds``: under the one that was given. ``text``: typed before
    anybody asked for it, it waits to be sent with a tap."""

    kind: ClassVar = DraftKind.ANSWER
    enquiry_id: EnquiryId
    adds: bool = False
    text: str | None = None


@dataclass(frozen=True, slots=True)
class LinkLabelForm:
    """A label for links to a site, or (None) to all that is in a region, is typed."""

    kind: ClassVar = DraftKind.LINK_LABEL
    region_id: RegionId
    site_id: SiteId | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class SitePhotoForm:
    """A photo of a site is sent; stays open, so that another may be tried."""

    kind: ClassVar = DraftKind.SITE_PHOTO
    site_id: SiteId


@dataclass(frozen=True, slots=True)
class HandoverForm:
    """Somebody takes over a booking from a colleague, or a copy of a class card."""

    kind: ClassVar = DraftKind.HANDOVER
    handover_id: HandoverId
    of_booking: bool
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class CardForm:
    """A field of a site's or programme's card is answered (E6). ``language``: in which a text is typed.
    ``value``: the new value as JSON, as it was read; None: nothing yet. ``words``: the usual text of a
    choice. ``agreed``: to what was shown."""

    kind: ClassVar = DraftKind.CARD
    site_id: SiteId
    field: str
    programme_id: ProgrammeId | None = None
    language: str = "ru"
    value: str | None = None
    words: str | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class WhyNotForm:
    """A coordinator writes why a change of a card is declined. ``seen``: what was shown of it."""

    kind: ClassVar = DraftKind.WHY_NOT
    revision_id: RevisionId
    seen: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class NewSiteForm:
    """A site begins in the chat (F2). ``town`` and ``industry``: slugs of known ones, or «» with a name that
    was typed. ``place``: north and east of the entrance; empty: where the town is."""

    kind: ClassVar = DraftKind.NEW_SITE
    region_id: RegionId
    name: str | None = None
    town: str | None = None
    town_name: str = ""
    municipality: str | None = None
    industry: str | None = None
    industry_name: str = ""
    meeting_point: str | None = None
    place: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class NewProgrammeForm:
    """A programme of a site begins in the chat. ``programme``: its kind; ``length``: minutes, of a placement
    working days."""

    kind: ClassVar = DraftKind.NEW_PROGRAMME
    site_id: SiteId
    programme: ProgrammeKind | None = None
    title: str | None = None
    about: str | None = None
    audience: tuple[Audience, ...] = ()
    audience_chosen: bool = False
    min_age: int | None = None
    max_group: int | None = None
    length: int | None = None


class RouteField(StrEnum):
    """What of a route is asked anew; named as in the file, but for the ways between its stops."""

    TITLE = "title"
    THEME = "theme"
    STOPS = "stops"
    WAYS = "ways"
    DAYS = "days"
    TRANSPORT = "transport"
    AUDIENCE = "audience_text"
    NOTE = "note"
    MIN_AGE = "min_age"


@dataclass(frozen=True, slots=True)
class StopSaid:
    """A stop of a route that is composed. ``day``: of the route, from 1; ``travel_min``: minutes on the way
    from the stop before. None: not said yet."""

    programme_id: ProgrammeId
    day: int | None = None
    travel_min: int | None = None


@dataclass(frozen=True, slots=True)
class RouteForm:
    """A route is composed in the chat (F4). ``route_id``: of one that is there, of which one ``field`` is
    said anew. ``texts``: by the name of the file's field, in languages. ``look``: what is shown to choose a
    stop from: nothing for the sites, «s12» for the programmes of one, «?» for what ``search`` finds, «order»
    for the stops so far. ``page``: of the sites, from 0. ``language``: in which a text is typed."""

    kind: ClassVar = DraftKind.ROUTE
    region_id: RegionId
    route_id: RouteId | None = None
    field: RouteField | None = None
    texts: dict[str, dict[str, str]] = dataclass_field(default_factory=dict)
    stops: tuple[StopSaid, ...] = ()
    stops_chosen: bool = False
    look: str = ""
    page: int = 0
    search: str = ""
    days: int | None = None
    min_age: int | None = None
    language: str = "ru"


class ProfileField(StrEnum):
    NAME = "name"
    PHONE = "phone"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """One's own name, phone or city is being changed."""

    kind: ClassVar = DraftKind.PROFILE
    field: ProfileField
    answered: bool = False


@dataclass(frozen=True, slots=True)
class OwnRegionForm:
    """In which region somebody looks around. ``to``: the button that they are led on to; ``among``: the
    regions that a typed text left, where it left several."""

    kind: ClassVar = DraftKind.OWN_REGION
    to: str = ""
    among: tuple[RegionId, ...] = ()
    region_id: RegionId | None = None


Form = (
    BookingForm
    | ClassCardForm
    | ApplicationForm
    | HeadCountForm
    | ComingForm
    | DutyForm
    | NumbersForm
    | ArrivalCodeForm
    | NewSessionForm
    | SessionChangeForm
    | PeriodForm
    | RuleForm
    | IntakeForm
    | RegionDaysForm
    | RegionSettingForm
    | RegionConsentForm
    | AnnouncementForm
    | FeedbackForm
    | TalkForm
    | SeedForm
    | ReviewForm
    | MentorForm
    | AskSiteForm
    | AskLeaderForm
    | SiteNoForm
    | AnswerForm
    | LinkLabelForm
    | HandoverForm
    | SitePhotoForm
    | CardForm
    | WhyNotForm
    | NewSiteForm
    | NewProgrammeForm
    | RouteForm
    | ProfileForm
    | OwnRegionForm
)
