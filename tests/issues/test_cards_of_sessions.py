"""A family that picked an open Saturday read «от 8 до 25», «за 5 рабочих дней»: rules of class visits (A3).

A card that was reached through a session tells that session's rules.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, update

from bot.db.tables import session
from bot.domain.model import SessionStatus
from bot.ui.formats.dates import moment_label
from tests.bot.hosts.site import booking_of
from tests.bot.paths import (
    DAIRY,
    FELTING,
    PAPER_MILL,
    become_known,
    book_class,
    open_programme,
    programme_id,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
SATURDAY = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
"""11:00 at the dairy, open to families."""


async def _session(world: World, programme: int, start: datetime) -> int:
    found = (session.c.programme_id == programme) & (session.c.starts_at == start)
    return await world.db.read(
        lambda connection: int(connection.execute(session.select().where(found)).one().id)
    )


@LANGUAGES
@pytest.mark.shows("A3", "A6")
async def test_an_open_saturday_tells_its_own_rules(world: World, language: str) -> None:
    w = words(language)
    dairy = programme_id(world, DAIRY)
    number = await _session(world, dairy, SATURDAY)
    guest = world.person("Марина", language_code=language)
    await guest.start()
    await guest.press_data(f"prog:{dairy}:0:{number}")
    guest.sees(
        w("programme.chosen", moment=moment_label(SATURDAY, "Europe/Moscow", w.t)),
        w("programme.shared", most=25),
        w("programme.instant"),
        w("audience.family"),
    )
    guest.does_not_see(
        w("programme.group", least=8, most=25),
        str(w.t.count("count.working_days_before", 5)),
        w("audience.school"),
        w("programme.next_title"),
    )
    await guest.tap(w("programme.details"))
    await guest.tap(w("programme.facts"))
    guest.sees(w("programme.instant"))
    await guest.tap(w("programme.book"))
    await guest.tap("3")
    await become_known(guest, w, name=None)
    await guest.tap(w("summary.book"))
    assert (await booking_of(world, guest)).first.starts_at == SATURDAY


@LANGUAGES
@pytest.mark.shows("A3")
async def test_a_weekday_of_the_same_programme_is_for_classes(world: World, language: str) -> None:
    w = words(language)
    dairy = programme_id(world, DAIRY)
    number = await _session(world, dairy, datetime(2026, 12, 8, 7, 0, tzinfo=UTC))
    teacher = world.person("Анна", language_code=language)
    await teacher.start()
    await teacher.press_data(f"prog:{dairy}:0:{number}")
    teacher.sees(w("programme.group", least=8, most=25), str(w.t.count("count.working_days_before", 5)))
    teacher.does_not_see(w("programme.instant"), w("programme.shared", most=25))


@LANGUAGES
@pytest.mark.shows("A3")
async def test_a_card_without_a_session_marks_the_open_groups(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await open_programme(world, guest, DAIRY)
    lines = guest.last.text.splitlines()
    saturday = next(line for line in lines if moment_label(SATURDAY, "Europe/Moscow", w.t) in line)
    assert w("programme.open_group") in saturday
    assert w("audience.family") in saturday
    assert not [line for line in lines if line.startswith("•") and "10:00" in line and "—" in line
                and w("programme.open_group") in line]  # fmt: skip
    await open_programme(world, guest, FELTING, "class")
    guest.does_not_see(w("programme.open_group"))


@LANGUAGES
@pytest.mark.parametrize("what", ["closed", "full", "near"])
@pytest.mark.shows("A3")
async def test_a_session_that_is_gone_is_said_to_be(world: World, language: str, what: str) -> None:
    w = words(language)
    mill = programme_id(world, PAPER_MILL)
    start = datetime(2026, 12, 8, 7, 0, tzinfo=UTC)
    number = await _session(world, mill, start)

    def close(connection: Connection) -> None:
        of = session.c.id == number
        connection.execute(update(session).where(of).values(status=SessionStatus.CLOSED))

    match what:
        case "closed":
            await world.db.write(close)
        case "full":
            await book_class(world, world.person("Игорь", language_code=language), w)
        case _:
            await world.move_to(datetime(2026, 12, 4, 9, 0, tzinfo=UTC))
    teacher = world.person("Анна", language_code=language)
    await teacher.start()
    await teacher.press_data(f"prog:{mill}:0:{number}")
    moment = moment_label(start, "Europe/Moscow", w.t)
    teacher.sees(w(f"programme.gone.{what}", moment=moment), w("programme.next_title"))
    teacher.does_not_see(w("programme.chosen", moment=moment), f"• {moment}")
    await teacher.tap(w("programme.book"))
    teacher.sees(w("form.party_both", age=12).splitlines()[0])
