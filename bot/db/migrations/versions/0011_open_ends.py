"""messages that may have arrived are counted; what Telegram numbered belongs to the bot that it was for.

Revision 0011, after 0010.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("open_ends", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "telegram_bot",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("since", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_bot")),
    )


def downgrade() -> None:
    op.drop_table("telegram_bot")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("open_ends")
