"""the audit log is read by region and by site.

Revision 0027, after 0026.
"""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_region", "audit", ["region_id", "at", "id"])
    op.create_index("ix_audit_site", "audit", ["site_id", "at", "id"])


def downgrade() -> None:
    op.drop_index("ix_audit_site", table_name="audit")
    op.drop_index("ix_audit_region", table_name="audit")
