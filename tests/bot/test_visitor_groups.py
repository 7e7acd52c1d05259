"""A shared session that needs a minimum: «собираем группу: 5 из 8», and how everybody learns the end (C2)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.db.booking.sessions import read_session
from bot.domain.booking.availability import SessionFacts
from bot.domain.model import GroupState, Role, SessionStatus
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.paths import DAIRY, Words, book_seats, moments_on, open_programme, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def session_of(world: World, person: Person) -> SessionFacts:
    booking = await booking_of(world, person)
    found = await world.db.read(lambda connection: read_session(connection, booking.first.session_id))
    assert found is not None
    assert found.group is not None
    return found


async def go_to(world: World, person: Person, *, before: timedelta) -> datetime:
    """So long before the moment at which the person's group is decided."""
    session = await session_of(world, person)
    assert session.group is not None
    moment = session.group.terms.decides_at - before
    await world.move_to(moment)
    return moment


def gathered(w: Words, n: int) -> str:
    """Without its first letter, which is a capital where the line stands alone."""
    return w("group.gathering_short", gathered=n, minimum=8)[1:]


def told(person: Person, text: str) -> int:
    return sum(text in shown.text for shown in person.messages if shown.from_bot)


@LANGUAGES
@pytest.mark.shows("C2")
async def test_a_group_comes_together_and_everybody_is_told_once(world: World, language: str) -> None:
    w = words(language)
    first = world.person("Марина", language_code=language)
    second = world.person("Глеб", language_code=language)
    host = await host_of(world, "Ольга", Role.OWNER, slug=DAIRY, language=language)
    # The card, the choice of time and the summary say so before anybody books.
    await open_programme(world, first, DAIRY)
    first.sees(gathered(w, 0))
    await first.tap(w("programme.book"))
    await first.tap("5")
    first.sees(gathered(w, 0))
    await first.tap(moments_on(first)[0])
    await first.tap(w("consent.agree"))
    await first.shares_contact()
    first.sees(gathered(w, 0), w("summary.group"))
    await first.tap(w("summary.book"))
    first.sees(gathered(w, 5), w("duty.gather"))
    await first.writes("/my")
    first.sees(w("status.gathering"), gathered(w, 5))
    # Three more make eight: whoever completes it sees so at once, the others and the site are told.
    await book_seats(world, second, w, 3, slug=DAIRY)
    second.sees(w("group.runs")[1:])
    assert gathered(w, 5) not in second.last.text
    await world.settle()
    assert told(first, w("group.runs")) == 1
    assert told(second, f"{w('group.runs')}.</b>") == 0
    assert told(host, w("host.group.complete", moment="").strip(": ")) == 1
    # One of them leaves: what was said stands; the site sees what is left, and may close the session.
    await second.tap(w("sent.card"))
    await second.tap(w("mine.cancel"))
    await second.tap(w("cancel.not_needed"))
    await world.settle()
    host.sees(w("host.cancelled.group", gathered=5, minimum=8).split(".")[0])
    assert (await session_of(world, first)).group is not None
    await first.writes("/my")
    first.sees(w("status.confirmed"))
    # Its time changes nothing, and tells nobody anything.
    await go_to(world, first, before=-timedelta(minutes=5))
    assert told(first, w("group.runs")) == 1
    session = await session_of(world, first)
    assert session.status is SessionStatus.OPEN
    # All are gone, but it is too late to gather anew: who comes now has what was promised.
    assert session.group is not None
    assert session.group.state is GroupState.RUNS


@LANGUAGES
@pytest.mark.shows("C2", "K")
async def test_too_few_and_the_site_says_nothing(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await book_seats(world, guest, w, 5, slug=DAIRY)
    host = await host_of(world, "Ольга", Role.OWNER, slug=DAIRY, language=language)
    # In the morning of the day the site is asked, once.
    await go_to(world, guest, before=timedelta(hours=9))
    assert told(host, w("host.group.hold")) == 0
    assert w("host.group.hold") not in host.buttons()
    await go_to(world, guest, before=timedelta(hours=8) - timedelta(minutes=1))
    await go_to(world, guest, before=timedelta(hours=4))
    host.sees(w("host.group.people", gathered=5, minimum=8, parties="").split(",")[0])
    question = host.last
    asked = told(host, w("group.if_short.cancel"))
    assert asked == 1
    assert [w("host.group.hold"), w("host.group.off")] == host.buttons()[:2]
    # At the moment the rule decides: everybody is told, with other seats that are kept.
    await go_to(world, guest, before=-timedelta(minutes=2))
    guest.sees(w("message.kept_instead", until="").split("<")[0].strip())
    no = w("message.closed.too_few", reference="", site="").split(":")[1].split("<")[0].strip()
    assert told(guest, no) == 1
    session = await session_of(world, guest)
    assert (session.status, session.taken) == (SessionStatus.CLOSED, 0)
    # The question of the site shows the end, and its old buttons change nothing.
    shown = next(each for each in host.messages if each.message_id == question.message_id)
    assert w("host.group.hold") not in host.buttons(shown)
    assert w("host.group.called_off", moment="").strip(": ") in shown.text
    take = next(each for each in guest.buttons() if each.startswith(w("offer.take", when="")))
    await guest.tap(take)
    guest.sees(gathered(w, 5))
    again = await session_of(world, guest)
    assert again.id != session.id
    assert again.status is SessionStatus.OPEN


@pytest.mark.shows("C2", "E2")
async def test_the_first_answer_of_the_site_wins(world: World) -> None:
    w = words("ru")
    guest, late = world.person("Марина"), world.person("Глеб")
    await book_seats(world, guest, w, 5, slug=DAIRY)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=DAIRY)
    staff = await host_of(world, "Пётр", Role.STAFF, slug=DAIRY)
    await go_to(world, guest, before=timedelta(hours=4))
    asked, off = staff.last, data_of(staff, w("host.group.off"))
    await owner.tap(w("host.group.hold"))
    owner.sees("сеанс состоится и с меньшей группой")
    await world.settle()
    assert told(guest, "сеанс состоится") == 1
    # The colleague's copy has changed; an old tap of the other button changes nothing any more.
    staff.sees("сеанс состоится и с меньшей группой")
    await staff.press_data(off, asked)
    assert staff.alert is not None
    assert staff.alert.text == w("host.group.before.open")
    await go_to(world, guest, before=-timedelta(minutes=2))
    session = await session_of(world, guest)
    assert session.status is SessionStatus.OPEN
    assert told(guest, "сеанс состоится") == 1
    # Who books now finds a session that takes place.
    await book_seats(world, late, w, 2, slug=DAIRY)
    late.sees("Сеанс состоится.")
