"""Looks for what is published by the words that somebody typed (A5)."""

from __future__ import annotations

from bot.domain.search.entries import Results
from bot.services.permissions import ANYONE
from bot.services.transaction import Tx, reads


@reads(ANYONE)
def find(tx: Tx, query: str) -> Results:
    return tx.catalogue.search.find(query)


@reads(ANYONE)
def find_said(tx: Tx, text: str, rest: str) -> Results:
    """Of a sentence that also says what is wanted: what it names. ``rest``: the sentence without that."""
    whole = tx.catalogue.search.find(text)
    if whole.found and whole.instead is None:
        return whole
    named = tx.catalogue.search.find(rest)
    return named if named.found else whole
