"""cards are edited in the chat; what concerns safety waits for a coordinator.

Revision 0028, after 0027.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

OF_SITE = sa.text("state = 'proposed' AND programme_id IS NULL")
OF_PROGRAMME = sa.text("state = 'proposed' AND programme_id IS NOT NULL")


def upgrade() -> None:
    for name in ("site", "programme"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("edited", types.JsonDocument, nullable=True))
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", types.JsonDocument, nullable=False),
        sa.Column("after", types.JsonDocument, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", types.UtcDateTime(), nullable=False),
        sa.Column("decided_at", types.UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_revision_decided")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_revision_region_id_region")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_revision_site_id_site")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_revision_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    with op.batch_alter_table("revision") as table:
        table.create_index(op.f("ix_revision_region_id"), ["region_id"])
        table.create_index(
            "uq_revision_of_site",
            ["site_id", "field"],
            unique=True,
            sqlite_where=OF_SITE,
            postgresql_where=OF_SITE,
        )
        table.create_index(
            "uq_revision_of_programme",
            ["programme_id", "field"],
            unique=True,
            sqlite_where=OF_PROGRAMME,
            postgresql_where=OF_PROGRAMME,
        )


def downgrade() -> None:
    op.drop_table("revision")
    for name in ("programme", "site"):
        with op.batch_alter_table(name) as table:
            table.drop_column("edited")
