"""A booking and a class card go to a colleague: a link that works once, both agree, across days (A8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, func, select, update

from bot.db.people.organisations import archive_card, read_cards, save_card
from bot.db.people.people import read_actor
from bot.db.tables import audit, booking, handover, outbox
from bot.domain.model import HandoverState, OutboxState, PersonId
from bot.services.people.class_cards import entry_of
from bot.ui.formats.dates import moment_label
from sandbox.people import Person
from tests.bot.hosts.site import booking_of
from tests.bot.paths import (
    CODES,
    DAIRY,
    FELTING,
    PAPER_MILL,
    Words,
    become_known,
    book_class,
    book_seats,
    open_programme,
    tap_moment,
    tells_of,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", CODES)


def link_on(person: Person) -> str:
    return next(
        line.rpartition("?start=")[2] for line in person.last.text.splitlines() if "?start=h_" in line
    )


async def person_id(world: World, person: Person) -> PersonId:
    found = await world.db.read(lambda connection: read_actor(connection, person.user_id))
    assert found is not None
    return found.person_id


async def hand_over(person: Person, w: Words) -> str:
    """From a booking's card; what the link carries."""
    await person.writes("/my")
    await person.tap("⏳" if any(each.startswith("⏳") for each in person.buttons()) else "✅")
    await person.tap(w("handover.button"))
    return link_on(person)


def plain(text: str) -> str:
    return text.replace("<b>", "").replace("</b>", "")


@pytest.mark.long
@LANGUAGES
@pytest.mark.shows("A8", "B17", "B15", "G1")
async def test_a_class_is_handed_over_to_a_colleague_across_days(world: World, language: str) -> None:
    """Two open the link, one has it; the site knows whom to call; reminders come to whoever leads now."""
    w = words(language)
    host = await world.host(PAPER_MILL)
    anna = world.person("Анна", language_code=language)
    igor, oleg = world.person("Игорь", language_code=language), world.person("Олег", language_code=language)
    reference = await book_class(world, anna, w)
    await host.tap(words("ru")("host.confirm"))
    notice = host.last
    before = await booking_of(world, anna)
    told = [each.message_id for each in anna.messages if each.from_bot and tells_of(reference, each.text)]

    link = await hand_over(anna, w)
    assert len(link) <= 64
    await anna.tap(w("sent.card"))
    await anna.tap(w("handover.button"))
    assert link_on(anna) == link, "the same link as long as it lives"
    await anna.start(link)
    anna.sees(w("handover.link"))  # one's own

    await world.move(timedelta(days=1))
    await oleg.start(link)
    await igor.start(link)
    igor.sees(plain(w("handover.offers_booking", name="Анна Петровна")), w("handover.take_booking"))
    await igor.tap(w("handover.take"))
    await igor.tap(w("consent.refuse"))
    igor.sees(w("handover.consent_refused"))
    assert before == await booking_of(world, anna)
    await igor.start(link)
    await igor.tap(w("handover.take"))
    anna.reset_counts()
    await become_known(igor, w, name="Игорь Павлович")
    igor.sees(w("handover.leave"))
    anna.sees("Игорь Павлович", w("handover.confirm"))
    await oleg.tap(w("handover.take"))
    oleg.sees(w("refusal.handover_used"))
    await oleg.start(link)
    oleg.sees(w("refusal.handover_used"))

    await world.move(timedelta(days=1))
    await host.waits()
    await igor.waits()
    await anna.tap(w("handover.confirm"))
    anna.sees(plain(w("handover.giver.done.booking", name="Игорь Павлович")).split(".")[0])
    await anna.resend_last_tap()
    igor.sees(w("handover.taker.done.booking"))
    host.sees("Игорь Павлович", words("ru")("host.handover.title", reference=reference, site="")[:8])
    changed = next(each for each in host.messages if each.message_id == notice.message_id)
    assert "Игорь Павлович" in changed.text
    assert "Анна Петровна" not in changed.text

    after = await booking_of(world, igor)
    assert (after.reference, after.visits, after.party) == (before.reference, before.visits, before.party)
    assert (after.id, after.leader_name) == (before.id, "Игорь Павлович")
    # Whoever had it keeps a line, in the chat and in the list.
    for each in anna.messages:
        if each.message_id in told:
            assert plain(w("handover.copy", reference="")).split(".")[-1][:12] in each.text or not each.rows
    await anna.press_data(f"bk:{before.id}:0")
    anna.sees(w("refusal.handed_over", reference=reference).replace(reference, "").split(":")[-1])
    await anna.writes("/my")
    await anna.tap(w("mine.past", n=1))
    anna.sees(w("mine.given", reference=reference, day="")[-12:].strip()[:8])

    waits = select(func.count()).where(outbox.c.state == OutboxState.DUE)

    def waiting(connection: Connection, reader: PersonId) -> int:
        of = outbox.c.payload["booking_id"].as_integer() == before.id
        return connection.execute(waits.where(outbox.c.recipient_id == reader, of)).scalar_one()

    me, other = await person_id(world, anna), await person_id(world, igor)
    assert await world.db.read(lambda c: waiting(c, me)) == 0
    assert await world.db.read(lambda c: waiting(c, other)) > 0
    await igor.waits()
    await world.move_to(before.first.starts_at - timedelta(hours=1))
    igor.sees(w("site.place"))
    await anna.waits()
    await world.move_to(before.first.starts_at + timedelta(minutes=5))
    await host.press_data(f"hv:{after.first.id}:all")
    await world.move_to(before.visits[-1].ends_at + timedelta(hours=2))
    igor.sees(w("message.over.rate").split("?")[0][:10])
    anna.sees_nothing_new()
    done = select(audit.c.action).where(audit.c.action.startswith("handover."))
    actions = await world.db.read(lambda c: list(c.execute(done.order_by(audit.c.id)).scalars()))
    assert actions == ["handover.offered", "handover.accepted", "handover.done"]
    cards = await world.db.read(lambda c: read_cards(c, other))
    assert [(each.grade, each.letter) for each in cards] == [(7, "Б")]


@LANGUAGES
@pytest.mark.shows("A8", "B1")
async def test_a_copy_of_a_class_card_goes_to_a_colleague(world: World, language: str) -> None:
    w = words(language)
    anna, igor = world.person("Анна", language_code=language), world.person("Игорь", language_code=language)
    await book_class(world, anna, w)
    await anna.writes("/classes")
    await anna.tap("7 Б")
    await anna.tap(w("classes.give"))
    link = link_on(anna)
    await igor.start(link)
    await igor.tap(w("handover.take"))
    await igor.tap(w("consent.agree"))  # neither name nor phone: nobody calls for a card
    igor.sees(plain(w("handover.taker.accepted.card", name="", moment="")).split(".")[0])
    await anna.tap(w("handover.confirm"))
    igor.sees(w("handover.taker.done.card"))
    for each in (anna, igor):
        cards = await world.db.read(partial(read_cards, person_id=await person_id(world, each)))
        assert [(one.grade, one.children) for one in cards] == [(7, 27)]


@pytest.mark.shows("A8")
async def test_a_link_that_is_called_back_refused_or_too_old_changes_nothing(world: World) -> None:
    w = words("ru")
    anna, igor = world.person("Анна"), world.person("Игорь")
    await book_seats(world, anna, w)
    before = await booking_of(world, anna)
    link = await hand_over(anna, w)
    await anna.tap(w("handover.withdraw"))
    anna.sees(w("handover.giver.withdrawn"))
    await igor.start(link)
    igor.sees(w("refusal.handover_ended"))

    await anna.tap(w("handover.again"))
    second = link_on(anna)
    assert second != link
    await igor.start(second)
    await igor.tap(w("handover.take"))
    await become_known(igor, w, name="Игорь")
    await anna.tap(w("handover.keep"))
    igor.sees(w("handover.taker.refused"))
    await igor.start(second)
    igor.sees(w("handover.taker.refused"))

    await anna.tap(w("handover.again"))
    third = link_on(anna)
    await igor.start(third)
    await igor.tap(w("handover.take"))
    confirm = anna.last
    await world.skip_to(world.clock.now() + timedelta(days=8))
    await anna.tap(w("handover.confirm"), message=confirm)
    assert (await booking_of(world, anna)).id == before.id
    for damaged in (third[:-1], third + "x", "h_1-", "h_", "h_0-a", f"h_{2**40}-a"):
        await world.person("Чужой").start(damaged)
    assert await world.db.read(lambda c: c.execute(select(booking.c.person_id)).scalar_one())


@pytest.mark.shows("A8", "H2")
async def test_whoever_leaves_may_hand_over_first_and_their_link_ends(world: World) -> None:
    w = words("ru")
    anna, igor = world.person("Анна"), world.person("Игорь")
    reference = await book_seats(world, anna, w)
    await anna.writes("/delete_me")
    await anna.tap(w("delete.hand_over", reference=reference))
    link = link_on(anna)
    await igor.start(link)
    await igor.tap(w("handover.take"))
    await become_known(igor, w, name="Игорь Павлович")
    anna.sees("Игорь Павлович")
    await igor.writes("/delete_me")
    await igor.tap(w("delete.sure"))
    assert not any("Игорь Павлович" in each.text for each in anna.messages if each.from_bot)
    await anna.writes("/delete_me")
    await anna.tap(w("delete.sure"))
    anna.sees(w("delete.done").split(".")[0])
    await world.person("Олег").start(link)
    world.person("Олег").sees(w("refusal.handover_ended"))


def times_told(person: Person, text: str) -> int:
    """In how many messages of the bot it stands now."""
    return sum(plain(text) in plain(each.text) for each in person.messages if each.from_bot)


@pytest.mark.long
@LANGUAGES
@pytest.mark.shows("A8", "G1", "G2")
async def test_whoever_gives_is_reminded_once_and_whoever_would_take_hears_that_it_ended(
    world: World, language: str
) -> None:
    """Nobody confirms for a week: both chats say so, and what is left of the question confirms nothing."""
    w = words(language)
    host = await world.host(PAPER_MILL)
    anna, igor = world.person("Анна", language_code=language), world.person("Игорь", language_code=language)
    await book_class(world, anna, w)
    await host.tap(words("ru")("host.confirm"))
    before = await booking_of(world, anna)
    await igor.start(await hand_over(anna, w))
    await igor.tap(w("handover.take"))
    await become_known(igor, w, name="Игорь Павлович")
    accepted_at = world.clock.now()

    await world.move_to(accepted_at + timedelta(days=5) - timedelta(minutes=2))
    assert times_told(anna, w("handover.reminder")) == 0
    await anna.waits()
    await world.move_to(accepted_at + timedelta(days=5) + timedelta(minutes=2))
    anna.sees(w("handover.reminder"), "Игорь Павлович", w("handover.confirm"))
    await world.move_to(accepted_at + timedelta(days=7) - timedelta(minutes=2))
    assert times_told(anna, w("handover.reminder")) == 1
    assert times_told(igor, w("handover.taker.expired")) == 0
    asks = [each.message_id for each in anna.messages if w("handover.confirm") in each.labels]
    assert len(asks) == 2, "the question and its reminder"

    await igor.waits()
    await world.move_to(accepted_at + timedelta(days=7) + timedelta(minutes=2))
    igor.sees(w("handover.taker.expired"))
    for each in anna.messages:
        if each.message_id in asks:
            assert plain(w("handover.giver.unconfirmed")) in plain(each.text)
            assert w("handover.confirm") not in each.labels
    await world.restart()
    await world.move(timedelta(days=1))
    assert times_told(igor, w("handover.taker.expired")) == 1
    ended = next(each for each in anna.messages if each.message_id == asks[0])
    await anna.tap(w("handover.again"), message=ended)
    anna.sees(w("handover.link"), "?start=h_")
    assert before == await booking_of(world, anna)
    done = select(audit.c.action).where(audit.c.action.startswith("handover."))
    actions = await world.db.read(lambda c: list(c.execute(done.order_by(audit.c.id)).scalars()))
    assert actions == ["handover.offered", "handover.accepted", "handover.expired", "handover.offered"]


@pytest.mark.long
@pytest.mark.shows("A8", "B1", "G2")
async def test_the_reminder_waits_for_the_hours_in_which_people_are_written_to(world: World) -> None:
    """Taken at night; of a card, for which nobody calls. A link that nobody opened ends without a word."""
    w = words("ru")
    anna, igor = world.person("Анна"), world.person("Игорь")
    await book_class(world, anna, w)
    await hand_over(anna, w)
    await world.move(timedelta(hours=10))  # of Monday
    await anna.writes("/classes")
    await anna.tap("7 Б")
    await anna.tap(w("classes.give"))
    await igor.start(link_on(anna))
    await igor.tap(w("handover.take"))
    await igor.tap(w("consent.agree"))
    accepted_at = world.clock.now()
    await world.move_to(accepted_at + timedelta(days=6, hours=6))  # Saturday evening and Sunday are over
    assert times_told(anna, w("handover.reminder")) == 0
    await world.move_to(accepted_at + timedelta(days=6, hours=12))
    assert times_told(anna, w("handover.reminder")) == 1
    await igor.waits()
    await anna.tap(w("handover.confirm"))
    igor.sees(w("handover.taker.done.card"))
    assert times_told(anna, w("handover.giver.done.card", name="").split(":")[0]) > 1, "the question too"
    await world.move(timedelta(days=8))
    assert times_told(igor, w("handover.taker.expired")) == 0
    found = select(handover.c.state).order_by(handover.c.id)
    states = await world.db.read(lambda c: list(c.execute(found).scalars()))
    assert states == [HandoverState.EXPIRED, HandoverState.DONE]


@pytest.mark.shows("A8")
async def test_it_ends_with_the_visit_that_it_is_about(world: World) -> None:
    """«Подтвердит до …» names no moment after which there is nothing left to confirm."""
    w = words("ru")
    anna, igor = world.person("Анна"), world.person("Игорь")
    await book_seats(world, anna, w)
    last = max(each.starts_at for each in (await booking_of(world, anna)).visits)
    await world.move_to(last - timedelta(hours=20))
    await igor.start(await hand_over(anna, w))
    await igor.tap(w("handover.take"))
    await become_known(igor, w, name="Игорь Павлович")
    igor.sees(moment_label(last, "Europe/Moscow", w.t))
    await world.move_to(last + timedelta(minutes=5))
    assert times_told(igor, w("handover.taker.expired")) == 1
    assert times_told(anna, w("handover.giver.unconfirmed")) > 0


async def book_seats_known(world: World, person: Person, w: Words) -> None:
    """Seats of the first moment, for somebody who has said before who they are."""
    await open_programme(world, person, FELTING, "class")
    await person.tap(w("programme.book"))
    await person.tap("2")
    await tap_moment(person)
    await person.tap(w("summary.book"))


async def answer_yes(person: Person, w: Words) -> None:
    """Whoever is known already is asked for nothing more."""
    await person.tap(w("handover.take"))
    if w("consent.agree") in person.buttons():
        await become_known(person, w, name="Игорь Павлович")


@LANGUAGES
@pytest.mark.shows("A8", "B3")
async def test_whoever_is_elsewhere_at_that_time_takes_nothing_over(world: World, language: str) -> None:
    """Said to the colleague, with the way to what they have; of a booking made since, to whoever confirms."""
    w = words(language)
    anna, igor = world.person("Анна", language_code=language), world.person("Игорь", language_code=language)
    oleg = world.person("Олег", language_code=language)
    await book_seats(world, anna, w)
    before = await booking_of(world, anna)
    own = await book_seats(world, igor, w)
    link = await hand_over(anna, w)
    await igor.start(link)
    await igor.tap(w("handover.take"))
    igor.sees(w("refusal.taker_is_elsewhere"))
    await igor.tap(next(label for label in igor.buttons() if tells_of(own, label)))
    assert tells_of(own, igor.last.text)
    assert w("papers.button") in igor.buttons(), "the card of what they have"

    await oleg.start(link)
    await answer_yes(oleg, w)
    oleg.sees(w("handover.leave"))
    await book_seats_known(world, oleg, w)
    asked = next(each for each in anna.messages if w("handover.confirm") in each.labels)
    await anna.tap(w("handover.confirm"), message=asked)
    assert anna.alert is not None
    assert anna.alert.text == w("refusal.taker_is_elsewhere")
    assert w("handover.confirm") in anna.buttons(), "it can still be confirmed"
    assert before == await booking_of(world, anna)


@LANGUAGES
@pytest.mark.shows("A8", "B3")
async def test_whoever_has_as_many_requests_as_one_may_have_takes_none_over(
    world: World, language: str
) -> None:
    """It is the colleague's to hear in their own words, and the giver's who confirms later."""
    w = words(language)
    anna, igor = world.person("Анна", language_code=language), world.person("Игорь", language_code=language)
    await book_class(world, anna, w)
    before = await booking_of(world, anna)
    link = await hand_over(anna, w)
    await igor.start(link)
    await answer_yes(igor, w)
    limit = 5
    others = [world.person(f"Учитель {number}", language_code=language) for number in range(limit)]
    for each in others:
        await book_class(world, each, w, DAIRY)
    made = [(await booking_of(world, each)).id for each in others]
    taker = await person_id(world, igor)
    given = update(booking).where(booking.c.id.in_(made)).values(person_id=taker)
    await world.db.write(lambda c: c.execute(given).rowcount)
    asked = next(each for each in anna.messages if w("handover.confirm") in each.labels)
    await anna.tap(w("handover.confirm"), message=asked)
    assert anna.alert is not None
    assert anna.alert.text == w("refusal.taker_has_too_many", most=limit)
    assert before == await booking_of(world, anna)

    await anna.tap(w("handover.keep"))
    await anna.tap(w("handover.again"))
    second = link_on(anna)
    assert second != link
    await igor.start(second)
    await igor.tap(w("handover.take"))
    igor.sees(w("refusal.too_many_open", most=limit))
    igor.does_not_see(w("refusal.taker_has_too_many", most=limit))


@LANGUAGES
@pytest.mark.shows("A8", "B1")
async def test_whoever_has_as_many_cards_as_one_may_have_gets_no_copy(world: World, language: str) -> None:
    w = words(language)
    anna, igor = world.person("Анна", language_code=language), world.person("Игорь", language_code=language)
    await book_class(world, anna, w)
    await anna.writes("/classes")
    await anna.tap("7 Б")
    await anna.tap(w("classes.give"))
    await igor.start(link_on(anna))
    await igor.tap(w("handover.take"))
    await igor.tap(w("consent.agree"))
    giver, taker = await person_id(world, anna), await person_id(world, igor)
    most, now = 10, world.clock.now()

    def fill(connection: Connection) -> None:
        (card,) = read_cards(connection, giver)
        for grade in range(1, most + 1):
            entry = replace(entry_of(card), grade=grade, letter="Я")
            assert save_card(connection, taker, entry, now, most=most)

    await world.db.write(fill)
    await anna.tap(w("handover.confirm"))
    assert anna.alert is not None
    assert anna.alert.text == w("refusal.taker_has_many_cards", most=most)
    assert w("handover.confirm") in anna.buttons(), "it can still be confirmed"
    cards = await world.db.read(partial(read_cards, person_id=taker))
    assert len(cards) == most
    assert all(each.letter == "Я" for each in cards)
    remove = await world.db.write(lambda c: archive_card(c, cards[0].id, taker, now))
    assert remove
    await anna.tap(w("handover.confirm"))
    igor.sees(w("handover.taker.done.card"))
