"""The state of the simulated Telegram and the few ways in which it changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.clock import Clock
from sandbox.faults import Faults
from sandbox.files import FileStore, StoredFile
from sandbox.floods import FloodGate
from sandbox.keyboards import ForceReply, InlineKeyboard, Markup, RemoveKeyboard, ReplyKeyboard
from sandbox.lints import LONG_MESSAGE, LintBook, LintRule, cut_labels
from sandbox.markup import Formatted
from sandbox.model import (
    Alert,
    CallbackQuery,
    Chat,
    CheckoutQuery,
    Event,
    EventKind,
    InlineQuery,
    Media,
    Message,
    QueryState,
    SandboxSettings,
    ShownMessage,
    User,
    Webhook,
)
from sandbox.render import chat_json, message_json, shown
from sandbox.rules import Refused, ResponseParameters, WrongRequest
from sandbox.updates import UpdateQueue

SANDBOX_TOKEN: Final = "42:SANDBOX"  # noqa: S105 - opens nothing but the sandbox
_INLINE_ROW: Final = 8
_REPLY_ROW: Final = 12
_TYPING: Final = timedelta(seconds=5)

QuietRule = Callable[[int, datetime], bool]
"""Whether a chat is in quiet hours at a moment (UTC)."""


class World:
    """People, chats, messages, files, queries, and what everybody is told about them; no rules of methods.

    ``may_be_long``: set it to excuse texts that a law makes long from that lint.
    ``quiet``: set it to have messages that the bot starts in quiet hours recorded as lints.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        token: str = SANDBOX_TOKEN,
        bot_username: str = "prokhodnaya_demo_bot",
        bot_name: str = "Проходная",
        settings: SandboxSettings | None = None,
    ) -> None:
        self.clock = clock
        self.token = token
        self.settings = settings or SandboxSettings()
        self.bot = User(int(token.partition(":")[0]), bot_name, username=bot_username, is_bot=True)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[tuple[int, int], Message] = {}
        self._of_chat: dict[int, list[Message]] = {}
        self.files = FileStore()
        self.queries: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.checkouts: dict[str, CheckoutQuery] = {}
        self.alerts: dict[str, Alert] = {}
        self.faults = Faults()
        self.updates = UpdateQueue(clock, self.faults)
        self.floods = FloodGate(self.settings.flood)
        self.lints = LintBook()
        self.quiet: QuietRule | None = None
        self.may_be_long: Callable[[str], bool] | None = None
        self.webhook: Webhook | None = None
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.menu_button: dict[str, Any] = {"type": "default"}
        self.about: dict[tuple[str, str], str] = {}
        self.revision = 0
        self._subscribers: list[Callable[[Event], None]] = []
        self._open_taps: dict[int, list[CallbackQuery]] = {}
        self._said: dict[int, deque[tuple[datetime, str]]] = {}
        self._ids: dict[str, int] = {}

    def next_id(self, of: str, start: int = 1) -> int:
        self._ids[of] = self._ids.get(of, start - 1) + 1
        return self._ids[of]

    # what a person sees

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Calls back at every change that a person sees; returns what ends it. It must not block."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback) if callback in self._subscribers else None

    def view(self, user_id: int, chat_id: int | None = None, *, after: int = -1) -> list[ShownMessage]:
        """The chat with the bot (or a group) as this person sees it, oldest first.

        ``after``: only what has come or changed since the simulation was at this revision.
        """
        return [
            shown(message)
            for message in self._of_chat.get(chat_id or user_id, [])
            if not message.deleted and message.changed > after
        ]

    def newest_of_bot(self, user_id: int) -> ShownMessage | None:
        """The bot's newest message in the chat with this person."""
        for message in reversed(self._of_chat.get(user_id, [])):
            if message.sender.is_bot and not message.deleted:
                return shown(message)
        return None

    def reply_keyboard(self, user_id: int) -> ReplyKeyboard | None:
        chat = self.chats.get(user_id)
        return chat.reply_keyboard if chat else None

    def typing(self, user_id: int) -> str | None:
        """What the bot is seen doing now, such as "typing"."""
        chat = self.chats.get(user_id)
        if chat is None or chat.typing_until is None or self.clock.now() >= chat.typing_until:
            return None
        return chat.typing

    def file_content(self, file_id: str) -> StoredFile:
        """A file for the page; raises the Bot API's refusal for an unknown id."""
        return self.files.find(file_id)

    def commands_for(self, user_id: int) -> list[dict[str, str]]:
        """The command menu of this person: the narrowest scope that has one, in their language first."""
        language = (self.users[user_id].language_code or "")[:2]
        for scope in (f"chat:{user_id}", "all_private_chats", "default"):
            for code in (language, ""):
                if found := self.commands.get((scope, code)):
                    return found
        return []

    # lookups, with Telegram's refusals

    def person(self, user_id: int) -> User:
        return self.users[user_id]

    def chat_for_bot(self, given: int | str | None) -> Chat:
        """The chat that a method names, if the bot may write there (rules 24 to 26)."""
        if given is None or given == "":
            raise WrongRequest("chat_id is empty")
        try:
            chat_id = int(given)
        except ValueError:
            raise WrongRequest("chat not found") from None
        chat = self.chats.get(chat_id)
        if chat is not None and not chat.private:
            if chat.upgraded_to is not None:
                raise_upgraded(chat.upgraded_to)
            if chat.bot_kicked:
                raise Refused(f"bot was kicked from the {chat.kind} chat")
            return chat
        user = self.users.get(chat_id)
        if chat_id == self.bot.id:
            raise Refused("bot can't send messages to the bot")
        if user is None or (not user.met and (chat is None or not chat.started)):
            raise WrongRequest("chat not found")
        if user.deleted:
            raise Refused("user is deactivated")
        if chat is None or not chat.started:
            raise Refused("bot can't initiate conversation with a user")
        if chat.blocked:
            raise Refused("bot was blocked by the user")
        return chat

    def message_of(self, chat: Chat, message_id: int | None, to_do: str) -> Message:
        """A message that is still there, or "message to edit not found" and its likes (rule 18)."""
        if message_id is None:
            raise WrongRequest("message identifier is not specified")
        message = self.messages.get((chat.id, int(message_id)))
        if message is None or message.deleted:
            raise WrongRequest(f"message {to_do} not found")
        return message

    def chat_json(self, chat: Chat) -> dict[str, Any]:
        return chat_json(chat, self.users.get(chat.id) if chat.private else None)

    def message_json(self, message: Message, *, with_reply: bool = True) -> dict[str, Any]:
        """The message for the bot, with the message it answers (one level)."""
        replied = None
        if with_reply and message.reply_to is not None:
            original = self.messages.get((message.chat.id, message.reply_to))
            if original is not None and not original.deleted:
                replied = self.message_json(original, with_reply=False)
        return message_json(message, self.chat_json(message.chat), replied)

    # changes

    def put(
        self,
        chat: Chat,
        sender: User,
        content: Formatted | None = None,
        media: Media | None = None,
        *,
        markup: Markup | None = None,
        silent: bool = False,
        protected: bool = False,
        reply_to: int | None = None,
        forward_of: User | None = None,
        album: str | None = None,
    ) -> Message:
        """Adds a message to a chat and tells everybody who sees it."""
        message = Message(
            id=self.next_id("message" if chat.private else f"message of {chat.id}"),
            chat=chat,
            sender=sender,
            date=self.clock.now(),
            content=content or Formatted(),
            media=media,
            keyboard=markup if isinstance(markup, InlineKeyboard) else None,
            carries_reply_keyboard=isinstance(markup, ReplyKeyboard | RemoveKeyboard | ForceReply),
            reply_to=reply_to,
            forward_of=forward_of,
            album=album,
            silent=silent,
            protected=protected,
        )
        self.messages[chat.id, message.id] = message
        self._of_chat.setdefault(chat.id, []).append(message)
        if sender.is_bot:
            chat.typing_until = None
            self._lint_sent(message)
            self._lint_shape(message, markup)
        self.changed(message, EventKind.NEW)
        if isinstance(markup, ReplyKeyboard):
            self.set_reply_keyboard(chat, markup, message.id)
        elif isinstance(markup, RemoveKeyboard):
            self.set_reply_keyboard(chat, None, None)
        return message

    def change(
        self, message: Message, content: Formatted, media: Media | None, keyboard: InlineKeyboard | None
    ) -> None:
        """Replaces what a message holds."""
        message.content = content
        message.media = media
        message.keyboard = keyboard
        message.edited_at = self.clock.now()
        if message.sender.is_bot:
            self._lint_shape(message, message.keyboard)
        self.changed(message, EventKind.EDITED)

    def delete(self, message: Message) -> None:
        message.deleted = True
        chat = message.chat
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
        self.changed(message, EventKind.DELETED)
        if chat.reply_keyboard_message == message.id:
            self.set_reply_keyboard(chat, None, None)  # clients take it away with its message

    def set_reply_keyboard(self, chat: Chat, keyboard: ReplyKeyboard | None, message_id: int | None) -> None:
        chat.reply_keyboard = keyboard
        chat.reply_keyboard_message = message_id
        self.emit(chat, Event(EventKind.REPLY_KEYBOARD, 0, chat.id, message_id, reply_keyboard=keyboard))

    def set_typing(self, chat: Chat, action: str) -> None:
        chat.typing = action
        chat.typing_until = self.clock.now() + _TYPING
        self.emit(chat, Event(EventKind.TYPING, 0, chat.id))

    def open_tap(self, query: CallbackQuery) -> None:
        self.queries[query.id] = query
        self._open_taps.setdefault(query.chat.id, []).append(query)

    def answer_tap(self, query: CallbackQuery, text: str, *, show_alert: bool, url: str | None) -> None:
        query.state = QueryState.ANSWERED
        if text or url:
            query.seen += 1
        alert = Alert(query.id, text, show_alert, url)
        self.alerts[query.id] = alert
        about = (query.user.id, query.chat.id, query.message_id)
        self.tell_person(Event(EventKind.ANSWERED, *about, alert=alert))

    def changed(self, message: Message, kind: EventKind) -> None:
        self.revision += 1
        message.changed = self.revision
        if message.sender.is_bot or kind is not EventKind.NEW:
            for query in self._open_taps.pop(message.chat.id, []):
                query.seen += 1
        if self._subscribers:
            self.emit(message.chat, Event(kind, 0, message.chat.id, message.id, message=shown(message)))

    def emit(self, chat: Chat, event: Event) -> None:
        """Tells every member of the chat."""
        for user_id in (chat.id,) if chat.private else sorted(chat.members):
            self.tell_person(replace(event, user_id=user_id))

    def commands_changed(self) -> None:
        for user_id in self.users:
            self.tell_person(Event(EventKind.COMMANDS, user_id, user_id))

    def tell_person(self, event: Event) -> None:
        """Tells whoever watches that something changed for this person."""
        for callback in list(self._subscribers):
            callback(event)

    # lints

    def finish_lints(self) -> list[str]:
        """All lints, after looking at taps that were left alone; call it when the bot has come to rest."""
        for query in self.queries.values():
            where = (query.chat.id, query.message_id)
            if query.state is QueryState.WAITING:
                self.lints.add(LintRule.UNANSWERED_TAP, *where, f"data {query.data!r}")
            if not query.seen:
                self.lints.add(LintRule.DEAD_TAP, *where, f"data {query.data!r}")
        return [str(lint) for lint in self.lints]

    def person_acts(self, chat: Chat, *, repeated: bool = False) -> None:
        """Remembers that the person did something: what follows is an answer."""
        chat.last_action = self.clock.now()
        chat.last_tap = None
        if not repeated:
            self._said.pop(chat.id, None)

    def _lint_sent(self, message: Message) -> None:
        now, chat, text = message.date, message.chat, message.content.text
        said = self._said.setdefault(chat.id, deque(maxlen=20))
        if text and any(text == other and now - at <= timedelta(seconds=1) for at, other in said):
            self.lints.add(LintRule.SAID_TWICE, chat.id, message.id, text[:60])
        said.append((now, text))
        answering = chat.last_action is not None and now - chat.last_action <= self.settings.answers_within
        if self.quiet is not None and not message.silent and not answering and self.quiet(chat.id, now):
            detail = f"{now:%Y-%m-%d %H:%M} UTC: {text[:60]}"
            self.lints.add(LintRule.QUIET_HOURS, chat.id, message.id, detail)

    def _lint_shape(self, message: Message, markup: Markup | None) -> None:
        if not isinstance(markup, InlineKeyboard | ReplyKeyboard):
            return
        where = (message.chat.id, message.id)
        for label in cut_labels(markup):
            self.lints.add(LintRule.CUT_LABEL, *where, label)
        shown_in_row = _INLINE_ROW if isinstance(markup, InlineKeyboard) else _REPLY_ROW
        if any(len(row) > shown_in_row for row in markup.rows):
            self.lints.add(LintRule.TOO_MANY_IN_ROW, *where, f"more than {shown_in_row}")
        acts = isinstance(markup, ReplyKeyboard) or any(b.callback_data for row in markup.rows for b in row)
        excused = self.may_be_long is not None and self.may_be_long(message.content.text)
        if acts and len(message.content.text) > LONG_MESSAGE and not excused:
            text = message.content.text
            detail = f"{len(text)} characters, over {LONG_MESSAGE}: {text[:60]} … {text[-60:]}"
            self.lints.add(LintRule.LONG_MESSAGE, *where, detail)


def raise_upgraded(supergroup: int) -> None:
    problem = WrongRequest("group chat was upgraded to a supergroup chat")
    problem.parameters = ResponseParameters(migrate_to_chat_id=supergroup)
    raise problem
