"""regions add words of their own to the consent.

Revision 0034, after 0033.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

LIVE = sa.text("withdrawn_at IS NULL")
OF_THE_INSTALLATION = sa.text("withdrawn_at IS NULL AND region_id IS NULL")
OF_A_REGION = sa.text("withdrawn_at IS NULL AND region_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "region_consent",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", types.TextsType(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_region_consent_region_id_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_consent")),
        sa.UniqueConstraint("region_id", "version", name=op.f("uq_region_consent_region_id_version")),
    )
    with op.batch_alter_table("consent") as consent:
        consent.drop_index("uq_consent_live")
        consent.add_column(sa.Column("region_id", sa.Integer(), nullable=True))
        consent.add_column(sa.Column("own_version", sa.Integer(), nullable=True))
        consent.create_foreign_key(op.f("fk_consent_region_id_region"), "region", ["region_id"], ["id"])
    with op.batch_alter_table("consent") as consent:
        consent.create_index(
            "uq_consent_live",
            ["person_id", "kind"],
            unique=True,
            sqlite_where=OF_THE_INSTALLATION,
            postgresql_where=OF_THE_INSTALLATION,
        )
        consent.create_index(
            "uq_consent_region_live",
            ["person_id", "kind", "region_id"],
            unique=True,
            sqlite_where=OF_A_REGION,
            postgresql_where=OF_A_REGION,
        )


def downgrade() -> None:
    """One consent of a person may be live again: the latest."""
    with op.batch_alter_table("consent") as consent:
        consent.drop_index("uq_consent_region_live")
        consent.drop_index("uq_consent_live")
    op.execute(
        """UPDATE consent SET withdrawn_at = given_at
        WHERE withdrawn_at IS NULL AND EXISTS (
            SELECT 1 FROM consent AS later
            WHERE later.person_id = consent.person_id AND later.kind = consent.kind
                AND later.withdrawn_at IS NULL AND later.id > consent.id)"""
    )
    with op.batch_alter_table("consent") as consent:
        consent.drop_constraint(op.f("fk_consent_region_id_region"), type_="foreignkey")
        consent.drop_column("own_version")
        consent.drop_column("region_id")
    with op.batch_alter_table("consent") as consent:
        consent.create_index(
            "uq_consent_live",
            ["person_id", "kind"],
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        )
    op.drop_table("region_consent")
