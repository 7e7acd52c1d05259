"""What leaders are told: decisions, reminders, holds that ran out.

First line the fact, then what to do, then by when. A renderer returns None when its message is not true or
not useful any more; it is then dropped instead of sent (G1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.booking import Booking, Visit
from bot.domain.forms import Step
from bot.domain.model import DraftState, ListKind, VisitStatus
from bot.domain.views import MessageView
from bot.ui.codes import code_label
from bot.ui.dates import clock_label, local_date, moment_label, short_moment_label
from bot.ui.html import Html, lines
from bot.ui.phones import phone_label
from bot.ui.screen import Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.party import counts_label
from bot.ui.visitor.taps import (
    BookAgainTap,
    CancelBookingTap,
    FormTap,
    ShowBooking,
    ShowPlace,
)

FEW_VISITS = 2
"""With more subgroups the rules of the site are left to its card, which is one tap away."""

Renderer = Callable[[MessageView, Translator], Screen | None]


def _visits(view: MessageView, status: VisitStatus) -> list[Visit]:
    return [each for each in view.at_site if each.status is status]


def _card_button(booking: Booking, t: Translator) -> tuple[Button, ...]:
    return (Button(t.label("sent.card"), tap=ShowBooking(booking=booking.id, anew=True).pack()),)


def _when(view: MessageView, visits: list[Visit], t: Translator) -> Html:
    """Each visit with its people and its code."""
    timezone = view.site.timezone if view.site is not None else "UTC"
    return lines(
        *[
            t.html(
                "mine.visit",
                mark="",
                moment=moment_label(each.starts_at, timezone, t),
                counts=counts_label(each.children, each.adults, t),
                code=code_label(each.code, t),
            )
            for each in visits
        ]
    )


def confirmed(view: MessageView, t: Translator) -> Screen | None:
    """One message to keep: when, where, what by when."""
    booking, site = view.booking, view.site
    visits = _visits(view, VisitStatus.CONFIRMED)
    if booking is None or site is None or not visits:
        return None
    programme = view.programmes[visits[0].programme_id]
    due = visits[0].list_due_at
    names = programme.list_kind not in {ListKind.NONE, ListKind.COUNT}
    text = lines(
        t.html("message.confirmed", reference=booking.reference, site=site.name, city=site.city),
        _when(view, visits, t),
        Html(""),
        t.html("message.list", due=moment_label(due, site.timezone, t), email=site.pass_office_email or "—")
        if names and due is not None and due > view.now
        else None,
        Html(""),
        t.html("mine.meeting", place=site.meeting_point),
        t.html("site.dress", text=site.dress) if len(visits) <= FEW_VISITS else None,
        t.html("site.bring", text=site.bring) if len(visits) <= FEW_VISITS else None,
        t.html("mine.host", name=site.contact_name, phone=phone_label(site.contact_phone)),
    )
    rows = (
        _card_button(booking, t),
        (Button(t.label("site.place"), tap=ShowPlace(site=site.id).pack()),),
    )
    return Screen(text, Inline(rows))


def _refused(key: str, status: VisitStatus) -> Renderer:
    """A no, its reason, and what is possible instead."""

    def render(view: MessageView, t: Translator) -> Screen | None:
        booking, site = view.booking, view.site
        visits = _visits(view, status)
        if booking is None or site is None or not visits:
            return None
        reason = visits[0].reason
        text = lines(
            t.html(
                key,
                reference=booking.reference,
                site=site.name,
                moment=moment_label(visits[0].starts_at, site.timezone, t),
            ),
            t.html("mine.reason", reason=t.label(f"reason.{reason}")) if reason else None,
            Html(""),
            t.html("message.instead" if view.alternatives else "message.no_instead"),
        )
        rows: list[tuple[Button, ...]] = [
            (
                Button(
                    t.label(
                        "form.other_session",
                        moment=short_moment_label(each.starts_at, each.timezone, t),
                        free=each.free,
                    ),
                    tap=BookAgainTap(
                        booking=booking.id, sessions=".".join(map(str, each.session_ids))
                    ).pack(),
                ),
            )
            for each in view.alternatives
        ]
        rows.append((Button(t.label("message.other_day"), tap=BookAgainTap(booking=booking.id).pack()),))
        return Screen(text, Inline(tuple(rows)))

    return render


def _same_day(view: MessageView) -> list[Visit]:
    """The booking's confirmed visits on the day of the message's visit."""
    visit, site = view.visit, view.site
    if view.booking is None or visit is None or site is None:
        return []
    day = local_date(visit.starts_at, site.timezone)
    return [
        each
        for each in view.booking.visits
        if each.status is VisitStatus.CONFIRMED and local_date(each.starts_at, site.timezone) == day
    ]


def tomorrow(view: MessageView, t: Translator) -> Screen | None:
    """The day before: everything needed at the gate, and a way out."""
    booking, site, visits = view.booking, view.site, _same_day(view)
    if booking is None or site is None or not visits:
        return None
    day = local_date(visits[0].starts_at, site.timezone)
    if (day - local_date(view.now, site.timezone)).days != 1:
        return None
    text = lines(
        t.html("message.tomorrow", site=site.name, city=site.city),
        _when(view, visits, t),
        t.html("mine.meeting", place=site.meeting_point),
        Html(""),
        t.html("site.dress", text=site.dress),
        t.html("site.bring", text=site.bring),
        t.html("site.photo", text=site.photo_text),
        t.html("mine.host", name=site.contact_name, phone=phone_label(site.contact_phone)),
    )
    rows = (
        _card_button(booking, t),
        (Button(t.label("site.place"), tap=ShowPlace(site=site.id).pack()),),
        (Button(t.label("message.call_off"), tap=CancelBookingTap(booking=booking.id).pack()),),
    )
    return Screen(text, Inline(rows))


def soon(view: MessageView, t: Translator) -> Screen | None:
    """Two hours before: the code and the phone."""
    booking, site, visits = view.booking, view.site, _same_day(view)
    if booking is None or site is None or not visits or visits[0].starts_at <= view.now:
        return None
    text = lines(
        t.html("message.soon", time=clock_label(visits[0].starts_at, site.timezone), site=site.name),
        _when(view, visits, t),
        t.html("mine.meeting", place=site.meeting_point),
        t.html("mine.host", name=site.contact_name, phone=phone_label(site.contact_phone)),
    )
    return Screen(text, Inline((_card_button(booking, t),)))


def missing(view: MessageView, t: Translator) -> Screen | None:
    """Half an hour after a start that nobody marked."""
    booking, site, visit = view.booking, view.site, view.visit
    if booking is None or site is None or visit is None or visit.status is not VisitStatus.CONFIRMED:
        return None
    text = t.html(
        "message.missing",
        time=clock_label(visit.starts_at, site.timezone),
        site=site.name,
        name=site.contact_name,
        phone=phone_label(site.contact_phone),
        code=code_label(visit.code, t),
    )
    return Screen(text, Inline((_card_button(booking, t),)))


def hold_expired(view: MessageView, t: Translator) -> Screen | None:
    """The quarter of an hour is over and the form was not sent (B4)."""
    draft, site = view.draft, view.site
    if draft is None or site is None or draft.state is not DraftState.OPEN or not draft.form.parts:
        return None
    if view.held_until is not None or draft.version != view.payload.get("version"):
        return None
    rows = (
        (Button(t.label("summary.renew"), tap=FormTap(draft=draft.id, op="renew").pack()),),
        (
            Button(
                t.label("message.other_time"),
                tap=FormTap(draft=draft.id, op="back", value=Step.SUMMARY).pack(),
            ),
        ),
        (Button(t.label("button.cancel"), tap=FormTap(draft=draft.id, op="cancel").pack()),),
    )
    return Screen(t.html("message.hold_expired", site=site.name), Inline(rows))


RENDERERS: Mapping[str, Renderer] = {
    "booking.confirmed": confirmed,
    "booking.declined": _refused("message.declined", VisitStatus.DECLINED),
    "booking.expired": _refused("message.expired", VisitStatus.EXPIRED),
    "booking.closed": _refused("message.closed", VisitStatus.CANCELLED_BY_HOST),
    "visit.tomorrow": tomorrow,
    "visit.soon": soon,
    "visit.missing": missing,
    "hold.expired": hold_expired,
}
