"""How far the group of a shared session is, said the same to visitors and hosts (C2)."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.booking.booking import Visit
from bot.domain.catalogue.minimum import Group
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, escape
from bot.ui.formats.labels import alone
from bot.ui.translator import Translator


def group_label(group: Group, timezone: str, t: Translator) -> str:
    """«собираем группу: 5 из 8, решится до ср, 2 декабря, 18:00», or that it takes place."""
    if group.runs:
        return t.label("group.runs")
    return t.label(
        "group.gathering",
        gathered=group.gathered,
        minimum=group.terms.minimum,
        moment=moment_label(group.terms.decides_at, timezone, t),
    )


def short_group_label(group: Group | None, t: Translator) -> str | None:
    """«собираем группу: 5 из 8», within a line."""
    if group is None or not (group.gathers or group.runs):
        return None
    if group.runs:
        return t.label("group.runs_short")
    return t.label("group.gathering_short", gathered=group.gathered, minimum=group.terms.minimum)


def group_line(group: Group | None, timezone: str, t: Translator) -> Html | None:
    """The same as a line of its own."""
    if group is None or not (group.gathers or group.runs):
        return None
    return escape(f"{alone(group_label(group, timezone, t))}.")


def group_lines(visits: Iterable[Visit], timezone: str, t: Translator) -> list[Html | None]:
    """The groups of these visits, as far as they still take place; a session once."""
    groups = {each.session_id: each.group for each in visits if each.status.takes_seats}
    return [group_line(each, timezone, t) for each in groups.values()]
