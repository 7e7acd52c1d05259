"""A coordinator settles days of the region in chat: days off, school holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.db.tables import session
from bot.domain.model import Role, SessionStatus, VisitStatus
from bot.ui.formats.dates import day_label
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import PAPER_MILL, Words, book_class, site_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def open_part(person: Person, w: Words, part: str) -> None:
    await person.writes("/region")
    await person.tap(w("settings.button"))
    await person.tap(w(f"settings.{part}"))


def start_of(text: str) -> str:
    """A title up to what it is about."""
    return text.split("—", maxsplit=1)[0].strip()


@LANGUAGES
@pytest.mark.shows("F9")
async def test_a_day_off_takes_off_what_is_free_and_drops_nobody(world: World, language: str) -> None:
    """What it does is shown before it holds; who has a place keeps it, and is named to site and region."""
    w, r = words(language), words("ru")
    coordinator = await coordinator_of(world, language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    await book_class(world, teacher, r)
    await owner.tap(r("host.confirm"))
    day = (await booking_of(world, teacher)).first.starts_at.date()
    free = day + timedelta(days=7)

    await open_part(coordinator, w, "days")
    coordinator.sees(w("settings.days.none"))
    await coordinator.tap(w("settings.days.add.off"))
    coordinator.sees(w("settings.ask.off"))
    await coordinator.tap("›")
    await coordinator.tap("‹")
    await coordinator.writes("чепуха" if language == "ru" else "nonsense")
    coordinator.sees(w("host.refusal.text_refused.not_a_day"))
    await coordinator.writes(f"{day:%d.%m}")
    coordinator.sees(w("host.period.last"))
    await coordinator.tap(w("button.back"))
    coordinator.sees(w("settings.ask.off"))
    await coordinator.writes(f"{day:%d.%m} – {free:%d.%m}")
    kept = w.t.count("host.count.sessions", 2)
    coordinator.sees(w("settings.effect.kept", sessions=kept), "10:00", "13:30")
    sessions = await sessions_on(world, free)
    assert sessions
    await world.restart()
    agree = data_of(coordinator, w("settings.save"))
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w("settings.done.off"), w("settings.outcome.kept", sessions=kept))
    assert not await sessions_on(world, free)
    assert {each.status for each in (await booking_of(world, teacher)).visits} == {VisitStatus.CONFIRMED}
    await coordinator.press_data(agree)
    assert w("settings.outcome.kept", sessions=kept) in coordinator.last.text
    await world.settle()
    assert any("10:00" in (each.text or "") for each in owner.messages[-2:])

    # The day is as it was, and so are its sessions.
    await open_part(coordinator, w, "days")
    back = next(
        each for each in coordinator.buttons() if each.startswith(w("settings.days.give_back", days=""))
    )
    give_back = data_of(coordinator, back)
    await coordinator.tap(back)
    coordinator.sees(start_of(w("settings.title.usual", region="")))
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w("settings.done.usual"), w("settings.days.none"))
    assert await sessions_on(world, free) == sessions
    await coordinator.press_data(give_back)
    coordinator.sees(w("settings.days.none"))


async def sessions_on(world: World, day: date) -> list[str]:
    """Open sessions of the mill on a day, by their times (UTC)."""
    mill = site_id(world, PAPER_MILL)

    def read(connection: Connection) -> list[str]:
        rows = connection.execute(
            select(session.c.starts_at)
            .where(session.c.site_id == mill, session.c.status == SessionStatus.OPEN)
            .order_by(session.c.starts_at)
        ).scalars()
        return [each.isoformat() for each in rows if each.date() == day]

    return await world.db.read(read)


@LANGUAGES
@pytest.mark.shows("E5")
@pytest.mark.shows("F9")
async def test_a_weekly_rule_leaves_out_school_holidays(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL, language=language)
    first = world.clock.now().date() + timedelta(days=21)
    last = first + timedelta(days=8)
    await open_part(coordinator, w, "school")
    coordinator.sees(w("settings.school.none"))
    await coordinator.tap(w("settings.school.add"))
    await coordinator.writes(f"{first:%d.%m} – {last:%d.%m}")
    coordinator.sees(w("settings.effect.nothing"))
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w("settings.done.school"), day_label(first, w.t))

    await coordinator.tap(w("settings.school.add"))
    await coordinator.writes(f"{last:%d.%m}")
    await coordinator.tap(w("host.period.one_day"))
    coordinator.sees(w("host.refusal.text_refused.school_holidays_meet"))
    await coordinator.tap(w("button.cancel"))
    coordinator.sees(day_label(first, w.t))

    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.schedule"))
    await owner.tap(next(each for each in owner.buttons() if "10:00, 13:30" in each))
    await owner.tap(w("host.rule.field.season"))
    owner.sees(day_label(first, w.t), f"✓ {w('host.rule.school.any')}")
    before = await sessions_between(world, first, last)
    await owner.tap(w("host.rule.school.without"))
    owner.sees(w("host.rule.school.without").lower(), w("host.rule.takes_off", sessions="").split(":")[0])
    await owner.tap(w("host.rule.save"))
    owner.sees(w("host.rule.school.without").lower())
    assert before
    assert len(await sessions_between(world, first, last)) < len(before)

    # Holidays that are no more give the rule its sessions back.
    await open_part(coordinator, w, "school")
    drop = next(each for each in coordinator.buttons() if each.startswith(w("settings.school.drop", days="")))
    old = data_of(coordinator, drop)
    await coordinator.tap(drop)
    coordinator.sees(w("settings.effect.opened", sessions="").split(":")[0])
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w("settings.done.no_school"))
    assert await sessions_between(world, first, last) == before
    await coordinator.press_data(old)
    coordinator.sees(w("settings.school.none"))


async def sessions_between(world: World, first: date, last: date) -> list[str]:
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    return [moment for day in days for moment in await sessions_on(world, day)]


@pytest.mark.shows("F9")
async def test_settings_are_for_coordinators_of_the_region(world: World) -> None:
    """A guessed button shows nothing to others; who had the role until now changes nothing any more."""
    w = words("ru")
    stranger = world.person("Чужой")
    await stranger.start()
    region = next(iter(world.app.content.everything.regions))
    for data in (f"cse:{region}:days:0", f"csd:{region}:off::", f"cst:{region}:answer_days"):
        await stranger.press_data(data)
        stranger.sees(w("host.refusal.not_allowed"))
        await stranger.tap(w("button.home"))
