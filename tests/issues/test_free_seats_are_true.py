"""With 2 of 12 seats free, a party of five was told of none, and the day's other times stood there twice."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy import Connection

from bot.db.booking.sessions import read_session
from bot.db.people.people import add_person, give_consent, read_actor, update_person
from bot.domain.booking.views import BookingFormView, BookingView
from bot.domain.model import ConsentKind, ProgrammeId, SessionId
from bot.domain.people.access import Actor
from bot.domain.people.consents import CONSENT_VERSION
from bot.domain.refusal import OtherSession, Reason, Refusal
from tests.bot.paths import FELTING, Words, moments_on, open_programme, programme_id, tap_day, tap_time, words
from tests.bot.world import World
from tests.filling import Filling, pick_day, pick_sessions, take_seats

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def _to_the_time(world: World, name: str, w: Words, seats: int) -> None:
    guest = world.person(name, language_code=w.t.code)
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.tap(str(seats))
    await tap_day(guest)


@LANGUAGES
@pytest.mark.shows("B3")
async def test_two_free_seats_are_said_to_be_two(world: World, language: str) -> None:
    w = words(language)
    first, second = (world.person(name, language_code=language) for name in ("Марина", "Олег"))
    await _to_the_time(world, "Марина", w, 10)
    await _to_the_time(world, "Олег", w, 5)
    taken = await tap_time(first)
    assert taken in second.buttons()
    await second.tap(taken)
    refused = w(
        "refusal.session_full", seats=str(w.t.count("count.seats", 5)), free=str(w.t.count("count.seats", 2))
    )
    second.sees(refused)
    assert second.alert is not None
    assert second.alert.text is not None
    assert str(w.t.count("count.seats", 2)) in second.alert.text


@LANGUAGES
async def test_no_time_of_the_day_is_offered_twice(world: World, language: str) -> None:
    w = words(language)
    first, second = (world.person(name, language_code=language) for name in ("Марина", "Олег"))
    await _to_the_time(world, "Марина", w, 10)
    await _to_the_time(world, "Олег", w, 5)
    day = second.last.text.splitlines()[1].rpartition("· ")[2]
    await second.tap(await tap_time(first))
    times = [label for label in second.buttons() if ":" in label]
    assert len(times) == len(set(times))
    number = next(word for word in day.split() if word.isdecimal())
    offered = moments_on(second)
    assert offered, "days around it are offered"
    assert number not in [re.findall(r"\d+", label)[0] for label in offered]


# --- many at once --------------------------------------------------------------------------------


async def _known(world: World, number: int) -> Actor:
    now = world.clock.now()

    def body(connection: Connection) -> Actor:
        add_person(connection, number, "ru", None, now)
        actor = read_actor(connection, number)
        assert actor is not None
        update_person(connection, actor.person_id, name="Анна Петровна", phone="+70000000001")
        give_consent(
            connection, actor.person_id, ConsentKind.PROCESSING, CONSENT_VERSION, "ru", "0" * 64, now
        )
        known = read_actor(connection, number)
        assert known is not None
        return known

    return await world.db.write(body)


@pytest.mark.shows("C1")
@pytest.mark.shows("B3")
async def test_parties_of_three_to_five_at_once_hear_how_many_seats_are_left(world: World) -> None:
    """Thirty parties for the 12 seats of one session: each no names the seats that are really free."""
    visitor = Filling(world.app.runner)
    programme = ProgrammeId(programme_id(world, FELTING, "class"))
    actors = [await _known(world, 900_000 + number) for number in range(30)]
    forms: list[BookingFormView] = []
    for number, actor in enumerate(actors):
        view = await visitor.start(actor, programme)
        assert isinstance(view, BookingFormView)
        seated = await visitor.answer(actor, view.draft_id, take_seats((5, 5, 3, 4)[number % 4]))
        assert isinstance(seated, BookingFormView)
        forms.append(seated)
    days = forms[0].days
    assert days
    day = min(day for day, choice in days.items() if choice.options)
    session_id: SessionId = days[day].options[0].parts[0].session_id
    for actor, form in zip(actors, forms, strict=True):
        assert isinstance(await visitor.answer(actor, form.draft_id, pick_day(day)), BookingFormView)

    async def one(actor: Actor, form: BookingFormView) -> BookingView | Refusal:
        picked = await visitor.answer(actor, form.draft_id, pick_sessions((session_id,)))
        return picked if isinstance(picked, Refusal) else await visitor.send(actor, form.draft_id)

    answers = await asyncio.gather(*map(one, actors, forms))
    sold = [answer for answer in answers if isinstance(answer, BookingView)]
    refused = [
        (form.form.party.seats, answer)
        for form, answer in zip(forms, answers, strict=True)
        if isinstance(answer, Refusal)
    ]
    session = await world.db.read(lambda connection: read_session(connection, session_id))
    assert session is not None
    assert sum(each.booking.party.seats for each in sold) == session.taken <= session.capacity == 12
    assert refused
    for seats, answer in refused:
        assert answer.reason is Reason.SESSION_FULL
        assert answer.params["seats"] == seats
        free = answer.params["free"]
        assert isinstance(free, int)
        assert session.free <= free < seats
        others = [way for way in answer.alternatives if isinstance(way, OtherSession)]
        assert others
        assert session_id not in {way.session_id for way in others}
    # Two of five leave two seats, too few for any of the others.
    assert session.free == 2
    assert refused[-1][1].params["free"] == 2
