"""What fills the desks of the demonstration: applications to choose from, questions, a route that is partly
answered, an operator's group, a job trial to be judged, school holidays of the region.

Owners answer by their use cases, too. Where somebody is not among the people, what is theirs is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.clock import Clock, MovableClock
from bot.db.catalogue.reading import note_change
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.region.settings import add_school_holidays, read_school_holidays
from bot.domain.booking.booking import Booking
from bot.domain.enquiries.views import EnquiryView
from bot.domain.forms import AnswerForm, ApplicationForm, AskSiteForm
from bot.domain.model import ApplicationId, OrganisationId, RegionId
from bot.domain.people.access import Actor
from bot.domain.placements.selection import USUAL_CRITERIA
from bot.domain.placements.views import ApplicationFormView, OwnApplicationView
from bot.domain.time.local_time import local_day
from bot.services.demo.cases import (
    ANSWERED_QUESTION,
    APPLICATIONS,
    OPEN_QUESTION,
    OPERATOR,
    PLACEMENT,
    ROUTE,
    TRIED,
    TRIED_WITHIN,
    AskedQuestion,
    PlacementApplication,
    on_a_weekday,
    school_holidays,
    within_days_before,
)
from bot.services.demo.filling import Visitors, Writing, done_for
from bot.services.desk.gate import mark_arrived
from bot.services.desk.requests import confirm_request
from bot.services.enquiries.answering import keep_answer, start_answer
from bot.services.enquiries.asking import ask_site
from bot.services.placements.answers import consider_application, shortlist_application
from bot.services.placements.form import start_application
from bot.services.placements.selection import score_application


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part. ``owners``: by the slugs of their sites; ``school``: of the ``leader``."""

    leader: Actor
    school: OrganisationId
    owners: dict[str, Actor]
    applicants: Sequence[Actor]
    operator: Actor | None


@dataclass(frozen=True, slots=True)
class Desks:
    """``past`` and ``present``: when somebody asked, and when the demonstration begins."""

    db: Database
    visitors: Visitors
    past: Clock
    present: MovableClock
    cast: Cast

    async def fill(self, region_id: RegionId) -> int:
        """How many bookings that made."""
        await self._keep_school_holidays(region_id)
        made = [await self._try_a_job(), await self._go_along_a_route(), await self._bring_a_group()]
        await self._apply()
        applicant = self.cast.applicants[0] if self.cast.applicants else None
        await self._ask(applicant, ANSWERED_QUESTION)
        await self._ask(self.cast.operator, OPEN_QUESTION)
        return sum(each is not None for each in made)

    async def _keep_school_holidays(self, region_id: RegionId) -> None:
        zone = self.visitors.content.everything.regions[region_id].timezone
        today = local_day(self.present.now(), ZoneInfo(zone))

        def body(connection: Connection) -> None:
            if read_school_holidays(connection, region_id):
                return
            for first, last in school_holidays(today):
                add_school_holidays(connection, region_id, first, last)
            note_change(connection)

        await self.db.write(body)

    # --- visits -----------------------------------------------------------------------------------------

    async def _try_a_job(self) -> Booking | None:
        """The owner had agreed in time, and marks the group now: what follows a mark is still to come."""
        owner = self.cast.owners.get(TRIED.site)
        if owner is None:
            return None
        day = within_days_before(self.present.now(), TRIED_WITHIN)
        leader, school = self.cast.leader, self.cast.school
        booking = await self.visitors.try_to_book(self.past, leader, school, TRIED, day)
        if booking is None:
            return None
        site_id = booking.first.site_id
        asked, now = self.visitors.runner_at(self.past), self.visitors.runner_at(self.present)
        done_for(TRIED, await asked.do(owner, confirm_request, booking.id, site_id))
        for visit in booking.visits:
            done_for(TRIED, await now.do(owner, mark_arrived, visit.id, visit.seats))
        return booking

    async def _go_along_a_route(self) -> Booking | None:
        """One of its sites has agreed, the others have still to answer."""
        leader, school = self.cast.leader, self.cast.school
        booking = await self.visitors.book_route(self.present, leader, school, ROUTE)
        owner = self.cast.owners.get(ROUTE.answered)
        if booking is None or owner is None:
            return booking
        site_id = next(each for each in owner.site_ids if booking.at(each))
        runner = self.visitors.runner_at(self.present)
        done_for(ROUTE, await runner.do(owner, confirm_request, booking.id, site_id))
        return booking

    async def _bring_a_group(self) -> Booking | None:
        operator = self.cast.operator
        if operator is None:
            return None
        return await self.visitors.book_group(self.present, operator, OPERATOR, on_a_weekday)

    # --- placements -------------------------------------------------------------------------------------

    async def _apply(self) -> None:
        """All for the same dates; the owner has taken up some of the applications, and scored all."""
        owner = self.cast.owners.get(PLACEMENT[0])
        for actor, wanted in zip(self.cast.applicants, APPLICATIONS, strict=False):
            application_id = await self._send(actor, wanted)
            if application_id is not None and owner is not None:
                await self._judge(owner, application_id, wanted)

    async def _judge(self, owner: Actor, application_id: ApplicationId, wanted: PlacementApplication) -> None:
        runner = self.visitors.runner_at(self.present)
        if wanted.listed:
            done_for(wanted, await runner.do(owner, consider_application, application_id))
            done_for(wanted, await runner.do(owner, shortlist_application, application_id))
        for criterion, points in zip(USUAL_CRITERIA, wanted.points, strict=True):
            scored = await runner.do(owner, score_application, application_id, criterion, points)
            done_for(wanted, scored)

    async def _send(self, actor: Actor, wanted: PlacementApplication) -> ApplicationId | None:
        """None where no dates can be applied for: in some months there are none within the horizon."""
        runner = self.visitors.runner_at(self.present)
        programme = self.visitors.programme(*PLACEMENT)
        begun = await runner.do(actor, start_application, programme.id)
        writing = Writing.begun(runner, actor, ApplicationForm, wanted, begun)
        await writing.tap("who", wanted.applicant)
        view: ApplicationFormView = await writing.tap("age", wanted.age)
        dates = [each.session for each in view.intakes if each.refusal is None]
        if not dates:
            await writing.leave()
            return None
        await writing.tap("d1", dates[0].id)
        if writing.view.form.second_session_id is None and not writing.view.form.second_skipped:
            await writing.tap("skip")
        await writing.type(wanted.course)
        await writing.type(wanted.motivation)
        sent: OwnApplicationView = await writing.send()
        return sent.application.id

    # --- questions --------------------------------------------------------------------------------------

    async def _ask(self, actor: Actor | None, question: AskedQuestion) -> None:
        """The site's owner may have answered, and keeps that on the card."""
        if actor is None:
            return
        runner = self.visitors.runner_at(self.present)
        programme = self.visitors.programme(question.site, question.programme)
        begun = await runner.do(actor, ask_site, programme.id)
        asked: EnquiryView = await Writing.begun(runner, actor, AskSiteForm, question, begun).type_last(
            question.text
        )
        owner = self.cast.owners.get(question.site)
        if question.answer is None or owner is None:
            return
        enquiry_id = asked.enquiry.id
        answering = await runner.do(owner, start_answer, enquiry_id)
        await Writing.begun(runner, owner, AnswerForm, question, answering).type_last(question.answer)
        done_for(question, await runner.do(owner, keep_answer, enquiry_id))
