"""A catalogue as a workbook: every field has a column, the way there and back changes nothing, and whatever a
spreadsheet or a stranger puts into one is read, or said to be wrong at its cell (F2)."""

from __future__ import annotations

import copy
import datetime as dt
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.documents.workbook import archive, reading
from bot.documents.workbook.archive import refuse_archive
from bot.documents.workbook.marking import marked
from bot.documents.workbook.reading import Faults, read_file
from bot.documents.workbook.words import choice_words, column_title, sheet_name
from bot.documents.workbook.writing import FIRST_ROW, template_of, workbook_of
from bot.domain.catalogue.cards.slugs import free_slug, slug_of
from bot.domain.catalogue.fields import MonthDay
from bot.domain.catalogue.file import CatalogueFile, Part
from bot.domain.catalogue.problems import Problem
from bot.domain.catalogue.reading import fields_of, read_catalogue
from bot.domain.catalogue.sheets.comparing import GivenFile, compare, digests_of
from bot.domain.catalogue.sheets.tables import Column, Kind, Path, kind_of, tables
from bot.domain.catalogue.sheets.values import from_cell
from bot.services.demo.seed import DEMO_FILE
from bot.ui.translator import translator_for
from tests.workbooks import columns_of, saved

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
RU = translator_for("ru")
WORDS = choice_words("ru")
DEMO: dict[str, Any] = json.loads(DEMO_FILE.read_bytes())


def catalogue_of(document: dict[str, Any]) -> CatalogueFile:
    read = read_catalogue(json.dumps(document))
    assert not isinstance(read, list), [str(each) for each in read[:5]]
    return read


def given(raw: bytes) -> GivenFile:
    read = read_file(raw)
    assert not isinstance(read, Faults), [str(each) for each in read.problems[:5]]
    return read


def faults(raw: bytes) -> Faults:
    read = read_file(raw)
    assert isinstance(read, Faults), "it is faultless"
    return read


def small() -> dict[str, Any]:
    """One site of the demo with all its kinds of rows, and no route."""
    document = copy.deepcopy(DEMO)
    document["sites"] = [each for each in document["sites"] if each["slug"] == "voilokno"]
    document["routes"], document["organisations"] = [], []
    (site,) = document["sites"]
    seen = {
        *site["professions"],
        *(name for each in site["programmes"] for name in each.get("professions", ())),
    }
    kept = {"cities": {site["city"]}, "industries": {site["industry"]}, "professions": seen}
    for section, slugs in kept.items():
        document[section] = [each for each in document[section] if each["slug"] in slugs]
    return document


SMALL = workbook_of(small(), RU)


def page_of(workbook: Workbook, *path: str) -> Worksheet:
    return workbook[sheet_name(path, RU)]


def column_of(page: Worksheet, key: str) -> int:
    return columns_of(page)[key]


def changed(change: Callable[[Workbook], None], raw: bytes = SMALL) -> bytes:
    workbook = load_workbook(io.BytesIO(raw))
    change(workbook)
    return saved(workbook)


def set_cell(path: Path, key: str, value: object, row: int = FIRST_ROW) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        page = page_of(workbook, *path)
        page.cell(row, column_of(page, key)).value = value  # type: ignore[assignment]

    return change


# --- columns follow the format --------------------------------------------------------------------------


def parts_of(model: type[Part], path: Path = ()) -> Iterator[tuple[Path, Path]]:
    """Every field below a part, as (the list that it is in, its way within that)."""
    for table in tables().values():
        for column in table.columns:
            if column.kind is not Kind.PARENT:
                yield table.path, column.path
    assert model is CatalogueFile
    assert path == ()


@pytest.mark.shows("F2")
def test_every_field_of_the_format_has_a_column_or_a_sheet() -> None:
    """Whoever adds a field to the format adds a column by that."""
    known = set(parts_of(CatalogueFile))

    def walk(model: type[Part], at: Path, within: Path) -> None:
        for key, info in fields_of(model).items():
            way = (*within, key)
            inner = reading_model(info.annotation)
            if (*at, *way) in tables():
                walk(tables()[(*at, *way)].model, (*at, *way), ())
            elif inner is not None and (at, way) not in known:
                walk(inner, at, way)
            else:
                assert (at, way) in known, (at, way)

    walk(CatalogueFile, (), ())
    assert len(tables()) == 12
    assert ("sites", "programmes", "schedule") in tables()


def reading_model(annotation: object) -> type[Part] | None:
    from bot.domain.catalogue.reading import _model_in

    return _model_in(annotation)


def test_a_field_of_a_kind_nobody_thought_of_is_a_text() -> None:
    assert kind_of(MonthDay) == (Kind.MONTH_DAY, None)
    assert kind_of(bytes) == (Kind.TEXT, None)


@LANGUAGES
@pytest.mark.shows("F2", "I1")
def test_sheets_columns_and_choices_are_named_in_every_language(language: str) -> None:
    """Fields of the format, choices too, have words; what has none would show its English key."""
    t = translator_for(language)
    for path, table in tables().items():
        assert t.has(f"sheet.name.{'.'.join(path) or 'file'}"), path
        for column in table.columns:
            if column.kind is Kind.CONSTANT:
                continue
            title = column_title(column.key("ru"), column, t)
            key = f"sheet.column.{column.key()}"
            parent = f"sheet.parent.{'.'.join(column.refers)}"
            assert t.has(parent if column.kind is Kind.PARENT else key), column.key()
            assert title
            for member in column.choices or ():
                assert t.has(f"sheet.choice.{type(member).__name__}.{member.value}"), member
    for problem in Problem:
        assert t.has(f"file.problem.{problem}"), problem


# --- there and back -------------------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.shows("F2")
def test_the_way_there_and_back_changes_nothing(language: str) -> None:
    stored = catalogue_of(DEMO)
    digests = digests_of(stored)
    raw = workbook_of(DEMO, translator_for(language), digests)
    read = given(raw)
    assert read.file == stored
    assert read.was == digests
    assert not compare(read.file, stored, read.was).changes
    assert read_file(json.dumps(DEMO).encode()) == GivenFile(stored)


@pytest.mark.shows("F2")
def test_what_looks_like_a_formula_stays_a_text() -> None:
    """A title that a spreadsheet would run is written and read as what it is."""
    document = small()
    for text in ("=1+1", "+7", "@SUM(A1)", "-3", '=HYPERLINK("http://x")'):
        document["sites"][0]["name"] = {"ru": text}
        document["sites"][0]["short"] = {"ru": f"{text}\nво второй строке"}
        raw = workbook_of(document, RU)
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            assert not any(b"<f>" in parts.read(each) for each in parts.namelist() if "sheets/" in each)
        assert given(raw).file == catalogue_of(document)


@pytest.mark.shows("F2")
def test_the_template_has_what_sites_refer_to_and_lists_to_choose_from() -> None:
    raw = template_of(DEMO, RU)
    workbook = load_workbook(io.BytesIO(raw))
    sites = page_of(workbook, "sites")
    assert sites.row_dimensions[1].hidden
    assert sites.max_row == FIRST_ROW - 1, "no site stands there"
    assert sites.column_dimensions["A"].hidden
    slug = get_column_letter(column_of(sites, "slug"))
    assert sites.column_dimensions[slug].hidden, "people need not see short names"
    assert len(sites.data_validations.dataValidation) >= 6
    assert page_of(workbook, "cities").max_row > FIRST_ROW
    assert not given(raw).file.sites


@pytest.mark.shows("F2")
def test_a_new_row_needs_titles_only_and_gets_the_same_short_name_each_time() -> None:
    def add(workbook: Workbook) -> None:
        page = page_of(workbook, "sites")
        keys = columns_of(page)
        for column in keys.values():
            page.cell(FIRST_ROW + 1, column).value = page.cell(FIRST_ROW, column).value
        page.cell(FIRST_ROW + 1, keys["slug"]).value = None
        page.cell(FIRST_ROW + 1, keys["name.ru"]).value = "Хлебозавод «Ӧшинь»"
        programmes = page_of(workbook, "sites", "programmes")
        own = columns_of(programmes)
        row = programmes.max_row + 1
        for column in own.values():
            programmes.cell(row, column).value = programmes.cell(FIRST_ROW, column).value
        programmes.cell(row, own["^sites"]).value = "  хлебозавод «ӧшинь» "
        programmes.cell(row, own["code"]).value = None
        programmes.cell(row, own["title.ru"]).value = "Как пекут хлеб"
        schedule = page_of(workbook, "sites", "programmes", "schedule")
        line = columns_of(schedule)
        at = schedule.max_row + 1
        for key, value in {
            "^sites": "Хлебозавод «Ӧшинь»",
            "^sites.programmes": "Как пекут хлеб",
            "days": "вт, Чт",
            "times": "9:00; 13.30",
        }.items():
            schedule.cell(at, line[key]).value = value

    first, second = given(changed(add)), given(changed(add))
    assert first.file == second.file
    site = first.file.sites[-1]
    assert site.slug == "khlebozavod-oshin"
    (programme,) = site.programmes
    assert programme.code == "kak-pekut-khleb"
    assert [day.value for day in programme.schedule[-1].days] == ["TU", "TH"]
    assert [f"{each:%H:%M}" for each in programme.schedule[-1].times] == ["09:00", "13:30"]


@pytest.mark.shows("F2")
def test_who_renames_a_row_need_not_rename_what_refers_to_it() -> None:
    def rename(workbook: Workbook) -> None:
        set_cell(SITES, "name.ru", "Войлочная мануфактура")(workbook)
        set_cell(("cities",), "name.ru", "Сыктывкар-на-Сысоле")(workbook)

    before, after = given(SMALL).file, given(changed(rename)).file
    (old,), (new,) = before.sites, after.sites
    assert (new.slug, new.city, new.programmes) == (old.slug, old.city, old.programmes)
    assert new.name["ru"] == "Войлочная мануфактура"
    assert after.cities[0].name["ru"] == "Сыктывкар-на-Сысоле"


@pytest.mark.shows("F2")
def test_a_copied_row_with_another_title_is_a_new_one() -> None:
    """Its short name, which nobody sees, was copied with it."""

    def copy_row(title: str) -> Callable[[Workbook], None]:
        def change(workbook: Workbook) -> None:
            page = page_of(workbook, *PROGRAMMES)
            at = page.max_row + 1
            for number, cell in enumerate(page[FIRST_ROW], start=1):
                page.cell(at, number).value = cell.value
            page.cell(at, column_of(page, "title.ru")).value = title

        return change

    codes = [each.code for each in given(SMALL).file.sites[0].programmes]
    more = given(changed(copy_row("Ещё одна экскурсия"))).file.sites[0].programmes
    assert [each.code for each in more] == [*codes, "eshche-odna-ekskursiya"]
    page = page_of(load_workbook(io.BytesIO(SMALL)), *PROGRAMMES)
    same = str(page.cell(FIRST_ROW, column_of(page, "title.ru")).value)
    assert Problem.REPEATED in {each.kind for each in faults(changed(copy_row(same))).problems}


def test_short_names_are_made_of_titles() -> None:
    assert slug_of("Фанерный цех «Слоист»") == "fanernyy-tsekh-sloist"
    assert slug_of("Щука, ёж & Co. № 5") == "shchuka-ezh-co-no-5"
    assert slug_of("«—»") == ""
    assert len(slug_of("я" * 100)) <= 40
    assert free_slug("Щука", (), "site") == "shchuka", "the chat makes them like a workbook"
    assert free_slug("Щука", ("shchuka", "shchuka-2"), "site") == "shchuka-3"
    assert free_slug("«—»", (), "site") == "site"


# --- what a spreadsheet makes of what is typed ----------------------------------------------------------


def midnight(year: int, month: int, day: int) -> dt.datetime:
    """A date as a spreadsheet has it, in no zone."""
    return dt.datetime.combine(dt.date(year, month, day), dt.time())


def column(kind: Kind, *, many: bool = False) -> Column:
    return Column(("x",), kind, "", "", required=True, many=many)


@pytest.mark.parametrize(
    ("kind", "cell", "said"),
    [
        (Kind.WHOLE, 10.0, 10),
        (Kind.WHOLE, "10", 10),
        (Kind.WHOLE, " 7 ", 7),
        (Kind.WHOLE, 10.5, 10.5),
        (Kind.WHOLE, "десять", "десять"),
        (Kind.WHOLE, True, True),
        (Kind.NUMBER, 62, 62.0),
        (Kind.NUMBER, "62,588", 62.588),
        (Kind.NUMBER, "62.588", 62.588),
        (Kind.TEXT, 7.0, "7"),
        (Kind.TEXT, 70000000401, "70000000401"),
        (Kind.TEXT, "а\r\nб", "а\nб"),
        (Kind.YES_NO, "Да", True),
        (Kind.YES_NO, "no", False),
        (Kind.YES_NO, False, False),
        (Kind.YES_NO, "может быть", "может быть"),
        (Kind.DAY, midnight(2027, 5, 31), "2027-05-31"),
        (Kind.DAY, 46538, "2027-05-31"),
        (Kind.DAY, 46538.0, "2027-05-31"),
        (Kind.DAY, "31.05.2027", "2027-05-31"),
        (Kind.DAY, "2027-05-31", "2027-05-31"),
        (Kind.DAY, 12, 12),
        (Kind.MONTH_DAY, "01.04", "04-01"),
        (Kind.MONTH_DAY, "04-01", "04-01"),
        (Kind.MONTH_DAY, midnight(2026, 4, 1), "04-01"),
        (Kind.TIME, "9:30", "09:30"),
        (Kind.TIME, "09.30", "09:30"),
        (Kind.TIME, dt.time(9, 30), "09:30"),
        (Kind.TIME, 0.395833333333, "09:30"),
        (Kind.TIME, dt.timedelta(hours=9, minutes=30), "09:30"),
        (Kind.TIME, "полдень", "полдень"),
    ],
)
def test_what_a_spreadsheet_made_of_it_is_undone(kind: Kind, cell: Any, said: object) -> None:
    read = from_cell(column(kind), cell, WORDS)
    assert read == said
    assert type(read) is type(said)


def test_several_values_stand_with_commas() -> None:
    months = column(Kind.WHOLE, many=True)
    assert from_cell(months, "2, 6;7\n11,", WORDS) == [2, 6, 7, 11]
    assert from_cell(months, 6.0, WORDS) == [6]
    assert from_cell(column(Kind.TIME, many=True), dt.time(10), WORDS) == ["10:00"]


@pytest.mark.shows("F2", "C5")
def test_free_and_as_the_site_are_two_things() -> None:
    """An empty cell says nothing; a dash says that nobody pays."""
    document = small()
    document["sites"][0].pop("tariff", None)
    document["sites"][0]["tariff"] = {
        "amounts": [
            {"audience": ["family", "tourist"], "amount": 350, "payment": "gate"},
            {"audience": ["school"], "amount": 100, "payment": "invoice"},
        ],
        "covers": {"ru": "мастер-класс"},
    }
    tour, *others = document["sites"][0]["programmes"]
    tour["tariff"] = {"amounts": []}
    for each in others:
        each.pop("tariff", None)
    raw = workbook_of(document, RU)
    page = page_of(load_workbook(io.BytesIO(raw)), "sites")
    assert page.cell(FIRST_ROW, column_of(page, "tariff.amounts")).value == (
        "семьи, туристы | 350 | на месте\nшкольники | 100 | по счёту"
    )
    assert given(raw).file == catalogue_of(document)


# --- faults ---------------------------------------------------------------------------------------------

SITES, PROGRAMMES, SCHEDULE = ("sites",), ("sites", "programmes"), ("sites", "programmes", "schedule")


@pytest.mark.parametrize(
    ("path", "key", "value", "problem"),
    [
        (SITES, "timezone", "Europe/Syktyvkar", Problem.UNKNOWN_TIMEZONE),
        (SITES, "name.ru", None, Problem.NO_RUSSIAN),
        (SITES, "contact_phone", 89120000401, Problem.BAD_PHONE),
        (SITES, "industry", "Рыбная", Problem.UNKNOWN_REFERENCE),
        (SITES, "photo", "иногда", Problem.NOT_ONE_OF),
        (SITES, "min_group", "пять", Problem.WRONG_TYPE),
        (SITES, "latitude", 191, Problem.TOO_LARGE),
        (SITES, "name.ru", "=CONCATENATE(A1)", Problem.FORMULA),
        (PROGRAMMES, "^sites", "Нет такого", Problem.UNKNOWN_REFERENCE),
        (PROGRAMMES, "^sites", None, Problem.MISSING),
        (PROGRAMMES, "min_age", 12.5, Problem.WRONG_TYPE),
        (PROGRAMMES, "audience", "школьники, марсиане", Problem.NOT_ONE_OF),
        (SCHEDULE, "times", "25:00", Problem.BAD_TIME),
        (SCHEDULE, "since", "31.02.2027", Problem.BAD_DATE),
        (SCHEDULE, "season.from", "31.06", Problem.BAD_MONTH_DAY),
    ],
)
@pytest.mark.shows("F2")
@pytest.mark.sampled(5)
def test_a_fault_is_said_at_its_cell(path: Path, key: str, value: object, problem: Problem) -> None:
    raw = changed(set_cell(path, key, value))
    read = faults(raw)
    found = {(each.path, each.row, each.key, each.problem.kind) for each in read.cells}
    assert (path, FIRST_ROW, key, problem) in found, found
    workbook = load_workbook(io.BytesIO(marked(raw, read.cells, RU)))
    page = page_of(workbook, *path)
    cell = page.cell(FIRST_ROW, column_of(page, key))
    assert cell.comment is not None
    assert cell.fill.fgColor.rgb == "00F8B4B4"
    said = page.cell(FIRST_ROW, column_of(page, reading.FAULTS)).value
    assert RU.label(f"file.problem.{problem}", **_no_facts(problem)).split("«")[0][:12] in str(said)


def _no_facts(problem: Problem) -> dict[str, str | int]:
    names = ("limit", "value", "expected", "section", "hint", "length", "first", "detail")
    assert problem in Problem
    return dict.fromkeys(names, "")


@pytest.mark.shows("F2")
def test_all_faults_are_told_at_once_and_go_with_what_was_corrected() -> None:
    def spoil(workbook: Workbook) -> None:
        set_cell(SITES, "timezone", "Moscow")(workbook)
        set_cell(SITES, "city", "Китеж")(workbook)
        set_cell(PROGRAMMES, "kind", "концерт")(workbook)

    raw = changed(spoil)
    first = faults(raw)
    kinds = {each.kind for each in first.problems}
    assert {Problem.UNKNOWN_TIMEZONE, Problem.UNKNOWN_REFERENCE, Problem.NOT_ONE_OF} <= kinds
    back = marked(raw, first.cells, RU)
    again = faults(back)
    assert {each.kind for each in again.problems} == kinds, "what was marked reads as before"

    def correct(workbook: Workbook) -> None:
        set_cell(SITES, "timezone", "Europe/Moscow")(workbook)
        set_cell(SITES, "city", "Сыктывкар")(workbook)
        set_cell(PROGRAMMES, "kind", "экскурсия")(workbook)
        page = page_of(workbook, *PROGRAMMES)
        page.cell(FIRST_ROW, column_of(page, "min_age")).value = "много"

    last = changed(correct, back)
    third = faults(last)
    assert [each.kind for each in third.problems] == [Problem.WRONG_TYPE]
    page = page_of(load_workbook(io.BytesIO(marked(last, third.cells, RU))), *SITES)
    assert page.cell(FIRST_ROW, column_of(page, "timezone")).comment is None
    assert not page.cell(FIRST_ROW, column_of(page, reading.FAULTS)).value


@pytest.mark.shows("F2")
def test_merged_cells_and_sheets_without_an_end_are_faults_and_blank_rows_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def merge(workbook: Workbook) -> None:
        page = page_of(workbook, *SITES)
        letter = get_column_letter(column_of(page, "city"))
        page.merge_cells(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + 1}")

    assert Problem.MERGED in {each.kind for each in faults(changed(merge)).problems}
    assert marked(changed(merge), faults(changed(merge)).cells, RU)

    def blanks(workbook: Workbook) -> None:
        page = page_of(workbook, *SITES)
        for row in (page.max_row + 1, page.max_row + 40):
            page.cell(row, 3).value = "   "
            page.cell(row, 4).number_format = "0.00"

    assert given(changed(blanks)).file == given(SMALL).file
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    assert Problem.SHEET_TOO_LONG in {each.kind for each in faults(changed(blanks)).problems}


# --- who sends it may be anybody ------------------------------------------------------------------------


def repacked(**parts: bytes) -> bytes:
    """The workbook with some of its parts replaced or added; names with __ for /."""
    made = io.BytesIO()
    named = {name.replace("__", "/"): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(SMALL)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each not in named:
                new.writestr(each, old.read(each))
        for name, content in named.items():
            new.writestr(name, content)
    return made.getvalue()


@pytest.mark.shows("F2")
def test_an_archive_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refuse_archive(SMALL) is None
    for nothing in (b"", b"PK", b"PK\x03\x04" + b"\0" * 200, SMALL[:-400], b"%PDF-1.7"):
        assert refuse_archive(nothing) is Problem.NOT_A_WORKBOOK
    assert refuse_archive(b"PK" + b"\0" * archive.MOST_BYTES) is Problem.WORKBOOK_TOO_BIG
    assert refuse_archive(repacked(xl__vbaProject__x=b"x")) is Problem.WORKBOOK_TOO_BIG
    assert refuse_archive(repacked(xl__externalLinks__externalLink1=b"<x/>")) is Problem.WORKBOOK_TOO_BIG
    bomb = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>"
    assert refuse_archive(repacked(**{"xl__sharedStrings.xml": bomb})) is Problem.NOT_A_WORKBOOK
    late = b"<x>" + b" " * (65_536 - 8) + b"<!DOCTYPE x>"
    assert refuse_archive(repacked(**{"xl__more.xml": late})) is Problem.NOT_A_WORKBOOK
    wide = "<?xml version='1.0'?><x/>".encode("utf-16")
    assert refuse_archive(repacked(**{"xl__more.xml": wide})) is Problem.NOT_A_WORKBOOK
    many = {f"xl__more{number}.xml": b"<x/>" for number in range(archive.MOST_PARTS)}
    assert refuse_archive(repacked(**many)) is Problem.WORKBOOK_TOO_BIG
    monkeypatch.setattr(archive, "MOST_UNPACKED", 3_000_000)
    packed = repacked(**{"xl__media__picture.png": b"\0" * 4_000_000})
    assert len(packed) < 200_000
    assert refuse_archive(packed) is Problem.WORKBOOK_TOO_BIG
    assert faults(packed).problems[0].kind is Problem.WORKBOOK_TOO_BIG


CENTRAL = b"PK\x01\x02"
"""Where the list of an archive's parts begins; what is needed to unpack one follows 6 bytes on, whether it is
locked 8, how it is packed 10."""


@pytest.mark.shows("F2")
@pytest.mark.parametrize(("place", "value"), [(6, 99), (8, 1), (8, 0x20), (10, 12), (10, 14), (10, 99)])
def test_an_archive_of_another_kind_is_no_workbook(place: int, value: int) -> None:
    """Of a later version, locked, patched, packed by bzip2, LZMA or nobody knows what."""
    raw = bytearray(SMALL)
    raw[raw.index(CENTRAL) + place] = value
    assert refuse_archive(bytes(raw)) is Problem.NOT_A_WORKBOOK


@pytest.mark.shows("F2")
def test_what_excel_never_packs_so_is_not_unpacked() -> None:
    """By LZMA, and damaged: the library fails there with an error of its own."""
    made = io.BytesIO(SMALL)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_LZMA) as archived:
        archived.writestr("xl/media/picture.png", bytes(range(256)) * 40)
    raw = bytearray(made.getvalue())
    assert refuse_archive(bytes(raw)) is Problem.NOT_A_WORKBOOK
    inside = raw.index(b"xl/media/picture.png") + 40
    raw[inside : inside + 60] = bytes(60)
    assert refuse_archive(bytes(raw)) is Problem.NOT_A_WORKBOOK


@pytest.mark.shows("F2")
def test_damage_anywhere_is_no_accident() -> None:
    """Half of it where the list of parts is, which everything else hangs on."""
    chance = random.Random(20261130)
    damaged = []
    for number in range(600):
        raw = bytearray(SMALL)
        for _ in range(chance.choice((1, 1, 2, 8))):
            first = raw.index(CENTRAL) if number % 2 else 0
            raw[chance.randrange(first, len(raw))] = chance.randrange(256)
        damaged.append(refuse_archive(bytes(raw[: chance.randrange(len(raw))] if number % 10 == 0 else raw)))
    assert damaged.count(Problem.NOT_A_WORKBOOK) > 300
    assert set(damaged) <= {None, Problem.NOT_A_WORKBOOK, Problem.WORKBOOK_TOO_BIG}


@pytest.mark.shows("F2")
def test_a_workbook_of_something_else_says_what_to_do() -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(["Предприятие", "Город"])
    assert faults(saved(workbook)).problems[0].kind is Problem.NO_KEYS
    broken = repacked(**{"xl__worksheets__sheet1.xml": b"<worksheet><sheetData><row r='x'>"})
    assert faults(broken).problems[0].kind is Problem.NOT_A_WORKBOOK


# --- what it would change -------------------------------------------------------------------------------


@pytest.mark.shows("F2")
def test_a_comparison_counts_what_is_new_changed_and_changed_by_somebody_else() -> None:
    stored = catalogue_of(DEMO)
    was = digests_of(stored)
    document = copy.deepcopy(DEMO)
    first, second, third = document["sites"][:3]
    first["bring"] = {"ru": "Паспорт и тетрадь"}
    second["slug"] = "newcomer"
    third["programmes"][0]["max_group"] += 1
    document["sites"] = document["sites"][:4]
    document["routes"] = []
    file = catalogue_of(document)
    told = compare(file, stored, was)
    assert (told.sites.new, told.sites.changed) == (("newcomer",), (first["slug"], third["slug"]))
    assert (told.sites.same, told.conflicts, told.routes.same) == (1, (), 0)

    meanwhile = copy.deepcopy(DEMO)
    meanwhile["sites"][0]["dress"] = {"ru": "Закрытая обувь и шапка"}
    now = catalogue_of(meanwhile)
    assert compare(file, now, was).conflicts == (first["slug"],)
    assert compare(file, now, {}).conflicts == (), "a file of JSON does not know what was"
    assert compare(file, stored, was).key(file) != compare(file, now, was).key(file)
    assert compare(now, now, was).conflicts == (), "who says the same has no quarrel"
    assert compare(file, None, was).sites.new == tuple(each.slug for each in file.sites)
