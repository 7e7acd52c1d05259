"""The directory of schools, colleges and other organisations, and the class cards of leaders."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.db.engine.statements import AnyRow, from_row, insert_ignoring_conflict, values_of
from bot.db.tables import booking, class_card, organisation, person
from bot.domain.model import (
    Audience,
    ClassCardId,
    OrganisationId,
    OrganisationKind,
    PersonId,
    RegionId,
)
from bot.domain.people.organisation import ClassCard, Organisation
from bot.domain.people.organisation_names import fold_organisation, ordinal_in_digits, school_query

_ORGANISATION = (organisation.c.id, organisation.c.kind, organisation.c.name, organisation.c.city)


_BY_ID = select(*_ORGANISATION).where(organisation.c.id == bindparam("organisation_id"))


def read_organisation(connection: Connection, organisation_id: OrganisationId) -> Organisation | None:
    row = connection.execute(_BY_ID, {"organisation_id": organisation_id}).one_or_none()
    return None if row is None else from_row(Organisation, row)


def read_region_of(connection: Connection, organisation_id: OrganisationId) -> RegionId:
    """The region in whose directory an organisation stands."""
    return RegionId(
        connection.execute(
            select(organisation.c.region_id).where(organisation.c.id == organisation_id)
        ).scalar_one()
    )


def _uses(*, by: PersonId | None = None) -> Sequence[ColumnElement[bool]]:
    """Whether an organisation stands in a request, a class card, with a person: anybody's, or one's own."""
    found = []
    owners = ((booking, booking.c.person_id), (class_card, class_card.c.person_id), (person, person.c.id))
    for table, owner in owners:
        use = exists().where(table.c.organisation_id == organisation.c.id)
        found.append(use if by is None else use.where(owner == by))
    return found


def find_organisations(
    connection: Connection,
    region_id: RegionId,
    text: str,
    *,
    seen_by: PersonId | None = None,
    kinds: Collection[OrganisationKind] | None = None,
    most: int = 5,
) -> Sequence[Organisation]:
    """Entries that have every number and word of the text, those of its kind first, then verified ones.

    What nobody has verified is seen by those only who use it themselves. ``kinds``: of these only. A number
    in words may be one, or the name: «Первая гимназия».
    """
    found = [*_find(connection, region_id, text, seen_by, kinds, most)]
    digits = ordinal_in_digits(text)
    if digits is not None and len(found) < most:
        found += [
            each for each in _find(connection, region_id, digits, seen_by, kinds, most) if each not in found
        ]
    return found[:most]


def _find(
    connection: Connection,
    region_id: RegionId,
    text: str,
    seen_by: PersonId | None,
    kinds: Collection[OrganisationKind] | None,
    most: int,
) -> Sequence[Organisation]:
    query = school_query(text)
    if not query.numbers and not query.words:
        return []
    padded = literal(" ") + organisation.c.folded + literal(" ")
    rows = connection.execute(
        select(*_ORGANISATION)
        .where(
            organisation.c.region_id == region_id,
            or_(organisation.c.verified, *_uses(by=seen_by)) if seen_by else organisation.c.verified,
            *([] if kinds is None else [organisation.c.kind.in_(sorted(kinds))]),
            *(padded.contains(f" {number} ", autoescape=True) for number in query.numbers),
            *(organisation.c.folded.contains(word, autoescape=True) for word in query.words),
        )
        .order_by(
            *(padded.contains(f" {kind} ", autoescape=True).desc() for kind in query.kinds),
            organisation.c.verified.desc(),
            func.length(organisation.c.folded),
            organisation.c.id,
        )
        .limit(most)
    )
    return [from_row(Organisation, row) for row in rows]


def add_organisation(
    connection: Connection,
    region_id: RegionId,
    kind: OrganisationKind,
    name: str,
    city: str | None,
    now: datetime,
    *,
    verified: bool = False,
) -> OrganisationId:
    """Adds an entry, or gives the one that has this name and city already."""
    folded = fold_organisation(name, city)
    new_id = insert_ignoring_conflict(
        connection,
        organisation,
        region_id=region_id,
        kind=kind,
        name=name,
        city=city,
        folded=folded,
        verified=verified,
        created_at=now,
    )
    if new_id is None:
        new_id = connection.execute(
            select(organisation.c.id)
            .where(organisation.c.region_id == region_id, organisation.c.folded == folded)
            .with_for_update(read=True, key_share=True)
        ).scalar_one()
    return OrganisationId(new_id)


def note_met(connection: Connection, organisation_id: OrganisationId | None) -> None:
    """A host has met a school in a request: from now on everybody may choose it."""
    if organisation_id is not None:
        connection.execute(
            update(organisation)
            .where(organisation.c.id == organisation_id, ~organisation.c.verified)
            .values(verified=True)
        )


def read_unmet_of(connection: Connection, person_id: PersonId) -> Sequence[OrganisationId]:
    """The unverified schools that this person uses."""
    unmet = select(organisation.c.id).where(~organisation.c.verified, or_(*_uses(by=person_id)))
    return [OrganisationId(each) for each in connection.execute(unmet).scalars()]


def forget_unmet(connection: Connection, organisation_ids: Collection[OrganisationId]) -> None:
    """Removes those of them that are unverified and stand nowhere any more."""
    unmet = organisation.c.id.in_(organisation_ids) & ~organisation.c.verified
    # Whoever is about to use one has locked it: what is judged next is how they have left it.
    connection.execute(select(organisation.c.id).where(unmet).order_by(organisation.c.id).with_for_update())
    connection.execute(delete(organisation).where(unmet, ~or_(*_uses())))


_CARD = select(
    class_card.c.id.label("card_id"),
    class_card.c.audience,
    class_card.c.grade,
    class_card.c.letter,
    class_card.c.children,
    class_card.c.adults,
    class_card.c.youngest_age,
    *_ORGANISATION,
).join(organisation, organisation.c.id == class_card.c.organisation_id)


def _card(row: AnyRow) -> ClassCard:
    return from_row(ClassCard, row, id=row.card_id, organisation=from_row(Organisation, row))


def read_cards(connection: Connection, person_id: PersonId) -> Sequence[ClassCard]:
    """The leader's cards, oldest first."""
    rows = connection.execute(
        _CARD.where(class_card.c.person_id == person_id, class_card.c.archived_at.is_(None)).order_by(
            class_card.c.id
        )
    )
    return [_card(row) for row in rows]


def read_card(connection: Connection, card_id: ClassCardId, person_id: PersonId) -> ClassCard | None:
    """One's own card that is not archived."""
    row = connection.execute(
        _CARD.where(
            class_card.c.id == card_id,
            class_card.c.person_id == person_id,
            class_card.c.archived_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else _card(row)


@dataclass(frozen=True, slots=True)
class CardEntry:
    """What a card holds, as it is stored."""

    organisation_id: OrganisationId
    audience: Audience
    grade: int | None
    letter: str | None
    children: int
    adults: int
    youngest_age: int


# Those of a class that is booked are made once: making one costs several times what running it does.
_LIVE_CARDS = class_card.c.person_id == bindparam("leader_id"), class_card.c.archived_at.is_(None)
_SAME_CARD = (
    select(class_card.c.id)
    .where(
        *_LIVE_CARDS,
        class_card.c.organisation_id == bindparam("organisation_id"),
        class_card.c.grade.is_not_distinct_from(bindparam("grade")),
        class_card.c.letter.is_not_distinct_from(bindparam("letter")),
    )
    .order_by(class_card.c.id)
)
_COUNT_CARDS = select(func.count()).where(*_LIVE_CARDS)
_CHANGE_CARD = update(class_card).where(class_card.c.id == bindparam("card_id"))
_ADD_CARD = insert(class_card).returning(class_card.c.id)


def find_card(connection: Connection, person_id: PersonId, entry: CardEntry) -> ClassCardId | None:
    """The leader's card of the same class of the same school."""
    asked = {
        "leader_id": person_id,
        "organisation_id": entry.organisation_id,
        "grade": entry.grade,
        "letter": entry.letter,
    }
    found = connection.execute(_SAME_CARD, asked).scalars().first()
    return None if found is None else ClassCardId(found)


def save_card(
    connection: Connection, person_id: PersonId, entry: CardEntry, now: datetime, *, most: int
) -> ClassCardId | None:
    """Keeps a class for next time. The same class of the same school updates its counts; None: no room."""
    same = find_card(connection, person_id, entry)
    if same is not None:
        counts = {"children": entry.children, "adults": entry.adults, "youngest_age": entry.youngest_age}
        connection.execute(_CHANGE_CARD, {"card_id": same, **counts})
        return same
    if connection.execute(_COUNT_CARDS, {"leader_id": person_id}).scalar_one() >= most:
        return None
    values = values_of(entry) | {"person_id": person_id, "created_at": now}
    return ClassCardId(connection.execute(_ADD_CARD, values).scalar_one())


def archive_card(connection: Connection, card_id: ClassCardId, person_id: PersonId, now: datetime) -> bool:
    archived = connection.execute(
        update(class_card)
        .where(
            class_card.c.id == card_id,
            class_card.c.person_id == person_id,
            class_card.c.archived_at.is_(None),
        )
        .values(archived_at=now)
    )
    return archived.rowcount == 1


def change_card(connection: Connection, card_id: ClassCardId, entry: CardEntry) -> None:
    """Puts other contents into a card."""
    connection.execute(_CHANGE_CARD, {"card_id": card_id, **values_of(entry)})
