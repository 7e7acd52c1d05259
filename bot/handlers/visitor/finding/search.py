"""«Найти», /find, and whatever is typed that answers no question (A5)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.model import ProgrammeKind
from bot.domain.search.entries import Results
from bot.domain.typed.intents import Intent, Said, read_intent, without_party
from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.handlers.visitor.finding import browse
from bot.handlers.visitor.finding.regions import asks_first, led_to
from bot.services.catalogue.browse import find_named_day
from bot.services.catalogue.search import find, find_said
from bot.services.catalogue.wishes import find_wish
from bot.services.forms.engine import has_unfinished_form
from bot.ui.kit import Row, button
from bot.ui.screen import Button
from bot.ui.visitor.callback_data import (
    ContinueForm,
    FindTap,
    ShowCatalogue,
    ShowDates,
    ShowHelp,
    ShowMine,
    ShowRoutes,
)
from bot.ui.visitor.filters import group_of
from bot.ui.visitor.finding import search as screens

routes = Routes("search")

BESIDE: Mapping[Intent, tuple[str, FindTap | ShowCatalogue | ShowHelp | ShowMine | ShowRoutes]] = {
    Intent.PLACEMENT: ("home.placements", ShowCatalogue(kind=ProgrammeKind.INTERNSHIP)),
    Intent.ROUTES: ("home.routes", ShowRoutes()),
    Intent.HELP: ("home.help", ShowHelp()),
    Intent.CONTACT: ("home.mine", ShowMine()),
}
"""What a sentence wants besides what it names; prices, addresses and dates stand on the cards themselves."""
NAMING = frozenset({*BESIDE, Intent.FOR_A_CLASS, Intent.CATALOGUE, Intent.DATES, Intent.PRICE, Intent.WHERE})
"""Intents whose sentences may name something of the catalogue: «бумажная фабрика», «где „Слоист“»."""


@routes.command("find")
async def open_search(chat: Chat) -> None:
    """``/find`` asks for a word, ``/find бумага`` has it."""
    _, *words = chat.text.split(maxsplit=1)
    query = "".join(words).strip()
    if not query or not await asks_first(chat, FindTap(query=screens.packed_start(query.split()))):
        await _show_found(chat, query, 0)


@routes.callback
async def show_found(chat: Chat, data: FindTap) -> None:
    """Whoever is in no region yet says first in which, once there is a word: what is there comes first."""
    query = screens.unpack_query(data.query)
    if not query or not await asks_first(chat, data):
        await _show_found(chat, query, data.page)


led_to(show_found)


async def _show_found(chat: Chat, query: str, page: int) -> None:
    if not query:
        await chat.show(screens.ask_word(chat.t))
        return
    results = await chat.do(find, query, chat.actor.region_id)
    beside = _professions(chat, results)
    await _show_results(chat, results, query, page, *beside)


async def _show_results(chat: Chat, results: Results, query: str, page: int, *beside: Row) -> None:
    own = chat.actor.region_id
    await chat.show(screens.found_screen(chat.published, results, query, page, chat.t, *beside, own=own))


def _professions(chat: Chat, results: Results) -> list[Button]:
    return screens.profession_buttons(results, chat.runner.catalogue.professions, chat.t)


async def show_named(chat: Chat, said: Said | None = None) -> bool:
    """What the text names, and beside it what it wants; False: it names nothing."""
    if said is None:
        results = await chat.do(find, chat.text, chat.actor.region_id)
    elif said.is_all or said.intent not in NAMING:
        return False
    else:
        results = await chat.do(find_said, chat.text, " ".join(said.rest), chat.actor.region_id)
        if not results.found and (rest := await _beside_day_and_party(chat)):
            results = await chat.do(find, rest, chat.actor.region_id)
    if not results.found:
        return False
    if await asks_first(chat, FindTap(query=screens.packed_start(results.words))):
        return True
    beside: list[Row] = [*_professions(chat, results)]
    if await chat.do(has_unfinished_form):
        beside.append(button(chat.t.label("home.continue"), ContinueForm()))
    if said is not None and said.intent in BESIDE:
        key, to = BESIDE[said.intent]
        beside.append(button(chat.t.label(key), to))
    await _show_results(chat, results, chat.text, 0, *beside)
    return True


async def show_wished(chat: Chat) -> bool:
    """«7 класс на завод в Ухте» shows what is named there, «в субботу семьёй втроём» what such guests can
    have from that day on. False: the text does not say enough for either."""
    wish = await chat.do(find_wish, chat.text)
    if wish is None:
        return False
    if wish.named.found:
        if not await asks_first(chat, FindTap(query=screens.packed_start(wish.named.words))):
            await _show_results(
                chat, wish.named, " ".join(wish.named.words), 0, *_professions(chat, wish.named)
            )
        return True
    if wish.since is None and (wish.is_class or wish.audience is None):
        return False
    since = "" if wish.since is None else f"{wish.since:%Y%m%d}"
    await browse.show_dates(chat, ShowDates(people=group_of(wish.audience, wish.youngest_age), since=since))
    return True


async def _beside_day_and_party(chat: Chat) -> str:
    """«Бумажную фабрику» of «запишите нас на бумажную фабрику на четверг, 7б, 27 детей»."""
    named = await chat.do(find_named_day, chat.text)
    said = read_intent(without_party(chat.text if named is None else named.rest))
    return "" if said is None else " ".join(said.rest)
