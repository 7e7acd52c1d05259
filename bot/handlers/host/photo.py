"""A photo of a site: sent by its owner, hidden by a coordinator (A2)."""

from __future__ import annotations

import asyncio

from aiogram.types import Document, Message, PhotoSize

from bot.domain.catalogue.photo import MOST_BYTES, PhotoProblem, Shrunk, shrink
from bot.domain.forms import DraftKind, SitePhotoForm
from bot.domain.model import DraftId, PhotoId, SiteId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.downloads import fetch
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.host.common import to_desk
from bot.handlers.host.desk import desk_of
from bot.handlers.routes import Routes
from bot.services.catalogue import photos
from bot.services.forms import engine
from bot.ui.coordinator.callback_data import SitePhotoTap
from bot.ui.host.callback_data import PhotoTap
from bot.ui.host.promotion import photo as screens
from bot.ui.host.refusals import refused_screen
from bot.ui.screen import Screen

routes = Routes("host photo")

_PICTURES = ("image/jpeg", "image/png", "image/webp")


async def _closed(chat: Chat, _draft: DraftId, why: Refusal) -> Screen:
    return refused_screen(why, chat.t, back=to_desk(chat.t))


PAGES = form_pages(
    FormPages(
        form=SitePhotoForm,
        own=(PhotoTap,),
        question=lambda chat, view: screens.photo_question(view, chat.t),
        finished=lambda chat, view: screens.photo_question(view, chat.t),
        closed=_closed,
        repeats=True,
        left=lambda chat, form: desk_of(chat, form.site_id),
    )
)


@routes.callback
async def change_photo(chat: Chat, data: PhotoTap) -> None:
    site_id = SiteId(data.site)
    if data.op == "back":
        await chat.do(engine.leave, SitePhotoForm)
        await chat.show(await desk_of(chat, site_id))
        return
    if data.op == "remove":
        await chat.show(screens.photo_remove(site_id, chat.t))
        return
    if data.op not in {"use", "drop", "sure"}:
        asking = await chat.do(photos.ask_photo, site_id)
        if isinstance(asking, Refusal):
            await chat.show(refused_screen(asking, chat.t, back=to_desk(chat.t)))
        else:
            await forms.show_outcome(chat, PAGES, asking.draft_id, asking)
        return
    await chat.do(engine.leave, SitePhotoForm)
    match data.op:
        case "use":
            view = await chat.do(photos.show_photo, site_id, PhotoId(data.photo))
        case "drop":
            view = await chat.do(photos.drop_preview, site_id)
        case _:
            view = await chat.do(photos.remove_photo, site_id)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t)))
    else:
        await chat.show(screens.photo_state(view, chat.t))


async def answer_picture(chat: Chat) -> bool:
    """A picture that was asked for; False: none was. One that is no use says why, and another may be sent."""
    if chat.actor.asked is not DraftKind.SITE_PHOTO or not isinstance(chat.event, Message):
        return False
    draft = await chat.do(engine.find_open)
    if draft is None or not isinstance(draft.form, SitePhotoForm):
        return False
    sent = _picture_of(chat.event)
    shrunk = PhotoProblem.NO_PICTURE if sent is None else await _fetch(chat.event, sent)
    if shrunk is None:
        await forms.ask_again(chat, chat.t.html("problem.photo_lost"))
    elif isinstance(shrunk, PhotoProblem):
        await forms.ask_again(chat, chat.t.html(f"problem.{shrunk}"))
    else:
        await _preview(chat, draft.form.site_id, shrunk)
    return True


def _picture_of(message: Message) -> PhotoSize | Document | None:
    """The largest size of a photo, or a picture that came as a file."""
    if message.photo:
        return message.photo[-1]
    document = message.document
    return document if document is not None and document.mime_type in _PICTURES else None


async def _fetch(message: Message, sent: PhotoSize | Document) -> Shrunk | PhotoProblem | None:
    """The picture as it is kept; None: Telegram did not hand it over."""
    if sent.file_size is not None and sent.file_size > MOST_BYTES:
        return PhotoProblem.TOO_LARGE
    raw = await fetch(message, sent, MOST_BYTES)
    if raw is None:
        return None
    return await asyncio.to_thread(shrink, raw)


async def _preview(chat: Chat, site_id: SiteId, shrunk: Shrunk) -> None:
    view = await chat.do(photos.keep_photo, site_id, shrunk, chat.message_id or 0)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t)))
    elif view.preview is None:
        await chat.show(screens.photo_state(view, chat.t))
    else:
        await chat.photo(screens.photo_preview(view, view.preview, chat.t))


# --- coordinators ---------------------------------------------------------------------------------------


@routes.callback
async def coordinate_photo(chat: Chat, data: SitePhotoTap) -> None:
    site_id = SiteId(data.site)
    if data.op in {"hide", "unhide"}:
        view = await chat.do(photos.hide_photo, site_id, hidden=data.op == "hide")
    else:
        view = await chat.do(photos.read_photo_of_site, site_id)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
        return
    screen = screens.coordinated_photo(view, chat.t)
    await (chat.show(screen) if screen.photo is None else chat.photo(screen))
