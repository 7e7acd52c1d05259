"""Choosing applicants step by step, each with what the applicant will read; their answers; taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import ApplicationStatus, Role
from sandbox.people import Person
from tests.bot.hosts.site import host_of, notice
from tests.bot.hosts.test_host_placements import applied
from tests.bot.paths import Words, tells_of, words
from tests.bot.test_application import SITE, applications, apply
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def status(world: World, applicant: Person) -> ApplicationStatus:
    (application,) = await applications(world, applicant)
    return application.status


async def step(host: Person, w: Words, reference: str, which: str) -> None:
    await host.tap(w("host.application.steps"), message=notice(host, reference))
    await host.tap(w(f"host.application.step.{which}"))


async def offer(host: Person, w: Words, reference: str) -> None:
    """Other dates, the first that there are."""
    await step(host, w, reference, "dates")
    await host.tap(host.buttons()[0])
    await host.tap(w("host.application.send"))


@LANGUAGES
@pytest.mark.shows("D2")
async def test_each_step_is_read_before_it_is_told(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF, slug=SITE)
    parent, reference = await applied(world, "Мария")

    await step(owner, w, reference, "consider")
    owner.sees(w("host.application.done.considered"))
    parent.sees(reference, r("application.stage.considered"))
    staff.sees(reference, "Рассматривается: Ольга")
    await staff.waits()
    await world.move(timedelta(days=1, hours=1))
    staff.sees_nothing_new()

    await staff.tap(r("host.application.steps"), message=notice(staff, reference))
    assert r("host.application.step.consider") not in staff.buttons(), "it has been taken up"
    await staff.tap(r("host.application.step.shortlist"))
    preview = staff.screen
    assert await status(world, parent) is ApplicationStatus.CONSIDERED, "nothing was sent yet"
    await staff.tap(r("host.application.send"))
    assert tells_of(parent.last.text.splitlines()[-1], preview), "word for word"
    parent.sees("вы в коротком списке")
    await staff.resend_last_tap()
    staff.sees(r("host.application.repeated.shortlisted"))

    await step(owner, w, reference, "talk")
    await owner.writes("Иванов Иван, Петров Пётр: в среду")
    assert await status(world, parent) is ApplicationStatus.SHORTLISTED
    await owner.writes("в среду с 15 до 17")
    owner.sees("Вам позвонят: в среду с 15 до 17")
    await owner.tap(w("host.application.send"))
    owner.sees(w("host.application.done.invited"))
    parent.sees("приглашают на разговор", "в среду с 15 до 17")
    await parent.tap(r("sent.card"))
    parent.sees(r("application.stage.invited"), "в среду с 15 до 17")

    await parent.tap(r("application.withdraw"))
    await parent.tap(r("application.withdraw_yes"))
    assert await status(world, parent) is ApplicationStatus.WITHDRAWN
    staff.sees(reference, r("host.application.state.withdrawn"))
    shown = next(each for each in owner.messages if w("host.decline") in each.labels)
    await owner.tap(w("host.decline"), message=shown)
    owner.sees(w("host.application.state.withdrawn"))


@LANGUAGES
@pytest.mark.shows("D2")
async def test_other_dates_are_refused_lapse_and_are_taken(world: World, language: str) -> None:
    """A place is kept for as long as the answer is awaited, and no longer."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE)
    r = words("ru")
    parent = world.person("Мария", language_code=language)
    await apply(world, parent, w)
    reference = (await applications(world, parent))[0].reference

    await offer(owner, r, reference)
    owner.sees(r("host.application.done.offered"))
    parent.sees(w("application.duty.offered", until="").split(":")[0][:10])
    kept = (await applications(world, parent))[0].accepted_session_id
    assert kept is not None
    await parent.tap(w("application.refuse"))
    parent.sees(w("application.stage.shortlisted"))
    owner.sees(reference, r("host.application.state.offer_refused"))
    refused = parent.last

    await offer(owner, r, reference)
    await owner.waits()
    await parent.waits()
    await world.move(timedelta(days=3))
    parent.sees(w.t.reference(reference))
    owner.sees(reference, r("host.application.state.offer_over"))
    assert await status(world, parent) is ApplicationStatus.SHORTLISTED
    await parent.press_data(f"ao:{(await applications(world, parent))[0].id}:1", refused)
    assert parent.alert is not None
    assert tells_of(w("application.refused.offer_ended")[:30], parent.alert.text)

    await offer(owner, r, reference)
    await parent.tap(w("application.agree"))
    parent.sees("✅", reference)
    assert await status(world, parent) is ApplicationStatus.ACCEPTED
    owner.sees(reference, "согласился на другие даты")
    await parent.resend_last_tap()
    assert await status(world, parent) is ApplicationStatus.ACCEPTED
