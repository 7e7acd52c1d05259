"""The audit log of a region: filtered, paged, exported, and without anybody's name (F8)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, event, update
from sqlalchemy.engine import Engine

from bot.db.operations import audit_log
from bot.db.people.members import end_membership
from bot.db.tables import person
from bot.documents.journal import journal_file
from bot.domain.audit import ActionGroup, LogSitesView, LogView
from bot.domain.figures.views import FileKind
from bot.domain.model import RegionId, SiteId, VisitStatus
from bot.domain.people.access import Actor
from bot.domain.refusal import Reason
from bot.services.desk import requests
from bot.services.messages.region.journal import JournalReady
from bot.services.region.journal import ENTRIES_A_PAGE, ask_log, choose_site, show_log
from bot.services.transaction import SYSTEM, Tx
from bot.ui.coordinator.journal import cells_of, who_label
from bot.ui.translator import translator_for
from tests.host.site import Site, refused


async def note(
    site: Site, action: str, *, by: Actor | None = None, at: SiteId | None = None, ago: int = 0
) -> None:
    """Somebody did something so many days ago."""
    moment = site.clock.now() - timedelta(days=ago)
    who = None if by is None else by.person_id
    await site.db.write(
        lambda c: audit_log.record(
            c, who, action, "site", at or site.id, {}, region_id=site.region_id, site_id=at, now=moment
        )
    )


async def log(site: Site, **chosen: object) -> LogView:
    view = await site.do(site.coordinator, show_log, site.region_id, **chosen)  # type: ignore[arg-type]
    assert isinstance(view, LogView), view
    return view


def actions(view: LogView) -> list[str]:
    """Without that of the file by which there are sites at all."""
    return [each.action for each in view.entries if each.action != "catalogue.import"]


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("F8")
async def test_the_newest_first_by_site_kind_and_time(site: Site) -> None:
    await note(site, "link.labelled", by=site.coordinator, ago=40)
    await note(site, "session.closed", by=site.owner, at=site.id, ago=20)
    await note(site, "site.hidden", by=site.coordinator, at=site.other_id, ago=3)
    await note(site, "member.left", by=site.guide, at=site.id)
    assert actions(await log(site)) == ["member.left", "site.hidden", "session.closed"]
    assert actions(await log(site, days=7)) == ["member.left", "site.hidden"]
    assert actions(await log(site, days=0))[-1] == "link.labelled"
    assert actions(await log(site, site_id=site.id)) == ["member.left", "session.closed"]
    assert actions(await log(site, group=ActionGroup.SITES)) == ["site.hidden"]
    assert actions(await log(site, group=ActionGroup.PEOPLE, site_id=site.other_id)) == []


@pytest.mark.shows("F8")
async def test_a_page_leads_to_the_next(site: Site) -> None:
    for each in range(2 * ENTRIES_A_PAGE - 1):
        await note(site, "session.opened", by=site.owner, at=site.id, ago=each)
    first = await log(site)
    last = await log(site, page=1)
    assert (len(first.entries), first.has_more) == (ENTRIES_A_PAGE, True)
    assert (len(last.entries), last.has_more) == (ENTRIES_A_PAGE, False)
    assert first.entries[-1].at >= last.entries[0].at
    assert len({each.at for each in (*first.entries, *last.entries)}) == 2 * ENTRIES_A_PAGE - 1
    assert (await log(site, page=99)).entries == ()
    assert actions(await log(site, page=-5)) == actions(first)


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("F8")
async def test_people_are_numbers_with_the_role_that_they_had(site: Site) -> None:
    """Also after they have left it; whoever is deleted is not told apart by what they were."""
    tour = await site.tour()
    booking = await site.book(tour, status=VisitStatus.PENDING)
    await site.do(site.staff, requests.confirm_request, booking.id, site.id)
    await note(site, "booking.cancelled", by=site.leader, at=site.id)
    await note(site, "request.expired", at=site.id)
    site.clock.move_to(site.clock.now() + timedelta(days=1))
    t = translator_for("ru")

    def leave(connection: Connection) -> None:
        end_membership(connection, site.staff.person_id, site.id, site.clock.now())

    await site.db.write(leave)
    view = await log(site)
    who = {each.action: who_label(each.who, t) for each in view.entries}
    assert who["request.confirmed"] == f"сотрудник № {site.staff.person_id}"
    assert who["booking.cancelled"] == f"руководитель № {site.leader.person_id}"
    assert who["request.expired"] == "бот"
    (confirmed,) = [each for each in view.entries if each.action == "request.confirmed"]
    assert confirmed.reference == booking.reference
    shown = str(cells_of(view, t))
    for each in ("Пётр", "Анна Петровна", "+7"):
        assert each not in shown

    def erase(connection: Connection) -> None:
        of = person.c.id == site.leader.person_id
        connection.execute(update(person).where(of).values(deleted_at=site.clock.now()))

    await site.db.write(erase)
    who = {each.action: who_label(each.who, t) for each in (await log(site)).entries}
    assert who["booking.cancelled"] == f"удалённый человек № {site.leader.person_id}"


@pytest.mark.shows("F8")
@pytest.mark.parametrize("kind", [FileKind.XLSX, FileKind.CSV])
async def test_the_log_as_a_file(site: Site, kind: FileKind) -> None:
    for each in range(9):
        await note(site, "session.opened", by=site.owner, at=site.id, ago=each)
    await note(site, "site.hidden", by=site.coordinator, at=site.other_id)
    asked = await site.do(site.coordinator, ask_log, site.region_id, site.id, ActionGroup.SESSIONS, 7, kind)
    assert isinstance(asked, LogView)
    again = await site.do(site.coordinator, ask_log, site.region_id, site.id, ActionGroup.SESSIONS, 7, kind)
    assert again == asked
    (payload,) = await site.told("journal")
    message = JournalReady.of(payload, site.coordinator.person_id)  # type: ignore[arg-type]
    now, limits = site.clock.now(), site.runner.limits
    view = await site.db.read(lambda c: message.load(Tx(c, now, SYSTEM, site.content, limits)))
    assert view is not None
    file = journal_file(view, translator_for("ru"))
    assert file.name == f"Журнал, Республика Коми, 2026-11-23.{kind.value}"
    if kind is FileKind.CSV:
        rows = list(csv.reader(io.StringIO(file.write().decode("utf-8-sig")), delimiter=";"))
    else:
        book = load_workbook(io.BytesIO(file.write()))
        rows = [list(map(str, row)) for row in book.active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    assert rows[0][:3] == ["Когда", "Кто", "Что сделали"]
    assert len(rows) == 1 + 8
    assert {row[2] for row in rows[1:]} == {"Открыли сеанс"}
    assert rows[1][0] == "23.11.2026 09:00"
    assert await site.audited() == [*["session.opened"] * 9, "site.hidden", "journal.asked"]


@pytest.mark.shows("F8")
async def test_only_coordinators_and_only_their_own_region(site: Site) -> None:
    for nobody in (site.owner, site.staff, site.leader, site.stranger):
        refused(await site.do(nobody, show_log, site.region_id), Reason.NOT_ALLOWED)
        refused(await site.do(nobody, choose_site, site.region_id), Reason.NOT_ALLOWED)
    refused(await site.do(site.coordinator, show_log, RegionId(99)), Reason.NOT_ALLOWED)
    view = await log(site, site_id=SiteId(9_999))
    assert view.chosen.site_id is None, "a site that is not there is no filter"
    sites = await site.do(site.coordinator, choose_site, site.region_id)
    assert isinstance(sites, LogSitesView)
    assert {each.id for each in sites.sites} == set(site.content.everything.sites)


@pytest.mark.shows("F8")
async def test_the_log_is_read_by_an_index(site: Site) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def listen(_c: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, tuple(values)))  # type: ignore[arg-type]

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        await log(site, group=ActionGroup.SITES)
        await log(site, site_id=site.id)
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    found = [each for each in asked if "FROM audit" in each[0]]
    assert len(found) == 2
    for (statement, values), index in zip(found, ("ix_audit_region", "ix_audit_site"), strict=True):

        def explain(connection: Connection, text: str = statement, with_: object = values) -> list[str]:
            return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", with_)]  # type: ignore[arg-type]

        steps = await site.db.read(explain)
        assert any(f"SEARCH audit USING INDEX {index}" in each for each in steps), steps
        assert not [each for each in steps if each.startswith("SCAN")], steps
