"""From a due row to what is sent: the present truth, in the reader's language, outside quiet hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.db.outbox.queue import OutboxMessage
from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.time import quiet_hours
from bot.domain.time.quiet_hours import QuietHours
from bot.domain.time.working_days import WorkingCalendar
from bot.scheduler.outgoing import Drop, Outgoing, Wait
from bot.services.messages.due import Due, NotSent, read_due
from bot.services.runner import Runner
from bot.ui.screen import Screen
from bot.ui.translator import translator_for


@dataclass(frozen=True, slots=True)
class Compose:
    """Says what becomes of a row now: sent, kept for later, or dropped with a reason (G1–G3)."""

    runner: Runner
    hours: QuietHours
    renderers: Mapping[str, Callable[..., Screen]]
    default_timezone: str

    async def __call__(self, message: OutboxMessage) -> Outgoing | Wait | Drop:
        due = await self.runner.run(read_due, message)
        if isinstance(due, NotSent):
            return Drop(due.reason)
        screen = self.renderers[message.kind](due.view, translator_for(message.language).for_reader(due.zone))
        if due.edits is not None:
            return Outgoing(screen, due.edits)
        decision = self._ask_quiet_hours(due)
        if isinstance(decision, quiet_hours.Wait):
            if message.stale_at is not None and decision.until >= message.stale_at:
                return Drop("quiet hours last longer than it is of use")
            return Wait(decision.until)
        return Outgoing(screen, silent=decision.silent)

    def _ask_quiet_hours(self, due: Due) -> quiet_hours.Send | quiet_hours.Wait:
        about, catalogue = due.view.about, self.runner.catalogue
        match about.place:
            case Site(id=site_id, timezone=timezone):
                calendar = catalogue.calendar(site_id)
            case Region(id=region_id, timezone=timezone):
                calendar = catalogue.regional_calendar(region_id)
            case None:
                timezone, calendar = self.default_timezone, WorkingCalendar({})
        zone = ZoneInfo(timezone)
        return quiet_hours.decide(due.now, due.urgency, about.visit_start, zone, calendar, self.hours)
