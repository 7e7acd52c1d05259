"""A file was stored beside what the chat keeps without anybody looking at the two together; it took back
weekly rules and days of the region in silence; an export could not be imported again; and a coordinator was
asked to publish what a file had published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.db.catalogue.exporting import as_file, read_document
from bot.db.catalogue.revisions import add_revision
from bot.db.region.settings import read_days, read_school_holidays, read_setting, store_setting
from bot.db.tables import programme as programme_table
from bot.db.tables import revision
from bot.db.tables import site as site_table
from bot.documents.workbook.marking import cell_label
from bot.documents.workbook.reading import Faults, read_file
from bot.documents.workbook.words import column_example, column_hint
from bot.documents.workbook.writing import workbook_of
from bot.domain.catalogue.cards.fields import PUBLICATION
from bot.domain.catalogue.merging import Marks
from bot.domain.catalogue.problems import Problem, RowProblem
from bot.domain.catalogue.reading import read_stored, without_begun
from bot.domain.catalogue.sheets.comparing import Comparison, GivenFile, digests_of
from bot.domain.catalogue.sheets.tables import Kind, tables
from bot.domain.forms import DaysKind
from bot.domain.model import ProgrammeKind, Publication, RegionSetting, RevisionState
from bot.services.catalogue.cards import making, revisions
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.forms import engine
from bot.ui.translator import translator_for
from tests.host.cards import change
from tests.host.conftest import site
from tests.host.site import SLUG, Site
from tests.host.test_region_days import settle
from tests.host.test_weekly_rules import start_change
from tests.sites import demo_of

__all__ = ["site"]
pytestmark = pytest.mark.shows("F2")

Document = dict[str, Any]


def file_with(change_it: Callable[[Document], object]) -> str:
    """The demo's file, with the plywood works changed by its author."""
    document = json.loads(demo_of())
    change_it(next(each for each in document["sites"] if each["slug"] == SLUG))
    return json.dumps(document, ensure_ascii=False)


def tour_of(document: Document) -> Document:
    found: Document = next(each for each in document["programmes"] if each["code"] == "tour")
    return found


def says(**fields: Any) -> str:
    """A file in which the tour has these."""
    return file_with(lambda document: tour_of(document).update(fields))


async def exported(site: Site) -> Document:
    document = await site.db.read(lambda connection: read_document(connection, "komi"))
    assert document is not None
    return document


async def load(site: Site, raw: str | bytes, **how: bool) -> ImportCounts:
    counts = await ImportCatalogue(site.db, site.clock)(raw, **how)
    assert isinstance(counts, ImportCounts), [str(each) for each in counts]
    return counts


async def refused_by(site: Site, raw: str) -> list[RowProblem]:
    """Nothing is stored."""
    before = await exported(site)
    found = await ImportCatalogue(site.db, site.clock)(raw)
    assert isinstance(found, list), found
    assert await exported(site) == before
    return found


async def stored(site: Site, column: str) -> Any:
    query = select(programme_table.c[column]).where(programme_table.c.id == site.programme("tour").id)
    return await site.db.read(lambda connection: connection.execute(query).scalar_one())


async def rules(site: Site) -> list[Document]:
    document = next(each for each in (await exported(site))["sites"] if each["slug"] == SLUG)
    found: list[Document] = tour_of(document)["schedule"]
    return found


# --- what is kept is judged beside the file --------------------------------------------------------------


@pytest.mark.both_engines
async def test_a_kept_limit_has_to_fit_the_files(site: Site) -> None:
    await change(site, site.coordinator, "min_group", "9", site.programme("tour").id)
    (fault,) = await refused_by(site, says(max_group=8))
    assert fault.kind is Problem.GROUP_RANGE
    assert [str(each) for each in fault.kept] == ["sloist.tour.min_group"]
    assert (fault.kept[0].has, fault.kept[0].says) == (9, 6)
    for said in ('"sloist"', '"tour"', "min_group", "9", "6", "--overwrite"):
        assert said in str(fault)
    taken = await load(site, says(max_group=8), overwrite=True)
    assert (await stored(site, "min_group"), taken.kept) == (6, ())


async def test_a_kept_length_has_to_fit_the_files_times(site: Site) -> None:
    tour = site.programme("tour")
    await change(site, site.coordinator, "duration_min", "110 минут", tour.id)
    near = says(schedule=[{"days": ["SU"], "times": ["11:00", "12:30"]}])
    fault = (await refused_by(site, near))[0]
    assert fault.kind is Problem.CLASH
    assert "sloist.tour.duration_min" in map(str, fault.kept)


async def test_what_the_file_leaves_out_is_looked_at_too(site: Site) -> None:
    """Another programme of the site, which the file does not name."""
    await change(site, site.coordinator, "duration_min", "110 минут", site.programme("tour").id)

    def alone(document: Document) -> None:
        tour_of(document)["schedule"] = [{"days": ["WE"], "times": ["09:15"]}]
        document["programmes"] = [tour_of(document)]

    found = await refused_by(site, file_with(alone))
    assert {each.kind for each in found} == {Problem.CLASH}


async def test_a_kept_price_is_the_programmes_own(site: Site) -> None:
    """The chat says that a programme is free, the file that the site costs something."""
    tour = site.programme("tour").id
    await change(site, site.coordinator, "amounts", "школьники 200", tour)
    await load(site, as_file(await exported(site)))

    def cost(document: Document) -> None:
        document["tariff"] = {"amounts": [{"audience": ["school"], "amount": 500}]}

    await load(site, file_with(cost))
    assert (await stored(site, "tariff"))["amounts"][0]["amount"] == 500, "a file has agreed: it rules again"
    await change(site, site.coordinator, "amounts", "школьники 300", tour)
    counts = await load(site, file_with(lambda document: document.pop("tariff", None)))
    assert (await stored(site, "tariff"))["amounts"][0]["amount"] == 300
    assert counts.kept == ("sloist.tour.tariff",)


# --- weekly rules and days -------------------------------------------------------------------------------


@pytest.mark.both_engines
async def test_weekly_rules_of_the_chat_stay(site: Site) -> None:
    await (await start_change(site, ends=True)).agree()
    without = await rules(site)
    old = await load(site, demo_of())
    assert (await rules(site), old.kept, old.schedules) == (without, (), 0)
    third = says(schedule=[{"days": ["SU"], "times": ["12:00"]}])
    shown = await ImportCatalogue(site.db, site.clock).compare(_given(third))
    assert isinstance(shown, Comparison)
    counts = await load(site, third)
    assert counts.kept == tuple(map(str, shown.kept)) == ("sloist.tour.schedule",)
    assert await rules(site) == without
    taken = await load(site, third, overwrite=True)
    assert (await rules(site), taken.kept) == ([{"days": ["SU"], "times": ["12:00"]}], ())


def _given(raw: str | bytes) -> GivenFile:
    given = read_file(raw.encode() if isinstance(raw, str) else raw)
    assert isinstance(given, GivenFile)
    return given


@pytest.mark.both_engines
async def test_days_that_the_chat_has_settled_stay(site: Site) -> None:
    """An old file knows of a day off that is none any more, and nothing of another one."""
    first = site.clock.now().date() + timedelta(days=30)
    days = [first + timedelta(days=number) for number in range(3)]

    def of_region(*works: tuple[date, bool]) -> str:
        document = json.loads(demo_of())
        document["region"]["days_off"] = [{"day": day.isoformat(), "works": work} for day, work in works]
        return json.dumps(document)

    async def settled() -> dict[date, bool]:
        return await site.db.read(lambda connection: read_days(connection, site.region_id))

    await load(site, of_region((days[0], False), (days[1], False)))
    await site.content.refresh()
    await settle(site, DaysKind.USUAL, days[0])
    await settle(site, DaysKind.OFF, days[2])
    old = of_region((days[0], False), (days[1], False), (days[2], True))
    counts = await load(site, old)
    assert await settled() == {days[1]: False, days[2]: False}
    assert counts.kept == (f"days_off.{days[0]}", f"days_off.{days[2]}")
    assert counts.changes == 0
    await load(site, demo_of())
    assert await settled() == {days[1]: False, days[2]: False}, "what is absent is not deleted"
    taken = await load(site, old, overwrite=True)
    assert (await settled(), taken.kept) == ({days[0]: False, days[1]: False, days[2]: True}, ())
    again = await load(site, of_region((days[0], True)))
    assert ((await settled())[days[0]], again.kept) == (True, ()), "the file has the last word"


async def test_what_no_file_says_stays(site: Site) -> None:
    """School holidays and settings of a region."""
    first = site.clock.now().date() + timedelta(days=40)
    await settle(site, DaysKind.SCHOOL, first, first + timedelta(days=6))

    def setting(connection: Connection) -> None:
        store_setting(connection, site.region_id, RegionSetting.ANSWER_DAYS, "4")

    await site.db.write(setting)
    await load(site, demo_of(), overwrite=True)
    holidays = await site.db.read(lambda connection: read_school_holidays(connection, site.region_id))
    assert holidays == [(first, first + timedelta(days=6))]
    days = RegionSetting.ANSWER_DAYS
    assert await site.db.read(lambda connection: read_setting(connection, site.region_id, days)) == "4"


# --- how long the chat's word counts ---------------------------------------------------------------------


async def test_an_old_file_does_not_win_once_another_has_agreed(site: Site) -> None:
    tour = site.programme("tour").id
    old = demo_of()
    await change(site, site.coordinator, "max_group", "16", tour)
    agreeing = as_file(await exported(site))
    assert (await load(site, agreeing)).kept == ()
    counts = await load(site, old)
    assert (await stored(site, "max_group"), counts.kept) == (16, ("sloist.tour.max_group",))
    newer = await load(site, says(max_group=14))
    assert (await stored(site, "max_group"), newer.kept) == (14, ()), "the file rules again"
    assert (await load(site, old)).kept == ("sloist.tour.max_group",)
    await change(site, site.coordinator, "max_group", "12", tour)
    assert (await load(site, says(max_group=14))).kept == (), "it knows nothing of the change"
    assert await stored(site, "max_group") == 12


async def test_a_workbook_takes_no_mark_off(site: Site) -> None:
    """Exported after the chat's change, it says the same; the old file that comes next does not win."""
    await change(site, site.coordinator, "max_group", "16", site.programme("tour").id)
    document = await exported(site)
    raw = workbook_of(document, translator_for("ru"), digests_of(read_stored(document)))
    assert isinstance(await ImportCatalogue(site.db, site.clock).store(_given(raw)), ImportCounts)
    counts = await load(site, demo_of())
    assert (await stored(site, "max_group"), counts.kept) == (16, ("sloist.tour.max_group",))


def test_marks_remember_what_files_may_say() -> None:
    marks = Marks.of({"dress": 1, "bring": 5, "#agreed": ["dress"]})
    assert marks.with_change("dress", 2) == Marks({"dress": 2, "bring": 5})
    assert marks.with_change("bring", 6) == marks
    assert Marks.of(marks.stored()) == marks
    assert Marks().stored() is None


# --- begun in the chat -----------------------------------------------------------------------------------


async def begin_site(site: Site, name: str) -> None:
    asking = await site.do(site.coordinator, making.begin_site, site.region_id)
    assert isinstance(asking, engine.Asking)
    form = making.SITE_KIND.form
    for text in (name, "Емва", "Лесопереработка", "Проходная № 3", "62,588 50,863"):
        message_id = site.message_id()
        await site.do(site.coordinator, engine.type_text, form, asking.draft_id, text, message_id)
    await site.content.refresh()


async def begin_programme(site: Site, slug: str, kind: ProgrammeKind) -> None:
    found = next(each for each in site.content.everything.sites.values() if each.slug == slug)
    asking = await site.do(site.coordinator, making.begin_programme, found.id)
    assert isinstance(asking, engine.Asking)
    form = making.PROGRAMME_KIND.form
    await site.do(site.coordinator, engine.tap, form, asking.draft_id, "kind", kind.value)
    length = "5" if kind is ProgrammeKind.INTERNSHIP else "90"
    for text in ("Проба", "Проверите образцы", "школьники", "14", "10", length):
        message_id = site.message_id()
        await site.do(site.coordinator, engine.type_text, form, asking.draft_id, text, message_id)
    await site.content.refresh()


async def _round_trip(site: Site, left_out: tuple[str, ...]) -> None:
    document, begun = without_begun(await exported(site))
    assert begun == left_out
    before = await exported(site)
    counts = await load(site, as_file(document))
    assert (counts.changes, counts.kept) == (0, ())
    raw = workbook_of(document, translator_for("ru"), digests_of(read_stored(document)))
    done = await ImportCatalogue(site.db, site.clock).store(_given(raw))
    assert isinstance(done, ImportCounts)
    assert done.changes == 0
    assert await exported(site) == before


@pytest.mark.both_engines
async def test_a_half_filled_draft_is_no_obstacle_to_an_export(site: Site) -> None:
    await begin_site(site, "Новый цех")
    await _round_trip(site, ("Новый цех",))
    for kind in (ProgrammeKind.TRIAL, ProgrammeKind.INTERNSHIP):
        await begin_programme(site, "novyy-tsekh", kind)
        await _round_trip(site, ())
    await begin_programme(site, SLUG, ProgrammeKind.TRIAL)
    await _round_trip(site, ())


async def _statuses(site: Site, slug: str) -> list[Publication]:
    query = (
        select(site_table.c.status, programme_table.c.status)
        .join(programme_table, programme_table.c.site_id == site_table.c.id)
        .where(site_table.c.slug == slug)
    )
    rows = await site.db.read(lambda connection: connection.execute(query).all())
    return [each for row in rows for each in row]


@pytest.mark.both_engines
@pytest.mark.shows("F3")
async def test_a_site_that_a_file_publishes_asks_nobody_any_more(site: Site) -> None:
    await begin_site(site, "Новый цех")
    await begin_programme(site, "novyy-tsekh", ProgrammeKind.EXCURSION)
    unsaid = await load(site, as_file(await exported(site)), publish=True)
    assert unsaid.sites_published == 0
    new = next(each for each in site.content.everything.sites.values() if each.slug == "novyy-tsekh")

    def say(connection: Connection) -> None:
        add_revision(connection, site.region_id, new.id, None, PUBLICATION, None, "0" * 8, site.clock.now())

    await site.db.write(say)
    document = await exported(site)
    for each in document["sites"]:
        each |= {name: {"ru": "Так"} for name, value in each.items() if value == {"ru": "…"}}
    counts = await load(site, as_file(document), publish=True)
    assert (counts.sites_published, counts.now_public) == (1, (new.id,))
    assert set(await _statuses(site, "novyy-tsekh")) == {Publication.PUBLISHED}, "its programmes, too"
    state = select(revision.c.state).where(revision.c.site_id == new.id)
    found = await site.db.read(lambda connection: connection.execute(state).scalars().all())
    assert found == [RevisionState.APPROVED]
    shown = await site.do(site.coordinator, revisions.show_revisions, site.region_id)
    assert getattr(shown, "total", None) == 0


# --- in the words of whoever reads ------------------------------------------------------------------------


LATIN = re.compile(r"[A-Za-z]{3,}")


def test_a_russian_workbook_explains_itself_in_russian() -> None:
    """Its hints were the English descriptions of the format, its examples JSON."""
    t = translator_for("ru")
    spoken = {"IANA", "komi", "Europe", "Moscow", "propusk", "example", "org"}
    for path, table in tables().items():
        for column in table.columns:
            if column.kind in {Kind.PARENT, Kind.CONSTANT}:
                continue
            for key in (column.key(), column.key("ru")):
                said = f"{column_hint(path, column, t)} {column_example(key, column, t)}"
                assert not set(LATIN.findall(said)) - spoken, (path, said)
                assert not set(said) & set('[]{}"'), said
    for column in tables()["sites",].columns:
        if column.path == ("tariff", "amounts"):
            assert column_example(column.key(), column, t) == "семьи | 350 | на месте"


def test_faults_of_a_workbook_are_in_the_words_of_its_cells() -> None:
    """A clash had no words at all, a wrong choice the codes of JSON, a repeated row a place in a list."""
    document = json.loads(demo_of())
    works = next(each for each in document["sites"] if each["slug"] == SLUG)
    tour_of(works)["schedule"] = [{"days": ["SU", "SU"], "times": ["11:00", "11:30"]}]
    next(each for each in works["programmes"] if each["code"] == "trial")["sharing"] = "вдвоём"
    for language, words in (("ru", ("вс", "нет, возможны: одна группа")), ("en", ("Sun", "Sunday"))):
        t = translator_for(language)
        read = read_file(workbook_of(document, t))
        assert isinstance(read, Faults)
        said = {each.problem.kind: cell_label(each, t, example=True) for each in read.cells}
        assert {Problem.CLASH, Problem.REPEATED, Problem.NOT_ONE_OF} <= said.keys()
        assert any(each in " ".join(said.values()) for each in words), said
        if language == "ru":
            assert not any(LATIN.findall(each.replace("tour", "")) for each in said.values()), said
