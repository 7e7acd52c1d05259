"""What Alembic runs for every command; ``bot.db.operations.migrate`` has opened the transaction that it works in."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext, MigrationInfo

from bot.db.engine import types
from bot.db.operations.migrate import Run


def note_applied(
    ctx: MigrationContext,  # noqa: ARG001
    step: MigrationInfo,
    heads: object,  # noqa: ARG001
    run_args: object,  # noqa: ARG001
) -> None:
    """Alembic calls it by these names after each step."""
    if run.applied is not None and step.up_revision_id is not None:
        run.applied.append(step.up_revision_id)


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """How our column types are written in a revision; False leaves it to Alembic.

    An enumeration is plain text there: its values are the code's, not the schema's.
    """
    if kind == "type":
        if isinstance(item, types.EnumText):
            return f"sa.String(length={types.ENUM_LENGTH})"
        if isinstance(item, (types.UtcDateTime, types.TextsType)):
            return f"types.{type(item).__name__}()"
        if item is types.JsonDocument:
            return "types.JsonDocument"
    return False


def migrate() -> None:
    metadata = run.metadata
    if metadata is None:
        from bot.db.tables import metadata
    if run.connection is None:
        raise RuntimeError("migrations run by bot.db.operations.migrate, which gives them a connection")
    context.configure(
        connection=run.connection,
        target_metadata=metadata,
        render_as_batch=run.connection.dialect.name == "sqlite",
        render_item=render_item,
        on_version_apply=note_applied,
    )
    with context.begin_transaction():
        context.run_migrations()


run: Run = context.config.attributes["run"]
migrate()
