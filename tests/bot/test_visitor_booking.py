"""A class and a tourist book, from the programme card to the answer on screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.db.tables import booking, claim
from bot.domain.model import DutyKind
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.form import send
from bot.ui.formats.dates import moment_label
from tests.bot.paths import (
    DAIRY,
    FELTING,
    PAPER_MILL,
    become_known,
    book_class,
    describe_class,
    open_programme,
    reach_summary,
    reference_on,
    site_id,
    tap_day,
    tap_moment,
    tap_time,
    words,
)
from tests.bot.world import BY_BOTH_TRANSPORTS, World

pytestmark = BY_BOTH_TRANSPORTS
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("B2")
@pytest.mark.shows("A3")
async def test_first_booking_takes_eight_taps_and_three_typed_answers(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    teacher.reset_counts()
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))
    teacher.sees("К-0001")
    assert teacher.taps <= 7
    assert teacher.typed <= 3


@LANGUAGES
@pytest.mark.shows("B1")
async def test_a_saved_class_is_booked_again_in_four_taps(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await open_programme(world, teacher, DAIRY)
    teacher.reset_counts()
    await teacher.tap(w("programme.book"))
    await teacher.tap("7 Б · 27 + ")
    await tap_moment(teacher)
    await teacher.tap(w("summary.send"))
    teacher.sees("К-0002")
    assert (teacher.taps, teacher.typed) == (4, 0)


@LANGUAGES
@pytest.mark.shows("C1")
async def test_a_tourist_books_in_six_taps_and_types_nothing(world: World, language: str) -> None:
    w = words(language)
    tourist = world.person("Марина", language_code=language)
    await open_programme(world, tourist, FELTING, "class")
    tourist.reset_counts()
    await tourist.tap(w("programme.book"))
    await tourist.tap("2")
    await tap_moment(tourist)
    await become_known(tourist, w, name=None)
    await tourist.tap(w("summary.book"))
    tourist.sees(w("sent.confirmed", reference="К-0001").replace("<b>", "").replace("</b>", "")[:10])
    assert tourist.taps == 6
    assert tourist.typed == 0


@pytest.mark.both_engines
@LANGUAGES
@pytest.mark.shows("B13")
async def test_twenty_seven_and_three_are_split_over_neighbouring_sessions(
    world: World, language: str
) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    teacher.sees(w("form.divided"))
    assert w("date.times", others="10:00", last="13:30") in await tap_moment(teacher)
    await become_known(teacher, w)
    teacher.sees("18 + 2")
    await teacher.tap(w("summary.send"))
    teacher.sees("К-0001")


@pytest.mark.both_engines
@LANGUAGES
@pytest.mark.shows("B4")
async def test_the_summary_holds_the_seats_and_says_when_the_time_is_over(
    world: World, language: str
) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    teacher.sees("12:15")
    await world.move(timedelta(minutes=16))
    assert w("summary.renew") in [label for row in teacher.last.rows for label in [b.label for b in row]]
    await teacher.tap(w("summary.renew"))
    teacher.sees("12:31")
    await teacher.tap(w("summary.send"))
    teacher.sees("К-0001")


@pytest.mark.both_engines
@LANGUAGES
@pytest.mark.shows("B5")
async def test_sending_twice_makes_one_booking(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    summary = teacher.last
    await teacher.tap(w("summary.send"))
    first = teacher.last.text
    await teacher.resend_last_tap()
    await teacher.tap(w("summary.send"), message=summary)
    assert teacher.last.text == first
    await teacher.writes("/my")
    teacher.sees("К-0001")
    teacher.does_not_see("К-0002")


@LANGUAGES
@pytest.mark.shows("B2")
@pytest.mark.shows("H4")
async def test_wrong_answers_say_what_is_wrong_and_keep_the_rest(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("привет")
    teacher.sees(w("problem.nothing_understood"))
    await teacher.writes("7 Б")
    teacher.sees(w("problem.no_number"))
    await teacher.writes("Иванов Иван, Петрова Мария, Сидоров Пётр")
    teacher.sees(w("problem.looks_like_names"))
    await teacher.writes("7 Б, 27")
    await teacher.writes("Ш")
    teacher.sees(w("problem.too_short"))
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    await teacher.tap(w("form.agree_no_age", counts="27"))
    await tap_moment(teacher)
    await teacher.tap(w("consent.refuse"))
    teacher.sees(w("consent.refused"))
    await teacher.tap(w("consent.again"))
    await teacher.tap(w("consent.agree"))
    await teacher.writes("+7 912 345-67-89")
    teacher.sees(w("problem.name_digits"))
    await teacher.writes("Анна Петровна")
    await teacher.writes("123")
    teacher.sees(w("problem.not_a_phone"))
    await teacher.shares_foreign_contact("+79120000000", "Кто-то")
    teacher.sees(w("problem.not_own_contact"))
    await teacher.writes("8 (912) 345-67-89")
    teacher.sees("7 Б · 27 + 3")
    await teacher.tap(w("summary.change_comment"))
    await teacher.writes("Паспорт 8710 123456")
    teacher.sees(w("problem.passport"))
    await teacher.writes("Пишите мне: @anna_petrovna или https://example.org")
    teacher.sees(w("problem.link"))
    await teacher.writes("Просим показать лабораторию")
    teacher.sees("Просим показать лабораторию")
    await teacher.tap(w("summary.change_foreign"))
    await teacher.writes("много")
    teacher.sees(w("problem.not_a_number"))
    await teacher.tap("1")
    teacher.sees(str(w.t.count("count.days", 30)))
    await tap_moment(teacher)
    teacher.sees(w("summary.foreign", count=1))
    await teacher.tap(w("summary.send"))
    stored = await world.db.read(
        lambda c: "".join(
            str(row)
            for table in ("draft", "booking", "person")
            for row in c.exec_driver_sql(f"SELECT * FROM {table}")
        )
    )
    assert "8710" not in stored
    assert "Петрова" not in stored
    assert "Просим показать лабораторию" in stored
    assert reference_on(teacher) == "К-0001"


VISIT = datetime(2026, 12, 8, 7, 0, tzinfo=UTC)
"""Tuesday, 10:00 at the paper mill: the first that a class of 23 November can have."""
ANSWER_DUE = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
"""Noon of the working day before the list is due."""
LIST_DUE = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
"""Friday at 17:00, seven working days before the visit."""
COUNT_DUE = datetime(2026, 12, 7, 14, 0, tzinfo=UTC)
"""17:00 of the working day before."""


@pytest.mark.long
@LANGUAGES
@pytest.mark.shows("B7")
async def test_my_requests_say_the_next_duty_and_its_date(world: World, language: str) -> None:
    """Waiting for an answer, the list, the final count, the visit: each by its own moment, then nothing."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    host = await world.host(PAPER_MILL)
    reference = await book_class(world, teacher, w)

    async def is_due(kind: DutyKind, moment: datetime) -> None:
        duty = w(f"duty.{kind}", moment=moment_label(moment, "Europe/Moscow", w.t))
        await teacher.writes("/my")
        teacher.sees(reference, duty)
        await teacher.tap(f" {reference}")
        teacher.sees(duty)

    await is_due(DutyKind.WAIT, ANSWER_DUE)
    await host.tap(words("ru")("host.confirm"))
    await is_due(DutyKind.HAND_LIST, LIST_DUE)
    await world.move_to(LIST_DUE + timedelta(minutes=1))
    await is_due(DutyKind.FINAL_COUNT, COUNT_DUE)
    await world.move_to(COUNT_DUE + timedelta(minutes=1))
    await is_due(DutyKind.COME, VISIT)
    await world.move_to(VISIT + timedelta(days=1))
    await teacher.writes("/my")
    teacher.does_not_see(reference)
    await teacher.tap(w("mine.past", n=1))
    teacher.sees(reference)
    teacher.does_not_see(w("duty.come", moment="")[:8])


@pytest.mark.both_engines
@LANGUAGES
@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.shows("B10")
async def test_a_request_is_called_off_and_the_host_is_told(
    world: World, language: str, confirmed: bool
) -> None:
    """At once, with the reason, each once; the seats are free; every old button shows the same."""
    w, ru = words(language), words("ru")
    teacher = world.person("Анна", language_code=language)
    host = await world.host(PAPER_MILL)
    reference = await book_class(world, teacher, w)
    if confirmed:
        await host.tap(ru("host.confirm"))
    await teacher.writes("/my")
    await teacher.tap(f" {reference}")
    card, cancel = teacher.last, w("mine.cancel" if confirmed else "mine.cancel_request")
    await teacher.tap(cancel)
    await teacher.tap(w("cancel.keep"))
    await teacher.tap(cancel)
    reasons = teacher.last
    await host.waits()
    await teacher.tap(w("cancel.no_bus"))
    teacher.sees(w("status.cancelled"))
    site = world.app.content.published.sites[site_id(world, PAPER_MILL)]
    told = ru("host.cancelled.title", reference=reference, site=ru.t.content(site.name))
    host.sees(told, ru("host.cancelled.reason", reason=ru("reason.no_bus")), ru("host.cancelled.free"))
    host.sees(moment_label(VISIT, "Europe/Moscow", ru.t), "18 + 2")
    assert await _live_claims(world) == 0
    await host.waits()
    await teacher.resend_last_tap()
    await teacher.tap(w("cancel.no_adults"), message=reasons)
    await teacher.tap(cancel, message=card)
    assert w("status.cancelled") in teacher.last.text
    assert w("reason.no_bus") in teacher.last.text
    host.sees_nothing_new()


async def _live_claims(world: World) -> int:
    query = select(func.count()).select_from(claim).where(claim.c.released_at.is_(None))
    return await world.db.read(lambda c: c.execute(query).scalar_one())


@pytest.mark.both_engines
@LANGUAGES
@pytest.mark.parametrize("changed_first", [True, False])
@pytest.mark.shows("B5")
async def test_two_devices_on_one_draft_end_with_one_booking(
    world: World, language: str, changed_first: bool
) -> None:
    """Both stand at the summary; the party is changed on one of them, then it is sent from both."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    phone = teacher.last
    await teacher.start()
    await teacher.tap(w("home.continue"))
    assert teacher.last.message_id != phone.message_id
    for _ in ("day", "party"):
        await teacher.tap(w("button.back"))
    await teacher.tap(w("form.change_adults", n=3))
    await teacher.tap("4")
    await teacher.tap(w("form.agree_no_age", counts="27 + 4"))
    await tap_moment(teacher)
    teacher.sees("27 + 4")
    laptop = teacher.last
    for device in (laptop, phone) if changed_first else (phone, laptop):
        await teacher.tap(w("summary.send"), message=device)
        await teacher.resend_last_tap()
    answers = {each.message_id: each.text for each in teacher.messages}
    assert answers[phone.message_id] == answers[laptop.message_id]
    assert w.t.reference("К-0001") in answers[phone.message_id]
    rows = await world.db.read(lambda c: c.execute(select(booking)).all())
    assert [(row.reference, row.children, row.adults) for row in rows] == [("К-0001", 27, 4)]
    await teacher.writes("/my")
    teacher.sees("К-0001")
    teacher.does_not_see("К-0002")


@LANGUAGES
async def test_a_tourist_may_not_enter_a_private_session(world: World, language: str) -> None:
    w = words(language)
    tourist = world.person("Марина", language_code=language)
    await open_programme(world, tourist, PAPER_MILL)
    await tourist.tap(w("programme.book"))
    assert "2" not in tourist.buttons()
    eight = next(b.callback_data for row in tourist.last.rows for b in row if b.label == "8")
    assert eight is not None
    await tourist.press_data(eight.removesuffix("8") + "2")
    assert not [label for label in tourist.buttons() if "·" in label and label[-1].isdecimal()]


@LANGUAGES
async def test_twenty_requests_of_one_leader_end_with_five(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await world.move(timedelta(minutes=15))
    await teacher.tap(w("news.no"))
    for _ in range(5):
        world.clock.move(timedelta(seconds=30))
        await open_programme(world, teacher, DAIRY)
        await teacher.tap(w("programme.book"))
        await teacher.tap("7 Б · 27 + ")
        await tap_moment(teacher)
        await teacher.tap(w("summary.send"))
    teacher.sees(w("refusal.too_many_open", most=5))
    await teacher.tap(w("button.cancel"))
    teacher.sees(w("form.cancelled"))


@pytest.mark.both_engines
@pytest.mark.shows("B3")
@pytest.mark.shows("B4")
async def test_a_new_form_gives_the_seats_of_the_old_one_back(world: World) -> None:
    """One live hold a person: what the first summary held is free as soon as another form begins."""
    w = words("ru")
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)
    held = await _live_holds(world)
    assert len(held) == 2
    await open_programme(world, teacher, DAIRY)
    await teacher.tap(w("programme.book"))
    assert await _live_holds(world) == []


async def _live_holds(world: World) -> list[int]:
    return await world.db.read(
        lambda c: list(
            c.execute(
                select(claim.c.id).where(claim.c.hold_id.is_not(None), claim.c.released_at.is_(None))
            ).scalars()
        )
    )


@LANGUAGES
@pytest.mark.shows("B3")
async def test_seats_taken_meanwhile_are_refused_with_others_offered(world: World, language: str) -> None:
    """Two teachers look at the same time of the same day; the second one is offered other dates."""
    w = words(language)
    first, second = (
        world.person("Анна", language_code=language),
        world.person("Игорь", language_code=language),
    )
    for teacher in (first, second):
        await open_programme(world, teacher, PAPER_MILL)
        await teacher.tap(w("programme.book"))
        await describe_class(teacher, w, party="7 Б, 17")
        await tap_day(teacher)
    await tap_time(first)
    await become_known(first, w)
    await first.tap(w("summary.send"))
    await tap_time(second)
    assert second.alert is not None
    offered = [label for label in second.buttons() if "," in label]
    assert offered
    await second.tap(offered[0])
    await become_known(second, w)
    await second.tap(w("summary.send"))
    second.sees("К-0002")


@LANGUAGES
@pytest.mark.shows("B4")
async def test_seats_that_went_after_the_hold_are_told_with_others(
    world: World, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has them by the time that the form is sent after all: nothing is booked, no answer is lost."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    summary = teacher.last
    await world.move(timedelta(minutes=16))
    # Between the look at the sessions and the claim.
    full = Refusal(Reason.SESSION_FULL, {"free": 0, "seats": 30})
    with monkeypatch.context() as patched:
        patched.setattr(send, "hold_parts", lambda *_: full)
        await teacher.tap(w("summary.send"), message=summary)
    teacher.sees(w("refusal.hold_expired"))
    # Before the look: the other class has ten o'clock.
    other = world.person("Игорь", language_code=language)
    await open_programme(world, other, PAPER_MILL)
    await other.tap(w("programme.book"))
    await describe_class(other, w, party="7 А, 17")
    await tap_moment(other)
    await become_known(other, w)
    await other.tap(w("summary.send"))
    other.sees("К-0001")  # nothing was booked before
    await teacher.tap(w("summary.send"), message=summary)
    teacher.sees(w("refusal.private_taken"))
