"""/desk, joining by a link, the people of a site, leaving."""

from __future__ import annotations

from bot.domain.desk.views import PeopleView
from bot.domain.forms import ProfileField
from bot.domain.model import PersonId, Role, SiteId
from bot.domain.refusal import Refusal
from bot.handlers.chat import Chat
from bot.handlers.host.common import to_desk
from bot.handlers.routes import Routes
from bot.handlers.visitor.classes import ask_profile
from bot.services.desk import desk, feedback
from bot.services.people import invitations, members
from bot.ui.host import desk as screens
from bot.ui.host import people
from bot.ui.host.after.feedback import feedback_screen
from bot.ui.host.callback_data import Invite, LeaveTap, PersonTap, ShowDesk, ShowFeedback, ShowPeople
from bot.ui.host.refusals import host_refusal_alert, refused_screen
from bot.ui.kit import button
from bot.ui.screen import Button, Screen

routes = Routes("desk")


async def refuse(chat: Chat, refusal: Refusal, back: Button | None = None) -> None:
    await chat.show(refused_screen(refusal, chat.t, back=back))


@routes.link(invitations.PAYLOAD_PREFIX)
async def join(chat: Chat, payload: str) -> None:
    """An invitation link was opened."""
    view = await chat.do(invitations.accept_invitation, payload)
    if isinstance(view, Refusal):
        await refuse(chat, view)
    else:
        await chat.show(screens.welcome_screen(view, chat.t))
        if not view.name_known and not view.kept:
            await ask_profile(chat, ProfileField.NAME)


@routes.command("desk")
async def open_desk(chat: Chat) -> None:
    await show_desk(chat, ShowDesk())


@routes.callback
async def show_desk(chat: Chat, data: ShowDesk) -> None:
    await chat.show(await desk_of(chat, SiteId(data.site) if data.site else None))


async def desk_of(chat: Chat, site_id: SiteId | None) -> Screen:
    """The desk of a site, or the choice between one's sites."""
    view = await chat.do(desk.show_desk, site_id)
    if not isinstance(view, Refusal):
        return screens.desk_screen(view, chat.t)
    if chat.actor.is_host:
        return refused_screen(view, chat.t, back=to_desk(chat.t))
    return screens.no_desk_screen(chat.t)


async def _show(chat: Chat, view: PeopleView | Refusal, back: Button | None = None, *, page: int = 0) -> None:
    if isinstance(view, Refusal):
        await refuse(chat, view, back)
    else:
        await chat.show(people.people_screen(view, chat.t, page))


@routes.callback
async def show_members(chat: Chat, data: ShowPeople) -> None:
    await _show(chat, await chat.do(members.show_members, SiteId(data.site)), page=data.page)


@routes.callback
async def remove_member(chat: Chat, data: PersonTap) -> None:
    """Asks first; whoever has no role any more is simply not in the list that follows."""
    site_id, person_id = SiteId(data.site), PersonId(data.person)
    back = button(chat.t.label("host.people.to"), ShowPeople(site=site_id))
    if data.op == "remove":
        await _show(chat, await chat.do(members.remove_member, site_id, person_id), back)
        return
    view = await chat.do(members.show_members, site_id)
    found = () if isinstance(view, Refusal) or data.op != "ask" or not view.may_change else view.people
    member = next((each for each in found if each.person_id == person_id), None)
    if isinstance(view, Refusal) or member is None:
        await _show(chat, view, back)
    else:
        await chat.show(people.remove_question(view, member, chat.t))


@routes.callback
async def invite(chat: Chat, data: Invite) -> None:
    """Chooses a role, then shows the link; the same button shows the same link."""
    site_id = SiteId(data.site)
    role = next((each for each in Role if each.value == data.role), None)
    if role is not None:
        view = await chat.do(invitations.invite_to_site, site_id, role, data.key)
        if isinstance(view, Refusal):
            await refuse(chat, view)
        else:
            await chat.show(people.invitation_screen(view, chat.links, chat.t))
        return
    site = await chat.do(members.show_members, site_id)
    if isinstance(site, Refusal) or not site.may_change:
        await _show(chat, site)
    else:
        await chat.show(people.role_choice(site, data.key, chat.t))


@routes.callback
async def show_feedback(chat: Chat, data: ShowFeedback) -> None:
    view = await chat.do(feedback.show_feedback, SiteId(data.site), data.page)
    if isinstance(view, Refusal):
        await refuse(chat, view)
    else:
        await chat.show(feedback_screen(view, chat.t))


@routes.callback
async def leave(chat: Chat, data: LeaveTap) -> None:
    site_id = SiteId(data.site)
    if not data.sure:
        view = await chat.do(desk.show_desk, site_id)
        if isinstance(view, Refusal) or view.chosen is None:
            await show_desk(chat, ShowDesk())
        else:
            name = chat.t.content(view.chosen.site.name)
            await chat.show(screens.leave_question(site_id, name, chat.t))
        return
    left = await chat.do(members.leave_site, site_id)
    if isinstance(left, Refusal):
        chat.say(host_refusal_alert(left, chat.t), alert=True)
        await refuse(chat, left, to_desk(chat.t, site_id))
    else:
        await chat.show(screens.left_screen(chat.t.content(left.site.name), chat.t))
