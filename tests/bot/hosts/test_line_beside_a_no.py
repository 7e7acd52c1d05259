"""A host may write a line beside the reason of a no (E2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, String, cast, func, select

from bot.db.tables import draft, visit
from bot.domain.model import HostReason, Role, VisitStatus
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.paths import book_class, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
LINE = {
    "ru": "Котёл остановят до пятницы, приезжайте позже",
    "en": "The boiler stands until Friday, come later",
}


@LANGUAGES
@pytest.mark.shows("E2")
async def test_a_line_goes_with_the_reason_of_a_decline(world: World, language: str) -> None:
    """Typed before the reason is tapped, it costs whoever has nothing to add no tap; what names somebody is
    refused, and the leader reads it in the message and on the card."""
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    await book_class(world, teacher, r)
    await owner.tap(w("host.decline"))
    owner.sees(w("host.no.may_write"))
    await owner.writes("Кирилл боится громких звуков")
    owner.sees(w("host.decline.ask"))
    owner.does_not_see("Кирилл")
    await owner.writes("Ж" * 201)
    owner.sees("200")
    await owner.writes(LINE[language])
    owner.sees(w("host.no.line", text=LINE[language]))
    await world.restart()
    decline = data_of(owner, w("host.reason.repair"))
    await teacher.waits()
    await owner.tap(w("host.reason.repair"))
    owner.sees(w("host.no.written", text=LINE[language]))
    teacher.sees(r("reason.repair"), r("mine.site_line", text=LINE[language]))
    await teacher.writes("/my")
    for _ in ("past", "card"):
        await teacher.tap(teacher.buttons()[0])
    teacher.sees(r("mine.site_line", text=LINE[language]))
    visit = (await booking_of(world, teacher)).first
    assert (visit.status, visit.reason, visit.line) == (
        VisitStatus.DECLINED,
        HostReason.REPAIR,
        LINE[language],
    )

    await teacher.waits()
    await owner.press_data(decline)
    teacher.sees_nothing_new()
    await owner.writes("Ещё строка")
    assert (await booking_of(world, teacher)).first.line == LINE[language], "it is not asked for any more"


@LANGUAGES
@pytest.mark.shows("E2")
async def test_a_line_goes_with_what_is_called_off(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    await book_class(world, teacher, r)
    await owner.tap(w("host.confirm"))
    await teacher.waits()
    booking = await booking_of(world, teacher)
    await owner.press_data(f"hr:{booking.id}:{booking.first.site_id}:off")
    await owner.writes(LINE[language])
    await owner.tap(w("host.reason.repair"))
    owner.sees(w("host.no.line", text=LINE[language]), w("host.call_off.ask"))
    await owner.tap(w("host.call_off.sure"))
    teacher.sees(r("reason.repair"), r("mine.site_line", text=LINE[language]))


@pytest.mark.shows("E2")
async def test_a_line_belongs_to_one_request(world: World) -> None:
    """Typed beside one no, it does not go with another; a colleague's answer comes first."""
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    staff = await host_of(world, "Пётр", Role.STAFF)
    first, second = world.person("Анна"), world.person("Игорь")
    await book_class(world, first, w)
    await owner.waits()
    await book_class(world, second, w)
    one, other = await booking_of(world, first), await booking_of(world, second)
    site = one.first.site_id
    await owner.press_data(f"hr:{one.id}:{site}:why")
    await owner.writes("Котёл остановят до пятницы")
    await owner.press_data(f"hno:{other.id}:{site}:decline:repair")
    assert (await booking_of(world, second)).first.line is None
    await staff.press_data(f"hr:{one.id}:{site}:confirm")
    await owner.press_data(f"hno:{one.id}:{site}:decline:repair")
    visit = (await booking_of(world, first)).first
    assert (visit.status, visit.line) == (VisitStatus.CONFIRMED, None)


@pytest.mark.shows("H2", "H3")
@pytest.mark.parametrize("whose", ["a year", "the leader's", "the host's"])
async def test_the_line_has_its_time_and_goes_with_either(world: World, whose: str) -> None:
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    await host_of(world, "Ирина", Role.OWNER)
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await owner.tap(w("host.decline"))
    await owner.writes(LINE["ru"])
    await owner.tap(w("host.reason.repair"))
    assert (await booking_of(world, teacher)).first.line is not None
    kept = select(func.count()).select_from(draft).where(cast(draft.c.form, String).contains("Кот"))
    if whose == "a year":
        await world.skip_to(world.clock.now() + timedelta(days=32))
        assert await world.db.read(lambda connection: connection.execute(kept).scalar_one()) == 0
        assert await world.db.read(_lines) == [LINE["ru"]]
        await world.skip_to(world.clock.now() + timedelta(days=340))
    else:
        person = teacher if whose == "the leader's" else owner
        await person.writes("/delete_me")
        await person.tap(person.buttons()[0])
    assert await world.db.read(_lines) == []


def _lines(connection: Connection) -> list[str | None]:
    return list(
        connection.execute(select(visit.c.line).where(visit.c.line.is_not(None)).distinct()).scalars()
    )
