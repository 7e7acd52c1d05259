"""regions have settings and school holidays of their own.

Revision 0029, after 0025.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_holiday",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_school_holiday_days")),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_school_holiday_region_id_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_holiday")),
        sa.UniqueConstraint("region_id", "first_day", name=op.f("uq_school_holiday_region_id_first_day")),
    )
    op.create_table(
        "region_setting",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_region_setting_region_id_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_setting")),
        sa.UniqueConstraint("region_id", "name", name=op.f("uq_region_setting_region_id_name")),
    )


def downgrade() -> None:
    op.drop_table("region_setting")
    op.drop_table("school_holiday")
