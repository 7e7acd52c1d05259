"""A refusal in words, and what is possible instead as buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.domain.refusal import OtherSession, Param, Reason, Refusal
from bot.ui.formats.dates import begins_label, choice_label, day_label, short_moment_label
from bot.ui.formats.html import Html
from bot.ui.formats.labels import shorten
from bot.ui.formats.phones import office_label
from bot.ui.kit import why_last
from bot.ui.screen import Screen
from bot.ui.toast import MOST_CHARACTERS
from bot.ui.translator import Argument, Translator
from bot.ui.visitor.party import class_label, counts_label

_COUNTED = {
    "lead_working_days": "count.working_days_before",
    "foreign_lead_days": "count.days",
    "seats": "count.seats",
    "free": "count.seats",
    "needed": "count.adults",
    "adults": "count.adults",
    "horizon_days": "count.days",
    "cutoff": "count.minutes",
    "requests": "count.requests",
    "part": "count.people",
}
"""Facts that a text shows with their unit, in the right plural form, as ``{name}``; bare as ``{name_n}``."""

DATES_IN_AN_ALERT = 2
DATE_IN_AN_ALERT = 24
"""Characters of one in subgroups: «вт 8.12, 10:00 и 13:30»."""


def refusal_text(refusal: Refusal, t: Translator) -> Html:
    """Why not, in one or two sentences; facts are filled in by name."""
    key = _key(refusal)
    own = f"{key}.{refusal.params.get('place')}"
    why = t.html(own if t.has(own) else key, **_facts(refusal, t))
    return why if refusal.site is None else t.html("refusal.at_stop", site=refusal.site, why=why)


def _key(refusal: Refusal) -> str:
    if refusal.reason is Reason.TEXT_REFUSED:
        return f"problem.{refusal.params.get('problem', 'nothing_understood')}"
    status = refusal.params.get("status")
    over = refusal.reason is Reason.ALREADY_OVER and status in _OVER
    return f"refusal.{refusal.reason}.{status}" if over else f"refusal.{refusal.reason}"


_OVER = frozenset({"begun", "cancelled", "cancelled_by_host", "closed", "giving", "taking"})
"""What became of a visit that can be changed no more, or what it is too late for, where that is no
cancelling."""


def with_refusal(screen: Screen, refusal: Refusal | None, t: Translator) -> Screen:
    """A question, with why the last answer did not do; as it is if nothing was refused."""
    return why_last(screen, None if refusal is None else refusal_text(refusal, t), t)


def way_label(way: OtherSession, t: Translator, most: int) -> str:
    """When another session is, with all the times of one in subgroups, in at most so many characters."""
    if way.of_route:
        return begins_label(way.starts_at, way.timezone, way.few, t, most)
    return choice_label((way.starts_at, *way.also_at), way.timezone, way.few, t, most)


def refusal_alert(refusal: Refusal, t: Translator) -> str:
    """The same as plain text for an alert of at most 200 characters, with the two nearest dates, if any."""
    text = t.label(_key(refusal), **_facts(refusal, t))
    if refusal.site is not None:
        text = t.label("refusal.at_stop", site=refusal.site, why=text)
    nearest = [_in_short(way, t) for way in refusal.alternatives if isinstance(way, OtherSession)]
    if nearest:
        dates = t.label("refusal.nearest", dates="; ".join(nearest[:DATES_IN_AN_ALERT]))
        return f"{shorten(text, MOST_CHARACTERS - len(dates) - 1)} {dates}"
    return shorten(text, MOST_CHARACTERS)


def _in_short(way: OtherSession, t: Translator) -> str:
    if not way.also_at or way.of_route:
        return short_moment_label(way.starts_at, way.timezone, t)
    return way_label(replace(way, few=None), t, DATE_IN_AN_ALERT)


def arguments_of(refusal: Refusal, t: Translator) -> dict[str, Argument]:
    """What a refusal says of itself, for its text: days as they are shown; moments need a site's zone."""
    return {
        name: _shown(name, value, t)
        for name, value in refusal.params.items()
        if not isinstance(value, datetime)
    }


def _shown(name: str, value: Param, t: Translator) -> Argument:
    if isinstance(value, date):
        return day_label(value, t)
    return office_label(value, t) if name == "phone" and isinstance(value, str) else value


def _facts(refusal: Refusal, t: Translator) -> dict[str, Argument]:
    shown = arguments_of(refusal, t)
    for name, value in refusal.params.items():
        if name in _COUNTED and isinstance(value, int):
            shown[name] = t.count(_COUNTED[name], value)
            shown[f"{name}_n"] = value
    if refusal.reason is Reason.PARTY_CHANGED:
        shown |= {each: _agreed_label(refusal.params, each, t) for each in ("was", "now")}
    return shown


def _agreed_label(parts: Mapping[str, Param], which: str, t: Translator) -> str:
    """«7 Б, 27 + 3» of the parts that are named so."""

    def number(name: str) -> int:
        value = parts[f"{which}_{name}"]
        return value if isinstance(value, int) else 0

    counts = counts_label(number("children"), number("adults"), t)
    letter = str(parts[f"{which}_letter"]) or None
    return f"{class_label(number('grade'), letter, t)}, {counts}" if number("grade") else counts
