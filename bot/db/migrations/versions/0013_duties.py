"""duties of bookings are rows; sites say whether they want to know the plate of a bus.

Revision 0013, after 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("site") as site:
        site.add_column(
            sa.Column("bus_plate", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("due_at", types.UtcDateTime(), nullable=False),
        sa.Column("done_at", types.UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(length=32), nullable=True),
        sa.Column("detail", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_duty_booking_id_booking")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_duty_site_id_site")),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_duty_done_by_person")),
        sa.CheckConstraint("people IS NULL OR people >= 0", name=op.f("ck_duty_people")),
        sa.CheckConstraint("done_by IS NULL OR done_at IS NOT NULL", name=op.f("ck_duty_done_by_whom")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("booking_id", "site_id", "kind", name=op.f("uq_duty_booking_id_site_id_kind")),
    )
    op.create_index("ix_duty_detail", "duty", ["kind", "due_at"])


def downgrade() -> None:
    op.drop_table("duty")
    with op.batch_alter_table("site") as site:
        site.drop_column("bus_plate")
