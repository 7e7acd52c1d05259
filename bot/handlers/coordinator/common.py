"""What the handlers of coordinators share."""

from __future__ import annotations

from bot.domain.refusal import Reason, Refusal
from bot.handlers.chat import Chat
from bot.ui.coordinator.callback_data import ShowRegion
from bot.ui.host.refusals import refused_screen
from bot.ui.kit import button
from bot.ui.screen import Button, Screen


def to_region(chat: Chat) -> Button | None:
    """None: whoever coordinates nothing goes home."""
    if not chat.actor.is_coordinator:
        return None
    return button(chat.t.label("coordinator.to_region"), ShowRegion())


def way_back(chat: Chat, why: Refusal) -> Button | None:
    """None, too, from a region that is somebody else's."""
    return None if why.reason is Reason.NOT_ALLOWED else to_region(chat)


def refused(chat: Chat, why: Refusal) -> Screen:
    return refused_screen(why, chat.t, back=way_back(chat, why))
