"""applications for placements say by which link they came; what runs out on its way to a colleague is found
by its time.

Revision 0032, after 0031.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

LIVE_HANDOVER = sa.text("state IN ('open', 'accepted')")


def upgrade() -> None:
    with op.batch_alter_table("application") as application:
        application.add_column(sa.Column("source", sa.String(length=14), nullable=True))
    with op.batch_alter_table("handover") as table:
        table.create_index(
            "ix_handover_expiry", ["expires_at"], sqlite_where=LIVE_HANDOVER, postgresql_where=LIVE_HANDOVER
        )


def downgrade() -> None:
    with op.batch_alter_table("handover") as table:
        table.drop_index("ix_handover_expiry")
    with op.batch_alter_table("application") as application:
        application.drop_column("source")
