"""A photo of a site: sent by its owner, shown, replaced, removed; a coordinator may hide it (A2)."""

from __future__ import annotations

from bot.db.catalogue import photos as store
from bot.db.engine.locks import lock_site
from bot.db.people.people import note_message
from bot.domain.catalogue.photo import PhotoQuestionView, PhotoView, Shrunk, SitePhoto
from bot.domain.forms import Question, SitePhotoForm
from bot.domain.model import PhotoId, PhotoState, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.forms.engine import Asking, At, FormKind, FormQuestion, NotUnderstood, begin, form_kind
from bot.services.permissions import ANYONE, SYSTEM_ONLY, coordinates_site, owns
from bot.services.transaction import Tx, reads, record, writes

_OWNS = owns("site_id")


@reads(ANYONE)
def read_site_photo(tx: Tx, site_id: SiteId) -> SitePhoto | Refusal:
    """The photo that visitors see."""
    photo = store.read_photo(tx.connection, site_id) if site_id in tx.catalogue.published.sites else None
    if photo is None or photo.state is not PhotoState.SHOWN:
        return Refusal(Reason.NOT_PUBLISHED)
    return photo


@writes(SYSTEM_ONLY)
def note_photo_file(tx: Tx, photo_id: PhotoId, file_id: str) -> None:
    """Telegram keeps it under this id for the present bot."""
    store.note_file(tx.connection, photo_id, file_id)


def _view(tx: Tx, site_id: SiteId) -> PhotoView:
    return PhotoView(
        tx.catalogue.site(site_id),
        store.read_photo(tx.connection, site_id),
        store.read_preview(tx.connection, site_id),
        owns=_OWNS.refuse(tx, site_id) is None,
    )


@writes(_OWNS)
def ask_photo(tx: Tx, site_id: SiteId) -> Asking | Refusal:
    """«Фото площадки»: the next picture that is sent is one of the site."""
    return begin(tx, SitePhotoForm(site_id))


@writes(_OWNS)
def keep_photo(tx: Tx, site_id: SiteId, photo: Shrunk, message_id: int) -> PhotoView | Refusal:
    """A picture was sent: visitors see it once it is agreed to. Delivered again, it changes nothing."""
    lock_site(tx.connection, site_id)
    if note_message(tx.connection, tx.actor.person_id, message_id):
        store.keep_preview(tx.connection, site_id, photo, tx.now)
    return _view(tx, site_id)


@writes(_OWNS)
def show_photo(tx: Tx, site_id: SiteId, photo_id: PhotoId) -> PhotoView | Refusal:
    """Visitors see what was sent, in place of the photo before. Safe to repeat."""
    lock_site(tx.connection, site_id)
    if store.show_preview(tx.connection, site_id, photo_id):
        _changed(tx, site_id, "site.photo_shown")
    return _view(tx, site_id)


@writes(_OWNS)
def drop_preview(tx: Tx, site_id: SiteId) -> PhotoView | Refusal:
    """What was sent is not shown; the photo before stays."""
    lock_site(tx.connection, site_id)
    store.drop_photos(tx.connection, site_id, [PhotoState.PREVIEW])
    return _view(tx, site_id)


@writes(_OWNS)
def remove_photo(tx: Tx, site_id: SiteId) -> PhotoView | Refusal:
    """The site has no photo any more. Safe to repeat."""
    lock_site(tx.connection, site_id)
    if store.drop_photos(tx.connection, site_id, list(PhotoState)):
        _changed(tx, site_id, "site.photo_removed")
    return _view(tx, site_id)


@reads(coordinates_site("site_id"))
def read_photo_of_site(tx: Tx, site_id: SiteId) -> PhotoView | Refusal:
    """What a coordinator decides on."""
    return _view(tx, site_id)


@writes(coordinates_site("site_id"))
def hide_photo(tx: Tx, site_id: SiteId, *, hidden: bool) -> PhotoView | Refusal:
    """Visitors see it no more, or again. Safe to repeat."""
    lock_site(tx.connection, site_id)
    shown, away = PhotoState.SHOWN, PhotoState.HIDDEN
    before, after = (shown, away) if hidden else (away, shown)
    if store.move_photo(tx.connection, site_id, before, after):
        _changed(tx, site_id, "site.photo_hidden" if hidden else "site.photo_shown")
    return _view(tx, site_id)


def _changed(tx: Tx, site_id: SiteId, action: str) -> None:
    tx.change_catalogue()
    region_id = tx.catalogue.site(site_id).region_id
    record(tx, action, "site", site_id, {}, region_id=region_id, site_id=site_id)


# --- the question ---------------------------------------------------------------------------------------


AtPhoto = At[SitePhotoForm]


def _no_text(_at: AtPhoto, _text: str) -> NotUnderstood:
    return NotUnderstood("send_photo")


def _question(at: AtPhoto) -> PhotoQuestionView:
    site_id = at.form.site_id
    has_photo = store.read_photo(at.tx.connection, site_id) is not None
    return PhotoQuestionView(at.draft.id, at.tx.catalogue.site(site_id), has_photo, at.refusal)


KIND = form_kind(
    FormKind(
        form=SitePhotoForm,
        questions=(FormQuestion(name=Question.PHOTO, is_missing=lambda _: True, text=_no_text),),
        view=_question,
        finish=_question,
        refuse=lambda tx, form: _OWNS.refuse(tx, form.site_id),
    )
)
