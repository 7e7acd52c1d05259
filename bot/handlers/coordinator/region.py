"""/region: the coordinator's desk, sites, requests without an answer."""

from __future__ import annotations

from bot.domain.model import BookingId, EnquiryId, PersonId, Publication, RegionId, SiteId
from bot.domain.people.complaint import COMES_FROM
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.views import CoordinatedSiteView
from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.services.desk import feedback
from bot.services.people import invitations, members
from bot.services.region import complaints, region, sites
from bot.ui.coordinator import region as screens
from bot.ui.coordinator.callback_data import (
    OWNERLESS,
    ComplaintTap,
    CoordinatorTap,
    InviteCoordinator,
    ShowComplaints,
    ShowLowRated,
    ShowRegion,
    ShowSites,
    ShowUnanswered,
    SiteTap,
)
from bot.ui.coordinator.complaints import complaint_card, complaints_screen
from bot.ui.host.after.feedback import low_rated_screen
from bot.ui.host.people import invitation_screen
from bot.ui.host.refusals import refused_screen
from bot.ui.kit import button

routes = Routes("region")


def asks_twice(view: CoordinatedSiteView, after: Publication | None) -> bool:
    """What takes something away from visitors, or brings requests that nobody would answer."""
    if after is Publication.PUBLISHED:
        return view.ownerless and view.status in sites.MOVES[after]
    return after is not None


def agrees_unseen(view: CoordinatedSiteView, after: Publication | None, seen: str) -> bool:
    """A first publication by a button that showed something else, or nothing."""
    first = view.status is Publication.DRAFT and after is Publication.PUBLISHED
    return first and seen != view.seen


@routes.command("region")
async def open_region(chat: Chat) -> None:
    await show_region(chat, ShowRegion())


@routes.callback
async def show_region(chat: Chat, data: ShowRegion) -> None:
    view = await chat.do(region.show_region, RegionId(data.region) if data.region else None)
    if isinstance(view, Refusal):
        await chat.show(screens.no_region_screen(chat.t))
    else:
        await chat.show(screens.region_screen(view, chat.t, data.page))


@routes.callback
async def show_sites(chat: Chat, data: ShowSites) -> None:
    status = read_state(data.status) or Publication.PUBLISHED
    only = data.status == OWNERLESS
    view = await chat.do(sites.show_sites, RegionId(data.region), status, data.page, ownerless=only)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(screens.sites_screen(view, chat.t))


@routes.callback
async def change_site(chat: Chat, data: SiteTap) -> None:
    """A look at a site, or a change of its state; hiding, archiving, and publishing what nobody answers for
    are asked for twice."""
    site_id, after = SiteId(data.site), read_state(data.op)
    view = await chat.do(sites.show_site, site_id)
    if not isinstance(view, Refusal) and agrees_unseen(view, after, data.seen):
        chat.say(chat.t.label("coordinator.look_first"), alert=True)
        after = None
    asks = not data.sure and not isinstance(view, Refusal) and asks_twice(view, after)
    if after is not None and not asks:
        view = await chat.do(sites.publish_site, site_id, after, data.seen)
    if isinstance(view, Refusal):
        card = button(chat.t.label("coordinator.to_site"), SiteTap(site=site_id))
        back = None if view.reason is Reason.NOT_ALLOWED else card
        await chat.show(refused_screen(view, chat.t, back=back))
        return
    if after is not None and asks and view.status is not after:
        await chat.show(screens.publish_question(view, after, chat.t))
        return
    if after is not None:
        chat.say(screens.site_toast(view, chat.t))
    await chat.show(screens.site_card(view, chat.t))


@routes.callback
async def show_unanswered(chat: Chat, data: ShowUnanswered) -> None:
    view = await chat.do(region.show_unanswered, RegionId(data.region), data.page)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None), anew=data.anew)
    else:
        await chat.show(screens.unanswered_screen(view, chat.t), anew=data.anew)


@routes.callback
async def show_coordinators(chat: Chat, data: CoordinatorTap) -> None:
    """Asks before anybody is removed; whoever has no role any more is simply not in the list that follows."""
    region_id, person_id = RegionId(data.region), PersonId(data.person)
    if data.op == "remove":
        view = await chat.do(members.remove_coordinator, region_id, person_id)
    else:
        view = await chat.do(members.show_coordinators, region_id)
    if isinstance(view, Refusal):
        back = button(chat.t.label("coordinator.to_region"), ShowRegion(region=region_id))
        await chat.show(
            refused_screen(view, chat.t, back=None if view.reason is Reason.NOT_ALLOWED else back)
        )
        return
    member = next((each for each in view.people if each.person_id == person_id), None)
    if data.op == "ask" and member is not None:
        await chat.show(screens.coordinator_question(view, member, chat.t))
    else:
        await chat.show(screens.coordinators_screen(view, chat.t, data.page))


@routes.callback
async def invite_coordinator(chat: Chat, data: InviteCoordinator) -> None:
    view = await chat.do(invitations.invite_to_region, RegionId(data.region), data.key)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(invitation_screen(view, chat.links, chat.t))


def read_state(value: str) -> Publication | None:
    return next((each for each in Publication if each.value == value), None)


@routes.callback
async def show_low_rated(chat: Chat, data: ShowLowRated) -> None:
    view = await chat.do(feedback.show_low_rated, RegionId(data.region))
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(low_rated_screen(view, chat.t))


@routes.callback
async def show_complaints(chat: Chat, data: ShowComplaints) -> None:
    view = await chat.do(complaints.show_complaints, RegionId(data.region), data.page)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(complaints_screen(view, chat.t))


@routes.callback
async def decide_complaint(chat: Chat, data: ComplaintTap) -> None:
    """A look at a complaint, or a decision; a repeat shows who decided and what."""
    booking_id, enquiry_id = BookingId(data.booking), EnquiryId(data.enquiry)
    after = next((each for each in COMES_FROM if each.value == data.op), None)
    if after is None and enquiry_id:
        view = await chat.do(complaints.show_complaint_of_question, enquiry_id)
    elif after is None:
        view = await chat.do(complaints.show_complaint, booking_id)
    elif enquiry_id:
        view = await chat.do(complaints.decide_about_question, enquiry_id, after)
    else:
        view = await chat.do(complaints.decide, booking_id, after)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(complaint_card(view, chat.t))
