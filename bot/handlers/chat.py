"""What a handler is given: one person at one moment of one chat, and the few things that it does.

@routes.callback
async def show_booking(chat: Chat, data: ShowBooking) -> None:
    view = await chat.do(mine.read_booking, BookingId(data.booking))
    await chat.show(refused(view, chat.t) if isinstance(view, Refusal) else booking_card(view, chat.t))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from aiogram.types import CallbackQuery, Message

from bot.domain.catalogue.catalogue import Catalogue
from bot.domain.model import PhotoId
from bot.domain.people.access import Actor
from bot.domain.typed.intents import Said, read_intent
from bot.services.catalogue.photos import note_photo_file
from bot.services.runner import Runner
from bot.services.transaction import UseCase
from bot.ui.links import Links
from bot.ui.screen import Screen
from bot.ui.show import show, show_after_contact, show_below, show_photo
from bot.ui.toast import Toast
from bot.ui.translator import Translator
from bot.ui.visitor.consent import Operator

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class Chat:
    """``actor`` has the roles stored at this moment; a handler replaces it by what a use case gives back
    changed. ``t`` speaks the actor's language. ``also``: what the next screen says besides its own."""

    event: CallbackQuery | Message
    actor: Actor
    t: Translator
    runner: Runner
    links: Links
    operator: Operator
    toast: Toast | None = None
    also: Callable[[Screen], Screen] | None = None
    _said: tuple[Said | None] | None = field(default=None, init=False, repr=False)

    async def do(self, case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs a use case as this person; its result, or the Refusal that says why not."""
        return await self.runner.do(self.actor, case, *args, **kwargs)

    async def show(self, screen: Screen, *, anew: bool = False) -> None:
        """On a tap the message under it changes, after a text the screen is sent below. ``anew``: below
        in any case, since what stands above is worth keeping."""
        if self.also is not None:
            screen, self.also = self.also(screen), None
        await (show_below if anew else show)(self.event, screen)

    async def below(self, screen: Screen) -> None:
        """Always as a message of its own."""
        await show_below(self.event, screen)

    async def photo(self, screen: Screen) -> None:
        """A screen with a photo, always as a message of its own: a text does not become a picture in place.
        Under which id Telegram keeps it is remembered for the next time."""
        shown, file_id = screen.photo, await show_photo(self.event, screen)
        if shown is None or shown.number is None or file_id is None:
            return
        if file_id != shown.file_id:
            await self.runner.run(note_photo_file, PhotoId(shown.number), file_id)

    async def after_contact(self, screen: Screen, *, given: bool) -> None:
        """What follows the question of the phone, whose reply keyboard goes away. ``given``: one came."""
        await show_after_contact(self.event, self.t, screen, given=given)

    def say(self, text: str, *, alert: bool = False) -> None:
        """The line with which a tap is answered; ``alert`` opens a window. Under a text it is sent into the
        chat."""
        if self.toast is not None:
            self.toast.say(text, alert=alert)

    @property
    def published(self) -> Catalogue:
        """What visitors may see, in memory."""
        return self.runner.catalogue.published

    @property
    def nearby(self) -> Catalogue:
        """What of it is in the actor's region; all of it where there is no other."""
        return self.published.within(self.actor.region_id)

    @property
    def text(self) -> str:
        """What was typed; empty for a tap, a picture, a contact."""
        return (self.event.text or "") if isinstance(self.event, Message) else ""

    @property
    def said(self) -> Said | None:
        """What the text wants, if it says so plainly. Read once: that takes milliseconds."""
        if self._said is None:
            self._said = (read_intent(self.text),)
        return self._said[0]

    @property
    def tapped_in(self) -> int | None:
        """The message whose button was tapped."""
        message = self.event.message if isinstance(self.event, CallbackQuery) else None
        return None if message is None else message.message_id

    @property
    def is_edit(self) -> bool:
        """Whether an earlier message was changed."""
        return isinstance(self.event, Message) and self.event.edit_date is not None

    @property
    def message_id(self) -> int | None:
        """Of the message that a person wrote: with it an answer is taken once. None for a tap."""
        return self.event.message_id if isinstance(self.event, Message) else None
