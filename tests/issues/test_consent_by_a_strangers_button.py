"""A consent counts when its text was on the person's own screen, not by a copied button of another form."""

from __future__ import annotations

from bot.db.people.people import read_actor
from tests.bot.hosts.site import data_of
from tests.bot.paths import PAPER_MILL, describe_class, open_programme, tap_moment, words
from tests.bot.world import World


async def test_a_copied_button_gives_no_consent(world: World) -> None:
    w = words("ru")
    teacher, stranger = world.person("Анна"), world.person("Чужая")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    await tap_moment(teacher)
    agree = data_of(teacher, w("consent.agree"))
    await stranger.start()
    await stranger.press_data(agree)
    stranger.does_not_see(w("consent.changed"))
    actor = await world.db.read(lambda connection: read_actor(connection, stranger.user_id))
    assert actor is not None
    assert actor.consent_version is None
    await teacher.press_data(agree)
    teacher.sees("Анна Петровна")
