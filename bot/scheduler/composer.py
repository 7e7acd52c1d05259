"""From a due row to what is sent: the present truth, in the reader's language, outside quiet hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.db.outbox import OutboxMessage
from bot.domain import quiet_hours
from bot.domain.quiet_hours import QuietHours, Urgency
from bot.domain.views import MessageView
from bot.scheduler.outgoing import Drop, Outgoing, Wait
from bot.services.content import Content
from bot.services.messages import ReadMessage
from bot.ui.screen import Screen
from bot.ui.translator import Translator, translator_for

Renderer = Callable[[MessageView, Translator], Screen | None]

URGENCIES: Mapping[str, Urgency] = {
    "hold.expired": Urgency.ANSWER,
    "visit.tomorrow": Urgency.VISIT,
    "visit.soon": Urgency.VISIT,
    "visit.missing": Urgency.VISIT,
    "visit.missing.host": Urgency.VISIT,
    "visit.unmarked.host": Urgency.NEWS,
    "host.unanswered": Urgency.NEWS,
    "host.application.late": Urgency.NEWS,
    "region.unanswered": Urgency.NEWS,
    "region.application.late": Urgency.NEWS,
    "person.unreachable": Urgency.NEWS,
    "region.audit": Urgency.NEWS,
    "region.backup": Urgency.NEWS,
    "host.tomorrow": Urgency.DIGEST,
    "news.ask": Urgency.NEWS,
}
"""Kinds that are not here are changes of status, which never wait (G2)."""


@dataclass(frozen=True, slots=True)
class Compose:
    """Says what becomes of a row now: sent, kept for later, or dropped with a reason (G1–G3)."""

    read: ReadMessage
    content: Content
    hours: QuietHours
    renderers: Mapping[str, Renderer]
    default_timezone: str

    async def __call__(self, message: OutboxMessage) -> Outgoing | Wait | Drop:
        render = self.renderers.get(message.kind)
        if render is None:
            return Drop(f"unknown kind {message.kind}")
        view = await self.read(message)
        if view is None:
            return Drop("not for its reader any more")
        if message.stale_at is not None and view.now >= message.stale_at:
            return Drop("stale")
        screen = render(view, translator_for(message.language))
        if screen is None:
            return Drop("no longer relevant")
        if "notice" in message.payload:
            return Drop("the notice was never sent") if view.edits is None else Outgoing(screen, view.edits)
        decision = self._ask_quiet_hours(message, view)
        if isinstance(decision, quiet_hours.Wait):
            if message.stale_at is not None and decision.until >= message.stale_at:
                return Drop("quiet hours last longer than it is of use")
            return Wait(decision.until)
        return Outgoing(screen, silent=decision.silent)

    def _ask_quiet_hours(
        self, message: OutboxMessage, view: MessageView
    ) -> quiet_hours.Send | quiet_hours.Wait:
        urgency = URGENCIES.get(message.kind, Urgency.STATUS)
        starts = [each.starts_at for each in view.at_site]
        if view.visit is not None:
            starts = [view.visit.starts_at]
        zone = ZoneInfo(view.site.timezone if view.site is not None else self.default_timezone)
        site = view.site or next(iter(self.content.everything.sites.values()), None)
        if site is None:
            return quiet_hours.Send(silent=False)
        calendar = self.content.calendar(site.id)
        visit_start = min(starts) if starts else None
        return quiet_hours.decide(view.now, urgency, visit_start, zone, calendar, self.hours)
