"""«9» opened a session that nobody had been shown, «10-12» became 10:12, and a session inside the lead time
was said to be open for booking."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.tables import session
from bot.domain.model import Role
from sandbox.people import Person
from tests.bot.hosts.site import data_of, host_of, label_with
from tests.bot.paths import DAIRY, FELTING, PAPER_MILL, programme_id, site_id, words
from tests.bot.world import World

pytestmark = pytest.mark.shows("E5")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def sessions_of(world: World, slug: str, code: str = "tour") -> list[tuple[datetime, datetime]]:
    asked = select(session.c.starts_at, session.c.ends_at).where(
        session.c.programme_id == programme_id(world, slug, code)
    )
    return [(row.starts_at, row.ends_at) for row in await world.db.read(lambda c: c.execute(asked).all())]


async def at_the_time(world: World, owner: Person, slug: str, day: str, code: str = "tour") -> None:
    w = words(owner.user.language_code or "ru")
    await owner.press_data(f"hn:{site_id(world, slug)}")
    if w("host.new.programme") in owner.last.text:
        draft = data_of(owner, owner.buttons()[0]).split(":")[1]
        await owner.press_data(f"hf:{draft}:programme:{programme_id(world, slug, code)}")
    await owner.writes(day)
    owner.sees(w("host.new.time"))


@LANGUAGES
async def test_a_typed_time_is_shown_and_agreed_to_first(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    before = await sessions_of(world, PAPER_MILL)
    await at_the_time(world, owner, PAPER_MILL, "12.12")
    await owner.writes("9")
    owner.sees("09:00", "10:30", w("host.new.sure"))
    nine = owner.last
    await owner.writes("10-12")
    owner.sees("10:00", "12:00", w("host.new.sure"))
    assert "10:12" not in owner.last.text
    assert await sessions_of(world, PAPER_MILL) == before
    await owner.tap(w("host.new.agree"), message=nine)
    owner.sees("10:00", "12:00", w("host.new.sure"))
    assert await sessions_of(world, PAPER_MILL) == before, "what the older message showed is not what stands"
    await owner.writes("10-15")
    owner.sees(w("host.refusal.text_refused.not_a_time"))
    await world.restart()
    await owner.tap(w("host.new.agree"))
    owner.sees(w("host.new.made"), "10:00")
    await owner.resend_last_tap()
    (made,) = set(await sessions_of(world, PAPER_MILL)) - set(before)
    assert [f"{each + timedelta(hours=3):%d.%m %H:%M}" for each in made] == ["12.12 10:00", "12.12 12:00"]


@LANGUAGES
async def test_back_from_the_check_leads_to_the_time(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    await at_the_time(world, owner, PAPER_MILL, "12.12")
    await owner.writes("09:00")
    await owner.tap(w("button.back"))
    owner.sees(w("host.new.time"))
    await owner.tap(w("button.back"))
    owner.sees(w("host.new.day"))


@LANGUAGES
async def test_what_nobody_can_book_is_said_before_and_after(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    await at_the_time(world, owner, PAPER_MILL, "25.11")
    await owner.writes("16")
    nobody = w(
        "host.takers.nobody",
        lead=str(w.t.count("count.working_days_before", 10)),
        day="сб, 5 декабря" if language == "ru" else "Sat, 5 December",
    )
    owner.sees(nobody, w("host.new.sure"))
    await owner.tap(w("host.new.agree"))
    owner.sees(w("host.new.made"), nobody)


@LANGUAGES
async def test_who_can_is_named_where_others_cannot(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    await at_the_time(world, owner, FELTING, "24.11", "class")
    await owner.writes("19")
    some = w("host.takers.some", who="@", late="@", lead="@", day="@").split("@")[0]
    text = owner.last.text
    assert some in text, text
    assert w("audience.family") in text.split(some)[1]
    assert text.index(w("audience.family")) < text.index(w("audience.school"))


@LANGUAGES
async def test_a_session_of_a_hidden_site_waits_for_the_coordinator(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=DAIRY, language=language)
    coordinator = await world.coordinator()
    await coordinator.press_data(f"cx:{site_id(world, DAIRY)}:hidden:1")
    await at_the_time(world, owner, DAIRY, "12.12")
    await owner.writes("16")
    owner.sees(w("host.takers.unpublished"))
    assert label_with(owner, w("host.new.agree"))
