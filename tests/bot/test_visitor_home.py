"""The first screen by who looks at it, and where each of its buttons leads (A0, A1, A6)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.domain.catalogue.periods import PERIODS, WEEKEND, days_of
from bot.ui.visitor.callback_data import ShowDates
from sandbox.people import Person
from tests.bot.paths import FELTING, PAPER_MILL, become_known, book_class, book_seats, site_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("A0")
async def test_each_thing_that_people_come_for_is_one_tap_away(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    keys = ("class", "family", "placements", "find", "more")
    assert guest.buttons() == [w(f"home.{each}") for each in keys]
    for key, seen in (
        ("class", (w("catalogue.title"), w("people.sch"))),
        ("family", (w("dates.title"), f"{w('people.fam')} · {w('period.we')}")),
        ("placements", (w("catalogue.title"), w("kind.work"))),
        ("find", (w("find.ask").splitlines()[1][:20],)),
        ("more", (w("home.catalogue"), w("home.routes"), w("home.profile"))),
    ):
        await guest.start()
        await guest.tap(w(f"home.{key}"))
        guest.sees(*seen)


@LANGUAGES
@pytest.mark.shows("A0")
async def test_who_is_known_finds_the_own_next_step_on_top(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await teacher.start()
    visit, school_class, *rest = teacher.buttons()
    assert rest[0] == w("home.class")
    await teacher.tap(school_class)
    teacher.sees(w("catalogue.title"), w("people.g6"))
    await teacher.start()
    await teacher.tap(visit)
    teacher.sees("7", "27 + 3", "Вычегодский лист" if language == "ru" else "Vychegda Sheet")


@pytest.mark.shows("A0")
async def test_the_next_visit_is_named_and_goes_when_it_is_called_off(
    world: World,
) -> None:
    w = words("ru")
    guest = world.person("Марина")
    await book_seats(world, guest, w)
    await guest.start()
    assert guest.buttons()[0].startswith("Вт 24.11, 10:00 — «Тёплый")
    await guest.tap(guest.buttons()[0])
    await guest.tap(w("mine.cancel"))
    await guest.tap(w("cancel.not_needed"))
    await guest.start()
    assert guest.buttons()[0] == w("home.class")


@pytest.mark.shows("A0")
async def test_who_works_here_finds_the_desk_first(world: World) -> None:
    w = words("ru")
    host = await world.host(PAPER_MILL)
    assert host.buttons()[0] == w("home.desk")
    coordinator = await world.coordinator()
    assert w("home.region") in coordinator.buttons()[:2]


@LANGUAGES
@pytest.mark.shows("A0", "A6", "C1")
async def test_a_family_books_its_nearest_saturday_in_eight_taps_from_the_start(
    world: World, language: str
) -> None:
    w = words(language)
    family = world.person("Марина", language_code=language)
    await family.start()
    family.reset_counts()
    await family.tap(w("home.family"))
    family.sees(w("period.we"))
    saturday = next(each for each in family.buttons() if "28.11" in each or "28 Nov" in each)
    await family.tap(saturday)
    await family.tap(w("programme.book"))
    await family.tap("3")
    await become_known(family, w, name=None)
    await family.tap(w("summary.book"))
    family.sees("К-0001")
    assert family.taps <= 8
    assert family.typed == 0


@LANGUAGES
@pytest.mark.shows("A6")
async def test_the_menus_of_the_dates_open_in_place(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.writes("/book")
    for menu in ("city", "kind", "days", "industry", "people", "price"):
        await guest.tap(w(f"filter.{menu}"))
        guest.sees(w(f"filter.ask.{menu}"))
        chosen = guest.buttons()[0].rpartition(" · ")[0].rstrip("…")
        await guest.tap(guest.buttons()[0])
        guest.sees(w("dates.title"), chosen)
    await guest.tap(w("filter.clear"))
    assert any(label.startswith("1. ") and " · " in label for label in guest.buttons())


@LANGUAGES
@pytest.mark.shows("A6", "A1")
async def test_dates_that_a_filter_emptied_offer_to_drop_it(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.press_data(ShowDates(kind="internship", days=WEEKEND).pack())
    guest.sees(w("dates.nothing"))
    await guest.tap(w("catalogue.drop", filter=w("period.we")))
    guest.sees(w("dates.title"), w("kind.internship"))
    guest.does_not_see(w("dates.nothing"))


@LANGUAGES
@pytest.mark.shows("A1")
async def test_a_line_of_the_catalogue_names_the_date_that_can_be_booked(world: World, language: str) -> None:
    """The very one that the programme's card has as its next."""
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.writes("/catalog")
    site = world.app.content.published.sites[site_id(world, FELTING)]
    line = next(each for each in guest.last.text.splitlines() if w.t.content(site.city) in each)
    when = line.rpartition("— " if language == "ru" else ": ")[2]
    button = next(each for each in guest.buttons() if w.t.content(site.city) in each)
    await guest.tap(button)
    hour = when.rpartition(" ")[2]
    guest.sees(hour)
    assert len(line) < 80


@pytest.mark.shows("A1")
async def test_ones_own_city_comes_first_and_then_the_nearest(world: World) -> None:
    """A school of Vorkuta sees what is near it before what comes first by its letter."""
    w = words("ru")
    teacher = world.person("Анна")
    await book_class(world, teacher, w)  # of «Северный ключ», Syktyvkar
    await teacher.writes("/catalog")
    cities = [label.rpartition(" · ")[2] for label in _sites(teacher)]
    assert cities[:3] == ["Сыктывкар"] * 3
    assert cities[3] == "Емва"
    stranger = world.person("Гость")
    await stranger.start()
    await stranger.writes("/catalog")
    assert _sites(stranger)[0].endswith(" · Емва")


def _sites(person: Person) -> list[str]:
    return [label for label in person.buttons() if " · " in label and not label.startswith(("•", "‹"))]


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 29)),
        (date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29)),
        (date(2026, 11, 28), date(2026, 11, 28), date(2026, 11, 29)),
        (date(2026, 11, 29), date(2026, 11, 29), date(2026, 11, 29)),
        (date(2026, 11, 30), date(2026, 12, 5), date(2026, 12, 6)),
        (date(2026, 12, 31), date(2027, 1, 2), date(2027, 1, 3)),
    ],
)
def test_this_weekend(today: date, first: date, last: date) -> None:
    assert days_of(WEEKEND, today) == (first, last)


def test_periods_are_what_they_say() -> None:
    today = date(2026, 11, 23)
    assert days_of("7", today) == (today, date(2026, 11, 29))
    assert all(days_of(each, today) for each in PERIODS)
    for damaged in ("", "x", "-1", "8", "٣"):
        assert days_of(damaged, today) is None


@pytest.mark.shows("A1")
async def test_a_weekend_that_has_begun_shows_what_is_left_of_it(world: World) -> None:
    guest = world.person("Гость")
    await guest.start()
    await world.skip_to(datetime.fromisoformat("2026-11-29T06:00:00+00:00"))
    await guest.press_data(ShowDates(days=WEEKEND).pack())
    guest.does_not_see("28.11")


@pytest.mark.whole_demo
@LANGUAGES
@pytest.mark.shows("A1", "H1", "H2")
async def test_a_guest_says_which_city_is_theirs(world: World, language: str) -> None:
    """Asked for where one looks for a city, kept with the consent only; an old button changes nothing."""
    w = words(language)
    guest = world.person("Марина", language_code=language)
    catalogue = world.app.content.published
    ukhta = w.t.content(catalogue.cities(None)["ukhta"])
    await guest.start()
    await guest.writes("/catalog")
    assert ukhta not in guest.buttons()[0]
    await guest.tap(w("filter.city"))
    await guest.tap(w("profile.change_city"))
    await guest.tap(w("consent.agree"))
    await guest.writes("Рим")
    guest.sees(w("problem.no_such_city"))
    await guest.writes("ухта")
    guest.sees(w("profile.city", city=ukhta))
    await guest.writes("/catalog")
    assert ukhta in guest.buttons()[0]
    await guest.writes("/profile")
    await guest.tap(w("profile.change_city"))
    question = guest.last
    await guest.tap(w("profile.no_city"))
    guest.does_not_see(ukhta)
    await guest.tap(ukhta, message=question)
    guest.does_not_see(w("profile.city", city=ukhta))
