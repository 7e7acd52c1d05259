"""/desk, joining by a link, the people of a site, leaving."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.domain.access import Actor
from bot.domain.model import PersonId, Role, SiteId
from bot.domain.refusal import Refusal
from bot.handlers.host.common import Event, to_desk
from bot.services.host.use_cases import HostUseCases
from bot.services.invitations import PAYLOAD_PREFIX
from bot.ui.host.desk import (
    desk_screen,
    leave_question,
    left_screen,
    no_desk_screen,
    welcome_screen,
)
from bot.ui.host.people import invitation_screen, people_screen, remove_question, role_choice
from bot.ui.host.refusals import host_refusal_alert, refused_screen
from bot.ui.host.taps import Invite, LeaveTap, PersonTap, ShowDesk, ShowPeople
from bot.ui.links import Links
from bot.ui.show import show
from bot.ui.tap import button
from bot.ui.toast import Toast
from bot.ui.translator import Translator

router = Router(name="host desk")


@router.message(CommandStart(deep_link=True, magic=F.args.startswith(PAYLOAD_PREFIX)))
async def join(
    message: Message, command: CommandObject, actor: Actor, t: Translator, host: HostUseCases
) -> None:
    """An invitation link was opened."""
    view = await host.accept_invitation(actor, command.args or "")
    if isinstance(view, Refusal):
        await show(message, refused_screen(view, t, back=None))
        return
    await show(message, welcome_screen(view, t))


@router.message(Command("desk"))
async def open_desk(message: Message, actor: Actor, t: Translator, host: HostUseCases) -> None:
    await _desk(message, None, actor, t, host)


@router.callback_query(ShowDesk.filter())
async def show_desk(
    callback: CallbackQuery, callback_data: ShowDesk, actor: Actor, t: Translator, host: HostUseCases
) -> None:
    site_id = SiteId(callback_data.site) if callback_data.site else None
    await _desk(callback, site_id, actor, t, host)


async def _desk(
    event: Event, site_id: SiteId | None, actor: Actor, t: Translator, host: HostUseCases
) -> None:
    view = await host.show_desk(actor, site_id)
    if not isinstance(view, Refusal):
        await show(event, desk_screen(view, t))
    elif actor.is_host:
        await show(event, refused_screen(view, t, back=to_desk(t)))
    else:
        await show(event, no_desk_screen(t))


@router.callback_query(ShowPeople.filter())
async def show_people(
    callback: CallbackQuery, callback_data: ShowPeople, actor: Actor, t: Translator, host: HostUseCases
) -> None:
    view = await host.show_people(actor, SiteId(callback_data.site))
    screen = refused_screen(view, t, back=None) if isinstance(view, Refusal) else people_screen(view, t)
    await show(callback, screen)


@router.callback_query(PersonTap.filter())
async def remove_person(
    callback: CallbackQuery,
    callback_data: PersonTap,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
) -> None:
    """Asks first; whoever has no role any more is simply not in the list that follows."""
    site_id, person_id = SiteId(callback_data.site), PersonId(callback_data.person)
    if callback_data.op == "remove":
        view = await host.remove_person(actor, site_id, person_id)
    else:
        view = await host.show_people(actor, site_id)
    if isinstance(view, Refusal):
        back = button(t.label("host.people.to"), ShowPeople(site=site_id))
        await show(callback, refused_screen(view, t, back=back))
        return
    member = next((each for each in view.people if each.person_id == person_id), None)
    if callback_data.op == "ask" and member is not None and view.may_change:
        await show(callback, remove_question(view, member, t))
    else:
        await show(callback, people_screen(view, t))


@router.callback_query(Invite.filter())
async def invite(
    callback: CallbackQuery,
    callback_data: Invite,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
    links: Links,
) -> None:
    """Chooses a role, then shows the link; the same button shows the same link."""
    site_id = SiteId(callback_data.site)
    role = next((each for each in Role if each.value == callback_data.role), None)
    if role is None:
        people = await host.show_people(actor, site_id)
        if isinstance(people, Refusal):
            await show(callback, refused_screen(people, t, back=None))
        elif people.may_change:
            await show(callback, role_choice(people, callback_data.key, t))
        else:
            await show(callback, people_screen(people, t))
        return
    view = await host.create_invitation.to_site(actor, site_id, role, callback_data.key)
    screen = (
        refused_screen(view, t, back=None) if isinstance(view, Refusal) else invitation_screen(view, links, t)
    )
    await show(callback, screen)


@router.callback_query(LeaveTap.filter())
async def leave(
    callback: CallbackQuery,
    callback_data: LeaveTap,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
    toast: Toast,
) -> None:
    site_id = SiteId(callback_data.site)
    if callback_data.sure:
        left = await host.leave_site(actor, site_id)
        if isinstance(left, Refusal):
            toast.say(host_refusal_alert(left, t), alert=True)
            await show(callback, refused_screen(left, t, back=to_desk(t, site_id)))
            return
        await show(callback, left_screen(t.content(left.site.name), t))
        return
    view = await host.show_desk(actor, site_id)
    if isinstance(view, Refusal) or view.chosen is None:
        await _desk(callback, None, actor, t, host)
        return
    await show(callback, leave_question(site_id, t.content(view.chosen.site.name), t))
