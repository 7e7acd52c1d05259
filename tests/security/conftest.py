"""Fixtures of whole conversations and of a site with its people."""

from __future__ import annotations

from tests.bot.conftest import demo_template, empty_template, world
from tests.host.conftest import demo_database, site

__all__ = ["demo_database", "demo_template", "empty_template", "site", "world"]
