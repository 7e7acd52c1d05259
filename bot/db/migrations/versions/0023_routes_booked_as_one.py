"""routes are booked as one: visits and offered seats say of which stop they are, papers of which site.

Revision 0023, after 0022.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SITE = "fk_printed_paper_site_id_site"
OF_BOOKING = "uq_printed_paper_booking_id_kind_language"
OF_SITE = "uq_printed_paper_booking_id_site_id_kind_language"

# Until now a booking had one site, which its first visit names.
FIRST_SITE = """UPDATE printed_paper SET site_id = (
    SELECT visit.site_id FROM visit WHERE visit.booking_id = printed_paper.booking_id
    ORDER BY visit.position LIMIT 1)"""
# Of the papers of several sites the schema before holds the one that was printed last.
NEWEST = """DELETE FROM printed_paper WHERE EXISTS (
    SELECT 1 FROM printed_paper AS newer
    WHERE newer.booking_id = printed_paper.booking_id AND newer.kind = printed_paper.kind
        AND newer.language = printed_paper.language
        AND (newer.printed_at > printed_paper.printed_at
            OR newer.printed_at = printed_paper.printed_at AND newer.id > printed_paper.id))"""


def upgrade() -> None:
    op.add_column("visit", sa.Column("stop", sa.Integer(), nullable=True))
    op.add_column(
        "visit", sa.Column("replaced", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("offer_part", sa.Column("stop", sa.Integer(), nullable=True))
    op.add_column("printed_paper", sa.Column("site_id", sa.Integer(), nullable=True))
    op.execute(FIRST_SITE)
    op.execute("DELETE FROM printed_paper WHERE site_id IS NULL")
    with op.batch_alter_table("printed_paper") as paper:
        paper.alter_column("site_id", existing_type=sa.Integer(), nullable=False)
        paper.drop_constraint(op.f(OF_BOOKING), type_="unique")
        paper.create_unique_constraint(op.f(OF_SITE), ["booking_id", "site_id", "kind", "language"])
        paper.create_foreign_key(op.f(SITE), "site", ["site_id"], ["id"])


def downgrade() -> None:
    op.execute(NEWEST)
    with op.batch_alter_table("printed_paper") as paper:
        paper.drop_constraint(op.f(SITE), type_="foreignkey")
        paper.drop_constraint(op.f(OF_SITE), type_="unique")
        paper.create_unique_constraint(op.f(OF_BOOKING), ["booking_id", "kind", "language"])
        paper.drop_column("site_id")
    with op.batch_alter_table("offer_part") as part:
        part.drop_column("stop")
    with op.batch_alter_table("visit") as visit:
        visit.drop_column("replaced")
        visit.drop_column("stop")
