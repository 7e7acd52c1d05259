"""people say which city is theirs; links have labels that are counted; bookings go to a colleague;
sites have a photo.

Revision 0022, after 0021.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

OF_SITE = sa.text("site_id IS NOT NULL")
OF_REGION = sa.text("site_id IS NULL")
PREVIEW = sa.text("state = 'preview'")
NOT_PREVIEW = sa.text("state <> 'preview'")
LIVE_HANDOVER = sa.text("state IN ('open', 'accepted')")


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
    op.create_table(
        "site_photo",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_photo_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_photo")),
    )
    with op.batch_alter_table("site_photo") as table:
        for name, which in (("uq_site_photo", NOT_PREVIEW), ("uq_site_photo_preview", PREVIEW)):
            table.create_index(name, ["site_id"], unique=True, sqlite_where=which, postgresql_where=which)
    op.create_table(
        "site_photo_file",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site_photo_id", sa.Integer(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_photo_id"], ["site_photo.id"], name=op.f("fk_site_photo_file_site_photo_id_site_photo")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_photo_file")),
        sa.UniqueConstraint("site_photo_id", "bot_id", name=op.f("uq_site_photo_file_site_photo_id_bot_id")),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("class_card_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("taker_id", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "taker_id IS NOT NULL OR state NOT IN ('accepted', 'done')", name=op.f("ck_handover_taker")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_handover_booking_id_booking")),
        sa.ForeignKeyConstraint(
            ["class_card_id"], ["class_card.id"], name=op.f("fk_handover_class_card_id_class_card")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["person.id"], name=op.f("fk_handover_giver_id_person")),
        sa.ForeignKeyConstraint(["taker_id"], ["person.id"], name=op.f("fk_handover_taker_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover") as table:
        table.create_index(op.f("ix_handover_booking_id"), ["booking_id"])
        table.create_index(op.f("ix_handover_giver_id"), ["giver_id"])
        table.create_index(op.f("ix_handover_taker_id"), ["taker_id"])
        for name, column in (("uq_handover_booking", "booking_id"), ("uq_handover_card", "class_card_id")):
            table.create_index(
                name, [column], unique=True, sqlite_where=LIVE_HANDOVER, postgresql_where=LIVE_HANDOVER
            )


def downgrade() -> None:
    op.drop_table("handover")
    op.drop_table("site_photo_file")
    op.drop_table("site_photo")
    op.drop_table("link_seen")
    op.drop_table("link_count")
    op.drop_table("link_label")
    with op.batch_alter_table("booking") as booking:
        booking.drop_column("source")
    with op.batch_alter_table("person") as person:
        person.drop_column("city_slug")
