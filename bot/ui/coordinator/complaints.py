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


def complaint_card(view: ComplaintView, t: Translator) -> Screen:
    """Who, why, what was decided, and what can be done now."""
    complaint = view.complaint
    ways = [
        button(t.label(f"complaint.make.{each}"), ComplaintTap(booking=view.booking.id, op=each.value))
        for each in view.decisions
    ]
    back = back_button(ShowComplaints(region=complaint.region_id), t, "complaint.to_all")
    text = lines(
        bold(t.label("complaint.title", reference=view.booking.reference, site=view.site.name)),
        *_lines(view, t),
    )
    return Screen(text, keyboard(*ways, back))


def _short_state(view: ComplaintView, t: Translator) -> str:
    return t.label(f"complaint.short.{view.complaint.state}")


def complaints_screen(view: ComplaintsView, t: Translator) -> Screen:
    """By the reference of the booking that the complaint is about."""
    rows = [
        button(
            shorten(f"{t.reference(each.booking.reference)} · {_short_state(each, t)}"),
            ComplaintTap(booking=each.booking.id),
        )
        for each in view.entries
    ]
    text = lines(
        bold(t.label("complaint.all")),
        None if view.entries else t.html("complaint.none"),
        *[
            t.html("complaint.line", reference=each.booking.reference, reason=_reason(each, t))
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
    complaint, timezone, visit = view.complaint, view.site.timezone, view.booking.at(view.site.id)[0]
    decided = complaint.decided_at
    return [
        t.html("complaint.who", who=who_label(view.booking, t)),
        t.html("complaint.visit", moment=moment_label(visit.starts_at, timezone, t)),
        t.html("complaint.leader", name=view.booking.leader_name or t.label("host.no_name")),
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
