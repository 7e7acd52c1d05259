"""Applications for placements: to those who answer, to coordinators, and the answer to the applicant (D2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.db.placements.applications import read_application
from bot.domain.desk.views import ApplicationView
from bot.domain.messages.views import OverdueView, UnansweredApplicationView, UnattendedView
from bot.domain.model import ApplicationId, ApplicationStatus, PersonId, Priority, Role
from bot.domain.placements.application import Application
from bot.domain.placements.views import accepted_of, is_offered
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import AnyMessage, Change, Message, ToOne, V_co
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.messages.tell import Later, with_copies
from bot.services.placements.reading import application_view, queued_application
from bot.services.transaction import Tx

_GONE = frozenset({ApplicationStatus.WITHDRAWN, ApplicationStatus.EXPIRED})


@dataclass(frozen=True, slots=True)
class _OfApplication(Message[V_co]):
    """To those who answer at its site."""

    application_id: ApplicationId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(who.site_of_application(self.application_id), ANSWERING)

    def _view(self, tx: Tx) -> ApplicationView | None:
        application = read_application(tx.connection, self.application_id)
        return None if application is None else application_view(tx, application)

    def _awaits_answer(self, tx: Tx) -> ApplicationView | None:
        view = self._view(tx)
        return None if view is None or not view.awaits_answer else view


@dataclass(frozen=True, slots=True)
class ApplicationNotice(_OfApplication[ApplicationView]):
    """A new application. ``change``: what became of it when hosts are told that anew, such as "withdrawn"."""

    kind = "host.application"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    change: str | None = None

    def load(self, tx: Tx) -> ApplicationView | None:
        view = self._view(tx)
        gone = view is None or (view.application.status in _GONE and self.change is None)
        return None if gone else view


@dataclass(frozen=True, slots=True)
class ApplicationChanged(_OfApplication[ApplicationView]):
    """All copies of the notice show what became of it. ``change`` tells one change from the others."""

    kind = "host.application.update"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    change: str = ""

    def changes(self) -> ApplicationNotice:
        return ApplicationNotice(self.application_id)

    def load(self, tx: Tx) -> ApplicationView | None:
        return self._view(tx)


@dataclass(frozen=True, slots=True)
class ApplicationUnanswered(_OfApplication[UnansweredApplicationView]):
    """All who answer are reminded after one working day, owners after two."""

    kind = "host.application.late"
    urgency = Urgency.NEWS
    priority = Priority.REMINDER

    working_days: int = 1

    def readers(self, who: Readers) -> Collection[PersonId]:
        roles = ANSWERING if self.working_days == 1 else (Role.OWNER,)
        return who.at(who.site_of_application(self.application_id), roles)

    def load(self, tx: Tx) -> UnansweredApplicationView | None:
        view = self._view(tx)
        if view is None or view.application.status is not ApplicationStatus.REVIEW:
            return None
        return UnansweredApplicationView(view, self.working_days)


@dataclass(frozen=True, slots=True)
class ApplicationReminderChanged(Change[ApplicationView], _OfApplication[ApplicationView]):
    """A reminder of an application shows who decided and what."""

    kind = "host.application.late.update"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    working_days: int = 1
    change: str = ""

    def changes(self) -> ApplicationUnanswered:
        return ApplicationUnanswered(self.application_id, self.working_days)

    def load(self, tx: Tx) -> ApplicationView | None:
        return self._view(tx)


@dataclass(frozen=True, slots=True)
class ApplicationOverdue(_OfApplication[OverdueView]):
    """The answer is due now, and nobody gave it."""

    kind = "region.application.late"
    urgency = Urgency.NEWS
    priority = Priority.CHANGE

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators_at(who.site_of_application(self.application_id))

    def load(self, tx: Tx) -> OverdueView | None:
        view = self._awaits_answer(tx)
        if view is None:
            return None
        entry = queued_application(tx, view.application)
        return OverdueView(entry, view.application.reference, None, tx.now)


@dataclass(frozen=True, slots=True)
class ApplicationOverdueChanged(Change[ApplicationView], _OfApplication[ApplicationView]):
    """The coordinator's notice of an unanswered application shows what became of it."""

    kind = "region.application.late.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    change: str = ""

    def changes(self) -> ApplicationOverdue:
        return ApplicationOverdue(self.application_id)

    def load(self, tx: Tx) -> ApplicationView | None:
        return self._view(tx)


@dataclass(frozen=True, slots=True)
class ApplicationUnattended(_OfApplication[UnattendedView]):
    """An application reaches nobody at its site: coordinators are told at once."""

    kind = "region.application.unattended"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators_at(who.site_of_application(self.application_id))

    def load(self, tx: Tx) -> UnattendedView | None:
        view = self._awaits_answer(tx)
        if view is None or Readers(tx.connection).is_attended(
            view.site.id, view.application.entry.created_at
        ):
            return None
        return UnattendedView(queued_application(tx, view.application), None, tx.now, waits=True)


@dataclass(frozen=True, slots=True)
class ApplicationUnattendedChanged(
    Change[UnattendedView | ApplicationView], _OfApplication[UnattendedView | ApplicationView]
):
    """The coordinators' notice: the same as long as nobody is there who could be told, then what became of
    it."""

    kind = "region.application.unattended.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    change: str = ""

    def changes(self) -> ApplicationUnattended:
        return ApplicationUnattended(self.application_id)

    def load(self, tx: Tx) -> UnattendedView | ApplicationView | None:
        return self.changes().load(tx) or self._view(tx)


@dataclass(frozen=True, slots=True)
class _ToApplicant(_OfApplication[ApplicationView], ToOne[ApplicationView]):
    """``change`` tells one time from another: an application may come to the same step again."""

    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    change: str = ""

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.applicant(self.application_id)

    def identity(self) -> tuple[object, ...]:
        return (self.application_id, self.change) if self.change else (self.application_id,)

    def _in_state(self, tx: Tx, status: ApplicationStatus) -> ApplicationView | None:
        view = self._view(tx)
        return None if view is None or view.application.status is not status else view


@dataclass(frozen=True, slots=True)
class ApplicationConsidered(_ToApplicant):
    """Somebody at the site has taken it up."""

    kind = "application.considered"

    def load(self, tx: Tx) -> ApplicationView | None:
        return self._in_state(tx, ApplicationStatus.CONSIDERED)


@dataclass(frozen=True, slots=True)
class ApplicationShortlisted(_ToApplicant):
    kind = "application.shortlisted"

    def load(self, tx: Tx) -> ApplicationView | None:
        return self._in_state(tx, ApplicationStatus.SHORTLISTED)


@dataclass(frozen=True, slots=True)
class ApplicationInvited(_ToApplicant):
    """To a talk."""

    kind = "application.invited"

    def load(self, tx: Tx) -> ApplicationView | None:
        return self._in_state(tx, ApplicationStatus.INVITED)


@dataclass(frozen=True, slots=True)
class ApplicationOffered(_ToApplicant):
    """Other dates, of use while they are kept."""

    kind = "application.offered"

    def load(self, tx: Tx) -> ApplicationView | None:
        view = self._view(tx)
        return None if view is None or not is_offered(view.application, tx.now) else view


@dataclass(frozen=True, slots=True)
class ApplicationOfferOver(_ToApplicant):
    """Other dates are kept no more; the site goes on choosing."""

    kind = "application.offer_over"

    def load(self, tx: Tx) -> ApplicationView | None:
        return self._in_state(tx, ApplicationStatus.SHORTLISTED)


@dataclass(frozen=True, slots=True)
class ApplicationAccepted(_ToApplicant):
    """Of use until the placement is over."""

    kind = "application.accepted"

    def load(self, tx: Tx) -> ApplicationView | None:
        view = self._in_state(tx, ApplicationStatus.ACCEPTED)
        place = None if view is None else accepted_of(view.application, view.intakes)
        return None if place is None or place.ends_at <= tx.now else view


@dataclass(frozen=True, slots=True)
class ApplicationDeclined(_ToApplicant):
    kind = "application.declined"

    def load(self, tx: Tx) -> ApplicationView | None:
        return self._in_state(tx, ApplicationStatus.DECLINED)


TO_APPLICANT: tuple[type[_ToApplicant], ...] = (
    ApplicationConsidered,
    ApplicationShortlisted,
    ApplicationInvited,
    ApplicationOffered,
    ApplicationOfferOver,
    ApplicationAccepted,
    ApplicationDeclined,
)
"""What applicants are told of, each in its own words."""


def about_change(tx: Tx, application_id: ApplicationId, change: str) -> list[AnyMessage]:
    """Every message of an application that carries its state or its buttons shows the present one."""
    reminders: list[AnyMessage] = [
        ApplicationReminderChanged(application_id, 1, change),
        ApplicationReminderChanged(application_id, 2, change),
        ApplicationOverdueChanged(application_id, change),
        ApplicationUnattendedChanged(application_id, change),
    ]
    return [ApplicationChanged(application_id, change), *with_copies(tx, reminders)]


def about_new(
    application: Application, moments: Sequence[datetime], *, until: datetime
) -> list[AnyMessage | Later]:
    """What a new application has told, now and as long as nobody answers."""
    return [ApplicationNotice(application.id), *plan_escalations(application, moments, until=until)]


def plan_escalations(
    application: Application, moments: Sequence[datetime], *, until: datetime
) -> list[Later]:
    """Reminders of an unanswered application (E3), after one and two working days and when it is due. It can
    be answered ``until`` the last of its dates begins; all moments are UTC."""
    due_at = application.entry.answer_due_at
    reminders = [
        Later(ApplicationUnanswered(application.id, number), moment, until)
        for number, moment in enumerate(moments[:2], start=1)
        if moment < due_at
    ]
    return [*reminders, Later(ApplicationOverdue(application.id), due_at, until)]
