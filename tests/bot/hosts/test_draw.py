"""From equal points to places by a draw: in chat, and checked by somebody who has only what was told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.db.placements.draws import read_draw
from bot.domain.booking.codes import grouped, latin_form
from bot.domain.model import DrawId, Role
from bot.domain.placements.draw import Draw, order_of
from sandbox.people import Person
from tests.bot.hosts.site import host_of, label_with, notice
from tests.bot.hosts.test_host_placements import applied
from tests.bot.paths import tells_of, words
from tests.bot.test_application import SITE
from tests.bot.world import World

w = words("ru")


async def draw_of(world: World) -> Draw:
    found = await world.db.read(lambda connection: read_draw(connection, DrawId(1)))
    assert found is not None
    return found


async def score(host: Person, reference: str, *points: int) -> None:
    await host.tap(w("host.application.steps"), message=notice(host, reference))
    await host.tap(w("host.application.step.rate"))
    for each in points:
        await host.tap(str(each))


async def open_selection(host: Person) -> None:
    await host.writes("/desk")
    await host.tap(label_with(host, "Отбор"))
    await host.tap(host.buttons()[0])


def number_of(applicant: Person) -> int:
    """As it was told in a message of its own."""
    told = next(each.text for each in reversed(applicant.messages) if "Ваш номер" in each.text)
    found = re.search(r"Ваш номер — (\d+)", told)
    assert found is not None, told
    return int(found[1])


@pytest.mark.shows("D3")
async def test_a_draw_among_equals(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE)
    staff = await host_of(world, "Пётр", Role.STAFF, slug=SITE)
    people = {reference: who for who, reference in [await applied(world, name) for name in "АБВ"]}
    first, *others = people

    await open_selection(owner)
    owner.sees("Не оценены 3 заявки", first)
    await owner.tap(w("selection.criteria"))
    await owner.tap(label_with(owner, "Условия и даты"))
    owner.sees("мотивация, подготовка.")
    await score(owner, first, 4, 4)
    owner.sees(w("selection.scores_done"), "8 из 10")
    await score(staff, first, 5, 4)
    staff.sees("Ольга: 8 из 10")
    for reference in others:
        await score(owner, reference, 4, 4)
    await open_selection(owner)
    owner.sees(f"1. № {first} · 8,5", w("selection.tied"))

    for applicant in people.values():
        await applicant.waits()
    await owner.tap(w("selection.prepare"))
    owner.sees("25 ноября")
    await owner.tap(w("selection.announce"))
    draw = await draw_of(world)
    owner.sees(draw.digest, "Заявок в списке: 3")
    await owner.resend_last_tap()
    for applicant in people.values():
        applicant.sees("объявлена жеребьёвка", draw.digest, "Ваш номер")
    numbers = {reference: number_of(applicant) for reference, applicant in people.items()}
    assert sorted(numbers.values()) == [1, 2, 3]

    # Nobody enters a seed before there is one, and no points are bent.
    await owner.press_data("drw:1:seed:0")
    assert owner.alert is not None
    assert tells_of("Курса ещё нет", owner.alert.text)
    await owner.press_data("hsc:1:motivation:5")
    owner.sees(w("selection.scores_closed"))

    await staff.waits()
    await world.move_to(draw.seed_at)
    staff.sees("курс известен")
    await staff.tap(w("draw.enter_seed"))
    await staff.writes("92")
    staff.sees("четырьмя знаками")
    await staff.writes("92,4512")
    staff.sees("92.4512")
    await staff.tap(w("draw.seed.agree"))
    order = order_of({numbers[first]: 17, **{numbers[each]: 16 for each in others}}, "92.4512")
    staff.sees(", ".join(map(str, order)))
    owner.sees(w("draw.was_due"), ", ".join(map(str, order)))
    for reference, applicant in people.items():
        place = order.index(numbers[reference]) + 1
        applicant.sees(f"По порядку вы — {place}")
    await open_selection(owner)
    owner.sees(w("selection.drawn"))
    ranked = sorted(people, key=lambda each: order.index(numbers[each]))
    assert [label.split()[1] for label in owner.buttons()[:3]] == ranked

    # Somebody else, with the code alone, in the letters of the other alphabet.
    stranger = world.person("Kim", language_code="en")
    await stranger.start()
    await stranger.writes(latin_form(grouped(draw.code)))
    stranger.sees("Draw", "92.4512", ", ".join(map(str, order)))
    stranger.does_not_see(*people)
    await stranger.tap("Data to check it")
    record = tmp_path / "record.txt"
    record.write_text(stranger.last.text, encoding="utf-8")
    assert main(["check-draw", str(record)]) == 0
    assert f"1. number {order[0]}" in capsys.readouterr().out
