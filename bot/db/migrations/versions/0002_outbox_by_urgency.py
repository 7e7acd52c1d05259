"""outbox by urgency.

Revision 0002, after 0001.

The sender takes the first of each priority: with many due rows, ordering all of them once a second made
people wait who tapped meanwhile.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_urgent", "outbox", ["state", "priority", "due_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_urgent", table_name="outbox")
