"""People for tests, so that a conversation reads like one::

await teacher.start()
await teacher.tap("Записаться")
await teacher.writes("7 Б, 27")
teacher.sees("Верно: 27 + 3")
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.keyboards import InlineButton, ReplyButton
from sandbox.markup import read_formatted
from sandbox.model import Alert, Location, ShownMessage, User, Venue
from sandbox.telegram import Telegram

Settle = Callable[[], Awaitable[None]]
"""Lets the bot handle everything that is pending."""


@dataclass(frozen=True, slots=True)
class _Tap:
    chat_id: int
    message_id: int
    callback_data: str


@dataclass(frozen=True, slots=True)
class InlineOffer:
    """One of what is offered while somebody types behind the bot's name: choosing it sends ``text`` with
    buttons, which open links."""

    id: str
    title: str
    description: str
    text: str
    buttons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    offers: tuple[InlineOffer, ...]
    next_offset: str

    @property
    def titles(self) -> list[str]:
        return [each.title for each in self.offers]


def _offered(result: Mapping[str, Any]) -> InlineOffer:
    content = result.get("input_message_content") or {}
    formatted = read_formatted(content.get("message_text", ""), content.get("parse_mode"), None)
    keyboard = (result.get("reply_markup") or {}).get("inline_keyboard", [])
    return InlineOffer(
        result["id"],
        result.get("title", ""),
        result.get("description", ""),
        formatted.text,
        {button["text"]: button.get("url", "") for row in keyboard for button in row},
    )


class Person:
    """One person in the private chat with the bot.

    ``taps`` and ``typed`` count what the person did since the last ``reset_counts``; pressing Start counts as
    neither. A look (``sees``, ``screen``) concerns what changed since the person's last action.
    """

    def __init__(self, telegram: Telegram, user_id: int, settle: Settle) -> None:
        self._telegram = telegram
        self._settle = settle
        self._since = telegram.revision
        self._last_tap: _Tap | None = None
        self._last_query: str | None = None
        self.user_id = user_id
        self.taps = 0
        self.typed = 0

    @property
    def user(self) -> User:
        return self._telegram.users[self.user_id]

    def reset_counts(self) -> None:
        self.taps = self.typed = 0

    # what the person does

    async def start(self, payload: str | None = None) -> None:
        """Presses Start, or opens a deep link."""
        self._act()
        self._telegram.start(self.user_id, payload)
        await self._settle()

    async def writes(self, text: str, *, reply_to: ShownMessage | None = None) -> None:
        self._act()
        self.typed += 1
        self._telegram.send_text(self.user_id, text, reply_to.message_id if reply_to else None)
        await self._settle()

    async def tap(self, label: str, *, message: ShownMessage | None = None) -> None:
        """Taps a button by what stands on it.

        It is looked for in ``message`` if one is given (an older look at it has its older buttons), else in
        what is new and below the chat, else in older messages, newest first. The exact label wins, then the
        only one that begins so, then the only one that contains it.
        """
        if message is not None:
            places: list[list[ShownMessage]] = [[message]]
        else:
            shown = [one for one in reversed(self.messages) if one.from_bot]
            fresh = [one for one in shown if one.revision > self._since] or shown[:1]
            places = [fresh, [one for one in shown if one not in fresh]]
        for number, place in enumerate(places):
            for matches in (_is, _begins, _contains):
                below = self._below() if number == 0 and message is None else []
                for one in place:
                    fitting = [button for row in one.rows for button in row if matches(button.label, label)]
                    if len({button.label for button in fitting}) > 1:
                        labels = [button.label for button in fitting]
                        raise self._lost(f"{label!r} fits several buttons: {labels}")
                    if fitting:
                        await self._press(one, fitting[0])
                        return
                if found := next((one for one in below if matches(one.label, label)), None):
                    await self._press_below(found)
                    return
        where = "on screen" if message is None else f"in message {message.message_id}"
        raise self._lost(f"no button {label!r} {where}")

    async def press_data(self, callback_data: str, message: ShownMessage | None = None) -> None:
        """Sends a tap with any data, as a damaged or malicious client would."""
        self.taps += 1
        await self._query(_Tap(self.user_id, (message or self.last).message_id, callback_data))

    async def resend_last_tap(self) -> None:
        """The same tap again under a new id, as clients do on a bad line. Counts as no tap."""
        if self._last_tap is None:
            raise self._lost("nothing was tapped yet")
        await self._query(self._last_tap)

    async def shares_contact(self) -> None:
        """Sends the own contact by the button below the chat that asks for it; it must be there."""
        if not any(button.request_contact for button in self._below()):
            raise self._lost("no button asks for a contact")
        self._act()
        self.taps += 1
        self._telegram.share_contact(self.user_id)
        await self._settle()

    async def shares_foreign_contact(
        self, phone: str, first_name: str, contact_user_id: int | None = None
    ) -> None:
        self._act()
        self._telegram.share_foreign_contact(self.user_id, phone, first_name, contact_user_id)
        await self._settle()

    async def sends_document(
        self, filename: str, content: bytes, *, mime: str | None = None, caption: str = ""
    ) -> None:
        self._act()
        self._telegram.send_document(self.user_id, filename, content, mime, caption)
        await self._settle()

    async def sends_photo(self, content: bytes, caption: str = "") -> None:
        self._act()
        self._telegram.send_photo(self.user_id, content, caption=caption)
        await self._settle()

    async def sends_location(self, latitude: float, longitude: float) -> None:
        self._act()
        self._telegram.send_location(self.user_id, latitude, longitude)
        await self._settle()

    async def edits(self, message: ShownMessage, text: str) -> None:
        self._act()
        self._telegram.edit_message(self.user_id, message.message_id, text)
        await self._settle()

    async def blocks(self) -> None:
        self._telegram.block(self.user_id)
        await self._settle()

    async def unblocks(self) -> None:
        self._telegram.unblock(self.user_id)
        await self._settle()

    async def asks_inline(self, query: str, offset: str = "") -> InlineAnswer:
        """Writes ``@bot query`` in some other chat; what is offered there. It counts as no text."""
        self._act()
        number = self._telegram.inline_query(self.user_id, query, offset)
        await self._settle()
        asked = self._telegram.inline_queries[number]
        if not asked.answered:
            raise self._lost(f"the inline query {query!r} was not answered")
        return InlineAnswer(tuple(map(_offered, asked.results)), asked.next_offset)

    async def waits(self) -> None:
        """Looks away and back: what comes from now on counts as new."""
        self._act()
        await self._settle()

    # what the person sees

    @property
    def messages(self) -> list[ShownMessage]:
        return self._telegram.view(self.user_id)

    @property
    def last(self) -> ShownMessage:
        """The newest message of the bot."""
        shown = self._telegram.newest_of_bot(self.user_id)
        if shown is None:
            raise self._lost("the bot has not written yet")
        return shown

    @property
    def new(self) -> list[ShownMessage]:
        """The bot's messages that came or changed since the last action."""
        fresh = self._telegram.view(self.user_id, after=self._since)
        return [shown for shown in fresh if shown.from_bot]

    @property
    def screen(self) -> str:
        """The newest message of the bot as text with its buttons."""
        return render(self.last)

    @property
    def alert(self) -> Alert | None:
        """The toast or window that answered the last tap; None where there is none."""
        return self._telegram.alerts.get(self._last_query) if self._last_query else None

    def buttons(self, message: ShownMessage | None = None) -> list[str]:
        """Labels under the newest message of the bot (or this one), in reading order."""
        return (message or self.last).labels

    def keyboard(self) -> list[str]:
        """Labels of the reply keyboard."""
        return [button.label for button in self._below()]

    def sees(self, *pieces: str) -> None:
        """Asserts that each piece stands in what is new, buttons and toast included."""
        fresh = _plain(self._fresh())
        for piece in pieces:
            if _plain(piece) not in fresh:
                raise self._lost(f"{piece!r} is not in what is new")

    def does_not_see(self, *pieces: str) -> None:
        fresh = _plain(self._fresh())
        for piece in pieces:
            if _plain(piece) in fresh:
                raise self._lost(f"{piece!r} should not be in what is new")

    def sees_nothing_new(self) -> None:
        if self._fresh():
            raise self._lost("nothing new was expected")

    # how it is done

    def _act(self) -> None:
        self._since = self._telegram.revision
        self._last_query = None

    async def _press(self, message: ShownMessage, button: InlineButton) -> None:
        link = f"https://t.me/{self._telegram.bot.username}?start="
        if button.url is not None and button.url.startswith(link):
            self.taps += 1
            await self.start(button.url.removeprefix(link))
            return
        if button.callback_data is None:
            opens = f"opens {button.action} {button.value!r}, which is no tap for the bot"
            raise self._lost(f"the button {button.label!r} {opens}")
        self.taps += 1
        await self._query(_Tap(message.chat_id, message.message_id, button.callback_data))

    async def _query(self, tap: _Tap) -> None:
        self._act()
        self._last_tap = tap
        self._last_query = self._telegram.press(self.user_id, tap.chat_id, tap.message_id, tap.callback_data)
        await self._settle()

    async def _press_below(self, button: ReplyButton) -> None:
        if button.request_contact:
            await self.shares_contact()
            return
        if button.request_location:
            raise self._lost("the button asks for a place: use sends_location")
        self._act()
        self.taps += 1
        self._telegram.send_text(self.user_id, button.label)
        await self._settle()

    def _below(self) -> list[ReplyButton]:
        keyboard = self._telegram.reply_keyboard(self.user_id)
        return [button for row in keyboard.rows for button in row] if keyboard else []

    def _fresh(self) -> str:
        parts = [render(shown) for shown in self.new]
        if self.alert is not None and self.alert.text:
            parts.append(self.alert.text)
        return "\n".join(parts)

    def _lost(self, problem: str) -> AssertionError:
        recent = "\n---\n".join(render(shown) for shown in self.messages[-4:]) or "(an empty chat)"
        below = f"\nbelow: {self.keyboard()}" if self._below() else ""
        toast = f"\ntoast: {self.alert.text}" if self.alert and self.alert.text else ""
        return AssertionError(f"{problem}\n\n{self.user.name} has on screen:\n{recent}{below}{toast}")


def render(message: ShownMessage) -> str:
    """A message as plain text: what it holds, then its buttons row by row."""
    lines = [] if message.from_bot else [f"{message.sender}:"]
    if message.file is not None:
        lines.append(f"<{message.kind} {message.file.name}>")
    if message.place is not None:
        lines.append(f"<{message.kind} {_place(message.place)}>")
    if message.contact is not None:
        lines.append(f"<contact {message.contact.first_name} {message.contact.phone}>")
    if message.poll is not None:
        lines.append(f"<poll {message.poll.question}: {' / '.join(message.poll.options)}>")
    if message.text:
        lines.append(message.text)
    lines += [" ".join(f"[{button.label}]" for button in row) for row in message.rows]
    return "\n".join(lines)


def _place(place: Location | Venue) -> str:
    where = f"{place.latitude} {place.longitude}"
    return f"{place.title}, {place.address} {where}" if isinstance(place, Venue) else where


def _plain(text: str) -> str:
    """Non-breaking and narrow spaces look like spaces, and the K of a number alike in either alphabet."""
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ").replace("\u2060", "")
    return re.sub(r"\bK(C?)(?=-\d)", lambda found: "КС" if found[1] else "К", text)


def _is(label: str, wanted: str) -> bool:
    return _plain(label).strip() == _plain(wanted).strip()


def _begins(label: str, wanted: str) -> bool:
    return _plain(label).strip().startswith(_plain(wanted).strip())


def _contains(label: str, wanted: str) -> bool:
    return _plain(wanted).strip() in _plain(label)
