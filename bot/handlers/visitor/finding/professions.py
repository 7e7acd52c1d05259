"""From a profession to where it can be seen, tried and practised (A10)."""

from __future__ import annotations

from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.handlers.visitor.finding.browse import place_of_reader
from bot.handlers.visitor.finding.regions import of_a_region, region_name
from bot.services.catalogue import browse
from bot.ui.visitor.callback_data import ShowProfession, ShowProfessions
from bot.ui.visitor.finding import professions as screens

routes = Routes("professions")


@routes.callback
@of_a_region
async def show_professions(chat: Chat, data: ShowProfessions) -> None:
    await _show_list(chat, data.letter, data.page)


async def _show_list(chat: Chat, letter: str = "", page: int = 0) -> None:
    known = chat.runner.catalogue.professions_in(chat.actor.region_id)
    await chat.show(screens.professions_screen(known, letter, page, chat.t, region=region_name(chat)))


@routes.callback
@of_a_region
async def show_profession(chat: Chat, data: ShowProfession) -> None:
    profession = chat.runner.catalogue.professions_in(chat.actor.region_id).get(data.profession)
    catalogue = chat.nearby
    if profession is None:  # it is seen elsewhere only
        profession, catalogue = chat.runner.catalogue.professions.get(data.profession), chat.published
    if profession is None:
        await _show_list(chat)
        return
    place = await place_of_reader(chat)
    shown = screens.programmes_shown(profession, catalogue, place, data.page, chat.t)
    starts = await chat.do(browse.read_next_dates, [programme.id for _, programme in shown.entries])
    screen = screens.profession_screen(
        profession, shown, starts, chat.t, catalogue=chat.published, own=chat.actor.region_id
    )
    await chat.show(screen)
