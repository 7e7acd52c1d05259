"""Announcements in the database: for whom, in parts, each once, stopped by whoever comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select, update

from bot.db.people.people import give_consent, withdraw_consent
from bot.db.region.announcements import add_announcement, count_copies, count_recipients, forget_copies
from bot.db.tables import outbox
from bot.domain.model import (
    AnnouncementId,
    AnnouncementState,
    ConsentKind,
    CopyState,
    DraftId,
    NewsAudience,
    OutboxState,
    VisitStatus,
)
from bot.domain.people.consents import NEWS_CONSENT_VERSION
from bot.domain.region.announcement import AnnouncementView
from bot.services.region.announcements import (
    find_to_send,
    send_part,
    show_announcement,
    stop_announcement,
)
from tests.host.site import Site


async def announce(site: Site, draft_id: DraftId) -> AnnouncementId:
    """News for all of the region who agreed."""
    found = await site.db.write(
        lambda connection: add_announcement(
            connection,
            site.region_id,
            site.coordinator.person_id,
            draft_id,
            "Новости",
            (NewsAudience.ALL, None, ()),
            site.clock.now(),
        )
    )
    assert found is not None
    return found


async def all_agree(site: Site) -> None:
    def body(connection: Connection) -> None:
        for each in (site.leader, site.owner, site.staff):
            give_consent(
                connection,
                each.person_id,
                ConsentKind.NEWS,
                NEWS_CONSENT_VERSION,
                "ru",
                "0" * 64,
                site.clock.now(),
            )

    await site.db.write(body)


async def copies(site: Site, announcement_id: AnnouncementId) -> Mapping[CopyState, int]:
    return await site.db.read(lambda connection: count_copies(connection, announcement_id))


async def all_leave(site: Site, state: OutboxState) -> None:
    """The sender has ended what is queued."""
    ended = update(outbox).where(outbox.c.kind == "news.copy").values(state=state)
    await site.db.write(lambda connection: connection.execute(ended).rowcount)


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("F7")
async def test_each_reader_has_one_copy_however_often_a_part_is_repeated(site: Site) -> None:
    booking = await site.book(await site.tour(), status=VisitStatus.CONFIRMED)
    await all_agree(site)
    counted = await site.db.read(
        lambda connection: count_recipients(
            connection, site.region_id, list(NewsAudience), (), site.clock.now()
        )
    )
    assert {audience: each.wanted for audience, each in counted.items()} == {
        NewsAudience.ALL: 3,
        NewsAudience.TEACHERS: 1,
        NewsAudience.FAMILIES: 0,
        NewsAudience.APPLICANTS: 0,
        NewsAudience.HOSTS: 2,
    }
    number = await announce(site, booking.draft_id)
    assert await site.runner.run(find_to_send) == [number]
    assert await site.runner.run(send_part, number) == 3
    assert await site.runner.run(send_part, number) == 0
    queued = select(func.count()).select_from(outbox).where(outbox.c.kind == "news.copy")
    assert await site.db.read(lambda connection: connection.execute(queued).scalar_one()) == 3
    await all_leave(site, OutboxState.SENT)
    await site.runner.run(send_part, number)
    assert await copies(site, number) == {CopyState.SENT: 3}
    view = await site.do(site.coordinator, show_announcement, number)
    assert isinstance(view, AnnouncementView)
    assert (view.announcement.state, view.sent, view.failed) == (AnnouncementState.DONE, 3, 0)
    assert await site.runner.run(find_to_send) == []
    assert len(await site.told("news.done", to=site.coordinator)) == 1

    # After a month nobody knows any more who got it; the numbers stay.
    site.clock.move(timedelta(days=31))
    now = site.clock.now()
    assert await site.db.write(lambda connection: forget_copies(connection, now - timedelta(days=30))) == 3
    kept = await site.do(site.coordinator, show_announcement, number)
    assert isinstance(kept, AnnouncementView)
    assert (kept.sent, kept.announcement.total) == (3, 3)


@pytest.mark.shows("F7")
async def test_a_stop_counts_once_and_what_ended_stays_ended(site: Site) -> None:
    booking = await site.book(await site.tour(), status=VisitStatus.CONFIRMED)
    await all_agree(site)
    number = await announce(site, booking.draft_id)
    first = await site.do(site.coordinator, stop_announcement, number)
    again = await site.do(site.coordinator, stop_announcement, number)
    assert isinstance(first, AnnouncementView)
    assert isinstance(again, AnnouncementView)
    assert (first.changed, again.changed) == (True, False)
    assert await copies(site, number) == {CopyState.SKIPPED: 3}
    assert await site.runner.run(send_part, number) == 0
    assert await site.audited() == ["news.stopped"]


@pytest.mark.shows("F7")
@pytest.mark.shows("H1")
async def test_whoever_takes_the_consent_back_meanwhile_gets_nothing(site: Site) -> None:
    booking = await site.book(await site.tour(), status=VisitStatus.CONFIRMED)
    await all_agree(site)
    number = await announce(site, booking.draft_id)
    await site.runner.run(send_part, number)
    now = site.clock.now()
    await site.db.write(
        lambda connection: withdraw_consent(connection, site.leader.person_id, ConsentKind.NEWS, now)
    )
    await all_leave(site, OutboxState.DROPPED)
    await site.runner.run(send_part, number)
    view = await site.do(site.coordinator, show_announcement, number)
    assert isinstance(view, AnnouncementView)
    assert (view.sent, view.failed, view.announcement.total) == (0, 3, 3)
