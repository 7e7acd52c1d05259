"""Visits as calendar entries (RFC 5545), as a file and as a calendar by subscription (B15).

One entry a visit: its UID never changes, its SEQUENCE rises with place, time and state, so that whoever opens
a newer file has the old entry changed. Times are UTC, which every calendar shows on its own clock. Nobody is
invited and nobody is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.booking.booking import Visit
from bot.domain.booking.codes import latin_form
from bot.domain.desk.guides import LedSession
from bot.domain.messages.views import PartView
from bot.domain.model import GuideState, VisitStatus
from bot.ui.formats.phones import office_label
from bot.ui.translator import Translator
from bot.ui.visitor.papers.texts import where
from bot.ui.visitor.party import counts_label

if TYPE_CHECKING:
    from icalendar import Event

REFRESH_EVERY: Final = timedelta(hours=6)
_MAKER: Final = "-//Prokhodnaya//Visits//EN"
_STATUS: Final = {VisitStatus.PENDING: "TENTATIVE"}


def calendar_of(
    parts: Sequence[PartView], t: Translator, *, led: Sequence[LedSession] = (), subscribed: bool = False
) -> bytes:
    """A calendar with these visits, and what its owner leads as a guide, in the language of ``t``."""
    from icalendar import Calendar  # a third of a second, for the first calendar only

    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if subscribed:
        calendar.add("x-wr-calname", t.label("feed.name"))
        calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", f"PT{REFRESH_EVERY // timedelta(hours=1)}H")
    for part in parts:
        for visit in part.visits:
            calendar.add_component(_entry(part, visit, t))
    for each in led:
        calendar.add_component(_led_entry(each, t))
    made: bytes = calendar.to_ical()
    return made


def uid_of(part: PartView, visit: Visit) -> str:
    """Of the visit, for ever: wherever and whenever it takes place."""
    return f"{latin_form(part.booking.reference)}-{visit.id}@prokhodnaya"


def _entry(part: PartView, visit: Visit, t: Translator) -> Event:
    from icalendar import Event

    booking, site = part.booking, part.site
    status = "CONFIRMED" if visit.status.takes_seats else "CANCELLED"
    key = "feed.summary_pending" if visit.status is VisitStatus.PENDING else "feed.summary"
    if visit.gathers:
        status, key = "TENTATIVE", "feed.summary_gathering"
    details = [
        t.label(
            "feed.details",
            reference=booking.reference,
            counts=counts_label(visit.children, visit.adults, t),
        )
    ]
    if site.contact_phone:
        details.append(f"{t.content(site.contact_name)}: {office_label(site.contact_phone, t)}")
    event = Event()
    event.add("uid", uid_of(part, visit))
    event.add("sequence", visit.calendar_sequence)
    event.add("dtstamp", _changed_at(part, visit))
    event.add("dtstart", visit.starts_at)
    event.add("dtend", visit.ends_at)
    event.add("summary", t.label(key, site=site.name, title=part.programme.title))
    event.add("location", where(part, t))
    event.add("description", "\n".join(details))
    event.add("status", _STATUS.get(visit.status, status))
    event.add("transp", "OPAQUE" if visit.status.takes_seats else "TRANSPARENT")
    return event


def _led_entry(led: LedSession, t: Translator) -> Event:
    """A session that is led: how many come, and no names. One at another time is another session."""
    from icalendar import Event

    agreed = led.state is GuideState.ACCEPTED
    event = Event()
    event.add("uid", f"session-{led.session.id}@prokhodnaya")
    event.add("sequence", int(agreed))
    event.add("dtstamp", led.asked_at.replace(microsecond=0))
    event.add("dtstart", led.session.starts_at)
    event.add("dtend", led.session.ends_at)
    key = "feed.led" if agreed else "feed.led_asked"
    event.add("summary", t.label(key, site=led.site.name, title=led.programme.title))
    event.add("location", f"{t.content(led.site.city)}, {t.content(led.site.meeting_point)}")
    event.add(
        "description", str(t.count("count.people", led.people)) if led.people else t.label("led.nobody")
    )
    event.add("status", "CONFIRMED" if agreed else "TENTATIVE")
    event.add("transp", "OPAQUE")
    return event


def _changed_at(part: PartView, visit: Visit) -> datetime:
    """When what it says came about: the same visit is the same bytes."""
    return (visit.decided_at or part.booking.created_at).replace(microsecond=0)
