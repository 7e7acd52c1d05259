"""a site says how a placement ended, and a certificate of it is given out.

Revision 0033, after 0032.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placement_end",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("facts", types.JsonDocument, nullable=True),
        sa.Column("issued_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("mark IS NULL OR mark BETWEEN 1 AND 5", name=op.f("ck_placement_end_mark")),
        sa.CheckConstraint(
            "(code IS NULL) = (facts IS NULL) AND (code IS NULL) = (issued_at IS NULL)",
            name=op.f("ck_placement_end_certificate"),
        ),
        sa.CheckConstraint("mark IS NULL OR code IS NOT NULL", name=op.f("ck_placement_end_certified")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_placement_end_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_placement_end_written_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_end")),
        sa.UniqueConstraint("application_id", name=op.f("uq_placement_end_application_id")),
        sa.UniqueConstraint("code", name=op.f("uq_placement_end_code")),
    )


def downgrade() -> None:
    op.drop_table("placement_end")
