"""A family that typed its phone had no name: the toast promised to ask for it, and the host read
«без имени»."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from tests.bot.hosts.site import booking_of
from tests.bot.paths import FELTING, Words, open_programme, tap_moment, words
from tests.bot.world import World

pytestmark = pytest.mark.shows("B1", "H1")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def at_the_phone(world: World, w: Words, name: str, language: str) -> Person:
    family = world.person(name, language_code=language)
    await open_programme(world, family, FELTING, "class")
    await family.tap(w("programme.book"))
    await family.tap("2")
    await tap_moment(family)
    await family.tap(w("consent.agree"))
    assert w("form.share_phone") in family.keyboard()
    return family


@LANGUAGES
async def test_who_types_the_phone_is_asked_for_the_name(world: World, language: str) -> None:
    w = words(language)
    family = await at_the_phone(world, w, "Марина", language)
    await family.writes("8(912)123 45 67")
    family.does_not_see(w("summary.book"))
    family.sees(w("form.name").split("?")[0])
    await family.writes("Марина Олеговна")
    family.sees("Марина Олеговна, +7 912 123-45-67")
    await family.tap(w("summary.book"))
    assert (await booking_of(world, family)).leader_name == "Марина Олеговна"


@LANGUAGES
async def test_who_shares_the_contact_is_not(world: World, language: str) -> None:
    w = words(language)
    family = await at_the_phone(world, w, "Марина", language)
    await family.shares_contact()
    await family.tap(w("summary.book"))
    assert (await booking_of(world, family)).leader_name == "Марина"
    # Asked once, kept with the person.
    await open_programme(world, family, FELTING, "class")
    await family.tap(w("programme.book"))
    await family.tap("2")
    await tap_moment(family, nth=1)
    family.sees(w("summary.book"))


async def test_a_contact_without_a_name_is_asked_too(world: World) -> None:
    w = words("ru")
    family = await at_the_phone(world, w, "🌸", "ru")
    await family.shares_contact()
    family.sees(w("form.name").split("?")[0])
    await family.writes("Ирина")
    await family.tap(w("summary.book"))
    assert (await booking_of(world, family)).leader_name == "Ирина"
