"""Consent to news: a question of its own, asked once after the first booking, never in its way (H1)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Row, select

from bot.app import operator_of
from bot.db.tables import consent
from bot.domain.model import ConsentKind
from bot.ui.visitor.consent import news_text
from sandbox.people import Person
from tests.bot.paths import (
    DAIRY,
    FELTING,
    Words,
    book_class,
    book_seats,
    open_programme,
    tap_moment,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
A_MOMENT_LATER = timedelta(minutes=11)


async def _news(world: World) -> Sequence[Row[tuple[object, ...]]]:
    return await world.db.read(
        lambda c: c.execute(
            select(consent).where(consent.c.kind == ConsentKind.NEWS).order_by(consent.c.id)
        ).all()
    )


def _asked(person: Person, w: Words) -> int:
    return sum(w("news.title") in each.text for each in person.messages)


async def _asked_for_news(world: World, w: Words) -> Person:
    """A guest who has booked, with the question as the newest message."""
    guest = world.person("Марина", language_code=w.t.code)
    await book_seats(world, guest, w)
    guest.does_not_see(w("news.title"))
    await guest.waits()
    await world.move(A_MOMENT_LATER)
    guest.sees(w("news.title"))
    return guest


@LANGUAGES
@pytest.mark.shows("H1")
async def test_news_are_asked_apart_and_the_consent_is_proven(world: World, language: str) -> None:
    w = words(language)
    guest = await _asked_for_news(world, w)
    assert await _kinds(world) == [ConsentKind.PROCESSING]
    assert len(guest.last.text) <= 700
    await guest.tap(w("news.yes"))
    guest.sees(w("news.agreed"))
    (row,) = await _news(world)
    text = news_text(w.t, operator_of(world.settings))
    assert "АНО «Проверка»" in text
    assert (row.version, row.language, row.withdrawn_at) == (1, language, None)
    assert row.given_at == world.clock.now()
    assert row.text_hash == hashlib.sha256(text.encode()).hexdigest()
    await guest.resend_last_tap()
    assert len(await _news(world)) == 1


async def _kinds(world: World) -> Sequence[ConsentKind]:
    return await world.db.read(lambda c: c.execute(select(consent.c.kind)).scalars().all())


@LANGUAGES
@pytest.mark.shows("H1")
async def test_no_to_news_is_no_record_and_no_second_question(world: World, language: str) -> None:
    w = words(language)
    guest = await _asked_for_news(world, w)
    await guest.tap(w("news.no"))
    guest.sees(w("news.declined"))
    await book_again(world, guest, w)
    await world.move(timedelta(days=1))
    assert await _news(world) == []
    # The answered question was edited in place, and none came after the second booking.
    assert _asked(guest, w) == 0


async def book_again(world: World, guest: Person, w: Words) -> None:
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.tap("3")
    await tap_moment(guest, nth=2)
    await guest.tap(w("summary.book"))
    guest.sees("К-0002")


@LANGUAGES
@pytest.mark.shows("H1")
async def test_an_unanswered_question_is_not_asked_again(world: World, language: str) -> None:
    w = words(language)
    guest = await _asked_for_news(world, w)
    await book_again(world, guest, w)
    await world.move(timedelta(days=1))
    assert _asked(guest, w) == 1


@LANGUAGES
@pytest.mark.shows("H1")
async def test_news_are_switched_on_and_off_in_the_profile(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await guest.start()
    await guest.writes("/profile")
    guest.sees(w("profile.no_news"))
    await guest.tap(w("profile.news_on"))
    guest.sees(w("news.title"))
    await guest.tap(w("button.back"))
    assert await _news(world) == []
    await guest.tap(w("profile.news_on"))
    question = guest.last
    await guest.tap(w("news.yes"))
    guest.sees(w("profile.news"))
    assert [each.withdrawn_at for each in await _news(world)] == [None]
    await guest.tap(w("profile.news_off"))
    guest.sees(w("profile.no_news"))
    withdrawn = world.clock.now()
    await world.move(A_MOMENT_LATER)
    await guest.resend_last_tap()
    assert [each.withdrawn_at for each in await _news(world)] == [withdrawn]
    await guest.tap(w("news.yes"), message=question)
    guest.sees(w("profile.news"))
    assert [each.withdrawn_at for each in await _news(world)] == [withdrawn, None]
    # Whoever has decided already is not asked after the first booking.
    await book_seats(world, guest, w)
    await world.move(A_MOMENT_LATER)
    assert _asked(guest, w) == 0


@LANGUAGES
@pytest.mark.shows("H2")
async def test_deleting_the_account_withdraws_the_consent_to_news(world: World, language: str) -> None:
    w = words(language)
    guest = await _asked_for_news(world, w)
    await guest.tap(w("news.yes"))
    await guest.writes("/delete_me")
    await guest.tap(w("delete.sure"))
    assert [each.withdrawn_at for each in await _news(world)] == [world.clock.now()]


@LANGUAGES
@pytest.mark.shows("H1")
async def test_the_question_waits_for_the_morning(world: World, language: str) -> None:
    """A request sent late in the evening is answered at once; news can wait."""
    w = words(language)
    await world.move(timedelta(hours=9, minutes=30))
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w, DAIRY)
    await world.move(timedelta(hours=1))
    assert _asked(teacher, w) == 0
    await world.move(timedelta(hours=11))
    assert _asked(teacher, w) == 1
