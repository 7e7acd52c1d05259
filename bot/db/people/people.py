"""People, their roles and consents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, literal_column, or_, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import consent, draft, membership, person, site
from bot.domain.forms import DraftKind
from bot.domain.model import (
    ConsentKind,
    DraftState,
    PersonId,
    RegionId,
    Role,
    SiteId,
)
from bot.domain.people.access import Actor, Contact, Membership

_ACTOR = (
    select(
        person.c.id,
        person.c.language,
        person.c.name,
        person.c.phone,
        person.c.organisation_id,
        person.c.region_id,
        person.c.city_slug,
        person.c.consent_version,
        person.c.blocked_at,
        person.c.quiet_hours,
        person.c.quiet_weekends,
        select(draft.c.kind)
        .where(
            draft.c.person_id == person.c.id,
            # Written out: values would be bound anew with each update, at three times the cost of the rest.
            draft.c.state == literal_column(f"'{DraftState.OPEN}'"),
            # Every kind there is: so the index of open drafts is taken, however many were sent before.
            draft.c.kind.in_([literal_column(f"'{each}'") for each in sorted(DraftKind)]),
            ~draft.c.aside,
        )
        .order_by(draft.c.updated_at.desc(), draft.c.id.desc())
        .limit(literal_column("1"))
        .scalar_subquery()
        .label("asked"),
        membership.c.role,
        membership.c.region_id.label("role_region_id"),
        membership.c.site_id,
    )
    .join(
        membership,
        (membership.c.person_id == person.c.id) & membership.c.ended_at.is_(None),
        isouter=True,
    )
    .where(person.c.telegram_id == bindparam("telegram_id"))
    .order_by(membership.c.id)
)
"""Made once: it runs with every update, and making it costs as much as running it."""


def read_actor(connection: Connection, telegram_id: int) -> Actor | None:
    """The person with this Telegram id and the live roles, in one statement."""
    rows = connection.execute(_ACTOR, {"telegram_id": telegram_id}).all()
    if not rows:
        return None
    first = rows[0]
    return from_row(
        Actor,
        first,
        person_id=first.id,
        telegram_id=telegram_id,
        blocked=first.blocked_at is not None,
        asked=None if first.asked is None else DraftKind(first.asked),
        memberships=tuple(
            Membership(row.role, row.role_region_id, row.site_id) for row in rows if row.role is not None
        ),
    )


def add_person(
    connection: Connection, telegram_id: int, language: str, region_id: RegionId | None, now: datetime
) -> None:
    """Remembers somebody who wrote for the first time; already known is fine."""
    insert_ignoring_conflict(
        connection,
        person,
        telegram_id=telegram_id,
        language=language,
        region_id=region_id,
        created_at=now,
    )


_UPDATE = update(person).where(person.c.id == bindparam("of_person"))


def update_person(
    connection: Connection, person_id: PersonId, **values: str | int | bool | datetime | None
) -> None:
    connection.execute(_UPDATE, {"of_person": person_id, **values})


def name_person(connection: Connection, person_id: PersonId, name: str) -> None:
    """A name for somebody who has none yet."""
    connection.execute(
        update(person).where(person.c.id == person_id, person.c.name.is_(None)).values(name=name)
    )


def note_message(connection: Connection, person_id: PersonId, message_id: int) -> bool:
    """Notes a text or contact as handled, in the transaction that it changes. False: a repeat."""
    noted = connection.execute(
        update(person)
        .where(
            person.c.id == person_id,
            or_(person.c.last_message_id.is_(None), person.c.last_message_id < message_id),
        )
        .values(last_message_id=message_id)
    )
    return noted.rowcount == 1


def read_last_message(connection: Connection, person_id: PersonId) -> int | None:
    """The newest text or contact of a person that was handled."""
    return connection.execute(
        select(person.c.last_message_id).where(person.c.id == person_id)
    ).scalar_one_or_none()


def give_consent(
    connection: Connection,
    person_id: PersonId,
    kind: ConsentKind,
    version: int,
    language: str,
    text_hash: str,
    now: datetime,
    own: tuple[RegionId, int] | None = None,
) -> None:
    """Records a consent; what it replaces ends: of the same kind and region, or to an older version of the
    installation's text. The same one is kept.

    ``own``: the region whose addition stood in the text, and the version of that.
    """
    region_id, own_version = (None, None) if own is None else own
    live = connection.execute(
        select(consent.c.id, consent.c.region_id, consent.c.version, consent.c.own_version).where(
            consent.c.person_id == person_id, consent.c.kind == kind, consent.c.withdrawn_at.is_(None)
        )
    ).all()
    if any(
        (each.region_id, each.version, each.own_version) == (region_id, version, own_version) for each in live
    ):
        return
    ended = [each.id for each in live if each.region_id == region_id or each.version != version]
    if ended:
        connection.execute(update(consent).where(consent.c.id.in_(ended)).values(withdrawn_at=now))
    insert_ignoring_conflict(
        connection,
        consent,
        person_id=person_id,
        kind=kind,
        version=version,
        language=language,
        text_hash=text_hash,
        given_at=now,
        region_id=region_id,
        own_version=own_version,
    )
    if kind is ConsentKind.PROCESSING:
        update_person(connection, person_id, consent_version=version)


def read_consent(connection: Connection, person_id: PersonId, kind: ConsentKind) -> int | None:
    """Version of the text that the person agreed to and has not withdrawn, without any region's; None if
    there is none."""
    return connection.execute(
        select(consent.c.version).where(
            consent.c.person_id == person_id,
            consent.c.kind == kind,
            consent.c.withdrawn_at.is_(None),
            consent.c.region_id.is_(None),
        )
    ).scalar_one_or_none()


_CONSENT_OF_REGION = select(consent.c.version, consent.c.own_version).where(
    consent.c.person_id == bindparam("person_id"),
    consent.c.kind == ConsentKind.PROCESSING,
    consent.c.region_id == bindparam("region_id"),
    consent.c.withdrawn_at.is_(None),
)


def read_region_agreed(
    connection: Connection, person_id: PersonId, region_id: RegionId
) -> tuple[int, int] | None:
    """To which versions of the installation's text and of a region's addition the person agreed; None: to no
    addition of this region."""
    asked = {"person_id": person_id, "region_id": region_id}
    found = connection.execute(_CONSENT_OF_REGION, asked).one_or_none()
    return None if found is None else (found.version, found.own_version)


_CONSENT_EVER = (
    select(consent.c.id)
    .where(consent.c.person_id == bindparam("person_id"), consent.c.kind == bindparam("kind"))
    .limit(1)
)


def was_consent_given(connection: Connection, person_id: PersonId, kind: ConsentKind) -> bool:
    """Whether the person has ever agreed, even if it was withdrawn since."""
    asked = {"person_id": person_id, "kind": kind}
    return connection.execute(_CONSENT_EVER, asked).first() is not None


def withdraw_consent(connection: Connection, person_id: PersonId, kind: ConsentKind, now: datetime) -> bool:
    """Ends the live consent of a kind; its record stays. False: there was none."""
    withdrawn = connection.execute(
        update(consent)
        .where(consent.c.person_id == person_id, consent.c.kind == kind, consent.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    return withdrawn.rowcount == 1


_ALL_COORDINATORS = (
    select(membership.c.person_id)
    .where(
        membership.c.role == Role.COORDINATOR,
        membership.c.ended_at.is_(None),
        # So the index of these roles alone is looked through, not that of all who work somewhere.
        membership.c.site_id.is_(None),
    )
    .distinct()
    .order_by(membership.c.person_id)
)
_COORDINATORS = _ALL_COORDINATORS.where(membership.c.region_id == bindparam("region_id"))
_COORDINATORS_AT = _ALL_COORDINATORS.where(
    membership.c.region_id
    == select(site.c.region_id).where(site.c.id == bindparam("site_id")).scalar_subquery()
)


def read_coordinators(connection: Connection, region_id: RegionId | None) -> Sequence[PersonId]:
    """Who coordinates a region; None: any region at all."""
    if region_id is None:
        found = connection.execute(_ALL_COORDINATORS).scalars()
    else:
        found = connection.execute(_COORDINATORS, {"region_id": region_id}).scalars()
    return [PersonId(each) for each in found]


def read_coordinators_at(connection: Connection, site_id: SiteId) -> Sequence[PersonId]:
    """Who coordinates the region of a site."""
    found = connection.execute(_COORDINATORS_AT, {"site_id": site_id}).scalars()
    return [PersonId(each) for each in found]


_ACCOUNT = select(person.c.telegram_id).where(person.c.id == bindparam("person_id"))


def read_actor_of(connection: Connection, person_id: PersonId) -> Actor | None:
    """A person with their roles; None: they have no account any more."""
    telegram_id = connection.execute(_ACCOUNT, {"person_id": person_id}).scalar_one_or_none()
    return None if telegram_id is None else read_actor(connection, telegram_id)


_CONTACT = select(person.c.id, person.c.name, person.c.phone, person.c.language).where(
    person.c.id == bindparam("person_id"), person.c.deleted_at.is_(None)
)


def read_contact(connection: Connection, person_id: PersonId) -> Contact | None:
    """None: they are deleted."""
    row = connection.execute(_CONTACT, {"person_id": person_id}).one_or_none()
    return None if row is None else from_row(Contact, row, person_id=row.id)
