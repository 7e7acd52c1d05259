"""From a due row to what is sent: the present truth, in the reader's language, outside quiet hours."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.db.outbox.queue import OutboxMessage
from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.messages.views import LateAnswerView
from bot.domain.model import RegionId
from bot.domain.time import quiet_hours
from bot.domain.time.quiet_hours import OwnQuiet, QuietHours, Reader
from bot.domain.time.working_days import WorkingCalendar
from bot.scheduler.outgoing import Drop, Outgoing, Wait
from bot.services.messages.due import Due, NotSent, NotYet, read_due
from bot.services.runner import Runner
from bot.ui.screen import Screen
from bot.ui.translator import translator_for

MADE_WITHIN = timedelta(seconds=1)
"""After so long it is asked again whether what a message says is made."""

AnswerAgain = Callable[[LateAnswerView, int], Awaitable[Screen | None]]
"""Does once more what somebody (a Telegram id) did; the screen of what stands now, if there is one."""


@dataclass(frozen=True, slots=True)
class Compose:
    """Says what becomes of a row now: sent, kept for later, or dropped with a reason (G1–G3).

    ``answer_again``: makes the screen that somebody was not shown.
    """

    runner: Runner
    hours: QuietHours
    renderers: Mapping[str, Callable[..., Screen]]
    default_timezone: str
    answer_again: AnswerAgain | None = None

    async def __call__(self, message: OutboxMessage) -> Outgoing | Wait | Drop:
        due = await self.runner.run(read_due, message)
        if isinstance(due, NotSent):
            return Drop(due.reason)
        if isinstance(due, NotYet):
            return Wait(self.runner.clock.now() + MADE_WITHIN)
        screen = self.renderers[message.kind](due.view, translator_for(message.language).for_reader(due.zone))
        if isinstance(due.view, LateAnswerView) and self.answer_again and message.telegram_id is not None:
            screen = await self.answer_again(due.view, message.telegram_id) or screen
        if due.edits is not None:
            return Outgoing(screen, due.edits, only_edits=due.only_edits)
        decision = self._ask_quiet_hours(due, message)
        if isinstance(decision, quiet_hours.Wait):
            if message.stale_at is not None and decision.until >= message.stale_at:
                return Drop("quiet hours last longer than it is of use")
            return Wait(decision.until)
        if screen.file is not None:
            # Here, where what fails is our defect and no answer of Telegram; and nobody's tap waits for it.
            screen = replace(screen, file=await asyncio.to_thread(screen.file.written))
        return Outgoing(screen, silent=decision.silent, goes_once=due.goes_once)

    def _ask_quiet_hours(self, due: Due, message: OutboxMessage) -> quiet_hours.Send | quiet_hours.Wait:
        about, catalogue = due.view.about, self.runner.catalogue
        hours = self.hours
        match about.place:
            case Site(id=site_id, region_id=region_id, timezone=timezone):
                calendar, hours = catalogue.calendar(site_id), self._hours_in(region_id)
            case Region(id=region_id, timezone=timezone):
                calendar, hours = catalogue.regional_calendar(region_id), self._hours_in(region_id)
            case None:
                timezone, calendar = self.default_timezone, WorkingCalendar({})
        zone = ZoneInfo(timezone)
        reader = Reader(
            OwnQuiet(message.quiet_hours, message.quiet_weekends),
            None if not due.zone else ZoneInfo(due.zone),
            message.stale_at,
        )
        return quiet_hours.decide(due.now, due.urgency, about.visit_start, zone, calendar, hours, reader)

    def _hours_in(self, region_id: RegionId) -> QuietHours:
        """The hours of a region, where it has its own."""
        usual = replace(self.runner.limits, hours=self.hours)
        return self.runner.catalogue.limits_in(region_id, usual).hours
