"""«Найти», /find, and whatever is typed that answers no question (A5)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.model import ProgrammeKind
from bot.domain.search.entries import Results
from bot.domain.typed.intents import Intent, Said
from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.services.catalogue.search import find, find_said
from bot.services.forms.engine import has_unfinished_form
from bot.ui.kit import Row, button
from bot.ui.screen import Button
from bot.ui.visitor.callback_data import (
    ContinueForm,
    FindTap,
    ShowCatalogue,
    ShowHelp,
    ShowMine,
    ShowRoutes,
)
from bot.ui.visitor.finding import search as screens

routes = Routes("search")

BESIDE: Mapping[Intent, tuple[str, FindTap | ShowCatalogue | ShowHelp | ShowMine | ShowRoutes]] = {
    Intent.PLACEMENT: ("home.placements", ShowCatalogue(kind=ProgrammeKind.INTERNSHIP)),
    Intent.ROUTES: ("home.routes", ShowRoutes()),
    Intent.HELP: ("home.help", ShowHelp()),
    Intent.CONTACT: ("home.mine", ShowMine()),
}
"""What a sentence wants besides what it names; prices, addresses and dates stand on the cards themselves."""
NAMING = frozenset({*BESIDE, Intent.CATALOGUE, Intent.DATES, Intent.PRICE, Intent.WHERE})
"""Intents whose sentences may name something of the catalogue: «бумажная фабрика», «где „Слоист“»."""


@routes.command("find")
async def open_search(chat: Chat) -> None:
    """``/find`` asks for a word, ``/find бумага`` has it."""
    _, *query = chat.text.split(maxsplit=1)
    await _show_found(chat, "".join(query).strip(), 0)


@routes.callback
async def show_found(chat: Chat, data: FindTap) -> None:
    await _show_found(chat, screens.unpack_query(data.query), data.page)


async def _show_found(chat: Chat, query: str, page: int) -> None:
    if not query:
        await chat.show(screens.ask_word(chat.t))
        return
    results = await chat.do(find, query)
    beside = _professions(chat, results)
    await chat.show(screens.found_screen(chat.published, results, query, page, chat.t, *beside))


def _professions(chat: Chat, results: Results) -> list[Button]:
    return screens.profession_buttons(results, chat.runner.catalogue.professions, chat.t)


async def show_named(chat: Chat, said: Said | None = None) -> bool:
    """What the text names, and beside it what it wants; False: it names nothing."""
    if said is None:
        results = await chat.do(find, chat.text)
    elif said.is_all or said.intent not in NAMING:
        return False
    else:
        results = await chat.do(find_said, chat.text, " ".join(said.rest))
    if not results.found:
        return False
    beside: list[Row] = [*_professions(chat, results)]
    if await chat.do(has_unfinished_form):
        beside.append(button(chat.t.label("home.continue"), ContinueForm()))
    if said is not None and said.intent in BESIDE:
        key, to = BESIDE[said.intent]
        beside.append(button(chat.t.label(key), to))
    await chat.show(screens.found_screen(chat.published, results, chat.text, 0, chat.t, *beside))
    return True
