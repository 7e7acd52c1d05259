"""Over the summary a typed text was never taken: «да» said nothing, «27 + 4» and «10 декабря» neither."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.db.tables import booking
from sandbox.people import Person
from tests.bot.hosts.site import booking_of
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    Words,
    become_known,
    book_seats,
    moments_on,
    open_programme,
    reach_summary,
    reference_on,
    tap_moment,
    words,
)
from tests.bot.test_application import STEPS, begin
from tests.bot.world import BY_BOTH_TRANSPORTS, World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def _count(world: World) -> int:
    def body(connection: Connection) -> int:
        return connection.execute(select(func.count()).select_from(booking)).scalar_one()

    return await world.db.read(body)


async def _family_at_summary(world: World, w: Words, slug: str = FELTING) -> Person:
    guest = world.person("Марина", language_code=w.t.code)
    await open_programme(world, guest, slug, "class" if slug == FELTING else "tour")
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    await tap_moment(guest)
    await become_known(guest, w, name=None)
    return guest


@pytest.mark.shows("B5")
@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(
            ("ru", each)
            for each in ("да", "Верно", "отправить", "отправляйте, пожалуйста", "ok", "всё верно")
        ),
        *(("en", each) for each in ("yes", "send", "Send it please", "ok", "all correct", "submit")),
    ],
)
async def test_a_yes_sends_once(world: World, language: str, text: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    await teacher.writes(text)
    first = reference_on(teacher)
    await teacher.writes(text)
    assert await _count(world) == 1
    if text.casefold() != "ok":
        assert reference_on(teacher) == first, "said twice, it shows what was sent"


@BY_BOTH_TRANSPORTS
@pytest.mark.shows("B5")
async def test_typed_and_tapped_it_is_one_booking(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)
    summary = teacher.last
    await teacher.writes("да")
    await teacher.tap(w("summary.send"), message=summary)
    assert await _count(world) == 1


@pytest.mark.shows("B2")
@pytest.mark.parametrize("text", ["нет", "да, но позже", "не отправляйте", "26", "ну не знаю"])
async def test_what_is_no_yes_sends_nothing(world: World, text: str) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)
    await teacher.writes(text)
    teacher.sees(w("problem.summary_unclear")[:40])
    assert w("summary.send") in teacher.buttons()
    assert await _count(world) == 0


@pytest.mark.shows("B2")
async def test_a_yes_to_a_form_put_aside_sends_nothing(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)
    await teacher.writes("/my")
    await teacher.writes("да")
    assert await _count(world) == 0


@LANGUAGES
@pytest.mark.shows("B2")
async def test_a_party_corrected_over_the_summary_keeps_its_time(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    held = next(line for line in teacher.screen.splitlines() if "10:00" in line)
    await teacher.writes("27 + 4")
    teacher.sees("27 + 4", w("summary.title"), held.split("10:00")[0].strip())
    await teacher.writes("нас будет 26" if language == "ru" else "we will be 26")
    teacher.sees("26 + 4", w("summary.title"))
    await teacher.writes("младшему 13" if language == "ru" else "youngest is 13")
    teacher.sees("26 + 4", w("summary.title"))
    await teacher.writes("5 взрослых" if language == "ru" else "5 adults")
    teacher.sees("26 + 5", w("summary.title"))
    await teacher.writes("2 коляски" if language == "ru" else "2 wheelchairs")
    teacher.sees(w("summary.wheelchairs", count=2))
    await teacher.writes("да" if language == "ru" else "yes")
    assert (await booking_of(world, teacher)).party.adults == 5


@pytest.mark.shows("B2", "B3")
async def test_what_a_rule_is_against_is_asked_about(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)
    await teacher.writes("27 + 1")
    teacher.sees(w.t.count("form.adults_will_come", 3))
    await teacher.tap(str(w.t.count("form.adults_will_come", 3)))
    teacher.sees(w("summary.title"), "27 + 3")


@LANGUAGES
@pytest.mark.shows("B2")
async def test_another_school_over_the_summary(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    await teacher.writes("школа 5" if language == "ru" else "school 5")
    assert w("form.school_new") in teacher.buttons()
    await teacher.tap(w("form.school_new"))
    teacher.sees(w("summary.title"), "27 + 3")


@LANGUAGES
@pytest.mark.shows("A4")
async def test_another_day_over_the_summary(world: World, language: str) -> None:
    w = words(language)
    guest = await _family_at_summary(world, w)
    await guest.writes("10 декабря в 12:30" if language == "ru" else "10 December at 12:30")
    guest.sees(w("summary.title"), "12:30", "10 ")
    await guest.writes("15:00")
    guest.sees(w("summary.title"), "15:00", "10 ")
    await guest.writes("11:11")
    guest.sees(w("problem.no_such_time"))
    await guest.writes("12:30")
    guest.sees(w("summary.title"), "12:30", "10 ")
    await guest.writes("7 декабря" if language == "ru" else "7 December")
    guest.sees(w("refusal.no_sessions_on_day"), w("summary.title"), "12:30")
    assert moments_on(guest)
    await guest.writes("нас будет 4" if language == "ru" else "we are 4")
    guest.sees(str(w.t.count("count.people", 4)), "12:30", w("summary.title"))
    await guest.writes("да" if language == "ru" else "yes")
    assert (await booking_of(world, guest)).party.seats == 4


@pytest.mark.shows("D2")
@LANGUAGES
async def test_an_application_is_sent_by_a_yes(world: World, language: str) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await begin(world, parent, w)
    for _, answer in STEPS:
        await answer(parent, w)
    await parent.writes("нет" if language == "ru" else "no")
    parent.sees(w("problem.application_unclear")[:30])
    await parent.writes("да" if language == "ru" else "yes")
    parent.does_not_see(w("summary.title"))
    shown = parent.last.text
    await parent.writes("да" if language == "ru" else "yes")
    assert parent.last.text == shown


# --- nearby -------------------------------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.shows("B3")
async def test_no_time_is_offered_at_which_one_is_elsewhere(world: World, language: str) -> None:
    """Whoever asks for that day all the same is told why, with the way to the visit, and what is near."""
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    first, *later = moments_on(guest)
    await guest.tap(w("button.cancel"))
    reference = await book_seats(world, guest, w)
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.tap("3")
    assert first not in moments_on(guest)
    assert later[0] in moments_on(guest)
    day = (await booking_of(world, guest)).first.starts_at
    await guest.writes(f"{day:%d.%m} {day + timedelta(hours=3):%H:%M}")
    guest.does_not_see(w("summary.title"))
    guest.sees(w("refusal.overlaps", reference="@").split("@")[1].strip())
    assert any(reference[-4:] in label for label in guest.buttons())
    await guest.tap(next(each for each in guest.buttons() if each.endswith(":00")))
    guest.sees(w("summary.title"))


@pytest.mark.shows("B2")
@pytest.mark.parametrize(
    ("language", "text"), [("ru", "-"), ("ru", "нет"), ("ru", "—"), ("en", "no"), ("en", "None")]
)
async def test_no_comment_is_none(world: World, language: str, text: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w, PAPER_MILL)
    await teacher.tap(w("summary.change_comment"))
    await teacher.writes("Нужна розетка" if language == "ru" else "We need a socket")
    teacher.sees(w("summary.comment", text="@").split("@")[0].strip())
    await teacher.tap(w("summary.change_comment"))
    await teacher.writes(text)
    teacher.sees(w("summary.title"))
    teacher.does_not_see(w("summary.comment", text="@").split("@")[0].strip())
