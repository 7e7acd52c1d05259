"""«Ближайшие даты»: sessions of all sites, soonest first, under the catalogue's filters (A6)."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.views import NextDates
from bot.domain.catalogue.catalogue import Catalogue
from bot.domain.catalogue.views import Surroundings
from bot.domain.texts import Texts
from bot.ui.formats.dates import bare_moment_label, day_label, short_moment_label, zones_line
from bot.ui.formats.group import short_group_label
from bot.ui.formats.html import bold, lines
from bot.ui.formats.labels import LEAST_OF_A_NAME, ONE_IN_A_ROW, shorten
from bot.ui.kit import arrows, button, keyboard, ways_back
from bot.ui.screen import Button, Screen
from bot.ui.translator import Argument, Translator
from bot.ui.visitor.callback_data import ShowDates, ShowProgramme
from bot.ui.visitor.catalogue import with_names
from bot.ui.visitor.filters import Filters
from bot.ui.visitor.finding.listing import catalogue_tap, dates_tap, drop_buttons, filter_line, menu_rows

DATES_A_PAGE = 6


def nearest_dates(
    catalogue: Catalogue,
    filters: Filters,
    around: Surroundings,
    dates: NextDates,
    page: int,
    t: Translator,
    *,
    shared: bool = False,
    since: date | None = None,
    region: Texts | None = None,
) -> Screen:
    """Soonest sessions with free seats, each a button to its programme with this date chosen; ``since``: from
    this day on; ``region``: whose they are, where there are others. Where there are none, the filters that
    can be dropped."""
    key = "" if since is None else f"{since:%Y%m%d}"
    buttons: list[Button] = []
    shown: list[dict[str, Argument]] = []
    moments: list[tuple[datetime, str]] = []
    for number, each in enumerate(dates.sessions, start=page * DATES_A_PAGE + 1):
        programme = catalogue.programmes.get(each.programme_id)
        if programme is None:
            continue
        site = catalogue.site_of(programme)
        moment = short_moment_label(each.starts_at, site.timezone, t)
        moments.append((each.starts_at, site.timezone))
        shown.append(
            {
                "number": number,
                "moment": moment,
                "title": programme.title,
                "site": site.name,
                "city": site.city,
                "free": _free(each, t),
            }
        )
        to = ShowProgramme(programme=programme.id, session=each.id)
        buttons.append(
            button(_label(number, each.starts_at, site.timezone, t.content(programme.title), t), to)
        )
    turns = arrows(
        dates_tap(filters, page=page - 1, shared=shared, since=key) if page else None,
        dates_tap(filters, page=page + 1, shared=shared, since=key) if dates.more else None,
    )
    if not shown:
        buttons += drop_buttons(
            catalogue, filters, around, lambda left: dates_tap(left, shared=shared, since=key), t
        )
    menus = menu_rows(
        filters,
        lambda menu: dates_tap(filters, shared=shared, since=key, menu=menu),
        ShowDates(shared=shared, since=key),
        t,
        region,
    )
    nothing = t.html("dates.nothing" if since is None else "dates.nothing_since")
    text = with_names(
        lambda entries: lines(
            bold(t.label("dates.title_shared" if shared else "dates.title")),
            None if since is None else t.html("dates.since", day=day_label(since, t)),
            filter_line(catalogue, filters, t),
            *([t.html("dates.line", **each) for each in entries] or [nothing]),
            zones_line(moments, t),
        ),
        shown,
        t,
    )
    return Screen(
        text, keyboard(*buttons, turns, *menus, ways_back(catalogue_tap(filters), t, "dates.sites"))
    )


def _free(session: SessionFacts, t: Translator) -> str:
    said = [str(t.count("count.free_seats", session.free)), short_group_label(session.group, t)]
    return ", ".join(each for each in said if each)


def _label(number: int, moment: datetime, timezone: str, title: str, t: Translator) -> str:
    """«1. чт 3.12, 10:00 · Обзорная…»: which in the list, when, and what; without the weekday, which stands
    in the text, where what needs its room."""
    weekday = f"{number}. {short_moment_label(moment, timezone, t)}"
    for label in (weekday, f"{number}. {bare_moment_label(moment, timezone, t)}"):
        room = ONE_IN_A_ROW - len(label) - 3
        if room >= _LEAST_OF_A_TITLE:
            return f"{label} · {shorten(title, room)}"
    return weekday


_LEAST_OF_A_TITLE = LEAST_OF_A_NAME - 2
