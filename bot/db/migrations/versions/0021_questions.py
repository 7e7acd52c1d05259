"""questions and their answers; an organisation's bookings are found by it.

Revision 0021, after 0020.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open' AND booking_id IS NULL")
OPEN_OF_BOOKING = sa.text("state = 'open' AND booking_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("asked_at", types.UtcDateTime(), nullable=False),
        sa.Column("answer_due_at", types.UtcDateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", types.UtcDateTime(), nullable=True),
        sa.Column("additions", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("kept_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(booking_id IS NULL) <> (programme_id IS NULL)", name=op.f("ck_enquiry_one_subject")
        ),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_at IS NOT NULL)", name=op.f("ck_enquiry_answered")
        ),
        sa.CheckConstraint(
            "kept_at IS NULL OR (programme_id IS NOT NULL AND state = 'answered')",
            name=op.f("ck_enquiry_kept"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_enquiry_site_id_site")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_enquiry_booking_id_booking")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_enquiry_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enquiry_person_id_person")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_enquiry_answered_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
    )
    with op.batch_alter_table("enquiry") as table:
        table.create_index(op.f("ix_enquiry_booking_id"), ["booking_id"])
        table.create_index(op.f("ix_enquiry_person_id"), ["person_id"])
        table.create_index("ix_enquiry_site", ["site_id", "state"])
        table.create_index("ix_enquiry_asked", ["asked_at"])
        table.create_index(
            "uq_enquiry_open", ["person_id", "site_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        )
        table.create_index(
            "uq_enquiry_open_of_booking",
            ["booking_id", "site_id"],
            unique=True,
            sqlite_where=OPEN_OF_BOOKING,
            postgresql_where=OPEN_OF_BOOKING,
        )

    with op.batch_alter_table("complaint") as table:
        table.alter_column("booking_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("enquiry_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_complaint_enquiry_id_enquiry"), "enquiry", ["enquiry_id"], ["id"])
        table.create_unique_constraint(op.f("uq_complaint_enquiry_id"), ["enquiry_id"])
        table.create_check_constraint(
            op.f("ck_complaint_one_subject"), "(booking_id IS NULL) <> (enquiry_id IS NULL)"
        )


def downgrade() -> None:
    # The program before knows complaints about bookings only; who is blocked stays so.
    op.execute("DELETE FROM complaint WHERE booking_id IS NULL")
    with op.batch_alter_table("complaint") as table:
        table.drop_constraint(op.f("ck_complaint_one_subject"), type_="check")
        table.drop_constraint(op.f("uq_complaint_enquiry_id"), type_="unique")
        table.drop_constraint(op.f("fk_complaint_enquiry_id_enquiry"), type_="foreignkey")
        table.drop_column("enquiry_id")
        table.alter_column("booking_id", existing_type=sa.Integer(), nullable=False)

    op.drop_table("enquiry")
