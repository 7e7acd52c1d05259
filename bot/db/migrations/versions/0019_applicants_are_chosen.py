"""applicants are chosen in steps, by criteria and by a draw.

Revision 0019, after 0018.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ACCEPTED_WHERE = "(status = 'accepted') = (accepted_session_id IS NOT NULL)"
HAS_PLACE = "(status IN ('accepted', 'offered')) = (accepted_session_id IS NOT NULL)"


def upgrade() -> None:
    with op.batch_alter_table("application") as table:
        table.add_column(sa.Column("talk", sa.String(length=100), nullable=True))
        table.add_column(sa.Column("offered_until", types.UtcDateTime(), nullable=True))
        table.drop_constraint(op.f("ck_application_accepted_where"), type_="check")
        table.create_check_constraint(op.f("ck_application_accepted_where"), HAS_PLACE)
        table.create_check_constraint(
            op.f("ck_application_offered_until"), "(status = 'offered') = (offered_until IS NOT NULL)"
        )
        table.create_index("ix_application_offered", ["status", "offered_until"])

    op.create_table(
        "application_criteria",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.String(length=120), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_application_criteria_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_criteria")),
        sa.UniqueConstraint("programme_id", name=op.f("uq_application_criteria_programme_id")),
    )
    op.create_table(
        "application_reviewer",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("seat IN (1, 2)", name=op.f("ck_application_reviewer_seat")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_reviewer_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_application_reviewer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_reviewer")),
        sa.UniqueConstraint(
            "application_id", "seat", name=op.f("uq_application_reviewer_application_id_seat")
        ),
        sa.UniqueConstraint(
            "application_id", "person_id", name=op.f("uq_application_reviewer_application_id_person_id")
        ),
    )
    op.create_table(
        "application_score",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=32), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("scored_at", types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("points BETWEEN 0 AND 5", name=op.f("ck_application_score_points")),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["application_reviewer.id"],
            name=op.f("fk_application_score_reviewer_id_application_reviewer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_score")),
        sa.UniqueConstraint(
            "reviewer_id", "criterion", name=op.f("uq_application_score_reviewer_id_criterion")
        ),
    )
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seed_day", sa.Date(), nullable=False),
        sa.Column("seed_at", types.UtcDateTime(), nullable=False),
        sa.Column("announced_by", sa.Integer(), nullable=False),
        sa.Column("announced_at", types.UtcDateTime(), nullable=False),
        sa.Column("seed", sa.String(length=16), nullable=True),
        sa.Column("drawn_by", sa.Integer(), nullable=True),
        sa.Column("drawn_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("places > 0", name=op.f("ck_draw_places")),
        sa.CheckConstraint("(seed IS NULL) = (drawn_at IS NULL)", name=op.f("ck_draw_drawn")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_draw_session_id_session")),
        sa.ForeignKeyConstraint(["announced_by"], ["person.id"], name=op.f("fk_draw_announced_by_person")),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_draw_drawn_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("session_id", name=op.f("uq_draw_session_id")),
        sa.UniqueConstraint("code", name=op.f("uq_draw_code")),
    )
    op.create_table(
        "draw_entry",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_draw_entry_number")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_entry_draw_id_draw")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_draw_entry_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_entry")),
        sa.UniqueConstraint("draw_id", "number", name=op.f("uq_draw_entry_draw_id_number")),
        sa.UniqueConstraint("draw_id", "application_id", name=op.f("uq_draw_entry_draw_id_application_id")),
    )
    with op.batch_alter_table("draw_entry") as table:
        table.create_index(op.f("ix_draw_entry_application_id"), ["application_id"])


def downgrade() -> None:
    op.drop_table("draw_entry")
    op.drop_table("draw")
    op.drop_table("application_score")
    op.drop_table("application_reviewer")
    op.drop_table("application_criteria")
    # States that the program before does not know: a place that was kept is free again, the choice goes on.
    op.execute(
        """UPDATE session SET
            taken = taken - (SELECT count(*) FROM claim JOIN application ON application.id = application_id
                WHERE session_id = session.id AND released_at IS NULL AND status = 'offered'),
            parties = parties - (SELECT count(*) FROM claim JOIN application ON application.id = application_id
                WHERE session_id = session.id AND released_at IS NULL AND status = 'offered')"""
    )
    op.execute(
        """DELETE FROM claim WHERE released_at IS NULL
            AND application_id IN (SELECT id FROM application WHERE status = 'offered')"""
    )
    op.execute(
        """UPDATE application SET status = 'review', accepted_session_id = NULL, offered_until = NULL,
            decided_by = NULL, decided_at = NULL
        WHERE status IN ('considered', 'shortlisted', 'invited', 'offered')"""
    )
    with op.batch_alter_table("application") as table:
        table.drop_index("ix_application_offered")
        table.drop_constraint(op.f("ck_application_offered_until"), type_="check")
        table.drop_constraint(op.f("ck_application_accepted_where"), type_="check")
        table.create_check_constraint(op.f("ck_application_accepted_where"), ACCEPTED_WHERE)
        table.drop_column("offered_until")
        table.drop_column("talk")
