"""Forms at the desks of sites and regions: alike in what a no to a tap or a text looks like."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.filters.callback_data import CallbackData

from bot.domain.forms import Form
from bot.domain.model import DraftId
from bot.domain.refusal import Refusal
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.host.common import to_desk
from bot.services.forms.engine import Asking
from bot.ui.host.refusals import host_refusal_alert, refused_screen, with_host_refusal
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator


def _to_desk(chat: Chat, _why: Refusal) -> Button:
    return to_desk(chat.t)


def desk_pages(
    form: type[Form],
    tap: type[CallbackData],
    screen: Callable[[Any, Translator], Screen],
    *,
    finished: Callable[[Chat, Any], Screen],
    left: Callable[[Chat, Any], Awaitable[Screen]],
    back: Callable[[Chat, Refusal], Button | None] = _to_desk,
    refused: Callable[[Refusal, Asking, Chat], Screen | None] | None = None,
) -> FormPages:
    """:func:`chat_pages` of screens that take no more than the translator of the chat."""

    def page(chat: Chat, view: Any) -> Screen:
        return screen(view, chat.t)

    return chat_pages(form, tap, page, finished=finished, left=left, back=back, refused=refused)


def chat_pages(
    form: type[Form],
    tap: type[CallbackData],
    page: Callable[[Chat, Any], Screen],
    *,
    finished: Callable[[Chat, Any], Screen],
    left: Callable[[Chat, Any], Awaitable[Screen]],
    back: Callable[[Chat, Refusal], Button | None] = _to_desk,
    refused: Callable[[Refusal, Asking, Chat], Screen | None] | None = None,
) -> FormPages:
    """A form whose questions are all shown by ``page``, with why the last answer did not do below, and in a
    window over it after a tap. ``back``: the way on from one that is closed. ``refused``: where a question
    that is asked again shows more than that."""

    async def closed(chat: Chat, _draft: DraftId, why: Refusal) -> Screen:
        if chat.message_id is None:
            chat.say(host_refusal_alert(why, chat.t), alert=True)
        return refused_screen(why, chat.t, back=back(chat, why))

    def asked_again(refusal: Refusal, asking: Asking, chat: Chat) -> Screen:
        return with_host_refusal(page(chat, asking.view), refusal, chat.t)

    return form_pages(
        FormPages(
            form=form,
            own=(tap,),
            question=page,
            finished=finished,
            closed=closed,
            left=left,
            refused=refused or asked_again,
            alert=lambda refusal, _asking, chat: host_refusal_alert(refusal, chat.t),
        )
    )
