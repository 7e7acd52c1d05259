"""A month of days as buttons: what this party can have, what it cannot, and why (A4)."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping
from datetime import date, timedelta

from bot.domain.booking.availability import DayChoice
from bot.domain.model import DraftId
from bot.ui.callback_data import Nothing
from bot.ui.formats.dates import month_label, month_name, weekday_label
from bot.ui.screen import Button
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import FormTap

THURSDAY = 4
NO_SESSIONS_CELL = "–"
NO_SESSIONS = Nothing(why="no_sessions").pack()
EMPTY = Button("\u2800", heading=True)
"""Blank, but not white space, which Telegram refuses as the text of a button."""


def calendar_rows(
    draft_id: DraftId,
    month: date,
    days: Mapping[date, DayChoice],
    t: Translator,
    *,
    for_school: bool,
) -> tuple[tuple[Button, ...], ...]:
    """Seven columns: «14» can be booked, «14·4» as well and has 4 seats left, «14·» has sessions but not for
    this party, «–» has none.

    Thursday, the day of the career course, is marked for schools.
    """
    head = tuple(
        Button(
            weekday_label(each, t).upper() if for_school and each == THURSDAY else weekday_label(each, t),
            heading=True,
        )
        for each in range(1, 8)
    )
    weeks = tuple(
        tuple(_cell(draft_id, day, days.get(day)) if day.month == month.month else EMPTY for day in week)
        for week in Calendar().monthdatescalendar(month.year, month.month)
    )
    title = Button(month_label(month, t), heading=True)
    arrows = _arrows(draft_id, month, days, t)
    return ((title,), head, *weeks, *([arrows] if arrows else []))


def _cell(draft_id: DraftId, day: date, choice: DayChoice | None) -> Button:
    if choice is None:
        return Button(NO_SESSIONS_CELL, tap=NO_SESSIONS)
    if not choice.options:
        tap = FormTap(draft=draft_id, op="why", value=f"{day:%Y%m%d}")
        return Button(f"{day.day}·", tap=tap.pack())
    tap = FormTap(draft=draft_id, op="day", value=f"{day:%Y%m%d}")
    return Button(f"{day.day}" if choice.few is None else f"{day.day}·{choice.few}", tap=tap.pack())


def _arrows(
    draft_id: DraftId, month: date, days: Mapping[date, DayChoice], t: Translator
) -> tuple[Button, ...]:
    """To the months before and after, as far as there are sessions."""
    months = {day.replace(day=1) for day in days}
    before = (month - timedelta(days=1)).replace(day=1)
    after = (month + timedelta(days=31)).replace(day=1)

    def to(target: date, label: str) -> Button:
        return Button(label, tap=FormTap(draft=draft_id, op="mon", value=f"{target:%Y%m}").pack())

    row = []
    if any(each <= before for each in months):
        row.append(to(before, f"‹ {month_name(before, t)}"))
    if any(each >= after for each in months):
        row.append(to(after, f"{month_name(after, t)} ›"))
    return tuple(row)
