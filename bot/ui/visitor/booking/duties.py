"""What is left to do for a visit, with a tick for what is done, and a button for each (B17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.booking.booking import Booking, people_in
from bot.domain.booking.duties import OF_HOST, OF_LEADER, SAID_ONCE, Duty, duty_of, once
from bot.domain.booking.views import BookingView, DutyQuestionView
from bot.domain.catalogue.catalogue import Site
from bot.domain.messages.views import DutyView
from bot.domain.model import DutyKind, ListWay, SiteId, Transport
from bot.domain.typed.plates import latin_plate
from bot.ui.formats.dates import day_label, local_date, moment_label, moments_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, name_label
from bot.ui.kit import Row, back_button, button, keyboard
from bot.ui.refusals import with_refusal
from bot.ui.screen import MOST_CHARACTERS, Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import DutyTap, ShowBooking
from bot.ui.visitor.party import counts_label

SITE_SHOWN = 22
ON_CARD, ON_SENT = "card", "sent"
"""Where a button stands that leaves its reader there."""


def duty_lines(
    duties: Sequence[Duty], view: BookingView, t: Translator, *, but: Duty | None = None
) -> list[Html]:
    """Each with what became of it, or by when; ``but``: one that is said already."""
    return [_line(each, view, t) for each in once(view.booking, duties) if each != but]


def _line(duty: Duty, view: BookingView, t: Translator) -> Html:
    line = _bare_line(duty, view, t)
    if view.route is None or duty.kind in SAID_ONCE:
        return line
    return t.html(
        "duty.at_site", line=line, site=name_label(t.content(view.site_of(duty.site_id).name), SITE_SHOWN)
    )


def _bare_line(duty: Duty, view: BookingView, t: Translator) -> Html:
    site = view.site_of(duty.site_id)
    zone = site.timezone
    if duty.is_done:
        return t.html(f"duty.done.{duty.kind}", **_done(duty, site, t))
    moment = moment_label(duty.due_at, zone, t)
    if duty.kind in OF_HOST:
        return t.html(f"duty.open.{duty.kind}")
    late = duty.due_at <= view.now
    when = t.label("duty.was_due" if late else "duty.until", moment=moment)
    return t.html(f"duty.open.{duty.kind}", when=when)


def _done(duty: Duty, site: Site, t: Translator) -> dict[str, str]:
    """What is known of a duty that is done, for its text."""
    said = {
        "people": str(t.count("count.people", duty.people or 0)),
        "way": t.label(f"duty.way.{duty.way}") if duty.way is not None else "",
        "day": "" if duty.done_at is None else day_label(local_date(duty.done_at, site.timezone), t),
        "detail": latin_plate(duty.detail or "") if t.is_latin else duty.detail or "",
    }
    if duty.kind is DutyKind.TRANSPORT and duty.detail is not None:
        said["detail"] = t.label(f"duty.by.{duty.detail}")
    return said


def duty_notes(duties: Sequence[Duty], site: Site, t: Translator) -> list[Html]:
    """What the site reads of what a class has done, and of what itself has."""
    told = (DutyKind.TRANSPORT, DutyKind.PLATE, DutyKind.HAND_LIST, *OF_HOST)
    found = [each for kind in told if (each := duty_of(duties, kind, site.id)) is not None]
    of_leader = {DutyKind.TRANSPORT: "duty.done.transport.host"}
    return [
        t.html(of_leader.get(each.kind, f"duty.done.{each.kind}"), **_done(each, site, t))
        for each in found
        if each.is_done
    ]


# --- buttons ----------------------------------------------------------------------------------------------


def _tap(booking: Booking, duty: Duty, op: str, value: str | int = "", at: str = "") -> DutyTap:
    return DutyTap(booking=booking.id, site=duty.site_id or 0, kind=duty.kind, op=op, value=str(value), at=at)


def transport_row(booking: Booking, duties: Sequence[Duty], t: Translator, at: str = "") -> Row:
    """«Автобус», «Поезд», «Пешком», as long as nobody has said it."""
    asked = duty_of(duties, DutyKind.TRANSPORT)
    if asked is None or asked.is_done:
        return None
    return _transports(booking, asked, t, at)


def _transports(booking: Booking, duty: Duty, t: Translator, at: str = "") -> tuple[Button, ...]:
    return tuple(
        button(t.label(f"duty.transport.{each}"), _tap(booking, duty, "set", each, at)) for each in Transport
    )


def mark_button(booking: Booking, duty: Duty, t: Translator) -> Button:
    """One tap says that it is done: a list has everybody who comes."""
    children, adults = people_in(each for each in booking.standing if each.site_id == duty.site_id)
    seats = children + adults
    if duty.kind is DutyKind.HAND_LIST:
        return button(str(t.count("duty.tap.hand_list", seats)), _tap(booking, duty, "done"))
    if duty.kind is DutyKind.FINAL_COUNT:
        counts = counts_label(children, adults, t)
        return button(t.label("duty.tap.final_count", counts=counts), _tap(booking, duty, "done"))
    op = "ask" if duty.kind is DutyKind.PLATE else "done"
    return button(t.label(f"duty.tap.{duty.kind}"), _tap(booking, duty, op))


def card_rows(view: BookingView, t: Translator) -> tuple[Row, ...]:
    """On the card of a booking: how the class comes, the next duty, and the way to all."""
    own = _own(view)
    if not own:
        return ()
    done = sum(each.is_done for each in own)
    first = own[0]
    return (
        transport_row(view.booking, own, t, ON_CARD),
        mark_button(view.booking, view.duty, t)
        if view.duty is not None and view.duty.kind in OF_LEADER
        else None,
        button(t.label("duty.all", done=done, n=len(own)), _tap(view.booking, first, "show")),
    )


def _own(view: BookingView) -> list[Duty]:
    return [each for each in once(view.booking, view.duties) if each.kind in OF_LEADER]


def _mark_of_site(view: BookingView, duty: Duty, t: Translator) -> Button:
    mark = mark_button(view.booking, duty, t)
    return replace(mark, label=_with_site(mark.label, view, duty, t))


def _with_site(label: str, view: BookingView, duty: Duty, t: Translator) -> str:
    """A button of one site of a route says of which."""
    if view.route is None or duty.kind in SAID_ONCE:
        return label
    site = t.content(view.site_of(duty.site_id).name)
    return f"{name_label(site, ONE_IN_A_ROW - len(label) - 3)} · {label}"


# --- screens ----------------------------------------------------------------------------------------------


def duties_screen(view: BookingView, t: Translator) -> Screen:
    """All duties of a booking: a tap marks what is open, or opens what is done."""
    booking = view.booking
    own = _own(view)
    rows: list[Row] = [transport_row(booking, own, t)]
    for each in own:
        if each.is_done:
            label = _with_site(t.label(f"duty.change.{each.kind}"), view, each, t)
            rows.append(button(label, _tap(booking, each, "open")))
        elif each.kind is not DutyKind.TRANSPORT:
            rows.append(_mark_of_site(view, each, t))

    def compose(shown: Sequence[Duty]) -> Html:
        return lines(
            bold(t.label("duty.title", reference=booking.reference)),
            *duty_lines(shown, view, t),
            None if own else t.html("duty.none"),
            t.html("duty.how_to") if any(not each.is_done for each in own) else None,
        )

    text = compose(view.duties)
    if view.route is not None and len(text) > MOST_CHARACTERS:
        # What the sites do for their lists stands on their messages.
        text = compose(own)
    return Screen(text, keyboard(*rows, _to_card(booking, t)))


def duty_screen(view: BookingView, kind: DutyKind, site_id: SiteId, t: Translator) -> Screen:
    """One duty that is done, and what of it can be corrected."""
    duty = duty_of(view.duties, kind, site_id)
    if duty is None or not duty.is_done or kind not in OF_LEADER:
        return duties_screen(view, t)
    booking = view.booking
    rows: list[Row] = []
    if kind is DutyKind.HAND_LIST:
        rows += [
            tuple(button(t.label(f"duty.by.{each}"), _tap(booking, duty, "way", each)) for each in ListWay),
            button(t.label("duty.other_number"), _tap(booking, duty, "ask")),
        ]
    elif kind is DutyKind.TRANSPORT:
        rows.append(_transports(booking, duty, t))
    elif kind is DutyKind.PLATE:
        rows.append(button(t.label("duty.other_plate"), _tap(booking, duty, "ask")))
    text = lines(bold(t.label("duty.title", reference=booking.reference)), _line(duty, view, t))
    return Screen(
        text,
        keyboard(
            *rows,
            button(t.label("duty.undo"), _tap(booking, duty, "undo")),
            back_button(_tap(booking, duty, "show"), t, "duty.to_all"),
        ),
    )


def _to_card(booking: Booking, t: Translator) -> Button:
    return back_button(ShowBooking(booking=booking.id), t, "intent.card")


def duty_question(view: DutyQuestionView, t: Translator) -> Screen:
    """What has to be typed: the number of people on the list, or the plate of the bus."""
    booking = view.card.booking
    back = DutyTap(booking=booking.id, site=view.site_id, kind=view.kind, op="back")
    text = lines(
        bold(t.label(f"duty.ask.{view.kind}.title", reference=booking.reference)),
        t.html(f"duty.ask.{view.kind}"),
    )
    return with_refusal(Screen(text, keyboard(back_button(back, t))), view.refusal, t)


# --- messages ---------------------------------------------------------------------------------------------


def due(view: DutyView, t: Translator) -> Screen:
    """A duty that is still to be done: the fact, what to do, by when."""
    part, duty = view.part, view.duty
    booking, site = part.booking, part.site
    visit = moments_label(part.starts, site.timezone, t)
    children = sum(each.children for each in part.visits)
    text = lines(
        bold(t.label(f"duty.due.{duty.kind}", reference=booking.reference)),
        t.html("duty.due.visit", site=site.name, moment=visit),
        t.html(
            f"duty.due.{duty.kind}.do",
            moment=moment_label(duty.due_at, site.timezone, t),
            email=site.pass_office_email or "—",
            children=t.count("count.children", children),
        ),
    )
    transport = duty.kind is DutyKind.TRANSPORT
    return Screen(
        text,
        keyboard(
            _transports(booking, duty, t) if transport else mark_button(booking, duty, t),
            button(t.label("sent.card"), ShowBooking(booking=booking.id, anew=True)),
        ),
    )


def done(view: DutyView, t: Translator) -> Screen:
    """A duty of which they were reminded is done by now."""
    part, duty = view.part, view.duty
    text = lines(
        t.html(f"duty.done.{duty.kind}", **_done(duty, part.site, t)),
        t.html(
            "duty.ended.visit",
            reference=part.booking.reference,
            site=part.site.name,
            moment=moments_label(part.starts, part.site.timezone, t),
        ),
    )
    return Screen(
        text, keyboard(button(t.label("sent.card"), ShowBooking(booking=part.booking.id, anew=True)))
    )


def passes(view: DutyView, t: Translator) -> Screen:
    """The site has the list, or the passes are ready; or that was a mistake."""
    part, duty = view.part, view.duty
    key = f"duty.told.{duty.kind}" if duty.is_done else f"duty.told.{duty.kind}.undone"
    text = lines(
        t.html(key, reference=part.booking.reference),
        t.html(
            "duty.due.visit",
            site=part.site.name,
            moment=moments_label(part.starts, part.site.timezone, t),
        ),
    )
    return Screen(
        text, keyboard(button(t.label("sent.card"), ShowBooking(booking=part.booking.id, anew=True)))
    )
