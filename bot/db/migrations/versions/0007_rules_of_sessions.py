"""lengths as the catalogue's file allows them; a programme, not each of its schedules, remembers how far it was rolled and by which rules.

Revision 0007, after 0006.

A code of 33 to 40 characters, and a city of 81 to 120, passed the file and was refused by PostgreSQL. A slug
of more than 40 characters never passed. When rules change, what all schedules of the programme make is looked at together. What is not remembered is
looked at as a whole.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


_SLUGS = {"region": ("slug",), "site": ("slug", "city_slug", "industry_slug"), "route": ("slug",)}


def _resize(changed: BatchOperations, column: str, before: int, after: int, *, null: bool = False) -> None:
    changed.alter_column(
        column, existing_type=sa.String(before), type_=sa.String(after), existing_nullable=null
    )


def upgrade() -> None:
    for table, columns in _SLUGS.items():
        with op.batch_alter_table(table) as changed:
            for column in columns:
                _resize(changed, column, 64, 40)
    with op.batch_alter_table("organisation") as organisation:
        _resize(organisation, "city", 80, 120, null=True)
    with op.batch_alter_table("programme") as programme:
        _resize(programme, "code", 32, 40)
        programme.add_column(sa.Column("rolled_until", sa.Date(), nullable=True))
        programme.add_column(sa.Column("rolled_with", sa.String(length=64), nullable=True))
    with op.batch_alter_table("schedule") as schedule:
        schedule.drop_column("rolled_with")
        schedule.drop_column("rolled_until")


def downgrade() -> None:
    with op.batch_alter_table("schedule") as schedule:
        schedule.add_column(sa.Column("rolled_until", sa.Date(), nullable=True))
        schedule.add_column(sa.Column("rolled_with", sa.String(length=64), nullable=True))
    with op.batch_alter_table("programme") as programme:
        programme.drop_column("rolled_with")
        programme.drop_column("rolled_until")
    # Code and city stay as wide: what fits them now may be longer than it was.
    for table, columns in _SLUGS.items():
        with op.batch_alter_table(table) as changed:
            for column in columns:
                _resize(changed, column, 40, 64)
