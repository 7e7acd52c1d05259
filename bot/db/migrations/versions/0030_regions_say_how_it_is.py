"""regions have settings and school holidays of their own, and send news.

Revision 0030, after 0029.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0030"
down_revision = "0029"
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
    op.create_table(
        "watch_done",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_watch_done_done_by_person")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_watch_done_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_done")),
        sa.UniqueConstraint("region_id", "key", name=op.f("uq_watch_done_region_id_key")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("city_slug", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=True),
        sa.Column("failed", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_announcement_draft_id_draft")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_announcement_region_id_region")),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_announcement_written_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_announcement_draft_id")),
    )
    with op.batch_alter_table("announcement") as table:
        table.create_index(op.f("ix_announcement_region_id"), ["region_id"])
        table.create_index(op.f("ix_announcement_state"), ["state"])
    op.create_table(
        "announcement_copy",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_copy_announcement_id_announcement"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_announcement_copy_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_copy")),
        sa.UniqueConstraint(
            "announcement_id", "person_id", name=op.f("uq_announcement_copy_announcement_id_person_id")
        ),
    )
    with op.batch_alter_table("announcement_copy") as copy:
        copy.create_index(op.f("ix_announcement_copy_person_id"), ["person_id"])
        copy.create_index("ix_announcement_copy_state", ["announcement_id", "state", "id"])


def downgrade() -> None:
    op.drop_table("announcement_copy")
    op.drop_table("announcement")
    op.drop_table("watch_done")
    op.drop_table("region_setting")
    op.drop_table("school_holiday")
