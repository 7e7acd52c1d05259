"""From a profession to where it can be seen, tried and practised (A10)."""

from __future__ import annotations

from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.handlers.visitor.finding.browse import place_of_reader
from bot.services.catalogue import browse
from bot.ui.visitor.callback_data import ShowProfession, ShowProfessions
from bot.ui.visitor.finding import professions as screens

routes = Routes("professions")


@routes.callback
async def show_professions(chat: Chat, data: ShowProfessions) -> None:
    known = chat.runner.catalogue.professions
    await chat.show(screens.professions_screen(known, data.letter, data.page, chat.t))


@routes.callback
async def show_profession(chat: Chat, data: ShowProfession) -> None:
    known = chat.runner.catalogue.professions
    profession = known.get(data.profession)
    if profession is None:
        await chat.show(screens.professions_screen(known, "", 0, chat.t))
        return
    place = await place_of_reader(chat)
    shown = screens.programmes_shown(profession, chat.published, place, data.page, chat.t)
    starts = await chat.do(browse.read_next_dates, [programme.id for _, programme in shown.entries])
    await chat.show(screens.profession_screen(profession, shown, starts, chat.t))
