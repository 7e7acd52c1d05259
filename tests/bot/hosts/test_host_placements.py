"""Applications for placements, as hosts answer them in chat (D2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import ApplicationStatus, Role
from sandbox.people import Person
from tests.bot.hosts.site import COORDINATOR_ID, data_of, host_of, notice
from tests.bot.paths import Words, tells_of, words
from tests.bot.test_application import SITE, applications, apply
from tests.bot.world import World

W = words("ru")
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
async def test_an_application_is_accepted_and_all_copies_show_it(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF, slug=SITE)
    parent, reference = await applied(world, "Мария")
    owner.sees(reference, "16–17", "10 класс", w("host.applicant.parent"), "+7")
    first = accept_labels(owner, w, reference)[0]
    await owner.tap(first, message=notice(owner, reference))
    owner.sees(r("application.briefing"), r("application.parent_consent"))
    assert not tells_of("✅", staff.screen), "nothing has been decided yet"
    await owner.tap(w("host.application.send"))
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
    owner.sees(r("application.reason.no_guide"), r("application.declined_ways"))
    await owner.tap(w("host.application.send"))
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
        await owner.tap(w("host.application.send"))
    await owner.press_data(accept, late)
    owner.sees(w("host.refusal.intake_full"))
    await owner.tap(labels[1])
    await owner.tap(w("host.application.send"))
    owner.sees(w("host.application.done.accepted"))
    (application,) = await applications(world, people[2][0])
    assert application.accepted_session_id == application.entry.second_session_id


@LANGUAGES
@pytest.mark.shows("E3", "D2")
async def test_an_unanswered_application_is_escalated(world: World, language: str) -> None:
    w = words(language)
    coordinator = world.person("Вера", user_id=COORDINATOR_ID, language_code=language)
    await coordinator.start()
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF, slug=SITE)
    parent, reference = await applied(world, "Мария")
    for number, told in enumerate(((owner, staff), (owner,)), start=1):
        for host in (owner, staff):
            await host.waits()
        await world.move(timedelta(days=1, minutes=1))
        for host in told:
            reader = words("ru") if host is staff else w
            host.sees(str(reader.t.count("host.unanswered.title", number, reference=reference)))
    staff.sees_nothing_new()
    coordinator.does_not_see(reference)
    await world.move(timedelta(days=1, hours=6))
    coordinator.sees(
        w("coordinator.due.title", reference=reference), w("coordinator.due.ask_applicant"), "+7"
    )
    await coordinator.tap(w("coordinator.due.open"))
    coordinator.sees(reference, w("host.applicant"), "Слоист" if language == "ru" else "Sloist")
    await coordinator.writes("/region")
    coordinator.sees(w("coordinator.unanswered", n=1), w("coordinator.overdue", n=1))
    await owner.tap(accept_labels(owner, w, reference)[0], message=notice(owner, reference))
    await owner.tap(w("host.application.send"))
    parent.sees(reference)
    copies = [
        each
        for each in (*owner.messages, *staff.messages)
        if each.from_bot and tells_of(reference, each.text)
    ]
    assert len(copies) == 3 + 2
    for copy in copies:
        reader = W if copy.chat_id == staff.user_id else w
        assert not [each for each in copy.labels if each.startswith(reader("host.decline"))], copy.text
    for due in coordinator.messages:
        assert w("coordinator.due.title", reference=reference) not in due.text
    await coordinator.tap(w("coordinator.unanswered", n=1))
    coordinator.sees(w("coordinator.unanswered.empty"))


@pytest.mark.shows("E3", "G1")
async def test_nobody_is_reminded_of_an_application_that_is_answered_or_withdrawn(world: World) -> None:
    w = words("ru")
    coordinator = world.person("Вера", user_id=COORDINATOR_ID)
    await coordinator.start()
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE)
    _, answered = await applied(world, "Мария")
    await owner.tap(accept_labels(owner, w, answered)[0], message=notice(owner, answered))
    await owner.tap(w("host.application.send"))
    nina, withdrawn = await applied(world, "Нина")
    await nina.tap(w("sent.card"))
    await nina.tap(w("application.withdraw"))
    await nina.tap(w("application.withdraw_yes"))
    for person in (owner, coordinator):
        await person.waits()
    await world.move(timedelta(days=4))
    for person in (owner, coordinator):
        person.does_not_see(answered, withdrawn)
