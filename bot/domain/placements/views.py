"""What an applicant sees of a placement application: values that use cases read and screens render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.forms import ApplicationForm, Question
from bot.domain.model import ApplicationStatus, DraftId, DrawId
from bot.domain.people.access import Actor
from bot.domain.people.consents import RegionConsent
from bot.domain.placements.application import Application
from bot.domain.placements.ending import PlacementEnd
from bot.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Intake:
    """Dates that can be applied for, or why not."""

    session: SessionFacts
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class ApplicationFormView:
    """The form of an application at its present question."""

    draft_id: DraftId
    form: ApplicationForm
    step: Question
    programme: Programme
    site: Site
    actor: Actor
    now: datetime
    intakes: tuple[Intake, ...] = ()
    """At the questions of dates: the coming intakes, soonest first; at the second without the first."""
    chosen: tuple[SessionFacts, ...] = ()
    """The wanted dates so far, the preferred ones first."""
    answer_due_at: datetime | None = None
    """At the summary: by when the host would answer (UTC)."""
    own_consent: RegionConsent | None = None
    """At the question of the consent: what the region adds to it."""
    refusal: Refusal | None = None


class Stage(StrEnum):
    """Where an application is, told from its state and the time; each has a text ``application.stage.…``."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    CONSIDERED = "considered"
    SHORTLISTED = "shortlisted"
    INVITED = "invited"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    FINISHED = "finished"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"


UNDECIDED = frozenset(
    {Stage.WAITING, Stage.OVERDUE, Stage.CONSIDERED, Stage.SHORTLISTED, Stage.INVITED, Stage.OFFERED}
)


@dataclass(frozen=True, slots=True)
class OwnApplicationView:
    """One's own application, its dates, and what else could be applied for."""

    application: Application
    site: Site
    programme: Programme
    wanted: tuple[SessionFacts, ...]
    """The first and, if given, the second wanted dates; then other ones in which it has a place."""
    others: tuple[SessionFacts, ...]
    """Other coming intakes of the programme that one could apply for."""
    now: datetime
    draw_id: DrawId | None = None
    """A draw in which the application has a number."""
    end: PlacementEnd | None = None
    """What the site says of the placement, once it is over."""
    attended: bool = True
    """Whether somebody at the site can be told of it; else the coordinator answers."""

    @property
    def accepted(self) -> SessionFacts | None:
        """The intake in which the applicant has a place."""
        return accepted_of(self.application, self.wanted)

    @property
    def stage(self) -> Stage:
        return stage_of(self.application, self.wanted, self.now)

    @property
    def may_withdraw(self) -> bool:
        return self.stage in UNDECIDED | {Stage.ACCEPTED, Stage.UNDER_WAY}

    @property
    def may_apply_again(self) -> bool:
        return self.stage in {Stage.DECLINED, Stage.WITHDRAWN, Stage.UNANSWERED, Stage.FINISHED}


def accepted_of(application: Application, wanted: Sequence[SessionFacts]) -> SessionFacts | None:
    """Where it has a place, or one is kept for it."""
    return next((each for each in wanted if each.id == application.accepted_session_id), None)


def is_offered(application: Application, now: datetime) -> bool:
    """Whether other dates are kept for it at this moment."""
    until = application.offered_until
    return application.status is ApplicationStatus.OFFERED and until is not None and now < until


_DECIDED = {
    ApplicationStatus.DECLINED: Stage.DECLINED,
    ApplicationStatus.WITHDRAWN: Stage.WITHDRAWN,
    ApplicationStatus.EXPIRED: Stage.UNANSWERED,
}
_STEPS = {
    ApplicationStatus.REVIEW: Stage.WAITING,
    ApplicationStatus.CONSIDERED: Stage.CONSIDERED,
    ApplicationStatus.SHORTLISTED: Stage.SHORTLISTED,
    ApplicationStatus.INVITED: Stage.INVITED,
    ApplicationStatus.OFFERED: Stage.SHORTLISTED,
}
"""Other dates that are kept no longer leave the choice with the site."""


def stage_of(application: Application, wanted: Sequence[SessionFacts], now: datetime) -> Stage:
    """Deadlines are judged when looked at: without an answer an application ends as its last dates begin."""
    if application.status in _DECIDED:
        return _DECIDED[application.status]
    if application.status in _STEPS:
        if is_offered(application, now):
            return Stage.OFFERED
        if all(each.starts_at <= now for each in wanted):
            return Stage.UNANSWERED
        overdue = application.status.awaits_word and now > application.entry.answer_due_at
        return Stage.OVERDUE if overdue else _STEPS[application.status]
    place = accepted_of(application, wanted)
    if place is None or place.starts_at > now:
        return Stage.ACCEPTED
    return Stage.UNDER_WAY if place.ends_at > now else Stage.FINISHED
