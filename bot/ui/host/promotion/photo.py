"""The photo of a site: sending one, looking at it, taking it away (A2)."""

from __future__ import annotations

from bot.domain.catalogue.photo import PhotoQuestionView, PhotoView, SitePhoto
from bot.domain.model import PhotoState, SiteId
from bot.ui.coordinator.callback_data import SitePhotoTap, SiteTap
from bot.ui.formats.html import Html, bold, lines
from bot.ui.host.callback_data import PhotoTap
from bot.ui.host.parts import desk_button
from bot.ui.kit import back_button, button, keyboard
from bot.ui.refusals import with_refusal
from bot.ui.screen import Photo, Screen
from bot.ui.translator import Translator


def _photo(photo: SitePhoto) -> Photo:
    return Photo(photo.id, photo.content, photo.file_id)


def photo_question(view: PhotoQuestionView, t: Translator) -> Screen:
    """Asks for a picture; who is on it has to have agreed."""
    site_id = view.site.id
    text = lines(
        bold(t.label("photo.title", site=view.site.name)),
        t.html("photo.there" if view.has_photo else "photo.none"),
        Html(""),
        t.html("photo.ask"),
        t.html("photo.people"),
    )
    remove = button(t.label("photo.remove"), PhotoTap(site=site_id, op="remove"))
    rows = keyboard(
        remove if view.has_photo else None, back_button(PhotoTap(site=site_id, op="back"), t, "host.to_desk")
    )
    return with_refusal(Screen(text, rows), view.refusal, t)


def photo_preview(view: PhotoView, photo: SitePhoto, t: Translator) -> Screen:
    """The picture as visitors would see it, and whether they shall."""
    site_id = view.site.id
    text = lines(t.html("site.photo_text", name=view.site.name, city=view.site.city), t.html("photo.sure"))
    rows = keyboard(
        button(t.label("photo.use"), PhotoTap(site=site_id, op="use", photo=photo.id)),
        button(t.label("photo.drop"), PhotoTap(site=site_id, op="drop", photo=photo.id)),
    )
    return Screen(text, rows, photo=_photo(photo))


def photo_state(view: PhotoView, t: Translator) -> Screen:
    """What visitors see now."""
    site_id = view.site.id
    state = "none" if view.photo is None else view.photo.state.value
    text = lines(bold(t.label("photo.title", site=view.site.name)), t.html(f"photo.is_{state}"))
    again = button(t.label("photo.another" if view.photo else "photo.send"), PhotoTap(site=site_id, op="ask"))
    return Screen(text, keyboard(again, desk_button(site_id, t)))


def photo_remove(site_id: SiteId, t: Translator) -> Screen:
    sure = button(t.label("photo.remove_sure"), PhotoTap(site=site_id, op="sure"))
    return Screen(
        t.html("photo.remove_ask"), keyboard(sure, back_button(PhotoTap(site=site_id, op="ask"), t))
    )


def coordinated_photo(view: PhotoView, t: Translator) -> Screen:
    """For a coordinator, who may hide it."""
    photo = view.photo
    back = back_button(SiteTap(site=view.site.id), t, "coordinator.to_site")
    if photo is None:
        return Screen(t.html("photo.is_none"), keyboard(back))
    hidden = photo.state is PhotoState.HIDDEN
    change = button(
        t.label("photo.unhide" if hidden else "photo.hide"),
        SitePhotoTap(site=view.site.id, op="unhide" if hidden else "hide"),
    )
    text = lines(
        t.html("site.photo_text", name=view.site.name, city=view.site.city),
        t.html("photo.is_hidden" if hidden else "photo.is_shown"),
    )
    return Screen(text, keyboard(change, back), photo=_photo(photo))
