"""Fixtures that tests of several folders ask for."""

from __future__ import annotations

from tests.postgres import postgres_server, postgres_template, postgres_url

__all__ = ["postgres_server", "postgres_template", "postgres_url"]
