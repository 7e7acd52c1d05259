"""«Что взять» led away from the request; two usual reasons were missing; guests read their own one."""

from __future__ import annotations

import pytest

from bot.domain.model import Role
from tests.bot.hosts.site import host_of
from tests.bot.paths import PAPER_MILL, book_class, book_seats, words
from tests.bot.world import World
from tests.issues.test_booking_of_several_visits import open_card

pytestmark = pytest.mark.shows("B7", "B10")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
async def test_what_to_take_leads_back_to_the_request(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await open_card(teacher, reference)
    card = teacher.last.text
    await teacher.tap(w("mine.rules"))
    await teacher.tap(w("site.about"))
    await teacher.tap(w("site.rules"))
    await teacher.tap(w("site.to_request"))
    assert teacher.last.text == card


@LANGUAGES
@pytest.mark.parametrize("reason", ["illness", "other"])
async def test_a_class_may_be_ill_or_have_a_reason_of_its_own(
    world: World, language: str, reason: str
) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL, language=language)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await open_card(teacher, reference)
    await teacher.tap(w("mine.cancel_request"))
    await teacher.tap(w(f"cancel.{reason}"))
    told = reason != "other"  # «другая причина» says nothing
    assert (w(f"reason.{reason}") in teacher.last.text) is told
    await owner.waits()
    assert (w(f"reason.{reason}") in owner.last.text) is told


@LANGUAGES
async def test_nobody_is_told_that_they_cancelled_since_they_cancelled(world: World, language: str) -> None:
    w = words(language)
    tourist = world.person("Марина", language_code=language)
    reference = await book_seats(world, tourist, w)
    await open_card(tourist, reference)
    await tourist.tap(w("mine.cancel"))
    await tourist.tap(w("cancel.not_needed"))
    tourist.sees(w("status.cancelled"))
    tourist.does_not_see(w("mine.reason", reason="").strip())
