"""What people do in the simulated Telegram; every action returns at once, its update waits in the queue."""

from __future__ import annotations

from typing import Any

from sandbox.files import StoredFile, UploadedFile
from sandbox.markup import Formatted, with_found_entities
from sandbox.model import (
    CallbackQuery,
    Chat,
    CheckoutQuery,
    Contact,
    Document,
    Event,
    EventKind,
    InlineQuery,
    Invoice,
    Location,
    Media,
    Message,
    Photo,
    Service,
    User,
)
from sandbox.rules import MAX_INLINE_QUERY, MAX_TEXT, START_PAYLOAD
from sandbox.world import World


class PersonCannot(Exception):  # noqa: N818 - reads as what it says
    """A real client would not let the person do this; the words say why."""


class Actions(World):
    """People's side. An impossible action raises PersonCannot; an unknown person is a KeyError."""

    def add_user(
        self,
        first_name: str,
        *,
        user_id: int | None = None,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "ru",
        phone: str | None = None,
    ) -> User:
        """A new account; without an id or a phone it gets the next one that is free."""
        number = self.next_id("user")
        user_id = user_id if user_id is not None else 700_000_000 + number
        if user_id in self.users:
            raise ValueError(f"there is a user {user_id} already")
        phone = phone or f"7900000{number:04d}"
        user = User(user_id, first_name, last_name, username, language_code, phone)
        self.users[user_id] = user
        self.chats[user_id] = Chat(user_id, "private")
        return user

    def create_group(self, title: str, members: list[int], chat_id: int | None = None) -> int:
        """A group with the bot in it; returns its id (negative)."""
        group_id = chat_id if chat_id is not None else -4_000_000_000 - self.next_id("group")
        self.chats[group_id] = Chat(group_id, "group", title, set(members), started=True)
        for user_id in members:
            self.users[user_id].met = True
        self._my_chat_member(self.chats[group_id], self.users[members[0]], "left", "member")
        return group_id

    def kick_bot(self, chat_id: int, by: int) -> None:
        chat = self.chats[chat_id]
        chat.bot_kicked = True
        self._my_chat_member(chat, self.users[by], "member", "kicked")

    def upgrade_group(self, chat_id: int) -> int:
        """Turns a group into a supergroup; returns the new id, which the old one names from now on."""
        old = self.chats[chat_id]
        new_id = -1_000_000_000_000 + chat_id
        self.chats[new_id] = Chat(new_id, "supergroup", old.title, set(old.members), started=True)
        some = self.users[min(old.members)]
        self._said_by_person(old, some, Formatted(), Service({"migrate_to_chat_id": new_id}))
        old.upgraded_to = new_id
        return new_id

    # in the private chat

    def start(self, user_id: int, payload: str | None = None) -> int:
        """Presses «Start», or opens ``t.me/bot?start=payload``; returns the message id.

        A blocked bot is unblocked by it.
        """
        if payload and not START_PAYLOAD.fullmatch(payload):
            raise PersonCannot(f"t.me refuses a start link with {payload!r}: 1-64 of A-Z a-z 0-9 _ -")
        user, chat = self._private(user_id, must_be_open=False)
        if chat.blocked:
            self.unblock(user_id)
        chat.started = True
        user.met = True
        return self._text(user, chat, f"/start {payload}" if payload else "/start")

    def meet(self, user_id: int) -> None:
        """Has pressed «Start» long ago: the bot may write, and nothing stands in the chat."""
        user, chat = self._private(user_id, must_be_open=False)
        chat.started = user.met = True

    def send_text(
        self, user_id: int, text: str, reply_to: int | None = None, chat_id: int | None = None
    ) -> int:
        """Writes to the bot (or in a group); returns the message id."""
        user, chat = self._where(user_id, chat_id)
        if not text.strip():
            raise PersonCannot("nobody can send an empty message")
        if len(text) > MAX_TEXT:
            raise PersonCannot(f"a message holds {MAX_TEXT} characters, this has {len(text)}")
        return self._text(user, chat, text.strip(), reply_to)

    def press(self, user_id: int, chat_id: int, message_id: int, callback_data: str) -> str:
        """Taps an inline button, also one of a message that is gone by now; returns the query's id."""
        user, chat = self._where(user_id, chat_id)
        message = self.messages.get((chat_id, message_id))
        if message is None:
            raise PersonCannot(f"there never was a message {message_id} in chat {chat_id}")
        self.person_acts(chat, repeated=chat.last_tap == (message_id, callback_data))
        chat.last_tap = (message_id, callback_data)
        number = self.next_id("query", 4_180_000_000_000_000_001)
        query = CallbackQuery(str(number), user, chat, message_id, callback_data, self.clock.now())
        self.open_tap(query)
        gone = {"chat": self.chat_json(chat), "message_id": message_id, "date": 0}
        self.updates.push(
            "callback_query",
            chat.id,
            {
                "id": query.id,
                "from": user.to_json(),
                "message": gone if message.deleted else self.message_json(message),
                "chat_instance": str(abs(chat.id) * 31 + 7),
                "data": callback_data,
            },
        )
        return query.id

    def share_contact(self, user_id: int) -> int:
        """Sends one's own contact by the button that asks for it."""
        user, chat = self._private(user_id)
        contact = Contact(user.phone or "", user.first_name, user.last_name, user.id)
        return self._media(user, chat, contact, reply_to=chat.reply_keyboard_message)

    def share_foreign_contact(
        self, user_id: int, phone: str, first_name: str, contact_user_id: int | None = None
    ) -> int:
        """Sends somebody else's contact from the address book."""
        user, chat = self._private(user_id)
        return self._media(user, chat, Contact(phone, first_name, None, contact_user_id))

    def send_document(
        self, user_id: int, filename: str, content: bytes, mime: str | None = None, caption: str = ""
    ) -> int:
        user, chat = self._private(user_id)
        file = self.files.keep(UploadedFile(filename, content, mime), "document")
        return self._media(user, chat, Document(file), caption)

    def send_photo(
        self, user_id: int, content: bytes, *, filename: str = "photo.jpg", caption: str = ""
    ) -> int:
        """Sends a picture (PNG, JPEG or GIF)."""
        user, chat = self._private(user_id)
        large = self.files.keep(UploadedFile(filename, content), "photo")
        return self._media(user, chat, self.photo_of(large), caption)

    def photo_of(self, large: StoredFile) -> Photo:
        """A photo in two sizes, as Telegram makes them: a small one first, the largest last."""
        if max(large.width or 0, large.height or 0) <= 90:
            return Photo((large,))
        return Photo((self.files.thumbnail(large), large))

    def send_location(self, user_id: int, latitude: float, longitude: float) -> int:
        user, chat = self._private(user_id)
        return self._media(user, chat, Location(latitude, longitude))

    def edit_message(self, user_id: int, message_id: int, text: str) -> None:
        """Edits an own text message."""
        user, chat = self._private(user_id)
        message = self.messages.get((chat.id, message_id))
        if message is None or message.deleted or message.sender is not user or message.media is not None:
            raise PersonCannot("one can edit only one's own text messages")
        self.person_acts(chat)
        self.change(message, with_found_entities(Formatted(text)), None, None)
        self.updates.push("edited_message", chat.id, self.message_json(message))

    def delete_for_me(self, user_id: int, message_id: int) -> None:
        """Deletes a message from one's chat; bots are not told."""
        _, chat = self._private(user_id)
        message = self.messages.get((chat.id, message_id))
        if message is None or message.deleted:
            raise PersonCannot("the message is not there")
        self.delete(message)

    def block(self, user_id: int) -> None:
        user, chat = self._private(user_id, must_be_open=False)
        if not chat.blocked:
            chat.blocked = True
            self._my_chat_member(chat, user, "member", "kicked")
            self.emit(chat, Event(EventKind.BLOCKED, 0, chat.id))

    def unblock(self, user_id: int) -> None:
        user, chat = self._private(user_id, must_be_open=False)
        if chat.blocked:
            chat.blocked = False
            self._my_chat_member(chat, user, "kicked", "member")
            self.emit(chat, Event(EventKind.BLOCKED, 0, chat.id))

    def delete_account(self, user_id: int) -> None:
        user = self.users[user_id]
        user.deleted = True
        user.first_name, user.last_name, user.username, user.phone = "", None, None, None

    def inline_query(self, user_id: int, query: str, offset: str = "") -> str:
        """Writes ``@bot query`` in some chat; returns the query's id, under which the answer appears.
        ``offset``: scrolls on from the ``next_offset`` of an answer."""
        if len(query) > MAX_INLINE_QUERY:
            raise PersonCannot(f"a query holds {MAX_INLINE_QUERY} characters, this has {len(query)}")
        user = self.users[user_id]
        user.met = True
        number = str(self.next_id("inline", 5_180_000_000_000_000_001))
        self.inline_queries[number] = InlineQuery(number, user, query, self.clock.now())
        body = {"id": number, "from": user.to_json(), "query": query, "offset": offset, "chat_type": "group"}
        self.updates.push("inline_query", user.id, body)
        return number

    def pay(self, user_id: int, message_id: int) -> str:
        """Presses «Pay» under an invoice; returns the id of the question that the bot has to answer."""
        user, chat = self._private(user_id)
        message = self.messages.get((chat.id, message_id))
        if message is None or not isinstance(message.media, Invoice):
            raise PersonCannot("there is no invoice to pay")
        self.person_acts(chat)
        bill = message.media
        number = str(self.next_id("checkout", 6_180_000_000_000_000_001))
        self.checkouts[number] = CheckoutQuery(number, user, self.clock.now())
        body = {
            "id": number,
            "from": user.to_json(),
            "currency": bill.currency,
            "total_amount": bill.total,
            "invoice_payload": bill.payload,
        }
        self.updates.push("pre_checkout_query", chat.id, body)
        return number

    # how it is done

    def _private(self, user_id: int, *, must_be_open: bool = True) -> tuple[User, Chat]:
        user, chat = self.users[user_id], self.chats[user_id]
        if user.deleted:
            raise PersonCannot("the account is deleted")
        if must_be_open and not chat.started:
            raise PersonCannot("the chat with the bot was not started: press Start first")
        if must_be_open and chat.blocked:
            raise PersonCannot("the bot is blocked: unblock it first")
        return user, chat

    def _where(self, user_id: int, chat_id: int | None) -> tuple[User, Chat]:
        if chat_id is None or chat_id == user_id:
            return self._private(user_id)
        chat = self.chats[chat_id]
        if user_id not in chat.members:
            raise PersonCannot(f"user {user_id} is not in chat {chat_id}")
        return self.users[user_id], chat

    def _text(self, user: User, chat: Chat, text: str, reply_to: int | None = None) -> int:
        return self._said_by_person(chat, user, with_found_entities(Formatted(text)), None, reply_to).id

    def _media(
        self, user: User, chat: Chat, media: Media, caption: str = "", reply_to: int | None = None
    ) -> int:
        content = with_found_entities(Formatted(caption))
        return self._said_by_person(chat, user, content, media, reply_to).id

    def _said_by_person(
        self, chat: Chat, user: User, content: Formatted, media: Media | None, reply_to: int | None = None
    ) -> Message:
        self.person_acts(chat)
        message = self.put(chat, user, content, media, reply_to=reply_to)
        if chat.reply_keyboard is not None and chat.reply_keyboard.one_time:
            self.set_reply_keyboard(chat, None, None)
        if chat.private or self._heard_in_group(message):
            self.updates.push("message", chat.id, self.message_json(message))
        return message

    def _heard_in_group(self, message: Message) -> bool:
        """Privacy mode, the default: commands, answers to the bot and service lines."""
        chat = message.chat
        if chat.bot_kicked or chat.upgraded_to is not None:
            return False
        original = self.messages.get((chat.id, message.reply_to)) if message.reply_to else None
        command = any(entity.kind == "bot_command" for entity in message.content.entities)
        address = message.content.text.split(maxsplit=1)[0].partition("@")[2] if message.content.text else ""
        other_bot = address not in ("", self.bot.username)
        return (
            isinstance(message.media, Service)
            or (command and not other_bot)
            or (original is not None and original.sender is self.bot)
        )

    def _my_chat_member(self, chat: Chat, by: User, before: str, after: str) -> None:
        def member(status: str) -> dict[str, Any]:
            extra = {"until_date": 0} if status == "kicked" else {}
            return {"user": self.bot.to_json(), "status": status, **extra}

        self.updates.push(
            "my_chat_member",
            chat.id,
            {
                "chat": self.chat_json(chat),
                "from": by.to_json(),
                "date": int(self.clock.now().timestamp()),
                "old_chat_member": member(before),
                "new_chat_member": member(after),
            },
        )
