"""Messages that the bot starts to coordinators. None: not true any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.host_views import QueueEntry, is_awaited
from bot.domain.model import ApplicationStatus
from bot.domain.views import MessageView
from bot.ui.coordinator.region import unanswered_lines
from bot.ui.coordinator.taps import ShowRegion, ShowUnanswered
from bot.ui.html import Html, bold, lines
from bot.ui.phones import phone_label
from bot.ui.screen import Inline, Screen
from bot.ui.tap import button
from bot.ui.translator import Translator

Renderer = Callable[[MessageView, Translator], Screen | None]


def _unanswered(view: MessageView, t: Translator) -> Screen | None:
    """The site's answer is due now, and nobody gave it."""
    booking, site = view.booking, view.site
    if booking is None or site is None:
        return None
    awaited = [each for each in view.at_site if is_awaited(each, view.now)]
    if not awaited:
        return None
    due = min(each.answer_due_at or each.starts_at for each in awaited)
    programme = view.programmes[awaited[0].programme_id]
    entry = QueueEntry(site, programme, booking.created_at, due, booking=booking)
    return _due(entry, booking.reference, t.html("coordinator.due.ask"), view, t)


def _unanswered_application(view: MessageView, t: Translator) -> Screen | None:
    application, site = view.application, view.site
    if application is None or site is None or application.status is not ApplicationStatus.REVIEW:
        return None
    asked = application.entry
    programme = view.programmes[asked.programme_id]
    entry = QueueEntry(site, programme, asked.created_at, asked.answer_due_at, application=application)
    return _due(entry, application.reference, t.html("coordinator.due.ask_applicant"), view, t)


def _due(entry: QueueEntry, reference: str, ask: Html, view: MessageView, t: Translator) -> Screen:
    text = lines(
        bold(t.label("coordinator.due.title", reference=reference)),
        unanswered_lines(entry, view.now, t),
        ask,
    )
    tap = ShowUnanswered(region=entry.site.region_id, anew=True)
    return Screen(text, Inline(((button(t.label("coordinator.due.open"), tap),),)))


def _unreachable(view: MessageView, t: Translator) -> Screen | None:
    """The bot cannot write to somebody who waits for messages: call them (G4)."""
    contact = view.contact
    if contact is None:
        return None
    text = lines(
        bold(t.label("coordinator.unreachable.title")),
        t.html(
            "coordinator.unreachable.who",
            name=contact.name or t.label("host.no_name"),
            phone=phone_label(contact.phone),
        ),
        t.html("coordinator.unreachable.ask"),
    )
    return Screen(text, Inline(((button(t.label("coordinator.desk"), ShowRegion()),),)))


def _audit(view: MessageView, t: Translator) -> Screen | None:
    """The nightly count found differences: whoever runs the bot has to know (F10)."""

    def number(name: str) -> int:
        value = view.payload.get(name)
        return value if isinstance(value, int) else 0

    text = lines(
        bold(t.label("coordinator.audit.title")),
        t.html(
            "coordinator.audit.numbers",
            bookings=t.count("count.bookings", number("claims")),
            seats=t.count("count.seats", number("seats")),
            differences=number("differences"),
        ),
        t.html("coordinator.audit.ask"),
        t.html("coordinator.audit.lists") if number("about_seats") else None,
    )
    return Screen(text, Inline(((button(t.label("coordinator.desk"), ShowRegion()),),)))


def _backup(_view: MessageView, t: Translator) -> Screen | None:
    """There is no good copy of this night."""
    text = lines(bold(t.label("coordinator.backup.title")), t.html("coordinator.backup.ask"))
    return Screen(text, Inline(((button(t.label("coordinator.desk"), ShowRegion()),),)))


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "region.unanswered": _unanswered,
        "region.application.late": _unanswered_application,
        "person.unreachable": _unreachable,
        "region.audit": _audit,
        "region.backup": _backup,
    }
)
