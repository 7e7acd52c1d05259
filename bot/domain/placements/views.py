"""What an applicant sees of a placement application: values that use cases read and screens render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.forms import ApplicationForm, Question
from bot.domain.model import ApplicationStatus, DraftId
from bot.domain.people.access import Actor
from bot.domain.placements.application import Application
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
    refusal: Refusal | None = None


class Stage(StrEnum):
    """Where an application is, told from its state and the time; each has a text ``application.stage.…``."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    FINISHED = "finished"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class OwnApplicationView:
    """One's own application, its dates, and what else could be applied for."""

    application: Application
    site: Site
    programme: Programme
    wanted: tuple[SessionFacts, ...]
    """The first and, if given, the second wanted dates."""
    others: tuple[SessionFacts, ...]
    """Other coming intakes of the programme that one could apply for."""
    now: datetime
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
        return self.stage in {Stage.WAITING, Stage.OVERDUE, Stage.ACCEPTED, Stage.UNDER_WAY}

    @property
    def may_apply_again(self) -> bool:
        return self.stage in {Stage.DECLINED, Stage.WITHDRAWN, Stage.UNANSWERED, Stage.FINISHED}


def accepted_of(application: Application, wanted: Sequence[SessionFacts]) -> SessionFacts | None:
    return next((each for each in wanted if each.id == application.accepted_session_id), None)


_DECIDED = {
    ApplicationStatus.DECLINED: Stage.DECLINED,
    ApplicationStatus.WITHDRAWN: Stage.WITHDRAWN,
    ApplicationStatus.EXPIRED: Stage.UNANSWERED,
}


def stage_of(application: Application, wanted: Sequence[SessionFacts], now: datetime) -> Stage:
    """Deadlines are judged when looked at: without an answer an application ends as its last dates begin."""
    if application.status in _DECIDED:
        return _DECIDED[application.status]
    if application.status is ApplicationStatus.REVIEW:
        if all(each.starts_at <= now for each in wanted):
            return Stage.UNANSWERED
        return Stage.WAITING if now <= application.entry.answer_due_at else Stage.OVERDUE
    place = accepted_of(application, wanted)
    if place is None or place.starts_at > now:
        return Stage.ACCEPTED
    return Stage.UNDER_WAY if place.ends_at > now else Stage.FINISHED
