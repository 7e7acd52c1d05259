"""Refusals in the words of hosts and coordinators, with the way on."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData

from bot.domain.model import ApplicationId
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.ui.formats.dates import local_date, short_day_label
from bot.ui.formats.html import Html
from bot.ui.host.callback_data import ApplicationTap, SessionTap
from bot.ui.kit import button, refusal_screen, why_last
from bot.ui.refusals import arguments_of, refusal_text
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator

OF_ANOTHER_SESSION = frozenset({Reason.SESSION_EXISTS, Reason.SESSION_OVERLAPS})


def host_refusal_text(refusal: Refusal, t: Translator) -> Html:
    """Why not, and what to do: the hosts' own text where there is one, else the general one.

    A ``problem`` or ``status`` among the facts tells cases of one reason apart.
    """
    key = _key(refusal, t)
    return refusal_text(refusal, t) if key is None else t.html(key, **arguments_of(refusal, t))


def host_refusal_alert(refusal: Refusal, t: Translator) -> str:
    """The same as plain text, for the answer to a tap."""
    key = _key(refusal, t)
    if key is None:
        return str(refusal_text(refusal, t))
    return t.label(key, **arguments_of(refusal, t))


def refused_screen(
    refusal: Refusal, t: Translator, *, back: Button | None, application: ApplicationId | None = None
) -> Screen:
    """A refusal as a screen: its reason, what is possible instead, the way back."""
    ways = [
        _other_date(each, application, t)
        for each in refusal.alternatives
        if isinstance(each, OtherSession) and application is not None
    ]
    return refusal_screen(host_refusal_text(refusal, t), t, *ways, *_instead(refusal, t), back=back)


def with_host_refusal(
    screen: Screen, refusal: Refusal, t: Translator, nearest: Callable[[str], CallbackData] | None = None
) -> Screen:
    """A question that is asked again, with why the last answer to it did not do. ``nearest``: what takes the
    nearest time that is free, «1115»."""
    clock = refusal.params.get("nearest")
    ways = _instead(refusal, t)
    if nearest is not None and isinstance(clock, str) and clock:
        ways.insert(0, button(t.label("host.nearest", time=clock), nearest(clock.replace(":", ""))))
    return why_last(screen, host_refusal_text(refusal, t), t, *ways)


def _instead(refusal: Refusal, t: Translator) -> list[Button]:
    """The way to the session that stands in the way of another."""
    there = refusal.params.get("session_id")
    if refusal.reason not in OF_ANOTHER_SESSION or not isinstance(there, int):
        return []
    return [button(t.label("host.open_session"), SessionTap(session=there, op="show"))]


def _other_date(way: OtherSession, application: ApplicationId, t: Translator) -> Button:
    day = short_day_label(local_date(way.starts_at, way.timezone), t)
    to = ApplicationTap(application=application, op="accept", value=str(way.session_id))
    return button(t.label("host.accept", day=day), to)


def _key(refusal: Refusal, t: Translator) -> str | None:
    base = f"host.refusal.{refusal.reason}"
    case = refusal.params.get("problem") or refusal.params.get("status")
    for key in (f"{base}.{case}", base):
        if t.has(key):
            return key
    return None
