"""Lines and buttons that several screens of hosts share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from aiogram.filters.callback_data import CallbackData

from bot.domain.booking.booking import Booking, Visit
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.desk.views import Guiding, Member
from bot.domain.model import Access, Audience, GuideState, HostReason, PersonId, SiteId, VisitStatus
from bot.domain.people.access import Post
from bot.ui.formats.dates import day_label, local_date
from bot.ui.formats.html import Html, lines
from bot.ui.formats.labels import shorten
from bot.ui.formats.phones import phone_label
from bot.ui.host.callback_data import ShowDesk, ShowQueue
from bot.ui.kit import back_button, button
from bot.ui.screen import MOST_CHARACTERS, Button
from bot.ui.translator import Translator
from bot.ui.visitor.party import class_label, counts_label


def fit(head: Sequence[Html | None], items: Sequence[Html], t: Translator) -> Html:
    """A list under its heading, as long as it may be; what is left out stands on the buttons only."""
    shown: list[Html] = []
    for number, item in enumerate(items):
        left = len(items) - number
        longer = lines(*head, *shown, item, t.html("host.more", n=left) if left > 1 else None)
        if shown and len(longer) > MOST_CHARACTERS:
            return lines(*head, *shown, t.html("host.more", n=left))
        shown.append(item)
    return lines(*head, *shown)


def desk_button(site_id: SiteId | int, t: Translator) -> Button:
    """Back to a site's desk; 0: to the choice of a site, or the only one."""
    return back_button(ShowDesk(site=site_id), t, "host.to_desk")


def queue_button(t: Translator, *, anew: bool = False) -> Button:
    return back_button(ShowQueue(anew=anew), t, "host.to_queue")


def reason_label(reason: str | None, t: Translator) -> str:
    """A reason of a host or of a visitor in words."""
    return t.label(f"reason.{reason}") if reason else t.label("host.no_reason")


def reason_buttons(
    reasons: Iterable[HostReason], to: Callable[[HostReason], CallbackData], t: Translator
) -> list[Button]:
    return [button(t.label(f"host.reason.{reason}"), to(reason)) for reason in reasons]


SCHOOL_SHOWN = 36
"""Characters of a school's name where a group is named."""


def who_label(booking: Booking, t: Translator) -> str:
    """«Школа № 5, Емва, 9 Б» for a class, «Турфирма «Север», группа «Осень»» for an operator, «гости» for
    others."""
    return _who_label(booking, t, SCHOOL_SHOWN)


def whole_who_label(booking: Booking, t: Translator) -> str:
    """The same where there is room for the whole name of a school."""
    return _who_label(booking, t, len(booking.organisation_title or "") or SCHOOL_SHOWN)


def _who_label(booking: Booking, t: Translator, room: int) -> str:
    if booking.is_operator:
        return _operator_label(booking, t, room)
    if booking.audience not in {Audience.SCHOOL, Audience.COLLEGE}:
        return t.label("host.guests")
    name = class_label(booking.grade, booking.letter, t)
    title = booking.organisation_title
    return f"{shorten(title, room)}, {name}" if title else name


def _operator_label(booking: Booking, t: Translator, room: int) -> str:
    organisation = shorten(booking.organisation_title or t.label("host.guests"), room)
    if not booking.group_title:
        return organisation
    return t.label("host.operator", organisation=organisation, title=booking.group_title)


def short_who_label(booking: Booking, t: Translator) -> str:
    """«9 Б» or «гости», for buttons."""
    if booking.audience not in {Audience.SCHOOL, Audience.COLLEGE}:
        return t.label("host.guests")
    return class_label(booking.grade, booking.letter, t)


def visit_counts(visit: Visit, t: Translator) -> str:
    return counts_label(visit.children, visit.adults, t)


def people_label(children: int, adults: int, t: Translator) -> str:
    """«14 детей + 2 взрослых», where there is room: whoever answers need not know what comes first."""
    if not children:
        return counts_label(children, adults, t)
    return t.label(
        "party.counted", children=t.count("count.children", children), adults=t.count("count.adults", adults)
    )


def visits_counts(visits: Sequence[Visit], t: Translator) -> list[str]:
    """Of each visit: one alone in words, several in short beside the whole party in words."""
    if len(visits) == 1:
        return [people_label(visits[0].children, visits[0].adults, t)]
    return [visit_counts(each, t) for each in visits]


def needs_lines(booking: Booking, site: Site, programme: Programme, today: date, t: Translator) -> list[Html]:
    """What is special about a party: its youngest, foreign guests, wheelchairs."""
    party = booking.party
    found: list[Html] = []
    if party.youngest_age is not None:
        found.append(t.html("host.youngest", age=party.youngest_age, min_age=programme.min_age))
    if party.foreign:
        waits = booking.status is VisitStatus.PENDING
        since = today if waits else local_date(booking.created_at, site.timezone)
        left = (local_date(booking.first.starts_at, site.timezone) - since).days
        found.append(
            t.html(
                "host.foreign" if waits else "host.foreign_was",
                n=party.foreign,
                need=t.count("count.days", programme.foreign_lead_days),
                left=t.count("count.days", max(left, 0)),
            )
        )
    if party.wheelchairs:
        hint = {
            Access.FULL: "host.wheelchairs.full",
            Access.PARTIAL: "host.wheelchairs.partial",
            Access.NONE: "host.wheelchairs.none",
        }[site.access]
        found.append(t.html("host.wheelchairs", n=party.wheelchairs, hint=t.label(hint)))
    return found


def leader_line(booking: Booking, t: Translator) -> Html:
    return t.html(
        "host.leader",
        name=booking.leader_name or t.label("host.no_name"),
        phone=phone_label(booking.leader_phone),
    )


STATE_MARKS = {
    VisitStatus.PENDING: "⏳",
    VisitStatus.CONFIRMED: "",
    VisitStatus.ARRIVED: "✅",
    VisitStatus.NO_SHOW: "❌",
    VisitStatus.DECLINED: "❌",
    VisitStatus.EXPIRED: "❌",
    VisitStatus.CANCELLED: "❌",
    VisitStatus.CANCELLED_BY_HOST: "❌",
}


GUIDE_MARKS = {GuideState.ASKED: "⏳", GuideState.ACCEPTED: "✅", GuideState.DECLINED: "❌"}


def guide_line(guide: Guiding, t: Translator) -> Html:
    """«Экскурсовод: Гриша, ждём ответа» (E7)."""
    return t.html(
        "guide.line",
        mark=GUIDE_MARKS[guide.state],
        name=guide.name or t.label("host.no_name"),
        state=t.label(f"guide.state.{guide.state}"),
    )


def day_key(day: date) -> str:
    """A date in callback data."""
    return f"{day:%Y%m%d}"


def member_name(member: Member | Post, t: Translator) -> str:
    return member.name or t.label("host.no_name")


def member_line(number: int, member: Member, reader: PersonId, timezone: str, t: Translator) -> Html:
    """One of the people of a site or region, with phone and since when."""
    return t.html(
        "host.people.self" if member.person_id == reader else "host.people.line",
        number=number,
        name=member_name(member, t),
        role=t.label(f"host.role.{member.role}"),
        phone=phone_label(member.phone),
        since=day_label(local_date(member.since, timezone), t),
    )
