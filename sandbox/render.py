"""A message in the two forms in which it leaves: the Bot API's JSON, and what a person sees."""

from __future__ import annotations

from typing import Any

from sandbox.files import StoredFile
from sandbox.markup import entity_json, to_html
from sandbox.model import (
    Chat,
    Contact,
    Document,
    Invoice,
    Location,
    Media,
    Message,
    Photo,
    Poll,
    Service,
    ShownFile,
    ShownMessage,
    User,
    Venue,
)


def chat_json(chat: Chat, person: User | None) -> dict[str, Any]:
    """The chat; ``person`` is the other side of a private one."""
    if person is None:
        return {"id": chat.id, "type": chat.kind, "title": chat.title or ""}
    about = person.to_json()
    names: dict[str, Any] = {
        name: about[name] for name in ("first_name", "last_name", "username") if name in about
    }
    return {"id": chat.id, "type": chat.kind, **names}


def message_json(message: Message, chat: dict[str, Any], replied: dict[str, Any] | None) -> dict[str, Any]:
    """The message as the Bot API writes it; reply keyboards are never given back."""
    answer: dict[str, Any] = {
        "message_id": message.id,
        "from": message.sender.to_json(),
        "chat": chat,
        "date": int(message.date.timestamp()),
    }
    if message.edited_at is not None:
        answer["edit_date"] = int(message.edited_at.timestamp())
    if message.forward_of is not None:
        answer["forward_origin"] = {
            "type": "user",
            "date": answer["date"],
            "sender_user": message.forward_of.to_json(),
        }
    if replied is not None:
        answer["reply_to_message"] = replied
    if message.album is not None:
        answer["media_group_id"] = message.album
    if message.protected:
        answer["has_protected_content"] = True
    words, marks = ("text", "entities") if message.media is None else ("caption", "caption_entities")
    if message.content.text:
        answer[words] = message.content.text
        if message.content.entities:
            answer[marks] = [entity_json(entity) for entity in message.content.entities]
    if message.media is not None:
        answer |= _media_json(message.media)
    if message.keyboard is not None:
        answer["reply_markup"] = message.keyboard.to_json()
    return answer


def _media_json(media: Media) -> dict[str, Any]:
    match media:
        case Photo(sizes):
            return {"photo": [_size_json(size) for size in sizes]}
        case Document(file):
            return {
                "document": {
                    "file_id": file.file_id,
                    "file_unique_id": file.unique_id,
                    "file_name": file.name,
                    "mime_type": file.mime,
                    "file_size": file.size,
                }
            }
        case Location(latitude, longitude):
            return {"location": {"latitude": latitude, "longitude": longitude}}
        case Venue(latitude, longitude, title, address):
            place = {"latitude": latitude, "longitude": longitude}
            return {"location": place, "venue": {"location": place, "title": title, "address": address}}
        case Contact():
            contact = {
                "phone_number": media.phone,
                "first_name": media.first_name,
                "last_name": media.last_name,
                "user_id": media.user_id,
            }
            return {"contact": {key: value for key, value in contact.items() if value is not None}}
        case Poll():
            return {"poll": _poll_json(media)}
        case Invoice():
            return {
                "invoice": {
                    "title": media.title,
                    "description": media.description,
                    "start_parameter": "",
                    "currency": media.currency,
                    "total_amount": media.total,
                }
            }
        case Service(fields):
            return dict(fields)


def _size_json(file: StoredFile) -> dict[str, Any]:
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "width": file.width,
        "height": file.height,
        "file_size": file.size,
    }


def _poll_json(poll: Poll) -> dict[str, Any]:
    return {
        "id": poll.id,
        "question": poll.question,
        "options": [
            {"persistent_id": str(number), "text": option, "voter_count": 0}
            for number, option in enumerate(poll.options)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": poll.anonymous,
        "type": "regular",
        "allows_multiple_answers": poll.multiple,
        "allows_revoting": False,
        "members_only": False,
    }


def shown(message: Message) -> ShownMessage:
    """The message as a person sees it now."""
    media = message.media
    return ShownMessage(
        chat_id=message.chat.id,
        message_id=message.id,
        from_bot=message.sender.is_bot,
        sender=message.sender.name,
        date=message.date,
        kind=_kind(media),
        text=message.content.text,
        html=to_html(message.content),
        rows=message.keyboard.rows if message.keyboard else (),
        revision=message.changed,
        edited_at=message.edited_at,
        file=_shown_file(media),
        place=media if isinstance(media, Location | Venue) else None,
        contact=media if isinstance(media, Contact) else None,
        poll=media if isinstance(media, Poll) else None,
        invoice=media if isinstance(media, Invoice) else None,
        reply_to=message.reply_to,
        forwarded_from=message.forward_of.name if message.forward_of else None,
        silent=message.silent,
        pinned=message.id in message.chat.pinned,
        album=message.album,
    )


def _kind(media: Media | None) -> str:
    return "text" if media is None else type(media).__name__.lower()


def _shown_file(media: Media | None) -> ShownFile | None:
    match media:
        case Photo(sizes):
            file = sizes[-1]
        case Document(file):
            pass
        case _:
            return None
    return ShownFile(file.file_id, file.name, file.mime, file.size, file.width, file.height)
