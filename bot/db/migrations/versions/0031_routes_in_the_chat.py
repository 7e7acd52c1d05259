"""what the chat has changed of a route is marked.

Revision 0031, after 0030.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("route") as table:
        table.add_column(sa.Column("edited", types.JsonDocument, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("route") as table:
        table.drop_column("edited")
