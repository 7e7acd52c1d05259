"""Days and times as people read them: «чт, 3 декабря, 10:00», on the site's wall clock.

Names of days and months are texts of the catalogues, so that a language unknown to CLDR (Komi) can have
them too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.ui.translator import Translator


def day_label(day: date, t: Translator, *, today: date | None = None) -> str:
    """«чт, 3 декабря»; with the year where it is not this one's and more than half a year away."""
    text = t.label(
        "date.day",
        weekday=t.label(f"date.weekday.{day.isoweekday()}"),
        day=day.day,
        month=t.label(f"date.month_of.{day.month}"),
    )
    if today is not None and abs((day - today).days) > 180:
        return t.label("date.with_year", day=text, year=day.year)
    return text


def short_day_label(day: date, t: Translator) -> str:
    """«чт 3.12», for buttons."""
    return t.label(
        "date.short",
        weekday=t.label(f"date.weekday.{day.isoweekday()}"),
        day=day.day,
        month=f"{day.month:02d}",
    )


def month_label(month: date, t: Translator) -> str:
    """«Декабрь 2026»."""
    return t.label("date.month_title", month=t.label(f"date.month.{month.month}"), year=month.year)


def month_name(month: date, t: Translator) -> str:
    """«Декабрь»."""
    return t.label(f"date.month.{month.month}")


def weekday_label(isoweekday: int, t: Translator) -> str:
    return t.label(f"date.weekday.{isoweekday}")


def clock_label(moment: datetime, timezone: str) -> str:
    """«10:00» at the site."""
    return f"{moment.astimezone(ZoneInfo(timezone)):%H:%M}"


def clocks_label(moments: Sequence[datetime], timezone: str, t: Translator) -> str:
    """«10:00», «10:00 и 11:30»."""
    *others, last = (clock_label(each, timezone) for each in moments)
    return t.label("date.times", others=", ".join(others), last=last) if others else last


def local_date(moment: datetime, timezone: str) -> date:
    return moment.astimezone(ZoneInfo(timezone)).date()


def moment_label(moment: datetime, timezone: str, t: Translator) -> str:
    """«чт, 3 декабря, 10:00» at the site."""
    return t.label(
        "date.moment",
        day=day_label(local_date(moment, timezone), t),
        time=clock_label(moment, timezone),
    )


def short_moment_label(moment: datetime, timezone: str, t: Translator) -> str:
    """«чт 3.12, 10:00», for buttons."""
    return t.label(
        "date.moment",
        day=short_day_label(local_date(moment, timezone), t),
        time=clock_label(moment, timezone),
    )


def choice_label(
    moments: Sequence[datetime], timezone: str, few: int | None, t: Translator, most: int
) -> str:
    """«чт, 3 декабря, 10:00 и 11:30», «сб, 5 декабря, 12:00 · 4 места»: a choice of one day, in as many words
    as ``most`` characters take. ``few``: the seats left, if they are few."""
    day = local_date(moments[0], timezone)
    times = clocks_label(moments, timezone, t)
    counted = t.label("date.times_more", first=clock_label(moments[0], timezone), n=len(moments) - 1)
    label = ""
    for of_day, of_time in (
        (day_label(day, t), times),
        (short_day_label(day, t), times),
        (short_day_label(day, t), counted),
    ):
        label = t.label("date.moment", day=of_day, time=of_time)
        if few is not None:
            label = t.label("date.few", moment=label, free=t.count("count.seats", few))
        if len(label) <= most:
            break
    return label
