"""Applications for placements, as hosts answer them in chat (D2)."""

from __future__ import annotations

import pytest

from bot.domain.model import ApplicationStatus, Role
from sandbox.people import Person
from tests.bot.hosts.site import data_of, host_of, notice
from tests.bot.paths import Words, words
from tests.bot.test_application import SITE, applications, apply
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


def accept_labels(person: Person, w: Words, reference: str) -> list[str]:
    """Buttons that accept into a date, in order."""
    start = w("host.accept", day="")
    return [label for label in person.buttons(notice(person, reference)) if label.startswith(start)]


async def applied(world: World, name: str) -> tuple[Person, str]:
    """Somebody who applied, and the reference."""
    person = world.person(name)
    await apply(world, person, words("ru"))
    return person, (await applications(world, person))[-1].reference


@LANGUAGES
@pytest.mark.shows("D2")
async def test_an_application_is_accepted_in_one_tap_and_all_copies_show_it(
    world: World, language: str
) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF, slug=SITE)
    parent, reference = await applied(world, "Мария")
    owner.sees(reference, "16-17", "10 класс", w("host.applicant.parent"), "+7")
    first = accept_labels(owner, w, reference)[0]
    await owner.tap(first, message=notice(owner, reference))
    owner.sees(w("host.application.done.accepted"), "✅")
    staff.sees(reference, "✅", "Ольга")
    assert accept_labels(staff, r, reference) == []
    parent.sees(reference)
    (application,) = await applications(world, parent)
    assert application.status is ApplicationStatus.ACCEPTED
    assert application.accepted_session_id == application.entry.first_session_id
    await owner.resend_last_tap()
    owner.sees(w("host.application.repeated.accepted"))


@LANGUAGES
@pytest.mark.shows("D2")
async def test_declining_takes_a_reason_and_the_second_host_sees_it(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF, slug=SITE)
    parent, reference = await applied(world, "Мария")
    old = notice(staff, reference)
    accept = data_of(staff, accept_labels(staff, r, reference)[0], old)
    await owner.tap(w("host.decline"), message=notice(owner, reference))
    await owner.tap(w("button.back"))
    await owner.tap(w("host.decline"))
    reason = w("application.reason.no_guide")
    await owner.tap(reason[:1].upper() + reason[1:])
    owner.sees("❌", reason)
    parent.sees(reference, r("application.reason.no_guide"))
    await staff.press_data(accept, old)
    staff.sees("❌", "Ольга", r("application.reason.no_guide"))
    (application,) = await applications(world, parent)
    assert application.status is ApplicationStatus.DECLINED


@LANGUAGES
@pytest.mark.shows("D2")
async def test_a_full_date_offers_the_other_one(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE, language=language)
    people = [await applied(world, name) for name in ("Мария", "Нина", "Олег")]
    labels = accept_labels(owner, w, people[0][1])
    late = notice(owner, people[2][1])
    accept = data_of(owner, labels[0], late)
    for _, reference in people[:2]:
        await owner.tap(labels[0], message=notice(owner, reference))
    await owner.press_data(accept, late)
    owner.sees(w("host.refusal.intake_full"))
    await owner.tap(labels[1])
    owner.sees(w("host.application.done.accepted"))
    (application,) = await applications(world, people[2][0])
    assert application.accepted_session_id == application.entry.second_session_id
