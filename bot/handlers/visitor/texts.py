"""What people write: each text goes to the form whose question it answers, or to what it asks for."""

from __future__ import annotations

import asyncio
from functools import partial

from bot.domain.forms import CONTINUED, ApplicationForm, BookingForm
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import lists_people
from bot.domain.typed.offers import says_take, takes_it
from bot.domain.typed.party import TypedParty, read_party
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.host.gate import show_day
from bot.handlers.visitor.booking.numbers import answer_numbers
from bot.handlers.visitor.booking.offers import take_offered
from bot.handlers.visitor.enquiries import offer_as_answer
from bot.handlers.visitor.finding.browse import show_dates, show_home
from bot.handlers.visitor.finding.search import show_named, show_wished
from bot.handlers.visitor.intents import offered, open_intent, open_reference
from bot.handlers.visitor.papers import check_text
from bot.handlers.work import find_work
from bot.services.catalogue.browse import find_named_day, read_typed_day
from bot.services.forms.engine import find_open
from bot.ui.host.callback_data import ShowDay
from bot.ui.visitor.booking.form import refused
from bot.ui.visitor.callback_data import ShowDates
from bot.ui.visitor.intents import with_kept_form


async def answer_text(chat: Chat) -> None:
    """What answers no question opens the screen that it asks for, or is said not to be understood: nothing is
    ignored in silence.

    A list of names is refused with the reason even there (H4).
    """
    if chat.is_edit:
        await _answer_edit(chat)
        return
    if await check_text(chat) or await forms.answer_text(chat):
        return
    # In a thread: the first text of all loads the dictionary of names, and nobody's tap waits for it.
    if await asyncio.to_thread(lists_people, chat.text):
        await chat.show(refused(Refusal(Reason.TEXT_REFUSED, {"problem": "names"}), chat.t))
        return
    work = await find_work(chat)
    if work is not None:
        await _step_aside(chat)
        await work()
    else:
        await _answer_visitor(chat)


async def _answer_visitor(chat: Chat) -> None:
    await offer_as_answer(chat)
    day, said = await chat.do(read_typed_day, chat.text), chat.said
    if takes_it(chat.text) and await take_offered(chat):
        return
    if says_take(chat.text) and await _takes_of_a_day(chat):
        return
    if day is None and said is not None:
        await _step_aside(chat)
        if not await show_named(chat, said):
            await open_intent(chat, said)
        return
    if await forms.answer_waiting(chat) or await open_reference(chat):
        return
    if day is not None:
        await _step_aside(chat)
        await _show_day(chat, f"{day:%Y%m%d}")
        return
    party = read_party(chat.text)
    if isinstance(party, TypedParty) and not party.names_class and await answer_numbers(chat):
        return
    if await show_wished(chat) if isinstance(party, TypedParty) else await show_named(chat):
        return
    is_class = isinstance(party, TypedParty) and party.grade is not None
    await chat.show(await offered(chat, "unread.class" if is_class else "unread.text"))


async def _takes_of_a_day(chat: Chat) -> bool:
    """«29 декабря берём», under what is offered."""
    named = await chat.do(find_named_day, chat.text)
    return named is not None and takes_it(named.rest) and await take_offered(chat, named.day)


async def _step_aside(chat: Chat) -> None:
    """Something else is opened by what was typed: the form that was asking is said to be kept, with the way
    back to it."""
    asked = chat.actor.asked in CONTINUED
    draft = await chat.do(find_open) if asked else None
    form = None if draft is None else draft.form
    route = form.route_id if isinstance(form, BookingForm) else None
    if isinstance(form, BookingForm | ApplicationForm) and (
        kept := chat.published.routes.get(route)
        if route is not None
        else chat.published.programmes.get(form.programme_id)
    ):
        chat.also = partial(with_kept_form, title=kept.title, t=chat.t)
    await forms.walk_away(chat)


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
