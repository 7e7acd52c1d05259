"""Typed texts and shared contacts: each goes to the form whose question it answers."""

from __future__ import annotations

import asyncio

from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import lists_people
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.visitor.browse import show_home
from bot.ui.visitor.booking_form import refused


async def answer_text(chat: Chat) -> None:
    """A text that no form waits for shows the home screen: nothing is ignored in silence.

    A list of names is refused with the reason even there (H4).
    """
    if await forms.answer_text(chat):
        return
    # In a thread: the first text of all loads the dictionary of names, and nobody's tap waits for it.
    if await asyncio.to_thread(lists_people, chat.text):
        await chat.show(refused(Refusal(Reason.TEXT_REFUSED, {"problem": "names"}), chat.t))
    else:
        await show_home(chat)


async def answer_contact(chat: Chat) -> None:
    if not await forms.answer_contact(chat):
        await show_home(chat)
