"""A refusal in words, and what is possible instead as buttons."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.refusal import Reason, Refusal
from bot.ui.dates import day_label
from bot.ui.html import Html
from bot.ui.translator import Argument, Translator

_COUNTED = {
    "lead_working_days": "count.working_days_before",
    "foreign_lead_days": "count.days",
    "seats": "count.seats",
    "free": "count.seats",
    "needed": "count.adults",
    "adults": "count.adults",
    "horizon_days": "count.days",
    "cutoff": "count.minutes",
}
"""Facts that a text shows with their unit, in the right plural form, as ``{name}``; bare as ``{name_n}``."""


def refusal_text(refusal: Refusal, t: Translator) -> Html:
    """Why not, in one or two sentences; facts are filled in by name."""
    key = f"refusal.{refusal.reason}"
    if refusal.reason is Reason.TEXT_REFUSED:
        key = f"problem.{refusal.facts.get('problem', 'nothing_understood')}"
    return t.html(key, **_facts(refusal, t))


def refusal_alert(refusal: Refusal, t: Translator) -> str:
    """The same as plain text for an alert of at most 200 characters."""
    key = f"refusal.{refusal.reason}"
    if refusal.reason is Reason.TEXT_REFUSED:
        key = f"problem.{refusal.facts.get('problem', 'nothing_understood')}"
    text = t.label(key, **_facts(refusal, t))
    return text if len(text) <= 200 else text[:199] + "…"


def _facts(refusal: Refusal, t: Translator) -> dict[str, Argument]:
    shown: dict[str, Argument] = {}
    for name, value in refusal.facts.items():
        if isinstance(value, datetime):
            continue
        if isinstance(value, date):
            shown[name] = day_label(value, t)
        elif name in _COUNTED and isinstance(value, int):
            shown[name] = t.count(_COUNTED[name], value)
            shown[f"{name}_n"] = value
        else:
            shown[name] = value
    return shown
