"""Numbers out of callback data and links, which anybody can write by hand."""

from __future__ import annotations

LONGEST = 9
"""Digits of an id: more than any table will have, and still an integer of the database."""


def read_number(value: str) -> int | None:
    """A number of at most nine digits; None for anything else."""
    return int(value) if value.isdecimal() and len(value) <= LONGEST else None
