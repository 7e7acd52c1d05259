"""The photo of a site: sent, looked at, shown, sent again by another bot, hidden, removed (A2)."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select, update

from bot.db.tables import audit, site_photo, site_photo_file, telegram_bot
from bot.domain.model import Role
from sandbox.lints import LintRule
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import CODES, FELTING, site_id, words
from tests.bot.world import World
from tests.unit.test_photo import bomb, picture, with_exif

LANGUAGES = pytest.mark.parametrize("language", CODES)


def photos(person: Person) -> list[ShownMessage]:
    return [each for each in person.messages if each.from_bot and each.kind == "photo"]


def content_of(world: World, message: ShownMessage) -> bytes:
    assert message.file is not None
    return world.telegram.files.find(message.file.file_id).content


def stored(connection: Connection) -> int:
    return len(connection.execute(select(site_photo.c.id)).all())


@LANGUAGES
@pytest.mark.shows("A2", "E6")
async def test_an_owner_sends_a_photo_and_guests_see_it_on_the_card(world: World, language: str) -> None:
    world.allow(LintRule.SAID_TWICE)
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    guest = world.person("Марина", language_code=language)
    await guest.start(f"s_{site_id(world, FELTING)}")
    assert w("site.show_photo") not in guest.buttons()

    await owner.writes("/desk")
    await owner.tap(w("photo.desk"))
    owner.sees(w("photo.people"))
    await owner.writes("вот")
    owner.sees(w("problem.send_photo"))
    await owner.sends_document("bomb.png", bomb(), mime="image/png")
    owner.sees(w("problem.photo_too_large"))
    await owner.sends_document("list.pdf", b"%PDF-1.7", mime="application/pdf")
    owner.sees(w("problem.photo_unreadable"))
    await owner.sends_document("camera.jpg", with_exif(), mime="image/jpeg")
    owner.sees(w("photo.sure"))
    assert b"Secretcam" not in content_of(world, photos(owner)[-1])
    await guest.start(f"s_{site_id(world, FELTING)}")
    assert w("site.show_photo") not in guest.buttons(), "nobody has agreed to it yet"
    await owner.tap(w("photo.use"))
    owner.sees(w("photo.is_shown"))

    await guest.start(f"s_{site_id(world, FELTING)}")
    card = guest.last
    await guest.tap(w("site.show_photo"))
    assert content_of(world, photos(guest)[-1]) == content_of(world, photos(owner)[-1])
    first = photos(guest)[-1].file
    assert first is not None
    await guest.tap(w("site.show_photo"), message=card)
    again = photos(guest)[-1].file
    assert again is not None
    assert again.file_id == first.file_id, "sent by its id"
    assert len(await world.db.read(lambda c: c.execute(select(site_photo_file.c.id)).all())) == 1

    # Another bot has other ids, and an id may be lost: then the picture itself is sent.
    def lose(connection: Connection) -> None:
        connection.execute(update(site_photo_file).values(file_id="lost"))

    def become_another_bot(connection: Connection) -> None:
        connection.execute(update(telegram_bot).values(bot_id=4242))

    await world.db.write(lose)
    await guest.tap(w("site.show_photo"), message=card)
    assert len(photos(guest)) == 3
    await world.db.write(become_another_bot)
    await guest.tap(w("site.show_photo"), message=card)
    assert len(photos(guest)) == 4
    assert len(await world.db.read(lambda c: c.execute(select(site_photo_file.c.id)).all())) == 2

    coordinator = await coordinator_of(world, language)
    await coordinator.press_data(f"cx:{site_id(world, FELTING)}:show:0")
    await coordinator.tap(w("photo.button"))
    await coordinator.tap(w("photo.hide"))
    coordinator.sees(w("photo.is_hidden"))
    await guest.tap(w("site.show_photo"), message=card)
    guest.sees(w("site.no_photo"))
    await coordinator.tap(w("photo.unhide"))
    await guest.start(f"s_{site_id(world, FELTING)}")
    await guest.tap(w("site.show_photo"))

    await owner.writes("/desk")
    await owner.tap(w("photo.desk"))
    await owner.sends_photo(picture(900, 600))
    await owner.tap(w("photo.drop"))
    owner.sees(w("photo.is_shown"))
    assert await world.db.read(stored) == 1
    await owner.tap(w("photo.another"))
    await owner.tap(w("photo.remove"))
    await owner.tap(w("photo.remove_sure"))
    owner.sees(w("photo.is_none"))
    assert await world.db.read(stored) == 0
    actions = select(audit.c.action).where(audit.c.action.startswith("site.photo")).order_by(audit.c.id)
    assert await world.db.read(lambda c: list(c.execute(actions).scalars())) == [
        "site.photo_shown",
        "site.photo_hidden",
        "site.photo_shown",
        "site.photo_removed",
    ]


@pytest.mark.shows("A2", "H4")
async def test_a_picture_that_nobody_asked_for_is_not_kept(world: World) -> None:
    w = words("ru")
    staff = await host_of(world, "Пётр", Role.STAFF, slug=FELTING)
    await staff.writes("/desk")
    assert w("photo.desk") not in staff.buttons()
    await staff.press_data(f"hph:{site_id(world, FELTING)}:ask:0")
    await staff.sends_photo(picture(900, 600))
    staff.sees(w("last.no_files").split("</b>")[0].removeprefix("<b>"))
    assert await world.db.read(stored) == 0
