"""what has had its time goes; a person's own quiet hours.

Revision 0024, after 0023.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENTS = ("idle_warned_at", "kept_at", "data_asked_at")


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("quiet_hours", sa.String(length=32), nullable=True))
        person.add_column(
            sa.Column("quiet_weekends", sa.Boolean(), nullable=False, server_default=sa.text("(false)"))
        )
        for name in MOMENTS:
            person.add_column(sa.Column(name, types.UtcDateTime(), nullable=True))
    with op.batch_alter_table("feedback") as feedback:
        feedback.alter_column("booking_id", existing_type=sa.Integer(), nullable=True)
    op.create_table(
        "access_figure",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("wheelchairs", sa.Integer(), nullable=False),
        sa.CheckConstraint("groups >= 0 AND wheelchairs >= 0", name=op.f("ck_access_figure_counts")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_access_figure_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_figure")),
        sa.UniqueConstraint("site_id", "month", name=op.f("uq_access_figure_site_id_month")),
    )


def downgrade() -> None:
    op.drop_table("access_figure")
    # What is nobody's any more cannot be kept by a program that wants to know whose it is.
    op.execute("DELETE FROM feedback WHERE booking_id IS NULL")
    with op.batch_alter_table("feedback") as feedback:
        feedback.alter_column("booking_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("person") as person:
        for name in reversed(MOMENTS):
            person.drop_column(name)
        person.drop_column("quiet_weekends")
        person.drop_column("quiet_hours")
