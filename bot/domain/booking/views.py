"""What screens show: values that use cases read and screens render, so that neither knows the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.booking.availability import DayChoice, Option, SessionFacts
from bot.domain.booking.booking import WITHIN_A_DAY, Booking, Visit
from bot.domain.booking.duties import Duty
from bot.domain.booking.no_shows import asks_host, waits_manually
from bot.domain.booking.numbers import Numbers
from bot.domain.booking.offers.views import OfferView, WaitingView
from bot.domain.booking.routes.days import Demands, Leg
from bot.domain.catalogue.catalogue import Programme, Route, Site
from bot.domain.enquiries.enquiry import Enquiry
from bot.domain.forms import BookingForm, ClassField, Question
from bot.domain.model import ClassCardId, DraftId, DutyKind, ProgrammeId, Role, SiteId
from bot.domain.papers.kinds import PaperKind
from bot.domain.papers.review import ExpertReview
from bot.domain.people.access import Actor
from bot.domain.people.consents import RegionConsent
from bot.domain.people.given import GivenAway
from bot.domain.people.organisation import ClassCard, Organisation
from bot.domain.placements.application import Application
from bot.domain.refusal import OtherProgramme, Refusal
from bot.domain.typed.moments import Days

Payload = Mapping[str, int | str | None]
"""What an outbox row carries: ids and numbers, never texts or personal data."""


@dataclass(frozen=True, slots=True)
class NextDates:
    """Sessions soonest first, and whether there are more."""

    sessions: Sequence[SessionFacts]
    more: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class SiteView:
    site: Site
    next_sessions: Mapping[ProgrammeId, SessionFacts]
    """The soonest open session with free seats of each programme that has one."""


class WhyGone(StrEnum):
    """Why nobody can book a session any more; the text is ``programme.gone.<value>``."""

    FULL = "full"
    CLOSED = "closed"
    PAST = "past"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    site: Site
    programme: Programme
    next_sessions: Sequence[SessionFacts]
    now: datetime
    chosen: SessionFacts | None = None
    """The session whose date led here, and which the card is about; ``gone``: one that nobody can have any
    more, and why."""
    gone: SessionFacts | None = None
    why_gone: WhyGone | None = None
    card: ClassCard | None = None
    """The reader's saved class that is to be booked."""

    @property
    def leads_to(self) -> SessionFacts | None:
        """The session that the form goes to: the one that is chosen, or a full one, whose day can be waited
        for (B12)."""
        return self.gone if self.why_gone is WhyGone.FULL else self.chosen


@dataclass(frozen=True, slots=True)
class RouteView:
    route: Route
    stops: Sequence[tuple[Site, Programme]]
    next_sessions: Mapping[ProgrammeId, SessionFacts]
    bookable: bool = True
    """Whether all of its stops can be booked as one (C3)."""


@dataclass(frozen=True, slots=True)
class ChosenSession:
    """One part of the choice: when it begins and ends (UTC) and who goes there."""

    session: SessionFacts
    children: int
    adults: int
    stop: int | None = None
    """Of a route, from 1."""


@dataclass(frozen=True, slots=True)
class BookingFormView:
    """The booking's form at its present question."""

    draft_id: DraftId
    form: BookingForm
    step: Question
    question: Question | None
    asks_detail: bool
    """Whether the question is one that a button opened; all others are asked in their turn."""
    programme: Programme
    site: Site
    actor: Actor
    today: date
    now: datetime
    cards: Sequence[ClassCard] = ()
    card_adults: Mapping[ClassCardId, int] = field(default_factory=dict)
    """With how many adults each class can come here: as many as on its card, or more."""
    organisations: Sequence[Organisation] = ()
    typed_school: str | None = None
    """What was typed as the school's name; ``organisations`` are its matches."""
    takes_classes: bool = False
    takes_individuals: bool = False
    """Whether anybody may come without a class: then an operator may as well."""
    least_seats: int | None = None
    """At the question of the party: fewest people who may come without a class; None if none may."""
    days: Mapping[date, DayChoice] | None = None
    """At the questions of day and time: every local day with sessions, up to the horizon."""
    month: date | None = None
    """Of the calendar, where it is looked at; None for the nearest sessions."""
    adults_needed: int = 0
    """Where the party is shown back: with how many adults it can come; ``least_adults``: with fewer than that
    its children cannot."""
    least_adults: int = 1
    fitting: tuple[OtherProgramme, ...] = ()
    """Where the youngest may be too young: programmes that admit such an age."""
    chosen: tuple[ChosenSession, ...] = ()
    manual: bool = False
    """Whether a site answers what it confirms at once for others: after no-shows (C1)."""
    hold_expires_at: datetime | None = None
    """At the summary: until when the seats are held (UTC); None when nothing is held any more."""
    answer_due_at: datetime | None = None
    moved: Booking | None = None
    """The booking that goes to another time, as it is."""
    own_consent: RegionConsent | None = None
    """At the question of the consent: what the region adds to it."""
    refusal: Refusal | None = None
    note: date | Days | None = None
    """Said once: the day that was taken where a nearer one could have been meant; or the days of which those
    that fit are shown."""

    route: Route | None = None
    """The route that is booked as one, with its ``legs``; ``site`` and ``programme`` are its first stop's."""
    legs: tuple[Leg, ...] = ()
    demands: Demands | None = None
    """What all stops together ask of a party; None: what the programme asks."""

    @property
    def min_age(self) -> int:
        return self.programme.min_age if self.demands is None else self.demands.min_age

    @property
    def children_per_adult(self) -> int:
        return self.programme.children_per_adult if self.demands is None else self.demands.children_per_adult

    @property
    def foreign_lead_days(self) -> int:
        return self.programme.foreign_lead_days if self.demands is None else self.demands.foreign_lead_days

    @property
    def needs_answer(self) -> bool:
        """Whether the host has to answer, or the booking is confirmed at once."""
        return self.manual or asks_host(each.session for each in self.chosen)


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking's card as its leader sees it."""

    booking: Booking
    site: Site
    programme: Programme
    duty: Duty | None
    """The next one."""
    now: datetime
    may_cancel: bool
    may_recount: bool = False
    """Whether its numbers can still change (B8)."""
    duties: tuple[Duty, ...] = ()
    """All that are stored, the soonest first."""
    awaited_today: tuple[Visit, ...] = ()
    """Visits of today that the leader can say something about; see :attr:`Visit.said`."""
    card_refused: Refusal | None = None
    """Why the class was not kept as a card for the next time, if it was not."""
    asked: OfferView | None = None
    """Another time that was asked for and that the site has yet to grant (B9)."""
    repeated: bool = False
    """It had been made before, and is shown once more."""
    reviews: tuple[ExpertReview, ...] = ()
    """What the experts of a job trial say of its groups."""
    enquiries: tuple[Enquiry, ...] = ()
    """What its sites have asked, oldest first (E2)."""
    route: Route | None = None
    """The route that its visits are the stops of; ``site`` and ``programme`` are those of the next one
    (C3)."""
    places: Mapping[ProgrammeId, tuple[Site, Programme]] = field(default_factory=dict)
    """Of a route: what is visited at each stop, by what its visits are to."""
    instead: OfferView | None = None
    """Of a route with a stop that was refused: what its leader has to decide on."""
    outdated: tuple[PaperKind, ...] = ()
    """Papers that were printed before a change, where the view is of the booking alone (B14)."""

    @property
    def manual(self) -> bool:
        """Whether it waits for an answer only since its leader, or their school, has been missing before."""
        return any(map(waits_manually, self.booking.stops))

    @property
    def unanswered(self) -> tuple[Enquiry, ...]:
        """Questions that wait for the leader, as long as there is something to answer."""
        ahead = {each.site_id for each in self.booking.standing if each.ends_at > self.now}
        return tuple(each for each in self.enquiries if each.is_open and each.site_id in ahead)

    def site_of(self, site_id: SiteId | None) -> Site:
        """Of one of its visits or duties."""
        return next((site for site, _ in self.places.values() if site.id == site_id), self.site)


@dataclass(frozen=True, slots=True)
class ComingView:
    """«Сколько вас будет?»; ``most``: for how many there are seats; ``refusal``: of what was typed last."""

    card: BookingView
    most: int
    refusal: Refusal | None

    @property
    def is_rest(self) -> bool:
        """Whether one of the subgroups of the day has been marked: nothing more is said of it."""
        awaited = self.card.awaited_today
        return any(
            each not in awaited
            and each.stop == awaited[0].stop
            and abs(each.starts_at - awaited[0].starts_at) < WITHIN_A_DAY
            for each in self.card.booking.standing
        )


@dataclass(frozen=True, slots=True)
class DutyQuestionView:
    """What a duty needs to be told; ``refusal``: of what was typed last."""

    card: BookingView
    kind: DutyKind
    site_id: SiteId
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class NumbersView:
    """How many come; ``share``: by so many more or fewer without the host being asked; ``meant``: which of
    these a text has said."""

    card: BookingView
    draft_id: DraftId
    now: Numbers
    share: int
    meant: tuple[tuple[int, int], ...]
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class MineView:
    upcoming: tuple[BookingView, ...]
    past: tuple[BookingView, ...]
    applications: tuple[Application, ...]
    now: datetime
    waiting: tuple[WaitingView, ...] = ()
    offers: tuple[OfferView, ...] = ()
    given: tuple[GivenAway, ...] = ()
    """Handed over to colleagues, the last first."""


@dataclass(frozen=True, slots=True)
class ClassPlace:
    """A programme for a saved class; ``first``: what it can have there soonest, if anything."""

    site: Site
    programme: Programme
    first: Option | None


@dataclass(frozen=True, slots=True)
class ClassPlacesView:
    """One page of where a saved class can go, its own town first."""

    card: ClassCard
    places: tuple[ClassPlace, ...]
    total: int
    page: int
    pages: int
    now: datetime


@dataclass(frozen=True, slots=True)
class ClassQuestionView:
    """A class card of which something is being typed; ``organisations`` are matches of the school."""

    card: ClassCard
    field: ClassField
    typed_school: str | None = None
    organisations: Sequence[Organisation] = ()
    refusal: Refusal | None = None
    """Why what was typed last is no answer."""


@dataclass(frozen=True, slots=True)
class DeletionView:
    """References that deleting would call off (or has called off), and roles that would end. ``ahead``: the
    bookings among them, each of which a colleague may take over first."""

    references: tuple[str, ...]
    roles: tuple[Role, ...]
    ahead: tuple[Booking, ...] = ()
