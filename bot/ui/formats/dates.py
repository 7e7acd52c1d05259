"""Days and times as people read them: «чт, 3 декабря, 10:00», on the site's wall clock.

Names of days and months are texts of the catalogues, so that a language unknown to CLDR (Komi) can have
them too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.ui.formats.html import Html
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
        month=t.label(f"date.month_short.{day.month}"),
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
    """«10:00» at the site, beside something that names the zone where that is needed."""
    return f"{moment.astimezone(ZoneInfo(timezone)):%H:%M}"


def clocks_label(moments: Sequence[datetime], timezone: str, t: Translator) -> str:
    """«10:00», «10:00 и 11:30» of one day at the site, with its zone as :func:`in_zone`."""
    return in_zone(_clocks(moments, timezone, t), moments[0], timezone, t)


def _clocks(moments: Sequence[datetime], timezone: str, t: Translator) -> str:
    *others, last = (clock_label(each, timezone) for each in moments)
    return t.label("date.times", others=", ".join(others), last=last) if others else last


def time_label(moment: datetime, timezone: str, t: Translator) -> str:
    """«10:00» at the site; «10:00 по Владивостоку» for whoever lives on another clock."""
    return in_zone(clock_label(moment, timezone), moment, timezone, t)


def in_zone(label: str, moment: datetime, timezone: str, t: Translator) -> str:
    """A time of the site with its zone's name, where the reader's clock shows another at that moment. Every
    moment that anybody reads passes here."""
    if not _is_foreign(moment, timezone, t):
        return label
    return t.label("date.in_zone", time=label, zone=_zone_label(moment, timezone, t))


def _is_foreign(moment: datetime, timezone: str, t: Translator) -> bool:
    if t.reader_zone is None or t.reader_zone == timezone:
        return False
    return not t.reader_zone or _offset(moment, timezone) != _offset(moment, t.reader_zone)


def _offset(moment: datetime, timezone: str) -> timedelta:
    return moment.astimezone(ZoneInfo(timezone)).utcoffset() or timedelta(0)


def _zone_label(moment: datetime, timezone: str, t: Translator) -> str:
    """«по Владивостоку», or what every zone has: «UTC+10»."""
    key = f"date.zone.{timezone}"
    return t.label(key) if t.has(key) else _utc_label(moment, timezone)


def _utc_label(moment: datetime, timezone: str) -> str:
    minutes = _offset(moment, timezone) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def zones_line(moments: Iterable[tuple[datetime, str]], t: Translator) -> Html | None:
    """What a list says whose moments (UTC, each with its site's zone) are of several zones."""
    shown = list(moments)
    several = len({_offset(moment, zone) for moment, zone in shown}) > 1
    foreign = any(_is_foreign(moment, zone, t) for moment, zone in shown)
    return t.html("date.zones") if several and foreign else None


def local_date(moment: datetime, timezone: str) -> date:
    return moment.astimezone(ZoneInfo(timezone)).date()


def moment_label(moment: datetime, timezone: str, t: Translator) -> str:
    """«чт, 3 декабря, 10:00» at the site."""
    return t.label(
        "date.moment",
        day=day_label(local_date(moment, timezone), t),
        time=time_label(moment, timezone, t),
    )


def moments_label(moments: Iterable[datetime], timezone: str, t: Translator) -> str:
    """«чт, 3 декабря, 10:00 и 11:30; пт, 4 декабря, 14:00» at the site: every visit that a text is about."""
    return "; ".join(
        t.label("date.moment", day=day_label(day, t), time=clocks_label(of_day, timezone, t))
        for day, of_day in _by_day(sorted(moments), timezone).items()
    )


def short_moments_label(moments: Sequence[datetime], timezone: str, t: Translator, most: int) -> str:
    """The same for a button, in as many words as ``most`` characters take: «чт 3.12, 10:00 и 11:30», or
    «3.12, 10:00 +1», as where another day follows."""
    first, *others = sorted(moments)
    label = short_moment_label(first, timezone, t)
    if not others:
        return label
    if {local_date(each, timezone) for each in moments} == {local_date(first, timezone)}:
        return choice_label([first, *others], timezone, None, t, most)
    return t.label("date.times_plus", first=label, n=len(others))


def short_moment_label(moment: datetime, timezone: str, t: Translator) -> str:
    """«чт 3.12, 10:00», for buttons; «3.12, 10:00 UTC+10» where the reader's clock shows another time."""
    if _is_foreign(moment, timezone, t):
        return bare_moment_label(moment, timezone, t)
    day, time = local_date(moment, timezone), clock_label(moment, timezone)
    return t.label("date.moment", day=short_day_label(day, t), time=time)


def bare_moment_label(moment: datetime, timezone: str, t: Translator) -> str:
    """«3.12, 10:00», the zone as :func:`short_moment_label`: beside what needs the weekday's room."""
    time = clock_label(moment, timezone)
    if _is_foreign(moment, timezone, t):
        time = t.label("date.in_zone", time=time, zone=_utc_label(moment, timezone))
    return t.label("date.moment", day=bare_day_label(local_date(moment, timezone), t), time=time)


def bare_day_label(day: date, t: Translator) -> str:
    """«3.12», where there is room for nothing more."""
    return t.label(
        "date.short", weekday="", day=day.day, month=t.label(f"date.month_short.{day.month}")
    ).strip()


def _by_day(moments: Sequence[datetime], timezone: str) -> Mapping[date, list[datetime]]:
    days: dict[date, list[datetime]] = {}
    for each in moments:
        days.setdefault(local_date(each, timezone), []).append(each)
    return days


def _joined(labels: Sequence[str], t: Translator) -> str:
    *others, last = labels
    return t.label("date.times", others="; ".join(others), last=last) if others else last


def part_label(moment: datetime, moments: Sequence[datetime], timezone: str, t: Translator) -> str:
    """When one of several subgroups comes: «10:00», with its day where the others come on other days."""
    if len(_by_day(moments, timezone)) > 1:
        return moment_label(moment, timezone, t)
    return clock_label(moment, timezone)


def _days_choice(moments: Sequence[datetime], timezone: str, t: Translator, most: int) -> str:
    """Of several days, as much of it as there is room for; at least when it begins, and how many follow."""
    days = _by_day(moments, timezone)

    def timed(name: Callable[[date, Translator], str]) -> str:
        times = {day: clocks_label(of_day, timezone, t) for day, of_day in days.items()}
        return _joined([t.label("date.moment", day=name(day, t), time=times[day]) for day in days], t)

    label = ""
    for label in (
        timed(day_label),
        timed(short_day_label),
        timed(bare_day_label),
        _joined([short_day_label(day, t) for day in days], t),
        _joined([bare_day_label(day, t) for day in days], t),
        t.label("date.times_plus", first=bare_day_label(next(iter(days)), t), n=len(moments) - 1),
    ):
        if len(label) <= most:
            break
    return label


def choice_label(
    moments: Sequence[datetime], timezone: str, few: int | None, t: Translator, most: int
) -> str:
    """«чт, 3 декабря, 10:00 и 11:30», «сб, 5 декабря, 12:00 · 4 места», «чт 3.12, 10:00 и пт 4.12, 10:00»: a
    choice, in as many words as ``most`` characters take. ``few``: the seats left, if they are few."""
    if len(_by_day(moments, timezone)) > 1:
        return _days_choice(moments, timezone, t, most)
    day, zone = local_date(moments[0], timezone), _utc_label(moments[0], timezone)
    foreign = _is_foreign(moments[0], timezone, t)

    def in_short(times: str) -> str:
        return t.label("date.in_zone", time=times, zone=zone) if foreign else times

    times = in_short(_clocks(moments, timezone, t))
    first = clock_label(moments[0], timezone)
    counted = in_short(t.label("date.times_more", first=first, n=len(moments) - 1))
    added = in_short(t.label("date.times_plus", first=first, n=len(moments) - 1))
    label = ""
    for of_day, of_time in (
        (day_label(day, t), clocks_label(moments, timezone, t)),
        (short_day_label(day, t), times),
        (bare_day_label(day, t), times),
        (bare_day_label(day, t), counted),
        (bare_day_label(day, t), added),
    ):
        label = t.label("date.moment", day=of_day, time=of_time)
        if few is not None:
            label = t.label("date.few", moment=label, free=t.count("count.seats", few))
        if len(label) <= most:
            break
    return label


BEGINS = " →"


def begins_label(moment: datetime, timezone: str, few: int | None, t: Translator, most: int) -> str:
    """«вт, 1 декабря, 09:00 →»: when a route begins, whose other stops follow."""
    return choice_label([moment], timezone, few, t, most - len(BEGINS)) + BEGINS


def travel_label(minutes: int, t: Translator) -> str:
    """«2 часа 30 минут»."""
    hours, rest = divmod(minutes, 60)
    parts = [t.count("count.hours", hours)] if hours else []
    if rest:
        parts.append(t.count("count.minutes", rest))
    return " ".join(parts)
