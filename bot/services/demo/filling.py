"""How people of the demonstration fill forms in: by the use cases of visitors, so that every rule holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.booking.availability import Option, Rules
from bot.domain.booking.booking import Booking
from bot.domain.booking.routes.days import way_key
from bot.domain.booking.views import BookingFormView, BookingView
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import BookingForm, Form, Question
from bot.domain.limits import Limits
from bot.domain.model import DraftId, OrganisationId
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.services.booking.form.questions import start_booking, start_route
from bot.services.catalogue.cache import CatalogueCache
from bot.services.demo.cases import ClassVisit, Day, GroupVisit, OperatorVisit, RouteVisit
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished, Outcome
from bot.services.runner import Runner


class DemoError(Exception):
    """The demonstration's own data, people and rules do not fit together: a defect of ours."""


def done_for(case: object, outcome: Any) -> Any:
    """What a use case answered; a refusal is a defect."""
    if isinstance(outcome, Refusal):
        raise DemoError(f"the demonstration's {case} was refused: {outcome}")
    return outcome


@dataclass(slots=True)
class Writing:
    """A form that somebody fills in, and what it shows now. ``case``: what for."""

    runner: Runner
    actor: Actor
    form: type[Form]
    case: object
    draft_id: DraftId
    view: Any

    @classmethod
    def begun(
        cls, runner: Runner, actor: Actor, form: type[Form], case: object, outcome: Outcome | object
    ) -> Self:
        asking = _asking(case, outcome)
        return cls(runner, actor, form, case, asking.draft_id, asking.view)

    async def tap(self, op: str, value: object = "") -> Any:
        self.view = _asking(self.case, await self._tap(op, value)).view
        return self.view

    async def type(self, text: str) -> Any:
        self.view = _asking(self.case, await self._type(text)).view
        return self.view

    async def type_last(self, text: str) -> Any:
        """The answer with which the form is sent; what has come of it."""
        return self._sent(await self._type(text))

    async def send(self) -> Any:
        """What has come of it."""
        return self._sent(await self.runner.do(self.actor, engine.send, self.form, self.draft_id))

    async def tap_last(self, op: str, value: object) -> Any:
        """The tap with which the form is sent; what has come of it."""
        return self._sent(await self._tap(op, value))

    async def leave(self) -> None:
        await self.runner.do(self.actor, engine.leave, self.form, self.draft_id)

    async def _tap(self, op: str, value: object) -> Outcome:
        return await self.runner.do(self.actor, engine.tap, self.form, self.draft_id, op, str(value))

    async def _type(self, text: str) -> Outcome:
        return await self.runner.do(self.actor, engine.type_text, self.form, self.draft_id, text)

    def _sent(self, outcome: Outcome) -> Any:
        if not isinstance(outcome, Finished):
            raise DemoError(f"the demonstration's {self.case} was refused: {outcome}")
        return outcome.result


def _asking(case: object, outcome: object) -> Asking:
    if not isinstance(outcome, Asking) or outcome.view.refusal is not None:
        raise DemoError(f"the demonstration's {case} was refused: {outcome}")
    return outcome


@dataclass(frozen=True, slots=True)
class Visitors:
    """Books visits for people of the demonstration. ``runner_at``: use cases at the moment of a clock."""

    runner_at: Callable[[Clock], Runner]
    content: CatalogueCache
    limits: Limits

    def programme(self, site: str, code: str) -> Programme:
        for each in self.content.published.sites.values():
            for programme in each.programmes:
                if (each.slug, programme.code) == (site, code):
                    return programme
        raise DemoError(f"the demonstration data have no programme {site}/{code}")

    async def describe(
        self, clock: Clock, actor: Actor, school: OrganisationId, visit: ClassVisit | RouteVisit
    ) -> Writing:
        """The form of a class at its calendar, which knows the party."""
        runner = self.runner_at(clock)
        if isinstance(visit, RouteVisit):
            begun = await runner.do(actor, start_route, self._route(visit).id)
        else:
            begun = await runner.do(actor, start_booking, self.programme(visit.site, visit.programme).id)
        writing = Writing.begun(runner, actor, BookingForm, visit, begun)
        await writing.type(f"{visit.grade} {visit.letter}, {visit.children} + {visit.adults}")
        await writing.tap("org", school)
        await writing.tap("age", visit.youngest_age)
        await writing.tap("fo", visit.foreign)
        await writing.tap("ok", writing.view.form.agreement)
        return writing

    async def fill(
        self, clock: Clock, actor: Actor, school: OrganisationId, visit: ClassVisit, day: Day
    ) -> Writing | None:
        """Goes through the form up to its summary; without a day that fits it is put aside again."""
        writing = await self.describe(clock, actor, school, visit)
        if not await self._choose(writing, clock, visit, day):
            return None
        if visit.wheelchairs:
            await writing.tap("wh", visit.wheelchairs)
        return writing

    async def try_to_book(
        self, clock: Clock, actor: Actor, school: OrganisationId, visit: ClassVisit, day: Day
    ) -> Booking | None:
        """Sends the form as the leader would; None where there is no such day."""
        writing = await self.fill(clock, actor, school, visit, day)
        return None if writing is None else booking_of(await writing.send())

    async def book_route(
        self, clock: Clock, actor: Actor, school: OrganisationId, visit: RouteVisit
    ) -> Booking | None:
        """All stops on the first day that can be had; None where there is none."""
        writing = await self.describe(clock, actor, school, visit)
        found = next(
            (
                (day, choice.options[0])
                for day, choice in sorted((writing.view.days or {}).items())
                if choice.options
            ),
            None,
        )
        if found is None:
            await writing.leave()
            return None
        day, way = found
        await writing.tap("way", f"{day.isoformat()}.{way_key(way.session_ids)}")
        return booking_of(await writing.send())

    async def book_group(self, clock: Clock, actor: Actor, visit: OperatorVisit, day: Day) -> Booking | None:
        """The group of an operator whose organisation is not known yet (C4)."""
        runner = self.runner_at(clock)
        begun = await runner.do(actor, start_booking, self.programme(visit.site, visit.programme).id)
        writing = Writing.begun(runner, actor, BookingForm, visit, begun)
        await writing.tap("firm", visit.people)
        await writing.type(visit.operator)
        await writing.tap("neworg")
        if not await self._choose(writing, clock, visit, day):
            return None
        await writing.tap("ask", Question.GROUP_TITLE)
        await writing.type(visit.title)
        return booking_of(await writing.send())

    async def gather(self, clock: Clock, actor: Actor, visit: GroupVisit) -> bool:
        """Takes seats in the first session whose group gathers; False: there is none."""
        runner = self.runner_at(clock)
        begun = await runner.do(actor, start_booking, self.programme(visit.site, visit.programme).id)
        writing = Writing.begun(runner, actor, BookingForm, visit, begun)
        await writing.tap("seat", visit.seats)
        options = [option for choice in (writing.view.days or {}).values() for option in choice.options]
        gathering = [each for each in options if each.group is not None and each.group.gathers]
        if not gathering:
            await writing.leave()
            return False
        await writing.tap("ses", gathering[0].session_ids[0])
        await writing.send()
        return True

    async def _choose(
        self, writing: Writing, clock: Clock, visit: ClassVisit | OperatorVisit, day: Day
    ) -> bool:
        """The first way to come that the case allows; False, with the form put aside: there is none."""
        view: BookingFormView = writing.view
        rules = Rules(view.programme, view.site.timezone, self.content.calendar(view.site.id), self.limits)
        option = _first_option(view, visit, clock.now(), day, rules)
        if option is None:
            await writing.leave()
            return False
        await writing.tap("day", option.starts[0].astimezone(ZoneInfo(view.site.timezone)).date())
        await writing.tap("ses", ".".join(str(part.session_id) for part in option.parts))
        return True

    def _route(self, visit: RouteVisit) -> Any:
        for route in self.content.published.routes.values():
            if route.slug == visit.route:
                return route
        raise DemoError(f"the demonstration data have no route {visit.route}")


def booking_of(sent: BookingView) -> Booking:
    return sent.booking


def _first_option(
    view: BookingFormView, visit: ClassVisit | OperatorVisit, now: datetime, day: Day, rules: Rules
) -> Option | None:
    """The first way to come that the case allows, from what the form offers."""
    zone = ZoneInfo(view.site.timezone)
    for _day, choice in sorted((view.days or {}).items()):
        for option in choice.options:
            start = option.starts[0].astimezone(zone)
            late_enough = (start.date() - rules.local_day(now)).days >= visit.after_days
            if late_enough and visit.at_hour in {None, start.hour} and day(start, rules):
                return option
    return None
