"""What screens show of questions and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.booking.booking import Booking, Visit
from bot.domain.catalogue.catalogue import KeptAnswer, Programme, Site
from bot.domain.desk.views import Outcome
from bot.domain.enquiries.enquiry import Enquiry
from bot.domain.model import DraftId, VisitId
from bot.domain.people.consents import RegionConsent
from bot.domain.refusal import Refusal
from bot.domain.time.quiet_hours import About


@dataclass(frozen=True, slots=True)
class EnquiryView:
    """A question with where it belongs; ``booking``: of a site's question to its leader."""

    enquiry: Enquiry
    site: Site
    programme: Programme
    now: datetime
    booking: Booking | None = None
    outcome: Outcome = Outcome.SHOWN
    may_keep: bool = False
    """Whether the programme's card can show it: it is answered, and names nobody."""

    @property
    def about(self) -> About:
        starts = [each.starts_at for each in self.visits]
        return About(self.site, min(starts) if starts else None)

    @property
    def visits(self) -> tuple[Visit, ...]:
        return () if self.booking is None else self.booking.at(self.site.id)


@dataclass(frozen=True, slots=True)
class LateEnquiryView:
    """A visitor's question that has waited for its answer so many working days."""

    shown: EnquiryView
    working_days: int

    @property
    def about(self) -> About:
        return self.shown.about


@dataclass(frozen=True, slots=True)
class AskSiteView:
    """The question that a visitor is writing. ``due_at``: when its answer will be due (UTC)."""

    draft_id: DraftId
    site: Site
    programme: Programme
    text: str | None
    due_at: datetime
    asks_consent: bool = False
    own_consent: RegionConsent | None = None
    """At the question of the consent: what the region adds to it."""
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class AnswerFormView:
    """The answer that is being written. ``typed``: it was, before anybody asked for it."""

    draft_id: DraftId
    shown: EnquiryView
    adds: bool
    typed: str | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class ContactView:
    """«Связаться»: a party's leader, and what was asked and answered so far. ``may_talk``: there is still
    something to ask. ``visit_id``: of the group from whose card it was opened, if any."""

    booking: Booking
    site: Site
    programme: Programme
    enquiries: Sequence[Enquiry]
    now: datetime
    may_talk: bool
    visit_id: VisitId | None = None
    just_asked: bool = False
    refusal: Refusal | None = None

    @property
    def visits(self) -> tuple[Visit, ...]:
        return self.booking.at(self.site.id)

    @property
    def may_ask(self) -> bool:
        """Whether the next typed text is a question."""
        return self.may_talk and self.open is None

    @property
    def open(self) -> Enquiry | None:
        """The question that waits for its answer."""
        return next((each for each in self.enquiries if each.is_open), None)


@dataclass(frozen=True, slots=True)
class AnswersView:
    """One page of the questions that a programme's card shows with their answers, the newest first.
    ``may_change``: its reader can take them back."""

    site: Site
    programme: Programme
    entries: Sequence[KeptAnswer]
    first: int
    """The number of the first of them."""
    page: int
    pages: int
    may_change: bool
