"""«Все пришли» was no answer to «Сколько пришло?», and «все, кроме двоих» were two."""

from __future__ import annotations

import pytest

from bot.domain.model import Role
from bot.domain.typed.party import read_count, read_count_of
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.hosts.test_on_the_day import class_of_today
from tests.bot.paths import words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
EXPECTED = 27
COUNTS = """
все | 27
все пришли | 27
Все здесь! | 27
пришли все | 27
приехали все до одного | 27
полным составом | 27
в полном составе | 27
весь класс | 27
всем классом | 27
все на месте | 27
all | 27
everybody came | 27
all of them are here | 27
the whole class | 27
все 25 | 25
все, кроме двоих | 25
все кроме 2 детей | 25
все без одного | 26
пришли все, кроме трёх | 24
минус двое | 25
минус 2 | 25
-5 | ?
на двоих меньше | 25
all but two | 25
everybody except one | 26
2 fewer | 25
24 | 24
24 + 2 | 26
почти все | ?
все? | ?
не все | ?
двоих нет | ?
никто | ?
все, кроме троих заболевших и учителя | ?
все кроме 30 | ?
"""


@pytest.mark.shows("E4", "B16")
@pytest.mark.parametrize(("text", "count"), [each.split(" | ") for each in COUNTS.strip().splitlines()])
def test_as_many_as_were_expected(text: str, count: str) -> None:
    assert read_count_of(text, EXPECTED) == (None if count == "?" else int(count))


@pytest.mark.shows("E4", "B16")
@pytest.mark.parametrize("text", ["все", "все, кроме двоих", "минус двое", "all but two", "everybody"])
def test_of_nobody_knows_how_many_it_is_asked(text: str) -> None:
    assert read_count(text) is None
    assert read_count_of(text, None) is None


@LANGUAGES
@pytest.mark.shows("E4")
async def test_at_the_gate(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = await class_of_today(world, owner, minutes=35)
    visit = (await booking_of(world, teacher)).first
    await owner.press_data(f"hv:{visit.id}:show")
    await owner.tap(w("host.gate.other"))
    await owner.writes("почти все" if language == "ru" else "nearly all")
    owner.sees(w("problem.head_count_unclear"))
    await owner.writes("все пришли" if language == "ru" else "everybody came")
    assert (await booking_of(world, teacher)).first.arrived_count == visit.seats
    await owner.tap(w("host.gate.other"))
    await owner.writes("все, кроме двоих" if language == "ru" else "all but two")
    assert (await booking_of(world, teacher)).first.arrived_count == visit.seats - 2


@LANGUAGES
@pytest.mark.shows("B16")
async def test_before_the_visit(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, language=language)
    seats = sum(each.seats for each in (await booking_of(world, teacher)).visits)
    await teacher.tap(w("day.coming"))
    await teacher.writes("минус двое" if language == "ru" else "all but two")
    teacher.sees(w("day.said.coming", n=seats - 2, seats=seats))


@pytest.mark.shows("E4")
async def test_what_the_leader_said_is_asked_about(world: World) -> None:
    """«Все» of the 27 who were booked, or of the 22 of whom the leader wrote: nobody knows."""
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner)
    booking = await booking_of(world, teacher)
    await teacher.tap(w("day.coming"))
    await teacher.writes(str(sum(each.seats for each in booking.visits) - 5))
    await owner.press_data(f"hv:{booking.first.id}:show")
    await owner.tap(w("host.gate.other"))
    await owner.writes("все")
    owner.sees(w("problem.head_count_unclear"))
    assert (await booking_of(world, teacher)).first.arrived_count is None
