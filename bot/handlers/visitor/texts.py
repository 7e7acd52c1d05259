"""What people write: each text goes to the form whose question it answers, or to what it asks for."""

from __future__ import annotations

import asyncio

from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import lists_people
from bot.domain.typed.intents import read_intent
from bot.domain.typed.offers import takes_it
from bot.domain.typed.party import TypedParty, read_party
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.host.gate import show_day
from bot.handlers.visitor.browse import show_dates, show_home
from bot.handlers.visitor.intents import offered, open_intent
from bot.handlers.visitor.offers import take_offered
from bot.services.catalogue.browse import read_typed_day
from bot.ui.host.callback_data import ShowDay
from bot.ui.visitor.booking_form import refused
from bot.ui.visitor.callback_data import ShowDates


async def answer_text(chat: Chat) -> None:
    """What answers no question opens the screen that it asks for, or is said not to be understood: nothing is
    ignored in silence.

    A list of names is refused with the reason even there (H4).
    """
    if chat.is_edit:
        await _answer_edit(chat)
        return
    if await forms.answer_text(chat):
        return
    # In a thread: the first text of all loads the dictionary of names, and nobody's tap waits for it.
    if await asyncio.to_thread(lists_people, chat.text):
        await chat.show(refused(Refusal(Reason.TEXT_REFUSED, {"problem": "names"}), chat.t))
        return
    day, said = await chat.do(read_typed_day, chat.text), read_intent(chat.text)
    if takes_it(chat.text) and await take_offered(chat):
        return
    if day is None and said is not None:
        await forms.walk_away(chat)
        await open_intent(chat, said.intent)
        return
    if await forms.answer_waiting(chat):
        return
    if day is not None:
        await forms.walk_away(chat)
        await _show_day(chat, f"{day:%Y%m%d}")
        return
    party = read_party(chat.text)
    is_class = isinstance(party, TypedParty) and party.grade is not None
    await chat.show(await offered(chat, "unread.class" if is_class else "unread.text"))


async def _show_day(chat: Chat, key: str) -> None:
    """Of one's own site, for whoever works at one; else what can be booked from that day on."""
    if len(chat.actor.site_ids) == 1:
        await show_day(chat, ShowDay(site=chat.actor.site_ids[0], day=key))
    else:
        await show_dates(chat, ShowDates(since=key))


async def _answer_edit(chat: Chat) -> None:
    """An edited text is taken while the form stands at the question that it answered, else written anew."""
    if not await forms.answer_edit(chat):
        await answer_other(chat, "last.edited")


async def answer_other(chat: Chat, key: str) -> None:
    """What is not taken, as the text of this key says: the question is asked again, else what there is is
    offered."""
    if not await forms.ask_again(chat, chat.t.html(key)):
        await chat.show(await offered(chat, key))


async def answer_contact(chat: Chat) -> None:
    if not await forms.answer_contact(chat):
        await show_home(chat)
