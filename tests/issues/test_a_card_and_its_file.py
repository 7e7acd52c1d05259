"""What a file and the chat did to each other's cards: a copied row took a site over, a workbook undid what it
had never seen, a half-said site was published, a new price was paid another way."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Connection, select, update

from bot.db.catalogue.importing import ImportCounts
from bot.db.tables import site
from bot.documents.workbook.reading import Faults, read_file
from bot.documents.workbook.writing import FIRST_ROW, workbook_of
from bot.domain.catalogue.cards.fields import NOT_SAID, column_with, field_named
from bot.domain.catalogue.reading import read_stored
from bot.domain.catalogue.sheets.comparing import SITES, Comparison, compare, digests_of
from bot.domain.catalogue.sheets.tables import Path
from bot.domain.model import Publication
from bot.domain.texts import Texts
from bot.services.catalogue.importing import ImportCatalogue
from bot.ui.host.cards.values import changed_labels
from bot.ui.translator import translator_for
from tests.db.test_import_as_shown import SLUG, exported, given, load, site_in, workbook
from tests.unit.test_workbook import PROGRAMMES, column_of, page_of
from tests.workbooks import saved

__all__ = ["load"]
pytestmark = pytest.mark.shows("F2", "E6")


def _above_itself(raw: bytes, path: Path, column: str, title: str) -> bytes:
    """«Вставить скопированные ячейки» puts the copy of the first row above it; it gets another title."""
    book: Workbook = load_workbook(io.BytesIO(raw))
    page = page_of(book, *path)
    page.insert_rows(FIRST_ROW)
    for number in range(1, page.max_column + 1):
        page.cell(FIRST_ROW, number).value = page.cell(FIRST_ROW + 1, number).value
    page.cell(FIRST_ROW, column_of(page, column)).value = title
    return saved(book)


async def test_a_row_copied_above_itself_is_the_new_one(load: ImportCatalogue) -> None:
    raw = await workbook(load)
    programmes = given(raw).file.sites[0].programmes
    more = given(_above_itself(raw, PROGRAMMES, "title.ru", "Новая экскурсия")).file.sites[0].programmes
    assert [(each.code, each.title["ru"]) for each in more] == [
        ("novaya-ekskursiya", "Новая экскурсия"),
        *((each.code, each.title["ru"]) for each in programmes),
    ]
    faults = read_file(_above_itself(raw, SITES, "name.ru", "Новый завод"))
    assert isinstance(faults, Faults)
    assert [each.where for each in faults.problems] == ['sites[0] "novyy-zavod" → programmes']


async def test_what_a_workbook_has_not_seen_is_a_conflict(load: ImportCatalogue) -> None:
    document = await exported(load)
    seen = {each: digest for each, digest in digests_of(read_stored(document)).items() if each[1] != SLUG}
    changed = {**document, "sites": [dict(each) for each in document["sites"]]}
    site_in(changed)["dress"] = {"ru": "Халат"}
    file = given(workbook_of(changed, translator_for("ru"), seen))
    assert (SITES, SLUG) not in file.was
    done = await load.store(file)
    assert isinstance(done, Comparison)
    assert done.conflicts == (SLUG,)


async def test_an_old_button_agrees_to_what_it_showed(load: ImportCatalogue) -> None:
    """A conflict is shown; another field of the same site changes before the tap: that is another key."""
    stored = read_stored(await exported(load))
    was = digests_of(stored)
    changed = stored.model_copy(deep=True)
    changed.sites[0].bring["ru"] = "Паспорт"
    meanwhile, later = stored.model_copy(deep=True), stored.model_copy(deep=True)
    for each in (meanwhile, later):
        each.sites[0].bring["ru"] = "Ничего"
    later.sites[0].health["ru"] = "Не раньше чем через месяц после болезни"
    shown, now = (compare(changed, each, was) for each in (meanwhile, later))
    assert shown.conflicts == now.conflicts == (stored.sites[0].slug,)
    assert shown.key(changed) != now.key(changed)


async def test_a_draft_of_the_chat_takes_no_memory_from_others(load: ImportCatalogue) -> None:
    """It cannot be said by a file yet."""

    def spoil(connection: Connection) -> None:
        connection.execute(update(site).where(site.c.slug == SLUG).values(dress=Texts({"en": "Shoes"})))

    everything = len(digests_of(read_stored(await exported(load))))
    await load.db.write(spoil)
    assert len(digests_of(read_stored(await exported(load)))) == everything - 1


async def test_a_site_with_something_left_to_say_is_not_published(load: ImportCatalogue) -> None:
    def begin(connection: Connection) -> None:
        begun: Mapping[str, Any] = {"status": Publication.DRAFT, "dress": Texts({"ru": NOT_SAID})}
        connection.execute(update(site).where(site.c.slug == SLUG).values(**begun))

    await load.db.write(begin)
    done = await load.store(given(await workbook(load)), publish=True)
    assert isinstance(done, ImportCounts)
    status = select(site.c.status).where(site.c.slug == SLUG)
    assert await load.db.read(lambda c: c.execute(status).scalar_one()) is Publication.DRAFT
    assert (done.sites_published, done.sites_drafts) == (0, 1)


def test_a_new_price_is_paid_like_the_one_before() -> None:
    field = field_named("amounts", of_programme=True)
    assert field is not None
    paid = {"amounts": [{"audience": ["family"], "amount": 350, "payment": "invoice"}]}
    after = column_with({"tariff": paid}, field, [{"audience": ["family"], "amount": 400}])
    assert after["amounts"] == [{"audience": ["family"], "amount": 400, "payment": "invoice"}]


def test_whoever_agrees_sees_every_language_that_changes() -> None:
    field, t = field_named("health", of_programme=False), translator_for("ru")
    assert field is not None
    before = {"ru": "Сменная обувь", "en": "Indoor shoes"}
    assert changed_labels(field, before, {**before, "ru": "Бахилы"}, t) == [("Сменная обувь", "Бахилы")]
    ((was, becomes),) = changed_labels(field, before, {**before, "en": "No heart patients"}, t)
    assert ("Indoor shoes" in was, "No heart patients" in becomes) == (True, True)
    assert len(changed_labels(field, before, {"ru": "Бахилы", "en": "Overshoes"}, t)) == 2
