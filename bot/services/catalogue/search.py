"""Looks for what is published by the words that somebody typed (A5)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.model import RegionId
from bot.domain.search.entries import Results, thing_of
from bot.services.permissions import ANYONE
from bot.services.transaction import Tx, reads


@reads(ANYONE)
def find(tx: Tx, query: str, near: RegionId | None = None) -> Results:
    """``near``: the region whose things come first."""
    return _near_first(tx, tx.catalogue.search.find(query), near)


@reads(ANYONE)
def find_said(tx: Tx, text: str, rest: str, near: RegionId | None = None) -> Results:
    """Of a sentence that also says what is wanted: what it names. ``rest``: the sentence without that."""
    whole = tx.catalogue.search.find(text)
    if whole.found and whole.instead is None:
        return _near_first(tx, whole, near)
    named = tx.catalogue.search.find(rest)
    return _near_first(tx, named if named.found else whole, near)


def _near_first(tx: Tx, results: Results, near: RegionId | None) -> Results:
    """What is in a region before what is elsewhere, each as well as it fits."""
    published = tx.catalogue.published
    part = published.within(near)
    if part is published:
        return results
    return replace(results, found=tuple(sorted(results.found, key=lambda each: thing_of(each, part) is None)))
