"""prices are amounts by audience.

Revision 0012, after 0011.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    op.add_column("programme", sa.Column("tariff", json, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("programme") as programme:
        programme.drop_column("tariff")
