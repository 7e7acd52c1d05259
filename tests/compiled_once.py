"""Statements are compiled once a run, not once a test.

SQLAlchemy keeps what it has compiled with the engine, and each test opens engines of its own: in most tests
compiling took longer than what the statements did. Nothing of a test is kept but the SQL.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Connection, Engine, event

Key = tuple[Any, ...]


class CompiledOnce:
    """What SQLAlchemy asks for as ``compiled_cache``; it takes dialects that write the same SQL as one."""

    def __init__(self) -> None:
        self._compiled: dict[Hashable, object] = {}

    def get(self, key: Key) -> object | None:
        return self._compiled.get(_without_the_engine(key))

    def __setitem__(self, key: Key, compiled: object) -> None:
        self._compiled[_without_the_engine(key)] = compiled


def _without_the_engine(key: Key) -> Hashable:
    dialect, *rest = key
    written_by = (
        type(dialect),
        dialect.server_version_info,
        dialect._json_serializer,
        dialect._json_deserializer,
    )
    return written_by, *rest


def compile_once() -> None:
    """From now on, for all engines of this process."""
    compiled = CompiledOnce()

    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)

    event.listen(Engine, "engine_connect", share)
