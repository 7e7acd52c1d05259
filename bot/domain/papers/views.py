"""What is shown of papers, calendars and feedback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.booking.views import ClassPlace
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.guides import LedSession
from bot.domain.forms import FeedbackField
from bot.domain.messages.views import PartView
from bot.domain.model import FeedId
from bot.domain.papers.certificate import Certificate
from bot.domain.papers.kinds import Outdated, PaperKind, Printable
from bot.domain.papers.passport import Passport
from bot.domain.papers.review import ExpertReview
from bot.domain.people.organisation import ClassCard
from bot.domain.placements.ending import PlacementCertificate
from bot.domain.refusal import Refusal
from bot.domain.time.quiet_hours import About


@dataclass(frozen=True, slots=True)
class Feedback:
    """``score``: 1 to 5; ``hands``: how many children would like to work there."""

    score: int
    text: str | None
    hands: int | None


@dataclass(frozen=True, slots=True)
class PapersView:
    """The papers that can be had of a booking now, those of which an older copy says something else, and what
    was said of the visit, as long as that can be changed (``to_be_rated``)."""

    part: PartView
    kinds: tuple[PaperKind, ...]
    outdated: Mapping[PaperKind, tuple[Outdated, Printable]]
    list_due_at: datetime | None
    to_be_rated: bool
    feedback: Feedback | None
    others: tuple[Site, ...] = ()
    """The other sites of a route, each of which has papers of its own (C3)."""


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper of a booking's visits at a site, made at a moment (UTC). ``language``: empty: the reader's."""

    part: PartView
    kind: PaperKind
    language: str
    made_at: datetime
    certificate: Certificate | None = None
    reviews: tuple[ExpertReview, ...] = ()
    """Of the groups that came, by the experts of a job trial."""
    more: tuple[PartView, ...] = ()
    """In a calendar: the visits to the other sites of a route."""

    @property
    def about(self) -> About:
        return self.part.about


@dataclass(frozen=True, slots=True)
class PassportView:
    """What a class has seen, and where it could go next: ``near``, of industries that it has not seen.
    ``today``: of its school; ``language``: of the paper, empty for the reader's."""

    card: ClassCard
    passport: Passport
    near: tuple[ClassPlace, ...]
    today: date
    now: datetime
    language: str = ""

    @property
    def about(self) -> About:
        return About(None)


@dataclass(frozen=True, slots=True)
class AfterVisitView:
    """The morning after is too late: thanks, the certificate of a class or an operator, and how it was.
    ``also``: of a class that was told of already, since another of its subgroups was marked later."""

    part: PartView
    certificate: Certificate | None
    reviews: tuple[ExpertReview, ...] = ()
    also: bool = False

    @property
    def about(self) -> About:
        return self.part.about


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """A visit that is asked about; ``day`` is the site's. ``asks``: what is to be typed now; ``refusal``: of
    what was typed last. ``repeated``: the score that was tapped had been given before."""

    part: PartView
    feedback: Feedback | None
    asks: FeedbackField | None = None
    refusal: Refusal | None = None
    repeated: bool = False

    @property
    def about(self) -> About:
        return self.part.about

    @property
    def day(self) -> date:
        return self.part.day


class CheckResult(StrEnum):
    """What is known of a check code."""

    GENUINE = "genuine"
    REPLACED = "replaced"
    """The site has corrected its count since."""
    WITHDRAWN = "withdrawn"
    """The site has taken the mark of the arrival back since."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckView:
    """``certificate`` of a visit, or ``placement``: of one; neither: there is none."""

    result: CheckResult
    certificate: Certificate | None = None
    placement: PlacementCertificate | None = None


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """Where somebody's calendar can be read: ``token`` is secret; None while it cannot."""

    feed_id: FeedId | None
    version: int
    token: str | None


@dataclass(frozen=True, slots=True)
class FeedView:
    """Everything that a calendar shows, in its owner's language."""

    language: str
    parts: tuple[PartView, ...]
    led: tuple[LedSession, ...] = ()
    """What its owner leads, or is asked to lead (E7)."""
