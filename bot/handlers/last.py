"""Whatever nobody else understood: no tap and no message is ever ignored in silence. The last router."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.services.note_reachability import NoteReachability
from bot.ui.html import Html
from bot.ui.screen import Button, Inline, Screen
from bot.ui.show import show_below
from bot.ui.tap import Home
from bot.ui.translator import Translator

router = Router(name="last")

_FILES = F.document | F.photo | F.video | F.audio | F.voice | F.video_note | F.animation


def _with_way_home(t: Translator, text: Html) -> Screen:
    return Screen(text, Inline(((Button(t.label("last.home"), tap=Home().pack()),),)))


@router.callback_query()
async def explain_stale_button(callback: CallbackQuery, t: Translator) -> None:
    """A button of a shape that is no longer understood, or damaged data. The message it stands in stays."""
    await show_below(callback, _with_way_home(t, t.html("last.stale")))


@router.message(_FILES)
async def refuse_file(message: Message, t: Translator) -> None:
    """H4: documents are neither read nor kept."""
    await show_below(message, _with_way_home(t, t.html("last.no_files")))


@router.message(F.text.startswith("/"))
async def explain_command(message: Message, t: Translator) -> None:
    await show_below(message, _with_way_home(t, t.html("last.no_command")))


@router.message(~F.content_type.in_({"pinned_message", "message_auto_delete_timer_changed"}))
async def explain_unexpected(message: Message, t: Translator) -> None:
    await show_below(message, _with_way_home(t, t.html("last.unexpected")))


@router.my_chat_member()
async def note_blocked_or_back(change: ChatMemberUpdated, reachability: NoteReachability) -> None:
    """Telegram tells when somebody blocks the bot and when they come back."""
    gone = change.new_chat_member.status in {ChatMemberStatus.KICKED, ChatMemberStatus.LEFT}
    await reachability(change.chat.id, reachable=not gone)
