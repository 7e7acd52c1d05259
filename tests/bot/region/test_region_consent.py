"""A region adds words of its own to the consent; people agree to exactly what they read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import operator_of
from bot.db.tables import audit, consent, region_consent
from bot.domain.lengths import CONSENT
from bot.domain.model import Role
from bot.domain.people.consents import CONSENT_VERSION
from bot.ui.formats.html import Html, plain
from bot.ui.translator import translator_for
from bot.ui.visitor.consent import consent_text
from sandbox.people import Person
from tests.bot.hosts.site import data_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import PAPER_MILL, Words, book_class, describe_class, open_programme, tap_moment, words
from tests.bot.region.conftest import COLLEAGUE_ID
from tests.bot.region.test_region_days import open_part
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
OWN = {"ru": "Списки для пропуска школа передаёт сама.", "en": "Schools send their lists themselves."}


async def add_text(coordinator: Person, w: Words, ru: str, en: str | None = None) -> None:
    """From /region to the saved addition; None: without an English text."""
    await open_part(coordinator, w, "consent")
    has_one = w("settings.consent.rewrite") in coordinator.buttons()
    await coordinator.tap(w("settings.consent.rewrite" if has_one else "settings.consent.write"))
    await coordinator.writes(ru)
    if en is None:
        await coordinator.tap(w("settings.consent.skip.en"))
    else:
        await coordinator.writes(en)
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w("settings.done.consent"))


async def given(world: World) -> Sequence[Any]:
    return await world.db.read(lambda c: c.execute(select(consent).order_by(consent.c.id)).all())


def whole(world: World, language: str) -> Html:
    """The consent as the region of the tests has it now."""
    own = world.app.content.consent(next(iter(world.app.content.everything.regions)))
    return consent_text(translator_for(language), operator_of(world.settings), own)


def read_of(world: World, language: str) -> str:
    """As it stands in a chat."""
    return plain(whole(world, language))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def to_consent(world: World, person: Person, w: Words) -> None:
    """A class is asked for again, up to what comes after the time."""
    await open_programme(world, person, PAPER_MILL)
    await person.tap(w("programme.book"))
    await describe_class(person, w, party="8 А, 12")
    await tap_moment(person, nth=1)


@LANGUAGES
@pytest.mark.shows("F9")
@pytest.mark.shows("H1")
async def test_the_text_is_seen_as_it_will_be_read(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    await host_of(world, "Ольга", Role.OWNER)
    await open_part(coordinator, w, "consent")
    coordinator.sees(w("settings.consent.usual"))
    await coordinator.tap(w("settings.consent.read"))
    coordinator.sees(read_of(world, language))
    await coordinator.tap(w("settings.back"))
    await coordinator.tap(w("settings.consent.write"))
    coordinator.sees(w("settings.consent.ask.ru", most=CONSENT), w("settings.consent.stays"))
    await coordinator.writes("слово " * CONSENT)
    coordinator.sees(w("problem.too_long", most=CONSENT))
    await coordinator.writes("Иванов Пётр, Сидорова Мария, Козлов Денис")
    coordinator.sees(w("problem.names"))
    await coordinator.writes(OWN["ru"])
    coordinator.sees(w("settings.consent.ask.en", most=CONSENT))
    await world.restart()
    await coordinator.tap(w("button.back"))
    await coordinator.writes(OWN["ru"])
    await coordinator.writes(OWN["en"])
    other = "en" if language == "ru" else "ru"
    shown = coordinator.last.text
    assert OWN[language] in shown
    await coordinator.tap(w(f"settings.consent.look.{other}"))
    coordinator.sees(OWN[other])
    await coordinator.tap(w(f"settings.consent.look.{language}"))
    assert coordinator.last.text == shown
    agree = data_of(coordinator, w("settings.save"))
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w("settings.done.consent"), w("settings.consent.own"))
    await coordinator.press_data(agree)
    coordinator.sees(w("host.refusal.draft_closed"))

    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    await tap_moment(teacher)
    read = teacher.last.text
    assert read == read_of(world, language)
    assert shown.startswith(read)
    # All that the law asks for is there, whatever a region says.
    operator = operator_of(world.settings)
    for each in (operator.name, operator.inn, operator.address, operator.email, operator.policy_url):
        assert each in read
    assert "/delete_me" in read
    await teacher.tap(w("consent.agree"))
    row = (await given(world))[-1]
    assert (row.version, row.own_version, row.language) == (CONSENT_VERSION, 1, language)
    assert row.region_id == next(iter(world.app.content.everything.regions))
    assert row.text_hash == digest(whole(world, language))
    (noted,) = await world.db.read(
        lambda c: c.execute(select(audit.c.details).where(audit.c.action == "region.consent")).scalars().all()
    )
    assert noted == {"version": 1, "own": True}


@LANGUAGES
@pytest.mark.shows("F9")
@pytest.mark.shows("H1")
async def test_a_changed_text_is_asked_for_anew(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await add_text(coordinator, w, OWN["ru"])
    await to_consent(world, teacher, w)
    # Asked again, with what is known already: neither name nor phone.
    teacher.sees(read_of(world, language), OWN["ru"])
    old = data_of(teacher, w("consent.agree"))
    refuse = data_of(teacher, w("consent.refuse"))
    await add_text(coordinator, w, "Другой текст: документы хранит школа.", OWN["en"])
    await teacher.press_data(old)
    teacher.sees(read_of(world, language))
    assert [each.own_version for each in await given(world)] == [None]
    await teacher.tap(w("consent.agree"))
    assert w("summary.send") in teacher.buttons()
    await teacher.press_data(refuse)
    assert w("summary.send") in teacher.buttons(), "a no under an older copy takes nothing back"
    rows = await given(world)
    assert [each.own_version for each in rows] == [None, 2]
    assert rows[1].text_hash == digest(whole(world, language))
    await world.restart()
    await teacher.tap(w("summary.send"))

    # Without the addition nobody is asked again; with a new one everybody is.
    await open_part(coordinator, w, "consent")
    await coordinator.tap(w("settings.consent.drop"))
    coordinator.sees(w("settings.consent.becomes_usual"))
    assert OWN["en"] not in coordinator.last.text
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w("settings.done.consent"), w("settings.consent.usual"))
    other = world.person("Вера Ивановна", language_code=language)
    await open_programme(world, other, PAPER_MILL)
    await other.tap(w("programme.book"))
    await describe_class(other, w)
    await tap_moment(other)
    assert other.last.text == read_of(world, language)
    await other.tap(w("consent.agree"))
    last = (await given(world))[-1]
    assert (last.region_id, last.own_version) == (None, None)
    versions = await world.db.read(
        lambda c: c.execute(select(region_consent.c.version).order_by(region_consent.c.id)).scalars().all()
    )
    assert versions == [1, 2, 3]


@pytest.mark.shows("F9")
async def test_two_coordinators_write_at_once(world: World) -> None:
    """Whoever agrees over a text that a colleague has changed meanwhile is told, and sees it again."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    colleague = world.person("Роман", user_id=COLLEAGUE_ID)
    await colleague.start()
    for each in (coordinator, colleague):
        await open_part(each, w, "consent")
        await each.tap(w("settings.consent.write"))
        await each.writes(f"Пишет {'первый' if each is coordinator else 'второй'} координатор.")
        await each.tap(w("settings.consent.skip.en"))
    await coordinator.tap(w("settings.save"))
    await colleague.tap(w("settings.save"))
    colleague.sees(w("host.refusal.text_refused.schedule_changed"), "Пишет второй координатор.")
    await colleague.tap(w("settings.save"))
    colleague.sees(w("settings.done.consent"))
    await coordinator.tap(w("settings.consent.drop"), message=coordinator.last)
    await coordinator.tap(w("button.cancel"))
    coordinator.sees(w("settings.consent.own"))
    await open_part(colleague, w, "consent")
    await colleague.tap(w("settings.consent.rewrite"))
    colleague.sees(w("settings.consent.now", text="Пишет второй координатор."))
    await colleague.writes("Пишет второй координатор.")
    await colleague.tap(w("settings.consent.skip.en"))
    colleague.sees(w("host.refusal.text_refused.setting_as_it_is"))


@pytest.mark.shows("F9")
async def test_buttons_of_the_text_in_other_hands(world: World) -> None:
    """Whoever is no coordinator of the region changes nothing; nor does whoever is none any more."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    await open_part(coordinator, w, "consent")
    write = data_of(coordinator, w("settings.consent.write"))
    await coordinator.tap(w("settings.consent.write"))
    await coordinator.writes(OWN["ru"])
    await coordinator.tap(w("settings.consent.skip.en"))
    agree = data_of(coordinator, w("settings.save"))
    stranger = world.person("Зоя")
    await stranger.start()
    for each in (write, agree, write.replace(":1", ":0")):
        await stranger.press_data(each)
        assert OWN["ru"] not in stranger.last.text
    assert not await world.db.read(lambda c: c.execute(select(region_consent)).all())
    await coordinator.press_data(f"{write.split(':')[0]}:{write.split(':')[1]}:0")
    coordinator.sees(w("settings.consent.usual"))
