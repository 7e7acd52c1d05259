"""Complaints about requests, and who is blocked because of them (F11)."""

from __future__ import annotations

from bot.domain.people.complaint import ComplaintsView, ComplaintView
from bot.ui.coordinator.callback_data import ComplaintTap, ShowComplaints, ShowRegion
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import shorten, within
from bot.ui.host.parts import who_label
from bot.ui.host.requests import person_label
from bot.ui.kit import back_button, button, keyboard, pager
from bot.ui.screen import Screen
from bot.ui.translator import Translator

QUESTION_SHOWN = 200
"""Characters of the question that a complaint is about."""


def complaint_card(view: ComplaintView, t: Translator) -> Screen:
    """Who, why, what was decided, and what can be done now."""
    complaint = view.complaint
    ways = [button(t.label(f"complaint.make.{each}"), _tap(view, each.value)) for each in view.decisions]
    back = back_button(ShowComplaints(region=complaint.region_id), t, "complaint.to_all")
    text = lines(
        bold(
            t.label("complaint.title_question", site=view.site.name)
            if view.booking is None
            else t.label("complaint.title", reference=view.booking.reference, site=view.site.name)
        ),
        *_lines(view, t),
    )
    return Screen(text, keyboard(*ways, back))


def _tap(view: ComplaintView, op: str = "show") -> ComplaintTap:
    return ComplaintTap(booking=view.complaint.booking_id or 0, op=op, enquiry=view.complaint.enquiry_id or 0)


def _named(view: ComplaintView, t: Translator) -> str:
    """The reference of the booking, or the number of the question."""
    if view.booking is None:
        return t.label("complaint.question_number", n=view.complaint.enquiry_id or 0)
    return t.reference(view.booking.reference)


def _short_state(view: ComplaintView, t: Translator) -> str:
    return t.label(f"complaint.short.{view.complaint.state}")


def complaints_screen(view: ComplaintsView, t: Translator) -> Screen:
    """By what the complaint is about."""
    rows = [
        button(
            shorten(f"{_named(each, t)} · {_short_state(each, t)}"),
            _tap(each),
        )
        for each in view.entries
    ]
    text = lines(
        bold(t.label("complaint.all")),
        None if view.entries else t.html("complaint.none"),
        *[
            t.html(
                "complaint.line" if each.booking is not None else "complaint.line_question",
                reference=_named(each, t),
                reason=_reason(each, t),
            )
            for each in view.entries
        ],
    )
    region = view.region.id
    turn = pager(view.page, view.pages, lambda page: ShowComplaints(region=region, page=page))
    back = back_button(ShowRegion(region=region), t, "coordinator.to_region")
    return Screen(text, keyboard(*rows, turn, back))


def _reason(view: ComplaintView, t: Translator) -> str:
    return within(t.label(f"abuse.reason.{view.complaint.reason}"))


def _lines(view: ComplaintView, t: Translator) -> list[Html | None]:
    complaint, timezone, decided = view.complaint, view.site.timezone, view.complaint.decided_at
    return [
        *_about(view, t),
        t.html("complaint.reason", reason=_reason(view, t)),
        t.html("complaint.proposed_at", moment=moment_label(complaint.proposed_at, timezone, t)),
        t.html("complaint.ask")
        if decided is None or complaint.decided_by is None
        else t.html(
            f"complaint.state.{complaint.state}",
            moment=moment_label(decided, timezone, t),
            name=person_label(complaint.decided_by, view.names, t),
        ),
    ]


def _about(view: ComplaintView, t: Translator) -> list[Html]:
    """Who would come and when, or what was asked."""
    booking = view.booking
    if booking is None:
        return (
            []
            if view.question is None
            else [t.html("complaint.question", text=shorten(view.question, QUESTION_SHOWN))]
        )
    starts_at = booking.at(view.site.id)[0].starts_at
    return [
        t.html("complaint.who", who=who_label(booking, t)),
        t.html("complaint.visit", moment=moment_label(starts_at, view.site.timezone, t)),
        t.html("complaint.leader", name=booking.leader_name or t.label("host.no_name")),
    ]
