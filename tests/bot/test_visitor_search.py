"""Typing finds: /find, and whatever is written where nothing is asked (A5)."""

from __future__ import annotations

import pytest

from bot.ui.visitor.callback_data import FindTap
from bot.ui.visitor.finding.search import pack_query, unpack_query
from tests.bot.paths import (
    PAPER_MILL,
    book_seats,
    describe_class,
    open_programme,
    reference_on,
    site_id,
    tap_moment,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("A5", "J")
async def test_find_asks_for_a_word_and_finds_it(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.writes("/find")
    guest.sees(w("find.ask").splitlines()[1][:20])
    await guest.writes("бумага" if language == "ru" else "paper")
    mill = world.app.content.published.sites[site_id(world, PAPER_MILL)]
    assert w.t.content(mill.city) in guest.buttons()[0]
    await guest.tap(guest.buttons()[0])
    guest.sees(w.t.content(mill.short))
    await guest.writes("/find бумажная фабрека" if language == "ru" else "/find papper mill")
    await guest.tap(guest.buttons()[0])
    guest.sees(w.t.content(mill.short))


@pytest.mark.shows("A5")
async def test_what_is_typed_where_nothing_is_asked_is_looked_for(world: World) -> None:
    w = words("ru")
    guest = world.person("Гость")
    await guest.start()
    for typed, seen in (
        ("бумажная фабрика", "Вычегодский лист"),
        ("хочу на молочный завод", "Белая Сысола"),
        ("слоист", "Слоист"),
        ("Печора", "Тёплый след"),
        ("лаборант", "Вычегодский лист"),
        ("сколько стоит экскурсия на слоист", "Слоист"),
        ("где находится Войлокно?", "Войлокно"),
        ("стажировка в емве", "Стажировка помощника"),
    ):
        await guest.writes(typed)
        guest.sees(w("find.by", query="")[3:8], seen)
    guest.sees(w("home.placements"))


@LANGUAGES
@pytest.mark.shows("A5")
async def test_the_other_keyboard_is_said(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.writes(",evfuf")
    guest.sees(w("find.instead", query="бумага")[3:-4])
    await guest.writes("gsdfdgdfgdg")
    guest.sees(w("unread.text")[3:20], w("home.catalogue"), w("home.help"))


@LANGUAGES
@pytest.mark.shows("A5")
async def test_nothing_found_says_what_is_possible(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.writes("/find <b>космодром</b>")
    guest.sees("<b>космодром</b>", w("home.dates"), w("find.catalogue"))


@pytest.mark.whole_demo
@pytest.mark.shows("A5")
async def test_more_than_a_page_is_leafed_through(world: World) -> None:
    guest = world.person("Гость")
    await guest.start()
    await guest.writes("/find экскурсия")
    first = guest.buttons()
    assert len(first) > 6
    await guest.tap("›")
    assert guest.buttons()[:6] != first[:6]
    guest.sees("2 / ")


@pytest.mark.shows("A5")
async def test_a_form_that_asks_goes_first_and_one_put_aside_is_offered(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27")
    await teacher.writes("Белая Сысола")
    teacher.does_not_see(w("find.by", query="")[3:8])
    await teacher.writes("/start")
    await teacher.writes("Слоист")
    teacher.sees("Слоист", w("home.continue"))


@pytest.mark.shows("A5")
async def test_a_booking_is_named_by_its_number_or_its_site(world: World) -> None:
    w = words("ru")
    person = world.person("Анна")
    second = await book_seats(world, person, w)
    await open_programme(world, person, PAPER_MILL)
    await person.tap(w("programme.book"))
    await describe_class(person, w)
    await tap_moment(person)
    await person.writes("Анна Петровна")
    await person.tap(w("summary.send"))
    first = reference_on(person)
    await person.writes(f"перенести № {second}")
    person.sees("Тёплый след", w("mine.move"))
    await person.writes(f"отменить {first}")
    person.sees(w("reason.frost"))
    await person.writes("отменить тёплый след")
    person.does_not_see(w("intent.which_cancel"))
    await person.writes("перенести")
    person.sees(w("intent.which_move")[:20])
    await person.writes(first.replace("К", "k"))
    person.sees("Вычегодский лист")
    await person.writes("К-9999")
    person.sees(w("intent.no_booking")[3:20])


@pytest.mark.parametrize("packed", ["!", "=", "AAAA", "4", "не-base64", "x" * 50, ""])
async def test_a_damaged_query_is_harmless(world: World, packed: str) -> None:
    guest = world.person("Гость")
    await guest.start()
    await guest.press_data(FindTap(query=packed, page=3).pack() if len(packed) < 50 else f"find:{packed}:9")
    assert guest.last.text


def test_a_query_comes_back_from_its_button() -> None:
    for query in (["бумага"], ["paper", "mill"], ["целлюлозно", "бумажное", "производство"], []):
        packed = pack_query(query)
        assert packed is not None
        assert unpack_query(packed) == " ".join(query)
        assert len(FindTap(query=packed, page=99).pack().encode()) <= 64
    assert pack_query(["слово"] * 9) is None
    assert pack_query(["中文"]) is None
