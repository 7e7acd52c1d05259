"""sessions have guides who are asked, and minutes around them.

Revision 0029, after 0028.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

CLASHES = sa.text("clashes")
GUIDE = (
    "(guide_id IS NULL) = (guide_state IS NULL) AND (guide_id IS NULL) = (guide_asked_at IS NULL)"
    " AND (guide_anyway IS NULL OR guide_id IS NOT NULL)"
)


def upgrade() -> None:
    with op.batch_alter_table("programme") as programme:
        for side in ("before_min", "after_min"):
            programme.add_column(sa.Column(side, sa.Integer(), server_default=sa.text("0"), nullable=False))
        programme.create_check_constraint(op.f("ck_programme_margins"), "before_min >= 0 AND after_min >= 0")
    with op.batch_alter_table("session") as session:
        session.add_column(sa.Column("guide_state", sa.String(length=32), nullable=True))
        session.add_column(sa.Column("guide_asked_at", types.UtcDateTime(), nullable=True))
        session.add_column(sa.Column("guide_anyway", sa.String(length=32), nullable=True))
        session.add_column(
            sa.Column("clashes", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        session.create_index(op.f("ix_session_guide_id"), ["guide_id"])
        session.create_index(
            "ix_session_clashes", ["site_id"], sqlite_where=CLASHES, postgresql_where=CLASHES
        )
    # Whoever was noted as a guide was not asked in the chat: nobody waits for a word of theirs.
    op.execute(
        "UPDATE session SET guide_state = 'accepted', guide_asked_at = created_at WHERE guide_id IS NOT NULL"
    )
    with op.batch_alter_table("session") as session:
        session.create_check_constraint(op.f("ck_session_guide"), GUIDE)


def downgrade() -> None:
    with op.batch_alter_table("session") as session:
        session.drop_constraint(op.f("ck_session_guide"), type_="check")
        session.drop_index("ix_session_clashes")
        session.drop_index(op.f("ix_session_guide_id"))
        for name in ("clashes", "guide_anyway", "guide_asked_at", "guide_state"):
            session.drop_column(name)
    with op.batch_alter_table("programme") as programme:
        programme.drop_constraint(op.f("ck_programme_margins"), type_="check")
        for side in ("after_min", "before_min"):
            programme.drop_column(side)
