from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalogue import file as catalogue_file
from bot.domain.catalogue.file import CatalogueFile, Part
from bot.domain.catalogue.problems import SENTENCES, Problem, RowProblem
from bot.domain.catalogue.reading import MAX_BYTES, fields_of, read_catalogue

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "catalogue-format.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```json\n(.*?)```", DOCS, flags=re.DOTALL)[0]

Change = Callable[[dict[str, Any]], None]


def faults(raw: bytes | str) -> list[RowProblem]:
    result = read_catalogue(raw)
    assert isinstance(result, list), "the file is faultless"
    return result


def faults_after(change: Change) -> list[RowProblem]:
    document = json.loads(EXAMPLE)
    change(document)
    return faults(json.dumps(document))


def site(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["sites"][0]
    return found


def tour(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = site(document)["programmes"][0]
    return found


def put(where: Callable[[dict[str, Any]], dict[str, Any]], **values: object) -> Change:
    return lambda document: where(document).update(values)


def whole(document: dict[str, Any]) -> dict[str, Any]:
    return document


def add_programme(**values: object) -> Change:
    def change(document: dict[str, Any]) -> None:
        site(document)["programmes"].append(copy.deepcopy(tour(document)) | values)

    return change


def add_route(*stops: tuple[str, str, int, int], **values: object) -> Change:
    def change(document: dict[str, Any]) -> None:
        text = {"ru": "Текст"}
        named = ("title", "theme", "note", "transport", "audience_text")
        route: dict[str, Any] = {"slug": "route", "days": 2, "min_age": 12, **dict.fromkeys(named, text)}
        keys = ("site", "programme", "day", "travel_min")
        route["stops"] = [dict(zip(keys, stop, strict=True)) for stop in stops]
        document["routes"] = [route | values]

    return change


STOP = ("example-works", "tour", 1, 0)
SITE = 'sites[0] "example-works"'
TOUR = f'{SITE} → programmes[0] "tour"'
TRIAL = {
    "code": "trial",
    "kind": "trial",
    "max_group": 12,
    "level": "advanced",
    "task": {"ru": "Проверить образцы"},
    "product": {"ru": "Свой образец"},
}
PLACEMENT = {
    "code": "intern",
    "kind": "internship",
    "duration_min": None,
    "days": 5,
    "hours_per_day": 4,
    "sharing": "shared",
    "schedule": [],
    "intakes": [{"weekday": "MO", "week": 1, "months": [6], "time": "10:00"}],
}


def test_the_example_of_the_documentation_is_faultless() -> None:
    file = read_catalogue(EXAMPLE)
    assert isinstance(file, CatalogueFile)
    assert [each.slug for each in file.sites] == ["example-works"]
    assert file.sites[0].programmes[0].schedule[0].times[1].hour == 14


@pytest.mark.parametrize(
    "change",
    [
        add_programme(**TRIAL, schedule=[{"days": ["WE"], "times": ["11:00"]}]),
        add_programme(**PLACEMENT),
        add_route(STOP, ("example-works", "tour", 2, 60)),
        put(site, latitude=62.6, longitude=50.9),
        put(tour, schedule=[{"days": ["TU"], "times": ["10:00", "11:15"]}]),
        put(whole, note="Черновик"),
    ],
    ids=["trial", "placement", "route", "coordinates", "visits one after another", "note"],
)
def test_what_else_is_faultless(change: Change) -> None:
    document = json.loads(EXAMPLE)
    change(document)
    assert isinstance(read_catalogue(json.dumps(document).encode()), CatalogueFile)


@pytest.mark.shows("F2")
@pytest.mark.parametrize(
    ("change", "where", "kind"),
    [
        (put(whole, format=2), "format", Problem.NOT_ONE_OF),
        (put(whole, sights=[]), "sights", Problem.UNKNOWN_FIELD),
        (lambda d: site(d).pop("dress"), f"{SITE} → dress", Problem.MISSING),
        (put(site, dress="обувь"), f"{SITE} → dress", Problem.WRONG_TYPE),
        (put(site, dress={"en": "Shoes"}), f"{SITE} → dress", Problem.NO_RUSSIAN),
        (put(site, dress={"ru": " "}), f"{SITE} → dress → ru", Problem.EMPTY),
        (put(site, dress={"ru": "а\x00б"}), f"{SITE} → dress → ru", Problem.CONTROL_CHARACTER),
        (put(site, dress={"ru": "а" * 401}), f"{SITE} → dress → ru", Problem.TOO_LONG),
        (put(site, dress={"ru": "а", "RU": "б"}), f"{SITE} → dress → RU", Problem.BAD_LANGUAGE),
        (put(site, slug="Пример"), 'sites[0] "Пример" → slug', Problem.BAD_NAME),
        (put(site, timezone="Europe/Syktyvkar"), f"{SITE} → timezone", Problem.UNKNOWN_TIMEZONE),
        (put(site, contact_phone="8 912"), f"{SITE} → contact_phone", Problem.BAD_PHONE),
        (put(site, contact_phone="+7 000 000-01-0"), f"{SITE} → contact_phone", Problem.BAD_PHONE),
        (put(site, pass_office_email="почта"), f"{SITE} → pass_office_email", Problem.BAD_EMAIL),
        (put(site, latitude=91.0, longitude=50.0), f"{SITE} → latitude", Problem.TOO_LARGE),
        (put(site, latitude=60.0), f"{SITE} → longitude", Problem.MISSING),
        (put(site, photo="sometimes"), f"{SITE} → photo", Problem.NOT_ONE_OF),
        (put(site, city="yemva"), f"{SITE} → city", Problem.UNKNOWN_REFERENCE),
        (put(site, industry="coal"), f"{SITE} → industry", Problem.UNKNOWN_REFERENCE),
        (put(site, professions=["baker"]), f"{SITE} → professions[0]", Problem.UNKNOWN_REFERENCE),
        (put(site, programmes=[]), f"{SITE} → programmes", Problem.EMPTY),
        (put(site, list_lead_working_days=8), f"{SITE} → list_lead_working_days", Problem.LIST_AFTER_REQUEST),
        (put(tour, lead_working_days=4), f"{TOUR} → list_lead_working_days", Problem.LIST_AFTER_REQUEST),
        (put(tour, min_age=100), f"{TOUR} → min_age", Problem.TOO_LARGE),
        (put(tour, min_age=-1), f"{TOUR} → min_age", Problem.TOO_SMALL),
        (put(tour, min_age="12"), f"{TOUR} → min_age", Problem.WRONG_TYPE),
        (put(tour, min_age=True), f"{TOUR} → min_age", Problem.WRONG_TYPE),
        (put(tour, max_group=5), f"{TOUR} → max_group", Problem.GROUP_RANGE),
        (put(tour, duration_min=0), f"{TOUR} → duration_min", Problem.TOO_SMALL),
        (put(tour, duration_min=None), f"{TOUR} → duration_min", Problem.NEEDED_FOR_KIND),
        (put(tour, days=5), f"{TOUR} → days", Problem.NOT_FOR_KIND),
        (put(tour, intakes=PLACEMENT["intakes"]), f"{TOUR} → intakes", Problem.NOT_FOR_KIND),
        (put(tour, audience=["school", "school"]), f"{TOUR} → audience[1]", Problem.REPEATED),
        (
            put(tour, schedule=[{"days": ["TU"], "times": ["9:00"]}]),
            f"{TOUR} → schedule[0] → times[0]",
            Problem.BAD_TIME,
        ),
        (
            put(tour, schedule=[{"days": ["TU"], "times": ["25:00"]}]),
            f"{TOUR} → schedule[0] → times[0]",
            Problem.BAD_TIME,
        ),
        (
            put(tour, schedule=[{"days": ["ВТ"], "times": ["10:00"]}]),
            f"{TOUR} → schedule[0] → days[0]",
            Problem.NOT_ONE_OF,
        ),
        (
            put(
                tour,
                schedule=[{"days": ["TU"], "times": ["10:00"], "season": {"from": "02-30", "to": "03-01"}}],
            ),
            f"{TOUR} → schedule[0] → season → from",
            Problem.BAD_MONTH_DAY,
        ),
        (
            put(tour, schedule=[{"days": ["TU"], "times": ["10:00"], "capacity": 19}]),
            f"{TOUR} → schedule[0] → capacity",
            Problem.CAPACITY_RANGE,
        ),
        (
            put(tour, schedule=[{"days": ["TU"], "times": ["10:00"], "audience": ["tourist"]}]),
            f"{TOUR} → schedule[0] → audience[0]",
            Problem.AUDIENCE_NOT_SERVED,
        ),
        (
            put(tour, schedule=[{"days": ["TU"], "times": ["10:00", "11:14"]}]),
            f"{TOUR} → schedule[0] → times[1]",
            Problem.CLASH,
        ),
        (
            add_programme(**TRIAL, before_min=15, schedule=[{"days": ["TU"], "times": ["12:29"]}]),
            f'{SITE} → programmes[1] "trial" → schedule[0] → times[0]',
            Problem.CLASH,
        ),
        (
            put(tour, after_min=106, schedule=[{"days": ["TU"], "times": ["11:00", "14:00"]}]),
            f"{TOUR} → schedule[0] → times[1]",
            Problem.CLASH,
        ),
        (
            add_programme(**TRIAL, schedule=[{"days": ["TU"], "times": ["12:14"]}]),
            f'{SITE} → programmes[1] "trial" → schedule[0] → times[0]',
            Problem.CLASH,
        ),
        (add_programme(schedule=[]), f'{SITE} → programmes[1] "tour" → code', Problem.REPEATED),
        (
            add_programme(**TRIAL | {"max_group": 16}, schedule=[]),
            f'{SITE} → programmes[1] "trial" → max_group',
            Problem.TRIAL_TOO_LARGE,
        ),
        (
            add_programme(**TRIAL | {"task": None}, schedule=[]),
            f'{SITE} → programmes[1] "trial" → task',
            Problem.NEEDED_FOR_KIND,
        ),
        (
            add_programme(**PLACEMENT | {"sharing": "private"}),
            f'{SITE} → programmes[1] "intern" → sharing',
            Problem.PLACEMENT_IS_SHARED,
        ),
        (
            lambda d: d["sites"].append(copy.deepcopy(site(d))),
            'sites[1] "example-works" → slug',
            Problem.REPEATED,
        ),
        (
            lambda d: d["region"].update(days_off=[{"day": "2027-02-30", "works": False}]),
            "region → days_off[0] → day",
            Problem.BAD_DATE,
        ),
        (
            lambda d: d["region"].update(days_off=[{"day": "2027-08-20", "works": False}] * 2),
            "region → days_off[1] → day",
            Problem.REPEATED,
        ),
        (
            put(whole, organisations=[{"kind": "school", "name": {"ru": "Лицей"}, "city": "emva"}] * 2),
            "organisations[1] → name",
            Problem.REPEATED,
        ),
        (
            put(
                whole,
                organisations=[
                    {"kind": "school", "name": {"ru": name}, "city": "emva"}
                    for name in ("МБОУ СОШ № 1", "Школа N1")
                ],
            ),
            "organisations[1] → name",
            Problem.REPEATED,
        ),
        (add_route(STOP), 'routes[0] "route" → stops', Problem.WRONG_TYPE),
        (add_route(*[STOP] * 7), 'routes[0] "route" → stops', Problem.TOO_LONG),
        (
            add_route(STOP, ("sloist", "tour", 1, 10)),
            'routes[0] "route" → stops[1] "sloist" → site',
            Problem.UNKNOWN_REFERENCE,
        ),
        (
            add_route(STOP, ("example-works", "torr", 1, 10)),
            'routes[0] "route" → stops[1] "example-works" → programme',
            Problem.UNKNOWN_REFERENCE,
        ),
        (add_route(STOP, STOP, min_age=11), 'routes[0] "route" → min_age', Problem.ROUTE_TOO_YOUNG),
        (
            add_route(("example-works", "tour", 2, 0), STOP),
            'routes[0] "route" → stops[1] "example-works" → day',
            Problem.STOPS_OUT_OF_ORDER,
        ),
        (
            add_route(STOP, ("example-works", "tour", 3, 10)),
            'routes[0] "route" → stops[1] "example-works" → day',
            Problem.STOP_AFTER_LAST_DAY,
        ),
        (
            add_route(("example-works", "tour", 1, 5), STOP),
            'routes[0] "route" → stops[0] "example-works" → travel_min',
            Problem.FIRST_STOP_TRAVELS,
        ),
    ],
)
def test_a_fault_names_its_place(change: Change, where: str, kind: Problem) -> None:
    found = faults_after(change)
    assert [(each.where, each.kind) for each in found] == [(where, kind)]
    assert found[0].what
    assert str(found[0]).startswith(f"{where}: ")


@pytest.mark.shows("F2")
def test_all_faults_are_listed_at_once_in_the_order_of_the_file() -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["region"]["timezone"] = "Moscow"
        other = copy.deepcopy(site(document))
        document["sites"].append(other | {"slug": "other-works", "city": "nowhere"})
        site(document).pop("name")
        add_programme(**TRIAL | {"max_group": 3}, schedule=[{"days": ["TU"], "times": ["10:30"]}])(document)
        tour(document)["min_age"] = "двенадцать"
        add_route(STOP, ("other-works", "tour", 1, 10), ("no-works", "tour", 2, 10))(document)

    found = faults_after(spoil)
    assert [(each.where, each.kind) for each in found] == [
        ("region → timezone", Problem.UNKNOWN_TIMEZONE),
        (f"{TOUR} → min_age", Problem.WRONG_TYPE),
        (f"{SITE} → name", Problem.MISSING),
        ('sites[1] "other-works" → city', Problem.UNKNOWN_REFERENCE),
        ('routes[0] "route" → stops[2] "no-works" → site', Problem.UNKNOWN_REFERENCE),
    ]


def test_a_clash_is_found_beside_other_faults() -> None:
    def spoil(document: dict[str, Any]) -> None:
        site(document)["name"] = {}
        add_programme(**TRIAL, schedule=[{"days": ["TU"], "times": ["11:30"]}])(document)

    found = faults_after(spoil)
    assert {each.kind for each in found} == {Problem.NO_RUSSIAN, Problem.CLASH}


def test_a_sentence_says_what_to_do() -> None:
    found = faults_after(put(site, city="emfa"))
    assert str(found[0]) == (
        "sites[0] \"example-works\" → city: 'emfa' is not in cities (did you mean 'emva'?);"
        ' for example: "emva"'
    )
    found = faults_after(put(tour, lenght=5))
    assert "did you mean" not in str(found[0])
    found = faults_after(put(tour, max_groups=5))
    assert str(found[0]).endswith("→ max_groups: is not a field of this format (did you mean 'max_group'?)")


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (("04-01", "10-31"), ("11-01", "03-31"), False),
        (("04-01", "10-31"), ("10-31", "11-30"), True),
        (("11-01", "03-31"), ("12-01", "12-31"), True),
        (("11-01", "03-31"), ("03-31", "11-01"), True),
        (("11-01", "03-31"), ("12-01", "01-15"), True),
    ],
)
def test_visits_of_different_seasons_do_not_clash(
    one: tuple[str, str], other: tuple[str, str], clash: bool
) -> None:
    document = json.loads(EXAMPLE)
    tour(document)["schedule"] = [
        {"days": ["TU"], "times": ["10:00"], "season": dict(zip(("from", "to"), season, strict=True))}
        for season in (one, other)
    ]
    result = read_catalogue(json.dumps(document))
    assert isinstance(result, list) == clash


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("", Problem.BAD_JSON),
        ('{"format": 1,\n  "region": }', Problem.BAD_JSON),
        (b"\xff\xfe{", Problem.NOT_UTF8),
        ("[]", Problem.WRONG_TYPE),
        ("null", Problem.WRONG_TYPE),
        ('{"format": 1, "format": 1}', Problem.REPEATED_KEY),
        ('{"format": NaN}', Problem.INVALID),
        ('{"format": ' + "9" * 5000 + "}", Problem.INVALID),
        ("[" * 100_000, Problem.TOO_DEEP),
        ('{"a":' * 30 + "1" + "}" * 30, Problem.TOO_DEEP),
        ('{"note": "\\ud800"}', Problem.BROKEN_CHARACTER),
        (b" " * (MAX_BYTES + 1), Problem.TOO_BIG),
        (" " * (MAX_BYTES + 1), Problem.TOO_BIG),
    ],
)
def test_what_is_no_catalogue_at_all_is_one_fault(raw: bytes | str, kind: Problem) -> None:
    found = faults(raw)
    assert [each.kind for each in found] == [kind]
    assert found[0].what


def test_bad_json_is_told_with_line_and_column() -> None:
    (problem,) = faults('{"format": 1,\n  "region": }')
    assert str(problem) == "not JSON at line 2, column 13: Expecting value"


def test_a_byte_order_mark_is_no_fault() -> None:
    assert isinstance(read_catalogue(EXAMPLE.encode("utf-8-sig")), CatalogueFile)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places_in(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(found for key, each in inner for found in places_in(each, (*place, key)))]


@given(st.data())
def test_no_value_anywhere_raises(data: st.DataObject) -> None:
    document = json.loads(EXAMPLE)
    place = data.draw(st.sampled_from(places_in(document)[1:]))
    here = document
    for key in place[:-1]:
        here = here[key]
    here[place[-1]] = data.draw(JSON)
    result = read_catalogue(json.dumps(document))
    if isinstance(result, list):
        assert result
        assert all(str(problem) for problem in result)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_bytes_raise(raw: bytes | str) -> None:
    assert faults(raw)


def test_every_kind_of_fault_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Problem)


def parts() -> list[type[Part]]:
    return [
        each
        for each in vars(catalogue_file).values()
        if isinstance(each, type) and issubclass(each, Part) and each not in {Part, catalogue_file.SiteCard}
    ]


def documented_fields(heading: str) -> list[tuple[str, str]]:
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", DOCS, flags=re.DOTALL | re.MULTILINE)
    assert section, f"docs/catalogue-format.md has no section {heading}"
    return re.findall(r"^\| `(\w+)` \| (yes|no) \|", section[1], flags=re.MULTILINE)


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__)
def test_every_field_is_documented(part: type[Part]) -> None:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part.__name__).capitalize()
    heading = "The file" if part is CatalogueFile else words
    fields = [(name, "yes" if info.is_required() else "no") for name, info in fields_of(part).items()]
    assert documented_fields(heading) == fields


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__)
def test_every_field_has_a_meaning_and_an_example(part: type[Part]) -> None:
    for name, info in fields_of(part).items():
        assert info.description, name
        assert info.examples, name
