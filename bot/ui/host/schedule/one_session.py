"""One session is changed: how many seats it has, or its time (E5)."""

from __future__ import annotations

from bot.domain.desk.views import NewTime, SessionChangeView
from bot.domain.forms import SessionField
from bot.ui.formats.dates import clock_label, moment_label
from bot.ui.formats.html import Html, lines
from bot.ui.host.schedule.callback_data import SessionChangeTap
from bot.ui.host.sessions import session_title
from bot.ui.kit import button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator


def change_screen(view: SessionChangeView, t: Translator) -> Screen:
    """The question of what is changed; of a new time, what was understood and whom it concerns."""
    if view.form.field is SessionField.CAPACITY:
        return _ask_seats(view, t)
    return _ask_time(view, t) if view.planned is None else _ask_whether(view, view.planned, t)


def _ask_seats(view: SessionChangeView, t: Translator) -> Screen:
    session, usual = view.shown.session, view.shown.programme.max_group
    text = lines(
        session_title(view.shown, t),
        t.html("host.change.seats_now", capacity=session.capacity, taken=session.taken),
        t.html("host.change.ask_seats"),
    )
    other = usual != session.capacity and session.taken <= usual <= view.most
    label = t.label("host.change.usual_seats", n=usual)
    return Screen(
        text,
        keyboard(button(label, _tap(view, "seats", str(usual))) if other else None, _cancel(view, t)),
    )


def _ask_time(view: SessionChangeView, t: Translator) -> Screen:
    text = lines(session_title(view.shown, t), t.html("host.change.ask_time"))
    return Screen(text, keyboard(_cancel(view, t)))


def _ask_whether(view: SessionChangeView, planned: NewTime, t: Translator) -> Screen:
    shown, zone = view.shown, view.shown.site.timezone
    ends = clock_label(planned.ends_at, zone)
    concerned = (
        t.html(
            "host.change.concerns",
            groups=t.count("host.count.groups", shown.groups),
            people=t.count("count.people", shown.people),
        )
        if shown.groups
        else t.html("host.change.concerns_nobody")
    )
    text = lines(
        session_title(shown, t),
        t.html("host.change.new_time", starts=moment_label(planned.starts_at, zone, t), ends=ends),
        concerned,
        Html(""),
        t.html("host.change.sure"),
    )
    agree = "host.change.agree_and_tell" if shown.groups else "host.change.agree"
    return Screen(text, keyboard(button(t.label(agree), _tap(view, "agree", planned.key)), _cancel(view, t)))


def _tap(view: SessionChangeView, op: str, value: str = "") -> SessionChangeTap:
    return SessionChangeTap(draft=view.draft_id, op=op, value=value)


def _cancel(view: SessionChangeView, t: Translator) -> Button:
    return button(t.label("button.cancel"), _tap(view, "cancel"))
