"""The coordinator: publication of sites, requests without an answer, only of their own region."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from bot.db.engine.connection import Connection
from bot.db.tables import programme, region
from bot.db.tables import site as site_table
from bot.domain.model import Publication, RegionId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.views import CoordinatedSiteView, RegionView, SitesView, UnansweredView
from bot.domain.texts import Texts
from bot.services.desk import requests
from bot.services.placements import answers
from bot.services.region.region import show_region, show_unanswered
from bot.services.region.sites import publish_site, show_site, show_sites
from tests.host.site import Site, refused
from tests.sites import OF_THE_TOWN


def seen(result: CoordinatedSiteView | Refusal) -> CoordinatedSiteView:
    assert isinstance(result, CoordinatedSiteView), result
    return result


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("F3")
async def test_hiding_and_publishing(site: Site) -> None:
    before = site.content.published.version
    hidden = seen(await site.do(site.coordinator, publish_site, site.id, Publication.HIDDEN))
    assert hidden.changed
    assert site.id not in site.content.published.sites
    assert site.content.published.version == before + 1
    again = seen(await site.do(site.coordinator, publish_site, site.id, Publication.HIDDEN))
    assert not again.changed
    assert site.content.published.version == before + 1
    seen(await site.do(site.coordinator, publish_site, site.id, Publication.PUBLISHED))
    assert site.id in site.content.published.sites
    assert await site.audited() == ["site.hidden", "site.published"]


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("F3")
async def test_the_first_publication_publishes_the_programmes(site: Site) -> None:
    def unpublish(connection: Connection) -> None:
        connection.execute(
            update(site_table).where(site_table.c.id == site.id).values(status=Publication.DRAFT)
        )
        connection.execute(
            update(programme).where(programme.c.site_id == site.id).values(status=Publication.DRAFT)
        )

    await site.db.write(unpublish)
    drafts = await site.do(site.coordinator, show_sites, site.region_id, Publication.DRAFT)
    assert isinstance(drafts, SitesView)
    assert [each.site.id for each in drafts.entries] == [site.id]
    seen(await site.do(site.coordinator, publish_site, site.id, Publication.PUBLISHED))
    assert len(site.content.published.sites[site.id].programmes) == len(site.card.programmes)


async def test_a_site_without_programmes_is_not_published(site: Site) -> None:
    def empty(connection: Connection) -> None:
        connection.execute(
            update(site_table).where(site_table.c.id == site.id).values(status=Publication.HIDDEN)
        )
        connection.execute(
            update(programme).where(programme.c.site_id == site.id).values(status=Publication.ARCHIVED)
        )

    await site.db.write(empty)
    refused(await site.do(site.coordinator, publish_site, site.id, Publication.PUBLISHED), Reason.INCOMPLETE)
    assert seen(await site.do(site.coordinator, show_site, site.id)).status is Publication.HIDDEN


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("F3")
async def test_the_archive_takes_no_site_with_visits_ahead(site: Site) -> None:
    tour = await site.tour()
    await site.book(tour, status=VisitStatus.CONFIRMED)
    direct = await site.do(site.coordinator, publish_site, site.id, Publication.ARCHIVED)
    assert refused(direct, Reason.HAS_FUTURE_BOOKINGS).params["bookings"] == 1
    site.clock.move_to(tour.ends_at)
    published = await site.do(site.coordinator, publish_site, site.id, Publication.ARCHIVED)
    assert refused(published, Reason.ALREADY_DECIDED).params["status"] == "published"
    seen(await site.do(site.coordinator, publish_site, site.id, Publication.HIDDEN))
    archived = seen(await site.do(site.coordinator, publish_site, site.id, Publication.ARCHIVED))
    assert archived.status is Publication.ARCHIVED
    stale = await site.do(site.coordinator, publish_site, site.id, Publication.PUBLISHED)
    assert refused(stale, Reason.ALREADY_DECIDED).params["status"] == "archived"
    seen(await site.do(site.coordinator, publish_site, site.id, Publication.HIDDEN))


@pytest.mark.shows("F1")
async def test_only_the_own_region(site: Site) -> None:
    now = site.clock.now()

    def elsewhere(connection: Connection) -> RegionId:
        return RegionId(
            connection.execute(
                insert(region)
                .values(
                    slug="elsewhere",
                    name=Texts({"ru": "Другой край"}),
                    timezone="Asia/Yekaterinburg",
                    prefix="Д",
                    created_at=now,
                )
                .returning(region.c.id)
            ).scalar_one()
        )

    other = await site.db.write(elsewhere)
    await site.db.write(
        lambda connection: (
            connection.execute(
                update(site_table).where(site_table.c.id == site.other_id).values(region_id=other)
            ).rowcount
        )
    )
    assert not await site.content.refresh(), "the version did not move, so read everything anew"
    site.content._snapshot = None
    await site.content.refresh()
    coordinator = site.coordinator
    refused(await site.do(coordinator, show_region, other), Reason.NOT_ALLOWED)
    refused(await site.do(coordinator, show_site, site.other_id), Reason.NOT_ALLOWED)
    refused(await site.do(coordinator, show_unanswered, other), Reason.NOT_ALLOWED)
    hide = await site.do(coordinator, publish_site, site.other_id, Publication.HIDDEN)
    refused(hide, Reason.NOT_ALLOWED)
    refused(await site.do(coordinator, show_sites, other, Publication.PUBLISHED), Reason.NOT_ALLOWED)
    for actor in (site.owner, site.leader):
        refused(await site.do(actor, show_region), Reason.NOT_ALLOWED)
        refused(await site.do(actor, show_site, site.id), Reason.NOT_ALLOWED)
        hide = await site.do(actor, publish_site, site.id, Publication.HIDDEN)
        refused(hide, Reason.NOT_ALLOWED)
        refused(await site.do(actor, show_unanswered, site.region_id), Reason.NOT_ALLOWED)


@pytest.mark.shows("E3")
async def test_unanswered_requests_of_the_region(site: Site) -> None:
    sessions = await site.sessions(site.programme("tour").id, after=timedelta(days=14))
    old = await site.book(sessions[0])
    site.clock.move(timedelta(days=2))
    new = await site.book(sessions[1])
    site.clock.move(timedelta(days=1))
    view = await site.do(site.coordinator, show_unanswered, site.region_id)
    assert isinstance(view, UnansweredView)
    assert [each.booking and each.booking.id for each in view.entries] == [old.id, new.id]
    assert [each.due_at <= view.now for each in view.entries] == [True, False]
    desk = await site.do(site.coordinator, show_region)
    assert isinstance(desk, RegionView)
    assert (desk.unanswered, desk.overdue) == (2, 1)
    assert desk.sites[Publication.PUBLISHED] == len(OF_THE_TOWN)
    await site.do(site.owner, requests.confirm_request, old.id, site.id)
    left = await site.do(site.coordinator, show_unanswered, site.region_id)
    assert isinstance(left, UnansweredView)
    assert [each.booking and each.booking.id for each in left.entries] == [new.id]


@pytest.mark.shows("E3", "D2")
async def test_applications_without_an_answer_stand_in_the_regions_list(site: Site) -> None:
    tours = await site.sessions(site.programme("tour").id, after=timedelta(days=14))
    intakes = await site.sessions(site.programme("intern").id, after=timedelta(days=14))
    application_id = await site.apply(intakes[0])
    site.clock.move(timedelta(hours=1))
    booking = await site.book(tours[0])
    view = await site.do(site.coordinator, show_unanswered, site.region_id)
    assert isinstance(view, UnansweredView)
    found = [
        (each.application and each.application.id, each.booking and each.booking.id) for each in view.entries
    ]
    assert found == [(application_id, None), (None, booking.id)]
    desk = await site.do(site.coordinator, show_region)
    assert isinstance(desk, RegionView)
    assert desk.unanswered == 2
    card = await site.do(site.coordinator, show_site, site.id)
    assert seen(card).unanswered == 2
    await site.do(site.owner, answers.accept_application, application_id, intakes[0].id)
    left = await site.do(site.coordinator, show_unanswered, site.region_id)
    assert isinstance(left, UnansweredView)
    assert [each.booking and each.booking.id for each in left.entries] == [booking.id]
