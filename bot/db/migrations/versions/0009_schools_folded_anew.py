"""schools are folded anew; those that became one are merged, those that a host has met are verified.

Revision 0009, after 0008. The way back changes nothing: an earlier release finds schools by these keys as well.
"""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types
from bot.domain.people.organisation_names import fold_organisation

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_organisation = sa.table(
    "organisation",
    *(sa.column(name) for name in ("id", "region_id", "name", "city", "folded")),
    sa.column("verified", sa.Boolean()),
)
_visit = sa.table("visit", *(sa.column(name) for name in ("booking_id", "status", "decided_by")))
_booking = sa.table("booking", *(sa.column(name) for name in ("id", "person_id", "organisation_id")))
_card = sa.table(
    "class_card",
    *(sa.column(name) for name in ("id", "person_id", "organisation_id", "grade", "letter")),
    sa.column("created_at", types.UtcDateTime()),
    sa.column("archived_at", types.UtcDateTime()),
)
_person = sa.table("person", sa.column("id"), sa.column("organisation_id"))
_draft = sa.table("draft", sa.column("id"), sa.column("kind"), sa.column("form", types.JsonDocument))


def upgrade() -> None:
    connection = op.get_bind()
    _verify_met(connection)
    rows = connection.execute(
        sa.select(_organisation).order_by(_organisation.c.verified.desc(), _organisation.c.id)
    ).all()
    first: dict[tuple[int, str], int] = {}
    merged: dict[int, int] = {}
    for row in rows:
        kept = first.setdefault((row.region_id, fold_organisation(row.name, row.city)), row.id)
        if kept != row.id:
            merged[row.id] = kept
    for gone, kept in merged.items():
        for table in (_booking, _card, _person):
            of_gone = table.c.organisation_id == gone
            connection.execute(sa.update(table).where(of_gone).values(organisation_id=kept))
        connection.execute(sa.delete(_organisation).where(_organisation.c.id == gone))
    if merged:
        _merge_in_forms(connection, merged)
        _archive_twins(connection, set(merged.values()))
    _fold(
        connection, {row_id: key for (_, key), row_id in first.items()}, {row.id: row.folded for row in rows}
    )


def downgrade() -> None:
    pass


def _verify_met(connection: sa.Connection) -> None:
    """Whom a host has confirmed or awaited is no invention; from now on only the author sees the others."""
    met = (
        sa.select(_booking.c.organisation_id)
        .join(_visit, _visit.c.booking_id == _booking.c.id)
        .where(
            _booking.c.organisation_id.is_not(None),
            sa.or_(
                _visit.c.status == "arrived",
                sa.and_(
                    _visit.c.status.in_(["confirmed", "no_show"]), _visit.c.decided_by != _booking.c.person_id
                ),
            ),
        )
    )
    connection.execute(sa.update(_organisation).where(_organisation.c.id.in_(met)).values(verified=True))


def _merge_in_forms(connection: sa.Connection, merged: dict[int, int]) -> None:
    """Requests that are being filled in go on with the school that was kept."""
    forms = connection.execute(sa.select(_draft.c.id, _draft.c.form).where(_draft.c.kind == "booking")).all()
    for draft_id, form in forms:
        kept = merged.get(form.get("organisation_id", 0))
        if kept is not None:
            changed = {**form, "organisation_id": kept}
            connection.execute(sa.update(_draft).where(_draft.c.id == draft_id).values(form=changed))


def _archive_twins(connection: sa.Connection, kept: set[int]) -> None:
    """One class of one school has one card: of two the newer stays."""
    cards = connection.execute(
        sa.select(_card)
        .where(_card.c.organisation_id.in_(kept), _card.c.archived_at.is_(None))
        .order_by(_card.c.id)
    ).all()
    twins = defaultdict(list)
    for card in cards:
        twins[card.person_id, card.organisation_id, card.grade, card.letter].append(card)
    for same in twins.values():
        for older in same[:-1]:
            archived = sa.update(_card).where(_card.c.id == older.id)
            connection.execute(archived.values(archived_at=same[-1].created_at))


def _fold(connection: sa.Connection, keys: dict[int, str], present: dict[int, str]) -> None:
    """A new key may be another's old one: all that change step aside first."""
    changed = {row_id: key for row_id, key in keys.items() if present[row_id] != key}
    for values in ({row_id: f"# {row_id}" for row_id in changed}, changed):
        for row_id, key in values.items():
            of_row = _organisation.c.id == row_id
            connection.execute(sa.update(_organisation).where(of_row).values(folded=key))
