"""What a visit costs is said before one books, and the same everywhere afterwards (C5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.db.catalogue.reading import note_change
from bot.db.tables import programme
from bot.domain.model import Role
from bot.domain.texts import Texts
from bot.ui.formats.money import money_label
from tests.bot.hosts.site import host_of
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    Words,
    become_known,
    book_class,
    describe_class,
    open_programme,
    tap_moment,
    words,
)
from tests.bot.world import World
from tests.issues.test_booking_of_several_visits import open_card

pytestmark = pytest.mark.shows("C5")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
MINE_MUSEUM = "black-horizon"


def total(w: Words, amount: int, people: int) -> str:
    return w(
        "price.counted",
        amount=money_label(amount, w.t),
        people=people,
        total=money_label(amount * people, w.t),
    )


@LANGUAGES
async def test_guests_read_their_total_from_the_card_to_the_eve(world: World, language: str) -> None:
    w = words(language)
    tourist = world.person("Марина", language_code=language)
    await open_programme(world, tourist, FELTING, "class")
    tourist.sees(w("price.nothing"), w("price.a_person", amount=money_label(600, w.t), how=w("payment.gate")))
    await tourist.tap(w("programme.book"))
    await tourist.tap("3")
    await tap_moment(tourist, nth=3)
    await become_known(tourist, w, name=None)
    tourist.sees(total(w, 600, 3), w("payment.gate"))
    await tourist.tap(w("summary.book"))
    tourist.sees(total(w, 600, 3))
    await tourist.writes("сколько стоит" if language == "ru" else "how much is it")
    tourist.sees(total(w, 600, 3))
    while w("message.call_off") not in tourist.buttons():
        await world.move(timedelta(hours=3))
    tourist.sees(total(w, 600, 3), w("price.payee", text=""))


@LANGUAGES
async def test_a_class_that_pays_nothing_is_told_so(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL, language=language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    teacher.sees(w("programme.free"))
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    await tap_moment(teacher)
    await become_known(teacher, w)
    teacher.sees(w("programme.free"))
    await teacher.tap(w("summary.send"))
    owner.sees(w("host.confirm"))
    owner.does_not_see(w("price.total", total="", how="").split(":")[0])


@LANGUAGES
@pytest.mark.whole_demo
async def test_a_class_and_its_host_read_the_same_total(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=MINE_MUSEUM, language=language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, MINE_MUSEUM, "drift")
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="7 Б, 9")
    await tap_moment(teacher)
    await become_known(teacher, w)
    teacher.sees(total(w, 150, 11), w("payment.invoice"))
    await teacher.tap(w("summary.send"))
    owner.sees(total(w, 150, 11), w("payment.invoice"))
    await owner.tap(w("host.confirm"))
    teacher.sees(total(w, 150, 11), w("price.payee", text=""))


def _say_in_words(connection: Connection) -> None:
    connection.execute(update(programme).values(price=Texts({"ru": "по договорённости"}), tariff=None))
    note_change(connection)


async def test_a_price_that_is_known_in_words_only_is_said_in_words(world: World) -> None:
    w = words("ru")
    await world.app.db.write(_say_in_words)
    await world.app.content.refresh()
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, w)
    await open_card(teacher, reference)
    teacher.sees("Цена: по договорённости")
    teacher.does_not_see(w("programme.free"))
