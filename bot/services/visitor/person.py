"""One's own data: language, consent, name, leaving (H1, H2, I1)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.db.applications import decide_application, read_applications_of
from bot.db.bookings import read_bookings_of
from bot.db.connection import Connection
from bot.db.deletions_log import PERSON
from bot.db.drafts import owns_draft
from bot.db.engine import Database
from bot.db.erasure import erase_person, note_deletion
from bot.db.holds import lock_seats
from bot.db.locks import lock_applications, lock_bookings, lock_person, lock_sites
from bot.db.people import (
    give_consent,
    read_consent,
    read_site_people,
    update_person,
    withdraw_consent,
)
from bot.db.seats import ForApplication, release
from bot.domain.access import Actor
from bot.domain.model import ApplicationStatus, ConsentKind, DraftId, PersonId, Role
from bot.domain.refusal import Reason, Refusal
from bot.domain.views import DeletionView
from bot.services import notices
from bot.services.visitor.my_bookings import CANCELLABLE, cancel_visits


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Remembers the language that a person chose; it no longer follows Telegram's."""

    db: Database

    async def __call__(self, actor: Actor, language: str) -> Actor:
        def body(connection: Connection) -> None:
            update_person(connection, actor.person_id, language=language, language_chosen=True)

        if language != actor.language:
            await self.db.write(body)
        return replace(actor, language=language)


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """Records a consent: version, SHA-256 of the text as it was shown, moment (H1). Safe to repeat."""

    db: Database
    clock: Clock
    versions: Mapping[ConsentKind, int]

    async def __call__(
        self, actor: Actor, kind: ConsentKind, version: int, text: str, asked_by: DraftId | None = None
    ) -> Actor | Refusal:
        """A version that is no longer the present one has to be read anew: a Refusal.

        ``asked_by``: the form under which the text was shown, if it was one. Somebody else's is a Refusal:
        its button cannot have been on this person's screen.
        """
        if version != self.versions[kind]:
            return Refusal(Reason.NO_CONSENT, {"version": self.versions[kind]})
        now = self.clock.now()
        text_hash = hashlib.sha256(text.encode()).hexdigest()

        def body(connection: Connection) -> Refusal | None:
            lock_person(connection, actor.person_id)
            if asked_by is not None and not owns_draft(connection, actor.person_id, asked_by):
                return Refusal(Reason.DRAFT_CLOSED)
            give_consent(connection, actor.person_id, kind, version, actor.language, text_hash, now)
            return None

        refusal = await self.db.write(body)
        if refusal is not None:
            return refusal
        return replace(actor, consent_version=version) if kind is ConsentKind.PROCESSING else actor


@dataclass(frozen=True, slots=True)
class DeclineNews:
    """No to news: withdraws the consent if there is one, which says so in its record. Safe to repeat."""

    db: Database
    clock: Clock

    async def __call__(self, actor: Actor) -> None:
        now = self.clock.now()
        await self.db.write(
            lambda connection: withdraw_consent(connection, actor.person_id, ConsentKind.NEWS, now)
        )


@dataclass(frozen=True, slots=True)
class WantsNews:
    """Whether a person has agreed to news, in the present version of the question."""

    db: Database
    version: int

    async def __call__(self, actor: Actor) -> bool:
        return await self.db.read(
            lambda connection: read_consent(connection, actor.person_id, ConsentKind.NEWS) == self.version
        )


@dataclass(frozen=True, slots=True)
class ReadDeletion:
    """What ``/delete_me`` would do, to be read before it is confirmed."""

    db: Database
    clock: Clock

    async def __call__(self, actor: Actor) -> DeletionView:
        now = self.clock.now()

        def body(connection: Connection) -> DeletionView:
            ahead = [
                each
                for each in read_bookings_of(connection, actor.person_id)
                if any(visit.status in CANCELLABLE and visit.starts_at > now for visit in each.visits)
            ]
            waiting = [
                each
                for each in read_applications_of(connection, actor.person_id)
                if each.status in {ApplicationStatus.REVIEW, ApplicationStatus.ACCEPTED}
            ]
            return DeletionView(
                references=(*(each.reference for each in ahead), *(each.reference for each in waiting)),
                roles=tuple(each.role for each in actor.memberships),
            )

        return await self.db.read(body)


@dataclass(frozen=True, slots=True)
class DeleteMe:
    """Erases a person at once (H2): calls off what lies ahead, tells the hosts, ends the roles.

    The record of the consent stays for three years, counts stay for ever; neither names anybody.
    The last owner of a site has to hand it over first.
    """

    db: Database
    clock: Clock

    async def __call__(self, actor: Actor) -> DeletionView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> DeletionView | Refusal:
            lock_person(connection, actor.person_id)
            lock_sites(connection, actor.site_ids)
            for each in actor.memberships:
                if each.role is Role.OWNER and each.site_id is not None:
                    owners = read_site_people(connection, each.site_id, [Role.OWNER])
                    if list(owners) == [actor.person_id]:
                        return Refusal(Reason.LAST_OWNER)
            return erase(connection, actor.person_id, now, basis="delete_me")

        return await self.db.write(body)


def _lock_all(connection: Connection, person_id: PersonId) -> None:
    """What others may be deciding at this moment, and the sessions whose seats come free."""
    bookings = read_bookings_of(connection, person_id)
    applications = read_applications_of(connection, person_id)
    lock_bookings(connection, [each.id for each in bookings])
    lock_applications(connection, [each.id for each in applications])
    sessions = {visit.session_id for each in bookings for visit in each.visits}
    accepted = {each.accepted_session_id for each in applications if each.accepted_session_id is not None}
    lock_seats(connection, person_id, sessions | accepted)


def erase(connection: Connection, person_id: PersonId, now: datetime, *, basis: str) -> DeletionView:
    """The deletion itself, for whoever has the right to it; ``basis`` says in the log why."""
    references: list[str] = []
    _lock_all(connection, person_id)
    bookings = read_bookings_of(connection, person_id)
    for booking in bookings:
        ahead = [each for each in booking.visits if each.starts_at > now]
        if cancel_visits(connection, booking, ahead, "not_needed", now):
            references.append(booking.reference)
    applications = read_applications_of(connection, person_id)
    for each in applications:
        live = (ApplicationStatus.REVIEW, ApplicationStatus.ACCEPTED)
        if decide_application(connection, each.id, live, ApplicationStatus.WITHDRAWN, by=person_id, now=now):
            release(connection, ForApplication(each.id), now)
            references.append(each.reference)
            notices.tell_site(
                connection,
                "host.application",
                each.site_id,
                {"application_id": each.id, "site_id": each.site_id, "change": "withdrawn"},
                key=f"host.application:{each.id}:withdrawn",
                now=now,
            )
    records = erase_person(connection, person_id, now)
    note_deletion(
        connection,
        PERSON,
        records,
        [person_id],
        basis=basis,
        now=now,
    )
    return DeletionView(references=tuple(references), roles=())
