"""The watch list of a region: what waits, whom to call, and the way to what can be done about it (F6)."""

from __future__ import annotations

from bot.domain.region.watch import Phone, WatchEntry, WatchKind, WatchView
from bot.ui.coordinator.callback_data import (
    ComplaintTap,
    RevisionTap,
    ShowRegion,
    ShowWatch,
    SiteTap,
    WatchTap,
)
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.phones import office_label, phone_label
from bot.ui.host.callback_data import ShowFeedback
from bot.ui.host.parts import fit
from bot.ui.kit import Row, back_button, button, keyboard, pager
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator


def watch_screen(view: WatchView, t: Translator) -> Screen:
    """What waits, the soonest deadline first; the buttons have the numbers of the entries."""
    first = view.page * len(view.entries) if view.page + 1 < view.pages else view.total - len(view.entries)
    numbered = list(enumerate(view.entries, start=first + 1))
    head = [
        bold(t.label("watch.title", region=view.region.name)),
        t.count("watch.count", view.total) if view.total else t.html("watch.none"),
    ]
    rows: list[Row] = [_buttons(number, each, view, t) for number, each in numbered]
    turn = pager(view.page, view.pages, lambda page: ShowWatch(region=view.region.id, page=page))
    back = back_button(ShowRegion(region=view.region.id), t, "coordinator.to_region")
    text = fit(head, [_entry(number, each, view, t) for number, each in numbered], t)
    return Screen(text, keyboard(*rows, turn, back))


def _entry(number: int, entry: WatchEntry, view: WatchView, t: Translator) -> Html:
    return lines(
        Html(""),
        t.html(_title(entry), number=number, site=entry.site.name, reference=_reference(entry, t)),
        _when(entry, view, t),
        *[_phone_line(each, t) for each in entry.phones],
        _office(entry, t),
    )


def _title(entry: WatchEntry) -> str:
    answered = entry.kind is WatchKind.OWNERLESS and entry.phones
    return "watch.ownerless.staff" if answered else f"watch.{entry.kind}"


def _reference(entry: WatchEntry, t: Translator) -> str:
    queued = entry.queued
    found = None if queued is None else queued.booking or queued.application
    reference = entry.reference if found is None else found.reference
    return t.label("watch.question") if queued is not None and found is None else reference or ""


def _when(entry: WatchEntry, view: WatchView, t: Translator) -> Html | None:
    zone = entry.site.timezone
    if entry.kind is WatchKind.UNANSWERED and entry.due_at is not None:
        late = entry.due_at <= view.now
        return t.html("watch.late" if late else "watch.due", moment=moment_label(entry.due_at, zone, t))
    if entry.starts_at is not None:
        moment = moment_label(entry.starts_at, zone, t)
        if entry.kind is WatchKind.UNGUIDED:
            return t.html("watch.session", moment=moment)
        return t.html("watch.visit", reference=entry.reference or "", moment=moment)
    if entry.ratings is not None:
        average = f"{entry.ratings.average:.1f}".replace(".", t.label("number.point"))
        rated = t.count("count.ratings", entry.ratings.count)
        return t.html("host.feedback.average", average=average, ratings=rated)
    return None


def _phone_line(phone: Phone, t: Translator) -> Html:
    who = t.label("watch.leader") if phone.role is None else t.label(f"host.role.{phone.role}")
    return t.html(
        "watch.phone",
        who=who[:1].upper() + who[1:],
        name=phone.name or t.label("host.no_name"),
        phone=phone_label(phone.phone),
    )


def _office(entry: WatchEntry, t: Translator) -> Html | None:
    """Where nobody of the site is known to the bot, its office."""
    hosts = any(each.role is not None for each in entry.phones)
    if hosts or entry.kind not in {WatchKind.UNANSWERED, WatchKind.OWNERLESS, WatchKind.NO_SESSIONS}:
        return None
    phone = office_label(entry.site.contact_phone, t)
    return t.html("coordinator.site.contact", name=entry.site.contact_name, phone=phone)


def _buttons(number: int, entry: WatchEntry, view: WatchView, t: Translator) -> Row:
    """What can be done about it, and, where that ends nothing, that it was done."""
    to_site = SiteTap(site=entry.site.id)
    match entry.kind:
        case WatchKind.COMPLAINT if entry.complaint is not None:
            tap = ComplaintTap(
                booking=entry.complaint.booking_id or 0, enquiry=entry.complaint.enquiry_id or 0
            )
            return button(t.label("watch.decide", number=number), tap)
        case WatchKind.REVISION if entry.revision_id is not None:
            return button(t.label("watch.decide", number=number), RevisionTap(revision=entry.revision_id))
        case WatchKind.LOW_RATED:
            open_it = button(t.label("watch.read", number=number), ShowFeedback(site=entry.site.id))
        case _:
            open_it = button(t.label("watch.site", number=number), to_site)
    return (open_it, _done(number, entry, view, t)) if entry.done_key else open_it


def _done(number: int, entry: WatchEntry, view: WatchView, t: Translator) -> Button:
    return button(t.label("watch.done", number=number), WatchTap(region=view.region.id, key=entry.done_key))
