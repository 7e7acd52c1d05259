"""what experts say of groups after job trials; bookings of a school are found for its passports.

Revision 0020, after 0019.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expert_review",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("interest", sa.Integer(), nullable=True),
        sa.Column("care", sa.Integer(), nullable=True),
        sa.Column("result", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("completed_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "interest IS NULL OR interest BETWEEN 1 AND 5", name=op.f("ck_expert_review_interest")
        ),
        sa.CheckConstraint("care IS NULL OR care BETWEEN 1 AND 5", name=op.f("ck_expert_review_care")),
        sa.CheckConstraint("result IS NULL OR result BETWEEN 1 AND 5", name=op.f("ck_expert_review_result")),
        sa.CheckConstraint(
            "completed_at IS NULL OR (interest IS NOT NULL AND care IS NOT NULL AND result IS NOT NULL)",
            name=op.f("ck_expert_review_complete"),
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_expert_review_visit_id_visit")),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_expert_review_written_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_review")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_expert_review_visit_id")),
    )
    op.create_index(op.f("ix_booking_organisation_id"), "booking", ["organisation_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_booking_organisation_id"), "booking")
    op.drop_table("expert_review")
