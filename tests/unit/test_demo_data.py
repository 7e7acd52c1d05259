from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

import bot
from bot.domain.catalogue.file import CatalogueFile, Programme, Route, Site
from bot.domain.catalogue.reading import read_catalogue
from bot.domain.catalogue.schedule_rule import WEEKDAYS
from bot.domain.catalogue.sessions_ahead import IntakeRule

RAW = (Path(bot.__file__).parent / "data" / "demo.json").read_bytes()


@pytest.fixture(scope="module")
def demo() -> CatalogueFile:
    result = read_catalogue(RAW)
    assert isinstance(result, CatalogueFile), "\n".join(map(str, result))
    return result


def texts(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if "ru" in value:
            yield value
        else:
            for inner in value.values():
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


TEXTS = list(texts(json.loads(RAW)))


# slug, programmes (kind, min age, max group, minutes or days × hours), lead, list, foreigners, photo, access
SITES: list[tuple[str, str, str, int, int, int, str, str]] = [
    ("vychegda-sheet", "syktyvkar", "e12/20/90 c14/20/120 i16/3/5x4", 10, 7, 30, "points", "partial"),
    ("voilokno", "syktyvkar", "e10/20/60 t13/12/90", 7, 5, 14, "points", "partial"),
    ("belaya-sysola", "syktyvkar", "e7/25/60 c12/15/90", 5, 3, 7, "points", "full"),
    ("sloist", "emva", "e12/18/75 t14/10/90 i16/2/10x4", 7, 5, 14, "allowed", "none"),
    ("pervaya-skvazhina", "ukhta", "e10/20/75 c14/15/150", 10, 7, 30, "points", "partial"),
    ("nyan-pach", "ukhta", "e6/15/90", 5, 3, 7, "allowed", "partial"),
    ("moroshka-soda", "sosnogorsk", "e7/20/60", 5, 3, 7, "allowed", "full"),
    ("polar-contour", "pechora", "e14/15/90 c15/12/150", 20, 15, 45, "forbidden", "none"),
    ("warm-trace", "pechora", "e6/12/120", 3, 1, 3, "allowed", "full"),
    ("subpolar-quartz", "inta", "e6/25/60 t11/15/90", 3, 1, 3, "allowed", "partial"),
    ("black-horizon", "vorkuta", "e7/25/60 c12/12/90", 7, 5, 14, "allowed", "partial"),
    ("rig-66", "usinsk", "c16/12/120 i18/4/10x6", 15, 10, 45, "points", "partial"),
    ("uzlovaya", "mikun", "e8/20/75 t13/10/90", 10, 7, 30, "points", "partial"),
    ("warm-line", "vuktyl", "e14/15/75", 15, 10, 45, "forbidden", "none"),
]


def in_short(programme: Programme) -> str:
    length = programme.duration_min or f"{programme.days}x{programme.hours_per_day}"
    return f"{programme.kind[0]}{programme.min_age}/{programme.max_group}/{length}"


@pytest.mark.parametrize("facts", SITES, ids=lambda facts: str(facts[0]))
def test_a_site_has_the_facts_of_its_trade(
    demo: CatalogueFile, facts: tuple[str, str, str, int, int, int, str, str]
) -> None:
    site = next(each for each in demo.sites if each.slug == facts[0])
    assert facts == (
        site.slug,
        site.city,
        " ".join(map(in_short, site.programmes)),
        site.lead_working_days,
        site.list_lead_working_days,
        site.foreign_lead_days,
        site.photo,
        site.access,
    )
    assert site.timezone == "Europe/Moscow"


def test_there_are_fourteen_sites_four_routes_and_four_schools(demo: CatalogueFile) -> None:
    assert [site.slug for site in demo.sites] == [facts[0] for facts in SITES]
    assert len(demo.routes) == 4
    assert len(demo.organisations) == 4


@pytest.mark.shows("I1")
def test_every_text_is_in_both_languages() -> None:
    assert len(TEXTS) > 300
    assert [text for text in TEXTS if text.keys() != {"ru", "en"}] == []


def test_no_text_holds_letters_of_the_other_alphabet() -> None:
    assert [text["en"] for text in TEXTS if re.search("[а-яё]", text["en"], re.IGNORECASE)] == []
    latin = [text["ru"] for text in TEXTS if re.search("[a-z]", text["ru"].replace("°C", ""), re.IGNORECASE)]
    assert latin == []


def test_the_typography_is_that_of_each_language() -> None:
    for text in TEXTS:
        for language, value in text.items():
            assert not re.search(r"""["'`]|\s{2}|\s[,.;:]|\.\.| - """, value), value
            assert value == value.strip()
            opening, closing = ("«", "»") if language == "ru" else ("“", "”")
            assert value.count(opening) == value.count(closing)
            assert not re.search("[“”]" if language == "ru" else "[«»„]", value), value


def test_nobody_can_be_called_or_written_to(demo: CatalogueFile) -> None:
    phones = [site.contact_phone for site in demo.sites]
    assert len(set(phones)) == len(demo.sites)
    for site in demo.sites:
        assert site.contact_phone
        assert site.contact_phone.startswith("+7000000")
        number = phonenumbers.parse(site.contact_phone, None)
        assert phonenumbers.is_possible_number(number)
        assert not phonenumbers.is_valid_number(number)
        assert site.pass_office_email
        assert site.pass_office_email.endswith("@example.org")


def test_no_name_comes_near_a_real_enterprise() -> None:
    real = (
        "Монди|ЛПК|Плайпан|Комитекс|Лузалес|Жешарт|Сыктывкархлеб|Сыктывкарпиво|Сыктывкарский молочный"
        "|Воркутауголь|Интауголь|Газпром|ЛУКОЙЛ|РЖД|ГРЭС|ГПЗ|ТЭЦ"
    )
    assert not re.search(real, RAW.decode("utf-8"))


def starts(programme: Programme, day: str) -> list[str]:
    return sorted(
        time.strftime("%H:%M")
        for entry in programme.schedule
        if day in entry.days and entry.season is None
        for time in entry.times
    )


@pytest.mark.parametrize(
    ("slug", "day", "times"),
    [
        ("vychegda-sheet", "TH", ["10:00", "13:30"]),
        ("sloist", "TH", ["11:00", "14:00"]),
        ("belaya-sysola", "TH", ["10:00", "11:30"]),
        ("nyan-pach", "TH", ["09:30", "11:15"]),
    ],
)
def test_a_class_can_be_split_over_two_sessions_of_a_day(
    demo: CatalogueFile, slug: str, day: str, times: list[str]
) -> None:
    site = next(each for each in demo.sites if each.slug == slug)
    assert starts(site.programmes[0], day) == times


@pytest.mark.parametrize("slug", ["belaya-sysola", "nyan-pach"])
def test_saturdays_are_for_families_at_once(demo: CatalogueFile, slug: str) -> None:
    site = next(each for each in demo.sites if each.slug == slug)
    (entry,) = [each for each in site.programmes[0].schedule if "SA" in each.days]
    assert (entry.audience, entry.sharing, entry.confirmation) == (("family",), "shared", "instant")


def test_every_programme_can_be_visited(demo: CatalogueFile) -> None:
    for site in demo.sites:
        for programme in site.programmes:
            assert programme.schedule or programme.intakes, (site.slug, programme.code)


def test_a_placement_begins_in_every_120_days(demo: CatalogueFile) -> None:
    first = date(2026, 1, 1)
    for programme in (each for site in demo.sites for each in site.programmes if each.intakes):
        rules = [
            IntakeRule(each.weekday, each.week, each.months, each.time.strftime("%H:%M"))
            for each in programme.intakes
        ]
        begins = sorted(
            rule.named_day(first.year + month // 12, month % 12 + 1)
            for rule in rules
            for month in range(36)
            if month % 12 + 1 in rule.months
        )
        gaps = [later - earlier for earlier, later in itertools.pairwise(begins)]
        assert max(gaps) <= timedelta(days=120), programme.code


def test_what_a_class_gets_out_of_it_is_said(demo: CatalogueFile) -> None:
    for site in demo.sites:
        assert site.professions
        for programme in site.programmes:
            if programme.kind != "excursion":
                assert programme.professions
                assert programme.subjects
                assert programme.direction


def find_programme(demo: CatalogueFile, site: str, code: str) -> tuple[Site, Programme]:
    return next(
        (each, programme)
        for each in demo.sites
        if each.slug == site
        for programme in each.programmes
        if programme.code == code
    )


def test_a_placement_goes_over_the_new_year(demo: CatalogueFile) -> None:
    sloist = next(each for each in demo.sites if each.slug == "sloist")
    intern = next(each for each in sloist.programmes if each.code == "intern")
    december = next(each for each in intern.intakes if each.months == (12,))
    rule = IntakeRule(december.weekday, december.week, december.months, "10:00")
    for year in range(2026, 2036):
        assert date(year, 12, 22) <= rule.named_day(year, 12)
    assert intern.days == 10


@pytest.mark.shows("A9")
def test_the_age_of_a_route_is_the_highest_of_its_stops(demo: CatalogueFile) -> None:
    for route in demo.routes:
        ages = [find_programme(demo, stop.site, stop.programme)[1].min_age for stop in route.stops]
        assert route.min_age == max(ages), route.slug


def walks(demo: CatalogueFile, route: Route, first_day: int) -> bool:
    """Whether the stops can be visited on their days, when the route begins on this day of the week."""
    free_from = 0
    for stop in route.stops:
        _, programme = find_programme(demo, stop.site, stop.programme)
        assert programme.duration_min
        day = first_day + stop.day - 1
        arrives = free_from + stop.travel_min
        possible = [
            (day - first_day) * 1440 + int(clock[:2]) * 60 + int(clock[3:])
            for clock in starts(programme, WEEKDAYS[day % 7])
        ]
        in_time = [start for start in possible if start - programme.before_min >= arrives]
        if not in_time:
            return False
        free_from = min(in_time) + programme.duration_min
    return True


def test_a_route_can_be_walked_in_its_days(demo: CatalogueFile) -> None:
    for route in demo.routes:
        assert any(walks(demo, route, day) for day in range(7)), route.slug
        assert route.stops[-1].day == route.days, route.slug
