"""The catalogue as a file in the chat: template and export come, a file is shown before it is stored, faults
come back in it, and nobody but the region's coordinator may (F2)."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, func, select, update

from bot.db.tables import programme, session, site
from bot.documents.workbook import archive
from bot.documents.workbook.reading import FAULTS
from bot.documents.workbook.words import sheet_name
from bot.documents.workbook.writing import FIRST_ROW
from bot.domain.model import Publication, Role
from bot.domain.texts import Texts
from bot.ui.translator import translator_for
from sandbox.people import Person
from tests.bot.hosts.site import data_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.papers import content_of, files
from tests.bot.paths import FELTING, words
from tests.bot.world import World
from tests.sites import demo_of
from tests.workbooks import columns_of, saved

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def get(world: World, person: Person, language: str, label: str) -> bytes:
    w = words(language)
    await person.writes("/region")
    await person.tap(w("catalogue_file.button"))
    await person.tap(w(label))
    return content_of(world, files(person)[-1])


def changed(raw: bytes, language: str, path: tuple[str, ...], key: str, value: Any, row: int) -> bytes:
    workbook = load_workbook(io.BytesIO(raw))
    page = workbook[sheet_name(path, translator_for(language))]
    page.cell(row, columns_of(page)[key]).value = value
    return saved(workbook)


def row_of(raw: bytes, language: str, slug: str) -> int:
    page = load_workbook(io.BytesIO(raw))[sheet_name(("sites",), translator_for(language))]
    column = columns_of(page)["slug"]
    return next(row for row in range(FIRST_ROW, page.max_row + 1) if page.cell(row, column).value == slug)


async def stored(world: World, slug: str, column: str) -> Any:
    query = select(site.c[column]).where(site.c.slug == slug)
    value = await world.db.read(lambda c: c.execute(query).scalar_one_or_none())
    return value.as_mapping() if isinstance(value, Texts) else value


@LANGUAGES
@pytest.mark.shows("F2")
async def test_an_export_is_corrected_shown_and_stored(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    raw = await get(world, coordinator, language, "catalogue_file.get.xlsx")
    await coordinator.sends_document("sites.xlsx", raw, mime=XLSX)
    assert w("catalogue_file.nothing", region="").strip(" :") in coordinator.last.text
    assert w("catalogue_file.do") not in coordinator.buttons()

    row = row_of(raw, language, FELTING)
    new = changed(raw, language, ("sites",), "name.ru", "Войлочная мануфактура", row)
    await coordinator.sends_document("sites.xlsx", new, mime=XLSX)
    coordinator.sees(
        w("catalogue_file.sites", new=0, changed=1, same=4),
        w("catalogue_file.absent"),
        "Войлочная мануфактура",
    )
    assert (await stored(world, FELTING, "name"))["ru"] != "Войлочная мануфактура", "it is only shown"
    shown = coordinator.last
    assert content_of(world, shown) == new, "the file stands above its button"
    await world.restart()
    await coordinator.tap(w("catalogue_file.do"), message=shown)
    assert w("catalogue_file.done", region="").strip(" :") in coordinator.last.text
    assert (await stored(world, FELTING, "name"))["ru"] == "Войлочная мануфактура"
    published = world.app.content.published.sites.values()
    assert any(each.name.as_mapping()["ru"] == "Войлочная мануфактура" for each in published)
    await coordinator.tap(w("catalogue_file.do"), message=shown)
    assert w("catalogue_file.nothing", region="").strip(" :") in coordinator.last.text, (
        "a repeat changes nothing"
    )


@LANGUAGES
@pytest.mark.shows("F2")
async def test_a_new_site_from_the_template_is_a_draft_with_sessions(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    template = await get(world, coordinator, language, "catalogue_file.get.template")
    whole = await get(world, coordinator, language, "catalogue_file.get.xlsx")
    raw = with_new_site(template, whole, language)
    await coordinator.sends_document("new.xlsx", raw, mime=XLSX)
    coordinator.sees(w("catalogue_file.sites", new=1, changed=0, same=0), "Валенки Севера")
    await coordinator.tap(w("catalogue_file.do"))
    assert await stored(world, "valenki-severa", "status") == Publication.DRAFT
    opened = select(func.count()).select_from(
        session.join(programme, programme.c.id == session.c.programme_id).join(
            site, site.c.id == programme.c.site_id
        )
    )
    of_new = opened.where(site.c.slug == "valenki-severa")
    assert await world.db.read(lambda c: c.execute(of_new).scalar_one()) > 0
    await coordinator.tap(w("catalogue_file.drafts"))
    coordinator.sees("Валенки Севера")


def with_new_site(template: bytes, whole: bytes, language: str) -> bytes:
    """What somebody fills in who takes a site as an example; without short names."""
    t = translator_for(language)
    into, source = load_workbook(io.BytesIO(template)), load_workbook(io.BytesIO(whole))
    row = row_of(whole, language, FELTING)
    keys = columns_of(source[sheet_name(("sites",), t)])
    old = source[sheet_name(("sites",), t)].cell(row, keys["name.ru"]).value
    for path in (("sites",), ("sites", "programmes"), ("sites", "programmes", "schedule")):
        page, example = into[sheet_name(path, t)], source[sheet_name(path, t)]
        own = columns_of(example)
        at = FIRST_ROW
        for number in range(FIRST_ROW, example.max_row + 1):
            mark = "name.ru" if path == ("sites",) else "^sites"
            if example.cell(number, own[mark]).value != old:
                continue
            for key, column in own.items():
                value = example.cell(number, column).value
                page.cell(at, column).value = None if key in {"slug", "code"} else value
            page.cell(at, 1).value = None
            page.cell(at, own[mark]).value = "Валенки Севера"
            if "name.en" in own:
                page.cell(at, own["name.en"]).value = None
            at += 1
    return saved(into)


@LANGUAGES
@pytest.mark.shows("F2")
async def test_faults_come_back_in_the_file(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    raw = await get(world, coordinator, language, "catalogue_file.get.xlsx")
    row = row_of(raw, language, FELTING)
    bad = changed(raw, language, ("sites",), "timezone", "Europe/Syktyvkar", row)
    bad = changed(bad, language, ("sites",), "name.ru", "Другое имя", row_of(bad, language, "sloist"))
    await coordinator.sends_document("sites.xlsx", bad, mime=XLSX)
    coordinator.sees(w("catalogue_file.marked"), w("file.problem.unknown_timezone"))
    assert w("catalogue_file.do") not in coordinator.buttons()
    assert (await stored(world, "sloist", "name"))["ru"] != "Другое имя", "nothing is half imported"
    back = load_workbook(io.BytesIO(content_of(world, coordinator.last)))
    page = back[sheet_name(("sites",), translator_for(language))]
    column = columns_of(page)[FAULTS]
    assert w("file.problem.unknown_timezone") in str(page.cell(row, column).value)

    document = json.loads(demo_of())
    document["sites"][0].pop("dress")
    await coordinator.sends_document("sites.json", json.dumps(document).encode(), mime="application/json")
    coordinator.sees(w("file.problem.missing"), "dress")
    await coordinator.sends_document("sites.json", b"{", mime="application/json")
    coordinator.sees(w("catalogue_file.not_stored"))
    await coordinator.sends_document("sites.xlsx", b"PK\x03\x04 nothing", mime=XLSX)
    coordinator.sees(w("file.problem.not_a_workbook"))


@LANGUAGES
@pytest.mark.shows("F2")
async def test_what_changed_meanwhile_is_said_and_replaced_only_when_agreed_to(
    world: World, language: str
) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    raw = await get(world, coordinator, language, "catalogue_file.get.xlsx")
    row = row_of(raw, language, FELTING)
    new = changed(raw, language, ("sites",), "dress.ru", "Тёплая обувь", row)
    await coordinator.sends_document("sites.xlsx", new, mime=XLSX)
    shown = coordinator.last

    def meanwhile(connection: Connection) -> None:
        of_site = site.c.slug == FELTING
        connection.execute(update(site).where(of_site).values(bring=Texts({"ru": "Сменная обувь"})))

    await world.db.write(meanwhile)
    await coordinator.tap(w("catalogue_file.do"), message=shown)
    coordinator.sees(w("catalogue_file.sites.conflicts", new=0, changed=1, same=4, conflicts=1))
    assert (await stored(world, FELTING, "bring"))["ru"] == "Сменная обувь", "another thing was agreed to"
    await coordinator.tap(w("catalogue_file.overwrite"))
    assert (await stored(world, FELTING, "dress"))["ru"] == "Тёплая обувь"
    assert (await stored(world, FELTING, "bring"))["ru"] != "Сменная обувь"


@LANGUAGES
@pytest.mark.shows("F2")
async def test_only_the_coordinator_of_the_region_may(
    world: World, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    raw = await get(world, coordinator, language, "catalogue_file.get.json")
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    guest = world.person("Марина", language_code=language)
    await guest.start()
    region = next(iter(world.app.content.everything.regions))
    document = json.loads(raw)
    document["sites"][0]["name"] = {"ru": "Чужое имя"}
    new = json.dumps(document).encode()
    for person in (owner, guest):
        await person.sends_document("sites.json", new, mime="application/json")
        person.sees(w("last.no_files").split(".")[0].removeprefix("<b>"))
        for op in ("show", "xlsx"):
            await person.press_data(f"cf:{region}:{op}")
        await person.press_data(f"cfi:{region}:0123456789abcdef")
        assert not files(person)[1:], "nothing came but what they sent"
    document["region"]["slug"] = "elsewhere"
    await coordinator.sends_document("sites.json", json.dumps(document).encode(), mime="application/json")
    coordinator.sees(w("catalogue_file.refused.other_region").split(".")[0])
    await coordinator.sends_document("letter.pdf", b"%PDF-1.7", mime="application/pdf")
    coordinator.sees(w("last.no_files").split(".")[0].removeprefix("<b>"))
    await coordinator.sends_document("sites.json", new, mime="application/json")
    agree = data_of(coordinator, w("catalogue_file.do"))
    await coordinator.press_data(agree.replace(agree.rpartition(":")[2], "0" * 16))
    assert w("catalogue_file.changed_since", region="").strip(" :") in coordinator.last.text
    await coordinator.writes("/region")
    await coordinator.press_data(agree)
    coordinator.sees(w("catalogue_file.refused.gone").split(".")[0])
    monkeypatch.setattr("bot.handlers.coordinator.files.MOST_BYTES", 100)
    await coordinator.sends_document("sites.json", new, mime="application/json")
    coordinator.sees(w("catalogue_file.refused.too_big").split(".")[0])
    assert archive.MOST_BYTES > 100
    assert (await stored(world, document["sites"][0]["slug"], "name"))["ru"] != "Чужое имя"


@LANGUAGES
@pytest.mark.shows("F2")
async def test_a_preview_names_what_stays(world: World, language: str) -> None:
    """As the import does, in words; and what does not fit beside it."""
    w, t = words(language), translator_for(language)
    coordinator = await coordinator_of(world, language)

    def in_the_chat(connection: Connection) -> None:
        of_site = site.c.slug == "sloist"
        changed = {"dress": Texts({"ru": "Сапоги"}), "edited": {"dress": {"ru": "Боты"}}}
        connection.execute(update(site).where(of_site).values(**changed))
        here = select(site.c.id).where(of_site).scalar_subquery()
        tour = (programme.c.site_id == here) & (programme.c.code == "tour")
        connection.execute(update(programme).where(tour).values(min_group=9, edited={"min_group": 6}))

    await world.db.write(in_the_chat)
    document = json.loads(demo_of())
    here = next(each for each in document["sites"] if each["slug"] == "sloist")
    here["dress"], name = {"ru": "Галоши"}, here["name"]["ru"]
    dress = t.label("catalogue_file.kept_of_site", site=name, field=w("card.field.dress"))

    async def sends(raw: str) -> None:
        await coordinator.sends_document("sites.json", raw.encode(), mime="application/json")

    await sends(json.dumps(document))
    coordinator.sees(
        w("catalogue_file.kept", fields=dress), w("catalogue_file.nothing", region="").strip(" :")
    )
    here["bring"] = {"ru": "Паспорт"}
    await sends(json.dumps(document))
    coordinator.sees(w("catalogue_file.keeps", fields=dress))
    await coordinator.tap(w("catalogue_file.do"))
    coordinator.sees(w("catalogue_file.kept", fields=dress))
    next(each for each in here["programmes"] if each["code"] == "tour")["max_group"] = 8
    await sends(json.dumps(document))
    group = w("file.kept_field", field=w("card.field.min_group"), has="9", says="6")
    coordinator.sees(name, group, w("file.problem.group_range", min_group=9, max_group=8))
    assert w("catalogue_file.do") not in coordinator.buttons()
