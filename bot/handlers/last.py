"""Whatever nobody else understood: no tap and no message is ever ignored in silence. The last router."""

from __future__ import annotations

from aiogram import Router
from aiogram.enums import ChatMemberStatus, ContentType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.handlers.chat import Chat
from bot.handlers.visitor.texts import answer_other
from bot.services.people.reachability import note_reachability
from bot.services.runner import Runner
from bot.ui.callback_data import Home
from bot.ui.formats.html import Html
from bot.ui.screen import Button, Inline, Screen
from bot.ui.show import show_below
from bot.ui.translator import Translator

router = Router(name="last")

_FILES = frozenset(
    {
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.DOCUMENT,
        ContentType.LIVE_PHOTO,
        ContentType.PAID_MEDIA,
        ContentType.PHOTO,
        ContentType.STORY,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
    }
)
_SPOKEN = _FILES | {
    ContentType.CHAT_SHARED,
    ContentType.CHECKLIST,
    ContentType.CONTACT,
    ContentType.DICE,
    ContentType.GAME,
    ContentType.GIVEAWAY,
    ContentType.LOCATION,
    ContentType.PASSPORT_DATA,
    ContentType.POLL,
    ContentType.RICH_MESSAGE,
    ContentType.STICKER,
    ContentType.TEXT,
    ContentType.UNKNOWN,
    ContentType.USERS_SHARED,
    ContentType.VENUE,
    ContentType.WEB_APP_DATA,
}
"""What a person sends to be answered, kinds newer than the library among them; the rest are lines that
Telegram writes itself."""


@router.callback_query()
async def explain_stale_button(callback: CallbackQuery, t: Translator) -> None:
    """A button of a shape that is no longer understood, or damaged data. The message it stands in stays."""
    await show_below(callback, _with_way_home(t, t.html("last.stale")))


@router.message()
async def explain_unexpected(message: Message, t: Translator, chat: Chat) -> None:
    """Documents and pictures are neither read nor kept (H4)."""
    if message.content_type not in _SPOKEN:
        return
    if message.text is not None and message.text.startswith("/"):
        await show_below(message, _with_way_home(t, t.html("last.no_command")))
    else:
        await answer_other(chat, "last.no_files" if message.content_type in _FILES else "last.unexpected")


@router.my_chat_member()
async def note_blocked_or_back(change: ChatMemberUpdated, runner: Runner) -> None:
    """Telegram tells when somebody blocks the bot and when they come back."""
    gone = change.new_chat_member.status in {ChatMemberStatus.KICKED, ChatMemberStatus.LEFT}
    await runner.run(note_reachability, change.chat.id, reachable=not gone)


def _with_way_home(t: Translator, text: Html) -> Screen:
    return Screen(text, Inline(((Button(t.label("button.home"), tap=Home().pack()),),)))
