"""A route that is booked as one: choosing when, the summary, its card (C3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.booking.availability import Option
from bot.domain.booking.booking import Booking, Visit, people_in
from bot.domain.booking.routes.days import Leg, way_key
from bot.domain.booking.views import BookingFormView, BookingView
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.minimum import Group
from bot.domain.model import Access, Audience, ProgrammeId, SessionId, VisitStatus
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import (
    begins_label,
    local_date,
    moment_label,
    short_moment_label,
    time_label,
    travel_label,
)
from bot.ui.formats.group import group_line, short_group_label
from bot.ui.formats.html import Html, escape, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, alone, name_label, shorten
from bot.ui.formats.money import route_price
from bot.ui.screen import MOST_CHARACTERS, Button
from bot.ui.translator import Translator
from bot.ui.visitor.booking.states import MARKS
from bot.ui.visitor.callback_data import FormTap
from bot.ui.visitor.party import counts_label

Places = Mapping[ProgrammeId, tuple[Site, Programme]]


# --- the form -------------------------------------------------------------------------------------------


def way_button(
    view: BookingFormView,
    session_ids: Sequence[SessionId],
    starts: Sequence[datetime],
    few: int | None,
    t: Translator,
) -> Button:
    zone = view.site.timezone
    value = f"{local_date(starts[0], zone):%Y%m%d}.{way_key(session_ids)}"
    label = begins_label(starts[0], zone, few, t, ONE_IN_A_ROW)
    return Button(label, tap=FormTap(draft=view.draft_id, op="way", value=value).pack())


def way_line(view: BookingFormView, option: Option, t: Translator) -> Html:
    """When each stop of one way begins."""
    first: dict[int | None, datetime] = {}
    for part, start in zip(option.parts, option.starts, strict=True):
        first.setdefault(part.stop, start)
    stops = "; ".join(
        t.label(
            "route.way_stop",
            time=_time(first[leg.stop], leg, t),
            site=name_label(t.content(leg.site.name), BRIEF_NAME),
        )
        for leg in view.legs
    )
    return t.html("route.way", stops=stops)


def _time(start: datetime, leg: Leg, t: Translator) -> str:
    """Beside a day that stands above: the time alone, but for stops of later days."""
    if leg.day:
        return short_moment_label(start, leg.site.timezone, t)
    return time_label(start, leg.site.timezone, t)


def chosen_lines(view: BookingFormView, t: Translator, *, brief: bool = False) -> list[Html | None]:
    """All stops with their times, and the ways between; ``brief``: as short as it can be said."""
    found: list[Html | None] = []
    for leg in view.legs:
        here = [each for each in view.chosen if each.stop == leg.stop]
        if not here:
            continue
        if leg.travel and not brief:
            found.append(t.html("route.travel", time=travel_label(leg.travel // timedelta(minutes=1), t)))
        several = len(here) > 1
        moments = "; ".join(
            _with_counts(
                _moment(each.session.starts_at, leg.site, t, brief=brief),
                counts_label(each.children, each.adults, t) if several else "",
            )
            for each in here
        )
        found.append(_stop_line(leg.stop or 0, "", moments, leg.site, t, brief=brief))
        groups = {each.session.id: each.session.group for each in here}
        found += [_group(each, leg.site, t, brief=brief) for each in groups.values()]
    return found


def _moment(moment: datetime, site: Site, t: Translator, *, brief: bool) -> str:
    return (short_moment_label if brief else moment_label)(moment, site.timezone, t)


def _group(group: Group | None, site: Site, t: Translator, *, brief: bool) -> Html | None:
    """How far the group of a stop is, where it needs one (C2)."""
    if not brief:
        return group_line(group, site.timezone, t)
    short = short_group_label(group, t)
    return escape(f"{alone(short)}.") if short else None


def _with_counts(moment: str, counts: str) -> str:
    return f"{moment} ({counts})" if counts else moment


def _stop_line(
    number: int, mark: str, moments: str, site: Site, t: Translator, *, brief: bool = False
) -> Html:
    if brief:
        name = name_label(t.content(site.name), BRIEF_NAME)
        return t.html("route.stop_line_brief", number=number, mark=mark, moments=moments, site=name)
    return t.html(
        "route.stop_line", number=number, mark=mark, moments=moments, site=site.name, city=site.city
    )


BRIEF_NAME = 22


def as_short_as_need_be(compose: Callable[[bool], Html]) -> Html:
    """A text with its stops in full, or in brief (``True``) where it would be too long to act under."""
    whole = compose(False)
    return whole if len(whole) <= MOST_CHARACTERS else compose(True)


def chosen_price(view: BookingFormView, t: Translator, *, brief: bool = False) -> Html | None:
    audience, seats = view.form.audience or Audience.TOURIST, view.form.party.seats
    return route_price(
        [(leg.site, leg.rules.programme, seats) for leg in view.legs], audience, t, brief=brief
    )


def access_line(view: BookingFormView, t: Translator, most: int) -> Html | None:
    """Where a wheelchair cannot go everywhere."""
    hard = [leg.site for leg in view.legs if leg.site.access is not Access.FULL]
    if not hard:
        return None
    return t.html("route.access", site=hard[0].name, text=shorten(t.content(hard[0].access_text), most))


# --- a booking ------------------------------------------------------------------------------------------


def stop_lines(
    booking: Booking, places: Places, t: Translator, *, codes: bool = True, brief: bool = False
) -> list[Html | None]:
    """Each stop with what has become of it; its code, once it is confirmed. ``brief``: a line a stop."""
    found: list[Html | None] = []
    for visits in booking.stops:
        site, _ = places[visits[0].programme_id]
        several = len(visits) > 1
        alike = len({each.status for each in visits}) == 1
        moments = "; ".join(
            _visit_label(each, site, t, several=several, alike=alike, brief=brief) for each in visits
        )
        mark, number = f"{MARKS[_state(visits)]} ", visits[0].stop or 0
        line = _stop_line(number, mark, moments, site, t, brief=brief)
        why = _why(visits, t) if alike else None
        known = [each for each in visits if each.status in {VisitStatus.CONFIRMED, VisitStatus.ARRIVED}]
        shown = ", ".join(code_label(each.code, t) for each in known)
        code = t.html("route.stop_code", code=shown) if codes and shown else None
        groups = {each.session_id: each.group for each in visits if each.status.takes_seats}
        found += [line] if brief else [lines(line, why, code)]
        found += [_group(each, site, t, brief=brief) for each in groups.values()]
    return found


def _state(visits: Iterable[Visit]) -> VisitStatus:
    order = list(MARKS)
    return min((each.status for each in visits), key=order.index)


def _visit_label(visit: Visit, site: Site, t: Translator, *, several: bool, alike: bool, brief: bool) -> str:
    moment = _moment(visit.starts_at, site, t, brief=brief)
    label = _with_counts(moment, counts_label(visit.children, visit.adults, t) if several else "")
    return label if alike else f"{MARKS[visit.status]} {label}"


def _why(visits: Sequence[Visit], t: Translator) -> Html | None:
    """What became of a stop that does not stand."""
    status, reason = visits[0].status, visits[0].reason
    if status.takes_seats:
        return None
    if reason is None or status is VisitStatus.CANCELLED:
        return t.html("route.stop_off", state=t.label(f"status.{status}"))
    return t.html("route.stop_off_why", state=t.label(f"status.{status}"), reason=t.label(f"reason.{reason}"))


def booked_price(view: BookingView, t: Translator, *, brief: bool = False) -> Html | None:
    """What those who come pay at all stops that stand, if anything; ``brief``: in all."""
    paid: list[tuple[Site, Programme, int]] = []
    for visits in view.booking.stops:
        standing = [each for each in visits if each.status.takes_seats]
        if standing:
            site, programme = view.places[standing[0].programme_id]
            paid.append((site, programme, sum(people_in(standing))))
    return route_price(paid, view.booking.audience, t, only_due=True, brief=brief) if paid else None
