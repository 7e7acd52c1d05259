"""The answer that Telegram did not take: made anew from what stands now, for the outbox to send."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from aiogram.types import CallbackQuery, User

from bot.domain.messages.views import LateAnswerView
from bot.handlers.chat import Chat
from bot.handlers.forms import PAGES, show_outcome
from bot.handlers.routes import Answers
from bot.services.catalogue.reader_zone import reader_zone
from bot.services.forms import engine
from bot.services.people.registration import find_person
from bot.services.runner import Runner
from bot.ui.formats.html import Html, escape, lines
from bot.ui.links import Links
from bot.ui.screen import Screen
from bot.ui.toast import Toast
from bot.ui.translator import translator_for
from bot.ui.visitor.consent import Operator


@dataclass(slots=True)
class _LateChat(Chat):
    """Keeps what is shown instead of sending it."""

    screens: list[Screen] = field(default_factory=list)

    async def show(self, screen: Screen, *, anew: bool = False) -> None:  # noqa: ARG002 - all stand below
        self.screens.append(screen)

    async def below(self, screen: Screen) -> None:
        self.screens.append(screen)

    async def photo(self, screen: Screen) -> None:
        self.screens.append(screen)

    async def after_contact(self, screen: Screen, *, given: bool) -> None:  # noqa: ARG002 - thanked for later
        self.screens.append(screen)


@dataclass(frozen=True, slots=True)
class AnswerAgain:
    """Has the same handler answer once more. What it changes is changed already, so that it shows what came
    of it (invariant 3); after a text it is the question where the form stands."""

    answers: Answers
    runner: Runner
    links: Links
    operator: Operator

    async def __call__(self, view: LateAnswerView, telegram_id: int) -> Screen | None:
        """The last screen of the answer; None where there is none that would still be one."""
        actor = await self.runner.run(find_person, telegram_id)
        if actor is None:
            return None
        chat = _LateChat(
            _tap_of(telegram_id, view.tapped),
            actor,
            translator_for(actor.language).for_reader(
                reader_zone(self.runner.catalogue, actor.region_id, actor.site_ids)
            ),
            self.runner,
            self.links,
            self.operator,
            Toast(),
        )
        if view.tapped is not None:
            await self.answers.tap(chat, view.tapped)
        elif view.command is not None:
            name, _, payload = view.command.removeprefix("/").partition(" ")
            await (self.answers.link(chat, payload) if payload else self.answers.command(chat, name))
        else:
            await _show_question(chat)
        return _joined(chat)


def _tap_of(telegram_id: int, data: str | None) -> CallbackQuery:
    """A tap under a message that is gone: nothing is read from it but who it was."""
    sender = User(id=telegram_id, is_bot=False, first_name="")
    return CallbackQuery(id="", from_user=sender, chat_instance="", data=data)


async def _show_question(chat: Chat) -> None:
    draft = await chat.do(engine.find_open)
    if draft is not None:
        pages = PAGES[type(draft.form)]
        await show_outcome(chat, pages, draft.id, await chat.do(engine.show, pages.form, draft.id))


def _joined(chat: _LateChat) -> Screen | None:
    """The last screen, after the words that would have stood over it for a moment; one that stands alone
    without them."""
    said = None if chat.toast is None or chat.toast.text is None else escape(chat.toast.text)
    if not chat.screens:
        return None if said is None else Screen(said)
    last = chat.screens[-1]
    return last if said is None or last.alone else replace(last, text=lines(said, Html(""), last.text))
