"""Fixtures of whole conversations and of the gallery, for a test per bug."""

from __future__ import annotations

from tests.bot.conftest import demo_template, empty_template, town_template, world
from tests.screens.conftest import room

__all__ = ["demo_template", "empty_template", "room", "town_template", "world"]
