"""``@bot query`` in any chat offers cards of what is found; an empty query, the nearest dates (A7).

Whoever asks there has not turned to the bot: nothing about them is stored, and nothing read but in which
region those are whom the bot knows, where there are several.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineQuery, InlineQueryResultArticle, InputTextMessageContent

from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.model import ProgrammeId, RegionId
from bot.domain.search.entries import Thing, thing_of
from bot.domain.typed.numbers import read_number
from bot.services.catalogue import browse
from bot.services.catalogue.search import find
from bot.services.people.registration import find_person
from bot.services.runner import Runner
from bot.ui.links import Links
from bot.ui.show import inline_markup
from bot.ui.translator import Translator
from bot.ui.visitor.finding.inline import InlineCard, inline_card, inline_date

CARDS_AT_ONCE = 20
MOST_CARDS = 200
"""So far somebody may scroll."""
_REMEMBERED_SECONDS = 60
_TOO_OLD = "query is too old"

router = Router(name="inline")


@router.inline_query()
async def offer_cards(query: InlineQuery, runner: Runner, t: Translator, links: Links) -> None:
    skip = min(read_number(query.offset) or 0, MOST_CARDS)
    near = await _region_of(query.from_user.id, runner)
    cards, more = await _found(query.query.strip(), near, skip, runner, t, links)
    try:
        await query.answer(
            [_article(each) for each in cards],
            cache_time=_REMEMBERED_SECONDS,
            is_personal=True,  # in the language of whoever asks
            next_offset=str(skip + CARDS_AT_ONCE) if more and skip < MOST_CARDS else "",
        )
    except TelegramBadRequest as refusal:
        if _TOO_OLD not in refusal.message:
            raise
        # They have typed on meanwhile, and the next query is answered.


async def _region_of(telegram_id: int, runner: Runner) -> RegionId | None:
    if len(runner.catalogue.published.open_regions) < 2:
        return None
    known = await runner.run(find_person, telegram_id)
    return None if known is None else known.region_id


async def _found(
    query: str, near: RegionId | None, skip: int, runner: Runner, t: Translator, links: Links
) -> tuple[list[InlineCard], bool]:
    """A page of cards, and whether there are more."""
    catalogue = runner.catalogue.published
    if not query:
        nearby = list(catalogue.within(near).programmes)
        dates = await runner.run(browse.read_nearest_dates, nearby, skip=skip, most=CARDS_AT_ONCE, period="")
        offered = (inline_date(each, catalogue, t, links) for each in dates.sessions)
        return [each for each in offered if each is not None], dates.more
    results = await runner.run(find, query, near)
    page = results.found[skip : skip + CARDS_AT_ONCE]
    things = [thing for each in page if (thing := thing_of(each, catalogue)) is not None]
    programmes = [each for thing in things for each in _programmes(thing)]
    starts = await runner.run(browse.read_next_dates, programmes)
    cards = [inline_card(each, catalogue, starts, t, links, near) for each in things]
    return cards, len(results.found) > skip + CARDS_AT_ONCE


def _programmes(thing: Thing) -> list[ProgrammeId]:
    if isinstance(thing, Site):
        return [each.id for each in thing.programmes]
    return [thing.id] if isinstance(thing, Programme) else []


def _article(card: InlineCard) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=card.id,
        title=card.title,
        description=card.description,
        input_message_content=InputTextMessageContent(message_text=card.screen.text, parse_mode="HTML"),
        reply_markup=inline_markup(card.screen.keyboard),
    )
