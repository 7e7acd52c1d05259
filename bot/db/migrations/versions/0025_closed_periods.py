"""a site can be closed for days on end.

Revision 0025, after 0024.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_closure_days")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_closure_closed_by_person")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_closure_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure") as table:
        table.create_index(op.f("ix_closure_site_id"), ["site_id"])
    with op.batch_alter_table("session") as session:
        session.add_column(sa.Column("closure_id", sa.Integer(), nullable=True))
        session.create_foreign_key(op.f("fk_session_closure_id_closure"), "closure", ["closure_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("session") as session:
        session.drop_constraint(op.f("fk_session_closure_id_closure"), type_="foreignkey")
        session.drop_column("closure_id")
    op.drop_table("closure")
