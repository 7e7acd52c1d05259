"""Schools and other organisations by what was typed: those of the leader's own region first (B1, C4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.db.people.organisations import find_organisations
from bot.domain.model import OrganisationKind, RegionId
from bot.domain.people.organisation import SCHOOLS, Organisation
from bot.domain.refusal import Refusal
from bot.services.transaction import Tx

MOST = 5


def schools_like(
    tx: Tx, there: RegionId, text: str, kinds: Collection[OrganisationKind] = SCHOOLS
) -> Sequence[Organisation]:
    """What is called like this text in the directory of one's own region, then in that of another one where
    one wants to go, or where one's school was: who travels far names a school at home."""
    own, by = tx.actor.region_id, tx.actor.person_id
    regions = (there,) if own is None or own == there else (own, there)
    found: list[Organisation] = []
    for each in regions:
        left = MOST - len(found)
        if left:
            found += find_organisations(tx.connection, each, text, seen_by=by, kinds=kinds, most=left)
    return found


def schools_of_kind(
    tx: Tx, there: RegionId, refusal: Refusal | None, kinds: Collection[OrganisationKind] = SCHOOLS
) -> Sequence[Organisation]:
    """Those that may be meant by «лицей», for which somebody is asked «which»."""
    said = None if refusal is None else refusal.params.get("kinds")
    return () if said is None else schools_like(tx, there, str(said), kinds)
