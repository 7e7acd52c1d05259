"""What is visited along a route."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.booking.booking import Visit
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.model import ProgrammeId
from bot.services.transaction import Tx


def places_of(tx: Tx, visits: Iterable[Visit]) -> Mapping[ProgrammeId, tuple[Site, Programme]]:
    """Site and programme of each of these visits."""
    programmes = {each.programme_id: tx.catalogue.programme(each.programme_id) for each in visits}
    return {each.id: (tx.catalogue.site(each.site_id), each) for each in programmes.values()}
