"""A route is composed in the chat, question by question, and each of its fields is said anew (F4).

What may be said is judged by the file's own types and limits, so that an export can be imported.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from bot.db.catalogue.routes import (
    add_route,
    count_booked,
    read_route,
    read_routes,
    strictest_age,
    write_route,
)
from bot.db.engine.locks import lock_region
from bot.domain.catalogue.cards.fields import LANGUAGES, CardField, Group, Input
from bot.domain.catalogue.cards.slugs import free_slug
from bot.domain.catalogue.cards.typed import NotRead, read_field
from bot.domain.catalogue.catalogue import Programme, Route, RouteStop, Site
from bot.domain.catalogue.file import Route as FileRoute
from bot.domain.catalogue.file import Stop
from bot.domain.forms import Question, RouteField, RouteForm, StopSaid
from bot.domain.lengths import LEAST_STOPS, MOST_STOPS, PARAGRAPH
from bot.domain.model import ProgrammeId, RegionId, RouteId, SiteId
from bot.domain.pages import page_of
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.routes import TEXTS, RegionRouteView, RouteFormView
from bot.domain.search.entries import thing_of
from bot.services.booking.rules import guests_of
from bot.services.catalogue.cards.reading import judge_alone
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
    refused_text,
    typed_number,
)
from bot.services.region.routes import COORDINATES, route_view
from bot.services.transaction import Tx, record, writes

SITES_A_PAGE = 6
FOUND_SHOWN = 8
OLDEST = 99

_WAY = CardField(name="travel_min", group=Group.ABOUT, input=Input.MINUTES, path=("travel_min",), of=Stop)

OfRoute = At[RouteForm]
Taken = RouteForm | Refusal

_BOOKED = frozenset({RouteField.STOPS, RouteField.DAYS})
"""Fields that stay as they are while somebody is to come."""
_STOPS = _BOOKED | {RouteField.WAYS}
"""Fields whose answers are stored with the stops."""


@writes(COORDINATES)
def begin_route(tx: Tx, region_id: RegionId) -> Asking | Refusal:
    """«Новый маршрут»."""
    return begin(tx, RouteForm(region_id))


@writes(COORDINATES)
def edit_route(tx: Tx, region_id: RegionId, route_id: RouteId, field: str) -> Asking | Refusal:
    """A field's button: what is said next is its value. Stops stay as they are while somebody is to come."""
    found = read_route(tx.connection, region_id, route_id)
    chosen = next((each for each in RouteField if each.value == field), None)
    if found is None or chosen is None:
        return Refusal(Reason.NOT_FOUND)
    if refusal := _refuse_booked(tx, route_id, chosen):
        return refusal
    keeps_ways = chosen is not RouteField.WAYS
    stops = tuple(
        StopSaid(each.programme_id, each.day, each.travel_min if keeps_ways or each.position == 1 else None)
        for each in found.route.stops
    )
    form = RouteForm(
        region_id,
        route_id,
        chosen,
        stops=stops,
        stops_chosen=chosen is not RouteField.STOPS,
        look="order",
        days=None if chosen is RouteField.DAYS else found.route.days,
        min_age=None if chosen is RouteField.MIN_AGE else found.route.min_age,
    )
    return begin(tx, form)


def _refuse_booked(tx: Tx, route_id: RouteId, field: RouteField) -> Refusal | None:
    """Visits know which stop they are of: those of a booked route stay in their order."""
    booked = count_booked(tx.connection, route_id, tx.now) if field in _BOOKED else 0
    return Refusal(Reason.HAS_FUTURE_BOOKINGS, {"status": "route", "bookings": booked}) if booked else None


def _stored(at: OfRoute) -> Route | None:
    if at.form.route_id is None:
        return None
    found = read_route(at.tx.connection, at.form.region_id, at.form.route_id)
    return None if found is None else found.route


# --- texts ----------------------------------------------------------------------------------------------


def _asks(form: RouteForm, field: RouteField) -> bool:
    return form.field in {None, field}


def _lacks(field: RouteField) -> Callable[[OfRoute], bool]:
    return lambda at: _asks(at.form, field) and field.value not in at.form.texts


def _before(at: OfRoute, field: RouteField) -> Mapping[str, str] | None:
    route = _stored(at)
    return None if route is None else getattr(route, field.value).as_mapping()


def _typed(field: RouteField) -> Callable[[OfRoute, str], Answer[RouteForm]]:
    as_card = CardField(
        name=field.value, group=Group.ABOUT, input=Input.TEXT, path=(field.value,), of=FileRoute
    )

    def type_text(at: OfRoute, text: str) -> Answer[RouteForm]:
        value = read_field(as_card, text, _before(at, field), at.form.language)
        return NotUnderstood(value.problem) if isinstance(value, NotRead) else _say(at.form, field, value)

    return type_text


def _say(form: RouteForm, field: RouteField, value: Mapping[str, str]) -> Taken:
    texts = {**form.texts, field.value: dict(value)}
    return judge_alone(FileRoute, field.value, dict(value)) or replace(form, texts=texts)


def _unsay(field: RouteField) -> Callable[[OfRoute], RouteForm]:
    def undo(at: OfRoute) -> RouteForm:
        texts = {name: each for name, each in at.form.texts.items() if name != field.value}
        return replace(at.form, texts=texts)

    return undo


def _use(at: OfRoute, value: str) -> Taken:
    """A usual text, in all languages, as JSON with the field that it is of: an old button says nothing to
    another question."""
    try:
        name, texts = json.loads(value)
    except (TypeError, ValueError):
        return at.form
    field = next((each for each in TEXTS if each.value == name), None)
    if field is None or not _lacks(field)(at) or not isinstance(texts, dict):
        return at.form
    asked = next((each for each in TEXTS if _lacks(each)(at)), None)
    return _say(at.form, field, texts) if field is asked else at.form


def _switch_language(at: OfRoute, value: str) -> Taken:
    """Of a route that is there; a new one is composed in Russian."""
    known = value in LANGUAGES and at.form.route_id is not None
    return replace(at.form, language=value) if known else at.form


# --- stops ----------------------------------------------------------------------------------------------


def can_be_stop(tx: Tx, region_id: RegionId, programme_id: ProgrammeId) -> bool:
    """What visitors of the region see. With a placement, which is applied for, a route is gone stop by
    stop."""
    programme = tx.catalogue.published.programmes.get(programme_id)
    return programme is not None and tx.catalogue.site(programme.site_id).region_id == region_id


def _programmes_of(tx: Tx, region_id: RegionId, site: Site) -> list[tuple[Site, Programme]]:
    return [(site, each) for each in site.programmes if can_be_stop(tx, region_id, each.id)]


def _look(at: OfRoute, value: str) -> Taken:
    return replace(at.form, look=value)


def _leaf(at: OfRoute, value: str) -> Taken:
    return replace(at.form, look="", page=int(value)) if value.isascii() and value.isdecimal() else at.form


def _search(at: OfRoute, text: str) -> Answer[RouteForm]:
    """Words that name a site or a programme."""
    found = replace(at.form, look="?", search=text)
    return found if _found(at.tx, found) else NotUnderstood("route_stop_unknown")


def _found(tx: Tx, form: RouteForm) -> list[tuple[Site, Programme]]:
    content = tx.catalogue.published
    hits: dict[ProgrammeId, tuple[Site, Programme]] = {}
    for each in tx.catalogue.search.find(form.search).found:
        thing = thing_of(each, content)
        site = content.site_of(thing) if isinstance(thing, Programme) else thing
        if not isinstance(site, Site):
            continue
        for entry in _programmes_of(tx, form.region_id, site):
            if not isinstance(thing, Programme) or entry[1].id == thing.id:
                hits.setdefault(entry[1].id, entry)
    return list(hits.values())[:FOUND_SHOWN]


def _add(at: OfRoute, value: str) -> Taken:
    """One that is there already stays where it is: the tap may be repeated."""
    form, programme_id = at.form, ProgrammeId(int(value)) if value.isascii() and value.isdecimal() else None
    if programme_id is None or any(each.programme_id == programme_id for each in form.stops):
        return replace(form, look="order")
    if not can_be_stop(at.tx, form.region_id, programme_id):
        return Refusal(Reason.NOT_PUBLISHED)
    if len(form.stops) >= MOST_STOPS:
        return refused_text("route_stops_many", MOST_STOPS)
    return replace(form, stops=(*form.stops, StopSaid(programme_id)), look="order")


def _moved(step: int) -> Callable[[OfRoute, str], Taken]:
    """``value``: the programme and where it stood, «12.1»: a repeat finds it elsewhere and does nothing.
    ``step``: -1 up, 0 off."""

    def move(at: OfRoute, value: str) -> Taken:
        stops = list(at.form.stops)
        index = next((n for n, each in enumerate(stops) if value == f"{each.programme_id}.{n}"), None)
        if index is None or not 0 <= index + step < len(stops):
            return at.form
        taken = stops.pop(index)
        if step:
            stops.insert(index + step, taken)
        return replace(at.form, stops=_ways_kept(at.form.stops, stops), look="order" if stops else "")

    return move


def _ways_kept(before: Sequence[StopSaid], after: Sequence[StopSaid]) -> tuple[StopSaid, ...]:
    """A way is known while it leads from the same stop as before."""
    known = {
        (earlier.programme_id, later.programme_id): later.travel_min for earlier, later in pairwise(before)
    }
    previous = [None, *(each.programme_id for each in after)]
    return tuple(
        replace(each, travel_min=None if came_from is None else known.get((came_from, each.programme_id)))
        for came_from, each in zip(previous, after, strict=False)
    )


def _choose_stops(at: OfRoute, _value: str) -> Taken:
    form = at.form
    if len(form.stops) < LEAST_STOPS:
        return refused_text("route_stops_few", LEAST_STOPS)
    if any(not can_be_stop(at.tx, form.region_id, each.programme_id) for each in _new_stops(at)):
        return Refusal(Reason.NOT_PUBLISHED)
    return replace(form, stops_chosen=True)


def _new_stops(at: OfRoute) -> list[StopSaid]:
    """Those that the stored route has not."""
    route = _stored(at)
    known = set() if route is None else {each.programme_id for each in route.stops}
    return [each for each in at.form.stops if each.programme_id not in known]


# --- days and ways --------------------------------------------------------------------------------------


def _take_days(at: OfRoute, days: int) -> Taken:
    """On which day each stop is, is said anew."""
    stops = tuple(replace(each, day=None) for each in at.form.stops)
    return judge_alone(FileRoute, "days", days) or replace(at.form, days=days, stops=stops)


def _tap_days(at: OfRoute, value: str) -> Taken:
    fits = value.isascii() and value.isdecimal() and at.form.days is None
    return _take_days(at, int(value)) if fits else at.form


def stop_of_day(form: RouteForm) -> int | None:
    """The first stop, from 0, of which nobody has said on which day it is."""
    return next((n for n, each in enumerate(form.stops) if each.day is None), None)


def stop_of_way(form: RouteForm) -> int | None:
    """The same of the way that leads there."""
    return next((n for n, each in enumerate(form.stops) if each.travel_min is None), None)


def _take_day(at: OfRoute, day: int) -> Taken:
    form, index = at.form, stop_of_day(at.form)
    if index is None:
        return form
    earliest = (form.stops[index - 1].day or 1) if index else 1
    if not earliest <= day <= (form.days or 1):
        return _refuse_number(earliest, form.days or 1)
    return _with_stop(form, index, lambda stop: replace(stop, day=day))


def _take_way(at: OfRoute, minutes: int) -> Taken:
    index = stop_of_way(at.form)
    if index is None:
        return at.form
    return judge_alone(Stop, "travel_min", minutes) or _with_stop(
        at.form, index, lambda stop: replace(stop, travel_min=minutes)
    )


def _refuse_number(least: int, most: int) -> Refusal:
    return Refusal(Reason.TEXT_REFUSED, {"problem": "number_between", "least": least, "most": most})


def _with_stop(form: RouteForm, index: int, say: Callable[[StopSaid], StopSaid]) -> RouteForm:
    stops = list(form.stops)
    stops[index] = say(stops[index])
    return replace(form, stops=tuple(stops))


def _at_stop(
    take: Callable[[OfRoute, int], Taken], asked: Callable[[RouteForm], int | None]
) -> Callable[[OfRoute, str], Taken]:
    """``value``: the stop that was asked about and what is said of it, «1.90»."""

    def tap(at: OfRoute, value: str) -> Taken:
        index, _, number = value.partition(".")
        if index != str(asked(at.form)) or not (number.isascii() and number.isdecimal()):
            return at.form
        return take(at, int(number))

    return tap


def _type_way(at: OfRoute, text: str) -> Answer[RouteForm]:
    minutes = read_field(_WAY, text, None, "ru")
    return NotUnderstood(minutes.problem) if isinstance(minutes, NotRead) else _take_way(at, minutes)


def _undo_days(at: OfRoute) -> RouteForm:
    """Back to the stops."""
    return replace(at.form, stops_chosen=False, look="order")


def _undo_day(at: OfRoute) -> RouteForm:
    """Back to the stop before, from the second one to how many days there are."""
    index = stop_of_day(at.form) or 0
    if index < LEAST_STOPS:
        return replace(at.form, days=None)
    return _with_stop(at.form, index - 1, _without_day)


def _undo_way(at: OfRoute) -> RouteForm:
    index = stop_of_way(at.form) or 0
    if index >= LEAST_STOPS:
        return _with_stop(at.form, index - 1, _without_way)
    if at.form.field is RouteField.WAYS:
        return at.form
    if at.form.field is RouteField.STOPS:
        return _undo_days(at)
    return replace(at.form, days=None)


def _undo_transport(at: OfRoute) -> RouteForm:
    last = len(at.form.stops) - 1
    return _with_stop(at.form, last, _without_way) if last > 0 else _undo_days(at)


def _without_day(stop: StopSaid) -> StopSaid:
    return replace(stop, day=None)


def _without_way(stop: StopSaid) -> StopSaid:
    return replace(stop, travel_min=None)


def _settle(_at: OfRoute, form: RouteForm) -> RouteForm:
    """One begins at the first stop on the first day, and never goes back a day."""
    stops: list[StopSaid] = []
    for index, each in enumerate(form.stops):
        day = each.day
        if index == 0 or form.days == 1:
            day = 1
        elif day is not None and not (stops[-1].day or 1) <= day <= (form.days or 1):
            day = None
        stops.append(replace(each, day=day, travel_min=each.travel_min if index else 0))
    return replace(form, stops=tuple(stops))


# --- age ------------------------------------------------------------------------------------------------


def _take_age(at: OfRoute, age: int) -> Taken:
    least = strictest_age(at.tx.connection, [each.programme_id for each in at.form.stops])
    if not least <= age <= OLDEST:
        return _refuse_number(least, OLDEST)
    return replace(at.form, min_age=age)


def _tap_age(at: OfRoute, value: str) -> Taken:
    fits = value.isascii() and value.isdecimal() and at.form.min_age is None
    return _take_age(at, int(value)) if fits else at.form


# --- what becomes of it ---------------------------------------------------------------------------------


def _finish(at: OfRoute) -> RegionRouteView | Refusal:
    tx, form = at.tx, at.form
    lock_region(tx.connection, form.region_id)
    ids = [each.programme_id for each in form.stops]
    strictest = strictest_age(tx.connection, ids)
    stops = [
        RouteStop(number, each.programme_id, each.day or 1, each.travel_min or 0)
        for number, each in enumerate(form.stops, start=1)
    ]
    if form.route_id is not None:
        return _save(at, stops, strictest)
    if any(not can_be_stop(tx, form.region_id, each) for each in ids):
        return Refusal(Reason.NOT_PUBLISHED)
    slugs = {each.route.slug for each in read_routes(tx.connection, form.region_id)}
    slug = free_slug(form.texts[RouteField.TITLE.value]["ru"], slugs, "route")
    values: dict[str, Any] = {**form.texts, "days": form.days or 1, "min_age": strictest}
    if refusal := _judge_whole(tx, slug, values, stops):
        return refusal
    route_id = add_route(tx.connection, form.region_id, slug, values, stops)
    if route_id is None:
        return Refusal(Reason.ALREADY_DECIDED)
    tx.change_catalogue()
    record(tx, "route.begun", "route", route_id, {}, region_id=form.region_id)
    return _shown(at, route_id, "begun")


def _save(at: OfRoute, stops: Sequence[RouteStop], strictest: int) -> RegionRouteView | Refusal:
    """Only the field that was asked for: of the others the form may know less than what is stored."""
    tx, form, route = at.tx, at.form, _stored(at)
    if route is None or form.route_id is None or form.field is None:
        return Refusal(Reason.NOT_FOUND)
    field = form.field
    if refusal := _refuse_booked(tx, route.id, field):
        return refusal
    values: dict[str, Any] = {}
    if field in TEXTS:
        values = {field.value: form.texts[field.value]}
    elif field is RouteField.MIN_AGE:
        values = {"min_age": max(form.min_age or 0, strictest)}
    else:
        values = {"days": form.days or 1, "min_age": max(route.min_age, strictest)}
    there = {name: _plain(getattr(route, name)) for name in values}
    moved = list(route.stops) != list(stops) if field in _STOPS else False
    changed = {name: each for name, each in values.items() if there[name] != each}
    if not changed and not moved:
        return _shown(at, route.id, "same")
    whole = {
        name: _plain(getattr(route, name)) for name in (*(each.value for each in TEXTS), "days", "min_age")
    }
    if refusal := _judge_whole(tx, route.slug, whole | values, stops if field in _STOPS else route.stops):
        return refusal
    write_route(tx.connection, route.id, changed, stops if moved else None)
    tx.change_catalogue()
    record(tx, "route.changed", "route", route.id, {"field": field.value}, region_id=form.region_id)
    return _shown(at, route.id, "saved")


def _shown(at: OfRoute, route_id: RouteId, done: str) -> RegionRouteView | Refusal:
    composed = read_route(at.tx.connection, at.form.region_id, route_id)
    return Refusal(Reason.NOT_FOUND) if composed is None else route_view(at.tx, composed, done)


def _plain(value: Any) -> Any:
    return dict(value.as_mapping()) if hasattr(value, "as_mapping") else value


def _judge_whole(tx: Tx, slug: str, values: Mapping[str, Any], stops: Sequence[RouteStop]) -> Refusal | None:
    """By the file's own reader: what is stored passes an export and an import."""
    said = []
    for each in stops:
        programme = tx.catalogue.programme(each.programme_id)
        site = tx.catalogue.site(programme.site_id)
        said.append(
            {"site": site.slug, "programme": programme.code, "day": each.day, "travel_min": each.travel_min}
        )
    try:
        FileRoute.model_validate_json(json.dumps({"slug": slug, **values, "stops": said}))
    except ValidationError:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "card.invalid"})
    return None


# --- what is shown --------------------------------------------------------------------------------------


def _view(at: OfRoute) -> RouteFormView:
    tx, form = at.tx, at.form
    question = KIND.current(at)
    name = None if question is None else question.name
    programmes = [tx.catalogue.programme(each.programme_id) for each in form.stops]
    stops = tuple((tx.catalogue.site(each.site_id), each) for each in programmes)
    view = RouteFormView(
        at.draft.id,
        form,
        name,
        tx.catalogue.region(form.region_id),
        before=_value_before(at),
        stops=stops,
        guests=guests_of(programmes) if programmes else frozenset(),
        strictest=max((each.min_age for each in programmes), default=0),
    )
    if name is Question.STOP_DAY:
        return replace(view, at=stop_of_day(form) or 0)
    if name is Question.TRAVEL:
        return replace(view, at=stop_of_way(form) or 0)
    return _to_choose_from(tx, view) if name is Question.ROUTE_STOPS else view


def _value_before(at: OfRoute) -> Any:
    route = _stored(at)
    field = at.form.field
    return None if route is None or field is None or field in _STOPS else getattr(route, field.value)


def _to_choose_from(tx: Tx, view: RouteFormView) -> RouteFormView:
    form = view.form
    if form.look == "?":
        return replace(view, programmes=tuple(_found(tx, form)))
    if form.look.startswith("s") and form.look[1:].isdecimal():
        site = tx.catalogue.published.sites.get(SiteId(int(form.look[1:])))
        if site is not None:
            return replace(view, programmes=tuple(_programmes_of(tx, form.region_id, site)))
    if form.look == "order" and form.stops:
        return view
    sites = [
        each
        for each in tx.catalogue.published.sites_of(form.region_id).values()
        if _programmes_of(tx, form.region_id, each)
    ]
    shown = page_of(sites, form.page, SITES_A_PAGE)
    return replace(view, sites=shown.entries, page=shown.page, pages=shown.pages)


def _refuse(tx: Tx, form: RouteForm) -> Refusal | None:
    refusal = COORDINATES.refuse(tx, form.region_id)
    if refusal is not None or form.route_id is None:
        return refusal
    found = read_route(tx.connection, form.region_id, form.route_id)
    return Refusal(Reason.ALREADY_DECIDED) if found is None else None


def _text(
    field: RouteField, undo: Callable[[OfRoute], RouteForm] | None, **taps: Callable[[OfRoute, str], Taken]
) -> FormQuestion[RouteForm]:
    return FormQuestion(
        name=TEXTS[field],
        is_missing=_lacks(field),
        taps=taps,
        text=_typed(field),
        longest=PARAGRAPH,
        undo=undo,
    )


KIND = form_kind(
    FormKind(
        form=RouteForm,
        questions=(
            _text(RouteField.TITLE, None, use=_use, language=_switch_language),
            _text(RouteField.THEME, _unsay(RouteField.TITLE)),
            FormQuestion(
                name=Question.ROUTE_STOPS,
                is_missing=lambda at: not at.form.stops_chosen,
                taps={
                    "look": _look,
                    "page": _leaf,
                    "add": _add,
                    "up": _moved(-1),
                    "down": _moved(1),
                    "off": _moved(0),
                    "chosen": _choose_stops,
                },
                text=_search,
                undo=_unsay(RouteField.THEME),
            ),
            FormQuestion(
                name=Question.DAYS,
                is_missing=lambda at: at.form.days is None,
                taps={"days": _tap_days},
                text=typed_number(_take_days),
                undo=_undo_days,
            ),
            FormQuestion(
                name=Question.STOP_DAY,
                is_missing=lambda at: stop_of_day(at.form) is not None,
                taps={"day": _at_stop(_take_day, stop_of_day)},
                text=typed_number(_take_day),
                undo=_undo_day,
            ),
            FormQuestion(
                name=Question.TRAVEL,
                is_missing=lambda at: stop_of_way(at.form) is not None,
                taps={"way": _at_stop(_take_way, stop_of_way)},
                text=_type_way,
                undo=_undo_way,
            ),
            _text(RouteField.TRANSPORT, _undo_transport),
            _text(RouteField.AUDIENCE, _unsay(RouteField.TRANSPORT)),
            _text(RouteField.NOTE, _unsay(RouteField.AUDIENCE)),
            FormQuestion(
                name=Question.MIN_AGE,
                is_missing=lambda at: at.form.field is RouteField.MIN_AGE and at.form.min_age is None,
                taps={"age": _tap_age},
                text=typed_number(_take_age),
            ),
        ),
        view=_view,
        settle=_settle,
        finish=_finish,
        sends_itself=True,
        refuse=_refuse,
    )
)
