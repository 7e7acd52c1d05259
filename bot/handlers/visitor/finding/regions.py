"""The region in which somebody looks around: asked for once where there are several, and changed here (A1).

@routes.callback
@of_a_region
async def show_catalogue(chat: Chat, data: ShowCatalogue) -> None:
    ...  # chat.nearby is what their region has
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import Any, TypeVar, get_type_hints

from aiogram.types import Message

from bot.domain.catalogue.views import RegionChoice
from bot.domain.forms import OwnRegionForm
from bot.domain.links import Link
from bot.domain.model import DraftId, RegionId
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.domain.texts import Texts
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes, read_callback
from bot.handlers.visitor.finding.home import home_screen
from bot.services.catalogue.reader_zone import reader_zone
from bot.services.forms.engine import Asking
from bot.services.people import own_region
from bot.services.people.own_region import RegionChosen
from bot.ui.callback_data import TapData
from bot.ui.screen import Screen
from bot.ui.visitor.callback_data import RegionTap, ShowCatalogue, ShowRegions
from bot.ui.visitor.finding import regions as screens

routes = Routes("regions")

D = TypeVar("D", bound=TapData)

_LED_TO: dict[str, tuple[type[TapData], Callable[[Chat, Any], Awaitable[None]]]] = {}
"""By the prefix of its button, every screen to which a choice of the region leads on."""


def led_to(handler: Callable[[Chat, D], Awaitable[None]]) -> Callable[[Chat, D], Awaitable[None]]:
    """A screen to which a choice of the region can lead on."""
    shape: type[TapData] = get_type_hints(handler)["data"]
    _LED_TO[shape.__prefix__] = (shape, handler)
    return handler


def of_a_region(handler: Callable[[Chat, D], Awaitable[None]]) -> Callable[[Chat, D], Awaitable[None]]:
    """A screen of what one region has: whoever is in none yet says first in which."""

    @wraps(handler)
    async def show(chat: Chat, data: D) -> None:
        if not await asks_first(chat, data):
            await handler(chat, data)

    return led_to(show)


async def asks_first(chat: Chat, to: TapData) -> bool:
    """Asks whoever is in no region yet, and then leads on ``to`` what they wanted; False: there is nothing to
    ask, or it became known otherwise."""
    regions = chat.published.open_regions
    if len(regions) < 2 or chat.actor.region_id in regions:
        return False
    anew = bool(getattr(to, "anew", False))
    # The question stands below what is worth keeping, and is itself not worth it.
    goal = to.model_copy(update={"anew": False}) if anew else to
    found = await chat.do(own_region.find_or_ask, goal.pack())
    if isinstance(found, Asking):
        await chat.show(_question(chat, found.view), anew=anew)
        return True
    if isinstance(found, RegionChosen):
        _be_in(chat, found.actor)
    return False


async def ask_region(chat: Chat, to: TapData) -> None:
    """The choice on demand."""
    asking = await chat.do(own_region.ask_region, to.pack())
    await chat.show(_question(chat, asking.view))


async def come_by_link(chat: Chat, link: Link) -> None:
    regions = chat.published.open_regions
    if len(regions) > 1 and chat.actor.region_id not in regions:
        found = await chat.do(own_region.come_by_link, link)
        if found is not None:
            _be_in(chat, found.actor)


def region_name(chat: Chat) -> Texts | None:
    """The region in which somebody looks around, for screens that lead to the others; None where there are no
    others."""
    return profile_region(chat, chat.actor) or None


def profile_region(chat: Chat, actor: Actor) -> Texts | None:
    """The same of whoever may be in none yet: then it is empty."""
    region_id, published = actor.region_id, chat.published
    if len(published.open_regions) < 2:
        return None
    known = region_id is not None and region_id in published.open_regions
    return published.regions[region_id].name if known and region_id is not None else Texts()


def _be_in(chat: Chat, actor: Actor) -> None:
    """Times on the next screen are told by the clock of the region, too."""
    chat.actor = actor
    chat.t = chat.t.for_reader(reader_zone(chat.runner.catalogue, actor.region_id, actor.site_ids))


def _question(chat: Chat, view: RegionChoice, page: int | None = None) -> Screen:
    return screens.region_choice(view, page, chat.t)


async def _lead_on(chat: Chat, chosen: RegionChosen) -> None:
    _be_in(chat, chosen.actor)
    if isinstance(chat.event, Message):
        chat.also = partial(screens.with_chosen, region=chosen.region.name, t=chat.t)
    else:
        chat.say(chat.t.label("region.chosen", region=chosen.region.name))
    shape, handler = _LED_TO.get(chosen.to.partition(":")[0], (None, None))
    if shape is None or handler is None:
        await _LED_TO[ShowCatalogue.__prefix__][1](chat, ShowCatalogue())
        return
    await handler(chat, read_callback(shape, chosen.to))


form_pages(
    FormPages(
        form=OwnRegionForm,
        own=(RegionTap,),
        question=_question,
        follows=_lead_on,
        closed=lambda chat, _draft, _why: home_screen(chat),
        left=lambda chat, _: home_screen(chat),
    )
)


@routes.callback
async def show_regions(chat: Chat, data: ShowRegions) -> None:
    shape, _ = _LED_TO.get(data.to, (ShowCatalogue, None))
    await ask_region(chat, shape())


@routes.callback
async def choose_region(chat: Chat, data: RegionTap) -> None:
    draft_id = DraftId(data.draft)
    if data.region:
        chosen = await chat.do(own_region.choose_region, draft_id, RegionId(data.region))
        if not isinstance(chosen, Refusal):
            await _lead_on(chat, chosen)
            return
        chat.say(chat.t.label("region.gone"), alert=True)
    asking = await chat.do(own_region.show_regions, draft_id, every=data.every)
    await chat.show(_question(chat, asking.view, data.page))
