"""Offers and waiting lists where things meet: two devices, the last second, what is typed, whoever leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.db.booking.drafts import add_sent_draft
from bot.db.booking.seats import find_discrepancies
from bot.db.booking.waiting import add_waiting
from bot.db.operations.self_audit import Moments, audit
from bot.db.people.people import read_actor
from bot.db.tables import class_card, offer, site, visit, waiting
from bot.domain.forms import BookingForm, Wish
from bot.domain.limits import Limits
from bot.domain.model import Audience, OfferState, ProgrammeId, Publication, WaitState
from bot.ui.host.callback_data import SessionTap
from sandbox.people import Person
from tests.bot.hosts.site import data_of
from tests.bot.paths import (
    PAPER_MILL,
    Words,
    become_known,
    describe_class,
    is_moment,
    moments_on,
    open_programme,
    reference_on,
    tap_moment,
    words,
)
from tests.bot.test_visitor_route_as_one import to_summary
from tests.bot.test_visitor_waiting import (
    ask_for_full_day,
    book_career,
    cancel,
    join,
    plain,
    see_calendar,
    take_button,
    wait_button,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def offered(world: World, w: Words, language: str = "ru") -> tuple[Person, Person]:
    """Somebody who is offered the only day of somebody who has cancelled, and the next in line."""
    first, second, third = (world.person(name, language_code=language) for name in ("Анна", "Игорь", "Ольга"))
    await book_career(world, first, w)
    await join(world, second, w)
    await join(world, third, w, party="11 Г, 14")
    await cancel(first, w)
    await world.settle()
    assert take_button(second, w)
    return second, third


async def is_sound(world: World) -> None:
    assert await world.db.read(find_discrepancies) == []
    report = await world.db.read(lambda c: audit(c, Moments(world.clock.now(), late_before=None)))
    assert report.clean, report.differences


async def states(world: World) -> tuple[list[OfferState], list[WaitState]]:
    return await world.db.read(
        lambda c: (
            list(c.execute(select(offer.c.state).order_by(offer.c.id)).scalars()),
            list(c.execute(select(waiting.c.state).order_by(waiting.c.id)).scalars()),
        )
    )


@LANGUAGES
@pytest.mark.shows("K", "B12")
async def test_berem_takes_the_only_offer(world: World, language: str) -> None:
    w = words(language)
    second, _ = await offered(world, w, language)
    await second.writes("Берём" if language == "ru" else "we take it")
    assert reference_on(second)
    assert (await states(world))[0] == [OfferState.TAKEN]
    await is_sound(world)


@pytest.mark.shows("K")
async def test_da_with_a_form_open_takes_nothing(world: World) -> None:
    """It may be meant for the form: what is offered is shown."""
    w = words("ru")
    second, _ = await offered(world, w)
    await ask_for_full_day(world, second, w, party="9 Б, 15")
    await second.writes("согласны")
    assert (await states(world))[0] == [OfferState.LIVE]


@LANGUAGES
@pytest.mark.shows("B12")
async def test_whoever_types_that_they_wait_waits(world: World, language: str) -> None:
    w = words(language)
    first, second = (world.person(name, language_code=language) for name in ("Анна", "Игорь"))
    await book_career(world, first, w)
    await ask_for_full_day(world, second, w)
    await second.writes("Подождём, поставьте в лист ожидания" if language == "ru" else "We'll wait")
    if w("consent.agree") in second.buttons():
        await become_known(second, w)
    second.sees(w("waiting.title"))
    assert (await states(world))[1] == [WaitState.WAITING]


@pytest.mark.shows("B12")
async def test_of_several_full_days_it_is_asked_which(world: World) -> None:
    w = words("ru")
    first, second, third = (world.person(name) for name in ("Анна", "Игорь", "Ольга"))
    await book_career(world, first, w)
    await book_career(world, third, w, party="9 А, 16")
    await ask_for_full_day(world, second, w)
    await second.writes("подождём")
    second.sees(w("refusal.which_day"))
    await second.tap(wait_button(second))
    assert w("consent.agree") in second.buttons()


@pytest.mark.shows("K")
async def test_two_devices_take_one_offer(world: World) -> None:
    """The message of the offer, and the same from «Мои заявки»: one booking, and both show it."""
    w = words("ru")
    second, _ = await offered(world, w)
    message, take = second.last, take_button(second, w)
    await second.writes("/my")
    await second.tap(w("offer.button", when="").rstrip())
    await second.tap(take)
    reference = reference_on(second)
    count = len(second.messages)
    await second.tap(take, message=message)
    assert reference_on(second) == reference
    assert len(second.messages) == count
    await is_sound(world)


@pytest.mark.shows("K")
async def test_a_tap_after_the_last_second_says_so(world: World) -> None:
    """Before any sweep: what counts is the deadline when it is read."""
    w = words("ru")
    second, third = await offered(world, w)
    message, take = second.last, take_button(second, w)
    third.reset_counts()
    world.clock.move(timedelta(hours=4))
    await second.tap(take, message=message)
    second.sees(plain(w("offer.ended.lapsed", site="")))
    assert (await states(world))[0] == [OfferState.LIVE], "not swept yet"
    await world.move(timedelta(minutes=2))
    third.sees(w("offer.why.waiting", site=""))
    await is_sound(world)


@pytest.mark.shows("K", "H2")
async def test_whoever_deletes_themselves_passes_it_on(world: World) -> None:
    w = words("ru")
    second, third = await offered(world, w)
    third.reset_counts()
    await second.writes("/delete_me")
    await second.tap(w("delete.sure"))
    await world.settle()
    third.sees(w("offer.why.waiting", site=""))
    assert (await states(world)) == (
        [OfferState.DECLINED, OfferState.LIVE],
        [WaitState.LEFT, WaitState.OFFERED],
    )
    await is_sound(world)


@pytest.mark.shows("K", "F3")
async def test_at_a_site_that_was_hidden_nothing_is_taken(world: World) -> None:
    w = words("ru")
    second, _ = await offered(world, w)
    take = take_button(second, w)
    hidden = update(site).where(site.c.slug == PAPER_MILL).values(status=Publication.HIDDEN)
    await world.db.write(lambda c: c.execute(hidden).rowcount)
    await world.app.content.refresh()
    await second.tap(take)
    assert (await states(world))[0] == [OfferState.LIVE]
    assert second.alert is not None


@LANGUAGES
@pytest.mark.shows("K", "B12", "E5")
async def test_a_session_that_closes_takes_what_is_offered_of_it(world: World, language: str) -> None:
    """The offer is withdrawn, and whoever waited for that day only is told that it is over, with other days:
    a tap on one leads to its summary."""
    w = words(language)
    second, third = await offered(world, w, language)
    take, message = take_button(second, w), second.last
    host = await world.host("vychegda-sheet")
    session_id = await world.db.read(lambda c: c.execute(select(visit.c.session_id)).scalar_one())
    await second.waits()
    await third.waits()
    await host.press_data(SessionTap(session=session_id, op="close", reason="repair").pack())
    second.sees(plain(w("offer.ended.withdrawn", site="")))
    assert (await states(world))[0] == [OfferState.WITHDRAWN]
    await second.tap(take, message=message) if take in second.buttons(message) else None
    assert (await states(world))[0] == [OfferState.WITHDRAWN]
    third.sees_nothing_new()
    await world.move(timedelta(minutes=11))
    assert (await states(world))[1] == [WaitState.OVER, WaitState.OVER]
    for each in (second, third):
        each.sees(plain(w("waiting.over", site="")).rstrip(), w("waiting.over.others"))
    other = next(label for label in third.buttons() if is_moment(label))
    await third.tap(other)
    third.sees(w("summary.title"), "14 + 2")
    await third.tap(w("summary.send"))
    assert reference_on(third)
    await is_sound(world)


@LANGUAGES
@pytest.mark.shows("B12")
async def test_who_cannot_wait_is_told_why(world: World, language: str) -> None:
    """With what is possible instead: seats that there are, other days, those of a route, one list less."""
    w = words(language)
    wait = "подождём" if language == "ru" else "we'll wait"
    first, second = (world.person(name, language_code=language) for name in ("Анна", "Игорь"))
    # Nothing is full.
    await see_calendar(world, second, w, party="11 Б, 15")
    await second.writes(wait)
    second.sees(plain(w("refusal.seats_are_free")))
    assert len(moments_on(second)) >= 2
    # A full day comes free before the button is tapped.
    await book_career(world, first, w)
    await second.writes("09.12")
    button, message = wait_button(second), second.last
    asked = data_of(second, button)
    await cancel(first, w)
    await second.tap(button, message=message)
    second.sees(plain(w("refusal.seats_are_free")))
    # A day without a session, from a damaged or very old button.
    day = date.fromisoformat(asked[-10:])
    await second.press_data(asked.replace(day.isoformat(), (day + timedelta(days=1)).isoformat()), message)
    second.sees(plain(w("refusal.nothing_to_wait_for")))
    # Whoever stands on ten lists joins no other one.
    await book_career(world, first, w)
    await second.writes("09.12")
    button = wait_button(second)
    await world.db.write(lambda c: stand_on_lists(c, second, world.clock.now(), Limits().max_waiting))
    await second.tap(button)
    await become_known(second, w)
    second.sees(w("refusal.too_many_waiting", most=10))
    assert (await states(world))[1] == [WaitState.WAITING] * 10
    # Stops of a route hardly ever come free together: its days are named.
    await to_summary(world, first, w)
    await first.tap(w("button.back"))
    await first.writes(wait)
    first.sees(plain(w("refusal.route_waits"))[:30])
    assert moments_on(first)


def stand_on_lists(connection: Connection, person: Person, now: datetime, number: int) -> None:
    """Puts somebody on so many lists of other days, with other classes."""
    actor = read_actor(connection, person.user_id)
    assert actor is not None
    form = BookingForm(ProgrammeId(1), audience=Audience.SCHOOL, children=15, adults=2, party_agreed=True)
    for each in range(number):
        wish = Wish.of_day(now.date() + timedelta(days=30 + each))
        draft_id = add_sent_draft(connection, actor.person_id, replace(form, waits=wish), now)
        add_waiting(
            connection,
            actor.person_id,
            draft_id,
            form.programme_id,
            wish,
            party=f"0:{each}:",
            seats=17,
            now=now,
        )


@pytest.mark.shows("K", "B12")
async def test_whoever_books_the_day_otherwise_waits_no_more(world: World) -> None:
    """A day for which a party waited is booked by its own form, and nothing is offered for it later."""
    w = words("ru")
    first, second = world.person("Анна"), world.person("Игорь")
    await book_career(world, first, w)
    await join(world, second, w)
    await cancel(first, w)
    await world.settle()
    await second.tap(w("offer.decline"))
    # For a while nothing is offered to them again, and the day is free for everybody.
    await open_programme(world, second, PAPER_MILL, "career")
    await second.tap(w("programme.book"))
    await describe_class(second, w, party="11 Б, 15")
    await tap_moment(second)
    if w("consent.agree") in second.buttons():
        await become_known(second, w)
    await second.tap(w("summary.send"))
    assert (await states(world))[1] == [WaitState.BOOKED]
    await is_sound(world)


@pytest.mark.shows("B1", "K")
async def test_a_taken_offer_keeps_the_class_as_a_card(world: World) -> None:
    w = words("ru")
    second, _ = await offered(world, w)
    await second.tap(take_button(second, w))
    rows = await world.db.read(lambda c: c.execute(select(class_card.c.grade, class_card.c.children)).all())
    assert [tuple(each) for each in rows if each.grade == 11] == [(11, 15)]


@pytest.mark.shows("B12", "E5")
async def test_the_host_sees_how_many_wait(world: World) -> None:
    w = words("ru")
    host = await world.host("vychegda-sheet")
    first, second, third = (world.person(name) for name in ("Анна", "Игорь", "Ольга"))
    await book_career(world, first, w)
    await join(world, second, w)
    await join(world, third, w, party="11 Г, 14")
    session_id = await world.db.read(lambda c: c.execute(select(visit.c.session_id)).scalar_one())
    await host.press_data(SessionTap(session=session_id, op="show").pack())
    host.sees(w("host.session.waiting", n=2))
