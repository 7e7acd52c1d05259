"""People of a site, and links that invite further ones (E1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData

from bot.domain.desk.views import InvitationView, Member, PeopleView
from bot.domain.model import Role
from bot.domain.pages import page_of
from bot.ui.coordinator.callback_data import ShowRegion, SiteTap
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, escape, lines
from bot.ui.formats.labels import shorten
from bot.ui.host.callback_data import Invite, PersonTap, ShowPeople
from bot.ui.host.parts import desk_button, fit, member_line, member_name
from bot.ui.kit import back_button, button, keyboard, pager
from bot.ui.links import Links
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator

PEOPLE_A_PAGE = 12

ROLES = (Role.OWNER, Role.STAFF, Role.GUIDE, Role.GUARD)


def people_screen(view: PeopleView, t: Translator, page: int = 0) -> Screen:
    numbered, turns = people_page(view.people, page, lambda page: ShowPeople(site=view.site.id, page=page))
    buttons: list[Button] = []
    if view.may_change:
        buttons.append(button(t.label("host.people.invite"), Invite(site=view.site.id, key=view.invite_key)))
        buttons += [
            _remove_button(view, number, each, t)
            for number, each in numbered
            if each.person_id != view.reader
        ]
    head = [
        bold(t.label("host.people.title", site=view.site.name)),
        _removed_line(view, t),
        None if view.people else t.html("host.people.empty"),
    ]
    text = fit(
        head, [member_line(number, each, view.reader, view.site.timezone, t) for number, each in numbered], t
    )
    return Screen(text, keyboard(*buttons, turns, _back(view, t)))


def people_page(
    people: Sequence[Member], page: int, to: Callable[[int], CallbackData]
) -> tuple[list[tuple[int, Member]], tuple[Button, ...]]:
    """Those of one page with their numbers in the whole list, and the row that leads to the others."""
    shown = page_of(people, page, PEOPLE_A_PAGE)
    first = shown.page * PEOPLE_A_PAGE + 1
    return list(enumerate(shown.entries, start=first)), pager(shown.page, shown.pages, to)


def _removed_line(view: PeopleView, t: Translator) -> Html | None:
    if view.removed is None:
        return None
    return t.html("host.people.removed", name=member_name(view.removed, t))


def _remove_button(view: PeopleView, number: int, member: Member, t: Translator) -> Button:
    label = t.label("host.people.remove", number=number, name=member_name(member, t))
    return button(shorten(label), PersonTap(site=view.site.id, person=member.person_id, op="ask"))


def _back(view: PeopleView, t: Translator) -> Button:
    if any(each.person_id == view.reader for each in view.people):
        return desk_button(view.site.id, t)
    return back_button(SiteTap(site=view.site.id), t, "coordinator.to_site")


def remove_question(view: PeopleView, member: Member, t: Translator) -> Screen:
    text = lines(
        bold(t.label("host.people.remove_title", name=member_name(member, t), site=view.site.name)),
        t.html(f"host.people.remove_ask.{member.role}"),
    )
    remove = PersonTap(site=view.site.id, person=member.person_id, op="remove")
    sure = button(t.label("host.people.remove_sure"), remove)
    return Screen(text, keyboard(sure, back_button(ShowPeople(site=view.site.id), t)))


def role_choice(view: PeopleView, key: str, t: Translator) -> Screen:
    """Whom the next link invites, and what each role may do."""
    roles = [
        button(t.label(f"host.invite.{role}"), Invite(site=view.site.id, key=key, role=role.value))
        for role in ROLES
    ]
    text = lines(
        bold(t.label("host.invite.title", site=view.site.name)),
        *[t.html(f"host.invite.about.{role}") for role in ROLES],
    )
    return Screen(text, keyboard(*roles, back_button(ShowPeople(site=view.site.id), t)))


def invitation_screen(view: InvitationView, links: Links, t: Translator) -> Screen:
    """The link to forward: once, for one person, until a day."""
    place = t.content(view.region.name if view.site is None else view.site.name)
    role = t.label(f"host.role.{view.role}")
    back = (
        back_button(ShowRegion(region=view.region.id), t, "coordinator.to_region")
        if view.site is None
        else back_button(ShowPeople(site=view.site.id), t, "host.people.to")
    )
    if view.used:
        return Screen(t.html("host.invite.used", role=role, place=place), keyboard(back))
    invite = t.label(f"host.invite.text.{view.role}", place=place)
    text = lines(
        bold(invite),
        escape(links.start(view.payload)),
        Html(""),
        t.html("host.invite.once", moment=moment_label(view.expires_at, view.timezone, t)),
    )
    forward = Button(t.label("host.invite.forward"), url=links.share(view.payload, invite))
    return Screen(text, keyboard(forward, back))
