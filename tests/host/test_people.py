"""Joining by a one-time link, removing, leaving."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.engine.connection import Connection
from bot.db.people.people import add_person, name_person, read_actor, update_person
from bot.db.tables import invitation
from bot.domain.desk.views import InvitationView, Left, PeopleView, WelcomeView
from bot.domain.forms import ProfileField, ProfileForm
from bot.domain.model import Role
from bot.domain.people.access import Actor
from bot.domain.people.consents import CONSENT_VERSION
from bot.domain.refusal import Reason, Refusal
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Contact
from bot.services.people.invitations import (
    KEY_BYTES,
    accept_invitation,
    invite_by_operator,
    invite_to_region,
    invite_to_site,
)
from bot.services.people.members import leave_site, remove_member, show_members
from bot.services.people.profile import ask_profile
from tests.host.site import Site, refused

KEY = "AAECAwQFBgcICQoL"


def link(result: InvitationView | Refusal) -> InvitationView:
    assert isinstance(result, InvitationView), result
    return result


def welcome(result: WelcomeView | Refusal) -> WelcomeView:
    assert isinstance(result, WelcomeView), result
    return result


async def newcomer(site: Site, telegram_id: int = 50) -> Actor:
    now = site.clock.now()

    def body(connection: Connection) -> Actor:
        add_person(connection, telegram_id, "ru", site.region_id, now)
        actor = read_actor(connection, telegram_id)
        assert actor is not None
        return actor

    return await site.db.write(body)


def test_an_operation_key_cannot_be_guessed() -> None:
    assert KEY_BYTES * 8 >= 96


@pytest.mark.shows("E1", "A8")
async def test_a_link_works_once(site: Site) -> None:
    invite = link(await site.do(site.owner, invite_to_site, site.id, Role.GUARD, KEY))
    first, second = await newcomer(site, 50), await newcomer(site, 51)
    results = await asyncio.gather(
        site.do(first, accept_invitation, invite.payload), site.do(second, accept_invitation, invite.payload)
    )
    assert sorted(type(each).__name__ for each in results) == ["Refusal", "WelcomeView"]
    winner, loser = (first, second) if isinstance(results[0], WelcomeView) else (second, first)
    assert (await site.again(winner)).role_at(site.id) is Role.GUARD
    assert (await site.again(loser)).role_at(site.id) is None
    refused(await site.do(loser, accept_invitation, invite.payload), Reason.INVITATION_USED)
    again = welcome(await site.do(await site.again(winner), accept_invitation, invite.payload))
    assert not again.kept, "a repeat shows the same welcome"
    assert await site.audited() == ["invitation.created", "invitation.accepted"]


@pytest.mark.shows("E1")
async def test_a_double_tap_makes_one_link_and_stores_no_token(site: Site) -> None:
    first = link(await site.do(site.owner, invite_to_site, site.id, Role.STAFF, KEY))
    second = link(await site.do(site.owner, invite_to_site, site.id, Role.STAFF, KEY))
    assert first.payload == second.payload
    by_another = link(await site.do(site.coordinator, invite_to_site, site.id, Role.STAFF, KEY))
    assert by_another.payload != first.payload
    rows = await site.db.read(
        lambda connection: connection.execute(
            select(invitation.c.token_hash, invitation.c.operation_key)
        ).all()
    )
    assert len(rows) == 2
    token = first.payload.removeprefix("i_")
    assert all(token not in row.token_hash and KEY not in row.operation_key for row in rows)


@pytest.mark.shows("E1")
async def test_links_end(site: Site) -> None:
    invite = link(await site.do(site.owner, invite_to_site, site.id, Role.STAFF, KEY))
    person = await newcomer(site)
    refused(await site.do(person, accept_invitation, "i_nonsense"), Reason.INVITATION_UNKNOWN)
    site.clock.move(timedelta(days=7))
    refused(await site.do(person, accept_invitation, invite.payload), Reason.INVITATION_EXPIRED)
    assert (await site.again(person)).memberships == ()


async def test_who_has_as_much_keeps_it_and_the_link_stays_good(site: Site) -> None:
    invite = link(await site.do(site.owner, invite_to_site, site.id, Role.GUARD, KEY))
    kept = welcome(await site.do(site.owner, accept_invitation, invite.payload))
    assert kept.kept
    assert (await site.again(site.owner)).role_at(site.id) is Role.OWNER
    person = await newcomer(site)
    assert not welcome(await site.do(person, accept_invitation, invite.payload)).kept


async def test_a_link_can_raise_a_role(site: Site) -> None:
    invite = link(await site.do(site.owner, invite_to_site, site.id, Role.OWNER, KEY))
    welcome(await site.do(site.guard, accept_invitation, invite.payload))
    assert (await site.again(site.guard)).role_at(site.id) is Role.OWNER
    people = await site.do(site.owner, show_members, site.id)
    assert isinstance(people, PeopleView)
    assert [each.person_id for each in people.people].count(site.guard.person_id) == 1


@pytest.mark.shows("E1", "F1")
async def test_who_may_invite(site: Site) -> None:
    for actor in (site.staff, site.guide, site.guard, site.stranger, site.leader):
        refused(await site.do(actor, invite_to_site, site.id, Role.GUARD, KEY), Reason.NOT_ALLOWED)
        refused(await site.do(actor, invite_to_region, site.region_id, KEY), Reason.NOT_ALLOWED)
    link(await site.do(site.coordinator, invite_to_site, site.id, Role.OWNER, KEY))
    refused(await site.do(site.owner, invite_to_site, site.id, Role.COORDINATOR, KEY), Reason.NOT_FOUND)
    refused(await site.do(site.owner, invite_to_site, site.id, Role.GUARD, "short"), Reason.NOT_FOUND)
    region = link(await site.do(site.coordinator, invite_to_region, site.region_id, KEY))
    person = await newcomer(site)
    assert welcome(await site.do(person, accept_invitation, region.payload)).site is None
    assert (await site.again(person)).coordinates(site.region_id)


async def test_the_operator_invites_from_the_command_line(site: Site) -> None:
    first = link(await site.runner.run(invite_by_operator, "komi", None, Role.COORDINATOR))
    assert first.site is None
    owner = link(await site.runner.run(invite_by_operator, "komi", "sloist", Role.OWNER))
    assert owner.site is not None
    refused(await site.runner.run(invite_by_operator, "komi", "nowhere", Role.OWNER), Reason.NOT_FOUND)
    refused(await site.runner.run(invite_by_operator, "mars", None, Role.COORDINATOR), Reason.NOT_FOUND)
    refused(await site.runner.run(invite_by_operator, "komi", "sloist", Role.COORDINATOR), Reason.NOT_FOUND)
    person = await newcomer(site)
    welcome(await site.do(person, accept_invitation, owner.payload))
    assert (await site.again(person)).role_at(site.id) is Role.OWNER


@pytest.mark.shows("E1")
async def test_removing_and_the_last_owner(site: Site) -> None:
    removed = await site.do(site.owner, remove_member, site.id, site.guard.person_id)
    assert isinstance(removed, PeopleView)
    assert removed.removed is not None
    assert removed.removed.name == "Семён"
    again = await site.do(site.owner, remove_member, site.id, site.guard.person_id)
    assert isinstance(again, PeopleView)
    assert again.removed is None
    assert (await site.again(site.guard)).role_at(site.id) is None
    refused(await site.do(site.owner, remove_member, site.id, site.owner.person_id), Reason.LAST_OWNER)
    refused(await site.do(site.staff, remove_member, site.id, site.owner.person_id), Reason.NOT_ALLOWED)
    refused(await site.do(site.stranger, remove_member, site.id, site.staff.person_id), Reason.NOT_ALLOWED)
    by_coordinator = await site.do(site.coordinator, remove_member, site.id, site.owner.person_id)
    assert isinstance(by_coordinator, PeopleView)
    assert (await site.again(site.owner)).role_at(site.id) is None
    assert await site.audited() == ["member.removed", "member.removed"]


@pytest.mark.shows("E1")
async def test_leaving(site: Site) -> None:
    refused(await site.do(site.owner, leave_site, site.id), Reason.LAST_OWNER)
    assert await site.do(site.staff, leave_site, site.id) == Left(site.card)
    assert await site.do(site.staff, leave_site, site.id) == Left(site.card)
    assert (await site.again(site.staff)).role_at(site.id) is None
    assert await site.audited() == ["member.left"]


async def test_of_two_owners_who_leave_at_once_one_stays(site: Site) -> None:
    invite = link(await site.do(site.owner, invite_to_site, site.id, Role.OWNER, KEY))
    welcome(await site.do(site.staff, accept_invitation, invite.payload))
    other = await site.again(site.staff)
    results = await asyncio.gather(
        site.do(site.owner, leave_site, site.id), site.do(other, leave_site, site.id)
    )
    assert sorted(type(each).__name__ for each in results) == ["Left", "Refusal"]


async def test_people_are_seen_by_their_own_only(site: Site) -> None:
    for actor in (site.guard, site.stranger, site.leader):
        refused(await site.do(actor, show_members, site.id), Reason.NOT_ALLOWED)
    for actor in (site.owner, site.staff, site.guide, site.coordinator):
        people = await site.do(actor, show_members, site.id)
        assert isinstance(people, PeopleView)
        assert len(people.people) == 4
        assert people.may_change is (actor in {site.owner, site.coordinator})


async def test_an_answer_changes_nothing_else_of_the_person(site: Site) -> None:
    """The name was changed on another device between reading the person and their answer."""
    leader = replace(site.leader, consent_version=CONSENT_VERSION)
    asked = await site.do(leader, ask_profile, ProfileField.PHONE)
    assert isinstance(asked, Asking)
    await site.db.write(lambda c: update_person(c, site.leader.person_id, name="Мария"))
    await site.do(leader, engine.type_text, ProfileForm, asked.draft_id, "+79991234567", site.message_id())
    now = await site.db.read(lambda c: read_actor(c, site.leader.telegram_id))
    assert now is not None
    assert (now.name, now.phone) == ("Мария", "+79991234567")


async def test_a_contact_gives_a_phone_and_no_name_where_the_phone_is_changed(site: Site) -> None:
    await site.db.write(lambda c: update_person(c, site.leader.person_id, name=None))
    leader = replace(site.leader, consent_version=CONSENT_VERSION)
    asked = await site.do(leader, ask_profile, ProfileField.PHONE)
    assert isinstance(asked, Asking)
    contact = Contact("79991234567", "Мария", own=True)
    await site.do(leader, engine.share_contact, ProfileForm, asked.draft_id, contact, site.message_id())
    now = await site.db.read(lambda c: read_actor(c, site.leader.telegram_id))
    assert now is not None
    assert (now.name, now.phone) == (None, "+79991234567")


async def test_a_contact_names_nobody_who_has_a_name(site: Site) -> None:
    """The name may have been given on another device since the person was read."""
    known = site.leader.name
    await site.db.write(lambda c: name_person(c, site.leader.person_id, "Другая"))
    now = await site.db.read(lambda c: read_actor(c, site.leader.telegram_id))
    assert now is not None
    assert now.name == known
