"""/region: the coordinator's desk, sites, requests without an answer."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.domain.access import Actor
from bot.domain.model import Publication, RegionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.coordinator.use_cases import CoordinatorUseCases
from bot.ui.coordinator.region import (
    no_region_screen,
    publish_question,
    region_screen,
    site_card,
    site_toast,
    sites_screen,
    unanswered_screen,
)
from bot.ui.coordinator.taps import (
    InviteCoordinator,
    ShowRegion,
    ShowSites,
    ShowUnanswered,
    SiteTap,
)
from bot.ui.host.people import invitation_screen
from bot.ui.host.refusals import refused_screen
from bot.ui.links import Links
from bot.ui.screen import Screen
from bot.ui.show import show, show_below
from bot.ui.tap import button
from bot.ui.toast import Toast
from bot.ui.translator import Translator

router = Router(name="coordinator region")

ASKED_TWICE = frozenset({Publication.HIDDEN, Publication.ARCHIVED})


@router.message(Command("region"))
async def open_region(
    message: Message, actor: Actor, t: Translator, coordinator: CoordinatorUseCases
) -> None:
    await show(message, await _region(0, actor, t, coordinator))


@router.callback_query(ShowRegion.filter())
async def show_region(
    callback: CallbackQuery,
    callback_data: ShowRegion,
    actor: Actor,
    t: Translator,
    coordinator: CoordinatorUseCases,
) -> None:
    await show(callback, await _region(callback_data.region, actor, t, coordinator))


async def _region(region: int, actor: Actor, t: Translator, coordinator: CoordinatorUseCases) -> Screen:
    view = await coordinator.show_region(actor, RegionId(region) if region else None)
    return no_region_screen(t) if isinstance(view, Refusal) else region_screen(view, t)


@router.callback_query(ShowSites.filter())
async def show_sites(
    callback: CallbackQuery,
    callback_data: ShowSites,
    actor: Actor,
    t: Translator,
    coordinator: CoordinatorUseCases,
) -> None:
    status = read_state(callback_data.status) or Publication.PUBLISHED
    view = await coordinator.show_sites(actor, RegionId(callback_data.region), status, callback_data.page)
    screen = refused_screen(view, t, back=None) if isinstance(view, Refusal) else sites_screen(view, t)
    await show(callback, screen)


@router.callback_query(SiteTap.filter())
async def change_site(
    callback: CallbackQuery,
    callback_data: SiteTap,
    actor: Actor,
    t: Translator,
    coordinator: CoordinatorUseCases,
    toast: Toast,
) -> None:
    """A look at a site, or a change of its state; hiding and archiving are asked for twice."""
    site_id, after = SiteId(callback_data.site), read_state(callback_data.op)
    asks = after in ASKED_TWICE and not callback_data.sure
    if after is None or asks:
        view = await coordinator.show_site(actor, site_id)
    else:
        view = await coordinator.publish_site(actor, site_id, after)
    if isinstance(view, Refusal):
        card = button(t.label("coordinator.to_site"), SiteTap(site=site_id))
        back = None if view.reason is Reason.NOT_ALLOWED else card
        await show(callback, refused_screen(view, t, back=back))
        return
    if after is not None and asks and view.status is not after:
        await show(callback, publish_question(view, after, t))
        return
    if after is not None:
        toast.say(site_toast(view, t))
    await show(callback, site_card(view, t))


@router.callback_query(ShowUnanswered.filter())
async def show_unanswered(
    callback: CallbackQuery,
    callback_data: ShowUnanswered,
    actor: Actor,
    t: Translator,
    coordinator: CoordinatorUseCases,
) -> None:
    view = await coordinator.show_unanswered(actor, RegionId(callback_data.region), callback_data.page)
    screen = refused_screen(view, t, back=None) if isinstance(view, Refusal) else unanswered_screen(view, t)
    await (show_below if callback_data.anew else show)(callback, screen)


@router.callback_query(InviteCoordinator.filter())
async def invite_coordinator(
    callback: CallbackQuery,
    callback_data: InviteCoordinator,
    actor: Actor,
    t: Translator,
    coordinator: CoordinatorUseCases,
    links: Links,
) -> None:
    region_id = RegionId(callback_data.region)
    view = await coordinator.create_invitation.to_region(actor, region_id, callback_data.key)
    screen = (
        refused_screen(view, t, back=None) if isinstance(view, Refusal) else invitation_screen(view, links, t)
    )
    await show(callback, screen)


def read_state(value: str) -> Publication | None:
    return next((each for each in Publication if each.value == value), None)
