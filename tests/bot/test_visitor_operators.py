"""The group of a tour operator or another organisation that is no school (C4, C5)."""

from __future__ import annotations

import pytest

from bot.domain.model import Audience, Role
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    Words,
    become_known,
    open_programme,
    tap_moment,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
NAME = "Турфирма «Северный путь»"
TITLE = "Осенний тур"


async def begin(world: World, person: Person, w: Words, slug: str = PAPER_MILL) -> None:
    await open_programme(world, person, slug, "class" if slug == FELTING else "tour")
    await person.tap(w("programme.book"))


@LANGUAGES
@pytest.mark.shows("C4", "C5", "B14", "B17")
async def test_a_group_that_is_too_large_for_a_family(world: World, language: str) -> None:
    """By the one button beside «Мы не школа»; the papers say who comes and what is paid."""
    w = words(language)
    guide = world.person("Глеб", language_code=language)
    await begin(world, guide, w, FELTING)
    await guide.writes("11")
    await guide.tap(w("form.we_are_group"))
    guide.sees(w("form.operator").split(":")[0])
    await guide.writes(NAME)
    await guide.tap(w("form.school_new"))
    await tap_moment(guide)
    await become_known(guide, w)
    guide.sees("Северный путь", w("price.counted", amount="", people=11, total="").split("=")[0].strip())
    # The title is asked of nobody: it has a button, and is guarded like any free text.
    await guide.tap(w("summary.change_title"))
    await guide.writes("Петрова Анна Сергеевна, Иванов Пётр Ильич")
    assert w("summary.group_title", title="Петрова") not in guide.screen
    await guide.writes(TITLE)
    guide.sees(w("summary.group_title", title=TITLE), "Северный путь")
    await guide.tap(w("summary.book"))
    guide.sees("Северный путь", TITLE)
    booking = await booking_of(world, guide)
    assert (booking.party.seats, booking.audience, booking.group_title) == (11, Audience.TOURIST, TITLE)
    assert booking.is_operator
    # A later final number is a duty with its date, and the letter says the total and how it is paid.
    await guide.tap(w("sent.card"))
    assert w("duty.tap.final_count", counts=w.t.count("count.people", 11)) in guide.buttons()
    await guide.tap(w("papers.button"))
    labels = guide.buttons()
    assert w("papers.kind.group_list") in labels
    assert w("papers.kind.consent") not in labels
    await guide.tap(w("papers.kind.letter_text"))
    guide.sees("Северный путь", TITLE, w("paper.people"), w("paper.price"), "× 11 =")


@pytest.mark.shows("C4", "B8")
async def test_an_operator_says_it_all_in_one_line(world: World) -> None:
    w = words("ru")
    guide = world.person("Глеб")
    host = await host_of(world, "Ольга", Role.OWNER)
    await begin(world, guide, w)
    await guide.writes("мы турфирма «Северный путь», 18 человек")
    guide.sees(w("form.operator_unknown", typed=NAME))
    await guide.tap(w("form.school_new"))
    await tap_moment(guide)
    await become_known(guide, w)
    await guide.tap(w("summary.send"))
    await world.settle()
    host.sees("Турфирма «Северный путь»", w("host.confirm"))
    await host.tap(w("host.confirm"))
    await world.settle()
    # Larger by no more than a fifth, beyond the ten of a family: at once.
    await guide.tap(w("sent.card"))
    await guide.tap(w("numbers.change"))
    await guide.writes("20")
    booking = await booking_of(world, guide)
    assert booking.party.seats == 20
    # The next time the organisation is known, and nothing is asked but the day.
    await begin(world, guide, w)
    await guide.writes("турфирма, 12")
    await tap_moment(guide)
    guide.sees(NAME, "12 человек")


@pytest.mark.shows("C4", "H4")
async def test_what_is_typed_leads_on_step_by_step(world: World) -> None:
    w = words("ru")
    guide = world.person("Глеб")
    await begin(world, guide, w)
    await guide.writes("агентство")
    guide.sees("Сколько человек в группе?")
    await guide.writes("много")
    guide.sees(w("problem.how_many_in_group"))
    await guide.writes("25")
    # More than a session takes: two of them, as for a class.
    guide.sees(w("form.operator").split(":")[0])
    await guide.writes("Иванова Мария Петровна")
    guide.sees("Похоже на имя человека")
    await guide.writes("15 человек")
    guide.sees("15 человек")
    await guide.writes("ООО Северный путь")
    await guide.tap(w("form.school_new"))
    # Back and forth nothing is lost; a class typed over it is a class.
    await guide.tap(w("button.back"))
    guide.sees(w("form.operator").split(":")[0])
    await guide.writes("7 Б, 17")
    guide.sees("7\u00a0Б", w("form.no_school"))


@pytest.mark.shows("C1", "C4")
async def test_a_family_is_asked_nothing_more(world: World) -> None:
    w = words("ru")
    guest = world.person("Марина")
    await begin(world, guest, w, FELTING)
    await guest.tap("3")
    await tap_moment(guest)
    await become_known(guest, w, name=None)
    assert w("summary.change_title") not in guest.buttons()
    await guest.tap(w("summary.book"))
    booking = await booking_of(world, guest)
    assert not booking.is_organised
