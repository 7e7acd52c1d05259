"""people say which city is theirs; links have labels, and who comes by them is counted.

Revision 0017, after 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OF_SITE = sa.text("site_id IS NOT NULL")
OF_REGION = sa.text("site_id IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("city_slug", sa.String(length=40), nullable=True))
    with op.batch_alter_table("booking") as booking:
        booking.add_column(sa.Column("source", sa.String(length=14), nullable=True))
    op.create_table(
        "link_label",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=14), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_link_label_region_id_region")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_link_label_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_label")),
    )
    with op.batch_alter_table("link_label") as table:
        table.create_index(
            "uq_link_label_region",
            ["region_id", "label"],
            unique=True,
            sqlite_where=OF_REGION,
            postgresql_where=OF_REGION,
        )
        table.create_index(
            "uq_link_label_site",
            ["site_id", "label"],
            unique=True,
            sqlite_where=OF_SITE,
            postgresql_where=OF_SITE,
        )
    op.create_table(
        "link_count",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("opens", sa.String(length=32), nullable=False),
        sa.Column("opened_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=14), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.CheckConstraint("seen > 0", name=op.f("ck_link_count_seen")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_link_count_region_id_region")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_link_count_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_count")),
        sa.UniqueConstraint(
            "day", "opens", "opened_id", "label", name=op.f("uq_link_count_day_opens_opened_id_label")
        ),
    )
    with op.batch_alter_table("link_count") as table:
        table.create_index("ix_link_count_region", ["region_id", "day"])
    op.create_table(
        "link_seen",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_seen")),
        sa.UniqueConstraint("digest", name=op.f("uq_link_seen_digest")),
    )
    with op.batch_alter_table("link_seen") as table:
        table.create_index(op.f("ix_link_seen_day"), ["day"])


def downgrade() -> None:
    op.drop_table("link_seen")
    op.drop_table("link_count")
    op.drop_table("link_label")
    with op.batch_alter_table("booking") as booking:
        booking.drop_column("source")
    with op.batch_alter_table("person") as person:
        person.drop_column("city_slug")
