"""Routes of a region: composed, published, taken back (F4)."""

from __future__ import annotations

import json

from bot.domain.catalogue.cards.fields import LANGUAGES
from bot.domain.forms import RouteField, RouteForm
from bot.domain.model import DraftId, Publication, RegionId, RouteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.routes import RegionRouteView, RouteFormView
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.coordinator.common import refused, way_back
from bot.handlers.host.filling import desk_pages
from bot.handlers.routes import Routes
from bot.services.forms import engine
from bot.services.forms.engine import Asking
from bot.services.region import route_form
from bot.services.region import routes as region_routes
from bot.ui.coordinator import routes as screens
from bot.ui.coordinator.callback_data import EditRoute, RegionRoutes, RouteFormTap, RouteTap, StartRoute
from bot.ui.host.refusals import host_refusal_alert
from bot.ui.screen import Screen
from bot.ui.translator import translator_for

routes = Routes("region routes")

STATES = {"publish": Publication.PUBLISHED, "hide": Publication.HIDDEN}


async def _list_of(chat: Chat, region_id: RegionId, page: int = 0) -> Screen:
    view = await chat.do(region_routes.show_routes, region_id, page)
    return refused(chat, view) if isinstance(view, Refusal) else screens.routes_screen(view, chat.t)


async def _route_of(chat: Chat, region_id: RegionId, route_id: RouteId) -> Screen:
    view = await chat.do(region_routes.show_route, region_id, route_id)
    return refused(chat, view) if isinstance(view, Refusal) else screens.route_screen(view, chat.t)


@routes.callback
async def show_routes(chat: Chat, data: RegionRoutes) -> None:
    await chat.show(await _list_of(chat, RegionId(data.region), data.page))


@routes.callback
async def change_route(chat: Chat, data: RouteTap) -> None:
    """A look at a route, or a change of its state. What nobody could have in a row, and what visitors would
    lose, is asked for twice."""
    region_id, route_id, after = RegionId(data.region), RouteId(data.route), STATES.get(data.op)
    view = await chat.do(region_routes.show_route, region_id, route_id)
    if isinstance(view, Refusal):
        await chat.show(refused(chat, view))
        return
    if after is not None and (data.sure or not asks_twice(view, after)):
        await _publish(chat, view, after, data.seen)
    elif after is not None and (view.composed.is_published is not (after is Publication.PUBLISHED)):
        await chat.show(screens.route_question(view, after, chat.t))
    elif data.op in {"card", "details"}:
        await chat.show(screens.preview_screen(view, chat.t, details=data.op == "details"))
    elif data.op == "fields":
        await chat.show(screens.fields_screen(view, chat.t))
    else:
        await chat.show(screens.route_screen(view, chat.t))


def asks_twice(view: RegionRouteView, after: Publication) -> bool:
    if after is Publication.HIDDEN:
        return True
    return not view.hidden and view.fit is not None and view.fit.first is None


async def _publish(chat: Chat, view: RegionRouteView, after: Publication, seen: str) -> None:
    """A no is said over the route as it is now."""
    changed = await chat.do(region_routes.publish_route, view.route.region_id, view.route.id, after, seen)
    if not isinstance(changed, Refusal):
        await chat.show(screens.route_screen(changed, chat.t))
    elif changed.reason in {Reason.NOT_ALLOWED, Reason.NOT_FOUND}:
        await chat.show(refused(chat, changed))
    else:
        chat.say(host_refusal_alert(changed, chat.t), alert=True)
        await chat.show(screens.route_screen(view, chat.t))


# --- the form -------------------------------------------------------------------------------------------


async def _left(chat: Chat, form: RouteForm) -> Screen:
    """Back to where its button was."""
    if form.route_id is None:
        return await _list_of(chat, form.region_id)
    view = await chat.do(region_routes.show_route, form.region_id, form.route_id)
    return refused(chat, view) if isinstance(view, Refusal) else screens.fields_screen(view, chat.t)


PAGES = desk_pages(
    RouteForm,
    RouteFormTap,
    screens.form_screen,
    finished=lambda chat, view: screens.route_screen(view, chat.t),
    left=_left,
    back=way_back,
)


@routes.callback
async def start_route(chat: Chat, data: StartRoute) -> None:
    await _begun(chat, await chat.do(route_form.begin_route, RegionId(data.region)))


@routes.callback
async def edit_route(chat: Chat, data: EditRoute) -> None:
    region_id, route_id = RegionId(data.region), RouteId(data.route)
    asking = await chat.do(route_form.edit_route, region_id, route_id, data.field)
    if isinstance(asking, Refusal) and asking.reason is Reason.HAS_FUTURE_BOOKINGS:
        chat.say(host_refusal_alert(asking, chat.t), alert=True)
        await chat.show(await _route_of(chat, region_id, route_id))
        return
    await _begun(chat, asking)


async def _begun(chat: Chat, asking: Asking | Refusal) -> None:
    if isinstance(asking, Refusal):
        await chat.show(refused(chat, asking))
    else:
        await forms.show_outcome(chat, PAGES, asking.draft_id, asking)


@routes.callback
async def fill_route(chat: Chat, data: RouteFormTap) -> None:
    draft_id, op, value = DraftId(data.draft), data.op, data.value
    if op == "back":
        await forms.go_back(chat, PAGES, draft_id)
        return
    if op == "usual":
        op, value = "use", await _usual(chat, draft_id, value)
    await forms.tap(chat, PAGES, draft_id, op, value)


async def _usual(chat: Chat, draft_id: DraftId, value: str) -> str:
    """What a usual text says in every language in which routes are composed, with the field that it is of."""
    name, _, number = value.partition(".")
    asking = await chat.do(engine.show, RouteForm, draft_id)
    view = None if isinstance(asking, Refusal) else asking.view
    field = next((each for each in RouteField if each.value == name), None)
    if not isinstance(view, RouteFormView) or field is None:
        return ""
    known = screens.usual_texts(view, field)
    if not (number.isdecimal() and 1 <= int(number) <= len(known)):
        return ""
    say = known[int(number) - 1]
    texts = {code: say(translator_for(code)) for code in LANGUAGES}
    return json.dumps([name, texts], ensure_ascii=False)
