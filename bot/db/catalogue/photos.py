"""Photos of sites, and the files by which a bot sends them again (A2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import NOT_PREVIEW, PREVIEW, site_photo, site_photo_file, telegram_bot
from bot.domain.catalogue.photo import Shrunk, SitePhoto
from bot.domain.model import PhotoId, PhotoState, SiteId

_PHOTO = (
    select(site_photo.c.id, site_photo.c.state, site_photo.c.content, site_photo_file.c.file_id)
    .select_from(site_photo)
    .join(
        site_photo_file,
        and_(
            site_photo_file.c.site_photo_id == site_photo.c.id,
            site_photo_file.c.bot_id == select(telegram_bot.c.bot_id).limit(1).scalar_subquery(),
        ),
        isouter=True,
    )
    .where(site_photo.c.site_id == bindparam("of_site"))
)
_CURRENT = (PhotoState.SHOWN, PhotoState.HIDDEN)


# As the indexes say it: a table of pictures is not to be looked through.
_OF_SITE = {True: _PHOTO.where(PREVIEW), False: _PHOTO.where(NOT_PREVIEW)}


def _read(connection: Connection, site_id: SiteId, *, preview: bool) -> SitePhoto | None:
    row = connection.execute(_OF_SITE[preview], {"of_site": site_id}).one_or_none()
    return None if row is None else from_row(SitePhoto, row)


def read_photo(connection: Connection, site_id: SiteId) -> SitePhoto | None:
    """The photo of a site, seen or hidden."""
    return _read(connection, site_id, preview=False)


def read_preview(connection: Connection, site_id: SiteId) -> SitePhoto | None:
    """One that was sent and is not agreed to."""
    return _read(connection, site_id, preview=True)


def read_shown(connection: Connection) -> Mapping[SiteId, PhotoId]:
    """Which sites have a photo that visitors see."""
    rows = connection.execute(
        select(site_photo.c.site_id, site_photo.c.id).where(site_photo.c.state == PhotoState.SHOWN)
    )
    return {SiteId(row.site_id): PhotoId(row.id) for row in rows}


def keep_preview(connection: Connection, site_id: SiteId, photo: Shrunk, now: datetime) -> None:
    """In place of one that was sent before."""
    drop_photos(connection, site_id, [PhotoState.PREVIEW])
    values = {"content": photo.content, "width": photo.width, "height": photo.height}
    connection.execute(
        insert(site_photo).values(site_id=site_id, state=PhotoState.PREVIEW, created_at=now, **values)
    )


def show_preview(connection: Connection, site_id: SiteId, photo_id: PhotoId) -> bool:
    """The photo of a site from now on, in place of the one before; False: it is not waiting any more."""
    waits = (
        site_photo.c.id == photo_id,
        site_photo.c.site_id == site_id,
        site_photo.c.state == PhotoState.PREVIEW,
    )
    if connection.execute(select(site_photo.c.id).where(*waits)).first() is None:
        return False
    drop_photos(connection, site_id, _CURRENT)
    shown = connection.execute(update(site_photo).where(*waits).values(state=PhotoState.SHOWN))
    return shown.rowcount == 1


def drop_photos(connection: Connection, site_id: SiteId, states: Collection[PhotoState]) -> int:
    """Deletes a site's photos in these states; how many."""
    gone = select(site_photo.c.id).where(site_photo.c.site_id == site_id, site_photo.c.state.in_(states))
    connection.execute(delete(site_photo_file).where(site_photo_file.c.site_photo_id.in_(gone)))
    return connection.execute(
        delete(site_photo).where(site_photo.c.site_id == site_id, site_photo.c.state.in_(states))
    ).rowcount


def move_photo(connection: Connection, site_id: SiteId, before: PhotoState, after: PhotoState) -> bool:
    moved = connection.execute(
        update(site_photo)
        .where(site_photo.c.site_id == site_id, site_photo.c.state == before)
        .values(state=after)
    )
    return moved.rowcount == 1


def note_file(connection: Connection, photo_id: PhotoId, file_id: str) -> None:
    """By which the present bot sends it again."""
    bot_id = connection.execute(select(telegram_bot.c.bot_id)).scalars().first()
    there = connection.execute(select(site_photo.c.id).where(site_photo.c.id == photo_id)).first()
    if bot_id is None or there is None:
        return
    same = {"site_photo_id": photo_id, "bot_id": bot_id}
    if insert_ignoring_conflict(connection, site_photo_file, **same, file_id=file_id) is None:
        connection.execute(
            update(site_photo_file)
            .where(site_photo_file.c.site_photo_id == photo_id, site_photo_file.c.bot_id == bot_id)
            .values(file_id=file_id)
        )
