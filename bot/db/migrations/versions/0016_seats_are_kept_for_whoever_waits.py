"""seats are kept for whoever waits.

Revision 0016, after 0015.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

LIVE_WAITING = sa.text("state IN ('waiting', 'offered')")
LIVE_OFFER = sa.text("state = 'live'")


def _one_holder(*columns: str) -> str:
    return " + ".join(f"(CASE WHEN {each} IS NULL THEN 0 ELSE 1 END)" for each in columns) + " = 1"


def upgrade() -> None:
    op.create_table(
        "waiting",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=120), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("stands_since", types.UtcDateTime(), nullable=False),
        sa.Column("lapses", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("passed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "first_day <= last_day AND weekdays BETWEEN 1 AND 127", name=op.f("ck_waiting_days")
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_waiting_seats")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_waiting_draft_id_draft")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_waiting_person_id_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_waiting_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_waiting_draft_id")),
    )
    with op.batch_alter_table("waiting") as table:
        table.create_index("ix_waiting_programme", ["programme_id", "state", "stands_since"])
        table.create_index(
            "uq_waiting_live",
            ["person_id", "programme_id", "party", "first_day", "last_day", "weekdays"],
            unique=True,
            sqlite_where=LIVE_WAITING,
            postgresql_where=LIVE_WAITING,
        )

    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("waiting_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("told_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("granted", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.Column("taken_option", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'taken') = (taken_option IS NOT NULL)", name=op.f("ck_offer_taken_option")
        ),
        sa.CheckConstraint("(booking_id IS NULL) <> (waiting_id IS NULL)", name=op.f("ck_offer_one_party")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_offer_booking_id_booking")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_offer_draft_id_draft")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_offer_made_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_offer_person_id_person")),
        sa.ForeignKeyConstraint(["waiting_id"], ["waiting.id"], name=op.f("fk_offer_waiting_id_waiting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    with op.batch_alter_table("offer") as table:
        table.create_index("ix_offer_booking", ["booking_id", "id"])
        table.create_index(op.f("ix_offer_draft_id"), ["draft_id"])
        table.create_index("ix_offer_expiry", ["state", "expires_at"])
        table.create_index(op.f("ix_offer_person_id"), ["person_id"])
        table.create_index("ix_offer_waiting", ["waiting_id", "id"])
        table.create_index(
            "uq_offer_booking",
            ["booking_id", "purpose"],
            unique=True,
            sqlite_where=LIVE_OFFER,
            postgresql_where=LIVE_OFFER,
        )
        table.create_index(
            "uq_offer_waiting",
            ["waiting_id"],
            unique=True,
            sqlite_where=LIVE_OFFER,
            postgresql_where=LIVE_OFFER,
        )

    op.create_table(
        "offer_part",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "children >= 0 AND adults >= 0 AND children + adults >= 1", name=op.f("ck_offer_part_counts")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_part_offer_id_offer")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_offer_part_session_id_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_part")),
        sa.UniqueConstraint("offer_id", "session_id", name=op.f("uq_offer_part_offer_id_session_id")),
    )
    with op.batch_alter_table("offer_part") as table:
        table.create_index(op.f("ix_offer_part_session_id"), ["session_id"])

    with op.batch_alter_table("claim") as table:
        table.add_column(sa.Column("offer_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_claim_offer_id"), ["offer_id"])
        table.create_foreign_key(op.f("fk_claim_offer_id_offer"), "offer", ["offer_id"], ["id"])
        table.drop_constraint(op.f("ck_claim_one_holder"), type_="check")
        table.create_check_constraint(
            op.f("ck_claim_one_holder"), _one_holder("hold_id", "visit_id", "application_id", "offer_id")
        )


def downgrade() -> None:
    # Seats that are kept for nobody any more are free again.
    op.execute(
        """UPDATE session SET
            taken = taken - (SELECT coalesce(sum(seats), 0) FROM claim
                WHERE session_id = session.id AND offer_id IS NOT NULL AND released_at IS NULL),
            parties = parties - (SELECT count(*) FROM claim
                WHERE session_id = session.id AND offer_id IS NOT NULL AND released_at IS NULL)"""
    )
    op.execute("DELETE FROM claim WHERE offer_id IS NOT NULL")
    # What was sent for nothing but a place on a list, or an offer, leads nowhere any more.
    op.execute(
        """UPDATE draft SET state = 'cancelled'
        WHERE state = 'sent' AND (id IN (SELECT draft_id FROM waiting) OR id IN (SELECT draft_id FROM offer))
            AND id NOT IN (SELECT draft_id FROM booking)"""
    )
    # A state that the program before does not know.
    op.execute("UPDATE visit SET status = 'cancelled' WHERE status = 'moved'")
    with op.batch_alter_table("claim") as table:
        table.drop_constraint(op.f("ck_claim_one_holder"), type_="check")
        table.create_check_constraint(
            op.f("ck_claim_one_holder"), _one_holder("hold_id", "visit_id", "application_id")
        )
        table.drop_constraint(op.f("fk_claim_offer_id_offer"), type_="foreignkey")
        table.drop_index(op.f("ix_claim_offer_id"))
        table.drop_column("offer_id")

    with op.batch_alter_table("offer_part") as table:
        table.drop_index(op.f("ix_offer_part_session_id"))

    op.drop_table("offer_part")
    with op.batch_alter_table("offer") as table:
        table.drop_index("uq_offer_waiting", sqlite_where=LIVE_OFFER, postgresql_where=LIVE_OFFER)
        table.drop_index("uq_offer_booking", sqlite_where=LIVE_OFFER, postgresql_where=LIVE_OFFER)
        table.drop_index("ix_offer_waiting")
        table.drop_index(op.f("ix_offer_person_id"))
        table.drop_index("ix_offer_expiry")
        table.drop_index(op.f("ix_offer_draft_id"))
        table.drop_index("ix_offer_booking")

    op.drop_table("offer")
    with op.batch_alter_table("waiting") as table:
        table.drop_index("uq_waiting_live", sqlite_where=LIVE_WAITING, postgresql_where=LIVE_WAITING)
        table.drop_index("ix_waiting_programme")

    op.drop_table("waiting")
